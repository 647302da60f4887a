"""ICE-lite (RFC 8445 §2.5): our half of a session, and which of a peer's addresses is the peer's.

We send no checks of our own; those of browsers are read and answered by `stun`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

P = TypeVar("P")

PATHS_MAX = 8

OLD_PATH_SILENT_S = 1.0
"""A check from a new address moves the peer only when its old address was silent this long."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Our half of an ICE session: the browser signs its checks with `password`."""

    ufrag: str
    password: str


def new_credentials() -> Credentials:
    """Make a pair nobody can guess: 32 and 128 bits (RFC 8445 asks for 24 and 128)."""
    return Credentials(secrets.token_hex(4), secrets.token_hex(16))


@dataclass(slots=True)
class Paths(Generic[P]):
    """Which of a peer's paths we send to. A path is any hashable: socket and remote address.

    Firefox nominates only in its first checks, so a new path is also taken when the old one has
    been silent; and sound that authenticates from a new path moves us there at once.
    """

    chosen: P | None = None
    heard_s: dict[P, float] = field(default_factory=dict)
    last_heard_s: float | None = None
    """When anything authentic came, on any path; None before the first."""
    forgotten: Callable[[P], None] = lambda _: None
    """Called with each path that is no longer remembered."""

    def checked(self, path: P, *, nominates: bool, now_s: float) -> bool:
        """Take an authenticated check; tell whether the chosen path changed."""
        silent_s = now_s - self.heard_s.get(self.chosen, -1e9) if self.chosen is not None else 0.0
        self._heard(path, now_s)
        if self.chosen is None or nominates or silent_s > OLD_PATH_SILENT_S:
            return self._choose(path)
        return False

    def authenticated(self, path: P, now_s: float) -> bool:
        """Take sound or a DTLS record that could only come from the peer; True when we moved."""
        self._heard(path, now_s)
        return self._choose(path)

    def refresh(self, now_s: float, *, proved: bool) -> None:
        """Note that something came by the chosen path. What proves nothing keeps no peer alive."""
        if self.chosen is not None:
            self.heard_s[self.chosen] = now_s
        if proved:
            self.last_heard_s = now_s

    def suppose(self, path: P) -> bool:
        """Take a checked path for the chosen one, on no proof: nothing is kept alive by it."""
        return self._choose(path)

    def _heard(self, path: P, now_s: float) -> None:
        self.last_heard_s = self.heard_s[path] = now_s
        if len(self.heard_s) > PATHS_MAX:
            others = [p for p in self.heard_s if p not in (path, self.chosen)]
            oldest = min(others, key=self.heard_s.__getitem__)
            del self.heard_s[oldest]
            self.forgotten(oldest)

    def _choose(self, path: P) -> bool:
        moved = path != self.chosen
        self.chosen = path
        return moved
