"""Every contact point in memory: a summons asks for them while it is written.

A mirror of what was committed. One change at a time, each of the newest, and none is left in the
middle: who asked may be gone before it is saved.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from hub.domain.reach import ACT, ContactPoint, origin
from hub.domain.summons.ladder import Act
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx

NOTED_EVERY_MS = 60_000
"""That it went well once more is not written down each time."""


class ContactBook:
    """Who is reached by what. `lasts`: has this session not ended?"""

    def __init__(
        self, directory: Directory, store: Store, clock: Clock, lasts: Callable[[str], bool]
    ) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._lasts = lasts
        self._points: dict[str, ContactPoint] = {}
        self._of: dict[str, dict[str, None]] = {}
        self._changing = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._went: list[tuple[str, bool]] = []
        self._noting = False

    async def load(self) -> None:
        """Read all. NotSaved."""
        found = await self._store.read(lambda tx: tx.contacts.load())
        self._points.clear()
        self._of.clear()
        for point in found:
            self._keep(point)

    def get(self, point: str) -> ContactPoint | None:
        """Give one."""
        return self._points.get(point)

    def origin(self, point: str) -> str:
        """Give the push service one leads to; empty when it leads to none."""
        found = self._points.get(point)
        return origin(found.channel, found.address) if found else ""

    def of(self, official: str) -> list[ContactPoint]:
        """Give what an official is reached by, the oldest first; no device that was signed out."""
        points = (self._points[one] for one in self._of.get(official, ()))
        his = (one for one in points if self._is_his(one))
        return sorted(his, key=lambda one: (one.added_ms, one.id))

    def signed_out(self, official: str) -> list[str]:
        """Give an official's devices that were signed out: of no use to anybody."""
        of = self._of.get(official, ())
        return [one for one in of if not self._is_his(self._points[one])]

    def holds(self, official: str, post: str) -> bool:
        """Does an official hold a post?"""
        return official in self._directory.speaking.get(post, ())

    def of_post(self, post: str) -> list[ContactPoint]:
        """Give what whoever holds a post is reached by."""
        holders = self._directory.speaking.get(post, ())
        return [point for official in holders for point in self.of(official)]

    def addresses(self, officials: Iterable[str], act: Act) -> Iterable[str]:
        """Give the contact points by which an act tries officials."""
        points = (point for official in officials for point in self.of(official))
        return [one.id for one in points if one.used and ACT[one.channel] == act]

    async def put(self, point: ContactPoint, instead: Iterable[str] = (), note: str = "") -> None:
        """Save one, in the place of itself and of others. note: for the audit trail. NotSaved."""
        await self._whole(lambda: self._save(point, tuple(instead), note))

    async def change(
        self, point: str, how: Callable[[ContactPoint], ContactPoint], note: str = ""
    ) -> None:
        """Change one, if it is still there. NotSaved."""

        async def both() -> None:
            before = self._points.get(point)
            if before is not None and (after := how(before)) != before:
                await self._save(after, (), note)

        await self._whole(both)

    async def remove(self, point: str, note: str) -> None:
        """Take one away. NotSaved."""

        async def both() -> None:
            gone = self._points.get(point)
            if gone is None:
                return

            async def change(tx: Tx) -> None:
                await tx.contacts.remove(point)
                await tx.audit.add_all([self._note(note, gone)])

            await self._store.write(change)
            self._drop(point)

        await self._whole(both)

    async def went(self, point: str, *, well: bool) -> None:
        """Note that something came through, or did not. NotSaved.

        A hundred devices at once are a few commits: what comes while one is on its way goes into
        the next, and whoever brought it need not wait.
        """
        self._went.append((point, well))
        if self._noting:
            return
        self._noting = True
        try:
            while self._went:
                batch, self._went = self._went, []
                await self._whole(partial(self._note_all, batch))
        finally:
            self._noting = False

    async def gone(self, point: str) -> None:
        """Note that it takes nothing any more; its owner sees it. NotSaved."""
        now_ms = self.now_ms()
        await self.change(
            point, lambda before: replace(before, gone_ms=before.gone_ms or now_ms), "reach:gone"
        )

    def now_ms(self) -> int:
        """Give the time as rows have it."""
        return round(self._clock.now() * 1000)

    # Inside

    async def _whole(self, change: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Make one change after the other; what was begun is saved and followed to the end."""

        async def alone() -> None:
            async with self._changing:
                await change()

        task = asyncio.create_task(alone())
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # Whoever asked has it, or is gone.

    async def _note_all(self, went: list[tuple[str, bool]]) -> None:
        changed: dict[str, ContactPoint] = {}
        for point, well in went:
            before = changed.get(point) or self._points.get(point)
            if before is not None and (after := self._after(before, well)) != before:
                changed[point] = after

        async def change(tx: Tx) -> None:
            for after in changed.values():
                await tx.contacts.save(after)

        if changed:
            await self._store.write(change)
        for after in changed.values():
            self._drop(after.id)
            self._keep(after)

    def _after(self, before: ContactPoint, well: bool) -> ContactPoint:
        now_ms = self.now_ms()
        if not well:
            return replace(before, fails=before.fails + 1)
        if before.fails == 0 and now_ms - (before.last_ok_ms or 0) < NOTED_EVERY_MS:
            return before
        return replace(before, fails=0, last_ok_ms=now_ms)

    async def _save(self, point: ContactPoint, instead: tuple[str, ...], note: str) -> None:
        async def change(tx: Tx) -> None:
            for other in instead:
                await tx.contacts.remove(other)
            await tx.contacts.save(point)
            if note:
                await tx.audit.add_all([self._note(note, point)])

        await self._store.write(change)
        for other in (*instead, point.id):
            self._drop(other)
        self._keep(point)

    def _keep(self, point: ContactPoint) -> None:
        self._points[point.id] = point
        self._of.setdefault(point.official, {})[point.id] = None

    def _drop(self, point: str) -> None:
        if gone := self._points.pop(point, None):
            self._of[gone.official].pop(point)

    def _is_his(self, point: ContactPoint) -> bool:
        return not point.session or self._lasts(point.session)

    def _note(self, action: str, point: ContactPoint) -> Note:
        return Note(self.now_ms(), point.official, action, point.id, after=point.channel)
