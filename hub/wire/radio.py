"""The radio on the wire: what its bridge reports, and what a room sees of its channel.

A bridge signs in with a device token of one channel. Sound goes by WebRTC like everybody's; what
stands here goes by socket.io. Times of a bridge are by its own clock, in UTC milliseconds.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Request, Uuid

UNIT_PATTERN = r"^[0-9A-F]{0,8}$"

UnitNumber = Annotated[str, StringConstraints(pattern=UNIT_PATTERN)]
"""A unit as its radio says it: `101` by DTMF, `00A7` by MDC1200. Empty: not known."""

Kind = Literal["poc", "isr", "krap", "amatir"]
"""By what licence the radio is on the air; the last two are never sent from here."""

Said = Literal["present", "help", "coming", "emergency"]

SAY_MAX_CHARS = 900
SayText = Annotated[str, StringConstraints(max_length=SAY_MAX_CHARS)]

KnownBy = Literal["grant", "dtmf", "mdc1200", "five_tone", "nobody"]
"""How it is known who talked: the hub's own grant, a signal of the radio, or not at all."""

Alarm = Literal[
    "card_lost",
    "card_silent",
    "keyer_lost",
    "port_lost",
    "stuck_receiver",
    "clipping",
    "clock_off",
    "disk_full",
    "hot",
    "no_speech",
]
"""What is wrong at the radio. no_speech: it has no voice to say what the hub asks for."""

SayKind = Literal["call", "read_back", "identify"]
"""A summons by name, an answer read back, the station's own name."""
SayFailed = Literal["", "no_speech", "too_long"]
SayEnd = Literal["", "cut", "lease", "limit", "keyer", "card", "forbidden", "unknown"]
"""Empty: all of it was on the air. unknown: the bridge has no such speech any more."""

OnAir = Literal["off", "asked", "keyed", "heard"]
"""asked: the hub gave the air. keyed: the keyer confirms its line. heard: on the loop-back too."""


class Signal(Message):
    """What a decoder heard, as the bridge keeps it until the hub has it.

    kind: `answer` (DTMF: `unit` may be empty for whoever was called), `mdc1200` (`name` as
    `ptt_id`), `ctcss` (`tone_hz`), `five_tone`, or `unrecognised` with its `reason`.
    transmission: the recording in which it was heard.
    """

    id: Uuid
    heard_ms: int = Field(ge=0)
    kind: Literal["answer", "mdc1200", "ctcss", "five_tone", "unrecognised"]
    unit: UnitNumber = ""
    said: Said | None = None
    digits: Annotated[str, StringConstraints(pattern=r"^[0-9A-D*#]{0,20}$")] = ""
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,32}$")] = ""
    called: UnitNumber = ""
    status: int | None = Field(default=None, ge=0, le=15)
    tone_hz: float | None = Field(default=None, ge=0, le=4_000)
    reason: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,32}$")] = ""
    transmission: Uuid | None = None


class Status(Message):
    """How the radio is now; the newest is all that counts.

    grant: the hub's, while the air is asked for. left_s: until the time-out timer cuts it off;
    None: nothing counts down. latched: cut off by the timer, until the source has let go. Levels
    in dBFS, -120 for silence. receive_only: it has nothing to key a transmitter with.
    """

    on_air: OnAir = "off"
    receive_only: bool = False
    grant: int | None = Field(default=None, ge=1)
    carrier: bool = False
    latched: bool = False
    left_s: float | None = Field(default=None, ge=0, le=600)
    sent_dbfs: float = Field(default=-120.0, ge=-200, le=20)
    received_dbfs: float = Field(default=-120.0, ge=-200, le=20)
    alarms: tuple[Alarm, ...] = Field(default=(), max_length=32)


class Recording(Message):
    """One finished transmission, as the bridge recorded it.

    talker: the post the hub named in its grant (`sent`). unit: who it was on the radio
    (`received`). words: what the bridge spoke itself. The file itself follows in its own time;
    `bytes` and `sha256` are of it. lost: why there never will be one.
    """

    id: Uuid
    direction: Literal["received", "sent"]
    began_ms: int = Field(ge=0)
    length_ms: int = Field(ge=0)
    talker: Id | None = None
    unit: UnitNumber = ""
    known_by: KnownBy = "nobody"
    grant: int | None = Field(default=None, ge=1)
    words: Annotated[str, StringConstraints(max_length=SAY_MAX_CHARS)] = ""
    lost: Literal["", "disk_full"] = ""
    mime: Literal["audio/ogg", "audio/wav"] = "audio/ogg"
    bytes: int = Field(ge=0)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# What a bridge asks


class RadioHello(Message):
    """I am the bridge of this channel, I think. `not_a_member`: the token is of another one."""

    channel: Id


class RadioWelcome(Done):
    """What the hub knows of the channel; `transmits`: it may send at all; `served`: another bridge
    is there and well."""

    channel: Id
    name: str
    kind: Kind
    transmits: bool
    served: bool = False
    time_ms: int


class RadioCarrier(Message):
    """The receiver hears somebody: I have the floor from now on, and hold it by `ptt:held`; or no
    longer. Each opening has a higher `request`. emergency: a radio in need, said at any time."""

    voice: Id
    request: Request
    open: bool
    emergency: bool = False


class RadioStatus(Message):
    """How the radio is now: at each change, and a few times a second while a meter moves."""

    status: Status


class RadioSignal(Message):
    """A decoder heard something. Durable: sent again until it is acknowledged."""

    signal: Signal


