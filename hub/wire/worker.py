"""The control socket between the hub and its media worker: JSON lines, both ways.

The hub asks `{n, do, ...}` and gets `{n, ok: true, ...}` or `{n, ok: false, code, why}`. The
worker also tells, without `n`. End of file on the socket ends the worker.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hub.wire.base import Id, Message, Sdp


class Setup(Message):
    """First message, once: where to listen, what to tell browsers, how much to mix.

    listen: addresses to bind, one UDP socket each, all on `port` (0: any free port, the same on
    all). advertise: addresses put into answers instead of those bound (NAT); empty: the bound.
    """

    do: Literal["setup"] = "setup"
    listen: tuple[str, ...]
    advertise: tuple[str, ...] = ()
    port: int = Field(ge=0, le=65_535)
    talkers_mixed: int = Field(default=6, ge=1, le=32)


class Join(Message):
    """A peer with its offer joins a room; the room is made by its first peer."""

    do: Literal["join"] = "join"
    room: Id
    peer: Id
    sdp: Sdp


class Offer(Message):
    """A new offer of a peer that exists (ICE restart)."""

    do: Literal["offer"] = "offer"
    peer: Id
    sdp: Sdp


class Leave(Message):
    """Let a peer go; nothing more is sent to it. Unknown peers are no error."""

    do: Literal["leave"] = "leave"
    peer: Id


class Permit(Message):
    """May this peer be heard? False takes effect at once for what it sends from now on."""

    do: Literal["permit"] = "permit"
    peer: Id
    may_send: bool


class Carry(Message):
    """Let a peer be heard in these rooms too, besides its own; the others in them are lowered.

    The rooms of before are no more. It is heard in them while it may send, as in its own.
    """

    do: Literal["carry"] = "carry"
    peer: Id
    rooms: tuple[Id, ...]


class Feed(Message):
    """Send a peer its mix without a pause from now on, 20 ms by 20 ms, marked with this grant.

    For a transmitter, which asks of each packet whether it belongs to the grant it keys by: the
    number stands as the one contributing source (CSRC) of each. None: as to everybody else again.
    """

    do: Literal["feed"] = "feed"
    peer: Id
    grant: int | None = Field(default=None, ge=1, le=2**32 - 1)


class Stats(Message):
    """Ask for the worker's counters and timings since it began, or since the last `reset`."""

    do: Literal["stats"] = "stats"
    reset: bool = False


Ask = Annotated[
    Setup | Join | Offer | Leave | Permit | Carry | Feed | Stats, Field(discriminator="do")
]
ASK: TypeAdapter[Ask] = TypeAdapter(Ask)


class Ready(Message):
    """The worker is listening: join away."""

    tell: Literal["ready"] = "ready"
    port: int


class NoPort(Message):
    """The worker cannot listen there, and ends."""

    tell: Literal["no_port"] = "no_port"
    address: str
    port: int
    why: str


class Connected(Message):
    """A peer's DTLS is up: it hears, and is heard if permitted."""

    tell: Literal["connected"] = "connected"
    peer: Id


class Gone(Message):
    """A peer is no more: silent for 15 s, or it closed the connection, or DTLS failed."""

    tell: Literal["gone"] = "gone"
    peer: Id
    why: Literal["silent", "closed", "dtls_failed"]


class RoomLevels(Message):
    """Who is heard and how loud, -dBov; ten times a second, and once when all is still."""

    tell: Literal["levels"] = "levels"
    room: Id
    levels: dict[Id, int]


Tell = Annotated[Ready | NoPort | Connected | Gone | RoomLevels, Field(discriminator="tell")]
TELL: TypeAdapter[Tell] = TypeAdapter(Tell)
