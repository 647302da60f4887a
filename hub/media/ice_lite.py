"""ICE-lite (RFC 8445 §2.5): answer a browser's checks, and know which address is the peer's.

We send no checks of our own. STUN is aioice's codec; whatever comes, the answer is a value or
BadStun.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from aioice import stun

Address = tuple[str, int]
P = TypeVar("P")

STUN_MAX_BYTES = 512
"""A browser's check has 100 to 150; a long one of strangers costs as much time as it has bytes."""

PATHS_MAX = 8

OLD_PATH_SILENT_S = 1.0
"""A check from a new address moves the peer only when its old address was silent this long."""

_COOKIE = stun.COOKIE.to_bytes(4, "big")


class BadStun(Exception):
    """A datagram that is no binding request we can answer."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Our half of an ICE session: the browser signs its checks with `password`."""

    ufrag: str
    password: str


def new_credentials() -> Credentials:
    """Make a pair nobody can guess: 32 and 128 bits (RFC 8445 asks for 24 and 128)."""
    return Credentials(secrets.token_hex(4), secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class Check:
    """A binding request: `ufrag` is the half of its USERNAME that names our session."""

    message: stun.Message
    ufrag: str
    nominates: bool


def read_check(data: bytes) -> Check:
    """Read a binding request; raises BadStun for anything else."""
    if not 20 <= len(data) <= STUN_MAX_BYTES or data[4:8] != _COOKIE:
        raise BadStun("no STUN")
    try:
        message = stun.parse_message(data)
        if message.message_class != stun.Class.REQUEST:
            raise BadStun("not a request")
        if message.message_method != stun.Method.BINDING:
            raise BadStun("not a binding request")
        ufrag = str(message.attributes.get("USERNAME", "")).partition(":")[0]
    except BadStun:
        raise
    except Exception as broken:  # The codec raises what its parts raise: ValueError, struct.error…
        raise BadStun(str(broken)) from broken
    return Check(message, ufrag, "USE-CANDIDATE" in message.attributes)


def is_signed(check: Check, password: str) -> bool:
    """Tell whether the check carries a MESSAGE-INTEGRITY made with our password."""
    return bool(check.message.check_message_integrity(password.encode()))


def answer(check: Check, source: Address, password: str) -> bytes:
    """Write the success response: the address we saw, signed."""
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=check.message.transaction_id,
    )
    response.attributes["XOR-MAPPED-ADDRESS"] = source
    response.add_message_integrity(password.encode())
    return bytes(response)


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
