"""One post that is summoned: its outcome, how far the call has climbed, and what is due next.

    T1  -                issue              queued
    T2  queued           Accepted           ringing        a channel took the first attempt
    T3  queued, ringing  Answered, accepts  acked          in time: heard no later than the deadline
    T4  queued, ringing  Answered, unable   declined       a reason is there
    T5  queued, ringing  deadline           missed         at the deadline's time, whoever fires it
    T6  missed           Answered           acked_late, declined_late; `missed_at` stays
    T7  queued, ringing  Cancel             cancelled      others are not touched
    T8  answered         Answered           its class stays: in time or late; the first is counted
    T9  T4, T6, T8 with a deputy            and a recipient of his own is called (`Refer`), unless
                                           the summons was called off
    T10 -                issue              skipped        nobody to ring, and the issuer said so
    T11 cancelled, skipped  Answered        unchanged      kept, and told that it is over
    T12 queued, ringing  Answered by a deputy who was rung   represented; after missed, late
        represented      Answered by the head, accepts       acked, in the class it has
    T13 represented      Answered by that deputy, unable     ringing; after missed, missed again
        declined with a deputy  Withdrawn by him             the same, unless it was called off

A deputy who was rung and cannot come changes nothing: the head is rung on. `level` and `progress`
never fall; `missed_at` and `first_answer_at` are written once.

Pure: `now` is seconds UTC. The deadline is settled before each input, so an answer that comes
after it is late even when its timer was not fired yet.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal

from hub.domain.summons.answers import Answer
from hub.domain.summons.inputs import (
    Answered,
    Cancel,
    Climb,
    Do,
    Effect,
    Extend,
    Input,
    Kept,
    Missed,
    Progress,
    Refer,
    Shift,
    Tick,
    Withdrawn,
)
from hub.domain.summons.ladder import LEVEL, Act, Ladder, does_something

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
OPEN: frozenset[Outcome] = frozenset({"queued", "ringing"})
IN_TIME: frozenset[Outcome] = frozenset({"acked", "declined", "represented"})
LATE: frozenset[Outcome] = frozenset({"acked_late", "declined_late", "represented_late"})
ANSWERED = IN_TIME | LATE
COMING: frozenset[Outcome] = frozenset({"acked", "acked_late", "represented", "represented_late"})

NOTHING, SENT, DELIVERED, SEEN = range(4)
AGAIN_FROM = 1_000_000
"""Rounds of rings that somebody's word or press began: no other has such a number."""
APART_S = 1.0
"""Overdue rungs of one recipient are not done at the same instant after a restart."""
REFERRED_MIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Recipient:
    """A post that is summoned. Times in seconds UTC.

    t0: when its ladder began. rung: the next one. ring_at: the next repeat. not_before: no rung
    before. rung_posts: the deputies whose devices ring too. parent: whom it represents. withdrawn:
    what the last deputy said who came for it first, and then could not.
    """

    id: str
    summons: str
    post: str
    t0: float
    deadline: float
    outcome: Outcome = "queued"
    progress: int = NOTHING
    level: int = 0
    rung: int = 0
    ring_at: float | None = None
    not_before: float = 0.0
    rung_posts: tuple[str, ...] = ()
    quiet_posts: tuple[str, ...] = ()
    parent: str | None = None
    missed_at: float | None = None
    first_answer_at: float | None = None
    answer: Answer | None = None
    withdrawn: Answer | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Is it still waited for?"""
        return self.outcome in OPEN

    @property
    def posts(self) -> tuple[str, ...]:
        """Whose devices ring while it is open."""
        if not self.is_open:
            return ()
        return tuple(p for p in (self.post, *self.rung_posts) if p not in self.quiet_posts)


def issue(id: str, summons: str, post: str, ladder: Ladder, t0: float) -> Recipient:
    """T1: a post is summoned, from t0 on."""
    return Recipient(id, summons, post, t0, t0 + ladder.deadline_s)


def skip(id: str, summons: str, post: str, now: float) -> Recipient:
    """T10: nobody can be rung there, and the issuer knows."""
    return Recipient(id, summons, post, now, now, outcome="skipped")


def refer(id: str, parent: Recipient, deputy: str, deadline: float, now: float) -> Recipient:
    """T9: the deputy somebody named is called himself."""
    return Recipient(id, parent.summons, deputy, now, deadline, parent=parent.id)


def step(
    before: Recipient, event: Input, ladder: Ladder, now: float
) -> tuple[Recipient, list[Effect]]:
    """Give what it is after an input, and what is to be done. Tick does at most one thing."""
    effects: list[Effect] = []
    after = before
    if not isinstance(event, Tick | Extend | Shift) and after.is_open and now > after.deadline:
        after = _miss(after, effects)
    match event:
        case Progress(proved):
            after = _progress(after, proved)
        case Answered() | Withdrawn():
            after = _heard(after, event, ladder, now, effects)
        case Cancel() if after.is_open:
            after = replace(after, outcome="cancelled", ring_at=None)
        case Extend(by_s) if after.is_open:
            after = replace(after, deadline=after.deadline + by_s)
        case Shift(by_s) if after.is_open:
            after = _shifted(after, by_s)
        case Climb(channels) if after.is_open:
            after = _climb_now(after, ladder, channels, now, effects)
        case Tick() if after.is_open:
            after = _tick(after, ladder, now, effects)
        case _:
            pass
    if after != before:
        after = replace(after, version=before.version + 1)
    return after, effects


def due(recipient: Recipient, ladder: Ladder) -> float | None:
    """Give when the next Tick is wanted, or None when it is over."""
    if not recipient.is_open:
        return None
    times = [recipient.deadline]
    if recipient.rung < len(ladder.rungs):
        times.append(_rung_at(recipient, ladder))
    if recipient.ring_at is not None:
        times.append(recipient.ring_at)
    return min(times)


def is_late(recipient: Recipient) -> bool:
    """Was it missed, whatever came after?"""
    return recipient.missed_at is not None


def _rung_at(recipient: Recipient, ladder: Ladder) -> float:
    at = recipient.t0 + ladder.rungs[recipient.rung].after_s
    return max(at, recipient.not_before)


def _progress(recipient: Recipient, proved: int) -> Recipient:
    outcome = recipient.outcome
    if outcome == "queued" and proved >= SENT:
        outcome = "ringing"
    return replace(recipient, outcome=outcome, progress=max(recipient.progress, proved))


def _shifted(recipient: Recipient, by_s: float) -> Recipient:
    return replace(
        recipient,
        t0=recipient.t0 + by_s,
        deadline=recipient.deadline + by_s,
        ring_at=None if recipient.ring_at is None else recipient.ring_at + by_s,
        not_before=max(0.0, recipient.not_before + by_s) if recipient.not_before else 0.0,
    )


def _miss(recipient: Recipient, effects: list[Effect]) -> Recipient:
    effects.append(Missed())
    return replace(recipient, outcome="missed", missed_at=recipient.deadline, ring_at=None)


def _tick(recipient: Recipient, ladder: Ladder, now: float, effects: list[Effect]) -> Recipient:
    """Do what has been due longest: a rung before a repeat, and the deadline when none is left."""
    rung_at = _rung_at(recipient, ladder) if recipient.rung < len(ladder.rungs) else None
    if rung_at is not None and rung_at <= now and rung_at < recipient.deadline:
        return _climb(recipient, ladder, rung_at, now, effects)
    if recipient.deadline <= now:
        return _miss(recipient, effects)
    if recipient.ring_at is not None and recipient.ring_at <= now:
        # Repeats that were slept through are one.
        rounds = int((now - recipient.ring_at) // ladder.repeat_s) + 1
        nth = round((recipient.ring_at - recipient.t0) / ladder.repeat_s) + rounds - 1
        effects.append(Do("ring", nth, now - recipient.ring_at))
        return replace(recipient, ring_at=recipient.ring_at + rounds * ladder.repeat_s)
    return recipient


def _climb(
    recipient: Recipient, ladder: Ladder, due_at: float, now: float, effects: list[Effect]
) -> Recipient:
    act = ladder.rungs[recipient.rung].act
    effects.append(Do(act, 0, now - due_at, recipient.rung))
    ring_at = recipient.ring_at
    if act == "ring" and ladder.repeat_s and ring_at is None:
        ring_at = recipient.t0 + ladder.repeat_s
    after = replace(
        recipient,
        rung=recipient.rung + 1,
        level=max(recipient.level, LEVEL.get(act, 0)),
        ring_at=ring_at,
    )
    behind = after.rung < len(ladder.rungs) and _rung_at(after, ladder) <= now
    together = behind and ladder.rungs[after.rung].after_s == ladder.rungs[after.rung - 1].after_s
    return replace(after, not_before=now + APART_S) if behind and not together else after


def _climb_now(
    before: Recipient,
    ladder: Ladder,
    channels: Collection[Act],
    now: float,
    effects: list[Effect],
) -> Recipient:
    for rung in range(before.rung, len(ladder.rungs)):
        if does_something(ladder.rungs[rung].act, channels):
            return _climb(replace(before, rung=rung), ladder, now, now, effects)
    return before


def ring_posts(recipient: Recipient, posts: tuple[str, ...]) -> Recipient:
    """Note whose devices ring from now on beside the head's own."""
    more = tuple(p for p in posts if p not in (recipient.post, *recipient.rung_posts))
    return replace(recipient, rung_posts=(*recipient.rung_posts, *more))


