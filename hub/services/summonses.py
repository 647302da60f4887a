"""Summonses: the only door to them. Saved first, then told; what is due is the clock's (see there).

A press is one summons however often it is sent; an answer is kept whatever it finds, and settles
every post of that official which this summons calls.
"""

from collections.abc import Callable, Iterable, Sequence
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
    NotYours,
    SummonsOver,
)
from hub.domain.rooms import Room
from hub.domain.summons.answers import Answer, check, heard_at
from hub.domain.summons.course import Summons
from hub.domain.summons.ladder import FIRST, Ladder, Profile
from hub.domain.summons.preflight import STOPS, Facts, Problem, begins_at, problem
from hub.domain.summons.recipient import (
    SEEN,
    Answered,
    Cancel,
    Climb,
    issue,
    skip,
)
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach, Steps
from hub.services.summons_store import Called, KeptAnswer
from hub.wire.summons import (
    MyCall,
    SummonsAnswer,
    SummonsAnswered,
    SummonsCard,
    SummonsCheck,
    SummonsChecked,
    SummonsIssue,
    SummonsRecord,
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
        self._ladders: dict[Profile, Ladder] = dict(FIRST)
        self._on_leave: set[str] = set()
        self.wake: Callable[[], None] = lambda: None

    async def load(self) -> None:
        """Read what is open, at the start."""
        now = self._now()

        async def look(tx: Tx) -> None:
            summonses = await tx.summonses.newer(now - LATELY_S, BOARD_MAX)
            called = await tx.summonses.recipients([summons.id for summons in summonses])
            attempts = await tx.summonses.attempts([one.recipient.id for one in called])
            self._ladders |= await tx.summonses.ladders()
            self._on_leave = await tx.summonses.on_leave(now)
            self._board.put(summonses, called, attempts)

        await self._store.read(look)

    # Calling

    def check(self, caller: Caller, command: SummonsCheck) -> SummonsChecked:
        """Give who of these cannot be rung, and when it would begin. NotAllowed, NoSuchPost."""
        caller.authorise(Action.SUMMON)
        ladder, now = self._ladders[command.profile], self._now()
        problems = self._problems(self._posts(command.posts), ladder)
        begins = begins_at(ladder, now, self._utc_offset_h, at_once=False)
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
        posts = self._posts(command.posts)
        text = cleaned(command.text)
        if not text:
            raise EmptyMessage
        if command.room is not None and command.room not in self._rooms:
            raise NoSuchRoom(command.room)
        ladder = self._ladders[command.profile]
        left_out = [p for p, why in self._problems(posts, ladder).items() if why in STOPS]
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
            t0=begins_at(ladder, steps.now, self._utc_offset_h, command.at_once),
            room=command.room,
            drill=command.drill,
            need=min(command.need, len(posts)) if command.need else None,
            stop_when_met=command.stop_when_met,
        )

        async def change(tx: Tx) -> Summons:
            if before := await tx.summonses.get(summons.id):
                if (before.issuer, before.holder) != (summons.issuer, summons.holder):
                    raise IdTaken
                return before
            await tx.summonses.add(summons, ())
            steps.summonses[summons.id] = summons
            steps.note("summons:issue", summons.id, command.model_dump(mode="json"))
            for post in posts:
                recipient_id = self._reach.new_id()
                steps.begin(
                    summons,
                    skip(recipient_id, summons.id, post, steps.now)
                    if post in left_out
                    else issue(recipient_id, summons.id, post, ladder, summons.t0),
                )
            await steps.save(tx)
            return summons

        await self._store.write(change)
        self._show(steps)
        self.wake()
        await self._proofs.rang(steps.rang)
        return self._board.card(self._board.summonses.get(summons.id, summons))

    async def cancel(self, caller: Caller, summons_id: str, reason: str) -> None:
        """Call it off: who is waited for is quiet. NotAllowed, NoSuchSummons, NotSaved."""
        caller.authorise(Action.SUMMON)
        steps = self._steps(caller)

        async def change(tx: Tx) -> None:
            summons = await tx.summonses.get(summons_id)
            if summons is None:
                raise NoSuchSummons
            if summons.state != "open":
                return
            over = replace(summons, state="cancelled", over_at=steps.now, reason=cleaned(reason))
            steps.summonses[summons_id] = over
            for called in await tx.summonses.recipients([summons_id]):
                steps.take(summons, called, Cancel())
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
            summons, called = await self._find(tx, steps, recipient_id)
            if not called.recipient.is_open:
                raise SummonsOver
            if act == "climb":
                steps.take(summons, called, Climb())
            else:
                steps.rang.add(recipient_id)
                steps.changed[recipient_id] = called
            steps.note(f"summons:{act}", recipient_id, {"post": called.recipient.post})
            await steps.save(tx)

        await self._store.write(change)
        self._show(steps)
        self.wake()

    # Answering

    async def answer(self, caller: Caller, command: SummonsAnswer) -> SummonsAnswered:
        """Keep somebody's own answer. BadAnswer, NoSuchSummons, NoSuchPost, NotYours, NotSaved."""
        official = caller.person.holder
        steps = self._steps(caller)

        async def change(tx: Tx) -> SummonsAnswered:
            summons, called = await self._find(tx, steps, command.recipient)
            by = self._answers_for(official, called)
            if by is None:
                raise NotYours
            said_at = None if command.said_ms is None else command.said_ms / 1000
            answer = Answer(
                command.code,
                by,
                "page",
                steps.now,
                cleaned(command.reason),
                command.eta_min,
                self._deputy(command.deputy),
                said_at=said_at,
            )
            return await self._keep(tx, steps, summons, called, answer, command.id, official)

        answered = await self._store.write(change)
        self._show(steps)
        self.wake()
        return answered

    async def record(self, caller: Caller, command: SummonsRecord) -> SummonsAnswered:
        """Keep what an operator heard from somebody.

        NotAllowed, BadAnswer, NoSuchSummons, NoSuchPost, NotSaved.
        """
        caller.authorise(Action.ENTER_ANSWERS)
        steps = self._steps(caller)

        async def change(tx: Tx) -> SummonsAnswered:
            summons, called = await self._find(tx, steps, command.recipient)
            answer = Answer(
                command.code,
                called.recipient.post,
                command.way,
                steps.now,
                cleaned(command.reason),
                command.eta_min,
                self._deputy(command.deputy),
                recorded_by=caller.person.id,
                heard_at=heard_at(steps.now, command.heard_ago_s),
            )
            holder = self._reach.holder(called.recipient.post)
            return await self._keep(tx, steps, summons, called, answer, command.id, holder)

        answered = await self._store.write(change)
        self._show(steps)
        self.wake()
        return answered

    async def seen(self, caller: Caller, recipients: Sequence[str]) -> None:
        """Note that rings are on somebody's screen: progress, never an answer."""
        mine = [
            one
            for one in recipients
            if (called := self._board.called.get(one))
            and self._answers_for(caller.person.holder, called) == called.recipient.post
        ]
        await self._proofs.proved(mine, SEEN)

    async def mine(self, caller: Caller) -> list[MyCall]:
        """Give where somebody was called lately, newest first."""
        posts = self._directory.posts_of(caller.person.holder)
        since = self._now() - MINE_S

        async def look(tx: Tx) -> list[tuple[Summons, Called]]:
            called = await tx.summonses.of_posts(posts, since, MINE_MAX)
            found = {}
            for one in called:
                summons = await tx.summonses.get(one.recipient.summons)
                assert summons is not None, one
                found[summons.id] = summons
            return [(found[one.recipient.summons], one) for one in called]

        return [
            MyCall(
                summons=self._board.card(summons),
                recipient=self._board.recipient_card(one.recipient, summons),
            )
            for summons, one in await self._store.read(look)
        ]

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

    def _deputy(self, post: str | None) -> str | None:
        if post is not None and post not in self._directory.people:
            raise NoSuchPost(post)
        return post

    def _problems(self, posts: Iterable[str], ladder: Ladder) -> dict[str, Problem]:
        online = {person.holder for person in self._presence.sessions.values()}
        found = {}
        for post in posts:
            held = self._directory.speaking.get(post, ())
            facts = Facts(bool(held), post in self._on_leave, not online.isdisjoint(held))
            if why := problem(facts, ladder):
                found[post] = why
        return found

    async def _find(self, tx: Tx, steps: Steps, recipient_id: str) -> tuple[Summons, Called]:
        found = await tx.summonses.find([recipient_id])
        if not found:
            raise NoSuchSummons
        return await steps.summons(tx, found[0].recipient.summons), found[0]

    def _answers_for(self, official: str, called: Called) -> str | None:
        """Give the post as which an official may answer: the one called, or a deputy's."""
        recipient, speaking = called.recipient, self._directory.speaking
        for post in (recipient.post, *recipient.rung_posts):
            if official in speaking.get(post, ()):
                return post
        return None

    async def _keep(
        self,
        tx: Tx,
        steps: Steps,
        summons: Summons,
        called: Called,
        answer: Answer,
        command: str,
        holder: str,
    ) -> SummonsAnswered:
        check(answer)
        if before := await tx.summonses.answered(called.recipient.id, command):
            return _told(called, before)
        after = steps.take(summons, called, Answered(answer), command, holder)
        kept = steps.answers[-1]
        if answer.by == called.recipient.post:
            for other in await self._other_posts(tx, called, holder):
                also = replace(answer, by=other.recipient.post, deputy=None)
                steps.take(summons, other, Answered(also), command, holder)
        await steps.save(tx)
        return SummonsAnswered(outcome=after.outcome, counts=kept.counts, late=kept.late)

    async def _other_posts(self, tx: Tx, called: Called, official: str) -> list[Called]:
        """Give the other posts of the same official that this summons calls."""
        others = [
            one.recipient.id
            for one in self._board.recipients_of(called.recipient.summons)
            if one.recipient.id != called.recipient.id
            and official in self._directory.speaking.get(one.recipient.post, ())
        ]
        return await tx.summonses.find(others) if others else []

    def _show(self, steps: Steps) -> None:
        steps.show(self._board)


def _told(called: Called, kept: KeptAnswer) -> SummonsAnswered:
    return SummonsAnswered(outcome=called.recipient.outcome, counts=kept.counts, late=kept.late)
