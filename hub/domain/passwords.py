"""Passwords: what is refused when somebody chooses one. Length counts, and not being guessable.

No rule about kinds of characters, and no expiry (NIST SP 800-63B §3.1.1.2).
"""

import unicodedata
from collections.abc import Collection, Iterable

from hub.domain.refusals import PasswordCommon, PasswordIsName, PasswordShort

MIN_CHARS = 10
MAX_CHARS = 200
FEW_DIFFERENT = 3
NAME_CHARS = 4
"""Shorter names are parts of too many words to be looked for."""


def prepared(password: str) -> str:
    """Give it as it is hashed: the same characters however the keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, names: Iterable[str], common: Collection[str]) -> None:
    """Refuse what others would try first. PasswordShort, PasswordCommon, PasswordIsName.

    names: of the account and the city. common: passwords in lower case, and words they are
    made of; a common word with digits or signs around it is as common.
    """
    if len(password) < MIN_CHARS:
        raise PasswordShort
    plain = _bare(password)
    core = plain.strip("0123456789")
    if plain in common or core in common or len(set(plain)) <= FEW_DIFFERENT or _counts(plain):
        raise PasswordCommon
    for name in names:
        bare = _bare(name)
        if len(bare) >= NAME_CHARS and bare in plain and len(plain) < len(bare) + MIN_CHARS:
            raise PasswordIsName


def _bare(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return "".join(c for c in prepared(text).casefold() if c.isalnum())


def _counts(text: str) -> bool:
    """Is it a walk through the alphabet or the digits, up or down?"""
    steps = {(ord(b) - ord(a)) for a, b in zip(text, text[1:], strict=False)}
    return len(steps) == 1 or steps in ({1, -9}, {-1, 9})