class RadioRecorded(Message):
    """A transmission is recorded. Durable. `file`: it was brought before; none: it is lost."""

    recording: Recording
    file: Uuid | None = None


class RadioPrepared(Message):
    """What was to be said is ready, or cannot be: `failed`. With `text` it is the bridge's own
    (the station's name), for which it asks the air."""

    id: Uuid
    length_s: float = Field(ge=0, le=600)
    failed: SayFailed = ""
    text: SayText = ""


class RadioSaid(Message):
    """What was granted is over at the transmitter, and how."""

    id: Uuid
    end: SayEnd


# What the hub tells a bridge


class RadioSay(Message):
    """Make this ready to be spoken. Kind `say`, only to the channel's bridge.

    It goes on the air by a grant with this id and no other way. The newest replaces the one before.
    """

    id: Uuid
    kind: SayKind
    text: SayText


class RadioGrant(Message):
    """The air is given, renewed or taken back. Kind `grant`, only to the channel's bridge.

    renewed: every 200 ms; a grant not renewed for 500 ms is void. `at_ms` is of the hub's own
    steady clock: by it a bridge sees what was long under way. say: the bridge speaks that itself;
    no sound comes from the worker.
    """

    grant: int
    state: Literal["granted", "renewed", "ended"]
    at_ms: int
    talker: Id | None = None
    limit_s: float | None = None
    over_radio: bool = False
    say: Uuid | None = None


# What people see, and ask


class Says(Message):
    """What the hub itself says on the air."""

    id: Uuid
    kind: SayKind
    text: SayText


class UnitCard(Message):
    """A unit by its number: whose it is, as the channel's register has it."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{1,8}$")]
    post: Id | None = None
    name: Annotated[str, StringConstraints(max_length=80)] = ""


class RadioNow(Message):
    """The radio of a room, or of the channel it is patched to. Kind `radio`.

    up: its bridge is here and hears. until_ms: when the time-out timer cuts off. heard: who keys,
    as far as the radio says it. patches: the rooms under this channel's floor. says: what the hub
    speaks on the air just now, which nobody hears in the rooms. receive_only: by its licence, or
    because its bridge has no key; nobody gets its floor.
    """

    channel: Id
    kind: Kind
    up: bool
    receive_only: bool = False
    on_air: OnAir = "off"
    carrier: bool = False
    latched: bool = False
    until_ms: int | None = None
    sent_dbfs: float = -120.0
    received_dbfs: float = -120.0
    alarms: tuple[Alarm, ...] = ()
    heard: UnitCard | None = None
    says: Says | None = None
    patches: tuple[Id, ...] = ()


class TokenCard(Message):
    """A token of a channel's bridge; its secret was shown once."""

    id: Id
    label: str
    issued_ms: int
    revoked_ms: int | None = None


class ChannelCard(Message):
    """A radio channel, its units, and the tokens that were ever issued for it."""

    room: Id
    kind: Kind
    now: RadioNow
    units: tuple[UnitCard, ...]
    tokens: tuple[TokenCard, ...]


class RadioList(Message):
    """Administrators, operators, the mayor: all channels."""


class RadioChannels(Done):
    """All channels."""

    channels: tuple[ChannelCard, ...]


class RadioSave(Message):
    """Administrators: make a push-to-talk room a radio channel, or change its licence."""

    room: Id
    kind: Kind


class RadioRemove(Message):
    """Administrators: the room has no radio any more; its tokens are revoked."""

    room: Id


class RadioToken(Message):
    """Administrators: a token for the bridge of a channel."""

    room: Id
    label: Annotated[str, StringConstraints(max_length=80)]


class RadioTokenIssued(Done):
    """`secret` is told this once."""

    id: Id
    secret: str


class RadioRevoke(Message):
    """Administrators: this token is good for nothing any more; its bridge is cut off."""

    token: Id


class RadioUnits(Message):
    """Administrators: the whole unit register of a channel."""

    room: Id
    units: Annotated[tuple[UnitCard, ...], Field(max_length=1_000)]


class RadioName(Message):
    """Operators: put a number that no register knows into the channel's, as it was heard."""

    room: Id
    unit: UnitCard


class PatchMake(Message):
    """Operator and mayor: put a room under a channel's floor."""

    room: Id
    channel: Id


class PatchCut(Message):
    """Operator and mayor: take a room out again; without one, all rooms from all channels."""

    room: Id | None = None


RADIO_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "radio:hello": (RadioHello, RadioWelcome),
    "radio:carrier": (RadioCarrier, Done),
    "radio:status": (RadioStatus, Done),
    "radio:signal": (RadioSignal, Done),
    "radio:recorded": (RadioRecorded, Done),
    "radio:prepared": (RadioPrepared, Done),
    "radio:said": (RadioSaid, Done),
    "radio:list": (RadioList, RadioChannels),
    "radio:save": (RadioSave, Done),
    "radio:remove": (RadioRemove, Done),
    "radio:token": (RadioToken, RadioTokenIssued),
    "radio:revoke": (RadioRevoke, Done),
    "radio:units": (RadioUnits, Done),
    "radio:name": (RadioName, Done),
    "patch:make": (PatchMake, Done),
    "patch:cut": (PatchCut, Done),
}

BRIDGE_COMMANDS = frozenset(
    {
        "link:echo",
        "voice:join",
        "voice:offer",
        "voice:leave",
        "ptt:held",
        "radio:hello",
        "radio:carrier",
        "radio:status",
        "radio:signal",
        "radio:recorded",
        "radio:prepared",
        "radio:said",
    }
)
"""All that a bridge may ask; a stolen token opens nothing else."""
