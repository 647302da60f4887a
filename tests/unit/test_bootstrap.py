"""Setting up a machine: what is missing ends in one line that says what to type."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    import bootstrap

    return bootstrap


@pytest.fixture
def web_build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    import web_build

    return web_build


def run(bootstrap: ModuleType, purpose: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", purpose])
    return int(bootstrap.main())


def test_an_old_python(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON_OLDEST", (9, 9))
    assert run(bootstrap, "run", monkeypatch) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "type: make PYTHON=" in said


@pytest.mark.parametrize("sudo", [None, "/usr/bin/false"])
def test_system_packages_that_may_not_be_installed(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    sudo: str | None,
) -> None:
    found = {"sudo": sudo, "apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "none")
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap.ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", found.get)
    monkeypatch.setattr(bootstrap, "_distribution", lambda: "debian")
    monkeypatch.setattr(bootstrap.sys.stdin, "isatty", lambda: False, raising=False)
    assert run(bootstrap, "test", monkeypatch) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "type: sudo apt-get update && sudo apt-get install -y python3" in said
    assert said.rstrip().endswith(
        "-venv chromium libatomic1 espeak-ng sip-tester pulseaudio pulseaudio-utils multimon-ng "
        "svxlink-server gcc libportaudio2 libasound2-plugins chromium-headless-shell"
    )


@pytest.mark.parametrize("missing", [True, False])
def test_what_tests_can_go_without_stops_nothing(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    missing: bool,
) -> None:
    found = {"chromium": "/c", "apt-get": "/a"}
    found |= {} if missing else dict.fromkeys((*bootstrap.HELPFUL, bootstrap.LEAN_BROWSER), "/x")
    monkeypatch.setattr(bootstrap, "_distribution", lambda: "debian")
    monkeypatch.setattr(bootstrap.shutil, "which", found.get)
    monkeypatch.setattr(bootstrap.ctypes.util, "find_library", lambda name: name)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    bootstrap._system_packages("test")
    bootstrap._system_packages("run")
    said = capsys.readouterr().err
    assert said.count("\n") == int(missing)
    if missing:
        assert "install -y espeak-ng sip-tester pulseaudio" in said


def test_one_package_that_apt_lacks_keeps_no_other_away(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def apt(wanted: list[str]) -> None:
        asked.append(wanted)
        if "svxlink-server" in wanted:
            raise bootstrap.CannotSetUp("no such package")

    found = {"chromium": "/c", "apt-get": "/a"}
    monkeypatch.setattr(bootstrap, "_distribution", lambda: "debian")
    monkeypatch.setattr(bootstrap.shutil, "which", found.get)
    monkeypatch.setattr(bootstrap.ctypes.util, "find_library", lambda name: name)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "_apt", apt)
    bootstrap._system_packages("test")
    assert ["espeak-ng"] in asked and ["gcc"] in asked
    assert capsys.readouterr().err.count("\n") == 1


def test_the_client_is_built_anew_only_when_its_sources_change(
    web_build: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "node_modules").mkdir()
    source = tmp_path / "src" / "main.ts"
    source.write_text("one")
    before = web_build.sources_stamp(tmp_path)
    (tmp_path / "node_modules" / "x.ts").write_text("not ours")
    assert web_build.sources_stamp(tmp_path) == before
    source.write_text("two")
    assert web_build.sources_stamp(tmp_path) != before


def test_the_gallery_is_built_anew_when_it_or_the_client_has_changed(
    web_build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = [tmp_path / "src" / "main.ts", tmp_path / "gallery" / "Talk.svelte"]
    for file in sources:
        file.parent.mkdir()
        file.write_text("one")
    monkeypatch.setattr(web_build, "packages", lambda _: None)

    def npm(_: list[str], web: Path) -> None:
        (web / "dist" / "gallery").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(web_build, "_npm", npm)
    assert web_build.gallery(tmp_path)
    assert not web_build.gallery(tmp_path)
    for file in sources:
        file.write_text("two")
        assert web_build.gallery(tmp_path), f"{file.name} is another"


def test_without_any_node_it_says_so(
    web_build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_build.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(web_build.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(web_build.WebBuildFailed, match=r"no Node 20\.19 or newer"):
        web_build.npm_command()


def test_node_is_pinned_to_one_version(web_build: ModuleType) -> None:
    pinned = (TOOLS.parent / "requirements-node.txt").read_text(encoding="utf-8")
    assert pinned.startswith(f"{web_build.NODE_WHEEL} ")
