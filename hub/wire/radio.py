"""The radio on the wire: what its bridge reports, and what a room sees of its channel.

A bridge signs in with a device token of one channel. Sound goes by WebRTC like everybody's; what
stands here goes by socket.io. Times of a bridge are by its own clock, in UTC milliseconds.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Id, Message, Uuid

UNIT_PATTERN = r"^[0-9A-F]{0,8}$"

UnitNumber = Annotated[str, StringConstraints(pattern=UNIT_PATTERN)]
"""A unit as its radio says it: `101` by DTMF, `00A7` by MDC1200. Empty: not known."""

Said = Literal["present", "help", "coming", "emergency"]

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
]
"""What is wrong at the radio."""

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
    in dBFS, -120 for silence.
    """

    on_air: OnAir = "off"
    grant: int | None = Field(default=None, ge=1)
    carrier: bool = False
    latched: bool = False
    left_s: float | None = Field(default=None, ge=0, le=600)
    sent_dbfs: float = Field(default=-120.0, ge=-200, le=20)
    received_dbfs: float = Field(default=-120.0, ge=-200, le=20)
    alarms: tuple[Alarm, ...] = Field(default=(), max_length=16)


class Recording(Message):
    """One finished transmission, as the bridge recorded it.

    talker: the post the hub named in its grant (`sent`). unit: who it was on the radio
    (`received`). The file itself follows in its own time; `bytes` and `sha256` are of it.
    """

    id: Uuid
    direction: Literal["received", "sent"]
    began_ms: int = Field(ge=0)
    length_ms: int = Field(ge=0)
    talker: Id | None = None
    unit: UnitNumber = ""
    known_by: KnownBy = "nobody"
    grant: int | None = Field(default=None, ge=1)
    mime: Literal["audio/ogg", "audio/wav"] = "audio/ogg"
    bytes: int = Field(ge=0)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
