"""Text that people write: one form for what looks alike, and nothing that breaks a page."""

import unicodedata

from hub.domain.refusals import BadText

_BREAKS = ("\n",)


def cleaned(text: str) -> str:
    """Give a text in NFC, without outer blanks; line breaks stay. BadText for control characters.

    Lone surrogates and NUL would break the store or the wire. Marks that turn the direction of
    writing are let through: the client shows them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    for char in text:
        category = unicodedata.category(char)
        if category == "Cs" or (category == "Cc" and char not in _BREAKS):
            raise BadText(f"U+{ord(char):04X}")
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Give a text as one line, for a name or a title. BadText."""
    return " ".join(cleaned(text).split())
