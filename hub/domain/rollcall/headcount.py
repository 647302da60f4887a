"""Headcounts against the rules of circulars (surat edaran): how many work in the office.

The share is wfo / (wfo + wfh) of a section; who is sick, on leave or on duty counts in neither.

green   the rule holds; of `eq` when no whole number of people comes nearer
amber   it is broken, but by less than one person: in a small section no whole number is exact, and
        one person more or fewer mends it
red     it is broken by one person or more
none    not judged: nobody works anywhere (`nobody`), its section was not reported
        (`not_reported`), or no rule is in force for it (`no_rule`)

Of circulars that overlap the newest that says something of an agency's section decides alone, as a
new letter takes the place of an old one; in it a rule of the agency beats one of its class.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from hub.domain.refusals import BadRule
from hub.domain.rollcall.form import SECTIONS, Count, Section, together

Op = Literal["min", "max", "eq"]
Level = Literal["green", "amber", "red", "none"]
Why = Literal["", "nobody", "not_reported", "no_rule"]
RULES_MAX = 200
_ONE_PERSON = 100
"""In hundredths of a person, so that all of it is whole numbers."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At least, at most or just so many percent of a section are in the office.

    One of agency and agency_class is set: whom it is for.
    """

    section: Section
    op: Op
    percent: int
    agency: str = ""
    agency_class: str = ""


@dataclass(frozen=True, slots=True)
class Circular:
    """A letter with rules. from_day, to_day: ISO dates of the city, both included; no end: None.

    at: when it was entered, in seconds UTC. withdrawn: it is in force no longer.
    """

    id: str
    letter_no: str
    title: str
    from_day: str
    to_day: str | None
    at: float
    rules: tuple[Rule, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one section, with the arithmetic: `wfo` of `people` are `percent`.

    op, limit, letter_no: of the rule; None where there is none.
    """

    section: Section
    level: Level
    wfo: int
    people: int
    percent: float | None
    op: Op | None = None
    limit: int | None = None
    letter_no: str | None = None
    why: Why = ""


def check(circular: Circular) -> None:
    """Refuse a letter that cannot be kept. BadRule, with the field."""
    if circular.to_day is not None and circular.to_day < circular.from_day:
        raise BadRule("to_day")
    if not circular.letter_no.strip() or not 0 < len(circular.rules) <= RULES_MAX:
        raise BadRule("rules")
    whom = [(one.agency, one.agency_class, one.section) for one in circular.rules]
    if len(whom) != len(set(whom)) or any(bool(a) == bool(c) for a, c, _ in whom):
        raise BadRule("rules")  # Two of one thing, or for nobody.
    if any(not 0 <= one.percent <= 100 for one in circular.rules):
        raise BadRule("percent")


def judge(
    counts: Collection[Count],
    agency: str,
    agency_class: str,
    circulars: Iterable[Circular],
    day: str,
) -> tuple[Verdict, ...]:
    """Give a verdict of the whole agency, and of each section a rule or a figure is of. day: ISO.

    A rule of `all` is held against the sum of the sections.
    """
    rules = in_force(agency, agency_class, circulars, day)
    given = {count.section: count for count in counts}
    figures = given | {"all": together(counts)} if counts else given
    sections = sorted({*figures, *rules}, key=_place)
    return tuple(_judged(section, figures.get(section), rules.get(section)) for section in sections)


def in_force(
    agency: str, agency_class: str, circulars: Iterable[Circular], day: str
) -> dict[Section, tuple[Rule, Circular]]:
    """Give the rule of each section of an agency on a day."""
    found: dict[Section, tuple[Rule, Circular]] = {}
    valid = [
        one
        for one in circulars
        if not one.withdrawn and one.from_day <= day and (one.to_day is None or day <= one.to_day)
    ]
    for circular in sorted(valid, key=lambda one: (one.from_day, one.at, one.id), reverse=True):
        mine = [
            rule
            for rule in circular.rules
            if agency == rule.agency or (rule.agency_class and agency_class == rule.agency_class)
        ]
        for rule in sorted(mine, key=lambda one: not one.agency):
            found.setdefault(rule.section, (rule, circular))
    return found


def _judged(section: Section, count: Count | None, by: tuple[Rule, Circular] | None) -> Verdict:
    wfo, people = (count.wfo, count.wfo + count.wfh) if count else (0, 0)
    percent = round(100 * wfo / people, 1) if people else None
    if by is None:
        why: Why = "no_rule"
        return Verdict(section, "none", wfo, people, percent, why=why)
    rule, circular = by
    level: Level = _level(rule, wfo, people) if people else "none"
    why = "" if people else "not_reported" if count is None else "nobody"
    return Verdict(
        section, level, wfo, people, percent, rule.op, rule.percent, circular.letter_no, why
    )


def _level(rule: Rule, wfo: int, people: int) -> Level:
    over = wfo * 100 - rule.percent * people
    off = {"max": over, "min": -over, "eq": abs(over) - _ONE_PERSON // 2}[rule.op]
    if off <= 0:
        return "green"
    return "amber" if off < _ONE_PERSON else "red"


def _place(section: Section) -> int:
    return ("all", *SECTIONS).index(section)
