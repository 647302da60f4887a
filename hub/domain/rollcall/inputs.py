"""What happens to a roll-call, and what is written down of it: inputs and effects of its steps.

Words only; what they do stands in `machine.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hub.domain.rollcall.form import Attendance, Report, Way


@dataclass(frozen=True, slots=True)
class Announce:
    """Everybody is told, and may send his form."""


@dataclass(frozen=True, slots=True)
class Open:
    """Now they are called."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nobody has the turn until it goes on."""


@dataclass(frozen=True, slots=True)
class BreakIn:
    """An emergency: this post has the turn, and whoever had it gets it back."""

    post: str


@dataclass(frozen=True, slots=True)
class Resume:
    """It goes on where it was."""


@dataclass(frozen=True, slots=True)
class Call:
    """Call an entry, or the next of the queue."""

    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """It answers the call: by voice, by a press, or by its radio."""

    entry: str
    way: Way = "voice"


@dataclass(frozen=True, slots=True)
class Reported:
    """Its report is there."""

    entry: str
    report: Report


@dataclass(frozen=True, slots=True)
class Finish:
    """Received: whoever has the turn has reported. said: how he is there, if no form says it."""

    said: Attendance | None = None
    way: Way = "voice"


@dataclass(frozen=True, slots=True)
class Next:
    """Whoever has the turn is done, or did not answer; the next is called."""

    way: Way = "voice"


@dataclass(frozen=True, slots=True)
class Skip:
    """Not now: later, at the tail. That is no "did not answer"."""

    entry: str


@dataclass(frozen=True, slots=True)
class ComeBack:
    """It is the next of the queue, whatever it was."""

    entry: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The leader wants to hear it, or no longer."""

    entry: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Emergency:
    """It comes before all others."""

    entry: str


@dataclass(frozen=True, slots=True)
class Move:
    """Put it before another in the queue, or last."""

    entry: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class ReadList:
    """Those who have nothing to talk about were read out as one list: they have reported."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Another runs the queue from now on."""

    by: str


@dataclass(frozen=True, slots=True)
class SetMode:
    """Call only those there is something to talk about with, or all by voice."""

    mode: Literal["two_track", "voice"]


@dataclass(frozen=True, slots=True)
class HeardRadio:
    """Its handheld was heard. keyed: it said *present* by its keys, else only who it is."""

    entry: str
    keyed: bool
    at: float


@dataclass(frozen=True, slots=True)
class Escalated:
    """Its summons has climbed for so many calls in vain."""

    entry: str
    tries: int


@dataclass(frozen=True, slots=True)
class Close:
    """Nobody else is called; who has the turn may end. Said again: he has ended."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """It is not held."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """The leader signs: it is as it was."""

    by: str


@dataclass(frozen=True, slots=True)
class Addendum:
    """A correction (ralat) of what was closed: it stands beside it, and changes nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Shift:
    """The wall clock was set by so much: no time went by."""

    by_s: float


@dataclass(frozen=True, slots=True)
class Restarted:
    """We were out: whoever was being called has his whole time from now on."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went by."""


Input = (
    Announce
    | Open
    | Pause
    | BreakIn
    | Resume
    | Call
    | Answer
    | Reported
    | Finish
    | Next
    | Skip
    | ComeBack
    | Pick
    | Emergency
    | Move
    | ReadList
    | TakeOver
    | SetMode
    | HeardRadio
    | Escalated
    | Close
    | Withdraw
    | Sign
    | Addendum
    | Shift
    | Restarted
    | Tick
)

Kind = Literal[
    "announced",
    "opened",
    "paused",
    "broke_in",
    "resumed",
    "called",
    "called_again",
    "answered",
    "report",
    "prompt",
    "no_answer",
    "settled",
    "skipped",
    "came_back",
    "picked",
    "emergency",
    "moved",
    "took_over",
    "mode",
    "heard",
    "closing",
    "absent",
    "closed",
    "withdrawn",
    "signed",
    "addendum",
    "reported_late",
]


@dataclass(frozen=True, slots=True)
class Happened:
    """The one effect: something is to be written down. entry: of whom; body: what more there is."""

    kind: Kind
    entry: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
