"""The course of one call, from the dialling to the end, as a machine.

    TRYING --Progress--> RINGING --Taken--> SPEAKING --an answering key--> KEYED --Word--> PARTING
    any of these --Closed----------------------------------------------------------------> OVER
    any of these --HangUp, or too long--> LEAVING --Closed, or too long------------------> OVER

`Taken` may come without a Progress. A key that repeats begins the text anew. Somebody who presses
while we hang up has answered all the same. Pure: `now` is any steady clock, in seconds; effects
are returned, never done.
"""

from dataclasses import dataclass, replace
from typing import Literal

from hub.phone.closing import Close, closed
from hub.wire.phone import Limits

Stage = Literal["trying", "ringing", "speaking", "keyed", "parting", "leaving", "over"]
TAKEN: frozenset[Stage] = frozenset({"speaking", "keyed", "parting"})
"""Somebody or something is on the line."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a call is. due: when it has taken too long. close: how it ends, once that is known."""

    limits: Limits
    answers: str
    repeat: str
    began: float
    due: float
    stage: Stage = "trying"
    key: str | None = None
    close: Close | None = None


# What happens to it


@dataclass(frozen=True, slots=True)
class Progress:
    """The PBX says that it rings, or sends sound already."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The call was taken: from now on we are heard."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The call is closed, for the reason the stack gives."""

    text: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """The hub lets it be."""


@dataclass(frozen=True, slots=True)
class Word:
    """The hub kept the answer, and has this to say to it."""

    say: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """The word was said to its end."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went on."""


Input = Progress | Taken | Pressed | Closed | HangUp | Word | Spoken | Tick


# What is to be done


@dataclass(frozen=True, slots=True)
class News:
    """Tell the hub the new stage."""

    stage: Literal["ringing", "answered"]


@dataclass(frozen=True, slots=True)
class TellKey:
    """Tell the hub the answer."""

    key: str


@dataclass(frozen=True, slots=True)
class SayText:
    """Say what the call is about, from its beginning, again and again."""


@dataclass(frozen=True, slots=True)
class SayWord:
    """Say this once."""

    say: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Say no more."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Hang up, or take the call back."""


@dataclass(frozen=True, slots=True)
class End:
    """It is over; tell the hub."""

    close: Close
    key: str | None


Effect = News | TellKey | SayText | SayWord | Hush | Leave | End


def begin(limits: Limits, answers: str, repeat: str, now: float) -> Course:
    """Give a call that was dialled."""
    return Course(limits, answers, repeat, now, now + min(limits.reply_s, limits.call_s))


def step(course: Course, event: Input, now: float) -> tuple[Course, list[Effect]]:
    """Give the next state and what is to be done."""
    if course.stage == "over":
        return course, []
    match event:
        case Closed(text):
            return _over(course, course.close or _close(course, text))
        case Pressed(key):
            return _pressed(course, key, now)
        case Progress() if course.stage == "trying":
            due = _within(course, now + course.limits.ring_s)
            return replace(course, stage="ringing", due=due), [News("ringing")]
        case Taken() if course.stage in ("trying", "ringing"):
            taken = replace(course, stage="speaking", due=_within(course, None))
            return taken, [News("answered"), SayText()]
        case Word(say) if course.stage == "keyed":
            due = now + course.limits.parting_s
            return replace(course, stage="parting", due=due), [SayWord(say)]
        case HangUp() if course.stage != "leaving":
            return _leave(course, now)
        case Spoken() if course.stage == "parting":
            return _leave(course, now)
        case Tick() if now >= course.due:
            return _too_long(course, now)
    return course, []


def _pressed(course: Course, key: str, now: float) -> tuple[Course, list[Effect]]:
    answers = key in course.answers and course.key is None
    if course.stage == "speaking" and answers:
        keyed = replace(course, stage="keyed", key=key, due=now + course.limits.word_s)
        return keyed, [Hush(), TellKey(key)]
    if course.stage == "speaking" and key == course.repeat:
        return course, [SayText()]
    if course.stage == "leaving" and answers and course.close and _was_taken(course.close):
        close = replace(course.close, reason="key")
        return replace(course, key=key, close=close), [TellKey(key)]
    return course, []


def _too_long(course: Course, now: float) -> tuple[Course, list[Effect]]:
    if course.stage == "leaving":
        assert course.close
        return _over(course, course.close)
    if course.stage == "trying":
        return _leave(course, now, Close("failed", "no_reply"))
    if course.stage == "ringing":
        return _leave(course, now, Close("no_answer", "no_answer"))
    return _leave(course, now)


def _leave(course: Course, now: float, close: Close | None = None) -> tuple[Course, list[Effect]]:
    if close is None:
        taken = Close("answered", "key" if course.key else "no_key")
        close = taken if course.stage in TAKEN else Close("cancelled", "cancelled")
    due = now + course.limits.goodbye_s
    return replace(course, stage="leaving", due=due, close=close), [Hush(), Leave()]


def _over(course: Course, close: Close) -> tuple[Course, list[Effect]]:
    return replace(course, stage="over", close=close), [End(close, course.key)]


def _close(course: Course, text: str) -> Close:
    """How it ends when the other side closes it."""
    if course.stage in TAKEN:
        return Close("answered", "key" if course.key else "hung_up")
    return closed(text)


def _was_taken(close: Close) -> bool:
    return close.outcome == "answered"


def _within(course: Course, due: float | None) -> float:
    end = course.began + course.limits.call_s
    return end if due is None else min(due, end)
