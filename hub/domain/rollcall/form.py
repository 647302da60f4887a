"""What an agency reports: who is there, how many work where, what hinders it, what it needs.

The same for the form on a phone and for what is heard by voice and entered by somebody else. A
report is added to, never changed: the last one is shown, all of them are kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from hub.domain.refusals import BadReport

Attendance = Literal["present", "represented", "excused"]
Section = Literal["all", "admin", "pelayanan", "lapangan", "panti"]
"""all: the whole agency, by one figure; else a figure for each section it has."""
SECTIONS: tuple[Section, ...] = ("admin", "pelayanan", "lapangan", "panti")
Way = Literal["page", "voice", "radio", "operator"]
"""How it reached us. voice: heard in the room; radio: heard on the air, or keyed on a handheld;
operator: entered by him, who heard it some other way."""

COUNT_MAX = 100_000
TEXT_MAX_CHARS = 500


@dataclass(frozen=True, slots=True)
class Count:
    """People of one section. permit: izin; leave: cuti; duty: dinas luar."""

    section: Section = "all"
    wfo: int = 0
    wfh: int = 0
    sick: int = 0
    permit: int = 0
    leave: int = 0
    duty: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """What was reported. obstacle: empty is *nihil*. wants: a decision is needed, and which.

    reason: of who is excused. deputy: who speaks for the head, as people call him.
    """

    attendance: Attendance = "present"
    counts: tuple[Count, ...] = ()
    obstacle: str = ""
    wants: str = ""
    urgent: bool = False
    reason: str = ""
    deputy: str = ""

    @property
    def is_exception(self) -> bool:
        """Is there anything to be talked about?"""
        return bool(self.obstacle or self.wants or self.urgent)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was given. Times in seconds UTC.

    id: of the command that brought it. by: the post that gave it, holder: the official. said_at: by
    the clock of who wrote it offline; heard_at: when recorded_by had heard it. late: after the
    close.
    """

    id: str
    by: str
    holder: str
    way: Way
    at: float
    form: Form
    late: bool = False
    recorded_by: str | None = None
    heard_at: float | None = None
    said_at: float | None = None


def check(form: Form) -> None:
    """Refuse what contradicts itself or is incomplete. BadReport, with the field."""
    if form.attendance == "excused" and not form.reason.strip():
        raise BadReport("reason")
    sections = [count.section for count in form.counts]
    if len(sections) != len(set(sections)) or ("all" in sections and len(sections) > 1):
        raise BadReport("counts")  # Else somebody would be counted twice.
    if any(not 0 <= number <= COUNT_MAX for count in form.counts for number in numbers(count)):
        raise BadReport("counts")
    if any(len(t) > TEXT_MAX_CHARS for t in (form.obstacle, form.wants, form.reason, form.deputy)):
        raise BadReport("text")


def numbers(count: Count) -> tuple[int, ...]:
    """Give the figures of a section in their order."""
    return count.wfo, count.wfh, count.sick, count.permit, count.leave, count.duty


def together(counts: Collection[Count]) -> Count:
    """Give the whole agency: the sum of its sections."""
    sums = [sum(each) for each in zip(*(numbers(count) for count in counts), strict=True)]
    return Count("all", *sums) if sums else Count()