def _heard(
    before: Recipient,
    event: Answered | Withdrawn,
    ladder: Ladder,
    now: float,
    effects: list[Effect],
) -> Recipient:
    if isinstance(event, Answered):
        return _answered(before, event, ladder, now, effects)
    his = (event.answer.by,)
    if _sent(before) not in his:
        return before
    return _withdrawn(before, event.answer, his, ladder, now, effects)


def _answered(
    before: Recipient, event: Answered, ladder: Ladder, now: float, effects: list[Effect]
) -> Recipient:
    answer, his = event.answer, (event.answer.by, *event.too)
    own = answer.by == before.post
    if not (own or answer.accepts or event.called_off) and _stands_in(before) in his:
        effects.append(Kept(answer, True, is_late(before)))
        return _withdrawn(before, answer, his, ladder, now, effects)
    after, counts = _RULES.get(before.outcome, _kept_only)(before, answer, own)
    effects.append(Kept(answer, counts, is_late(before)))
    if counts and own and answer.deputy:
        rest_s = max(before.deadline - now, REFERRED_MIN_S)
        effects.append(Refer(answer.deputy, now + rest_s))
    if not own and not counts and before.is_open:
        after = _quiet(after, his)
    if after.first_answer_at is None and after.outcome in ANSWERED:
        after = replace(after, first_answer_at=answer.at)
    return after


