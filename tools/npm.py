"""Run npm in web/ with whatever Node this machine has: on the PATH or as a Python wheel."""

import subprocess
import sys
from pathlib import Path

import web_build

web = Path(__file__).resolve().parent.parent / "web"
npm, environment = web_build.npm_command()
sys.exit(subprocess.run([*npm, "--silent", *sys.argv[1:]], cwd=web, env=environment).returncode)
