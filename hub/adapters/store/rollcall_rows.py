"""Roll-calls, entries, reports and decisions as rows, and back.

Bodies are JSON of what the domain has, with times in seconds: exactly what was there is read back.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Row

from hub.adapters.store.summons_rows import ms
from hub.domain.rollcall.course import BrokeIn, RollCall
from hub.domain.rollcall.decision import Decision, Did
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.form import Count, Form, Report
from hub.domain.rollcall.headcount import Circular, Rule

_KEPT_APART = {"entries", "reports", "did"}


def rollcall_values(one: RollCall, due: float | None) -> dict[str, Any]:
    """Give the row of a roll-call."""
    return {
        "id": one.id,
        "room": one.room,
        "title": one.title,
        "leader": one.leader,
        "state": one.state,
        "drill": one.drill,
        "drafted_ms": ms(one.drafted_at),
        "opened_ms": _ms(one.opened_at),
        "closed_ms": _ms(one.closed_at),
        "due_ms": _ms(due),
        "version": one.version,
        "body": _body(one),
    }


def rollcall_of(row: Row[Any], entries: Iterable[Entry]) -> RollCall:
    """Give the roll-call of a row, with these entries."""
    values = json.loads(row.body)
    broke_in = values.pop("broke_in")
    return RollCall(
        **values,
        broke_in=BrokeIn(**broke_in) if broke_in else None,
        entries={one.id: one for one in sorted(entries, key=lambda one: one.id)},
    )


def entry_values(rollcall: str, one: Entry) -> dict[str, Any]:
    """Give the row of an entry."""
    return {
        "rollcall": rollcall,
        "id": one.id,
        "post": one.post,
        "agency": one.agency,
        "state": one.state,
        "called_ms": _ms(one.called_at),
        "answered_ms": _ms(one.answered_at),
        "absent_ms": _ms(one.absent_at),
        "version": one.version,
        "body": _body(one),
    }


def entry_of(row: Row[Any], reports: Sequence[Report]) -> Entry:
    """Give the entry of a row, with these reports."""
    return Entry(**json.loads(row.body), reports=tuple(reports))


def report_values(rollcall: str, entry: Entry, n: int, report: Report) -> dict[str, Any]:
    """Give the row of a report; n: which of its entry."""
    return {
        "id": report.id,
        "rollcall": rollcall,
        "entry": entry.id,
        "n": n,
        "post": entry.post,
        "at_ms": ms(report.at),
        "late": report.late,
        "body": _body(report),
    }


def report_of(row: Row[Any]) -> Report:
    """Give the report of a row."""
    values = json.loads(row.body)
    form = values.pop("form")
    counts = tuple(Count(**count) for count in form.pop("counts"))
    return Report(**values, form=Form(**form, counts=counts))


def count_values(report: Report) -> list[dict[str, Any]]:
    """Give the rows of a report's figures, to be counted over many."""
    return [{"report": report.id, **asdict(count)} for count in report.form.counts]


def circular_values(one: Circular) -> dict[str, Any]:
    """Give the row of a letter."""
    return {"id": one.id, "at_ms": ms(one.at), "body": _body(one)}


def circular_of(row: Row[Any]) -> Circular:
    """Give the letter of a row."""
    values = json.loads(row.body)
    return Circular(**values | {"rules": tuple(Rule(**rule) for rule in values["rules"])})


def decision_values(one: Decision) -> dict[str, Any]:
    """Give the row of a decision."""
    return {
        "id": one.id,
        "rollcall": one.rollcall,
        "entry": one.entry,
        "owner": one.owner,
        "agency": one.owner_agency,
        "due_day": one.due_day,
        "state": one.state,
        "at_ms": ms(one.at),
        "version": one.version,
        "body": _body(one),
    }


def decision_of(row: Row[Any], did: Sequence[Did]) -> Decision:
    """Give the decision of a row, with what was done about it."""
    return Decision(**json.loads(row.body), did=tuple(did))


def did_values(decision: str, n: int, did: Did) -> dict[str, Any]:
    """Give the row of what was done; n: which of its decision."""
    return {
        "id": did.id,
        "decision": decision,
        "n": n,
        "at_ms": ms(did.at),
        "body": _body(did),
    }


def did_of(row: Row[Any]) -> Did:
    """Give what was done, of a row."""
    return Did(**json.loads(row.body))


def _body(one: Any) -> str:
    """Give all of it as JSON, but what has rows of its own."""
    values = {
        each.name: _plain(getattr(one, each.name))
        for each in fields(one)
        if each.name not in _KEPT_APART
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _ms(at: float | None) -> int | None:
    return None if at is None else ms(at)
