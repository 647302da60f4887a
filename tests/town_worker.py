"""The media workers as a whole hub in memory sees them; they do no sound."""

import asyncio
from collections.abc import Collection, Sequence

from hub.domain.refusals import BadSdp, MediaDown


class FakeWorker:
    """The media workers as the hub sees them: who is in which room, and who may be heard."""

    def __init__(self, told: list[str]) -> None:
        self.down: frozenset[str] = frozenset()
        """Rooms whose worker is gone."""
        self.lost: set[str] = set()
        self.rooms: dict[str, str] = {}
        self.permitted: set[str] = set()
        self.carried: dict[str, set[str]] = {}
        self.fed: dict[str, int | None] = {}
        self.recording: dict[str, str] = {}
        self.slow: asyncio.Event | None = None
        self._told = told

    def serves(self, room: str) -> bool:
        return room not in self.down

    async def join(self, room: str, voice: str, sdp: str, who: str, *, saver: bool = False) -> str:
        if self.slow:
            await self.slow.wait()
        if not self.serves(room):
            raise MediaDown
        if sdp == "nonsense":
            raise BadSdp
        self.rooms[voice] = room
        self._told.append(f"worker: join {voice}")
        return f"answer to {sdp}"

    async def offer(self, voice: str, sdp: str, *, saver: bool = False) -> str:
        if self.slow:
            await self.slow.wait()
        self._told.append(f"worker: offer {voice}")
        return f"answer to {sdp}"

    def leave(self, voice: str) -> None:
        self.rooms.pop(voice, None)
        self.permitted.discard(voice)
        self._told.append(f"worker: leave {voice}")

    def permit(self, voice: str, may_send: bool) -> None:
        if voice in self.lost:
            return
        assert voice in self.rooms, f"permit for {voice}, which is not there"
        (self.permitted.add if may_send else self.permitted.discard)(voice)
        self._told.append(f"worker: {'permit' if may_send else 'forbid'} {voice}")

    async def settled(self, voice: str) -> None:
        pass

    def carry(self, voice: str, rooms: Sequence[str]) -> None:
        self.carried[voice] = set(rooms)
        self._told.append(f"worker: carry {voice} to {', '.join(rooms) or 'none'}")

    def feed(self, voice: str, grant: int | None) -> None:
        self.fed[voice] = grant
        self._told.append(f"worker: feed {voice} {grant or 'no more'}")

    def record(self, room: str, recording: str | None, notice: bool) -> None:
        if not self.serves(room):
            return
        self._told.append(f"worker: record {room} {'with notice' if notice else ''}".strip())
        if recording is None:
            self.recording.pop(room, None)
        else:
            self.recording[room] = recording

    def die(self, rooms: Collection[str]) -> None:
        """The worker of these rooms is gone, and all that was in it."""
        gone = {voice for voice, room in self.rooms.items() if room in rooms}
        self.down |= frozenset(rooms)
        self.lost |= gone
        self.permitted -= gone
        self.rooms = {voice: self.rooms[voice] for voice in self.rooms.keys() - gone}
        self.carried = {voice: self.carried[voice] for voice in self.carried.keys() - gone}
        self.fed = {voice: self.fed[voice] for voice in self.fed.keys() - gone}
        self.recording = {r: self.recording[r] for r in self.recording.keys() - set(rooms)}
