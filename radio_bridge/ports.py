"""What a channel needs of the world, as Protocols: two times, a keyer, a recorder."""

from typing import Protocol

from radio_bridge.dsp import Audio
from radio_bridge.transmit import Grant


class Clock(Protocol):
    """The bridge's two times."""

    def now_s(self) -> float:
        """Monotonic."""

    def now_ms(self) -> int:
        """UTC."""


class Keyer(Protocol):
    """What keys: `pttd`, or a simulated radio."""

    def key(self) -> None:
        """Ask for the line for the length of a lease."""

    def off(self) -> None:
        """Put the line down."""


class Recorder(Protocol):
    """Keeps what is heard and sent."""

    def begin(self, began_ms: int, grant: Grant | None) -> str:
        """Begin a recording, of a grant that is sent or of what is received; give its id."""

    def write(self, recording: str, sound: Audio) -> None:
        """Take the next samples of it."""

    def name(self, recording: str, unit: str, known_by: str) -> None:
        """Somebody has said who it is."""

    def end(self, recording: str) -> None:
        """It is over."""

    def delivered(self, recording: str) -> None:
        """The hub has it."""

    def full(self) -> bool:
        """Whether the disk takes no more."""
