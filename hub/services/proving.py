"""What proving who one is needs of the world: slow hashes, clocks of phones, and authenticators."""

from typing import Any, NamedTuple, Protocol


class Hasher(Protocol):
    """Passwords, by a hash that is slow on purpose. Never on the event loop."""

    async def hash(self, password: str) -> str:
        """Hash a new one. RateLimited when too many wait."""

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Is it this one? Without a hash it is not, after the same work. RateLimited."""


class Totp(Protocol):
    """One-time codes by the clock (RFC 6238)."""

    def new_secret(self) -> str:
        """Make a secret."""

    def uri(self, secret: str, account: str, issuer: str) -> str:
        """Give what an authenticator app reads from a QR code."""

    def step_of(self, secret: str, code: str, now_s: float) -> int | None:
        """Give the time step of which this is the code, one to each side of now counts."""


class NewKey(NamedTuple):
    """A passkey that was just made."""

    id: str
    public_key: bytes
    sign_count: int


class Authenticators(Protocol):
    """Passkeys (WebAuthn Level 2). `challenge` is ours; options and answers are JSON."""

    def ask_new(
        self, rp_id: str, city: str, official: str, account: str, challenge: bytes, has: list[str]
    ) -> dict[str, Any]:
        """Give what a browser is asked that is to make one; `has`: those it need not make."""

    def ask(self, rp_id: str, challenge: bytes, allow: list[str]) -> dict[str, Any]:
        """Give what a browser is asked that is to use one: one of these, or whichever it has."""

    def check_new(
        self, answer: dict[str, Any], challenge: bytes, rp_id: str, origin: str
    ) -> NewKey:
        """Give what was made. PasskeyRefused."""

    def check(
        self,
        answer: dict[str, Any],
        challenge: bytes,
        rp_id: str,
        origin: str,
        public_key: bytes,
        sign_count: int,
    ) -> int:
        """Give the new count of signatures. PasskeyRefused."""
