"""The steps of a roll-call: what each input does in each state.

    draft      --Announce-->  announced  --Open-->  open
    open       --Pause, BreakIn-->  paused  --Resume-->  open
    open       --Close-->  closing while somebody has the turn, else closed
    closing    --Finish, Close-->  closed        --Sign-->  signed
    draft, announced  --Withdraw-->  withdrawn

    R1  at most one entry has the turn: `floor`, and it alone is called, recalled or reporting
    R2  a call in vain (CALL_WAIT_S, said twice) is no_answer, to the tail; the next one is called
    R3  nobody who talks is cut off: the time of a report only prompts those at the board
    R4  a report stays as it was given; another one is added to it, also after the close (late)
    R5  a break-in takes the turn from whoever has it, and Resume gives it back with its time
    R6  at the close everybody is settled: who was not heard, and sent nothing, is absent
    R7  closed and signed change no more: only reports and addenda are added

An input that does not fit the state raises, and changes nothing. Pure: `now` is seconds UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from hub.domain.refusals import FloorHeld, RollCallState
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall import turn
from hub.domain.rollcall.course import (
    ACTIVE,
    LOCKED,
    PROMPTS,
    RUNNING,
    SAYS,
    BrokeIn,
    RollCall,
    State,
    due,
    prompts_said,
)
from hub.domain.rollcall.entry import UNANSWERED, Entry, at_rest
from hub.domain.rollcall.inputs import Happened, Input
from hub.domain.rollcall.turn import Told


def step(before: RollCall, event: Input, now: float) -> tuple[RollCall, Told]:
    """Give what it is after an input, and what happened. Tick does at most one thing.

    RollCallState, FloorHeld, NoSuchRollCall: nothing has changed.
    """
    states, rule = RULES[type(event)]
    if before.state not in states:
        raise RollCallState(before.state)
    told: Told = []
    after = rule(before, event, now, told)
    changed = [
        replace(one, version=before.entries[one.id].version + 1)
        for one in after.entries.values()
        if one != before.entries[one.id]
    ]
    if changed or after != before or told:  # An addendum changes no card, and is told as well.
        after = replace(after.put(*changed), version=before.version + 1)
    return after, told


# Its course


def _announce(rc: RollCall, event: said.Announce, now: float, told: Told) -> RollCall:
    told.append(Happened("announced"))
    return replace(rc, state="announced", announced_at=now)


def _open(rc: RollCall, event: said.Open, now: float, told: Told) -> RollCall:
    told.append(Happened("opened"))
    return replace(rc, state="open", opened_at=now)


def _pause(rc: RollCall, event: said.Pause, now: float, told: Told) -> RollCall:
    told.append(Happened("paused"))
    return replace(rc, state="paused", paused_from=rc.state, paused_at=now)


def _break_in(rc: RollCall, event: said.BreakIn, now: float, told: Told) -> RollCall:
    if rc.broke_in:
        raise FloorHeld(by=rc.broke_in.post)
    told.append(Happened("broke_in", rc.floor, {"post": event.post}))
    if rc.state != "paused":
        rc = replace(rc, state="paused", paused_from=rc.state, paused_at=now)
    return replace(rc, broke_in=BrokeIn(event.post, now))


def _resume(rc: RollCall, event: said.Resume, now: float, told: Told) -> RollCall:
    assert rc.paused_at is not None
    told.append(Happened("resumed", rc.floor))
    if (entry := rc.on_floor) is not None and entry.since is not None:
        rc = _later(rc, now - max(rc.paused_at, entry.since))  # It may have answered meanwhile.
    return replace(rc, state=rc.paused_from, paused_at=None, broke_in=None)


def _close(rc: RollCall, event: said.Close, now: float, told: Told) -> RollCall:
    if rc.state == "paused":
        rc = _resume(rc, said.Resume(), now, told)
    entry = rc.on_floor
    if entry is None:
        return turn.closed(rc, now, told)
    if rc.state == "closing":
        return turn.end_of_turn(rc, entry, "voice", now, told)
    told.append(Happened("closing", entry.id))
    return replace(rc, state="closing")


def _withdraw(rc: RollCall, event: said.Withdraw, now: float, told: Told) -> RollCall:
    told.append(Happened("withdrawn", None, {"reason": event.reason}))
    return replace(rc, state="withdrawn", closed_at=now)


def _sign(rc: RollCall, event: said.Sign, now: float, told: Told) -> RollCall:
    told.append(Happened("signed"))
    return replace(rc, state="signed", signed_at=now, signed_by=event.by)


def _addendum(rc: RollCall, event: said.Addendum, now: float, told: Told) -> RollCall:
    told.append(Happened("addendum", None, {"text": event.text}))
    return rc


def _take_over(rc: RollCall, event: said.TakeOver, now: float, told: Told) -> RollCall:
    if rc.net_control != event.by:
        told.append(Happened("took_over", None, {"before": rc.net_control, "by": event.by}))
    return replace(rc, net_control=event.by)


def _set_mode(rc: RollCall, event: said.SetMode, now: float, told: Told) -> RollCall:
    if rc.mode != event.mode:
        told.append(Happened("mode", None, {"mode": event.mode}))
    return replace(rc, mode=event.mode)


# What comes in


def _reported(rc: RollCall, event: said.Reported, now: float, told: Told) -> RollCall:
    """R4."""
    entry = rc.entry(event.entry)
    late = rc.state in LOCKED
    report = replace(event.report, late=late)
    told.append(Happened("report", entry.id, {"report": report.id, "way": report.way}))
    after = replace(entry, reports=(*entry.reports, report))
    if after.form and after.form.urgent and not late:
        after = turn.first_of_all(rc, after, told)
    if entry.state == "absent":
        told.append(Happened("reported_late", entry.id))
        return rc.put(replace(after, state="reported_late", way=report.way, settled_at=now))
    if entry.state in UNANSWERED:
        return rc.put(turn.reporting(after, report.way, now, told))
    if not entry.on_floor:
        after = replace(after, state=after.state if late else at_rest(after))
    return rc.put(after)


def _heard_radio(rc: RollCall, event: said.HeardRadio, now: float, told: Told) -> RollCall:
    entry = rc.entry(event.entry)
    told.append(Happened("heard", entry.id, {"keyed": event.keyed, "at": event.at}))
    after = replace(entry, heard_at=event.at)
    if event.keyed:
        after = replace(after, present_at=event.at)
    if entry.state in UNANSWERED:
        after = turn.reporting(after, "radio", now, told)
    return rc.put(after)


def _escalated(rc: RollCall, event: said.Escalated, now: float, told: Told) -> RollCall:
    entry = rc.entry(event.entry)
    return rc.put(replace(entry, escalated=max(entry.escalated, event.tries)))


# Time


def _tick(rc: RollCall, event: said.Tick, now: float, told: Told) -> RollCall:
    when, entry = due(rc), rc.on_floor
    if when is None or entry is None or now < when:
        return rc
    if entry.state not in UNANSWERED:
        return rc.put(_prompted(entry, now, told))
    if entry.says < SAYS:
        told.append(Happened("called_again", entry.id))
        # From `now`, not from when it was due: everybody gets his full time.
        return rc.put(replace(entry, says=entry.says + 1, since=now))
    rc = turn.in_vain(rc, entry, now, told)
    return turn.call(rc, said.Call(), now, told) if rc.state == "open" else rc


def _prompted(entry: Entry, now: float, told: Told) -> Entry:
    """R3. Of prompts that were slept through the last is said."""
    assert entry.since is not None
    said_already = prompts_said(entry.prompted)
    name = [n for n, after_s in PROMPTS[said_already:] if entry.since + after_s <= now][-1]
    told.append(Happened("prompt", entry.id, {"prompt": name}))
    return replace(entry, prompted=name)


def _later(rc: RollCall, by_s: float) -> RollCall:
    entry = rc.on_floor
    if entry is None or entry.since is None:
        return rc
    return rc.put(replace(entry, since=entry.since + by_s))


def _shift(rc: RollCall, event: said.Shift, now: float, told: Told) -> RollCall:
    paused_at = rc.paused_at + event.by_s if rc.paused_at is not None else None
    return replace(_later(rc, event.by_s), paused_at=paused_at)


def _restarted(rc: RollCall, event: said.Restarted, now: float, told: Told) -> RollCall:
    entry = rc.on_floor
    if entry is None or entry.state not in UNANSWERED or rc.state == "paused":
        return rc
    return rc.put(replace(entry, since=now))


_Rule = Callable[[RollCall, Any, float, Told], RollCall]
_ANY_TIME: frozenset[State] = ACTIVE | LOCKED

RULES: Mapping[type[Input], tuple[frozenset[State], _Rule]] = MappingProxyType(
    {
        said.Announce: (frozenset({"draft"}), _announce),
        said.Open: (frozenset({"announced"}), _open),
        said.Pause: (frozenset({"open", "closing"}), _pause),
        said.BreakIn: (RUNNING, _break_in),
        said.Resume: (frozenset({"paused"}), _resume),
        said.Call: (frozenset({"open"}), turn.call),
        said.Answer: (ACTIVE, turn.answer),
        said.Reported: (_ANY_TIME, _reported),
        said.Finish: (frozenset({"open", "closing"}), turn.finish),
        said.Next: (frozenset({"open", "closing"}), turn.next),
        said.Skip: (RUNNING - {"paused"}, turn.skip),
        said.ComeBack: (RUNNING - {"closing"}, turn.come_back),
        said.Pick: (ACTIVE - {"closing"}, turn.pick),
        said.Emergency: (ACTIVE - {"closing"}, turn.emergency),
        said.Move: (ACTIVE | {"draft"}, turn.move),
        said.ReadList: (RUNNING, turn.read_list),
        said.TakeOver: (ACTIVE, _take_over),
        said.SetMode: (ACTIVE | {"draft"}, _set_mode),
        said.HeardRadio: (ACTIVE, _heard_radio),
        said.Escalated: (_ANY_TIME, _escalated),
        said.Close: (RUNNING, _close),
        said.Withdraw: (frozenset({"draft", "announced"}), _withdraw),
        said.Sign: (frozenset({"closed"}), _sign),
        said.Addendum: (LOCKED, _addendum),
        said.Shift: (ACTIVE, _shift),
        said.Restarted: (ACTIVE, _restarted),
        said.Tick: (ACTIVE, _tick),
    }
)
"""In which states an input is taken, and what it does."""
