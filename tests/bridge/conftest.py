"""A serial port and two sound cards of the rig; what this machine lacks is said and skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.air import Air, air, why_not
from tests.bridge.ht import Ht, handheld
from tests.bridge.rig import COMPILER, Rig, library, rig


@pytest.fixture(scope="session")
def preloaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of modem lines."""
    if COMPILER is None:
        pytest.skip("no C compiler: the modem lines of the rig are a small C library")
    return library(tmp_path_factory.mktemp("rig"))


@pytest.fixture
def port(tmp_path: Path, preloaded: Path) -> Iterator[Rig]:
    """A port nobody has open."""
    with rig(tmp_path, preloaded) as running:
        yield running


@pytest.fixture
def serial(port: Rig, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """The same port, for what this process starts."""
    for name in ("LD_PRELOAD", "POSKO_TTY", "POSKO_LINES", "POSKO_GONE"):
        monkeypatch.setenv(name, port.environment[name])
    return port


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Air]:
    """Two sound cards back to back."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    folder = tmp_path / "air"
    folder.mkdir()
    with air(folder) as running:
        for name, value in running.added.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def ht(tmp_path: Path, cards: Air) -> Iterator[Ht]:
    """A handheld on the other card."""
    environment = {k: v for k, v in cards.environment.items() if k != "LD_PRELOAD"}
    with handheld(tmp_path / "ht", environment) as running:
        yield running
