"""Sealing what is private before it goes into the database: names, telephone numbers, secrets.

Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from the hub's own by HKDF (RFC 5869). A
copy of the database alone tells none of it; the key is kept beside it, and backed up apart.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unsealable(Exception):
    """It was sealed under another key, or altered; the text is one line for a person."""


class Seal:
    """Seals and opens; an empty text stays empty."""

    def __init__(self, key: bytes) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"posko seal").derive(key)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, text: str) -> str:
        """Seal a text."""
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str:
        """Open what was sealed. Unsealable."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            raise Unsealable(
                "secret.key bukan kunci data ini (secret.key is not the key of this data)"
            ) from None
