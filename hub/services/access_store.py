"""What is kept of signing in, as the services see it: sessions, enrolments and credentials."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from hub.domain.sessions import Session


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A one-time link, and the code that was made with it: whichever is used first uses up both.

    `nonce`: of the page that used it, hashed; `session`: what came of it. `number`: a link's own;
    where there is a code, its keyed hash.
    """

    number: str
    post: str
    until_ms: int
    used_ms: int | None = None
    nonce: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Totp:
    """An official's authenticator app. `step`: of the last code that was taken."""

    official: str
    secret: str
    enabled: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True)
class Passkey:
    """A WebAuthn credential. `rp_id`: the name it belongs to."""

    id: str
    official: str
    rp_id: str
    public_key: bytes
    sign_count: int
    name: str
    created_ms: int
    used_ms: int | None = None


Kind = Literal["password", "totp", "passkey"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way in, and the session that added it. `id`: of a passkey, else empty.

    shut: it signs nobody in any more, and still wants proving before another is added.
    """

    official: str
    kind: Kind
    id: str
    session: str
    browser: str
    system: str
    added_ms: int
    shut: bool = False


class Sessions(Protocol):
    """Who is signed in where."""

    async def load(self) -> list[Session]:
        """Give all that have not ended."""

    async def add(self, session: Session) -> None:
        """Note a new one."""

    async def save(self, session: Session) -> None:
        """Put what changes of a session in the place of what was."""

    async def end(self, sessions: Collection[str], at_ms: int, why: str) -> None:
        """They are of no use any more."""

    async def prune(self, before_ms: int) -> None:
        """Forget those that ended before, or that nobody used since."""


class Enrolments(Protocol):
    """Links that were used, and codes that are out."""

    async def find(self, number: str) -> Enrolment | None:
        """Give one."""

    async def save(self, enrolment: Enrolment) -> None:
        """Put it in the place of the one with its number, or add it."""

    async def prune(self, before_ms: int) -> None:
        """Forget those that were good until before."""


class Ways(Protocol):
    """Which session added which way in."""

    async def save(self, way: Way) -> None:
        """Put it in the place of the one that is the same way, or add it."""

    async def remove(self, official: str, kind: str, way_id: str = "") -> None:
        """There is no such way any more."""

    async def of(self, official: str) -> list[Way]:
        """Give all of an official, oldest first."""

    async def by(self, sessions: Collection[str]) -> list[Way]:
        """Give those that these sessions added."""

    async def is_shut(self, official: str, kind: str, way_id: str = "") -> bool:
        """Is it one that was shut?"""

    async def shut(self, official: str, kind: str, way_id: str = "") -> None:
        """Let it sign nobody in any more."""


class Credentials(Protocol):
    """How officials prove who they are."""

    @property
    def ways(self) -> Ways: ...

    async def password(self, official: str) -> str | None:
        """Give the hash of a password."""

    async def set_password(self, official: str, password: str, at_ms: int) -> None:
        """Note the hash of a new one."""

    async def remove_password(self, official: str) -> None:
        """Forget it."""

    async def totp(self, official: str) -> Totp | None:
        """Give an authenticator app, enabled or about to be."""

    async def save_totp(self, totp: Totp) -> None:
        """Put it in the place of the official's other one, or add it."""

    async def remove_totp(self, official: str) -> None:
        """Forget it, and the recovery codes."""

    async def set_recovery(self, official: str, codes: Sequence[str]) -> None:
        """Note the hashes of recovery codes in the place of all others."""

    async def use_recovery(self, official: str, code: str) -> bool:
        """Use one up by its hash. Was there one?"""

    async def recovery_left(self, official: str) -> int:
        """Say how many are left."""

    async def passkeys(self, official: str) -> list[Passkey]:
        """Give all, oldest first."""

    async def passkey(self, passkey_id: str) -> Passkey | None:
        """Give one."""

    async def save_passkey(self, passkey: Passkey) -> None:
        """Put it in the place of the one with its id, or add it."""

    async def remove_passkey(self, passkey_id: str) -> None:
        """Forget one."""

    async def with_second_factor(self) -> set[str]:
        """Give the officials who have a passkey or an authenticator app."""

    async def forget(self, official: str) -> None:
        """Forget everything by which an official can prove who he is."""
