"""A town with channels that lead out of the house: each does what the test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from hub.domain.reach import Channel as Way
from hub.domain.reach import ContactPoint
from hub.domain.summons.ladder import Act
from hub.services.channels import Call, Outcome
from hub.services.summons_store import Attempt
from tests.contract.running_hub import until
from tests.summons_town import SummonsTown, summons_town

Says = Callable[[Call], Outcome | None]
"""What a channel says to a call; None: it hangs."""


class Scripted:
    """A channel that says what `says` does. ended: of which calls nobody waits any more."""

    limit_s = 30.0

    def __init__(self, name: Act, *, again: bool = True, at_once: int = 10) -> None:
        self.name: Act = name
        self.again = again
        self.at_once = at_once
        self.calls: list[Call] = []
        self.ended: list[Call] = []
        self.says: Says = lambda call: Outcome("accepted")

    async def send(self, call: Call) -> Outcome:
        self.calls.append(call)
        try:
            outcome = self.says(call)
            if outcome is None:
                await asyncio.Event().wait()
            assert outcome
            return outcome
        finally:
            self.ended.append(call)


class DeliveryTown:
    """The town, its channels, and the loop that makes attempts."""

    def __init__(self, town: SummonsTown, push: Scripted, ntfy: Scripted, phone: Scripted) -> None:
        self.town = town
        self.push = push
        self.ntfy = ntfy
        self.phone = phone
        self._loop: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Run the loop."""
        self._loop = asyncio.create_task(self.town.deliveries.run())

    async def kill(self) -> None:
        """End the loop and all it has under way, without a word."""
        assert self._loop
        self._loop.cancel()
        await asyncio.wait([self._loop])
        await asyncio.sleep(0)

    async def start_again(self) -> None:
        """Begin again from what is saved; it was killed."""
        self.town.start()
        await self.town.book.load()
        await self.town.summonses.load()
        self.begin()

    async def way(self, official: str, channel: Way = "push", name: str = "") -> str:
        """Give an official a proved way."""
        point = name or f"{official}-{channel}"
        await self.town.book.put(
            ContactPoint(point, official, channel, "", f"at {point}", 1, verified_ms=1)
        )
        return point

    async def later(self, seconds: float) -> None:
        """Let time pass: timers fire, and what is to be tried again is."""
        await self.town.wait(seconds)
        self.town.deliveries.wake()

    async def attempts(self, post: str, channel: str = "ring") -> list[Attempt]:
        """Give what was tried for a post, in order."""
        recipient = self.town.recipient(post).id
        found = await self.town.store.read(lambda tx: tx.summonses.attempts([recipient]))
        return [one for one in found if one.channel == channel]

    async def states(self, post: str, channel: str = "ring") -> list[str]:
        """Give their states."""
        return [one.state for one in await self.attempts(post, channel)]

    async def until_states(self, post: str, *states: str, channel: str = "ring") -> None:
        """Wait until the attempts are in these states."""
        for _ in range(500):
            now = await self.states(post, channel)
            if now == list(states):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{now}, not {list(states)}")


@asynccontextmanager
async def delivery_town(folder: Path) -> AsyncIterator[DeliveryTown]:
    """A town whose hub has Web Push, ntfy and a telephone."""
    push, ntfy, phone = Scripted("ring"), Scripted("ntfy"), Scripted("phone", again=False)
    channels = {"ring": push, "ntfy": ntfy, "phone": phone}
    async with summons_town(folder, channels=channels) as town:  # type: ignore[arg-type]
        made = DeliveryTown(town, push, ntfy, phone)
        made.begin()
        yield made
        await made.kill()


__all__ = ["DeliveryTown", "Scripted", "delivery_town", "until"]
