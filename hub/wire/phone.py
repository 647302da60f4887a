"""The pipe between the hub and its phone worker: JSON lines, commands one way, news the other.

End of file on the worker's side ends every call and the worker. What a call is to say lies in
files: 16-bit samples, mono, 8000 a second, no header.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from hub.wire.base import Id, Message

SAMPLE_RATE_HZ = 8_000
Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,24}$")]
"""As it is dialled: checked and written for the trunk by the hub."""
Key = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")]
Port = Annotated[int, Field(ge=0, le=65_535)]
Seconds = Annotated[float, Field(gt=0, le=600)]

CallOutcome = Literal["answered", "busy", "rejected", "no_answer", "cancelled", "failed"]
"""answered: somebody, or something (voicemail), took the call. Only a key is a human being."""
CallReason = Literal[
    "key",
    "no_key",
    "hung_up",
    "cancelled",
    "busy",
    "rejected",
    "no_answer",
    "no_reply",
    "unreachable",
    "wrong_account",
    "refused",
    "bad_number",
    "codec",
    "pbx",
    "no_line",
    "no_speech",
]
"""key, no_key, hung_up: how an answered call ended. no_reply: the PBX never said that it rings.
no_line: all lines are taken. pbx: whatever else the PBX refused with; its status says more."""


class Account(Message):
    """Who we are at the PBX. `server`: where it is reached, host[:port]; empty: at `domain`.

    register_s: 0, or how often we tell the PBX where we are, where it wants that.
    """

    user: str
    domain: str
    password: str = ""
    auth_user: str | None = None
    server: str = ""
    display_name: str = ""
    register_s: Annotated[int, Field(ge=0, le=86_400)] = 0


class Limits(Message):
    """How long is waited, in seconds, for each step of a call."""

    reply_s: Seconds = 6.0
    """Until the PBX says that it rings."""
    ring_s: Seconds = 28.0
    call_s: Seconds = 60.0
    """From the dialling to the end, whatever happens."""
    word_s: Seconds = 6.0
    """After a key: until the hub says what is to be said to it."""
    parting_s: Seconds = 12.0
    """For that to be said."""
    goodbye_s: Seconds = 3.0
    """After we hung up: until the PBX confirms."""


class Setup(Message):
    """First message, once. listen: an address of this machine; None: whichever leads to the PBX."""

    do: Literal["setup"] = "setup"
    account: Account
    limits: Limits = Limits()
    listen: str | None = None
    port: Port = 0
    rtp_ports: tuple[Port, Port] = (18_000, 18_999)
    calls_max: Annotated[int, Field(ge=1, le=64)] = 4


class Dial(Message):
    """Ring a number; once somebody is there, say what lies in the file, again and again.

    answers: keys that are an answer. repeat: the key that begins it anew.
    """

    do: Literal["dial"] = "dial"
    call: Id
    number: Number
    say: str
    answers: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,12}$")] = "12"
    repeat: Key = "3"


class Word(Message):
    """What is said to the key that was pressed, once the answer is kept; then it hangs up."""

    do: Literal["word"] = "word"
    call: Id
    say: str


class HangUp(Message):
    """Let a call be. A call that is over is no error."""

    do: Literal["hang_up"] = "hang_up"
    call: Id


PhoneAsk = Annotated[Setup | Dial | Word | HangUp, Field(discriminator="do")]
PHONE_ASK: TypeAdapter[PhoneAsk] = TypeAdapter(PhoneAsk)


class PhoneReady(Message):
    """Dial away."""

    tell: Literal["ready"] = "ready"


class PhoneBroken(Message):
    """It cannot be set up like this, and the worker ends."""

    tell: Literal["broken"] = "broken"
    why: str


class Registered(Message):
    """The PBX took where we are, or did not. Only where we register."""

    tell: Literal["registered"] = "registered"
    ok: bool
    status: int | None = None


class CallNews(Message):
    """A call came to its next stage."""

    tell: Literal["call"] = "call"
    call: Id
    stage: Literal["trying", "ringing", "answered"]


class KeyPressed(Message):
    """A key that is an answer: the only proof that somebody heard us. Once a call."""

    tell: Literal["key"] = "key"
    call: Id
    key: Key


class Ended(Message):
    """A call is over. Always said, once. status: the PBX's own code, where it gave one."""

    tell: Literal["ended"] = "ended"
    call: Id
    outcome: CallOutcome
    reason: CallReason
    status: int | None = None
    key: Key | None = None


PhoneTell = Annotated[
    PhoneReady | PhoneBroken | Registered | CallNews | KeyPressed | Ended,
    Field(discriminator="tell"),
]
PHONE_TELL: TypeAdapter[PhoneTell] = TypeAdapter(PhoneTell)
