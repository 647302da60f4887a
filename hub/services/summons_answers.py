"""Answers to summonses: kept whatever they find, once each, and never rewritten.

An answer settles every post of that official which this summons calls; nobody else's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchPost, NotYours
from hub.domain.summons.answers import Answer, Code, Way, check, heard_at
from hub.domain.summons.course import Summons
from hub.domain.summons.inputs import Answered, Withdrawn
from hub.domain.summons.recipient import SEEN, Recipient
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach, Steps
from hub.services.summons_store import Called, KeptAnswer
from hub.wire.summons import MyCall, SummonsAnswer, SummonsAnswered, SummonsRecord

MINE_S = 30 * 24 * 3600.0
MINE_MAX = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """What a handheld keyed, for one recipient. id: of its signal; at: when it was heard."""

    id: str
    recipient: str
    code: Code
    reason: str
    at: float


class SummonsAnswers:
    """The only door to answers. `wake`: what is due next may have come nearer."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        board: Board,
        proofs: Proofs,
        reach: Reach,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._store = store
        self._board = board
        self._proofs = proofs
        self._reach = reach
        self._clock = clock
        self.wake: Callable[[], None] = lambda: None

    async def answer(self, caller: Caller, command: SummonsAnswer) -> SummonsAnswered:
        """Keep somebody's own answer. BadAnswer, NoSuchSummons, NoSuchPost, NotYours, NotSaved."""
        return await self._own(caller.person.holder, "page", command, self._steps(caller))

    async def by_way(
        self, official: str, way: Way, command: SummonsAnswer, address: str = ""
    ) -> SummonsAnswered:
        """Keep what an official said by a channel that knows him: a key, a notification's button.

        As `answer`; the audit trail names the way, and as actor the post he answered for.
        """
        steps = Steps(self._reach, self._now(), address=address)
        return await self._own(official, way, command, steps)

    async def record(self, caller: Caller, command: SummonsRecord) -> SummonsAnswered:
        """Keep what an operator heard from somebody.

        NotAllowed, BadAnswer, NoSuchSummons, NoSuchPost, NotYours, NotSaved.
        """
        caller.authorise(Action.ENTER_ANSWERS)
        steps = self._steps(caller)

        async def change(tx: Tx) -> SummonsAnswered:
            summons, called = await steps.find(tx, command.recipient)
            by = self._recorded_for(command.by, called.recipient)
            answer = Answer(
                command.code,
                by,
                command.way,
                steps.now,
                cleaned(command.reason),
                command.eta_min,
                self._deputy(command.deputy),
                recorded_by=caller.person.id,
                heard_at=heard_at(steps.now, command.heard_ago_s),
            )
            holder = self._reach.holder(by)
            known = len(self._directory.speaking.get(by, ())) == 1
            return await self._keep(
                tx, steps, summons, called, answer, command.id, holder, known=known
            )

        answered = await self._store.write(change)
        steps.show(self._board)
        self.wake()
        return answered

    async def by_radio(self, caller: Caller, post: str, heard: Heard) -> SummonsAnswered:
        """Keep what a handheld keyed; caller: the bridge that heard it. It may be forged: its way
        says so.

        BadAnswer, NoSuchSummons, NotYours, NotSaved.
        """
        steps = self._steps(caller)

        async def change(tx: Tx) -> SummonsAnswered:
            summons, called = await steps.find(tx, heard.recipient)
            if post not in asked(called.recipient):
                raise NotYours
            answer = Answer(
                heard.code,
                post,
                "radio",
                steps.now,
                heard.reason,
                heard_at=min(heard.at, steps.now),
            )
            known = len(self._directory.speaking.get(post, ())) == 1
            holder = self._reach.holder(post)
            return await self._keep(
                tx, steps, summons, called, answer, heard.id, holder, known=known
            )

        answered = await self._store.write(change)
        steps.show(self._board)
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
                if summons := await tx.summonses.get(one.recipient.summons):
                    found[summons.id] = summons
            return [
                (found[one.recipient.summons], one)
                for one in called
                if one.recipient.summons in found
            ]

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

    async def _own(
        self, official: str, way: Way, command: SummonsAnswer, steps: Steps
    ) -> SummonsAnswered:
        async def change(tx: Tx) -> SummonsAnswered:
            summons, called = await steps.find(tx, command.recipient)
            by = self._answers_for(official, called)
            if by is None:
                raise NotYours
            if way != "page":
                steps.actor = by
            answer = Answer(
                command.code,
                by,
                way,
                steps.now,
                cleaned(command.reason),
                command.eta_min,
                self._deputy(command.deputy),
                said_at=None if command.said_ms is None else command.said_ms / 1000,
            )
            return await self._keep(tx, steps, summons, called, answer, command.id, official)

        answered = await self._store.write(change)
        steps.show(self._board)
        self.wake()
        return answered

    def _steps(self, caller: Caller) -> Steps:
        return Steps(self._reach, self._now(), caller.person.id, caller.address)

    def _recorded_for(self, by: str | None, recipient: Recipient) -> str:
        """Give the post that was heard: the one called, or another of its agency. NotYours."""
        posts = self._directory.book.posts
        if by is None or by == recipient.post:
            return recipient.post
        one, called = posts.get(by), posts.get(recipient.post)
        if one is None or called is None or (one.agency, one.role) != (called.agency, "head"):
            raise NotYours
        return by

    def _deputy(self, post: str | None) -> str | None:
        if post is not None and post not in self._directory.people:
            raise NoSuchPost(post)
        return post

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
        *,
        known: bool = True,
    ) -> SummonsAnswered:
        """Step whoever is answered for. known: it was `holder`, and nobody else of the post."""
        check(answer)
        if before := await tx.summonses.answered(called.recipient.id, command):
            return _told(called, before)
        recipient, off = called.recipient, summons.state == "cancelled"
        too = self._too(recipient, answer.by, holder) if known else ()
        event = Answered(answer, too, called_off=off)
        after = steps.take(summons, called, event, command, holder)
        kept = steps.answers[-1]
        if recipient.parent and answer.by == recipient.post and answer.code == "unable" and not off:
            for sender in await tx.summonses.find([recipient.parent]):
                steps.take(summons, sender, Withdrawn(answer))
        # A deputy of one agency stands for nobody in another: that post goes on being asked.
        if known and answer.by == called.recipient.post and answer.code != "represented":
            for other in await self._other_posts(tx, called, holder):
                also = replace(answer, by=other.recipient.post)
                steps.take(summons, other, Answered(also), command, holder)
        await steps.save(tx)
        return SummonsAnswered(outcome=after.outcome, counts=kept.counts, late=kept.late)

    def _too(self, recipient: Recipient, by: str, official: str) -> tuple[str, ...]:
        """Give the other deputies' posts of whoever answers as one of them: he is asked once."""
        speaking = self._directory.speaking
        posts = recipient.rung_posts if by != recipient.post else ()
        return tuple(p for p in posts if p != by and official in speaking.get(p, ()))

    async def _other_posts(self, tx: Tx, called: Called, official: str) -> list[Called]:
        """Give the other posts of the same official that this summons calls."""
        others = [
            one.recipient.id
            for one in self._board.recipients_of(called.recipient.summons)
            if one.recipient.id != called.recipient.id
            and official in self._directory.speaking.get(one.recipient.post, ())
        ]
        return await tx.summonses.find(others) if others else []


def asked(recipient: Recipient) -> tuple[str, ...]:
    """Give the posts that were asked: whose call it is, and the deputies."""
    return (recipient.post, *recipient.rung_posts)


def _told(called: Called, kept: KeptAnswer) -> SummonsAnswered:
    return SummonsAnswered(outcome=called.recipient.outcome, counts=kept.counts, late=kept.late)
