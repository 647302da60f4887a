"""The watchdog outside the hub: looks at it again and again, and tells people when it is down.

Whoever is told, is told each news once: what each way has taken is kept, so a watchdog that is
started anew says nothing twice, and says what it had not said yet. A way that does not take it is
tried again, and holds no other up.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from hub.domain.outage import Patience, Place, Watched, Why, Words, news, step
from hub.services.ports import Clock

RETRY_S = (5.0, 15.0, 30.0, 60.0, 300.0)
"""Until the next try of one way; the last one for all after it."""


class Way(Protocol):
    """By which somebody is told."""

    @property
    def tries_max(self) -> int | None:
        """After so many it is let be; None: never."""

    async def tell(self, words: Words) -> str | None:
        """Tell; give why it was not taken, in one word, or None. Ends in time. What it raises is
        logged, and counts as not taken."""


class Memory(Protocol):
    """Where it is kept what was seen and said."""

    def read(self) -> "Kept": ...
    def write(self, kept: "Kept") -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives the watchdog. told: the number of the newest news each way has taken."""

    watched: Watched
    told: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Note:
    """What the log is told. way: none when it is about the hub."""

    what: str
    way: str = ""
    why: str = ""


class Probe(Protocol):
    """Asks the hub."""

    async def look(self) -> Why | None:
        """Give why it is not well, or None. Raises nothing, ends in time."""


class OutsideWatch:
    """Looks and tells until cancelled. ways: by a name that stays the same."""

    def __init__(
        self,
        probe: Probe,
        ways: Mapping[str, Way],
        memory: Memory,
        place: Place,
        patience: Patience,
        every_s: float,
        clock: Clock,
        note: Callable[[Note], None],
        retry_s: tuple[float, ...] = RETRY_S,
    ) -> None:
        self._probe = probe
        self._ways = ways
        self._memory = memory
        self._place = place
        self._patience = patience
        self._every_s = every_s
        self._clock = clock
        self._note = note
        self._retry_s = retry_s
        kept = memory.read()
        self._watched = kept.watched
        # A way that is new need not hear of what is over.
        unheard = kept.watched.number - int(kept.watched.down)
        self._told = {name: kept.told.get(name, unheard) for name in ways}
        self._news = {name: asyncio.Event() for name in ways}

    async def run(self) -> None:
        """See the class."""
        async with asyncio.TaskGroup() as group:
            for name, way in self._ways.items():
                group.create_task(self._tell(name, way))
            while True:
                began = self._clock.monotonic()
                await self.look()
                await asyncio.sleep(max(0.0, began + self._every_s - self._clock.monotonic()))

    async def look(self) -> None:
        """Look once."""
        failed = await self._probe.look()
        before = self._watched
        self._watched = step(before, failed, self._clock.now(), self._patience)
        if failed and self._watched.row == 1 and not before.row:
            self._note(Note("hub does not answer", why=failed))
        if self._watched.number == before.number:
            return
        self._note(Note("hub is down" if self._watched.down else "hub is back", why=failed or ""))
        self._keep()
        for told in self._news.values():
            told.set()

    # Inside

    async def _tell(self, name: str, way: Way) -> None:
        """Tell one way whatever is new, for ever."""
        while True:
            self._news[name].clear()
            if self._told[name] < self._watched.number:
                await self._until_taken(name, way, self._watched)
            if self._told[name] >= self._watched.number:
                await self._news[name].wait()

    async def _until_taken(self, name: str, way: Way, watched: Watched) -> None:
        """Try until it is taken, or something newer is to be told."""
        tries = 0
        while watched.number == self._watched.number:
            why = await self._tried(name, way, news(watched, self._place))
            tries += 1
            if why is None or (way.tries_max is not None and tries >= way.tries_max):
                self._told[name] = watched.number
                self._keep()
                return
            wait_s = self._retry_s[min(tries, len(self._retry_s)) - 1]
            try:
                async with asyncio.timeout(wait_s):
                    await self._news[name].wait()
            except TimeoutError:
                continue

    async def _tried(self, name: str, way: Way, words: Words) -> str | None:
        """Tell once; give why it was not taken, or None."""
        try:
            why = await way.tell(words)
        except Exception as error:  # The others are to be told all the same.
            why = type(error).__name__
        self._note(Note("not told" if why else "told", name, why or ""))
        return why

    def _keep(self) -> None:
        self._memory.write(Kept(replace(self._watched, row=0), dict(self._told)))
