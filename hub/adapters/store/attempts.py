"""Attempts in the database while they are made. A claim checks in its own transaction whether
anybody is still waited for: whoever has answered is not called any more, however the two race."""

from collections.abc import Collection

from sqlalchemy import and_, exists, func, or_, select, update

from hub.adapters.store.engine import Connection
from hub.adapters.store.summons_rows import attempt_of, ms
from hub.adapters.store.summons_tables import attempt, recipient
from hub.domain.summons.ladder import Act
from hub.domain.summons.recipient import OPEN
from hub.services.delivery_store import LOST_MAX, Claim
from hub.services.summons_store import Attempt
from hub.wire.summons import AttemptState, Result

_FURTHER: dict[AttemptState, tuple[AttemptState, ...]] = {
    "delivered": ("claimed", "sent", "unknown"),
    "shown": ("claimed", "sent", "unknown", "delivered"),
    "acted": ("claimed", "sent", "unknown", "delivered", "shown", "superseded"),
}
"""From which states each is a step on."""
_WAITING = ("queued", "failed_temp")


class AttemptRows:
    """The port `Attempts` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim(self, claim: Claim) -> list[list[Attempt]]:
        """See the port."""
        again = ("failed_temp", "unknown") if claim.again else ("failed_temp",)
        due = and_(attempt.c.state.in_(again), attempt.c.lease_ms <= ms(claim.now))
        ringing = attempt.alias("ringing")
        rings = exists().where(
            ringing.c.recipient == attempt.c.recipient,
            ringing.c.channel == attempt.c.channel,
            ringing.c.address == attempt.c.address,
            ringing.c.state == "claimed",
        )
        wanted = (
            select(
                attempt.c.id,
                attempt.c.address,
                attempt.c.recipient,
                attempt.c.duty,
                recipient.c.summons,
            )
            .join(recipient, recipient.c.id == attempt.c.recipient)
            .where(
                attempt.c.channel == claim.act,
                or_(attempt.c.state == "queued", due),
                recipient.c.outcome.in_(OPEN),
                recipient.c.deadline_ms > ms(claim.now),
                attempt.c.lost < LOST_MAX,
                # What is not sent twice is not sent beside itself either.
                *(() if claim.again else (~rings,)),
            )
            .order_by(attempt.c.tries > 0, recipient.c.deadline_ms, attempt.c.at_ms)
        )
        found = await self._connection.execute(wanted)
        calls: dict[object, list[str]] = {}
        for row in found:
            joins = claim.joins(row.recipient, row.address, row.duty)
            one = (row.summons, row.address, row.duty) if joins else row.id
            if one in calls:
                calls[one].append(row.id)
            elif len(calls) < claim.limit and claim.fits(row.address):
                calls[one] = [row.id]
        chosen = [name for call in calls.values() for name in call]
        rows = await self._connection.execute(
            update(attempt)
            .where(attempt.c.id.in_(chosen))
            .values(
                state="claimed",
                token=claim.token,
                lease_ms=ms(claim.lease),
                tries=attempt.c.tries + 1,
            )
            .returning(attempt)
        )
        ours = {row.id: attempt_of(row) for row in rows}
        return [[ours[name] for name in sorted(call)] for call in calls.values()]

    async def finish(
        self, attempt_id: str, token: str, state: AttemptState, result: Result, retry: float | None
    ) -> bool:
        """See the port."""
        done = await self._connection.execute(
            update(attempt)
            .where(
                attempt.c.id == attempt_id, attempt.c.token == token, attempt.c.state == "claimed"
            )
            .values(state=state, result=result, lease_ms=None if retry is None else ms(retry))
        )
        return bool(done.rowcount)

    async def lapse(self, act: Act, now: float | None) -> list[Attempt]:
        """See the port."""
        over = and_(attempt.c.state == "claimed", attempt.c.channel == act)
        if now is not None:
            over = and_(over, attempt.c.lease_ms <= ms(now))
        rows = await self._connection.execute(
            update(attempt)
            .where(over)
            .values(state="unknown", result="cut_off", lease_ms=0, lost=attempt.c.lost + 1)
            .returning(attempt)
        )
        return [attempt_of(row) for row in rows]

    async def made(self, act: Act) -> list[Attempt]:
        """See the port."""
        rows = await self._connection.execute(
            select(attempt)
            .join(recipient, recipient.c.id == attempt.c.recipient)
            .where(
                recipient.c.outcome.in_(OPEN),
                attempt.c.channel == act,
                attempt.c.state.in_(("sent", "delivered", "shown", "acted")),
            )
        )
        return [attempt_of(row) for row in rows]

    async def let_be(self, recipient_id: str, addresses: Collection[str]) -> None:
        """See the port."""
        await self._connection.execute(
            update(attempt)
            .where(
                attempt.c.recipient == recipient_id,
                attempt.c.address.in_(addresses),
                attempt.c.state.in_((*_WAITING, "claimed", "unknown")),
            )
            .values(state="superseded")
        )

    async def let_go(self, ids: Collection[str]) -> list[str]:
        """See the port."""
        rows = await self._connection.execute(
            select(attempt.c.id).where(
                attempt.c.id.in_(ids), attempt.c.state.in_(("superseded", "expired"))
            )
        )
        return [row.id for row in rows]

    async def overtaken(self, act: Act) -> None:
        """See the port."""
        newer = attempt.alias("newer")
        await self._connection.execute(
            update(attempt)
            .where(
                attempt.c.state.in_(_WAITING),
                attempt.c.channel == act,
                exists().where(
                    newer.c.recipient == attempt.c.recipient,
                    newer.c.channel == attempt.c.channel,
                    newer.c.address == attempt.c.address,
                    newer.c.at_ms > attempt.c.at_ms,
                ),
            )
            .values(state="superseded")
        )

    async def next_try(self, act: Act) -> float | None:
        """See the port."""
        rows = await self._connection.execute(
            select(func.min(attempt.c.lease_ms)).where(
                attempt.c.state.in_(("claimed", "failed_temp")), attempt.c.channel == act
            )
        )
        at_ms = rows.scalar_one()
        return None if at_ms is None else at_ms / 1000

    async def proved(self, recipient_id: str, address: str, state: AttemptState) -> list[Attempt]:
        """See the port."""
        rows = await self._connection.execute(
            update(attempt)
            .where(
                attempt.c.recipient == recipient_id,
                attempt.c.address == address,
                attempt.c.state.in_(_FURTHER[state]),
            )
            .values(state=state)
            .returning(attempt)
        )
        return [attempt_of(row) for row in rows]
