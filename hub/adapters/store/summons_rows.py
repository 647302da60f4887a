"""Summonses and recipients as rows, and back: milliseconds there, seconds in the domain."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from hub.adapters.store.flat import flat
from hub.domain.summons.answers import Answer
from hub.domain.summons.course import Summons
from hub.domain.summons.ladder import Ladder, Rung
from hub.domain.summons.recipient import Recipient
from hub.services.summons_store import Attempt, Called


def ms(at: float) -> int:
    """Give a time as rows have it."""
    return round(at * 1000)


def summons_values(one: Summons) -> dict[str, Any]:
    """Give the row of a summons."""
    return {
        "id": one.id,
        "issuer": one.issuer,
        "holder": one.holder,
        "text": one.text,
        "ladder": json.dumps(asdict(one.ladder)),
        "t0_ms": ms(one.t0),
        "room": one.room,
        "drill": one.drill,
        "need": one.need,
        "stop_when_met": one.stop_when_met,
        "state": one.state,
        "met_ms": _ms(one.met_at),
        "over_ms": _ms(one.over_at),
        "reason": one.reason,
    }


def summons_of(row: Row[Any]) -> Summons:
    """Give the summons of a row."""
    return Summons(
        id=row.id,
        issuer=row.issuer,
        holder=row.holder,
        text=row.text,
        ladder=ladder_of(row.ladder),
        t0=row.t0_ms / 1000,
        room=row.room,
        drill=row.drill,
        need=row.need,
        stop_when_met=row.stop_when_met,
        state=row.state,
        met_at=_s(row.met_ms),
        over_at=_s(row.over_ms),
        reason=row.reason,
    )


def called_values(one: Called) -> dict[str, Any]:
    """Give the row of a recipient."""
    r = one.recipient
    return {
        "id": r.id,
        "summons": r.summons,
        "post": r.post,
        "holder": one.holder,
        "t0_ms": ms(r.t0),
        "deadline_ms": ms(r.deadline),
        "outcome": r.outcome,
        "progress": r.progress,
        "level": r.level,
        "rung": r.rung,
        "ring_ms": _ms(r.ring_at),
        "not_before_ms": ms(r.not_before),
        "rung_posts": json.dumps(r.rung_posts),
        "quiet_posts": json.dumps(r.quiet_posts),
        "parent": r.parent,
        "missed_ms": _ms(r.missed_at),
        "first_answer_ms": _ms(r.first_answer_at),
        "answer": _said(r.answer),
        "withdrawn": _said(r.withdrawn),
        "version": r.version,
        "due_ms": _ms(one.due),
    }


def called_of(row: Row[Any]) -> Called:
    """Give the recipient of a row."""
    recipient = Recipient(
        id=row.id,
        summons=row.summons,
        post=row.post,
        t0=row.t0_ms / 1000,
        deadline=row.deadline_ms / 1000,
        outcome=row.outcome,
        progress=row.progress,
        level=row.level,
        rung=row.rung,
        ring_at=_s(row.ring_ms),
        not_before=row.not_before_ms / 1000,
        rung_posts=tuple(json.loads(row.rung_posts)),
        quiet_posts=tuple(json.loads(row.quiet_posts)),
        parent=row.parent,
        missed_at=_s(row.missed_ms),
        first_answer_at=_s(row.first_answer_ms),
        answer=_answer(row.answer),
        withdrawn=_answer(row.withdrawn),
        version=row.version,
    )
    return Called(recipient, row.holder, _s(row.due_ms))


def ladder_of(body: str) -> Ladder:
    """Give the ladder of its JSON."""
    values = json.loads(body)
    return Ladder(**values | {"rungs": tuple(Rung(**rung) for rung in values["rungs"])})


def attempt_values(one: Attempt) -> dict[str, Any]:
    """Give the row of an attempt that is noted for the first time."""
    return {
        "id": one.id,
        "recipient": one.recipient,
        "level": one.level,
        "round": one.round,
        "channel": one.channel,
        "address": one.address,
        "state": one.state,
        "at_ms": ms(one.at),
        "lease_ms": None,
        "token": "",
        "result": one.result,
        "late_ms": ms(one.late_s),
        "tries": one.tries,
        "duty": one.duty,
    }


def attempt_of(row: Row[Any]) -> Attempt:
    """Give the attempt of a row."""
    return Attempt(
        row.id,
        row.recipient,
        row.level,
        row.round,
        row.channel,
        row.address,
        row.state,
        row.at_ms / 1000,
        row.late_ms / 1000,
        row.result,
        row.tries,
        row.duty,
    )


def _said(answer: Answer | None) -> str | None:
    return json.dumps(flat(answer), ensure_ascii=False) if answer else None


def _answer(body: str | None) -> Answer | None:
    return Answer(**json.loads(body)) if body else None


def _ms(at: float | None) -> int | None:
    return None if at is None else ms(at)


def _s(at_ms: int | None) -> float | None:
    return None if at_ms is None else at_ms / 1000
