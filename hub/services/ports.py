"""What the services need of the world, as Protocols; the adapters and the tests' fakes fit them."""

from collections.abc import Iterable, Sequence
from typing import NewType, Protocol

from hub.domain.streams import Event
from hub.wire.live import Live

SessionId = NewType("SessionId", str)
"""One connection of one person's device. It ends when the connection is lost."""


class Clock(Protocol):
    """Two kinds of time, in seconds."""

    def now(self) -> float:
        """UTC, for what people are shown."""

    def monotonic(self) -> float:
        """For deadlines; never goes back."""


class Media(Protocol):
    """The media workers. What is said of a room or voice arrives in the order it was said."""

    def serves(self, room: str) -> bool:
        """Is there a worker that is ready for this room?"""

    async def join(self, room: str, voice: str, sdp: str, who: str, *, saver: bool = False) -> str:
        """Bring a voice into a room by its offer, unheard; give the answer. BadSdp, MediaDown.

        who: the post, as recordings name it. saver: packets of 60 ms, at half the bits. One that
        did not come in is let go by `leave` all the same.
        """

    async def offer(self, voice: str, sdp: str, *, saver: bool = False) -> str:
        """Give the answer to a new offer of a voice that exists. BadSdp, MediaDown, NoSuchVoice."""

    def leave(self, voice: str) -> None:
        """Let a voice go. Not waited for; a voice it does not know is no error."""

    def permit(self, voice: str, may_send: bool) -> None:
        """Let a voice be heard, or not. Not waited for, and nothing while there is no worker."""

    async def settled(self, voice: str) -> None:
        """Wait until all that was said of a voice up to here is done. MediaDown."""

    def carry(self, voice: str, rooms: Sequence[str]) -> None:
        """Let a voice be heard in these rooms too, and in no others of before. Not waited for."""

    def feed(self, voice: str, grant: int | None) -> None:
        """Send a transmitter its mix without a pause, marked with a grant, or no longer."""

    def record(self, room: str, recording: str | None, notice: bool) -> None:
        """Record a room under this id, or no longer; with a sound that says so. Not waited for."""


class Announcer(Protocol):
    """Tells pages what happened. Never waits; a page that is gone is no error."""

    def tell(
        self, sessions: Iterable[SessionId], message: Live, *, newest_only: bool = False
    ) -> None:
        """Send to each in the order of the calls.

        newest_only: an older one of this kind and room that was not yet sent is dropped, and so
        is this one for a page that is slow to read.
        """

    def events(self, sessions: Iterable[SessionId], events: Sequence[Event]) -> None:
        """Send each of them, in order, to each session; never drops one.

        A page that does not take what it was given is cut off: it comes back and asks from its
        cursor.
        """
