"""Were we up all the time, and is the clock what it was? Asked first in whatever steps a recipient.

A gap between two beats is an outage of ours: of the process, the machine or its disk. Whoever was
waited for gets the time again. A step of the wall clock is no time that went by: what is waited
for moves with it. The beat is a row, so what was made good and its beat are saved together or not
at all; what the monotonic clock said at a beat is known for as long as the process lives.
"""

from functools import partial

from hub.domain.summons.course import outage_share
from hub.domain.summons.inputs import Extend, Shift
from hub.domain.summons.recipient import Recipient
from hub.services.ports import Clock
from hub.services.store import Tx
from hub.services.summons_steps import Steps

OUTAGE_MIN_S = 3.0
"""A shorter gap between two beats is no outage."""
STEP_MIN_S = 1.0
"""A smaller step is how clocks are kept in time."""


class Uptime:
    """What the two clocks said at the beats."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beats: dict[int, float] = {}
        """By the time of a beat in ms: the monotonic one."""

    async def make_good(self, tx: Tx, steps: Steps) -> None:
        """Beat; see that nobody is missed because we were out or because the clock was set."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        last = await tx.summonses.beat(now)
        then = None if last is None else self._beats.get(_ms(last))
        self._beats = {_ms(now): monotonic}
        if last is None:
            return
        if then is not None:
            self._beats.setdefault(_ms(last), then)  # This one may not be saved.
            gap_s = monotonic - then
            step_s = now - last - gap_s
            if abs(step_s) > STEP_MIN_S:
                steps.now = round(now, 3)
                await self._shift(tx, steps, step_s, gap_s)
                last += step_s
        if now - last >= OUTAGE_MIN_S:
            await self._extend(tx, steps, last, now)

    async def _extend(self, tx: Tx, steps: Steps, since: float, now: float) -> None:
        for called in await tx.summonses.waited_for():
            recipient = steps.changed.get(called.recipient.id, called).recipient
            share_s = outage_share(recipient.t0, recipient.deadline, since, now)
            if share_s >= OUTAGE_MIN_S:
                extend = partial(steps.take, event=Extend(share_s))
                if await steps.guarded(tx, called, extend):
                    continue
                steps.note_own("summons:extended", recipient.id, {"by_s": round(share_s, 3)})

    async def _shift(self, tx: Tx, steps: Steps, step_s: float, gap_s: float) -> None:
        begun: list[str] = []
        summonses: dict[str, float] = {}
        for called in await tx.summonses.waited_for():
            recipient = called.recipient
            by_s = _moved_by(recipient, steps.now, step_s, gap_s)
            if not by_s:
                continue
            if await steps.guarded(tx, called, partial(steps.take, event=Shift(by_s))):
                continue
            summonses.setdefault(recipient.summons, by_s)
            if recipient.rung:
                begun.append(recipient.id)
        for summons_id, by_s in summonses.items():
            await steps.shift(tx, summons_id, by_s)
        await tx.summonses.shift_attempts(begun, step_s)
        steps.moved |= dict.fromkeys(begun, step_s)
        after = {"by_s": round(step_s, 3), "recipients": len(begun)}
        steps.note_own("summons:clock", "", after)


def _moved_by(one: Recipient, now: float, step_s: float, gap_s: float) -> float:
    """Whoever is called at an hour of the day is called at that hour, and not before he was. Who
    was called since the last beat and after the step has the new time already."""
    if one.rung == 0:
        return max(0.0, now - one.t0)
    return 0.0 if 0.0 <= now - one.t0 <= gap_s else step_s


def _ms(at: float) -> int:
    return round(at * 1000)
