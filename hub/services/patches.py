"""Patches: one more room under a channel's floor and in its mix, until it is cut.

They are rows, and come back with the hub. A room that is patched is push-to-talk meanwhile,
whatever it is by itself; who talks in it when that changes is let go, and presses again.
"""

from collections.abc import Callable
from dataclasses import replace

from hub.domain.permissions import Action
from hub.domain.radio import TRANSMITS, Patch, check_patch
from hub.domain.refusals import NoSuchRoom, ReceiveOnly, Refused
from hub.domain.rooms import Mode, Room
from hub.domain.streams import air_stream
from hub.services.all_calls import AllCalls
from hub.services.callers import Caller
from hub.services.floors import FloorService
from hub.services.news import News
from hub.services.ports import Clock
from hub.services.radio_air import RadioAir
from hub.services.store import Draft, Note, Store, Tx
from hub.services.voices import VoiceService
from hub.wire.streams import Patched


class PatchService:
    """The only door to patches. `load` after the channels are known."""

    def __init__(
        self,
        rooms: dict[str, Room],
        floors: FloorService,
        voices: VoiceService,
        all_calls: AllCalls,
        air: RadioAir,
        news: News,
        store: Store,
        clock: Clock,
        new_event_id: Callable[[], str],
    ) -> None:
        self._rooms = rooms
        self._floors = floors
        self._voices = voices
        self._all_calls = all_calls
        self._air = air
        self._news = news
        self._store = store
        self._clock = clock
        self._new_event_id = new_event_id
        self._own_mode: dict[str, Mode] = {}

    async def load(self) -> None:
        """Patch again what was patched; what cannot be any more is passed over. NotSaved."""
        for patch in await self._store.read(lambda tx: tx.radios.patches()):
            try:
                check_patch(self._rooms, patch.room, patch.channel)
            except Refused:
                continue
            self._put(patch.room, patch.channel)

    async def make(self, caller: Caller, room: str, channel: str) -> None:
        """Put a room under a channel's floor.

        NotAllowed, NotAMember, NoSuchRoom, WrongMode, ReceiveOnly.
        It is in force once it is saved; who may do it is a member of both rooms.
        """
        caller.authorise(Action.PATCH)
        for each in check_patch(self._rooms, room, channel):
            caller.authorise(Action.MODERATE, each)
        if not self._air.sends(channel):
            raise ReceiveOnly(channel)
        if self._rooms[room].patched == channel:
            return
        now_ms = self._now_ms()
        patch = Patch(room, channel, now_ms, caller.person.id)

        async def change(tx: Tx) -> None:
            await tx.radios.save_patch(patch)
            await self._write_down(tx, caller, patch, on=True)

        await self._store.write(change)
        check_patch(self._rooms, room, channel)  # Nothing may have come between.
        self._put(room, channel)

    async def cut(self, caller: Caller, room: str | None = None) -> None:
        """Take a room, or all, out again: at once, and saved a moment later. NotAllowed…"""
        caller.authorise(Action.PATCH)
        if room is not None and not self._room(room).patched:
            return
        rooms = [room] if room else [r.id for r in self._rooms.values() if r.patched]
        now_ms = self._now_ms()
        cut = [Patch(r, self._rooms[r].patched, now_ms, caller.person.id) for r in rooms]
        for patch in cut:  # A full disk keeps nobody on the air.
            self._put(patch.room, "")

        async def change(tx: Tx) -> None:
            for patch in cut:
                await tx.radios.remove_patch(patch.room)
                await self._write_down(tx, caller, patch, on=False)

        if cut:
            await self._store.write(change)

    def channel_changed(self, channel: str) -> None:
        """A channel that is none any more, or never sends, has nothing patched to it; the store
        knows."""
        if channel not in self._rooms or self._rooms[channel].radio not in TRANSMITS:
            for room in self._floors.under(channel):
                self._put(room, "")

    def _put(self, room_id: str, channel: str) -> None:
        """Change what floor a room is under, in an order in which nobody is left talking."""
        room = self._rooms[room_id]
        before = room.patched
        own = self._own_mode.setdefault(room_id, room.mode)
        self._floors.clear(room_id)
        self._voices.shut(room_id)
        self._rooms[room_id] = replace(room, patched=channel, mode="ptt" if channel else own)
        if not channel:
            del self._own_mode[room_id]
        self._floors.set_under(room_id, channel or None)
        self._all_calls.room_changed(room_id)
        for each in {room_id, before, channel} - {""}:
            self._news.room_changed(each)
        for each in {before, channel} - {""}:
            self._air.tell(each)

    async def _write_down(self, tx: Tx, caller: Caller, patch: Patch, *, on: bool) -> None:
        body = Patched(room=patch.room, channel=patch.channel, on=on).model_dump(mode="json")
        for room in (patch.room, patch.channel):
            person = caller.person
            await tx.events.append(
                Draft(
                    air_stream(room),
                    self._new_event_id(),
                    "patched",
                    patch.since_ms,
                    person.id,
                    person.holder,
                    body,
                )
            )
        action = "patch:make" if on else "patch:cut"
        note = Note(
            patch.since_ms,
            caller.person.id,
            action,
            patch.room,
            after=patch.channel,
            address=caller.address,
        )
        await tx.audit.add_all([note])

    def _room(self, room_id: str) -> Room:
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom
        return room

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)
