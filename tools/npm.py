"""Run npm in web/ with whatever Node this machine has: on the PATH or as a Python wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

import web_build

web = Path(__file__).resolve().parent.parent / "web"
environment = web_build.node_environment()
npm = shutil.which("npm", path=environment["PATH"]) or "npm"
sys.exit(subprocess.run([npm, "--silent", *sys.argv[1:]], cwd=web, env=environment).returncode)
