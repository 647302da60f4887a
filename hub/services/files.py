"""Files: brought piece by piece into a room, hung on one message, fetched by who may read it.

An upload belongs to the post and person who began it. Its bytes are on the disk before they are
confirmed, and how many those are the disk alone says: so it goes on after anything. One request
at a time works on an upload; a later one ends the reading of the one before, which its page has
given up.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from hub.domain.files import DAY_S, File, check_quota, check_size, file_name
from hub.domain.permissions import Action, authorise
from hub.domain.refusals import (
    FileTooBig,
    IdTaken,
    NoSuchFile,
    NoSuchRoom,
    NotSaved,
    WrongOffset,
)
from hub.domain.rooms import Room
from hub.services.attachments import own
from hub.services.callers import Caller
from hub.services.file_store import Blobs
from hub.services.ports import Clock
from hub.services.store import Store, Tx
from hub.wire.files import UploadAsk

PIECE_LIMIT_S = 30.0
"""A request whose next bytes do not come for so long is over; what came is kept."""
SWEEP_EVERY_S = 3600.0
RECORDED = "recorded"
"""The event of a radio's recording, on which its file hangs as another does on a message."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of an upload is here for good, and how long it will be."""

    offset: int
    size: int


@dataclass(slots=True)
class _Turn:
    """Who works on one upload now, and how many want to."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    reading: asyncio.Timeout | None = None
    wanted: int = 0


class FileService:
    """The only door to files. `run` removes what nobody came back for."""

    def __init__(self, rooms: Mapping[str, Room], store: Store, blobs: Blobs, clock: Clock) -> None:
        self._rooms = rooms
        self._store = store
        self._blobs = blobs
        self._clock = clock
        self._turns: dict[str, _Turn] = {}
        self._keeping = asyncio.Lock()  # A content may be brought while it is being removed.

    # Bringing one

    async def create(self, caller: Caller, ask: UploadAsk) -> Progress:
        """Begin an upload; asked again, the same one.

        NoSuchRoom, NotAMember, FileTooBig, UploadQuota, IdTaken, NoSuchFile, NotSaved.
        """
        authorise(caller.person, Action.BRING_FILE, self._room(ask.room))
        check_size(ask.length)
        now_ms = self._now_ms()
        fresh = File(
            id=ask.id,
            author=caller.person.id,
            holder=caller.person.holder,
            room=ask.room,
            name=file_name(ask.filename),
            size=ask.length,
            created_ms=now_ms,
        )
        if await self._store.read(lambda tx: tx.files.get(ask.id)) is None:
            await self._blobs.check_room(ask.length)

        async def change(tx: Tx) -> File:
            there = await tx.files.get(ask.id)
            if there is not None:
                return there
            since_ms = now_ms - DAY_S * 1000
            check_quota(await tx.files.usage(caller.person.id, since_ms), ask.length)
            await tx.files.add(fresh)
            return fresh

        file = await self._store.write(change)
        if (file.author, file.room, file.size) != (fresh.author, fresh.room, fresh.size):
            raise IdTaken
        return await self.progress(caller, file.id)

    async def progress(self, caller: Caller, file_id: str) -> Progress:
        """Say how far it is; one that is whole is finished. NoSuchFile, NotAMember, NotSaved."""
        async with self._turn(file_id):
            file = await self._mine(caller, file_id)
            if file.finished_ms is not None:
                return Progress(file.size, file.size)
            return await self._settled(file, await self._blobs.length(file.id))

    async def append(
        self, caller: Caller, file_id: str, offset: int, length: int, pieces: AsyncIterator[bytes]
    ) -> Progress:
        """Add what comes from there on, at most so much; the last piece finishes it.

        WrongOffset, FileTooBig, NoSuchFile, NotAMember, NotSaved. Less than was meant to come is
        no error: it is said how far it is now.
        """
        async with self._turn(file_id) as turn:
            file = await self._mine(caller, file_id)
            here = file.size if file.finished_ms else await self._blobs.length(file.id)
            if offset != here:
                raise WrongOffset(f"{offset}, not {here}")
            if offset + length > file.size:
                raise FileTooBig(f"{offset + length} > {file.size}")
            if file.finished_ms is not None:
                return Progress(file.size, file.size)
            await self._blobs.check_room(length)
            here = await self._blobs.append(file.id, _until_cut(turn, pieces))
            return await self._settled(file, here)

    async def give_up(self, caller: Caller, file_id: str) -> None:
        """Take an upload back, or a file that hangs on no message yet. NoSuchFile, NotAMember."""
        async with self._turn(file_id):
            file = await self._mine(caller, file_id)
            came = file.size if file.finished_ms else await self._blobs.length(file.id)

            async def change(tx: Tx) -> None:
                now = await tx.files.get(file_id)
                if now is None or now.message:
                    raise NoSuchFile  # Sent meanwhile: it is taken back with its message.
                # What came counts for the day; so the row stays that long.
                gone = replace(now, size=came, ended_ms=self._now_ms(), sha256="")
                await tx.files.save(gone)

            async with self._keeping:
                await self._store.write(change)
                await self._remove(file)

    # Fetching one

    async def fetch(self, caller: Caller, file_id: str) -> File:
        """Give a finished file to who may read the room. NoSuchFile, NotAMember.

        One that hangs on no message yet is its author's alone; one whose message was taken back
        is nobody's.
        """

        async def look(tx: Tx) -> tuple[File | None, bool]:
            file = await tx.files.get(file_id)
            if file is None or not file.message:
                return file, True
            said = await tx.messages.get(file.message)
            if said is None:
                event = await tx.events.find(file.message)
                return file, event is not None and event.kind == RECORDED
            return file, not said.deleted

        file, shown = await self._store.read(look)
        if file is None or file.finished_ms is None or file.ended_ms is not None:
            raise NoSuchFile
        room = self._room(file.room)
        authorise(caller.person, Action.READ_ROOM, room)
        if not shown or (not file.message and not own(caller.person, file, room)):
            raise NoSuchFile
        return file

    # Removing what nobody came back for

    async def run(self) -> None:
        """Look every hour, for ever; first at once."""
        while True:
            with suppress(NotSaved):  # It is logged; the next round will do.
                await self.sweep()
            await asyncio.sleep(SWEEP_EVERY_S)

    async def sweep(self) -> None:
        """Remove uploads that were not finished within a day, and files that hang on nothing."""
        before_ms = self._now_ms() - DAY_S * 1000

        async def change(tx: Tx) -> list[File]:
            stale = await tx.files.stale(before_ms)
            await tx.files.remove([file.id for file in stale])
            return stale

        async with self._keeping:
            for file in await self._store.write(change):
                await self._remove(file)
        unfinished = await self._store.read(lambda tx: tx.files.unfinished())
        for part in await self._blobs.parts():
            if part not in unfinished and part not in self._turns:
                await self._blobs.drop_part(part)

    # Inside

    def _room(self, room_id: str) -> Room:
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom
        return room

    async def _mine(self, caller: Caller, file_id: str) -> File:
        """Give an upload of the caller's, in a room he still writes in. NoSuchFile, NotAMember."""
        file = await self._store.read(lambda tx: tx.files.get(file_id))
        if file is None or file.ended_ms is not None or file.author != caller.person.id:
            raise NoSuchFile
        room = self._room(file.room)
        authorise(caller.person, Action.BRING_FILE, room)
        if not own(caller.person, file, room):
            raise NoSuchFile
        return file

    @asynccontextmanager
    async def _turn(self, file_id: str) -> AsyncIterator[_Turn]:
        """Work on one upload, alone. Who reads for it now is cut off, and keeps what came."""
        turn = self._turns.setdefault(file_id, _Turn())
        turn.wanted += 1
        try:
            if turn.reading is not None:
                turn.reading.reschedule(asyncio.get_running_loop().time())
            async with turn.lock:
                yield turn
        finally:
            turn.wanted -= 1
            if not turn.wanted:
                del self._turns[file_id]

    async def _settled(self, file: File, here: int) -> Progress:
        """Finish it if it is whole. NotSaved leaves it whole, to be finished when asked again."""
        if here >= file.size:
            await self._finish(file)
        return Progress(min(here, file.size), file.size)

    async def _finish(self, file: File) -> None:
        content = await self._blobs.look(file.id)
        thumbnail = await self._blobs.picture(file.id, content.mime)
        done = replace(
            file,
            finished_ms=self._now_ms(),
            sha256=content.sha256,
            mime=content.mime,
            width=thumbnail.width if thumbnail else None,
            height=thumbnail.height if thumbnail else None,
        )
        async with self._keeping:
            await self._blobs.keep(file.id, content, thumbnail)
            await self._store.write(lambda tx: tx.files.save(done))
        await self._blobs.drop_part(file.id)

    async def _remove(self, file: File) -> None:
        """Remove its bytes, unless they are those of another file too; `_keeping` is held."""
        await self._blobs.drop_part(file.id)
        held = await self._store.read(lambda tx: tx.files.held(file.sha256))
        if file.sha256 and not held:
            await self._blobs.drop(file.sha256)

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)


async def _until_cut(turn: _Turn, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give what comes until it ends, stalls, or somebody else wants to go on with the upload."""
    while True:
        try:
            async with asyncio.timeout(PIECE_LIMIT_S) as turn.reading:
                piece = await anext(pieces, None)
        except TimeoutError:
            return
        finally:
            turn.reading = None
        if piece is None:
            return
        yield piece