def _stands_in(recipient: Recipient) -> str | None:
    """Give the deputy who comes for it."""
    represented = recipient.outcome in ("represented", "represented_late")
    return recipient.answer.by if represented and recipient.answer else None


def _sent(recipient: Recipient) -> str | None:
    """Give the deputy whom its head sends."""
    declined = recipient.outcome in ("declined", "declined_late")
    return recipient.answer.deputy if declined and recipient.answer else None


def _withdrawn(
    before: Recipient,
    answer: Answer,
    his: tuple[str, ...],
    ladder: Ladder,
    now: float,
    effects: list[Effect],
) -> Recipient:
    """T13: nobody comes for it after all. It rings at once, for as long as a new one would."""
    after = replace(_quiet(before, his), answer=None, withdrawn=answer)
    if is_late(before):
        return replace(after, outcome="missed")
    if before.rung:  # Else its ladder begins when it begins.
        effects.append(Do("ring", AGAIN_FROM + round(now - before.t0), 0.0))
        after = replace(after, ring_at=now + ladder.repeat_s if ladder.repeat_s else None)
    deadline = max(before.deadline, now + REFERRED_MIN_S)
    return replace(after, outcome="ringing", deadline=deadline)


def _quiet(before: Recipient, posts: tuple[str, ...]) -> Recipient:
    more = tuple(p for p in posts if p != before.post and p not in before.quiet_posts)
    return replace(before, quiet_posts=(*before.quiet_posts, *more))


_Rule = Callable[[Recipient, Answer, bool], tuple[Recipient, bool]]


def _kept_only(before: Recipient, answer: Answer, own: bool) -> tuple[Recipient, bool]:
    return before, False


def _first_answer(before: Recipient, answer: Answer, own: bool) -> tuple[Recipient, bool]:
    late = "_late" if before.outcome == "missed" else ""
    if own:
        kind = "acked" if answer.accepts else "declined"
    elif answer.accepts:
        kind = "represented"
    else:
        return before, False
    return _is(before, kind + late, answer), True


def _another(before: Recipient, answer: Answer, own: bool) -> tuple[Recipient, bool]:
    """T8: the last one is shown, its class stays. A head who comes after all needs no deputy."""
    late = "_late" if before.outcome in LATE else ""
    if not own:
        return before, False
    if before.outcome.startswith("represented") and not answer.accepts:
        return before, False
    return _is(before, ("acked" if answer.accepts else "declined") + late, answer), True


def _is(before: Recipient, outcome: str, answer: Answer) -> Recipient:
    named: Outcome = outcome  # type: ignore[assignment]
    return replace(before, outcome=named, answer=answer, ring_at=None, progress=SEEN)


_RULES: dict[Outcome, _Rule] = {
    "queued": _first_answer,
    "ringing": _first_answer,
    "missed": _first_answer,
    **dict.fromkeys(ANSWERED, _another),
}
