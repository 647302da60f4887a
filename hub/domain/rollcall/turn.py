"""The turn in a roll-call, and the queue of who comes next: rules R1, R2 and R6 of `machine`.

Each function gives the roll-call after it, and adds what happened to `told`.
"""

from dataclasses import replace

from hub.domain.refusals import FloorHeld, RollCallState
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import LOCKED, RollCall, queue, read_as_list
from hub.domain.rollcall.entry import UNANSWERED, Entry, at_rest, settles_as
from hub.domain.rollcall.form import Attendance, Way
from hub.domain.rollcall.inputs import Happened

Told = list[Happened]


def call(rc: RollCall, event: said.Call, now: float, told: Told) -> RollCall:
    if (held := rc.on_floor) is not None:
        raise FloorHeld(by=held.post)
    if event.entry is not None:
        return _called(rc, rc.entry(event.entry), now, told)
    waiting = queue(rc)
    return _called(rc, waiting[0], now, told) if waiting else rc


def _called(rc: RollCall, entry: Entry, now: float, told: Told) -> RollCall:
    told.append(Happened("called", entry.id, {"tries": entry.tries}))
    called = replace(
        entry,
        state="recalled" if entry.tries else "called",
        since=now,
        says=1,
        prompted="",
        called_at=entry.called_at if entry.called_at is not None else now,
    )
    return replace(rc.put(called), floor=entry.id)


def answer(rc: RollCall, event: said.Answer, now: float, told: Told) -> RollCall:
    entry = rc.entry(event.entry)
    if entry.state in UNANSWERED:
        return rc.put(reporting(entry, event.way, now, told))
    if entry.state == "no_answer" and rc.state not in LOCKED:  # He is there after all.
        told.append(Happened("came_back", entry.id, {"way": event.way}))
        return rc.put(replace(entry, state="waiting", tries=0, escalated=0))
    return rc


def reporting(entry: Entry, way: Way, now: float, told: Told) -> Entry:
    told.append(Happened("answered", entry.id, {"way": way}))
    first = entry.answered_at if entry.answered_at is not None else now
    return replace(entry, state="reporting", since=now, says=0, way=way, answered_at=first)


def finish(rc: RollCall, event: said.Finish, now: float, told: Told) -> RollCall:
    entry = rc.on_floor
    if entry is None:
        raise RollCallState("nobody has the turn")
    return _done(rc, entry, event.said, event.way, now, told)


def next(rc: RollCall, event: said.Next, now: float, told: Told) -> RollCall:
    if (entry := rc.on_floor) is not None:
        rc = end_of_turn(rc, entry, event.way, now, told)
    return call(rc, said.Call(), now, told) if rc.state == "open" else rc


def end_of_turn(rc: RollCall, entry: Entry, way: Way, now: float, told: Told) -> RollCall:
    if entry.state in UNANSWERED:
        return in_vain(rc, entry, now, told)
    return _done(rc, entry, None, way, now, told)


def _done(
    rc: RollCall, entry: Entry, as_said: Attendance | None, way: Way, now: float, told: Told
) -> RollCall:
    if entry.answered_at is None:
        entry = replace(entry, answered_at=now)
    return _left(rc, _settled(entry, as_said, entry.way or way, now, told), now, told)


def _settled(
    entry: Entry, as_said: Attendance | None, way: Way | None, now: float, told: Told
) -> Entry:
    outcome = settles_as(entry, as_said)
    told.append(Happened("settled", entry.id, {"outcome": outcome, "way": way}))
    return replace(
        entry,
        state=outcome,
        outcome=outcome,
        way=way,
        picked=False,
        emergency=False,
        settled_at=entry.settled_at if entry.settled_at is not None else now,
    )


def in_vain(rc: RollCall, entry: Entry, now: float, told: Told) -> RollCall:
    """R2: to the tail. Whoever had reported before he was called once more has still reported."""
    tries = entry.tries + 1
    told.append(Happened("no_answer", entry.id, {"tries": tries}))
    after = replace(entry, tries=tries, place=_tail(rc))
    return _left(rc, replace(after, state=at_rest(after), picked=False), now, told)


def _left(rc: RollCall, entry: Entry, now: float, told: Told) -> RollCall:
    """Its turn is over; when all is closing that was the last."""
    entry = replace(entry, since=None, says=0, prompted="")
    rc = replace(rc.put(entry), floor=None)
    return closed(rc, now, told) if rc.state == "closing" else rc


def closed(rc: RollCall, now: float, told: Told) -> RollCall:
    """R6: nobody is left without a word about him."""
    settled = []
    for one in rc.entries.values():
        if one.outcome:
            continue
        if one.reports or one.present_at is not None:
            way: Way = one.reports[-1].way if one.reports else "radio"
            settled.append(_settled(one, None, way, now, told))
        else:
            told.append(Happened("absent", one.id))
            settled.append(replace(one, state="absent", absent_at=now))
    told.append(Happened("closed"))
    return replace(rc.put(*settled), state="closed", closed_at=now)


# The queue


def skip(rc: RollCall, event: said.Skip, now: float, told: Told) -> RollCall:
    entry = rc.entry(event.entry)
    told.append(Happened("skipped", entry.id))
    after = replace(entry, place=_tail(rc))
    if entry.on_floor:
        return _left(rc, replace(after, state=at_rest(after)), now, told)
    return rc.put(after)


def come_back(rc: RollCall, event: said.ComeBack, now: float, told: Told) -> RollCall:
    entry = rc.entry(event.entry)
    if entry.on_floor:
        return rc
    told.append(Happened("came_back", entry.id))
    tries = min(entry.tries, 1)
    return rc.put(replace(entry, place=_front(rc), tries=tries, picked=True))


def pick(rc: RollCall, event: said.Pick, now: float, told: Told) -> RollCall:
    entry = rc.entry(event.entry)
    if entry.picked != event.on:
        told.append(Happened("picked", entry.id, {"on": event.on}))
    return rc.put(replace(entry, picked=event.on))


def emergency(rc: RollCall, event: said.Emergency, now: float, told: Told) -> RollCall:
    return rc.put(first_of_all(rc, rc.entry(event.entry), told))


def first_of_all(rc: RollCall, entry: Entry, told: Told) -> Entry:
    if entry.emergency:
        return entry
    told.append(Happened("emergency", entry.id))
    return replace(entry, emergency=True, place=_front(rc), tries=min(entry.tries, 1))


def move(rc: RollCall, event: said.Move, now: float, told: Told) -> RollCall:
    moved = rc.entry(event.entry)
    before = rc.entry(event.before) if event.before is not None else None
    rest = [one for one in _by_place(rc) if one.id != moved.id]
    at = rest.index(before) if before in rest else len(rest)
    rest.insert(at, moved)
    told.append(Happened("moved", moved.id, {"before": event.before}))
    return rc.put(*(replace(one, place=n) for n, one in enumerate(rest)))


def read_list(rc: RollCall, event: said.ReadList, now: float, told: Told) -> RollCall:
    return rc.put(
        *(_settled(one, None, one.reports[-1].way, now, told) for one in read_as_list(rc))
    )


def _by_place(rc: RollCall) -> list[Entry]:
    return sorted(rc.entries.values(), key=lambda one: (one.place, one.id))


def _tail(rc: RollCall) -> int:
    return max((one.place for one in rc.entries.values()), default=0) + 1


def _front(rc: RollCall) -> int:
    return min((one.place for one in rc.entries.values()), default=0) - 1
