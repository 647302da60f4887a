"""Proofs of delivery: what a transport is known to have done. Progress, and never an answer."""

from collections.abc import Collection, Sequence

from hub.domain.summons.inputs import Progress
from hub.domain.summons.recipient import SENT
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_steps import Reach, Steps


class Proofs:
    """Notes them, many in one transaction."""

    def __init__(
        self,
        presence: Presence,
        store: Store,
        board: Board,
        reach: Reach,
        clock: Clock,
    ) -> None:
        self._presence = presence
        self._store = store
        self._board = board
        self._reach = reach
        self._clock = clock

    async def rang(self, recipients: Collection[str]) -> None:
        """Of these, whoever has a page connected was told: a channel took it. NotSaved."""
        online = {person.holder for person in self._presence.sessions.values()}
        await self.proved([one for one in recipients if self._is_told(one, online)], SENT)

    async def proved(self, recipients: Sequence[str], proved: int) -> None:
        """Note how far a transport came with these, where it is news. NotSaved."""
        called = self._board.called  # Without those that were over long ago.
        news = [
            one for one in recipients if one in called and called[one].recipient.progress < proved
        ]
        if not news:
            return
        steps = Steps(self._reach, round(self._clock.now(), 3))

        async def change(tx: Tx) -> None:
            await steps.make_good(tx)
            for one in await tx.summonses.find(news):
                steps.take(await steps.summons(tx, one.recipient.summons), one, Progress(proved))
            await steps.save(tx)

        await self._store.write(change)
        steps.show(self._board)

    def _is_told(self, recipient: str, online: set[str]) -> bool:
        called = self._board.called.get(recipient)
        return called is not None and not online.isdisjoint(self._board.hear(called.recipient))
