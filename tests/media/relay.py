"""A bad network before the hub: a UDP relay with seeded loss and correlated jitter."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

Address = tuple[str, int]


class Relay:
    """Forwards both ways. Clients send to `address`; each gets a port of its own to the hub.

    loss: share of datagrams of media dropped, each way. jitter_s: mean of the extra delay, which
    wanders (each packet's is near the last one's) and never reorders. drop: picks single packets
    of media on their way to the hub.
    """

    def __init__(
        self, hub: Address, *, seed: int, loss: float = 0.0, jitter_s: float = 0.0
    ) -> None:
        self.hub = hub
        self.loss = loss
        self.jitter_s = jitter_s
        self.drop: Callable[[bytes], bool] = lambda _: False
        self.dropped = 0
        self.forwarded = 0
        self._random = random.Random(seed)
        self._delay_s = jitter_s
        self._last_due_s = 0.0
        self._ways: dict[Address, asyncio.DatagramTransport] = {}
        self._front: asyncio.DatagramTransport | None = None

    @property
    def address(self) -> Address:
        """Where clients send to."""
        assert self._front is not None
        return cast("Address", self._front.get_extra_info("sockname"))

    async def open(self) -> None:
        """Listen on loopback."""
        loop = asyncio.get_running_loop()
        front, _ = await loop.create_datagram_endpoint(
            lambda: _Side(self._from_client), local_addr=("127.0.0.1", 0)
        )
        self._front = front

    async def close(self) -> None:
        """Stop forwarding."""
        for transport in (self._front, *self._ways.values()):
            if transport is not None:
                transport.close()
        await asyncio.sleep(0.01)

    async def _way(self, client: Address) -> asyncio.DatagramTransport:
        loop = asyncio.get_running_loop()
        way, _ = await loop.create_datagram_endpoint(
            lambda: _Side(lambda data, _: self._later(data, lambda: self._to_client(data, client))),
            local_addr=("127.0.0.1", 0),
        )
        return way

    def _to_client(self, data: bytes, client: Address) -> None:
        if self._front is not None and not self._front.is_closing():
            self._front.sendto(data, client)

    def _from_client(self, data: bytes, client: Address) -> None:
        way = self._ways.get(client)
        if way is None:
            task = asyncio.get_running_loop().create_task(self._way(client))
            task.add_done_callback(lambda done: self._ways.setdefault(client, done.result()))
            return  # The first check is lost; clients send another.
        if _is_media(data) and self.drop(data):
            self.dropped += 1
            return
        self._later(data, lambda: None if way.is_closing() else way.sendto(data, self.hub))

    def _later(self, data: bytes, send: Callable[[], None]) -> None:
        if not _is_media(data):
            send()
            return
        if self._random.random() < self.loss:
            self.dropped += 1
            return
        self.forwarded += 1
        if not self.jitter_s:
            send()
            return
        self._delay_s += 0.3 * (self._random.expovariate(1 / self.jitter_s) - self._delay_s)
        loop = asyncio.get_running_loop()
        self._last_due_s = max(self._last_due_s, loop.time() + self._delay_s)
        loop.call_at(self._last_due_s, send)


class _Side(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, Address], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._heard(data, addr)


def _is_media(data: bytes) -> bool:
    return 128 <= data[0] <= 191 and not 192 <= data[1] <= 223


@asynccontextmanager
async def bad_network(
    hub: Address, *, seed: int, loss: float = 0.0, jitter_s: float = 0.0
) -> AsyncIterator[Relay]:
    """Run a relay; the seed is printed, so that a failure can be played again."""
    print(f"bad network: seed {seed}, loss {loss}, jitter {jitter_s} s")  # noqa: T201
    relay = Relay(hub, seed=seed, loss=loss, jitter_s=jitter_s)
    await relay.open()
    try:
        yield relay
    finally:
        await relay.close()
