"""What is kept of recordings, as the services see it: their rows, and their files."""

from typing import Protocol

from hub.domain.recording import Recording, Rule


class Recordings(Protocol):
    """The rows."""

    async def rules(self) -> list[Rule]:
        """Give those of all rooms that have one."""

    async def save_rule(self, rule: Rule) -> None:
        """Put it in the place of the room's one before."""

    async def add(self, recording: Recording) -> None:
        """Note a new one."""

    async def get(self, recording_id: str) -> Recording | None:
        """Give one."""

    async def save(self, recording: Recording) -> None:
        """Put it in the place of the one with its id."""

    async def under_way(self) -> list[Recording]:
        """Give those that are not whole yet."""

    async def of_room(self, room: str, before_ms: int | None, limit: int) -> list[Recording]:
        """Give a room's, the newest first; before_ms: only such as began before."""

    async def between(self, room: str, since_ms: int, until_ms: int) -> list[Recording]:
        """Give a room's that can be heard of a span of time, or of some of it."""

    async def over(self, now_ms: int) -> list[Recording]:
        """Give those that are kept and whose time is over."""


class RecordingShelf(Protocol):
    """The files. What is not there is no error."""

    async def index(self, recording_id: str) -> list[str]:
        """Give the lines of an index."""

    async def taken(self, recording_id: str) -> None:
        """Remove the worker's note: what it says is saved."""

    async def drop(self, recording_id: str) -> None:
        """Remove sound and index."""
