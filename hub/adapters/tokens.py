"""The hub's key in the data folder, and what is made under it: links, tickets, keyed hashes.

A link is good by its signature: making one needs the key alone, no database and no running hub.
Whoever can read the key can sign in as anyone: it is the owner's alone.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import uuid
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from hub.domain.refusals import LinkExpired, LinkUnknown, NotSignedIn
from hub.services.enrolments import LINK_LIFE_S, Link
from hub.services.ports import Clock
from hub.services.tickets import Ticket

KEY_BYTES = 32
NUMBER_BYTES = 12
SESSION_BYTES = 32
CODE_DIGITS = 6
TOPIC_BYTES = 18
ID_BYTES = 16
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken for another: i, l, o, 0, 1."""
RECOVERY_CHARS = 10


def load_key(data_dir: Path) -> bytes:
    """Give the hub's key, made at the first start: whole or not at all."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secret.key"
    if not path.exists():
        fresh = data_dir / f"secret.{secrets.token_hex(4)}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # Another start was quicker: its key is ours.
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()


class Links:
    """The port `Links`. Several may be out for one post; each works once within LINK_LIFE_S."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signer = URLSafeSerializer(key, salt="enrolment")
        self._clock = clock

    def issue(self, post: str, number: str | None = None) -> str:
        """See the port."""
        until = int(self._clock.now()) + LINK_LIFE_S
        own = number or secrets.token_urlsafe(NUMBER_BYTES)
        return _text(self._signer.dumps([post, until, own]))

    def read(self, token: str) -> Link:
        """See the port."""
        match _load(self._signer, token):
            case [str(post), int(until), str(number)]:
                pass
            case _:
                raise LinkUnknown
        if self._clock.now() >= until:
            raise LinkExpired
        return Link(post, until * 1000, number, (until - LINK_LIFE_S) * 1000)


class Tickets:
    """The port `Tickets`: signed, and in no table."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signer = URLSafeSerializer(key, salt="answer")
        self._clock = clock

    def issue(self, ticket: Ticket) -> str:
        """See the port."""
        return _text(self._signer.dumps(list(astuple(ticket))))

    def read(self, token: str) -> Ticket:
        """See the port."""
        match _load(self._signer, token):
            case [
                str(recipient),
                str(official),
                str(point),
                "push" | "ntfy" | "message" as way,
                int(until),
            ] if self._clock.now() < until:
                return Ticket(recipient, official, point, way, until)
        raise NotSignedIn


def keyed(key: bytes, purpose: str) -> Callable[[str], str]:
    """Give a hash that is of no use without the hub's key: HMAC-SHA256 (RFC 2104)."""
    derived = hmac.digest(key, f"posko {purpose}".encode(), hashlib.sha256)

    def hashed(text: str) -> str:
        return hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()

    return hashed


def new_secret() -> str:
    """Make what a session's cookie says: 256 bits."""
    return secrets.token_urlsafe(SESSION_BYTES)


def new_topic() -> str:
    """Make an ntfy topic: whoever knows it hears the calls, so nobody guesses it (144 bits)."""
    return f"posko-{secrets.token_urlsafe(TOPIC_BYTES)}"


class RadioSecrets:
    """The secret of a radio bridge's token. 256 bits: its plain hash tells nothing."""

    def new(self) -> str:
        """Make one; it says what it is, so that a scan for secrets finds it."""
        return f"posko-radio-{secrets.token_urlsafe(SESSION_BYTES)}"

    def hashed(self, secret: str) -> str:
        """What is kept of it."""
        return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """Make six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def new_recovery() -> str:
    """Make a recovery code: 49 bits, in two groups that can be read out."""
    chars = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_CHARS))
    return f"{chars[:5]}-{chars[5:]}"


def _text(token: str | bytes) -> str:
    return token.decode() if isinstance(token, bytes) else token


def _load(signer: URLSafeSerializer, token: str) -> Any:
    try:
        return signer.loads(token)
    except BadSignature:
        return None


def new_id() -> str:
    """An id nobody can guess."""
    return secrets.token_hex(ID_BYTES)


def new_event_id() -> str:
    """An id as clients make them for their commands."""
    return str(uuid.uuid4())
