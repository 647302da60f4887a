"""Any order of presses, reports, silence, break-ins, restarts and take-overs of a roll-call.

Never two have the turn, nobody is lost, a report once given stays as it was, what is closed is only
added to, and what is read back from its rows is what was there.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.adapters.store import rollcall_rows as rows
from hub.domain.refusals import Refused
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import LOCKED, RUNNING, RollCall, due, queue, talker
from hub.domain.rollcall.entry import FINAL, Entry
from hub.domain.rollcall.form import Report
from hub.domain.rollcall.inputs import Happened, Input
from hub.domain.rollcall.machine import step
from tests.unit.rollcalls import KINDS, drafted, reported

NAMES = tuple(KINDS)
LEADERS = ("walikota", "operator", "operator-2")
entries = st.sampled_from(NAMES)


def row(values: dict[str, Any]) -> Any:
    return SimpleNamespace(**values)


def read_back(rollcall: RollCall, known: RollCall | None = None) -> RollCall:
    """As after a restart: through the rows and back.

    known: was read back before, and came back as it was; none of its entries has to again.
    """
    same = known.entries if known and known.id == rollcall.id else {}
    back = [
        one if same.get(one.id) is one else entry_back(rollcall.id, one)
        for one in rollcall.entries.values()
    ]
    return rows.rollcall_of(row(rows.rollcall_values(rollcall, due(rollcall))), back)


def entry_back(rollcall: str, one: Entry) -> Entry:
    """One of them."""
    reports = [
        rows.report_of(row(rows.report_values(rollcall, one, n, report)))
        for n, report in enumerate(one.reports)
    ]
    return rows.entry_of(row(rows.entry_values(rollcall, one)), reports)


class RollCallMachine(RuleBasedStateMachine):
    """Everything that can happen to a roll-call, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_800_000_000.0
        self.rollcall = drafted(drafted_at=self.now)
        self.reports: dict[str, tuple[Report, ...]] = {}
        self.shown: RollCall | None = None
        self.kept: RollCall | None = None

    def feed(self, event: Input) -> list[Happened]:
        before = self.rollcall
        try:
            self.rollcall, told = step(before, event, self.now)
        except Refused:
            assert self.rollcall is before
            return []
        if self.rollcall != before:
            assert self.rollcall.version == before.version + 1
        return told

    @initialize(begun=st.sampled_from([True, True, True, False]))
    def begin(self, begun: bool) -> None:
        for event in (said.Announce(), said.Open(), said.Call()) if begun else ():
            self.feed(event)

    @rule(event=st.sampled_from([said.Announce(), said.Open(), said.Close()]))
    def course(self, event: Input) -> None:
        self.feed(event)

    @rule(event=st.sampled_from([said.Pause(), said.Resume(), said.ReadList(), said.Sign("x")]))
    def less_often(self, event: Input) -> None:
        self.feed(event)

    @rule(event=st.sampled_from([said.Call(), said.Next(), said.Next(), said.Finish()]))
    def turn(self, event: Input) -> None:
        self.feed(event)

    @rule(entry=entries, kind=st.sampled_from([said.Call, said.Answer, said.Skip, said.ComeBack]))
    def one(self, entry: str, kind: Any) -> None:
        self.feed(kind(entry))

    @rule()
    def the_called_one_answers(self) -> None:
        if self.rollcall.floor:
            self.feed(said.Answer(self.rollcall.floor))

    @rule(entry=entries, on=st.booleans(), before=st.one_of(st.none(), entries))
    def order(self, entry: str, on: bool, before: str | None) -> None:
        self.feed(said.Pick(entry, on) if on else said.Move(entry, before))
        self.feed(said.SetMode("voice" if on else "two_track"))

    @rule(entry=entries, keyed=st.booleans())
    def radio(self, entry: str, keyed: bool) -> None:
        self.feed(said.HeardRadio(entry, keyed, self.now))

    @rule(
        entry=entries,
        attendance=st.sampled_from(["present", "represented", "excused"]),
        obstacle=st.sampled_from(["", "Truk rusak"]),
        urgent=st.booleans(),
    )
    def report(self, entry: str, **form: Any) -> None:
        before = self.rollcall.entries[entry]
        event = reported(entry, self.now, **form)
        if self.feed(event):
            late = self.rollcall.state in LOCKED
            given = (*before.reports, replace(event.report, late=late))
            assert self.rollcall.entries[entry].reports == given
            self.reports[entry] = given

    @rule(entry=entries)
    def emergency(self, entry: str) -> None:
        had = talker(self.rollcall)
        if self.rollcall.state == "open" and self.feed(said.BreakIn(f"{entry}-1")):
            assert talker(self.rollcall) == f"{entry}-1"
            self.now += 100.0
            self.feed(said.Resume())
            assert talker(self.rollcall) == had, "it was given back"

    @rule(by=st.sampled_from(LEADERS))
    def take_over(self, by: str) -> None:
        before = self.rollcall
        self.feed(said.TakeOver(by))
        kept = replace(before, net_control=self.rollcall.net_control)
        assert replace(self.rollcall, version=before.version) == kept, "nothing else has changed"

    @rule(seconds=st.sampled_from([0.5, 9.0, 10.0, 46.0, 200.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        for _ in range(50):
            when = due(self.rollcall)
            if when is None or when > self.now:
                return
            assert self.feed(said.Tick()), "what is due does something"
        raise AssertionError("it ticks for ever")

    @rule(out_s=st.sampled_from([0.0, 3.0, 600.0]))
    def restart(self, out_s: float) -> None:
        self.rollcall = read_back(self.rollcall)
        self.now += out_s
        tries = {one.id: one.tries for one in self.rollcall.entries.values()}
        self.feed(said.Restarted())
        when = due(self.rollcall)
        entry = self.rollcall.on_floor
        if entry and entry.state != "reporting" and when is not None:
            assert when > self.now, "our outage is nobody's silence"
        assert tries == {one.id: one.tries for one in self.rollcall.entries.values()}

    @invariant()
    def what_is_read_back_is_what_was_there(self) -> None:
        if self.kept is not self.rollcall:  # It cannot be changed, only replaced.
            assert read_back(self.rollcall, self.kept) == self.rollcall
        self.kept = self.rollcall

    @invariant()
    def never_two_on_the_floor(self) -> None:
        rc = self.rollcall
        on_floor = [one.id for one in rc.entries.values() if one.on_floor]
        assert on_floor == ([rc.floor] if rc.floor else [])
        assert not rc.floor or rc.state in RUNNING
        if rc.state == "closing":
            assert rc.floor, "closing is over when nobody has the turn"

    @invariant()
    def nobody_is_lost(self) -> None:
        rc = self.rollcall
        assert set(rc.entries) == set(NAMES)
        if rc.state in LOCKED:
            assert all(one.state in FINAL for one in rc.entries.values())
            return
        waits = {one.id for one in queue(rc)}
        for one in rc.entries.values():
            silent = not one.outcome and not one.reports and one.tries < 2
            assert not silent or one.on_floor or one.id in waits, one

    @invariant()
    def a_report_once_given_stays(self) -> None:
        for entry, given in self.reports.items():
            assert self.rollcall.entries[entry].reports == given

    @invariant()
    def what_is_closed_stays_as_it_was(self) -> None:
        if self.rollcall.state not in LOCKED:
            self.shown = None
            return
        if self.shown is None:
            self.shown = self.rollcall
        for one, before in zip(
            self.rollcall.entries.values(), self.shown.entries.values(), strict=True
        ):
            assert (one.outcome, one.absent_at, one.answered_at, one.tries) == (
                before.outcome, before.absent_at, before.answered_at, before.tries,
            )  # fmt: skip
            assert one.state == before.state or (before.state, one.state) == (
                "absent", "reported_late",
            )  # fmt: skip


TestAnyRollCall = RollCallMachine.TestCase
cast(Any, TestAnyRollCall).settings = settings(
    max_examples=120, stateful_step_count=35, deadline=None, print_blob=True
)
