"""Recordings of rooms: begun when people meet in a room that is set to it, ended when they part.

The row and the event are saved first, then the worker is told to record and the room that it is
recorded. All of that is done in one task, one thing after the other, so no two beginnings of a
room cross. What the worker tells of files is saved before its note of it is taken away.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from hub.domain import recording as rules
from hub.domain.recording import LENGTH_MAX_S, Recording, Rule, Whole
from hub.domain.refusals import NotSaved
from hub.domain.rooms import Room
from hub.domain.streams import air_stream
from hub.services.news import News
from hub.services.ports import Clock, Media
from hub.services.presence import Presence
from hub.services.recording_store import RecordingShelf
from hub.services.store import Draft, Note, Store, Tx
from hub.wire.recordings import RecordingSaid
from hub.wire.worker import RecordingKept, RecordingStopped

RETRY_S = 5.0
SWEEP_EVERY_S = 3_600.0
Alarm = Callable[[str, str, str], None]
"""Told of a room, its recording, and why that ended by itself."""

Prepare = Callable[[], Awaitable[None]]
"""Makes ready what tells a room that it is recorded. Does not fail, and does not take long."""


@dataclass(frozen=True, slots=True)
class AllTold:
    """What workers before left behind was told; of what is not being made now there is nothing."""

    making: frozenset[str]


Told = RecordingKept | RecordingStopped | AllTold


@dataclass(frozen=True, slots=True)
class Running:
    """What a room is recorded as now."""

    id: str
    began_s: float


class RecordingTaker:
    """Begins and ends recordings. `run` must run while it is used."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        media: Media,
        news: News,
        store: Store,
        shelf: RecordingShelf,
        clock: Clock,
        new_event_id: Callable[[], str],
        alarm: Alarm,
        prepare: Prepare,
    ) -> None:
        self._rooms, self._presence, self._media, self._news = rooms, presence, media, news
        self._store, self._shelf, self._clock = store, shelf, clock
        self._new_event_id, self._alarm, self._prepare = new_event_id, alarm, prepare
        self._rules: dict[str, Rule] = {}
        self._running: dict[str, Running] = {}
        self._stopped: set[str] = set()
        """Rooms whose disk gave up: tried again when all have left, or when it is set anew."""
        self._looking: set[str] = set()
        self._told: list[Told] = []
        self._lost_rooms: set[str] = set()
        self._woken = asyncio.Event()
        self._swept_s: float | None = None
        self.stops = 0
        """Recordings that ended by themselves."""

    @property
    def under_way(self) -> int:
        """How many rooms are recorded now."""
        return len(self._running)

    async def load(self) -> None:
        """Read what was kept. NotSaved."""
        for rule in await self._store.read(lambda tx: tx.recordings.rules()):
            self._rules[rule.room] = rule

    def rule(self, room: str) -> Rule:
        """Give the rule of a room."""
        return self._rules.get(room, Rule(room))

    def put(self, rule: Rule) -> None:
        """A rule is saved: let it be so."""
        self._rules[rule.room] = rule
        self._stopped.discard(rule.room)
        self.look(rule.room)

    def look(self, room: str) -> None:
        """Somebody came or went: should the room be recorded?"""
        if room in self._running or self.rule(room).on:
            self._looking.add(room)
            self._woken.set()

    def told(self, news: Told) -> None:
        """A worker tells of recordings."""
        self._told.append(news)
        self._woken.set()

    def all_told(self, making: Collection[str]) -> None:
        """All workers have told what was left behind. making: what they are making now."""
        self.told(AllTold(frozenset(making)))

    def media_lost(self, rooms: Collection[str]) -> None:
        """The worker of these rooms is gone; what it recorded is finished by the next one."""
        self._lost_rooms.update(rooms)
        self._woken.set()

    async def run(self) -> None:
        """Do what there is to do, for ever."""
        while True:
            try:
                await self._round()
                wait_s = self._due_s()
            except NotSaved:
                wait_s = RETRY_S  # The store has said so by itself; what was to be done still is.
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._woken.wait()

    async def settle(self) -> None:
        """Do what there is to do now. NotSaved: the rest is still to be done."""
        await self._round()

    # Inside

    async def _round(self) -> None:
        self._woken.clear()
        for room in sorted(self._lost_rooms):
            if room in self._running:
                await self._end(room, "media_down")
            self._lost_rooms.discard(room)
        while self._told:
            await self._take(self._told[0])
            del self._told[0]
        now_s = self._clock.monotonic()
        old = {r for r, one in self._running.items() if now_s - one.began_s >= LENGTH_MAX_S}
        self._looking |= old  # One whose next cannot be saved now is looked at again.
        for room in sorted(self._looking):
            await self._settle(room, anew=room in old)
            self._looking.discard(room)
        if self._swept_s is None or now_s - self._swept_s >= SWEEP_EVERY_S:
            await self._sweep()
            self._swept_s = now_s

    def _due_s(self) -> float:
        now_s = self._clock.monotonic()
        dues = [one.began_s + LENGTH_MAX_S for one in self._running.values()]
        return max(0.0, min([*dues, (self._swept_s or now_s) + SWEEP_EVERY_S]) - now_s)

    async def _settle(self, room: str, anew: bool) -> None:
        inside = [voice.person for voice in self._presence.in_room(room)]
        wanted = room in self._rooms and rules.wanted(self.rule(room), inside)
        if not wanted:
            self._stopped.discard(room)
        if room in self._running and (anew or not wanted):
            await self._end(room, "", goes_on=wanted)
        out = room in self._running or room in self._stopped
        if wanted and not out and self._media.serves(room):
            await self._begin(room, notice=not anew)

    async def _begin(self, room: str, notice: bool) -> None:
        if notice:
            await self._prepare()
        rule, recording = self.rule(room), self._new_event_id()
        row = Recording(recording, room, self._now_ms(), rule.keep_days)

        async def change(tx: Tx) -> None:
            await tx.recordings.add(row)
            await tx.events.append(self._said(rule, recording, "begun", ""))

        await self._store.write(change)
        self._running[room] = Running(recording, self._clock.monotonic())
        self._media.record(room, recording, notice)
        self._show(room)

    async def _end(self, room: str, why: str, goes_on: bool = False) -> None:
        one = self._running[room]

        async def change(tx: Tx) -> None:
            row = await tx.recordings.get(one.id)
            if row is not None and row.ended_ms is None:
                await tx.recordings.save(replace(row, ended_ms=self._now_ms()))
            await tx.events.append(self._said(self.rule(room), one.id, "ended", why))

        await self._store.write(change)
        del self._running[room]
        if not goes_on:  # Else the next one takes its place in the worker, without a gap.
            self._media.record(room, None, False)
            self._show(room)

    async def _take(self, news: Told) -> None:
        match news:
            case RecordingKept():
                await self._kept(news)
            case RecordingStopped():
                await self._ended_by_itself(news)
            case AllTold():
                await self._lost(news.making)

    async def _kept(self, news: RecordingKept) -> None:
        whole = Whole(news.length_ms, news.bytes, news.sha256, news.index_sha256, news.cut)

        async def change(tx: Tx) -> bool:
            row = await tx.recordings.get(news.recording)
            if row is not None and row.state == "under_way":
                await tx.recordings.save(rules.kept(row, whole))
                now_ms, by = self._now_ms(), self.rule(row.room).by
                after = json.dumps({"sha256": news.sha256})
                await tx.audit.add_all([Note(now_ms, by, "recording:kept", row.id, after=after)])
            return row is not None

        if await self._store.write(change):
            await self._shelf.taken(news.recording)

    async def _ended_by_itself(self, news: RecordingStopped) -> None:
        room = next((r for r, one in self._running.items() if one.id == news.recording), None)
        if room is None:
            return
        self.stops += 1
        self._alarm(room, news.recording, news.why)
        self._stopped.add(room)
        await self._end(room, news.why)

    async def _lost(self, made: Collection[str]) -> None:
        """What no worker knows of and none makes now is on no disk."""
        making = {one.id for one in self._running.values()} | set(made)

        async def change(tx: Tx) -> None:
            for row in await tx.recordings.under_way():
                if row.id not in making:
                    await tx.recordings.save(rules.lost(row))

        await self._store.write(change)

    async def _sweep(self) -> None:
        """Remove what has been kept long enough: from the disk, then from the rows.

        Whoever is killed between the two does both again.
        """
        over = await self._store.read(lambda tx: tx.recordings.over(self._now_ms()))
        for row in over:
            await self._shelf.drop(row.id)

        async def change(tx: Tx) -> None:
            for row in over:
                await tx.recordings.save(rules.swept(row))
            now_ms = self._now_ms()
            hashes = [(row.id, json.dumps({"sha256": row.sha256})) for row in over]
            await tx.audit.add_all(
                [Note(now_ms, "", "recording:swept", one, before=told) for one, told in hashes]
            )

        if over:
            await self._store.write(change)

    def _show(self, room: str) -> None:
        """Let all see whether the room is recorded."""
        recorded = self._presence.recorded
        (recorded.add if room in self._running else recorded.discard)(room)
        self._news.room_changed(room)

    def _said(self, rule: Rule, recording: str, state: str, why: str) -> Draft:
        said = RecordingSaid.model_validate({"recording": recording, "state": state, "why": why})
        body = said.model_dump(mode="json", exclude_defaults=True)
        stream, event_id = air_stream(rule.room), self._new_event_id()
        return Draft(stream, event_id, "recording", self._now_ms(), rule.by, rule.holder, body)

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)
