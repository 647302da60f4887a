"""What stands between the radio and the hub: two Protocols, and what they hand each other.

The bridge beside the radio implements FromHub, the link to the hub implements ToHub; neither
knows how the other does it. All of it is called in the bridge's event loop, never waits and never
raises. Times are monotonic seconds of the bridge, but `_ms`, which is UTC for records.

A grant is the hub's number for one talk; the next has a higher one. It is void 500 ms after the
last `renewed`, whatever the hub said before, and whoever keys by it needs its sound as well.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hub.wire.radio import RadioPrepared, RadioSaid, Recording, Signal, Status

RENEW_S = 0.2
"""How often the hub renews a grant."""
LEASE_S = 0.5
"""A grant not renewed for so long is void."""
FRAME = 960
"""Samples of one packet or block: 20 ms at 48 kHz."""


@dataclass(frozen=True, slots=True)
class Packet:
    """20 ms of Opus as it came.

    sequence: 16 bits, timestamp: 32 bits at 48 kHz; both go on from grant to grant and wrap.
    came_s: monotonic, when it came. late_s: how much longer it was under way than the fastest of
    the last minutes, so its sound is `late_s` and what has gone by since `came_s` old.
    """

    payload: bytes
    sequence: int
    timestamp: int
    came_s: float
    late_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finished recording: what is said of it, and where its file is.

    The file is read in the background, and may be deleted by whoever made it once `delivered` says
    so, or when the disk needs the room: then the hub is told that it is lost.
    """

    said: Recording
    path: Path


class FromHub(Protocol):
    """What the hub says to the radio; the bridge implements it."""

    def link_up(self, up: bool) -> None:
        """The hub is there, or no longer: at most 500 ms after its last sign of life."""

    def granted(
        self, grant: int, talker: str, limit_s: float, over_radio: bool = False, say: str = ""
    ) -> None:
        """The hub gives the air to a talker, for `limit_s` at most.

        over_radio: an emergency, to be sent although a carrier is heard. say: no sound comes, the
        bridge speaks what it made ready by that name.
        """

    def say(self, name: str, text: str) -> None:
        """Make this ready to be spoken, and say `prepared`."""

    def hub_is_ahead(self, seconds: float) -> None:
        """By so much the hub's clock is ahead of this machine's."""

    def renewed(self, grant: int) -> None:
        """The grant still holds: every 200 ms. One that was long under way is not handed on."""

    def ended(self, grant: int) -> None:
        """The grant is over. None comes for one that ran out of its lease."""

    def sound(self, grant: int, packet: Packet) -> None:
        """Sound of that grant: a packet every 20 ms, in order, whether anybody speaks or not."""

    def delivered(self, recording: str) -> None:
        """The hub has this recording with its file: it may be deleted here."""


class ToHub(Protocol):
    """What the radio says to the hub; the link implements it."""

    def carrier(self, open: bool, at_ms: int) -> None:
        """The receiver hears somebody, or no longer. Said at each change is enough."""

    def received(self, pcm: NDArray[np.float32]) -> None:
        """(960,) samples of what is heard while the carrier is open, pre-roll first, at once."""

    def signalled(self, signal: Signal) -> None:
        """A decoder heard something; kept on disk until the hub has it."""

    def status(self, status: Status) -> None:
        """How the radio is now; say it at each change, and ten times a second for the meters."""

    def prepared(self, said: RadioPrepared) -> None:
        """A speech is ready, or cannot be made. Of no use to a later connection."""

    def said(self, said: RadioSaid) -> None:
        """What was granted to be spoken is over, and how."""

    def recorded(self, transmission: Recorded) -> None:
        """A recording is finished; told and uploaded when there is time, once."""
