"""What an official is reached by, and how well: contact points, and the verdict over a post.

Only what was proved is used. A device of Web Push is proved by its registration; of any other way
its owner has said that he heard it ring.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from hub.domain.refusals import BadAddress
from hub.domain.summons.ladder import Act

Channel = Literal["push", "ntfy", "message", "phone"]
State = Literal["unheard", "good", "failing", "gone"]
Verdict = Literal["ready", "partly", "not_ready"]

ACT: dict[Channel, Act] = {"push": "ring", "ntfy": "ntfy", "message": "message", "phone": "phone"}
"""The act of a ladder that a channel carries out."""
LOUD: frozenset[Channel] = frozenset({"ntfy", "phone"})
"""These ring on a phone that was put to silence."""
FAILING_FROM = 3
TESTED_S = 24 * 3600
SHOWN_DIGITS = 3

_PHONE = re.compile(r"\+?[0-9]{4,15}")
_KEY = re.compile(r"[A-Za-z0-9+@][A-Za-z0-9_.@:+-]{1,99}")


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way by which an official is reached. Times in milliseconds UTC.

    address: of push, the subscription as JSON. session: of push, the one that registered it; it is
    not used any more once that has ended. fails: since something last came through.
    """

    id: str
    official: str
    channel: Channel
    label: str
    address: str
    added_ms: int
    session: str = ""
    verified_ms: int | None = None
    tested_ms: int | None = None
    last_ok_ms: int | None = None
    fails: int = 0
    gone_ms: int | None = None

    @property
    def used(self) -> bool:
        """Is it tried when its official is called?"""
        return self.verified_ms is not None and self.gone_ms is None

    @property
    def state(self) -> State:
        """How is it?"""
        if self.gone_ms is not None:
            return "gone"
        if self.verified_ms is None:
            return "unheard"
        return "failing" if self.fails >= FAILING_FROM else "good"


def verdict(points: Iterable[ContactPoint]) -> Verdict:
    """Say how well somebody is reached: ready by a way that rings through silence, and another."""
    good = [one for one in points if one.used and one.state == "good"]
    if len(good) > 1 and any(one.channel in LOUD for one in good):
        return "ready"
    return "partly" if good else "not_ready"


def of_agency(head: Verdict, deputies: Iterable[Verdict]) -> Verdict:
    """Say how well an agency is reached: as its head; a deputy helps somewhat."""
    if head == "not_ready" and any(one != "not_ready" for one in deputies):
        return "partly"
    return head


def checked(channel: Channel, address: str) -> str:
    """Give an address as it is kept. BadAddress."""
    bare = re.sub(r"[\s().-]", "", address) if channel == "phone" else address.strip()
    pattern = _PHONE if channel == "phone" else _KEY
    if not pattern.fullmatch(bare):
        raise BadAddress
    return bare


@lru_cache(maxsize=4096)
def origin(channel: Channel, address: str) -> str:
    """Give the push service an address leads to; empty of any other way: it is the city's own."""
    if channel != "push":
        return ""
    try:
        endpoint: str = json.loads(address)["endpoint"]
        return urlsplit(endpoint).netloc
    except (ValueError, KeyError, TypeError):
        return ""


def ntfy_link(server: str, topic: str) -> str:
    """Give what opens the ntfy app at a topic."""
    scheme, _, host = server.rstrip("/").partition("://")
    return f"ntfy://{host}/{topic}?display=Posko{'&secure=false' if scheme == 'http' else ''}"


def masked(channel: Channel, address: str) -> str:
    """Give an address so that its owner knows it and nobody else learns it.

    Of a push endpoint, the host.
    """
    if channel == "push":
        return urlsplit(address).hostname or ""
    if channel == "ntfy":
        return ""
    return "•" * max(0, len(address) - SHOWN_DIGITS) + address[-SHOWN_DIGITS:]
