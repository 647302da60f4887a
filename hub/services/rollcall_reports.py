"""What agencies say in a roll-call: forms, answers to the call, what was heard, and their radios.

A report is kept whenever it comes: before the call, while it has the turn, and after the close as
late. Whoever holds two posts reports for each.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Literal

from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchRollCall, NotYours, RollCallState
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import RUNNING, RollCall
from hub.domain.rollcall.entry import UNANSWERED
from hub.domain.rollcall.form import Form, Report, Section, Way, check
from hub.domain.rollcall.inputs import Input
from hub.domain.summons.answers import heard_at
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.presence import Voice
from hub.services.rollcall_cards import form_of
from hub.services.rollcall_steps import By, Command, RollCallSteps
from hub.services.store import Store, Tx
from hub.wire.rollcall import ReportForm
from hub.wire.rollcall_commands import (
    RollCallEntry,
    RollCallFormAsk,
    RollCallRecord,
    RollCallReport,
)

ByRadio = Literal["heard", "present", "help", "emergency"]
"""heard: only who keyed. help: present, and in need."""


class RollCallReports:
    """The only door to reports."""

    def __init__(self, directory: Directory, store: Store, steps: RollCallSteps) -> None:
        self._directory = directory
        self._store = store
        self._steps = steps
        self._spoke: dict[tuple[str, str], None] = {}

    async def report(self, caller: Caller, command: RollCallReport) -> RollCall:
        """Keep somebody's own report. NoSuchRollCall, NotYours, BadReport, RollCallState."""
        form = _cleaned(command.form)
        person = caller.person

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            entry = before.entry(command.entry)
            if not self._steps.board.answers_for(person, entry.post):
                raise NotYours
            report = Report(
                command.id,
                person.id,
                person.holder,
                "page",
                self._steps.now(),
                form,
                said_at=None if command.said_ms is None else command.said_ms / 1000,
            )
            return before, said.Reported(entry.id, report)

        about = Command(command.id, "rollcall:report")
        return await self._steps.take(By.caller(caller), about, command.rollcall, event)

    async def record(self, caller: Caller, command: RollCallRecord) -> RollCall:
        """Keep what was heard of an agency. NotAllowed, NoSuchRollCall, BadReport…"""
        caller.authorise(Action.LEAD_ROLLCALL)
        form = _cleaned(command.form)

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            entry, now = before.entry(command.entry), self._steps.now()
            report = Report(
                command.id,
                entry.post,
                next(iter(self._directory.speaking.get(entry.post, ())), entry.holder),
                command.way,
                now,
                form,
                recorded_by=caller.person.id,
                heard_at=heard_at(now, command.heard_ago_s),
            )
            return before, said.Reported(entry.id, report)

        about = Command(command.id, "rollcall:record")
        return await self._steps.take(By.caller(caller), about, command.rollcall, event)

    async def answer(self, caller: Caller, command: RollCallEntry) -> RollCall:
        """It answers the call: the head says so, or who leads has heard him. NotAllowed."""

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            entry = before.entry(command.entry)
            mine = self._steps.board.answers_for(caller.person, entry.post)
            if not mine:
                caller.authorise(Action.LEAD_ROLLCALL)
            way: Way = "page" if mine else "voice"
            if before.state not in RUNNING:
                raise RollCallState(before.state)
            return before, said.Answer(entry.id, way)

        about = Command(command.id, "rollcall:answer")
        return await self._steps.take(By.caller(caller), about, command.rollcall, event)

    async def last(
        self, caller: Caller, ask: RollCallFormAsk
    ) -> tuple[Report | None, tuple[Section, ...]]:
        """Give what this post reported last, to begin the form with, and the sections it is asked.

        NotYours, NoSuchRollCall.
        """

        async def look(tx: Tx) -> tuple[Report | None, tuple[Section, ...]]:
            rollcall = await tx.rollcalls.get(ask.rollcall)
            if rollcall is None:
                raise NoSuchRollCall(ask.rollcall)
            entry = rollcall.entry(ask.entry)
            if not self._steps.board.answers_for(caller.person, entry.post):
                caller.authorise(Action.LEAD_ROLLCALL)
            report = await tx.rollcalls.last_report(entry.post)
            return report, self._steps.board.sections_of(entry)

        return await self._store.read(look)

    # By voice and by radio

    def heard(self, voice: Voice) -> None:
        """A voice may be heard now: if it was called, it answers. Kept by `answered_by_voice`."""
        for one in self._steps.board.active():
            entry = one.on_floor
            if entry is None or one.room != voice.room or entry.state not in UNANSWERED:
                continue
            if self._steps.board.answers_for(voice.person, entry.post):
                self._spoke[one.id, entry.id] = None
                self._steps.wake()

    async def answered_by_voice(self) -> None:
        """Keep the answers of those who talk. NotSaved."""
        while self._spoke:
            rollcall, entry = next(iter(self._spoke))

            with suppress(RollCallState):  # It is over by now.
                await self._take(By(), rollcall, said.Answer(entry, "voice"))
            self._spoke.pop((rollcall, entry), None)

    async def by_radio(self, caller: Caller, post: str, kind: ByRadio, at: float) -> bool:
        """A handheld of this post was heard, or keyed. Was that of a roll-call? NotSaved.

        It may be forged: the entry says *heard*, or *present by radio*.
        """
        found = [
            (one.id, entry.id)
            for one in self._steps.board.active()
            for entry in one.entries.values()
            if entry.post == post
        ]
        by = By.caller(caller)
        for rollcall, entry in found:
            present = kind in ("present", "help")
            heard = said.HeardRadio(entry, present, min(at, self._steps.now()))
            with suppress(RollCallState):  # It was closed at that moment, or is about to be.
                await self._take(by, rollcall, heard)
                if kind in ("help", "emergency"):
                    await self._take(by, rollcall, said.Emergency(entry))
        return bool(found)

    # Inside

    async def _take(self, by: By, rollcall: str, what: Input) -> None:
        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            return before, what

        await self._steps.take(by, None, rollcall, event)


def _cleaned(told: ReportForm) -> Form:
    """Give the form with its words in order. BadReport, BadText."""
    form = form_of(told)
    form = replace(
        form,
        obstacle=cleaned(form.obstacle),
        wants=cleaned(form.wants),
        reason=cleaned(form.reason),
        deputy=cleaned(form.deputy),
    )
    check(form)
    return form
