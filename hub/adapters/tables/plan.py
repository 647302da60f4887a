"""What a table would do to the directory: entries to save, and each line that is bad, by name."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Literal, get_args

from hub.adapters.tables.headings import Headings
from hub.domain.officials import Agency, Assignment, Book, Entry, Kind, Official, Post, check
from hub.domain.refusals import PostTaken, Refused
from hub.wire.directory import Change, Problem
from hub.wire.http import Zone

LINES_MAX = 2_000
ZONES: dict[Zone, timezone] = {
    "WIB": timezone(timedelta(hours=7)),
    "WITA": timezone(timedelta(hours=8)),
    "WIT": timezone(timedelta(hours=9)),
}
"""None of them has a summer time."""
DAY_MS = 86_400_000
KINDS = get_args(Kind)
ENTRY_KINDS: dict[type[Entry], Literal["agency", "post", "official", "assignment"]] = {
    Agency: "agency",
    Post: "post",
    Official: "official",
    Assignment: "assignment",
}

Done = Literal["new", "changed", "same", "ended"]

_PHONE_NOISE = re.compile(r"[\s().-]")
_PHONE = re.compile(r"\+?\d{8,15}")


class BadCell(Exception):
    """A cell that cannot be used; its line is left out, and named."""

    def __init__(self, column: str, value: str, why: str, allowed: str = "") -> None:
        super().__init__(why)
        self.column, self.value, self.why, self.allowed = column, value, why, allowed


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; a column that is not there reads as empty."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Give a cell without its outer blanks."""
        return (self.cells.get(column) or "").strip()

    def need(self, column: str) -> str:
        """Give a cell that must not be empty. BadCell."""
        if not (value := self.get(column)):
            raise BadCell(column, "", "empty")
        return value

    def one_of(self, column: str, allowed: tuple[str, ...], default: str = "") -> str:
        """Give a cell that takes only these words. BadCell."""
        value = self.get(column).lower() or default
        if value not in allowed:
            raise BadCell(
                column, self.get(column), "not_one_of", ", ".join(w for w in allowed if w)
            )
        return value


@dataclass(slots=True)
class Plan:
    """What is to be saved, in order, against a book that holds it already."""

    book: Book
    entries: list[Entry] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    planned_by: dict[str, int] = field(default_factory=dict)
    """The line that puts somebody into a post, by the assignment."""

    def put(self, line: Line, entry: Entry, what: str) -> None:
        """Plan an entry. Refused when it contradicts what is there."""
        old = self.book.find(entry)
        if old == entry:
            self._note(line, entry, "same", what)
            return
        check(entry, self.book)
        self.book.put(entry)
        self.entries.append(entry)
        if isinstance(entry, Assignment):
            self.planned_by[entry.id] = line.number
        self._note(line, entry, "changed" if old else "new", what)

    def end(self, line: Line, assignment: Assignment, at_ms: int) -> None:
        """Plan the end of an assignment; one that has not begun by then never does.

        BadCell when a line above has put him there, not to begin before: only one can be meant.
        """
        above = self.planned_by.get(assignment.id)
        if above is not None and at_ms <= assignment.from_ms:
            raise BadCell("post", assignment.post, "filled_above", str(above))
        ended = replace(assignment, to_ms=max(at_ms, assignment.from_ms))
        self.book.put(ended)
        self.entries.append(ended)
        what = f"{assignment.post}: {self.named(assignment.official)}"
        self._note(line, ended, "ended", what)

    def _note(self, line: Line, entry: Entry, done: Done, what: str) -> None:
        kind = ENTRY_KINDS[type(entry)]
        self.changes.append(Change(line=line.number, kind=kind, done=done, what=what))

    def named(self, official: str) -> str:
        """Give an official's name, or a dash for one that was entered without."""
        human = self.book.officials.get(official)
        return human.name if human and human.name else "–"

    def official(self, name: str, phone: str, new_id: Callable[[], str]) -> Official:
        """Give the official with this number or, without one, this name; else a new one."""
        for human in self.book.officials.values():
            if (phone and human.phone == phone) or (not phone and name and human.name == name):
                return replace(human, name=name or human.name, active=True)
        return Official(new_id(), name, phone)


def plan_lines(
    text: str,
    needed: tuple[str, ...],
    words: Mapping[str, str],
    book: Book,
    take: Callable[[Plan, Line], None],
) -> Plan:
    """Read a table, a line at a time. `take` plans one line, or raises BadCell or Refused.

    words: other names of its columns; a problem is told by the name that the table uses.
    """
    plan = Plan(book.copy())
    headings = Headings([], words)
    try:
        reader = _reader(text)
        headings = Headings(list(reader.fieldnames or ()), words)
        for line in _lines(reader, headings, needed):
            _take(plan, line, take)
    except BadCell as bad:
        plan.problems.append(_problem(1, bad))
    except csv.Error:
        plan.problems.append(_problem(1, BadCell("", "", "not_csv")))
    called = headings.called
    plan.problems = [p.model_copy(update={"column": called(p.column)}) for p in plan.problems]
    return plan


def _take(plan: Plan, line: Line, take: Callable[[Plan, Line], None]) -> None:
    try:
        take(plan, line)
    except BadCell as bad:
        plan.problems.append(_problem(line.number, bad))
    except PostTaken:
        plan.problems.append(_problem(line.number, BadCell("post", line.get("post"), "post_taken")))
    except Refused:
        plan.problems.append(
            _problem(line.number, BadCell("post", line.get("post"), "no_such_post"))
        )


def _reader(text: str) -> "csv.DictReader[str]":
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="?")


def _lines(
    reader: "csv.DictReader[str]", headings: Headings, needed: tuple[str, ...]
) -> Iterator[Line]:
    reader.fieldnames = headings.names
    for column in needed:
        if column not in headings.names:
            raise BadCell(column, "", "missing_column")
    for cells in reader:
        if reader.line_num > LINES_MAX:
            raise BadCell("", str(LINES_MAX), "not_csv")
        if any((value or "").strip() for key, value in cells.items() if key != "?"):
            yield Line(reader.line_num, {k: v or "" for k, v in cells.items() if k != "?"})


def phone_of(line: Line) -> str:
    """Give a telephone number as +62…; empty stays empty. BadCell."""
    value = line.get("phone")
    number = _PHONE_NOISE.sub("", value)
    if not number:
        return ""
    if not _PHONE.fullmatch(number):
        raise BadCell("phone", value, "bad_phone")
    if number.startswith(("0", "8")):  # Excel takes the 0 away.
        return "+62" + number.removeprefix("0")
    return number if number.startswith("+") else "+" + number


def day_ms(line: Line, column: str, zone: timezone, default: int | None) -> int | None:
    """Give a date YYYY-MM-DD or DD/MM/YYYY as UTC milliseconds, at its midnight. BadCell."""
    value = line.get(column)
    if not value:
        return default
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(value, form).replace(tzinfo=zone)
        except ValueError:
            continue
        return round(day.timestamp() * 1000)
    raise BadCell(column, value, "bad_date")


def _problem(line: int, bad: BadCell) -> Problem:
    return Problem.model_validate(
        {
            "line": line,
            "column": bad.column,
            "value": bad.value[:80],
            "why": bad.why,
            "allowed": bad.allowed,
        }
    )
