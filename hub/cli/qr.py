"""A QR code for the terminal."""

import io
import sys

import segno

BRIGHT_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"


def terminal_qr(text: str) -> str:
    """Draw it in half blocks. On a terminal in colours too, or a light one would show it inverted.

    micro=False: cameras of phones do not read the small kind.
    """
    drawn = io.StringIO()
    segno.make(text, micro=False, error="l", boost_error=False).terminal(
        drawn, border=2, compact=True
    )
    lines = drawn.getvalue().splitlines()
    if sys.stdout.isatty():
        lines = [f"{BRIGHT_ON_BLACK}{line}{PLAIN}" for line in lines]
    return "\n".join(f"  {line}" for line in lines)
