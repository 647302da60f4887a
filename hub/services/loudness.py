"""How loud people are, for pages that show little of it: twice a second at most, and only news.

A phone pays for each message. A console's meters are told all ten a second, by News itself.
"""

from collections.abc import Callable, Mapping

from hub.services.ports import Clock
from hub.services.ticker import Ticker

LOOK_EVERY_S = 0.5
CHANGE_DB = 8
"""Less is no news: a phone's meter would move by a block or two."""

Levels = dict[str, int]
"""By person, -dBov of the loudest."""


class SeldomLevels:
    """Gathers what is told ten times a second, room by room."""

    def __init__(self, tell: Callable[[str, Levels], None], clock: Clock, ticker: Ticker) -> None:
        """tell: is given a room and its levels; empty when nobody is heard there any more."""
        self._tell = tell
        self._clock = clock
        self._ticker = ticker
        self._gathered: dict[str, Levels] = {}
        self._told: dict[str, Levels] = {}
        self._due: dict[str, float] = {}

    def heard(self, room: str, levels: Mapping[str, int]) -> None:
        """Note who is heard; who begins after a stillness is told at once."""
        gathered = self._gathered.setdefault(room, {})
        for person, level in levels.items():
            gathered[person] = min(level, gathered.get(person, level))
        if gathered and room not in self._due:
            self._due[room] = self._clock.monotonic()
            self._ticker.wake()

    def again(self, room: str) -> None:
        """Tell it anew at the next look: somebody came who was told nothing."""
        self._told.pop(room, None)

    def fire_due(self) -> float | None:
        """Tell what is news by now; give the next deadline."""
        now = self._clock.monotonic()
        for room in [room for room, due in self._due.items() if now >= due]:
            self._look(room, now)
        return min(self._due.values(), default=None)

    def _look(self, room: str, now: float) -> None:
        levels, told = self._gathered.pop(room, {}), self._told.get(room, {})
        if _news(levels, told):
            self._told[room] = levels
            self._tell(room, levels)
        if levels:
            self._due[room] = now + LOOK_EVERY_S
        else:
            del self._due[room]
            self._told.pop(room, None)


def _news(levels: Levels, told: Levels) -> bool:
    return levels.keys() != told.keys() or any(
        abs(level - told[person]) >= CHANGE_DB for person, level in levels.items()
    )
