"""Ringing a telephone because somebody at the board wants it now: an attempt like any other.

A press is one call however often it is sent, and a telephone that is being rung is not rung again.
"""

import hashlib

from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchWay, SummonsOver
from hub.domain.summons.recipient import AGAIN_FROM
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_steps import Reach, Steps
from hub.services.summons_store import Attempt
from hub.wire.handling import RecipientDial

_UNDER_WAY = ("queued", "claimed")


class DialService:
    """The only door to a telephone that is rung by hand."""

    def __init__(self, store: Store, board: Board, reach: Reach, clock: Clock) -> None:
        self._store = store
        self._board = board
        self._reach = reach
        self._clock = clock

    async def dial(self, caller: Caller, command: RecipientDial) -> None:
        """Ring whoever is called, on his own telephones.

        NotAllowed, NoSuchSummons, SummonsOver, NoSuchWay, NotSaved.
        """
        caller.authorise(Action.SUMMON)
        now = round(self._clock.now(), 3)
        steps = Steps(self._reach, now, caller.person.id, caller.address)

        async def change(tx: Tx) -> None:
            summons, called = await steps.find(tx, command.recipient)
            one = called.recipient
            tried = await tx.summonses.attempts([one.id])
            before = {attempt.id for attempt in tried}
            has = "phone" in self._reach.channels
            numbers = self._reach.ways(one.post, "phone", summons.ladder) if has else ()
            wanted = {_name(one.id, command.id, number): number for number in numbers}
            if before & wanted.keys():
                return
            if not one.is_open or one.deadline <= now:
                raise SummonsOver
            if not wanted:
                raise NoSuchWay
            busy = {a.address for a in tried if a.channel == "phone" and a.state in _UNDER_WAY}
            nth = AGAIN_FROM + round(now - one.t0)
            steps.attempts += [
                Attempt(name, one.id, one.level, nth, "phone", number, "queued", now)
                for name, number in wanted.items()
                if number not in busy
            ]
            steps.changed[one.id] = called
            steps.note("summons:dial", one.id, {"post": one.post})
            await steps.save(tx)

        await self._store.write(change)
        steps.show(self._board)


def _name(recipient: str, press: str, number: str) -> str:
    return hashlib.sha256(f"{recipient} {press} phone {number}".encode()).hexdigest()
