"""Steps of recipients within one transaction: what follows from each is gathered, then saved.

The domain says what is to be done; here it becomes rows: attempts, answers, notes of the audit
trail, deputies who ring too, and recipients of their own for those who were sent instead.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from hub.domain.refusals import NoSuchSummons
from hub.domain.summons.course import Summons, is_met
from hub.domain.summons.inputs import Cancel, Do, Effect, Input, Kept, Missed, Refer, Tick
from hub.domain.summons.ladder import Act, Ladder, tried
from hub.domain.summons.recipient import AGAIN_FROM, Recipient, due, refer, ring_posts, step
from hub.services.store import Note, Tx
from hub.services.summons_board import Board
from hub.services.summons_store import Attempt, Called, KeptAnswer

HUB = "hub"
"""Who acts in the audit trail when a timer did."""
DEPUTIES_TOO: frozenset[Act] = frozenset({"ntfy", "message", "phone"})
"""Whoever is asked later is called at once by what his head was called by before: of these."""
DUTY_TOO: frozenset[Act] = frozenset({"ring", *DEPUTIES_TOO})
"""And those on duty are told by these."""
TICKS_MAX = 64
"""Of one recipient at once: a ladder has fewer rungs."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What the steps need to know of posts.

    holder: the official of a post. deputies: who answers for it. channels: what this hub has.
    addresses: where officials can be reached by a channel. rung: the officials whom a ladder rings
    for a post. passed_over: a deputy who is on leave, with nobody in his place. on_duty: the
    officials who are told of whoever is silent.
    make_good: sees that what is our own fault is nobody's.
    """

    holder: Callable[[str], str]
    deputies: Callable[[str], tuple[str, ...]]
    channels: Collection[Act]
    addresses: Callable[[Iterable[str], Act], Iterable[str]]
    new_id: Callable[[], str]
    rung: Callable[[str, Ladder], Collection[str]]
    passed_over: Callable[[str, Ladder], bool]
    on_duty: Callable[[], Collection[str]]
    make_good: "Callable[[Tx, Steps], Awaitable[None]]"

    def ways(self, post: str, act: Act, ladder: Ladder) -> Iterable[str]:
        """Give what an act tries for a post; of the radio, the post itself."""
        return (post,) if act == "radio" else self.addresses(self.rung(post, ladder), act)

    def all_ways(self, posts: Iterable[str], ladder: Ladder) -> set[str]:
        """Give every contact point by which posts are tried."""
        acts: Collection[Act] = [act for act in self.channels if act != "radio"]
        return {way for post in posts for act in acts for way in self.ways(post, act, ladder)}


@dataclass(slots=True)
class Steps:
    """One transaction's worth. `changed`, `fresh`: recipients by id; `rang`: rings to be heard;
    `duty`: of whom those on duty are told; `quiet`: by which ways a recipient is called no more;
    `reopened`: summonses that go on; `moved`: whose attempts were so much later."""

    reach: Reach
    now: float
    actor: str = HUB
    address: str = ""
    changed: dict[str, Called] = field(default_factory=dict)
    fresh: dict[str, Called] = field(default_factory=dict)
    summonses: dict[str, Summons] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    answers: list[KeptAnswer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rang: set[str] = field(default_factory=set)
    duty: set[str] = field(default_factory=set)
    reopened: set[str] = field(default_factory=set)
    quiet: dict[str, set[str]] = field(default_factory=dict)
    moved: dict[str, float] = field(default_factory=dict)

    def take(
        self, summons: Summons, called: Called, event: Input, command: str = "", holder: str = ""
    ) -> Recipient:
        """Step one recipient. command, holder: of whoever answers."""
        called = self.changed.get(called.recipient.id, called)
        before = called.recipient
        after, effects = step(before, event, summons.ladder, self.now)
        for effect in effects:
            after = self._follow(summons, after, effect, command, holder)
        if before.answer and not after.answer:
            self._withdrawn(after)
        if quiet := set(after.quiet_posts) - set(before.quiet_posts):
            ways = self.reach.all_ways(quiet, summons.ladder)
            self.quiet[after.id] = ways - self.reach.all_ways(after.posts, summons.ladder)
        if after != before:
            when = due(after, summons.ladder)
            self.changed[after.id] = replace(called, recipient=after, due=when)
        return after

    def tick(self, summons: Summons, called: Called) -> None:
        """Do all that is due of one recipient."""
        for _ in range(TICKS_MAX):
            recipient = self.take(summons, called, Tick())
            when = due(recipient, summons.ladder)
            if when is None or when > self.now:
                return

    async def guarded(
        self, tx: Tx, called: Called, do: Callable[[Summons, Called], object]
    ) -> Exception | None:
        """Do something with one recipient, or nothing: one bad row stops nobody else."""
        one, attempts, notes = called.recipient.id, len(self.attempts), len(self.notes)
        before = self.changed.get(one)
        try:
            do(await self.summons(tx, called.recipient.summons), called)
        except Exception as error:  # noqa: BLE001 Whatever it is: the others ring on.
            del self.attempts[attempts:], self.notes[notes:]
            self.rang.discard(one)
            self.duty.discard(one)
            if before:
                self.changed[one] = before
            else:
                self.changed.pop(one, None)
            return error
        return None

    def ring_again(self, summons: Summons, called: Called) -> None:
        """Ring once more because somebody wants it now."""
        recipient = called.recipient
        self.changed.setdefault(recipient.id, called)
        nth = AGAIN_FROM + round(self.now - recipient.t0)
        self._do(recipient, Do("ring", nth, 0.0), summons.ladder)

    def begin(self, summons: Summons, recipient: Recipient) -> None:
        """Note a recipient of a summons; what is due at once is done."""
        called = Called(
            recipient, self.reach.holder(recipient.post), due(recipient, summons.ladder)
        )
        self.fresh[recipient.id] = called
        if called.due is not None and called.due <= self.now:
            self.tick(summons, called)
            self.fresh[recipient.id] = self.changed.pop(recipient.id, called)

    def note(self, action: str, subject: str, after: Mapping[str, object]) -> None:
        """Note something for the audit trail."""
        text = json.dumps(after, ensure_ascii=False, sort_keys=True)
        at_ms = round(self.now * 1000)
        self.notes.append(
            Note(at_ms, self.actor, action, subject, after=text, address=self.address)
        )

    def note_own(self, action: str, subject: str, after: Mapping[str, object]) -> None:
        """Note what the hub itself did while somebody asked for something else."""
        text = json.dumps(after, ensure_ascii=False, sort_keys=True)
        self.notes.append(Note(round(self.now * 1000), HUB, action, subject, after=text))

    async def make_good(self, tx: Tx) -> None:
        """First: were we out, or was the clock set, since the last beat? Saved with the beat."""
        await self.reach.make_good(tx, self)
        await self._save_changed(tx, self.changed)
        await tx.audit.add_all(self.notes)
        self.notes.clear()

    async def shift(self, tx: Tx, summons_id: str, by_s: float) -> None:
        """Let a summons have begun so much later: the clock was set."""
        summons = await self.summons(tx, summons_id)
        self.summonses[summons_id] = moved = replace(summons, t0=summons.t0 + by_s)
        await tx.summonses.save(moved)

    async def save(self, tx: Tx) -> None:
        """Put it all into the transaction, and close what is over."""
        await tx.summonses.add_recipients(list(self.fresh.values()))
        await self._save_changed(tx, self.changed)
        for summons in self.reopened:
            await tx.summonses.save(self.summonses[summons])
        for summons in {c.recipient.summons for c in self._all() if not c.recipient.is_open}:
            await self._perhaps_over(tx, summons)
        await tx.summonses.keep(self.answers)
        await tx.summonses.attempt(self.attempts)
        for recipient, ways in self.quiet.items():
            await tx.attempts.let_be(recipient, ways)
        over = [c.recipient for c in self.changed.values() if not c.recipient.is_open]
        missed = [one.id for one in over if one.outcome == "missed"]
        if missed:
            await tx.summonses.settle(missed, "expired")
        if len(over) > len(missed):
            await tx.summonses.settle([one.id for one in over], "superseded")
        await tx.audit.add_all(self.notes)

    def show(self, board: Board) -> None:
        """Bring the board up to what was committed, and tell."""
        for one, by_s in self.moved.items():
            board.moved(one, by_s)
        called = {**self.fresh, **self.changed}
        board.put(self.summonses.values(), list(called.values()), self.attempts, self.rang)
        board.tell_duty(self.duty)

    async def summons(self, tx: Tx, summons_id: str) -> Summons:
        """Give a summons, read once."""
        if summons_id not in self.summonses:
            found = await tx.summonses.get(summons_id)
            assert found is not None, summons_id
            self.summonses[summons_id] = found
        return self.summonses[summons_id]

    async def find(self, tx: Tx, recipient_id: str) -> tuple[Summons, Called]:
        """Give a recipient and its summons. NoSuchSummons."""
        await self.make_good(tx)
        found = await tx.summonses.find([recipient_id])
        if not found:
            raise NoSuchSummons
        called = self.changed.get(recipient_id, found[0])
        return await self.summons(tx, called.recipient.summons), called

    async def _save_changed(self, tx: Tx, changed: Mapping[str, Called]) -> None:
        await tx.summonses.save_recipients(list(changed.values()))

    async def _perhaps_over(self, tx: Tx, summons_id: str) -> None:
        summons = await self.summons(tx, summons_id)
        if summons.state != "open":
            return
        waiting, coming = await tx.summonses.standing(summons_id)
        if summons.met_at is None and is_met(summons, coming):
            summons = replace(summons, met_at=self.now)
            self.note("summons:met", summons.id, {"need": summons.need})
            if summons.stop_when_met and waiting:
                await self._let_the_rest_be(tx, summons)
                waiting = 0
        if not waiting:
            summons = replace(summons, state="closed", over_at=self.now)
        if summons != self.summonses[summons_id]:
            self.summonses[summons_id] = summons
            await tx.summonses.save(summons)

    async def _let_the_rest_be(self, tx: Tx, summons: Summons) -> None:
        rest = {}
        for called in await tx.summonses.recipients([summons.id]):
            if called.recipient.is_open:
                self.take(summons, called, Cancel())
                if called.recipient.id in self.changed:
                    rest[called.recipient.id] = self.changed[called.recipient.id]
        await self._save_changed(tx, rest)

    def _all(self) -> list[Called]:
        return [*self.changed.values(), *self.fresh.values()]

    def _follow(
        self, summons: Summons, after: Recipient, effect: Effect, command: str, holder: str
    ) -> Recipient:
        match effect:
            case Do():
                return self._do(after, effect, summons.ladder)
            case Kept(answer, counts, late):
                self.answers.append(KeptAnswer(after.id, command, answer, holder, counts, late))
                self.note("summons:answer", after.id, asdict(answer) | {"late": late})
            case Missed():
                self.note("summons:missed", after.id, {"post": after.post})
            case Refer(deputy, deadline) if self._may_refer(summons.id):
                child = refer(self.reach.new_id(), after, deputy, deadline, self.now)
                self.note("summons:referred", after.id, {"deputy": deputy, "recipient": child.id})
                self.begin(summons, child)
        return after

    def _may_refer(self, summons_id: str) -> bool:
        """Nobody is called for what was called off; what was over goes on with whoever is sent."""
        self._reopen(summons_id)
        return self.summonses[summons_id].state != "cancelled"

    def _reopen(self, summons_id: str) -> None:
        summons = self.summonses[summons_id]
        if summons.state == "closed":
            self.summonses[summons_id] = replace(summons, state="open", over_at=None)
            self.reopened.add(summons_id)

    def _withdrawn(self, after: Recipient) -> None:
        assert after.withdrawn
        by = {"by": after.withdrawn.by, "post": after.post}
        self.note("summons:withdrawn", after.id, by)
        if after.is_open:
            self._reopen(after.summons)

    def _do(self, recipient: Recipient, effect: Do, ladder: Ladder) -> Recipient:
        act = effect.act
        if effect.round == 0:
            late = {"late_s": round(effect.late_s, 3)}
            self.note(f"summons:{act}", recipient.id, {"post": recipient.post, **late})
        if act in ("ring", "deputy"):
            self.rang.add(recipient.id)
        if act == "duty":
            self.duty.add(recipient.id)
            self._tell_duty(recipient, effect, ladder)
        if act == "deputy":
            before = recipient.rung_posts
            there = (
                post
                for post in self.reach.deputies(recipient.post)
                if not self.reach.passed_over(post, ladder)
            )
            recipient = ring_posts(recipient, tuple(there))
            for post in recipient.rung_posts[len(before) :]:
                for way in tried(ladder, recipient.rung, DEPUTIES_TOO):
                    self._attempt(recipient, post, way, effect, ladder)
        channel: Act = "ring" if act == "deputy" else act
        for post in recipient.posts:
            if act == "radio" and post != recipient.post:
                continue
            self._attempt(recipient, post, channel, effect, ladder)
        return recipient

    def _attempt(
        self, recipient: Recipient, post: str, channel: Act, effect: Do, ladder: Ladder
    ) -> None:
        if channel in self.reach.channels:
            ways = self.reach.ways(post, channel, ladder)
            self._try(recipient, channel, ways, effect)

    def _tell_duty(self, recipient: Recipient, effect: Do, ladder: Ladder) -> None:
        """Those on duty are told by all that was tried before, but for who is silent himself."""
        his = {one for post in recipient.posts for one in self.reach.rung(post, ladder)}
        officials = [one for one in self.reach.on_duty() if one not in his]
        for act in tried(ladder, recipient.rung, DUTY_TOO):
            if act in self.reach.channels:
                ways = self.reach.addresses(officials, act)
                self._try(recipient, act, ways, effect, duty=True)

    def _try(
        self,
        recipient: Recipient,
        channel: Act,
        addresses: Iterable[str],
        effect: Do,
        *,
        duty: bool = False,
    ) -> None:
        for address in addresses:
            which = effect.round if effect.rung is None else f"rung{effect.rung}"
            name = f"{recipient.id} {recipient.level} {which} {channel} {address}"
            self.attempts.append(
                Attempt(
                    hashlib.sha256(name.encode()).hexdigest(),
                    recipient.id,
                    recipient.level,
                    effect.round,
                    channel,
                    address,
                    "queued",
                    self.now,
                    effect.late_s,
                    duty=duty,
                )
            )
