"""The summons of a roll-call follows it, from the announcement to the close.

It climbs where a call was in vain, is quiet for whoever reported, and is called off at the close.

What is to be done is read off the roll-call as it is, so that a hub that was killed in between does
it when it is back; done twice it is done once.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from hub.domain.people import Person
from hub.domain.refusals import NotSaved, Refused
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import ACTIVE, RollCall
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.inputs import Input
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import SessionId
from hub.services.rollcall_steps import By, RollCallSteps
from hub.services.store import Tx
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.summons_store import Called
from hub.services.summonses import SummonsService
from hub.wire.summons import SummonsAnswer, SummonsIssue, Way

OVER = "Apel ditutup"
REPRESENTED = "Diwakili dalam apel"


class RollCallCalls:
    """Keeps the summonses of roll-calls in line with them."""

    def __init__(
        self,
        directory: Directory,
        steps: RollCallSteps,
        summonses: SummonsService,
        answers: SummonsAnswers,
        board: Board,
        failed: Callable[[str, str], None],
    ) -> None:
        """failed: told of a roll-call of whose summons something was refused, and why; once."""
        self._directory = directory
        self._steps = steps
        self._summonses = summonses
        self._answers = answers
        self._board = board
        self._failed = failed
        self._given_up: set[str] = set()
        """Summonses that were refused, and recipients of whom something was: the others go on."""

    async def follow(self) -> None:
        """Bring all of them in line. NotSaved."""
        for one in list(self._steps.board.rollcalls.values()):
            if one.summons and one.state != "draft":
                await self._follow(one)

    async def _follow(self, one: RollCall) -> None:
        caller = self._leader(one)
        summons = self._board.summonses.get(one.summons)
        if one.state in ACTIVE and summons is None:
            await self._issue(one, caller)
        elif one.state not in ACTIVE and summons is not None and summons.state == "open":
            if caller:
                cancel = self._summonses.cancel
                await self._tried(one, one.summons, lambda: cancel(caller, one.summons, OVER))
        elif summons is not None and summons.state == "open":
            keeping_up = [
                self._keep_up(one, entry, called, caller)
                for called in self._board.recipients_of(one.summons)
                if (entry := one.entries.get(called.recipient.post)) and called.recipient.is_open
            ]
            # At once: one commit for all of them. Whatever one meets, the others are seen to.
            for met in await asyncio.gather(*keeping_up, return_exceptions=True):
                if met is not None:
                    raise met

    async def _issue(self, one: RollCall, caller: Caller | None) -> None:
        posts = tuple(e.post for e in one.entries.values() if e.post in self._directory.people)
        if caller is None or not posts:
            self._give_up(one, one.summons, "nobody leads it any more")
            return
        command = SummonsIssue.model_validate(
            {
                "id": one.summons,
                "posts": posts,
                "text": one.title,
                "profile": one.profile,
                "room": one.room,
                "drill": one.drill,
                "knowing": True,
                "at_once": True,
            }
        )
        await self._tried(one, one.summons, lambda: self._summonses.issue(caller, command))

    async def _keep_up(
        self, one: RollCall, entry: Entry, called: Called, caller: Caller | None
    ) -> None:
        if entry.reports or entry.answered_at is not None or entry.present_at is not None:
            await self._answer(one, entry, called)
        elif entry.tries > entry.escalated and caller:
            which = called.recipient.id
            await self._tried(one, which, lambda: self._summonses.push(caller, which, "climb"))
            await self._noted(one, said.Escalated(entry.id, entry.tries))

    async def _answer(self, one: RollCall, entry: Entry, called: Called) -> None:
        """Who reported has answered; if his deputy did, that is why he need not."""
        report = entry.reports[-1] if entry.reports else None
        speaking = self._directory.speaking.get(entry.post, ())
        own = not report or report.holder in speaking
        official = report.holder if report and own else next(iter(speaking), "")
        way: Way = "page" if report and report.way == "page" and own else "operator"
        if entry.way == "radio" or (report and report.way == "radio"):
            way = "radio"
        reason = report.form.reason if report and report.form.attendance == "excused" else ""
        reason = reason or ("" if own else REPRESENTED)
        command = SummonsAnswer(
            id=str(uuid.uuid5(uuid.UUID(one.id), called.recipient.id)),
            recipient=called.recipient.id,
            code="unable" if reason else "present",
            reason=reason,
        )
        await self._tried(
            one, command.recipient, lambda: self._answers.by_way(official, way, command)
        )

    async def _tried(self, one: RollCall, about: str, do: Callable[[], Awaitable[object]]) -> None:
        """Do it; what is refused is said once, and the roll-call goes on without."""
        if about in self._given_up:
            return
        try:
            await do()
        except NotSaved:
            raise
        except Refused as refused:
            self._give_up(one, about, refused.code)

    def _give_up(self, one: RollCall, about: str, why: str) -> None:
        if about not in self._given_up:
            self._given_up.add(about)
            self._failed(one.id, why)

    async def _noted(self, one: RollCall, what: Input) -> None:
        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            return before, what

        await self._steps.take(By(), None, one.id, event)

    def _leader(self, one: RollCall) -> Caller | None:
        """Give who called it, as long as he holds his post; then whoever runs it."""
        for post, officials in (
            (one.leader, (one.holder,)),
            (one.net_control, self._directory.speaking.get(one.net_control, ())),
        ):
            for official in officials:
                person: Person | None = self._directory.acting(official, post)
                if person is not None:
                    return Caller(person, SessionId(""))
        return None
