"""Ceremonies: what a browser was asked, until it answers. Good once, and not for long."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from hub.domain.refusals import PasskeyRefused, PasskeysElsewhere
from hub.services.ports import Clock

LIFE_S = 5 * 60
OUT_MAX = 1_000

Purpose = Literal["sign_in", "step_up", "new"]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One question. `device`: the session that asked; empty for a visitor."""

    purpose: Purpose
    challenge: bytes
    rp_id: str
    origin: str
    device: str
    until: float


class Ceremonies:
    """All that are out, in memory: a restart asks anew."""

    def __init__(
        self, clock: Clock, new_id: Callable[[], str], new_challenge: Callable[[], bytes]
    ) -> None:
        self._clock = clock
        self._new_id = new_id
        self._new_challenge = new_challenge
        self._out: dict[str, Ceremony] = {}

    def begin(self, purpose: Purpose, origin: str, device: str = "") -> tuple[str, Ceremony]:
        """Make a challenge for a page of this origin. PasskeysElsewhere."""
        rp_id = name_of(origin)
        if rp_id is None:
            raise PasskeysElsewhere
        now = self._clock.monotonic()
        # A session answers one question at a time: asking for many, it pushes out only its own.
        mine = (purpose, device) if device else None
        self._out = {
            i: c for i, c in self._out.items() if now < c.until and (c.purpose, c.device) != mine
        }
        while len(self._out) >= OUT_MAX:
            del self._out[next(iter(self._out))]
        until = now + LIFE_S
        ceremony = Ceremony(purpose, self._new_challenge(), rp_id, origin, device, until)
        number = self._new_id()
        self._out[number] = ceremony
        return number, ceremony

    def take(self, number: str, purpose: Purpose, device: str = "") -> Ceremony:
        """Give what was asked; it cannot be answered again. PasskeyRefused."""
        ceremony = self._out.pop(number, None)
        if (
            ceremony is None
            or (ceremony.purpose, ceremony.device) != (purpose, device)
            or self._clock.monotonic() >= ceremony.until
        ):
            raise PasskeyRefused
        return ceremony


def name_of(origin: str) -> str | None:
    """Give the name a page's passkeys belong to; None for a page opened by an address."""
    host = urlsplit(origin).hostname or ""
    if ":" in host or not any(c.isalpha() for c in host):
        return None
    return host
