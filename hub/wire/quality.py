"""How well the sound of a voice goes: measured by the media worker, shown to those who look."""

from pydantic import Field

from hub.wire.base import Id, Message


class Quality(Message):
    """Of the last five seconds, both ways; of each figure the worse.

    loss_share: packets lost, of 1. jitter_ms: RFC 3550 A.8. delay_ms: there and back (RFC 3550
    §6.4.1), None while the browser has not said. concealed_share: of what was played of this
    person, so much was guessed; what he hears himself only his browser knows.
    """

    loss_share: float = Field(ge=0, le=1)
    jitter_ms: float = Field(ge=0)
    delay_ms: float | None = None
    concealed_share: float = Field(ge=0, le=1)


class RoomQuality(Message):
    """Of everybody in a room who sent or reported something. Kind `quality`, to who has meters."""

    people: dict[Id, Quality]
