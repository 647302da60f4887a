"""Health of the sound card: what PortAudio does not say when a card goes.

A card that is pulled out may leave the stream "active", its callbacks coming and its sound going
nowhere. So three things are watched: that blocks come, that the card is there for the kernel (or
for the sound server), and that what it captures is not one and the same number. On the loop-back,
where there is one, that what is sent is heard.

Pure: times are monotonic seconds, given by the caller.
"""

from hub.wire.radio import Alarm
from radio_bridge.dsp import Audio
from radio_bridge.dsp.meter import clipped, flat

STALLED_S = 0.7
"""No block for so long: the card has stopped."""
BEGINNING_S = 3.0
"""A card may take so long until its blocks come in time: sound servers do."""
STEADY_S, GAP_S = 0.2, 0.15
"""Blocks that come for so long, without such a gap, are a beat."""
HEARD_DBFS, SENT_DBFS = -55.0, -40.0
DEAF_S = 0.8
"""Sound is sent for so long, and the loop-back hears none of it."""
CLIPPING_S = 2.0
"""How long the alarm stays after a clipped block."""


class Health:
    """One card. flat_line_s: 0: silence may be exact here."""

    def __init__(self, flat_line_s: float) -> None:
        self._flat_line_s = flat_line_s
        self._block_s: float | None = None
        self._opened_s = self._steady_s = 0.0
        self._steady = False
        self._flat_since_s: float | None = None
        self._sent_since_s: float | None = None
        self._loop_s: float | None = None
        self._clipped_s = float("-inf")
        self.present = True
        """What the presence watch says."""
        self.running = False
        """The stream has been opened, and has not ended by itself."""
        self.clock_off = self.hot = False
        """Of the machine itself: set by whoever looks."""

    def opened(self, now_s: float) -> None:
        """The card is open."""
        self.running, self._block_s, self._steady = True, None, False
        self._opened_s = now_s
        self._flat_since_s = self._sent_since_s = None

    def begins(self, now_s: float) -> bool:
        """Whether a card that was just opened may still find its beat."""
        return self.running and not self._steady and now_s < self._opened_s + BEGINNING_S

    def lost(self) -> None:
        """The stream has ended, or was closed."""
        self.running = False

    def block(self, raw: Audio, now_s: float, *, deaf: bool) -> None:
        """A block came from the card. deaf: what it holds is our own transmission."""
        if self._block_s is None or now_s - self._block_s >= GAP_S:
            self._steady_s = now_s
        self._steady = self._steady or now_s - self._steady_s >= STEADY_S
        self._block_s = now_s
        if not deaf and clipped(raw):
            self._clipped_s = now_s
        if not self._flat_line_s or not flat(raw):
            self._flat_since_s = None
        elif self._flat_since_s is None:
            self._flat_since_s = now_s

    def looped(self, level_dbfs: float, now_s: float) -> None:
        """The loop-back heard so much."""
        if level_dbfs >= HEARD_DBFS:
            self._loop_s = now_s

    def sent(self, level_dbfs: float, now_s: float, *, keyed: bool) -> None:
        """So much went out to the card."""
        if not keyed or level_dbfs < SENT_DBFS:
            self._sent_since_s = None
        elif self._sent_since_s is None:
            self._sent_since_s = now_s

    def heard(self, now_s: float) -> bool:
        """Whether the loop-back hears us."""
        return self._loop_s is not None and now_s - self._loop_s < DEAF_S

    def card(self, now_s: float) -> Alarm | None:
        """Give what is wrong with the card, or None: it may be sent by."""
        if not self.running or not self.present:
            return "card_lost"
        if not self._steady or self._block_s is None or now_s - self._block_s >= STALLED_S:
            return "card_lost"
        if self._flat_since_s is not None and now_s - self._flat_since_s >= self._flat_line_s:
            return "card_silent"
        return None

    def deaf(self, now_s: float) -> bool:
        """Whether the loop-back, which was heard before, does not hear what is sent."""
        if self._loop_s is None or self._sent_since_s is None:
            return False
        return now_s - max(self._sent_since_s, self._loop_s) >= DEAF_S

    def around(self) -> tuple[Alarm, ...]:
        """Give what is wrong with the machine; it goes on transmitting."""
        wrong: tuple[tuple[bool, Alarm], ...] = ((self.clock_off, "clock_off"), (self.hot, "hot"))
        return tuple(alarm for is_so, alarm in wrong if is_so)

    def clipping(self, now_s: float) -> bool:
        """Whether the card's input is too loud."""
        return now_s - self._clipped_s < CLIPPING_S
