"""Decisions: made on the spot, accepted and carried out by their owners, verified by who leads.

And the circulars by which headcounts are judged. Saved first, then told.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from hub.domain.permissions import Action
from hub.domain.refusals import (
    BadDecision,
    IdTaken,
    NoSuchDecision,
    NoSuchFile,
    NoSuchPost,
    NoSuchRollCall,
    NotSaved,
    NotYours,
    Refused,
)
from hub.domain.rollcall import headcount
from hub.domain.rollcall.decision import BY_OWNER, Decision, Did, check, step
from hub.domain.rollcall.headcount import Circular
from hub.domain.text import cleaned, one_line
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.rollcall_board import reads
from hub.services.rollcall_cards import decision_card
from hub.services.rollcall_steps import By, Command, RollCallSteps
from hub.services.store import Note, Tx
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.summonses import SummonsService
from hub.wire.decisions import (
    PAGE_MAX,
    CircularCard,
    DecisionCard,
    DecisionDo,
    DecisionFilter,
    DecisionList,
    DecisionMake,
)
from hub.wire.summons import SummonsAnswer, SummonsIssue

SPACE = uuid.UUID("2f7d4a86-93a1-4d0b-8d57-0a4bb5f2a1c9")


class DecisionService:
    """The only door to decisions and circulars. not_rung: told of an owner who was not, and why."""

    def __init__(
        self,
        directory: Directory,
        steps: RollCallSteps,
        summonses: SummonsService,
        answers: SummonsAnswers,
        board: Board,
        not_rung: Callable[[str, str], None],
    ) -> None:
        self._directory = directory
        self._steps = steps
        self._summonses = summonses
        self._answers = answers
        self._board = board
        self._not_rung = not_rung

    async def make(self, caller: Caller, command: DecisionMake) -> Decision:
        """Decide. NotAllowed, BadDecision, DuePast, NoSuchPost, NoSuchRollCall, IdTaken."""
        caller.authorise(Action.LEAD_ROLLCALL)
        text = cleaned(command.text)
        check(text, command.due_day, self._steps.board.today())
        owner = self._directory.people.get(command.owner)
        post = self._directory.book.posts.get(command.owner)
        if owner is None or post is None:
            raise NoSuchPost(command.owner)
        if command.entry is not None and command.rollcall is None:
            raise BadDecision("rollcall")
        new = Decision(
            id=command.id,
            text=text,
            owner=owner.id,
            owner_agency=post.agency,
            owner_name=owner.short,
            due_day=command.due_day,
            priority=command.priority,
            by=caller.person.id,
            holder=caller.person.holder,
            at=self._steps.now(),
            rollcall=command.rollcall,
            entry=command.entry,
        )

        async def change(tx: Tx) -> Decision:
            if before := await tx.decisions.get(new.id):
                if (before.by, before.holder) != (new.by, new.holder):
                    raise IdTaken
                return before
            if new.rollcall is not None:
                rollcall = await tx.rollcalls.get(new.rollcall)
                if rollcall is None:
                    raise NoSuchRollCall(new.rollcall)
                if new.entry is not None:
                    rollcall.entry(new.entry)
            await tx.decisions.save(new)
            told = {"text": text, "owner": new.owner, "due": new.due_day}
            await tx.audit.add_all([self._note(caller, "decision:make", new.id, told)])
            return new

        made = await self._steps.write(change)
        self._steps.board.decided(made)
        if command.ring:
            await self._ring(caller, made)
        return made

    async def do(self, caller: Caller, command: DecisionDo) -> Decision:
        """Do something about one. NotYours, NotAllowed, NoSuchDecision, BadDecision, NoSuchFile…"""
        person, now = caller.person, self._steps.now()
        text = cleaned(command.text)
        did = Did(command.id, command.act, now, person.id, person.holder, text, command.file)

        async def change(tx: Tx) -> tuple[Decision, bool]:
            before = await tx.decisions.get(command.decision)
            if before is None:
                raise NoSuchDecision(command.decision)
            self._may(caller, before, command)
            about = Command(command.id, f"decision:{command.act}")
            if await self._steps.was_done(tx, By.caller(caller), about, before.id):
                return before, False
            if command.file is not None:
                await self._hang(tx, caller, command)
            after = step(before, did)
            await tx.decisions.save(after)
            told = {"text": text} if text else {}
            await tx.audit.add_all([self._note(caller, about.name, after.id, told)])
            return after, True

        after, is_new = await self._steps.write(change)
        if is_new:
            self._steps.board.decided(after)
        if command.act in BY_OWNER:
            await self._quiet(after, person.holder)
        return after

    async def listed(self, caller: Caller, ask: DecisionList) -> list[Decision]:
        """Give decisions: to a head those of his own agency."""
        before = self._steps.now() + 1.0 if ask.before_ms is None else ask.before_ms / 1000

        async def look(tx: Tx) -> list[Decision]:
            if ask.rollcall is not None:
                return await tx.decisions.of_rollcall(ask.rollcall)
            if ask.over:
                owners = self._steps.board.posts_of(caller.person)
                return await tx.decisions.over(before, PAGE_MAX, owners)
            if ask.before_ms is not None:
                return await tx.decisions.newest(before, PAGE_MAX)
            return await tx.decisions.not_over()

        found = await self._steps.read(look)
        if reads(caller.person):
            return found
        return [one for one in found if self._steps.board.answers_for(caller.person, one.owner)]

    async def on_board(self, caller: Caller, ask: DecisionFilter) -> tuple[DecisionCard, ...]:
        """Give what is not over, the most pressing first, as far as it is asked for. NotSaved."""
        today = self._steps.board.today()
        found = await self.listed(caller, DecisionList())
        cards = [decision_card(one, today) for one in found]
        return tuple(
            one
            for one in cards
            if ask.owner in (None, one.owner)
            and ask.state in (None, one.state)
            and (one.overdue or not ask.overdue)
        )

    async def note_file(self, caller: Caller, kind: str, sha256: str) -> None:
        """Write down who took the board away as a file. NotSaved."""
        note = self._note(caller, "decision:file", kind, {"sha256": sha256})
        await self._steps.write(lambda tx: tx.audit.add_all([note]))

    # Circulars

    async def save_circular(self, caller: Caller, told: CircularCard) -> None:
        """Put a letter in the place of the one with its id. NotAllowed, BadRule, BadText."""
        caller.authorise(Action.SET_CIRCULARS)
        values = told.model_dump()
        rules = tuple(headcount.Rule(**rule) for rule in values.pop("rules"))
        values |= {"letter_no": one_line(told.letter_no), "title": one_line(told.title)}
        new = Circular(**values, rules=rules, at=self._steps.now())
        headcount.check(new)
        for rule in rules:
            if rule.agency and rule.agency not in self._directory.book.agencies:
                raise NoSuchPost(rule.agency)

        async def change(tx: Tx) -> Circular:
            known = {one.id: one for one in await tx.rollcalls.circulars()}
            kept = replace(new, at=known[new.id].at) if new.id in known else new
            await tx.rollcalls.save_circular(kept)
            told_of = told.model_dump(mode="json")
            await tx.audit.add_all([self._note(caller, "circular:save", new.id, told_of)])
            return kept

        kept = await self._steps.write(change)
        self._steps.board.circulars[kept.id] = kept

    # Inside

    def _may(self, caller: Caller, decision: Decision, command: DecisionDo) -> None:
        if command.act not in BY_OWNER:
            caller.authorise(Action.LEAD_ROLLCALL)
        elif not self._steps.board.answers_for(caller.person, decision.owner):
            raise NotYours

    async def _hang(self, tx: Tx, caller: Caller, command: DecisionDo) -> None:
        """Let the evidence stay: a file that hangs on nothing is dropped. NoSuchFile."""
        assert command.file is not None
        file, person = await tx.files.get(command.file), caller.person
        if file is None or (file.author, file.holder) != (person.id, person.holder):
            raise NoSuchFile(command.file)
        if file.finished_ms is None or file.ended_ms is not None:
            raise NoSuchFile(command.file)
        if not file.message:
            await tx.files.save(replace(file, message=command.id))

    def _summons_of(self, decision: Decision) -> str:
        return str(uuid.uuid5(SPACE, decision.id))

    async def _ring(self, caller: Caller, decision: Decision) -> None:
        """Call its owner to accept it; that he cannot be rung undoes no decision."""
        values = {
            "id": self._summons_of(decision),
            "posts": (decision.owner,),
            "text": decision.text,
            "profile": "biasa",
            "knowing": True,
        }
        try:
            await self._summonses.issue(caller, SummonsIssue.model_validate(values))
        except Refused as refused:
            self._not_rung(decision.id, refused.code)

    async def _quiet(self, decision: Decision, official: str) -> None:
        """Who accepted it has answered the call."""
        for called in self._board.recipients_of(self._summons_of(decision)):
            if called.recipient.is_open:
                answer = SummonsAnswer(
                    id=str(uuid.uuid5(SPACE, called.recipient.id)),
                    recipient=called.recipient.id,
                    code="ready",
                )
                with suppress(Refused, NotSaved):
                    await self._answers.by_way(official, "page", answer)

    def _note(self, caller: Caller, action: str, subject: str, told: Mapping[str, object]) -> Note:
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        at_ms = round(self._steps.now() * 1000)
        return Note(at_ms, caller.person.id, action, subject, after=text, address=caller.address)
