"""Channels that carry a call out of the house: the port, and what is handed through it.

The deliveries claim what is due and call `send`; a channel knows nothing of recipients' states.
What it gives back is what a transport proved, never an answer: that comes in by
`SummonsAnswers.by_way`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from hub.domain.reach import ACT
from hub.domain.reach import Channel as Way
from hub.domain.summons.ladder import Act, Profile
from hub.domain.summons.notices import Over
from hub.wire.summons import Result

Sent = Literal["accepted", "delivered", "failed_temp", "failed_perm", "gone", "unknown"]
"""accepted: a service took it, no more. delivered: it reached the device (a phone rang). gone: the
address is good for nothing any more. unknown: it may have rung."""


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to try: what is said, to whom, and where.

    attempt: its id, for idempotency. post: as what he is called; holder: the official. address: as
    the contact point has it; point: the id of that. title: LATIHAN stands in it for a drill.
    issuer: the title of who calls. ttl_s: of no use after that. topic: the same for all of one
    summons, at most 32 characters of base64url. token: answers for this official. test: a trial of
    the way, with no summons and nothing to answer. words: as the issuer wrote them, and no more;
    title and text say the rest too. duty: it tells somebody on duty that these do not answer; there
    is nothing to answer either.
    """

    attempt: str
    recipient: str
    summons: str
    post: str
    holder: str
    point: str
    address: str
    title: str
    text: str
    profile: Profile
    drill: bool
    issuer: str
    deadline: float
    ttl_s: int
    topic: str
    token: str
    round: int = 0
    test: bool = False
    words: str = ""
    duty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. retry_after_s: when it may be tried again, if the other end said so. ours:
    the far end did not answer, it failed on this side, which says nothing of the way."""

    sent: Sent
    result: Result = ""
    retry_after_s: float | None = None
    ours: bool = False


class Channel(Protocol):
    """A way out. Several calls may be under way at once."""

    @property
    def name(self) -> Act:
        """Which act of a ladder it carries out; `ring` for Web Push."""

    @property
    def at_once(self) -> int:
        """How many calls may be under way."""

    @property
    def limit_s(self) -> float:
        """How long one may take before it is given up."""

    @property
    def again(self) -> bool:
        """May one be sent again of which it is not known whether it came through? Never a phone."""

    async def send(self, call: Call) -> Outcome:
        """Try it once. Cancelled when the recipient has answered meanwhile: then let go (hang up).

        What it raises is logged and counts as a failure that may pass.
        """


@runtime_checkable
class Clearing(Channel, Protocol):
    """A way out whose messages stay where they are."""

    async def clear(self, call: Call, over: Over) -> None:
        """Put a quiet word in the place of what was sent: it is over. Once, and not again."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """What this hub has to reach people by; what was not set up is not there.

    vapid: the public key of Web Push. ntfy: where the app subscribes. check_push: refuses an
    endpoint to which nothing is sent from here, check_phone a number that is never dialled
    (BadAddress).
    """

    channels: Mapping[Act, Channel] = field(default_factory=dict)
    vapid: str | None = None
    ntfy: str | None = None
    check_push: Callable[[str], None] = lambda endpoint: None
    check_phone: Callable[[str], None] = lambda number: None

    def has(self) -> tuple[Way, ...]:
        """Give the ways there are, as officials know them."""
        return tuple(way for way, act in ACT.items() if act in self.channels)
