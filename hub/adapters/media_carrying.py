"""Who is to be heard in other rooms than his own, as orders to the workers that have them.

Rooms come into a worker and go while somebody speaks to them: what is wanted is kept, compared
with what each worker was told last, and only what differs is said.
"""

from collections.abc import Callable, Mapping

from hub.domain.pins import Pins, spread
from hub.wire.worker import Away, Carry, Guest

STREAMS = 2**32


class Carrying:
    """The orders. `say` gives one to a worker; nothing becomes of it while that is down."""

    def __init__(
        self, pins: Pins, who: Mapping[str, str], say: Callable[[int, Carry | Guest], None]
    ) -> None:
        """who: the post of each voice."""
        self._pins, self._who, self._say = pins, who, say
        self._wanted: dict[str, tuple[str, ...]] = {}
        self._streams: dict[str, int] = {}
        self._next_stream = 0
        self._homes: dict[str, Carry] = {}
        """What the worker of each voice was told last."""
        self._hosts: dict[tuple[int, str], tuple[str, ...]] = {}
        """The rooms in which another worker was told last to let a voice be heard."""

    def carry(self, voice: str, rooms: tuple[str, ...]) -> None:
        """Let a voice be heard in these rooms too, and in no others of before."""
        if rooms:
            self._wanted[voice] = rooms
        else:
            self._wanted.pop(voice, None)
        self._order(voice)

    def forget(self, voice: str) -> None:
        """A voice leaves its worker, which forgets it by that."""
        self._wanted.pop(voice, None)
        self._homes.pop(voice, None)
        self._order(voice)
        self._streams.pop(voice, None)

    def look_again(self) -> None:
        """Rooms came into workers, or left them."""
        for voice in self._wanted:
            self._order(voice)

    def new_worker(self, worker: int) -> None:
        """There is another in the place of one that is gone: it was told nothing."""
        self._hosts = {host: rooms for host, rooms in self._hosts.items() if host[0] != worker}
        self.look_again()

    def _order(self, voice: str) -> None:
        """Say what differs; the hosts first, so that no frame comes unannounced."""
        home = self._pins.home(voice)
        if home is None:
            return
        own, others = spread(self._wanted.get(voice, ()), home, self._pins.at)
        hosts = {worker for worker, guest in self._hosts if guest == voice}
        for worker in sorted(hosts | others.keys()):
            self._host(worker, voice, others.get(worker, ()))
        before = self._homes.get(voice, Carry(peer=voice, rooms=()))
        away = tuple(Away(worker=each, stream=self._stream(voice)) for each in others)
        order = Carry(peer=voice, rooms=own, away=away)
        if order != before:
            self._homes[voice] = order
            self._say(home, order)

    def _host(self, worker: int, voice: str, rooms: tuple[str, ...]) -> None:
        if self._hosts.get((worker, voice), ()) == rooms:
            return
        if rooms:
            self._hosts[worker, voice] = rooms
        else:
            del self._hosts[worker, voice]
        stream, who = self._stream(voice), self._who[voice]
        self._say(worker, Guest(stream=stream, peer=voice, who=who, rooms=rooms))

    def _stream(self, voice: str) -> int:
        """Give the number its frames go by; one of before is not this voice for a long time."""
        if voice not in self._streams:
            self._streams[voice] = self._next_stream
            self._next_stream = (self._next_stream + 1) % STREAMS
        return self._streams[voice]
