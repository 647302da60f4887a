"""QR codes: what is drawn is what the standard says, read back module by module."""

import re

import pytest
import segno

from hub.adapters.qr import qr_code

FINDER = (
    "XXXXXXX",
    "X     X",
    "X XXX X",
    "X XXX X",
    "X XXX X",
    "X     X",
    "XXXXXXX",
)
LINK = "ntfy://ntfy.kota.example/posko-5f3a9c0b7d2e4a61?display=Posko"


def drawn(text: str) -> tuple[int, set[tuple[int, int]]]:
    """Give the size, and the modules that a stroke of width 1 along the path makes dark."""
    code, dark = qr_code(text), set()
    assert re.fullmatch(r"(M\d+ \d+\.5h\d+)+", code.d)
    for x, y, run in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.d):
        for module in range(int(x), int(x) + int(run)):
            assert (module, int(y)) not in dark, "drawn once"
            dark.add((module, int(y)))
    return code.size, dark


@pytest.mark.parametrize("text", ["https://posko.kota.example/masuk#abc", LINK, "x" * 300])
def test_what_is_drawn_is_the_code(text: str) -> None:
    size, dark = drawn(text)
    rows = list(segno.make(text, micro=False, error="m").matrix)
    assert size == len(rows) + 8
    assert dark == {
        (x + 4, y + 4) for y, row in enumerate(rows) for x, module in enumerate(row) if module
    }


def test_a_camera_finds_it_by_three_corners_and_the_white_around() -> None:
    size, dark = drawn(LINK)
    for left, top in ((4, 4), (size - 11, 4), (4, size - 11)):
        found = tuple(
            "".join("X" if (left + x, top + y) in dark else " " for x in range(7)) for y in range(7)
        )
        assert found == FINDER
    assert all(4 <= x < size - 4 and 4 <= y < size - 4 for x, y in dark), "four modules of white"
