"""Summonses over the socket: a call to posts, its rings, its answers, and the board of it.

What is told is a state, not a step: `rings` is all that rings for me now, and a card on the board
carries a version, so that what comes twice or in another order does no harm.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.handling import Held, NoteCard

RECIPIENTS_MAX = 1_000
SEEN_MAX = 50

Profile = Literal["darurat", "mendesak", "biasa"]
AnswerCode = Literal["ready", "coming", "present", "unable", "represented"]
Way = Literal["page", "push", "ntfy", "phone", "message", "radio", "operator"]
Outcome = Literal[
    "queued",
    "ringing",
    "acked",
    "declined",
    "represented",
    "missed",
    "cancelled",
    "skipped",
    "acked_late",
    "declined_late",
    "represented_late",
]
Act = Literal["ring", "ntfy", "message", "phone", "radio", "deputy", "duty"]
Problem = Literal["vacant", "on_leave", "no_device", "away"]
AttemptState = Literal[
    "queued",
    "claimed",
    "sent",
    "delivered",
    "shown",
    "acted",
    "failed_temp",
    "failed_perm",
    "unknown",
    "superseded",
    "expired",
]
Result = Literal[
    "",
    "gone",
    "refused",
    "rate_limited",
    "unreachable",
    "timeout",
    "busy",
    "rejected",
    "no_answer",
    "no_key",
    "cut_off",
    "no_unit",
    "no_bridge",
    "no_air",
    "no_speech",
]
"""gone: the device takes none any more. no_key: picked up, and no key was pressed. cut_off: the hub
or its phone stopped in the middle, and whether it rang is not known. Of the radio: no_unit, no HT
of this post is in a register; no_bridge, none is there to speak; no_air, the channel was never
free; no_speech, it has no voice."""
Words = Annotated[str, StringConstraints(max_length=500)]
Posts = Annotated[tuple[Id, ...], Field(max_length=RECIPIENTS_MAX)]


class RingCard(Message):
    """Somebody calls me: ring until I answer.

    post: who is called; I hold that post, or stand for it (`deputy`). round: another number, ring
    again. by: who calls.
    """

    summons: Uuid
    recipient: Id
    post: Id
    deputy: bool
    by: Id
    text: str
    profile: Profile
    t0_ms: int
    deadline_ms: int
    round: int
    room: Id | None = None
    drill: bool = False


class Rings(Message):
    """All that rings for me now; empty: be quiet. Live kind `rings`, room empty."""

    rings: tuple[RingCard, ...]


class AnswerCard(Message):
    """What was answered last, by whom and how."""

    code: AnswerCode
    by: Id
    way: Way
    at_ms: int
    reason: str = ""
    eta_min: int | None = None
    deputy: Id | None = None
    recorded_by: Id | None = None


class NextRung(Message):
    """What is done next if nobody answers, and when."""

    act: Act
    at_ms: int


class LastAttempt(Message):
    """What was tried last, and what became of it. result: why, if it is known."""

    channel: Act
    at_ms: int
    state: AttemptState
    result: Result = ""


class RecipientCard(Message):
    """One post that was called. A card with a higher version takes the place of another.

    progress: 1, a service took it; 2, it is on a device; 3, on its screen, as a ring or only as a
    notification: no proof that anybody read it. radio_ms: when the operator was asked to call by
    radio, whatever was tried since; none once he was called on the air without the operator.
    held: who sees to him. notes: the newest, oldest first.
    withdrawn: what the last deputy said who came for him first and then could not. phone: can his
    telephone be rung now; empty where this hub has none, or he is no longer waited for. held, notes
    and phone are for readers of the board only.
    """

    id: Id
    summons: Uuid
    post: Id
    t0_ms: int
    deadline_ms: int
    outcome: Outcome
    progress: Annotated[int, Field(ge=0, le=3)]
    level: int
    version: int
    rung_posts: tuple[Id, ...] = ()
    parent: Id | None = None
    missed_ms: int | None = None
    first_answer_ms: int | None = None
    answer: AnswerCard | None = None
    withdrawn: AnswerCard | None = None
    next: NextRung | None = None
    last: LastAttempt | None = None
    radio_ms: int | None = None
    held: Held | None = None
    notes: tuple[NoteCard, ...] = ()
    phone: Literal["", "no_number", "ready"] = ""


class SummonsCard(Message):
    """A summons. `count`: how many posts it calls."""

    id: Uuid
    by: Id
    text: str
    profile: Profile
    t0_ms: int
    deadline_ms: int
    count: int
    state: Literal["open", "closed", "cancelled"]
    room: Id | None = None
    drill: bool = False
    need: int | None = None
    stop_when_met: bool = False
    met_ms: int | None = None
    over_ms: int | None = None
    reason: str = ""


class SummonsNow(Message):
    """A summons and those of its recipients that are no longer what they were.

    Live kind `summons`, room empty; to whoever reads the board.
    """

    summons: SummonsCard
    recipients: tuple[RecipientCard, ...]


class DutyCall(Message):
    """These posts have not answered for so long that whoever is on duty is told.

    Live kind `duty`, room empty; to operators and to whoever issued it.
    """

    summons: SummonsCard
    posts: tuple[Id, ...]


class SummonsCheck(Message):
    """Whom of these could not be rung?"""

    posts: Posts
    profile: Profile


class Unreachable(Message):
    """A post that cannot be rung, and why; all but `on_leave` are rung all the same."""

    post: Id
    problem: Problem


class SummonsChecked(Done):
    """begins_ms: later than now when it would wait for office hours."""

    problems: tuple[Unreachable, ...]
    begins_ms: int


class SummonsIssue(Message):
    """Call these posts. `id` makes it one summons, however often it is sent.

    knowing: I was shown who cannot be rung. at_once: do not wait for office hours. need: so many
    are enough; stop_when_met: then let the rest be.
    """

    id: Uuid
    posts: Posts
    text: Words
    profile: Profile
    room: Id | None = None
    drill: bool = False
    need: Annotated[int, Field(ge=1, le=RECIPIENTS_MAX)] | None = None
    stop_when_met: bool = False
    knowing: bool = False
    at_once: bool = False


class SummonsSaved(Done):
    """It is saved, and will be carried out whatever happens."""

    summons: SummonsCard


class SummonsAnswer(Message):
    """My answer, or my deputy's: it settles every post of mine that this summons calls.

    said_ms: when I said it, by my own clock, if it waited for a connection.
    """

    id: Uuid
    recipient: Id
    code: AnswerCode
    reason: Words = ""
    eta_min: int | None = None
    deputy: Id | None = None
    said_ms: int | None = None


class SummonsRecord(Message):
    """An operator enters what he heard from somebody: on the air, or some other way.

    by: the deputy's post whom he heard, and who then stands for the head; unset: the one called.
    """

    id: Uuid
    recipient: Id
    code: AnswerCode
    way: Literal["radio", "operator", "phone"]
    heard_ago_s: Annotated[int, Field(ge=0, le=120)] = 0
    reason: Words = ""
    eta_min: int | None = None
    deputy: Id | None = None
    by: Id | None = None


class SummonsAnswered(Done):
    """The answer is kept. counts: it is the outcome now. late: after the deadline."""

    outcome: Outcome
    counts: bool
    late: bool


class SummonsSeen(Message):
    """These rings are on my screen."""

    recipients: Annotated[tuple[Id, ...], Field(max_length=SEEN_MAX)]


class SummonsCancel(Message):
    """Call it off. Who has answered or was missed stays so."""

    summons: Uuid
    reason: Words


class RecipientPush(Message):
    """Do something for one recipient now: the next rung (`climb`), or ring again (`again`)."""

    recipient: Id
    act: Literal["climb", "again"]


class SummonsBoard(Message):
    """Give me the board."""


class Board(Done):
    """Every summons that is open, and the newest of the others. broken: of so many who are called
    the record is damaged, and they are not called on: whoever runs the hub has to see to it."""

    broken: int = 0
    summonses: tuple[SummonsCard, ...]
    recipients: tuple[RecipientCard, ...]


class SummonsMine(Message):
    """Where was I called lately?"""


class MyCall(Message):
    """A call to a post of mine."""

    summons: SummonsCard
    recipient: RecipientCard


class MyCalls(Done):
    """Newest first."""

    calls: tuple[MyCall, ...]


SUMMONS_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "summons:check": (SummonsCheck, SummonsChecked),
    "summons:issue": (SummonsIssue, SummonsSaved),
    "summons:answer": (SummonsAnswer, SummonsAnswered),
    "summons:record": (SummonsRecord, SummonsAnswered),
    "summons:seen": (SummonsSeen, Done),
    "summons:cancel": (SummonsCancel, Done),
    "summons:push": (RecipientPush, Done),
    "summons:board": (SummonsBoard, Board),
    "summons:mine": (SummonsMine, MyCalls),
}
