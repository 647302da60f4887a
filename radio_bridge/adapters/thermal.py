"""How hot this machine is, where its kernel says so: a small computer in a closed box slows down,
and then its sound tears."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LOOK_S = 10.0
ZONES = Path("/sys/class/thermal")
HOT_C, COOL_C = 80.0, 75.0
"""Small computers slow down from 80 degrees on. It is told until it has cooled."""


def hottest_c(zones: Path = ZONES) -> float | None:
    """Give the temperature of the hottest part, or None where there is none to read."""
    return max(_read(zones.glob("thermal_zone*/temp")), default=None)


def is_hot(hottest: float | None, *, was: bool) -> bool:
    """Say whether that is too hot; was: whether it was before."""
    return hottest is not None and hottest >= (COOL_C if was else HOT_C)


def _read(files: Iterable[Path]) -> Iterable[float]:
    for file in files:
        with suppress(OSError, ValueError):
            yield int(file.read_text()) / 1000
