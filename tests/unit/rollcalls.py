"""Roll-calls for tests: agencies of every kind, and reports."""

import itertools
from typing import Any

from hub.domain.rollcall import course
from hub.domain.rollcall.course import RollCall
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.form import Count, Form, Report
from hub.domain.rollcall.inputs import Happened, Input, Reported
from hub.domain.rollcall.machine import step

KINDS = {
    "sukapura": ("esensial", "kecamatan"),
    "dlh": ("non-esensial", "dinas"),
    "dinkes": ("kritikal", "dinas"),
    "bpbd": ("kritikal", "badan"),
    "dishub": ("esensial", "dinas"),
}
_numbers = itertools.count(1)


def agency(name: str, kind: tuple[str, str]) -> Entry:
    return Entry(
        name, f"{name}-1", name, name.upper(), name.upper(), "Kepala", kind[0], kind[1],
        f"o-{name}", 0,
    )  # fmt: skip


def drafted(**more: Any) -> RollCall:
    entries = course.in_order(agency(name, kind) for name, kind in KINDS.items())
    values: dict[str, Any] = {
        "id": "rc", "room": "rapat", "title": "Apel pagi", "leader": "walikota",
        "holder": "o-walikota", "net_control": "operator",
        "entries": {one.id: one for one in entries},
    }  # fmt: skip
    return RollCall(**values | more)


def reported(entry: str, at: float = 0.0, **form: Any) -> Reported:
    """An agency's form; a headcount of its own each time."""
    n = next(_numbers)
    counts = (Count("all", n, 1),)
    report = Report(
        f"report-{n}", f"{entry}-1", f"o-{entry}", "page", at, Form(**form | {"counts": counts})
    )
    return Reported(entry, report)


def steps(rollcall: RollCall, *events: Input, now: float = 0.0) -> RollCall:
    for event in events:
        rollcall, _ = step(rollcall, event, now)
    return rollcall


def kinds(told: list[Happened]) -> list[tuple[str, str | None]]:
    return [(one.kind, one.entry) for one in told]
