"""What I am reached by: officials add, try and prove their own ways, and nobody else's."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from hub.domain.reach import ACT, TESTED_S, ContactPoint, checked, masked, ntfy_link
from hub.domain.refusals import IdTaken, NoSuchWay, NotTested, RateLimited
from hub.domain.summons import notices
from hub.domain.text import cleaned
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.channels import Call, Channel, Outlets
from hub.services.contact_book import ContactBook
from hub.services.ports import Clock
from hub.services.tickets import By, Ticket, Tickets
from hub.wire.reach import (
    WAYS_MAX,
    PushSubscription,
    ReachAdd,
    ReachNtfy,
    ReachWay,
    ReachWays,
    Tried,
)

TESTS_AT_ONCE, TESTS_PER_MINUTE = 3, 4
WAIT_S = 8.0
"""For a device's own word, and for a channel that is slow: then what is known is told."""
TEST_TTL_S = 60


class ReachService:
    """The only door to one's own ways. hashed: keyed; new_topic: what nobody can guess."""

    def __init__(
        self,
        book: ContactBook,
        outlets: Outlets,
        tickets: Tickets,
        clock: Clock,
        hashed: Callable[[str], str],
        new_topic: Callable[[], str],
    ) -> None:
        self._book = book
        self._outlets = outlets
        self._tickets = tickets
        self._clock = clock
        self._hashed = hashed
        self._new_topic = new_topic
        self._brake = Brake(clock, burst=TESTS_AT_ONCE, per_minute=TESTS_PER_MINUTE)
        self._arrived: dict[str, asyncio.Event] = {}
        self._tests: set[asyncio.Task[Tried]] = set()

    def mine(self, caller: Caller) -> ReachWays:
        """Give my ways, and what this hub has."""
        points = self._book.of(caller.person.holder)
        topic = next((one.address for one in points if one.channel == "ntfy"), None)
        server = self._outlets.ntfy
        return ReachWays(
            ways=tuple(self.card(caller, one) for one in points),
            channels=self._outlets.has(),
            vapid=self._outlets.vapid,
            ntfy=_ntfy(server, topic) if server else None,
        )

    def ntfy_link(self, caller: Caller) -> str:
        """Give what opens the ntfy app at my topic. NoSuchWay."""
        ntfy = self.mine(caller).ntfy
        if ntfy is None or ntfy.link is None:
            raise NoSuchWay
        return ntfy.link

    async def push(
        self, caller: Caller, subscription: PushSubscription, label: str
    ) -> ContactPoint:
        """Register the device that asks. BadAddress, NotSaved. The same endpoint is one row.

        label: empty, it keeps the name it had: a service worker does not know it.
        """
        self._outlets.check_push(subscription.endpoint)
        official, now_ms = caller.person.holder, self._book.now_ms()
        point_id = self._hashed(subscription.endpoint)[:32]
        before = self._book.get(point_id)
        if before is None or before.official != official:
            before = ContactPoint(point_id, official, "push", "", "", now_ms, verified_ms=now_ms)
        of_device = [
            one
            for one in self._book.of(official)
            if one.channel == "push" and one.session == caller.device and one.id != point_id
        ]
        called = label or next((one.label for one in of_device), before.label)
        point = replace(
            before,
            label=cleaned(called),
            address=subscription.model_dump_json(include={"endpoint", "keys"}),
            session=caller.device,
            fails=0 if before.gone_ms else before.fails,
            gone_ms=None,
        )
        if point == self._book.get(point_id):
            return point
        gone = [one.id for one in of_device]
        gone += [one for one in self._book.signed_out(official) if one != point_id]
        note = "" if self._book.get(point_id) == before else "reach:push"
        await self._book.put(point, instead=gone, note=note)
        return point

    async def add(self, caller: Caller, command: ReachAdd) -> ContactPoint:
        """Add a way, not yet used. BadAddress, IdTaken, RateLimited, NotSaved."""
        official = caller.person.holder
        if before := self._book.get(command.id):
            if before.official != official:
                raise IdTaken
            return before
        ways = self._book.of(official)
        if command.channel == "ntfy":
            if kept := next((one for one in ways if one.channel == "ntfy"), None):
                return kept
            address = self._new_topic()
        else:
            address = checked(command.channel, command.address)
            if command.channel == "phone":
                self._outlets.check_phone(address)
        if len(ways) >= WAYS_MAX:
            raise RateLimited("too many ways")
        point = ContactPoint(
            command.id,
            official,
            command.channel,
            cleaned(command.label),
            address,
            self._book.now_ms(),
        )
        await self._book.put(point, note="reach:add")
        return point

    async def remove(self, caller: Caller, point: str) -> None:
        """Take a way of mine away. NoSuchWay, NotSaved."""
        await self._book.remove(self._own(caller, point).id, "reach:remove")

    async def heard(self, caller: Caller, point: str) -> ContactPoint:
        """Use a way from now on. NoSuchWay, NotTested, NotSaved."""
        own, now_ms = self._own(caller, point), self._book.now_ms()
        if own.tested_ms is None or now_ms - own.tested_ms > TESTED_S * 1000:
            raise NotTested
        await self._book.change(
            point,
            lambda one: replace(one, verified_ms=one.verified_ms or now_ms, last_ok_ms=now_ms),
            "reach:heard",
        )
        return self._own(caller, point)

    async def test(self, caller: Caller, point: str) -> Tried:
        """Send a trial by a way of mine, and say what became of it.

        NoSuchWay, RateLimited, NotSaved.
        """
        own = self._own(caller, point)
        channel = self._outlets.channels.get(ACT[own.channel])
        if channel is None:
            return "not_set_up"
        self._brake.take(own.official)
        task = asyncio.create_task(self._try(caller, own, channel))
        self._tests.add(task)
        task.add_done_callback(self._tests.discard)
        done, _ = await asyncio.wait([task], timeout=WAIT_S + 1.0)
        return task.result() if done else "accepted"

    def arrived(self, point: str) -> None:
        """A device says that the trial is there."""
        if event := self._arrived.get(point):
            event.set()

    def shown(self, caller: Caller, point: str) -> ReachWay:
        """Give one as it is now. NoSuchWay."""
        return self.card(caller, self._own(caller, point))

    def card(self, caller: Caller, point: ContactPoint) -> ReachWay:
        """Give a way as its owner is shown it."""
        address = point.address
        if point.channel == "push":
            address = PushSubscription.model_validate_json(address).endpoint
        return ReachWay(
            id=point.id,
            channel=point.channel,
            label=point.label,
            address=masked(point.channel, address),
            state=point.state,
            mine=bool(point.session) and point.session == caller.device,
            added_ms=point.added_ms,
            verified_ms=point.verified_ms,
            last_ok_ms=point.last_ok_ms,
            fails=point.fails,
        )

    # Inside

    def _own(self, caller: Caller, point: str) -> ContactPoint:
        found = self._book.get(point)
        if found is None or found.official != caller.person.holder:
            raise NoSuchWay
        return found

    async def _try(self, caller: Caller, point: ContactPoint, channel: Channel) -> Tried:
        arrived = self._arrived.setdefault(point.id, asyncio.Event())
        arrived.clear()
        now_ms = self._book.now_ms()
        await self._book.change(point.id, lambda one: replace(one, tested_ms=now_ms))
        try:
            async with asyncio.timeout(channel.limit_s):
                outcome = await channel.send(self._call(caller, point))
        except Exception:
            return "unreachable"
        if outcome.sent == "gone":
            await self._book.gone(point.id)
        if outcome.sent not in ("accepted", "delivered"):
            if not outcome.ours:
                await self._book.went(point.id, well=False)
            return "unreachable"
        await self._book.went(point.id, well=True)
        if outcome.sent == "accepted" and point.channel == "push":
            try:
                async with asyncio.timeout(WAIT_S):
                    await arrived.wait()
            except TimeoutError:
                return "accepted"
            return "delivered"
        return outcome.sent

    def _call(self, caller: Caller, point: ContactPoint) -> Call:
        now = self._clock.now()
        until = int(now) + TEST_TTL_S
        return Call(
            attempt=f"test-{point.id[:32]}-{until}",
            recipient="",
            summons="",
            post=caller.person.id,
            holder=point.official,
            point=point.id,
            address=point.address,
            title=notices.TEST_TITLE,
            text=notices.TEST_TEXT,
            profile="darurat",
            drill=True,
            issuer="",
            deadline=now + TEST_TTL_S,
            ttl_s=TEST_TTL_S,
            topic="test",
            token=self._tickets.issue(Ticket("", point.official, point.id, by(point), until)),
            test=True,
        )


def _ntfy(server: str, topic: str | None) -> ReachNtfy:
    link = None if topic is None else ntfy_link(server, topic)
    return ReachNtfy(server=server, topic=topic, link=link)


BY: dict[Literal["push", "ntfy", "message", "phone"], By] = {"push": "push", "ntfy": "ntfy"}


def by(point: ContactPoint) -> By:
    """Give the way in which an answer comes that a contact point's ticket brought."""
    return BY.get(point.channel, "message")
