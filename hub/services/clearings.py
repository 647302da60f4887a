"""What stands on a phone when it is over: replaced, once, by a quiet word that it is.

Of channels whose messages stay where they are (ntfy). An own thing: whoever waits to be called does
not wait for it, and a word that does not come through is not sent again.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from hub.domain.summons.ladder import Act
from hub.domain.summons.notices import Over
from hub.domain.summons.recipient import Recipient
from hub.services.call_words import Words
from hub.services.channels import Channel, Clearing
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_store import Attempt

STANDING_MAX = 10_000


class Clearings:
    """Knows what was sent and stands there still."""

    def __init__(
        self,
        store: Store,
        board: Board,
        words: Words,
        channels: Mapping[Act, Channel],
        failed: Callable[[Act], None],
    ) -> None:
        """failed: told of an error of a channel, while it is handled."""
        self._store = store
        self._board = board
        self._words = words
        self._failed = failed
        self._can = {act: one for act, one in channels.items() if isinstance(one, Clearing)}
        self._standing: dict[str, Sequence[Attempt]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def standing(self) -> int:
        """How many stand there."""
        return len(self._standing)

    async def load(self) -> None:
        """Read what was sent before the hub began. NotSaved."""
        for act in self._can:
            attempts = await self._store.read(partial(_made, act))
            calls: dict[object, list[Attempt]] = {}
            for one in sorted(attempts, key=lambda one: one.id):
                called = self._board.called.get(one.recipient)
                summons = called.recipient.summons if called else one.recipient
                calls.setdefault((summons, one.address, one.duty, one.at), []).append(one)
            for call in calls.values():
                self.sent(call)

    def sent(self, call: Sequence[Attempt]) -> None:
        """Something was sent: one message, of attempts for one or several recipients."""
        if call[0].channel in self._can and len(self._standing) < STANDING_MAX:
            self._standing[call[0].id] = call
            self.look()

    def look(self) -> None:
        """Recipients have changed: what is over is told so."""
        for name, call in list(self._standing.items()):
            known = [
                self._board.called[a.recipient] for a in call if a.recipient in self._board.called
            ]
            if any(one.recipient.is_open for one in known):
                continue
            del self._standing[name]
            if known:
                task = asyncio.create_task(self._clear(call, [one.recipient for one in known]))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    # Inside

    async def _clear(self, call: Sequence[Attempt], called: Sequence[Recipient]) -> None:
        first = called[0]
        channel = self._can[call[0].channel]  # type: ignore[index]
        summons = self._board.summonses.get(first.summons)
        made = summons and self._words.call(call[0], called, summons)
        if not made:
            return
        try:
            async with asyncio.timeout(channel.limit_s):
                await channel.clear(made, _end(called))
        except TimeoutError:
            return
        except Exception:
            self._failed(channel.name)


def _end(called: Iterable[Recipient]) -> Over:
    """What became of it: that one was missed says more than that another answered."""
    outcomes = {one.outcome for one in called}
    if "missed" in outcomes:
        return "missed"
    return "cancelled" if outcomes <= {"cancelled", "skipped"} else "answered"


async def _made(act: Act, tx: Tx) -> list[Attempt]:
    return await tx.attempts.made(act)
