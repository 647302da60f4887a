"""Deliveries: attempts that were noted are made, each by its channel, for whom is still waited for.

One transaction claims, with a token and a lease; the call is made; its result is taken only while
the claim stands. Whoever answers meanwhile is not called on. An official who is called in two posts
is called once for both, and whoever is on duty is told once of all. What was claimed when the hub
died is `unknown`: sent again where that does no harm, never where a telephone would ring twice.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from hub.domain.refusals import NotSaved
from hub.domain.summons.course import Summons
from hub.domain.summons.ladder import Act
from hub.domain.summons.recipient import DELIVERED, SENT
from hub.services.call_words import Words
from hub.services.channels import Call, Channel, Outcome, Sent
from hub.services.clearings import Clearings
from hub.services.contact_book import ContactBook
from hub.services.delivery_store import Claim
from hub.services.ports import Clock
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_proofs import Proofs
from hub.services.summons_store import Attempt, Called
from hub.wire.summons import AttemptState

LEASE_S = 30.0
LEASE_MARGIN_S = 10.0
RETRY_S = (2.0, 4.0, 8.0, 16.0, 30.0)
NOT_SAVED_S = 1.0
TOGETHER_S = 0.02
"""Places that become free within this time are given away by one claim."""
OF_PLACES = 4
"""One push service has no more than one of so many places: when it hangs, the others go on."""
SHORTEST_SLEEP_S, LONGEST_SLEEP_S = 0.2, 3600.0
STATE: Mapping[Sent, AttemptState] = {
    "accepted": "sent",
    "delivered": "delivered",
    "failed_temp": "failed_temp",
    "failed_perm": "failed_perm",
    "gone": "failed_perm",
    "unknown": "unknown",
}
_Words = Callable[[], Call | None]
"""Makes the call when it is to be sent: None when its way is there no more."""
PROVED: Mapping[Sent, int] = {"accepted": SENT, "delivered": DELIVERED}
_Call = Sequence[Attempt]
"""Attempts that are one call: at least one."""


@dataclass(slots=True)
class _Line:
    """A channel with its calls under way, by attempt. held: until when (monotonic) nothing is sent
    to an address."""

    channel: Channel
    woken: asyncio.Event
    under_way: dict[str, tuple[_Call, asyncio.Task[None]]]
    held: dict[str, float]


class Deliveries:
    """Makes attempts. `made`: how many calls were handed to a channel."""

    def __init__(
        self,
        store: Store,
        board: Board,
        proofs: Proofs,
        book: ContactBook,
        words: Words,
        channels: Mapping[Act, Channel],
        clock: Clock,
        new_token: Callable[[], str],
        failed: Callable[[Act], None],
    ) -> None:
        """failed: told of an error of a channel, while it is handled."""
        self._failed = failed
        self._store = store
        self._board = board
        self._proofs = proofs
        self._book = book
        self._words = words
        self._clock = clock
        self._new_token = new_token
        self._clearings = Clearings(store, board, words, channels, failed)
        self._lines = [_Line(channel, asyncio.Event(), {}, {}) for channel in channels.values()]
        self.made = 0

    def wake(self) -> None:
        """Something was committed: new attempts, or somebody is no longer waited for."""
        for line in self._lines:
            for call, task in list(line.under_way.values()):
                if not any(self._is_open(attempt) for attempt in call):
                    task.cancel()
            line.woken.set()
        self._clearings.look()

    @property
    def standing(self) -> int:
        """How many messages stand on phones that are told when it is over."""
        return self._clearings.standing

    async def run(self) -> None:
        """Make attempts for ever."""
        with suppress(NotSaved):  # A word that it is over is wanting, and nothing else.
            await self._clearings.load()
        async with asyncio.TaskGroup() as tasks:
            for line in self._lines:
                tasks.create_task(self._serve(line))

    async def _serve(self, line: _Line) -> None:
        """One channel never waits for another, and one of its calls not for the next."""
        began = True
        try:
            odd = False
            while True:
                line.woken.clear()
                try:
                    next_try = await self.claim_due(line, began=began)
                except NotSaved:
                    await asyncio.sleep(NOT_SAVED_S)
                    continue
                except Exception:
                    if not odd:  # Told once; whatever it is, people are waited for.
                        self._failed(line.channel.name)
                    odd = True
                    await asyncio.sleep(NOT_SAVED_S)
                    continue
                began = odd = False
                left_s = LONGEST_SLEEP_S if next_try is None else next_try - self._clock.now()
                with suppress(TimeoutError):
                    async with asyncio.timeout(max(SHORTEST_SLEEP_S, left_s)):
                        await line.woken.wait()
        finally:
            for _, task in line.under_way.values():
                task.cancel()

    async def claim_due(self, line: _Line, *, began: bool = False) -> float | None:
        """Begin what is due; give when to look again. began: every claim there is is a dead hub's.

        NotSaved.
        """
        channel, now = line.channel, round(self._clock.now(), 3)
        claim = Claim(
            channel.name,
            now,
            now + max(LEASE_S, channel.limit_s + LEASE_MARGIN_S),
            self._new_token(),
            max(0, channel.at_once - len(line.under_way)),
            channel.again,
            joins=self._joins if channel.name != "ring" else _alone,
        )
        summonses: dict[str, Summons] = {}

        under_way = [attempt.id for call, _ in line.under_way.values() for attempt in call]
        let_go: list[str] = []

        async def change(tx: Tx) -> tuple[list[Attempt], list[_Call], list[Called], float | None]:
            let_go[:] = await tx.attempts.let_go(under_way) if under_way else []
            lost = await tx.attempts.lapse(channel.name, None if began else now)
            await tx.attempts.overtaken(channel.name)
            fitting = replace(claim, fits=self._places(line))
            ours: list[_Call] = [*await tx.attempts.claim(fitting)] if claim.limit else []
            wanted = {attempt.recipient for call in ours for attempt in call}
            called = await tx.summonses.find(wanted) if ours else []
            for one in called:
                if found := await tx.summonses.get(one.recipient.summons):
                    summonses[found.id] = found
            return lost, ours, called, await tx.attempts.next_try(channel.name)

        lost, ours, called, next_try = await self._store.write(change)
        for call, task in list(line.under_way.values()):
            if all(attempt.id in let_go for attempt in call):
                task.cancel()
        self._board.tried(lost)
        of = {one.recipient.id: one for one in called}
        for call in ours:
            whom = [of[one.recipient].recipient for one in call if one.recipient in of]
            if not whom or whom[0].summons not in summonses:
                continue  # A row that cannot be read: the clock tells of it.
            words = partial(self._words.call, call[0], whom, summonses[whom[0].summons])
            self._begin(line, call, claim.token, words)
        waits_s = [until - self._clock.monotonic() for until in line.held.values()]
        tries = [now + min(waits_s)] if waits_s else []
        return min(tries if next_try is None else [next_try, *tries], default=None)

    # Inside

    def _places(self, line: _Line) -> Callable[[str], bool]:
        """Give what says of one address after the other whether it has a place now."""
        now = self._clock.monotonic()
        for address in [one for one, until in line.held.items() if until <= now]:
            del line.held[address]
        most = max(1, line.channel.at_once // OF_PLACES)
        taken = Counter(self._book.origin(call[0].address) for call, _ in line.under_way.values())

        def fits(address: str) -> bool:
            origin = self._book.origin(address)
            if address in line.held or (origin and taken[origin] >= most):
                return False
            taken[origin] += 1
            return True

        return fits

    def _is_open(self, attempt: Attempt) -> bool:
        called = self._board.called.get(attempt.recipient)
        return called is not None and called.recipient.is_open

    def _joins(self, recipient: str, address: str, duty: bool) -> bool:
        """One answer settles every post of one's own that a summons calls: so one call asks for it.

        A deputy of two posts answers for each.
        """
        called, point = self._board.called.get(recipient), self._book.get(address)
        if duty or called is None or point is None:
            return duty
        return self._book.holds(point.official, called.recipient.post)

    def _begin(self, line: _Line, call: _Call, token: str, words: _Words) -> None:
        task = asyncio.create_task(self._make(line, call, token, words))
        line.under_way[call[0].id] = (call, task)

        def over(_: asyncio.Task[None]) -> None:
            line.under_way.pop(call[0].id, None)
            asyncio.get_running_loop().call_later(TOGETHER_S, line.woken.set)

        task.add_done_callback(over)

    async def _make(self, line: _Line, call: _Call, token: str, words: _Words) -> None:
        outcome = await self._sent(line.channel, words)
        if outcome.retry_after_s:  # Of the address, not of this attempt: the next round waits too.
            line.held[call[0].address] = self._clock.monotonic() + outcome.retry_after_s
        with suppress(NotSaved):  # The lease will end, and it is unknown then: so it is.
            await self._note(call, token, outcome)
        if outcome.sent in PROVED:
            self._clearings.sent(call)

    async def _sent(self, channel: Channel, words: _Words) -> Outcome:
        try:
            call = words()
            if call is None:  # The way was taken away since.
                return Outcome("failed_perm", "gone")
            self.made += 1
            async with asyncio.timeout(channel.limit_s):
                return await channel.send(call)
        except TimeoutError:
            return Outcome("failed_temp" if channel.again else "unknown", "timeout", ours=True)
        except Exception:
            self._failed(channel.name)
            return Outcome("failed_temp" if channel.again else "unknown", "cut_off", ours=True)

    async def _note(self, call: _Call, token: str, outcome: Outcome) -> None:
        state, retry, first = STATE[outcome.sent], None, call[0]
        if state == "failed_temp":
            wait_s = outcome.retry_after_s or RETRY_S[min(first.tries, len(RETRY_S)) - 1]
            retry = self._clock.now() + wait_s
            if retry >= max(self._deadline(attempt) for attempt in call):
                state, retry = "failed_perm", None

        async def change(tx: Tx) -> list[Attempt]:
            finish, result = tx.attempts.finish, outcome.result
            return [one for one in call if await finish(one.id, token, state, result, retry)]

        ours = await self._store.write(change)
        self._board.tried([replace(one, state=state, result=outcome.result) for one in ours])
        if outcome.sent in PROVED:
            # Something took the call and pressed no key: it may be a voice mailbox.
            proved = SENT if outcome.result == "no_key" else PROVED[outcome.sent]
            await self._proofs.proved([one.recipient for one in call if not one.duty], proved)
        if outcome.sent == "gone":
            await self._book.gone(first.address)
        elif not outcome.ours:
            await self._book.went(first.address, well=outcome.sent in PROVED)

    def _deadline(self, attempt: Attempt) -> float:
        called = self._board.called.get(attempt.recipient)
        return called.recipient.deadline if called else 0.0


def _alone(recipient: str, address: str, duty: bool) -> bool:
    """Pages and Web Push are one by their tag; those on duty are told once all the same."""
    return duty
