"""The control socket between the hub and its media worker: JSON lines, both ways.

The hub asks `{n, do, ...}` and gets `{n, ok: true, ...}` or `{n, ok: false, code, why}`. The
worker also tells, without `n`. End of file on the socket ends the worker.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hub.wire.base import Id, Message, Sdp, Uuid
from hub.wire.quality import Quality


class Shelf(Message):
    """Where recordings are kept, and how much of that disk is left to everything else.

    notice: the file that has, or will have, the words by which a room is told that it is recorded:
    16 bit, little endian, mono, 48 kHz. Empty: it is told by tones alone. making: where this worker
    has those under way, which no other one touches; None: in `folder`. adopt: such places of
    workers there are no more.
    """

    folder: str
    leave_free_bytes: int = Field(ge=0)
    notice: str = ""
    making: str | None = None
    adopt: tuple[str, ...] = ()


class Mesh(Message):
    """Sockets to the other workers of this machine, by the number they are inherited under.

    hears: where this one is sent frames. reaches: each worker's, by its number; its own too.
    """

    hears: int = Field(ge=0)
    reaches: tuple[int, ...]


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
    shelf: Shelf | None = None
    """None: nothing is recorded."""
    mesh: Mesh | None = None
    """None: there is no other worker."""


class Join(Message):
    """A peer with its offer joins a room; the room is made by its first peer.

    who: as the index of a recording names it; None: it does not stand in there. saver: packets of
    60 ms, at half the bits, both ways.
    """

    do: Literal["join"] = "join"
    room: Id
    peer: Id
    sdp: Sdp
    who: Id | None = None
    saver: bool = False


class Offer(Message):
    """A new offer of a peer that exists (ICE restart), or that now saves data, or no longer."""

    do: Literal["offer"] = "offer"
    peer: Id
    sdp: Sdp
    saver: bool = False


class Leave(Message):
    """Let a peer go; nothing more is sent to it. Unknown peers are no error."""

    do: Literal["leave"] = "leave"
    peer: Id


class Permit(Message):
    """May this peer be heard? False takes effect at once for what it sends from now on."""

    do: Literal["permit"] = "permit"
    peer: Id
    may_send: bool


class Away(Message):
    """Another worker to which a peer's sound is sent, and the number it is known by there."""

    worker: int = Field(ge=0)
    stream: int = Field(ge=0, le=2**32 - 1)


class Carry(Message):
    """Let a peer be heard in these rooms too, besides its own; the others in them are lowered.

    The rooms and workers of before are no more. It is heard in them while it may send, as in its
    own. away: workers that have others of its rooms; each is told of it by Guest.
    """

    do: Literal["carry"] = "carry"
    peer: Id
    rooms: tuple[Id, ...]
    away: tuple[Away, ...] = ()


class Guest(Message):
    """Let a peer of another worker be heard in these rooms, and in no others of before.

    rooms: empty when it is over. who: as of Join.
    """

    do: Literal["guest"] = "guest"
    stream: int = Field(ge=0, le=2**32 - 1)
    peer: Id
    who: Id | None = None
    rooms: tuple[Id, ...]


class Feed(Message):
    """Send a peer its mix without a pause from now on, 20 ms by 20 ms, marked with this grant.

    For a transmitter, which asks of each packet whether it belongs to the grant it keys by: the
    number stands as the one contributing source (CSRC) of each. None: as to everybody else again.
    """

    do: Literal["feed"] = "feed"
    peer: Id
    grant: int | None = Field(default=None, ge=1, le=2**32 - 1)


class Record(Message):
    """Record what all in a room hear, under this id; None: no longer.

    What is recorded already under another id ends there, and the new one goes on without a gap.
    notice: a sound tells all in the room.
    """

    do: Literal["record"] = "record"
    room: Id
    recording: Uuid | None = None
    notice: bool = False


class Stats(Message):
    """Ask for the worker's counters and timings since it began, or since the last `reset`."""

    do: Literal["stats"] = "stats"
    reset: bool = False


Ask = Annotated[
    Setup | Join | Offer | Leave | Permit | Carry | Guest | Feed | Record | Stats,
    Field(discriminator="do"),
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


class PeersQuality(Message):
    """How the sound of a room's peers went in the last five seconds, of whom that is known."""

    tell: Literal["quality"] = "quality"
    room: Id
    peers: dict[Id, Quality]


class RecordingStopped(Message):
    """A recording goes on no more, and nobody asked for that.

    disk_full: less is free than is to be left. slow_disk: it did not take in time what came.
    disk_failed: it took it no more.
    """

    tell: Literal["recording_stopped"] = "recording_stopped"
    recording: Uuid
    why: Literal["disk_full", "slow_disk", "disk_failed"]


class RecordingKept(Message):
    """A recording is whole on the disk, with its index beside it. Told again by each new worker,
    until the hub has taken away the note that says so."""

    tell: Literal["recording_kept"] = "recording_kept"
    recording: Uuid
    length_ms: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    index_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    cut: bool = False
    """The worker that made it was killed."""


class RecordingsTold(Message):
    """All that workers before this one left behind was told; of any other there is nothing."""

    tell: Literal["recordings_told"] = "recordings_told"


Tell = Annotated[
    Ready
    | NoPort
    | Connected
    | Gone
    | RoomLevels
    | PeersQuality
    | RecordingStopped
    | RecordingKept
    | RecordingsTold,
    Field(discriminator="tell"),
]
TELL: TypeAdapter[Tell] = TypeAdapter(Tell)
