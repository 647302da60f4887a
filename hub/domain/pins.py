"""Which media worker has which room: the one with the fewest voices when a room's first one comes.

A room stays where it is while anybody is in it or it is recorded, also while its worker is being
replaced: what is in one worker cannot be taken over by another. Pure.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable


class Pins:
    """Rooms, and the voices and recordings that hold them in their worker."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {}
        self._room_of: dict[str, str] = {}
        self._recorded: set[str] = set()

    def at(self, room: str) -> int | None:
        """Give the worker a room is in; None while nothing holds it anywhere."""
        return self._at.get(room)

    def home(self, voice: str) -> int | None:
        """Give the worker a voice is in."""
        room = self._room_of.get(voice)
        return None if room is None else self._at[room]

    def on(self, worker: int) -> frozenset[str]:
        """Give the rooms of a worker."""
        return frozenset(room for room, at in self._at.items() if at == worker)

    def choose(self, room: str, ready: Collection[int]) -> int | None:
        """Give the worker a room is in or would be put into; None when none is ready."""
        if room in self._at:
            return self._at[room]
        voices = Counter(self._at[each] for each in self._room_of.values())
        return min(ready, key=lambda worker: (voices[worker], worker), default=None)

    def enter(self, voice: str, room: str, worker: int) -> None:
        """A voice comes into a room, which `choose` gave this worker."""
        assert self._at.get(room, worker) == worker, (room, worker)
        self._at[room] = worker
        self._room_of[voice] = room

    def leave(self, voice: str) -> None:
        """A voice is gone; one that is not here is no error."""
        room = self._room_of.pop(voice, None)
        if room is not None:
            self._let_go(room)

    def record(self, room: str, worker: int | None) -> None:
        """A room is recorded, in this worker; None: no longer."""
        if worker is None:
            self._recorded.discard(room)
            self._let_go(room)
            return
        assert self._at.get(room, worker) == worker, (room, worker)
        self._at[room] = worker
        self._recorded.add(room)

    def _let_go(self, room: str) -> None:
        if room not in self._recorded and room not in self._room_of.values():
            self._at.pop(room, None)


def spread(
    rooms: Iterable[str], home: int, at: Callable[[str], int | None]
) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """Say where somebody is to be heard: in which rooms of his own worker, and of which others.

    at: gives the worker of a room. One that is in none counts to his own: nobody is in it.
    """
    own: tuple[str, ...] = ()
    others: dict[int, tuple[str, ...]] = {}
    for room in rooms:
        worker = at(room)
        if worker is None or worker == home:
            own = (*own, room)
        else:
            others[worker] = (*others.get(worker, ()), room)
    return own, others
