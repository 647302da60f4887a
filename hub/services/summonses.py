"""Calling people: the only door by which a summons begins, is pushed on, or is called off.

Saved first, then told. A press is one summons however often it is sent. What is due is the
clock's, what is answered the answers' (see there).
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from hub.domain.permissions import Action
from hub.domain.refusals import (
    CannotBeRung,
    EmptyMessage,
    IdTaken,
    NoRecipients,
    NoSuchPost,
    NoSuchRoom,
    NoSuchSummons,
    NotSaved,
    SummonsOver,
)
from hub.domain.rooms import Room
from hub.domain.summons import notices
from hub.domain.summons.course import Summons
from hub.domain.summons.drill import DrillPlan
from hub.domain.summons.inputs import Cancel, Climb
from hub.domain.summons.ladder import Ladder
from hub.domain.summons.preflight import STOPS, Facts, Problem, begins_at, problem
from hub.domain.summons.recipient import issue, skip
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ladders import LadderService
from hub.services.leaves import LeaveService
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach, Steps
from hub.wire.summons import (
    SummonsCard,
    SummonsCheck,
    SummonsChecked,
    SummonsIssue,
    Unreachable,
)

MINE_S = 30 * 24 * 3600.0
MINE_MAX = 50
LATELY_S = 12 * 3600.0
BOARD_MAX = 200


class SummonsService:
    """The only door to summonses. `wake`: what is due next may have come nearer."""

    def __init__(
        self,
        rooms: dict[str, Room],
        directory: Directory,
        presence: Presence,
        store: Store,
        board: Board,
        proofs: Proofs,
        reach: Reach,
        clock: Clock,
        utc_offset_h: int,
        ladders: LadderService,
        leaves: LeaveService,
    ) -> None:
        self._rooms = rooms
        self._directory = directory
        self._presence = presence
        self._store = store
        self._board = board
        self._proofs = proofs
        self._reach = reach
        self._clock = clock
        self._utc_offset_h = utc_offset_h
        self._ladders = ladders
        self._leaves = leaves
        self.wake: Callable[[], None] = lambda: None

    async def load(self) -> None:
        """Read what is open, at the start."""
        now = self._now()

        async def look(tx: Tx) -> None:
            summonses = await tx.summonses.newer(now - LATELY_S, BOARD_MAX)
            called = await tx.summonses.recipients([summons.id for summons in summonses])
            attempts = await tx.summonses.attempts([one.recipient.id for one in called])
            self._board.handled(await tx.deeds.of([one.recipient.id for one in called]))
            self._board.put(summonses, called, attempts)

        await self._ladders.load()
        await self._leaves.load()  # First: who is rung follows from it.
        await self._store.read(look)

    # Calling

    def check(self, caller: Caller, command: SummonsCheck) -> SummonsChecked:
        """Give who of these cannot be rung, and when it would begin. NotAllowed, NoSuchPost."""
        caller.authorise(Action.SUMMON)
        ladder, now = self._ladders.now[command.profile], self._now()
        begins = begins_at(ladder, now, self._utc_offset_h, at_once=False)
        problems = self._problems(self._posts(command.posts), ladder, begins)
        return SummonsChecked(
            problems=tuple(Unreachable(post=post, problem=why) for post, why in problems.items()),
            begins_ms=round(begins * 1000),
        )

    async def issue(self, caller: Caller, command: SummonsIssue) -> SummonsCard:
        """Call posts. What is saved when this returns is carried out whatever happens.

        NotAllowed, NoSuchPost, NoRecipients, EmptyMessage, BadText, CannotBeRung, IdTaken,
        NoSuchRoom, NotSaved.
        """
        caller.authorise(Action.SUMMON)
        if known := self._board.summonses.get(command.id):
            if (known.issuer, known.holder) != (caller.person.id, caller.person.holder):
                raise IdTaken
            return self._board.card(known)  # Whatever has changed since it was sent first.
        posts = self._posts(command.posts)
        text = cleaned(command.text)
        if not text:
            raise EmptyMessage
        if command.room is not None and command.room not in self._rooms:
            raise NoSuchRoom(command.room)
        ladder = self._ladders.now[command.profile]
        t0 = begins_at(ladder, self._now(), self._utc_offset_h, command.at_once)
        left_out = [p for p, why in self._problems(posts, ladder, t0).items() if why in STOPS]
        if left_out and not command.knowing:
            raise CannotBeRung(", ".join(left_out))
        if len(left_out) == len(posts):
            raise NoRecipients
        steps = self._steps(caller)
        summons = Summons(
            id=command.id,
            issuer=caller.person.id,
            holder=caller.person.holder,
            text=text,
            ladder=ladder,
            t0=t0,
            room=command.room,
            drill=command.drill,
            need=min(command.need, len(posts) - len(left_out)) if command.need else None,
            stop_when_met=command.stop_when_met,
        )

        async def change(tx: Tx) -> None:
            if before := await tx.summonses.get(summons.id):
                if (before.issuer, before.holder) != (summons.issuer, summons.holder):
                    raise IdTaken
                return
            steps.note("summons:issue", summons.id, command.model_dump(mode="json"))
            await self._begin(tx, steps, summons, posts, left_out)

        await self._store.write(change)
        await self._tell(steps)
        return self._board.card(self._board.summonses.get(summons.id, summons))

    async def drill(
        self, plan: DrillPlan, posts: Collection[str], also: Callable[[Tx], Awaitable[None]]
    ) -> None:
        """Hold the weekly drill, once. also: is saved with it. NotSaved."""
        steps, ladder = Steps(self._reach, self._now()), self._ladders.now[plan.profile]
        problems = self._problems(posts, ladder, steps.now)
        left_out = [p for p, why in problems.items() if why in STOPS]
        summons = Summons(
            plan.last, plan.by, plan.holder, notices.WEEKLY, ladder, steps.now, drill=True
        )

        async def change(tx: Tx) -> None:
            await also(tx)
            if len(left_out) < len(posts) and await tx.summonses.get(summons.id) is None:
                steps.note("summons:drill", summons.id, {"posts": list(posts)})
                await self._begin(tx, steps, summons, posts, left_out)

        await self._store.write(change)
        await self._tell(steps)

    async def cancel(self, caller: Caller, summons_id: str, reason: str) -> None:
        """Call it off: who is waited for is quiet. NotAllowed, NoSuchSummons, NotSaved."""
        caller.authorise(Action.SUMMON)
        steps = self._steps(caller)

        async def change(tx: Tx) -> None:
            await steps.make_good(tx)
            if await tx.summonses.get(summons_id) is None:
                raise NoSuchSummons
            summons = await steps.summons(tx, summons_id)
            called = await tx.summonses.recipients([summons_id])
            if summons.state != "open" and not any(one.recipient.is_open for one in called):
                return
            over = replace(summons, state="cancelled", over_at=steps.now, reason=cleaned(reason))
            steps.summonses[summons_id] = over
            for one in called:
                steps.take(summons, one, Cancel())
            steps.note("summons:cancel", summons_id, {"reason": over.reason})
            await steps.save(tx)
            await tx.summonses.save(over)

        await self._store.write(change)
        self._show(steps)

    async def push(self, caller: Caller, recipient_id: str, act: str) -> None:
        """Climb to the next rung now, or ring again. NotAllowed, NoSuchSummons, SummonsOver."""
        caller.authorise(Action.SUMMON)
        steps = self._steps(caller)

        async def change(tx: Tx) -> None:
            summons, called = await steps.find(tx, recipient_id)
            if not called.recipient.is_open:
                raise SummonsOver
            if act == "climb" or not called.recipient.rung:  # It had not begun: now it does.
                steps.take(summons, called, Climb(self._reach.channels))
            else:
                steps.ring_again(summons, called)
            steps.note(f"summons:{act}", recipient_id, {"post": called.recipient.post})
            await steps.save(tx)

        await self._store.write(change)
        self._show(steps)
        self.wake()

    # Inside

    def _now(self) -> float:
        return round(self._clock.now(), 3)

    def _steps(self, caller: Caller) -> Steps:
        return Steps(self._reach, self._now(), caller.person.id, caller.address)

    def _posts(self, named: Iterable[str]) -> tuple[str, ...]:
        posts = tuple(dict.fromkeys(named))
        if not posts:
            raise NoRecipients
        for post in posts:
            if post not in self._directory.people:
                raise NoSuchPost(post)
        return posts

    def _problems(self, posts: Iterable[str], ladder: Ladder, begins: float) -> dict[str, Problem]:
        online = {person.holder for person in self._presence.sessions.values()}
        on_leave = self._leaves.away(begins)
        found = {}
        for post in posts:
            held = self._reach.rung(post, ladder)
            reached = not online.isdisjoint(held) or self._has_way(post, ladder)
            away, stood_in = post in on_leave, self._leaves.stood_in(post, begins)
            facts = Facts(bool(held), away, reached, stood_in)
            if why := problem(facts, ladder):
                found[post] = why
        return found

    def _has_way(self, post: str, ladder: Ladder) -> bool:
        acts = (act for act in self._reach.channels if act != "radio")
        return any(tuple(self._reach.ways(post, act, ladder)) for act in acts)

    async def _begin(
        self,
        tx: Tx,
        steps: Steps,
        summons: Summons,
        posts: Collection[str],
        left_out: Collection[str],
    ) -> None:
        await tx.summonses.add(summons, ())
        steps.summonses[summons.id] = summons
        for post in posts:
            recipient_id = self._reach.new_id()
            steps.begin(
                summons,
                skip(recipient_id, summons.id, post, steps.now)
                if post in left_out
                else issue(recipient_id, summons.id, post, summons.ladder, summons.t0),
            )
        await steps.save(tx)

    async def _tell(self, steps: Steps) -> None:
        self._show(steps)
        self.wake()
        with suppress(NotSaved):  # It is called; the next ring says that it was told.
            await self._proofs.rang(steps.rang)

    def _show(self, steps: Steps) -> None:
        steps.show(self._board)
