"""The town with a store: chat and streams over a real database in a temporary folder."""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.adapters.store.seal import Seal
from hub.adapters.store.writer import SqlStore
from hub.domain.streams import Event
from hub.services.attention import AttentionService
from hub.services.callers import Caller
from hub.services.chat import ChatService
from hub.services.pages import Pages
from hub.services.ports import SessionId
from hub.services.streams import StreamService
from hub.wire.chat import ChatDelete, ChatEdit, ChatSend, Receipt
from hub.wire.streams import StreamJoined
from tests.ready_data import prepare
from tests.town import FakeClock, FakePages, Town


def fresh_id() -> str:
    """An id as a client makes it."""
    return str(uuid.uuid4())


@asynccontextmanager
async def running_store(folder: Path, clock: FakeClock | None = None) -> AsyncIterator[SqlStore]:
    """A store on its own file, with its writer at work."""
    clock = clock or FakeClock()
    prepare(folder)
    store = SqlStore(folder, Seal(b"key"), clock)
    writer = asyncio.create_task(store.run())
    try:
        yield store
    finally:
        writer.cancel()
        await asyncio.wait([writer])
        await store.close()


class ChatTown:
    """Everyone of the town, who can now write. `pump` runs beside the test."""

    def __init__(self, store: SqlStore, town: Town | None = None) -> None:
        self.town = town or Town()
        self.store = store
        self.pages: FakePages = self.town.pages
        self.streams = StreamService(self.town.rooms, self.town.presence, store, self.pages)
        self.attention = AttentionService(
            self.town.presence, self.streams, store, self.pages, self.town.clock, self.town.ticker
        )
        self.town.ticker.add(self.attention.fire_due)
        self.chat = ChatService(self.town.rooms, store, self.town.clock)
        self.listener = Pages(self.town.voices, self.streams, self.attention)
        store.listen(self.streams.grown, self.attention.storage_changed)
        self._numbers = itertools.count(1)

    def page(self, post: str, holder: str = "o1") -> Caller:
        """A post opens a page."""
        person = self.town.people[post]
        held = type(person)(
            person.id, person.agency, person.short, person.post, person.role, "", holder
        )
        caller = Caller(held, SessionId(f"{post}/{next(self._numbers)}"), "127.0.0.1")
        self.listener.session_opened(caller)
        return caller

    async def send(self, caller: Caller, text: str, room: str = "umum", **more: object) -> Receipt:
        """Write a message."""
        values = {"id": fresh_id(), "room": room, "text": text, **more}
        return await self.chat.send(caller, ChatSend.model_validate(values))

    async def edit(self, caller: Caller, message: str, text: str) -> Receipt:
        """Put other words in."""
        command = ChatEdit(id=fresh_id(), message=message, text=text)
        return await self.chat.edit(caller, command)

    async def delete(self, caller: Caller, message: str) -> Receipt:
        """Take it back."""
        return await self.chat.delete(caller, ChatDelete(id=fresh_id(), message=message))

    async def join(self, caller: Caller, after: int | None = 0, room: str = "umum") -> StreamJoined:
        """Ask for what comes after a cursor."""
        return await self.streams.join(caller, f"room:{room}", after)

    def read(self, caller: Caller) -> list[Event]:
        """What the page was sent of streams."""
        return self.pages.read.get(caller.session, [])

    async def settled(self) -> None:
        """Wait until the pump has nothing left to bring."""
        async with asyncio.timeout(5.0):
            while self.streams.behind:  # noqa: ASYNC110 - the pump sets no event when it is done
                await asyncio.sleep(0.001)
        for lock in list(self.streams.locks.values()):
            async with lock:
                pass


@asynccontextmanager
async def chat_town(folder: Path) -> AsyncIterator[ChatTown]:
    """A town that can write, on a new database."""
    town = Town()
    async with running_store(folder, town.clock) as store:
        made = ChatTown(store, town)
        pump = asyncio.create_task(made.streams.run())
        try:
            yield made
        finally:
            pump.cancel()
            await asyncio.wait([pump])
