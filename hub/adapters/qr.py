"""QR codes (ISO/IEC 18004), as the path of a drawing that the page puts on white."""

from itertools import groupby

import segno

from hub.wire.access import QrCode

QUIET_ZONE = 4
"""Modules of white around it, as the standard wants."""


def qr_code(text: str) -> QrCode:
    """Draw a text."""
    code = segno.make(text, micro=False, error="m")
    rows = [list(row) for row in code.matrix_iter(border=QUIET_ZONE)]
    d = "".join(f"M{x} {y}.5h{n}" for y, row in enumerate(rows) for x, n in _dark_runs(row))
    return QrCode(size=len(rows), d=d)


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    """Where in a row the dark ones begin, and how many stand together."""
    runs, x = [], 0
    for dark, group in groupby(row, key=bool):
        length = len(list(group))
        if dark:
            runs.append((x, length))
        x += length
    return runs
