"""Who is heard in other rooms than his own, in this worker and in others, tick by tick."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from hub.media.guests import Guest, Guests, Said
from hub.media.mesh import Mesh
from hub.media.mixer import Frame


@dataclass(frozen=True, slots=True)
class _Way:
    """Where one peer is heard besides its own room: rooms here; workers, with his stream there."""

    rooms: frozenset[str]
    away: tuple[tuple[int, int], ...]


class Carries:
    """Those of a worker. mesh: to the other workers; None when there is none."""

    def __init__(self, mesh: Mesh | None = None) -> None:
        self._mesh = mesh
        self._ways: dict[str, _Way] = {}
        self._guests = Guests()
        self._heard: list[tuple[frozenset[str], Guest]] = []
        self.order = self._guests.order
        """Let somebody of another worker be heard here; see Guests."""

    @property
    def guests_expected(self) -> bool:
        """Somebody of another worker may be heard here at any moment."""
        return self._guests.expected

    @property
    def names(self) -> Collection[str]:
        """The peers here that are heard elsewhere too."""
        return self._ways.keys()

    @property
    def dropped(self) -> int:
        """Frames for another worker that it had no place for."""
        return self._mesh.dropped if self._mesh else 0

    def carry(self, name: str, rooms: Collection[str], away: Sequence[tuple[int, int]]) -> None:
        """Let a peer be heard there, and nowhere else of before. away: workers and streams."""
        if rooms or away:
            self._ways[name] = _Way(frozenset(rooms), tuple(away))
        else:
            self.forget(name)

    def forget(self, name: str) -> None:
        """A peer is gone."""
        self._ways.pop(name, None)

    def drain(self) -> None:
        """Take in what other workers have sent."""
        if self._mesh is not None:
            self._mesh.drain(self._guests.put)

    def exchange(self, due_s: float, frames: Iterable[Frame]) -> None:
        """Hand out what peers here said in this tick, and take what guests did."""
        self._heard = []
        for frame in frames:
            way = self._ways.get(frame.peer.name)
            if way is None:
                continue
            self._heard.append((way.rooms, guest_of(frame)))
            for worker, stream in way.away:
                assert self._mesh is not None, worker
                said = Said(due_s, frame.peer.inbound.level, frame.audio)
                self._mesh.send(worker, stream, said)
        self._guests.tick(due_s)

    def guests(self, room: str) -> list[Guest]:
        """Give who is heard in a room from another one."""
        here = [guest for rooms, guest in self._heard if room in rooms]
        return here + self._guests.of(room)

    def close(self) -> None:
        """Let go of the sockets."""
        if self._mesh is not None:
            self._mesh.close()


def guest_of(frame: Frame) -> Guest:
    """Give a frame as other rooms of this worker hear it."""
    peer = frame.peer
    return Guest(peer.name, peer.who, peer.inbound.level, frame.audio)
