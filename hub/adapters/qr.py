"""QR codes (ISO/IEC 18004) as SVG, dark on white whatever the page's colours are."""

import io

import segno

QUIET_ZONE = 4
"""Modules of white around it, as the standard wants."""


def qr_svg(text: str) -> str:
    """Draw a text; it scales to whatever place it is given."""
    drawn = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        drawn, kind="svg", border=QUIET_ZONE, light="#fff", xmldecl=False, omitsize=True
    )
    return drawn.getvalue().decode()
