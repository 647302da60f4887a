"""How roll-calls, their reports and decisions are shown: from the domain to the wire, and back."""

from collections.abc import Collection
from dataclasses import asdict

from hub.domain.rollcall import form as rules
from hub.domain.rollcall.course import RollCall, queue, talker
from hub.domain.rollcall.decision import Decision, is_overdue
from hub.domain.rollcall.entry import FINAL, Entry
from hub.domain.rollcall.headcount import Circular, Verdict
from hub.services.rollcall_store import Event
from hub.wire.decisions import CircularCard, DecisionCard
from hub.wire.rollcall import EntryCard, ReportCard, ReportForm, RollCallCard
from hub.wire.rollcall_commands import RollCallEvent


def card(one: RollCall) -> RollCallCard:
    """Give a roll-call as it is shown."""
    return RollCallCard(
        id=one.id,
        room=one.room,
        title=one.title,
        agenda=one.agenda,
        leader=one.leader,
        net_control=one.net_control,
        mode=one.mode,
        drill=one.drill,
        state=one.state,
        floor=one.floor,
        talker=talker(one),
        queue=tuple(entry.id for entry in queue(one)),
        count=len(one.entries),
        settled=sum(entry.state in FINAL for entry in one.entries.values()),
        drafted_ms=_ms(one.drafted_at),
        announced_ms=_at(one.announced_at),
        opened_ms=_at(one.opened_at),
        paused_ms=_at(one.paused_at),
        closed_ms=_at(one.closed_at),
        signed_ms=_at(one.signed_at),
        signed_by=one.signed_by or None,
        summons=one.summons or None,
        version=one.version,
    )


def entry_card(
    rollcall: str, one: Entry, verdicts: Collection[Verdict] = (), items: int = 0
) -> EntryCard:
    """Give an entry as it is shown. items: how many of its decisions are not over."""
    return EntryCard.model_validate(
        {
            "id": one.id,
            "rollcall": rollcall,
            "post": one.post,
            "agency": one.agency,
            "name": one.name,
            "short": one.short,
            "title": one.title,
            "agency_class": one.agency_class,
            "agency_kind": one.agency_kind,
            "place": one.place,
            "state": one.state,
            "tries": one.tries,
            "says": one.says,
            "since_ms": _at(one.since),
            "prompted": one.prompted,
            "picked": one.picked,
            "emergency": one.emergency,
            "way": one.way,
            "called_ms": _at(one.called_at),
            "answered_ms": _at(one.answered_at),
            "settled_ms": _at(one.settled_at),
            "absent_ms": _at(one.absent_at),
            "heard_ms": _at(one.heard_at),
            "present_ms": _at(one.present_at),
            "report": report_card(one.reports[-1]) if one.reports else None,
            "reports": len(one.reports),
            "verdicts": tuple(asdict(verdict) for verdict in verdicts),
            "items": items,
            "version": one.version,
        }
    )


def report_card(one: rules.Report) -> ReportCard:
    """Give a report as it is shown."""
    return ReportCard(
        id=one.id,
        by=one.by,
        way=one.way,
        at_ms=_ms(one.at),
        form=ReportForm.model_validate(asdict(one.form)),
        late=one.late,
        recorded_by=one.recorded_by,
        heard_ms=_at(one.heard_at),
        said_ms=_at(one.said_at),
    )


def form_of(told: ReportForm) -> rules.Form:
    """Give the form as the domain has it, its words in order. BadReport, BadText."""
    values = told.model_dump()
    counts = tuple(rules.Count(**count) for count in values.pop("counts"))
    return rules.Form(**values, counts=counts)


def event_card(one: Event) -> RollCallEvent:
    """Give what happened as it is shown."""
    text = one.body.get("text") or one.body.get("reason") or ""
    return RollCallEvent(
        n=one.n, at_ms=_ms(one.at), kind=one.kind, entry=one.entry, by=one.post, text=text
    )


def decision_card(one: Decision, today: str) -> DecisionCard:
    """Give a decision as it is shown on a day."""
    values = asdict(one)
    del values["holder"]
    at = values.pop("at")
    did = [each | {"at_ms": _ms(each["at"])} for each in values.pop("did")]
    for each in did:
        del each["at"], each["holder"]
    return DecisionCard.model_validate(
        values | {"at_ms": _ms(at), "did": tuple(did), "overdue": is_overdue(one, today)}
    )


def circular_card(one: Circular) -> CircularCard:
    """Give a letter as it is shown."""
    values = asdict(one)
    del values["at"]
    return CircularCard.model_validate(values)


def _ms(at: float) -> int:
    return round(at * 1000)


def _at(at: float | None) -> int | None:
    return None if at is None else _ms(at)
