"""The audit trail of signing in: who came in, who was refused, who was shown out, and by whom."""

import json

from hub.domain.refusals import NotSaved, RateLimited
from hub.domain.sessions import Session
from hub.services.brakes import Brake
from hub.services.ports import Clock
from hub.services.store import Store, Tx

FAILURES_NOTED = 20
FAILURES_NOTED_PER_MINUTE = 10
NAME_CHARS = 64


class AccessNotes:
    """Writes entries; of refusals not more than a disk bears."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._failures = Brake(clock, burst=FAILURES_NOTED, per_minute=FAILURES_NOTED_PER_MINUTE)
        self._left_out = 0

    async def add(
        self, tx: Tx, by: Session, action: str, address: str, of: Session | None = None, **more: str
    ) -> None:
        """Note what somebody did, with his own session or with another one."""
        of = of or by
        told = {"official": of.official, "post": of.post, "browser": of.browser}
        await tx.audit.add(
            self._now_ms(),
            by.post,
            action,
            of.id,
            after=_json({**told, "system": of.system, **more}),
            address=address,
        )

    async def refused(self, how: str, name: str, address: str) -> None:
        """Somebody did not get in. Noted, unless it is one of very many."""
        try:
            self._failures.take("")
        except RateLimited:
            self._left_out += 1
            return
        left_out, self._left_out = self._left_out, 0
        after = _json({"how": how, "left_out": str(left_out)})
        try:
            await self._store.write(
                lambda tx: tx.audit.add(
                    self._now_ms(),
                    name[:NAME_CHARS],
                    "session:refused",
                    "",
                    after=after,
                    address=address,
                )
            )
        except NotSaved:
            self._left_out += left_out + 1  # He is refused all the same.

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)


def _json(values: dict[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
