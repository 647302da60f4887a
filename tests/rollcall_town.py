"""The town where roll-calls are held: agencies, a room, the summonses, over a real database."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hub.adapters.store.writer import SqlStore
from hub.domain.officials import Book
from hub.domain.rollcall.course import RollCall, due
from hub.domain.rollcall.entry import Entry
from hub.rollcall_parts import RollCalls
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.parts import Services
from hub.services.ticker import Ticker
from hub.wire.base import Done, Message
from hub.wire.commands import COMMANDS
from hub.wire.rollcall import RollCallNow
from tests.chat_town import ChatTown, running_store
from tests.summons_town import SummonsTown, city, fresh
from tests.town import Device, FakeClock, Town

ROOM = "rapat"
DAY = "2027-01-15"
"""What the town's calendar shows at the start."""


class RollCallTown(SummonsTown):
    """Heads, a mayor, two operators. What the clocks do is done when time is let pass by `wait`."""

    def __init__(self, store: SqlStore, clock: FakeClock) -> None:
        self.town = Town(store=store, clock=clock)
        for room in self.town.rooms.values():
            self.town.rooms[room.id] = replace(room, rules=("*",))
        self.rooms = self.town.rooms
        self.chat = ChatTown(store, self.town)
        super().__init__(store, clock)
        self.presence, self.pages = self.town.presence, self.town.pages
        self.directory = Directory(
            self.town.rooms, store, clock, Ticker(clock), new_id=lambda: fresh("d")
        )
        self.start()

    def start(self) -> None:
        """Make the services anew, as after a restart."""
        super().start()
        town = self.town
        services = Services(
            town.presence,
            town.news,
            town.floors,
            town.voices,
            self.chat.streams,
            self.chat.attention,
            self.chat.chat,
            town.air,
            town.moderations,
            town.leading,
            town.all_calls,
        )
        self.parts = RollCalls(
            town.rooms,
            self.directory,
            services,
            self.store,
            town.pages,
            self.clock,
            town.ticker,
            "WIB",
            self.summonses,
            self.answers,
            self.board,
        )
        self.commands = {name: do for table in self.parts.tables for name, do in table.items()}

    async def restart(self, out_s: float = 0.0) -> None:
        """The hub was killed, and is back after so long."""
        self.clock.advance(out_s)
        self.start()
        await self.summonses.load()
        await self.parts.rollcalls.load()
        await self.parts.clock.begin()

    async def ask(self, by: str | Caller, name: str, /, **values: Any) -> Any:
        """Send a command as a client does; an id is made unless one is given."""
        caller = by if isinstance(by, Caller) else self.caller(by, page=False)
        model: type[Message] = COMMANDS[name][0]
        if "id" in model.model_fields:
            values = {"id": str(uuid.uuid4())} | values
        done: Done = await self.commands[name](caller, model.model_validate(values))
        assert isinstance(done, COMMANDS[name][1])
        COMMANDS[name][1].model_validate_json(done.model_dump_json())
        return done

    async def lead(self, step: str, by: str = "operator", **values: Any) -> RollCall:
        """Take a step of the roll-call that was announced last."""
        await self.ask(by, f"rollcall:{step}", rollcall=self.rollcall, **values)
        return self.now

    async def announced(self, *posts: str, by: str = "walikota", **more: Any) -> RollCall:
        """Draft one and announce it; net control is the operator."""
        self.rollcall = str(uuid.uuid4())
        values = {"room": ROOM, "title": "Apel pagi", "posts": posts, "net_control": "operator"}
        await self.ask(by, "rollcall:draft", rollcall=self.rollcall, **values | more)
        await self.lead("announce", by)
        await self.settle()
        return self.now

    async def report(self, post: str, by: str | Caller | None = None, **form: Any) -> RollCall:
        """A head sends his form."""
        command_id = form.pop("id", str(uuid.uuid4()))
        values = {"rollcall": self.rollcall, "entry": post, "form": form, "id": command_id}
        await self.ask(by or post, "rollcall:report", **values)
        await self.settle()
        return self.now

    @property
    def now(self) -> RollCall:
        """The roll-call as the board has it."""
        return self.parts.board.rollcalls[self.rollcall]

    def entry(self, post: str) -> Entry:
        return self.now.entries[post]

    def states(self) -> dict[str, str]:
        return {one.post: one.state for one in self.now.entries.values()}

    async def kept(self) -> RollCall:
        """Give the roll-call as the database has it."""
        found = await self.store.read(lambda tx: tx.rollcalls.get(self.rollcall))
        assert found is not None
        return found

    async def in_room(self, *posts: str) -> list[Device]:
        """Each opens a page and joins the room."""
        devices = [Device(self.caller(post), self.town) for post in posts]
        for device in devices:
            self.town.voices.session_opened(device.caller)
            await device.join(ROOM)
        return devices

    def shown(self, caller: Caller) -> list[RollCallNow]:
        """Give what a page was told of roll-calls."""
        heard = self.pages.heard.get(caller.session, [])
        return [m.body for m in heard if isinstance(m.body, RollCallNow)]

    async def settle(self) -> None:
        """Let the clock of roll-calls do what is due now, and the summons follow."""
        await self.parts.clock.fire_due()
        await self.parts.calls.follow()

    async def wait_any(self, seconds: float) -> None:
        """Let time pass while no roll-call is held."""
        await super().wait(seconds)

    async def wait(self, seconds: float) -> None:
        """Let time pass; what is due in it is done when it is due."""
        until = self.clock.now() + seconds
        while True:
            await self.settle()
            when = due(self.now)
            if when is None or when > until:
                break
            await super().wait(max(0.0, when - self.clock.now()))
        await super().wait(max(0.0, until - self.clock.now()))
        await self.settle()
        self.town.ticker.fire_due()


@asynccontextmanager
async def rollcall_town(folder: Path, book: Book | None = None) -> AsyncIterator[RollCallTown]:
    """A town on a new database."""
    clock = FakeClock()
    async with running_store(folder, clock) as store:
        town = RollCallTown(store, clock)
        await town.directory.load(book or city(("bpbd", "dinkes", "dishub", "dlh")))
        await town.summonses.load()
        await town.parts.rollcalls.load()
        yield town
