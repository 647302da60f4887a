"""A serial port of the rig for each test; without a C compiler there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
