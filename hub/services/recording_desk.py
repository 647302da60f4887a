"""Recordings as people use them: set a room to be recorded, look through what there is, hear it.

Whoever leads a room may. Each time somebody opens or fetches one is in the audit trail.
"""

import json
from collections.abc import Mapping

from hub.audio.talk_index import read
from hub.domain.permissions import Action, authorise
from hub.domain.recording import Recording, Rule, keep_until_ms
from hub.domain.refusals import NoSuchFile, NoSuchRoom
from hub.domain.rooms import Room
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.recording_store import RecordingShelf
from hub.services.recordings import RecordingTaker
from hub.services.store import Note, Store, Tx
from hub.wire.recordings import (
    PAGE_RECORDINGS,
    RecordingCard,
    RecordingPage,
    RecordingWhole,
    Talked,
)

NOTED_AGAIN_S = 3_600.0
NOTED_MAX = 10_000


class RecordingDesk:
    """The only door to recordings from outside."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        taker: RecordingTaker,
        store: Store,
        shelf: RecordingShelf,
        clock: Clock,
    ) -> None:
        self._rooms, self._taker, self._store = rooms, taker, store
        self._shelf, self._clock = shelf, clock
        self._noted: dict[tuple[str, str], float] = {}
        """By session and recording: when its fetching was noted. A player asks for many ranges."""

    async def set_rule(self, caller: Caller, room_id: str, on: bool, keep_days: int) -> None:
        """Record a room, or not. NoSuchRoom, NotAMember, NotSaved."""
        room = self._room(caller, Action.SET_RECORDING, room_id)
        rule = Rule(room.id, on, keep_days, caller.person.id, caller.person.holder)
        before = self._taker.rule(room.id)
        note = self._note(caller, "recording:set", room.id, _told(before), _told(rule))

        async def change(tx: Tx) -> None:
            await tx.recordings.save_rule(rule)
            await tx.audit.add_all([note])

        await self._store.write(change)
        self._taker.put(rule)

    async def page(self, caller: Caller, room_id: str, before: int | None) -> RecordingPage:
        """Give a room's recordings, newest first. NoSuchRoom, NotAMember, NotSaved."""
        room = self._room(caller, Action.HEAR_RECORDING, room_id)
        rows = await self._store.read(
            lambda tx: tx.recordings.of_room(room.id, before, PAGE_RECORDINGS + 1)
        )
        rule = self._taker.rule(room.id)
        return RecordingPage(
            on=rule.on,
            keep_days=rule.keep_days,
            recordings=tuple(_card(row) for row in rows[:PAGE_RECORDINGS]),
            more=len(rows) > PAGE_RECORDINGS,
        )

    async def read(self, caller: Caller, recording_id: str) -> RecordingWhole:
        """Give one with who talked. NoSuchFile, NotAMember, NotSaved."""
        row = await self._kept(caller, recording_id)
        lines = await self._shelf.index(row.id)
        note = self._note(caller, "recording:read", row.id)
        await self._store.write(lambda tx: tx.audit.add_all([note]))
        talks = read(lines, row.length_ms)
        return RecordingWhole(
            recording=_card(row),
            talks=tuple(Talked(who=t.who, from_ms=t.from_ms, to_ms=t.to_ms) for t in talks),
        )

    async def fetch(self, caller: Caller, recording_id: str) -> Recording:
        """Let one be fetched, in one piece or in many. NoSuchFile, NotAMember, NotSaved."""
        row = await self._kept(caller, recording_id)
        key, now_s = (caller.device, row.id), self._clock.monotonic()
        noted_s = self._noted.get(key)
        if noted_s is None or now_s - noted_s >= NOTED_AGAIN_S:
            note = self._note(caller, "recording:fetched", row.id)
            await self._store.write(lambda tx: tx.audit.add_all([note]))
            if len(self._noted) >= NOTED_MAX:
                self._noted.clear()  # Some are noted twice, none not at all.
            self._noted[key] = now_s
        return row

    async def drawn(self, caller: Caller, recording_id: str) -> Recording:
        """Let the loudness of one be drawn. NoSuchFile, NotAMember, NotSaved.

        Not in the trail: whoever opens one is there already, by `read`.
        """
        return await self._kept(caller, recording_id)

    async def _kept(self, caller: Caller, recording_id: str) -> Recording:
        row = await self._store.read(lambda tx: tx.recordings.get(recording_id))
        if row is None:
            raise NoSuchFile
        self._room(caller, Action.HEAR_RECORDING, row.room)
        if row.state != "kept":
            raise NoSuchFile
        return row

    def _room(self, caller: Caller, action: Action, room_id: str) -> Room:
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom
        authorise(caller.person, action, room)
        return room

    def _note(
        self, caller: Caller, action: str, subject: str, before: str = "", after: str = ""
    ) -> Note:
        now_ms = round(self._clock.now() * 1000)
        return Note(now_ms, caller.person.id, action, subject, before, after, caller.address)


def _told(rule: Rule) -> str:
    return json.dumps({"on": rule.on, "keep_days": rule.keep_days})


def _card(row: Recording) -> RecordingCard:
    return RecordingCard(
        id=row.id,
        began_ms=row.began_ms,
        length_ms=row.length_ms,
        bytes=row.bytes,
        state=row.state,
        keep_until_ms=keep_until_ms(row),
        sha256=row.sha256,
        cut=row.cut,
    )
