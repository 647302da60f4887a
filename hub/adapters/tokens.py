"""Signed tokens: one-time sign-in links and session cookies, under one key in the data folder.

A link is used up by writing its number to `used_links` before it counts, so that it works once
even across a restart. Whoever can read the key can sign in as anyone: it is the owner's alone.
"""

import asyncio
import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from hub.domain.refusals import LinkExpired, LinkUnknown, LinkUsed
from hub.services.ports import Clock

LINK_LIFE_S = 24 * 3600
SESSION_LIFE_S = 12 * 3600
KEY_BYTES = 32


def load_key(data_dir: Path) -> bytes:
    """Give the hub's key, made at the first start: whole or not at all."""
    data_dir.mkdir(parents=True, exist_ok=True)
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


class Sessions:
    """What a session cookie says: who, until when, and a number by which it can be ended early.

    Ended sessions are remembered in memory only: a restart forgets them until they expire.
    """

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signer = URLSafeSerializer(key, salt="session")
        self._clock = clock
        self._ended: dict[str, int] = {}

    def issue(self, person: str) -> str:
        """Make a cookie's value, good for SESSION_LIFE_S."""
        until = int(self._clock.now()) + SESSION_LIFE_S
        return _text(self._signer.dumps([person, until, secrets.token_urlsafe(9)]))

    def read(self, cookie: str | None) -> str | None:
        """Give the person it was issued to, or None."""
        session = self._read(cookie)
        return session[0] if session else None

    def end(self, cookie: str | None) -> None:
        """Signed out: the cookie is worth nothing any more, wherever a copy of it may be."""
        session = self._read(cookie)
        if session:
            now = self._clock.now()
            self._ended = {number: until for number, until in self._ended.items() if until > now}
            self._ended[session[2]] = session[1]

    def _read(self, cookie: str | None) -> tuple[str, int, str] | None:
        match _load(self._signer, cookie or ""):
            case [str(person), int(until), str(number)]:
                good = self._clock.now() < until and number not in self._ended
                return (person, until, number) if good else None
        return None


class Links:
    """Sign-in links. Several may be out for one person; each works once within LINK_LIFE_S."""

    def __init__(self, key: bytes, data_dir: Path, clock: Clock) -> None:
        self._signer = URLSafeSerializer(key, salt="link")
        self._clock = clock
        self._path = data_dir / "used_links"
        self._using = asyncio.Lock()
        self._used = self._load_used()

    def issue(self, person: str) -> str:
        """Make a link's token."""
        until = int(self._clock.now()) + LINK_LIFE_S
        return _text(self._signer.dumps([person, until, secrets.token_urlsafe(9)]))

    def look(self, token: str) -> str:
        """Give whom it would sign in. LinkUnknown, LinkExpired, LinkUsed."""
        return self._check(token)[0]

    async def use(self, token: str) -> str:
        """Use it up and give whom it signs in. LinkUnknown, LinkExpired, LinkUsed."""
        async with self._using:
            person, until, number = self._check(token)
            await asyncio.to_thread(self._save_used, number, until)
            self._used.add(number)
            return person

    def _check(self, token: str) -> tuple[str, int, str]:
        payload = _load(self._signer, token)
        match payload:
            case [str(person), int(until), str(number)]:
                pass
            case _:
                raise LinkUnknown
        if number in self._used:
            raise LinkUsed
        if self._clock.now() >= until:
            raise LinkExpired
        return person, until, number

    def _save_used(self, number: str, until: int) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{until} {number}\n")
            file.flush()
            os.fsync(file.fileno())

    def _load_used(self) -> set[str]:
        """Read the links used before; those that would have expired by now need no remembering."""
        try:
            lines = self._path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return set()
        now = self._clock.now()
        used = (line.split(" ", 1) for line in lines if " " in line)
        return {number for until, number in used if until.isdigit() and int(until) >= now}


def _text(token: str | bytes) -> str:
    return token.decode() if isinstance(token, bytes) else token


def _load(signer: URLSafeSerializer, token: str) -> Any:
    try:
        return signer.loads(token)
    except BadSignature:
        return None
