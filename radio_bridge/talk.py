"""One talk from the hub on its way to the transmitter: packets in, blocks of the card out.

    packets -> playout (jitter, FEC, PLC) -> what is held -> drift resampler -> blocks of 10 ms

What is held waits until the far squelch is open: the TX delay. Nothing of it is lost, it goes out
that much later; but for silence before the first word, which nobody misses: while the talker hears
his permit tone, the far squelch has time to open. From then on as much stays held, whatever the two
clocks do (`drift`).

Pure: times are monotonic seconds, given by the caller.
"""

import math
from collections import deque

import numpy as np

from hub.audio.playout import FRAME, Playout
from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.dsp.drift import Drift
from radio_bridge.dsp.resampler import HALF, Resampler
from radio_bridge.link import Packet

STRAGGLERS_S = 0.06
"""Sound is slower than the word that the talk is over: so long it is waited for."""
BEEP_HZ, BEEP_LEVEL, BEEP_RAMP_S = 1_000.0, 0.25, 0.005
MOST_HELD_S = 6.0
"""More waits for no transmitter: the newest is not taken."""

SOUND = 1e-3
"""Louder than this, -60 dBFS, is what somebody says."""
AFTER_BEAT_S = 0.004
"""So long before a turn of the loop a frame is due: by so much a turn may come too early."""
KEPT_S = FRAME / RATE_HZ + 0.008
"""When a frame has just come; the card's blocks may come a little before the beat."""
SLACK_S = 0.001

_FRAME_S = FRAME / RATE_HZ
_SILENCE: Audio = np.zeros(FRAME, np.float32)


class Talk:
    """The sound of one grant."""

    def __init__(self, closing: Audio | None = None) -> None:
        """closing: goes out after the last word of a talk whose talker has let go."""
        self._closing = closing
        self._playout = Playout()
        self._held: deque[Audio] = deque()
        self._samples = 0
        self._began_s = math.nan
        """When the first frame was pulled, by its own beat."""
        self._pulled = 0
        self._ended_s: float | None = None
        self._stopped = self._dry = False
        self._drift, self._resampler = Drift(), Resampler()
        self._target_s: float | None = None
        self._given_s = 0.0
        self._spoke = False
        """The first word has begun to go out."""

    @property
    def begun(self) -> bool:
        """Whether there is sound to be sent."""
        return not math.isnan(self._began_s)

    @property
    def held_s(self) -> float:
        """How much is held."""
        return self._samples / RATE_HZ

    @property
    def left_s(self) -> float:
        """How much is still to go out, as far as it is here."""
        closing = self._closing.size if self._closing is not None else 0
        return (self._samples + closing) / RATE_HZ

    @property
    def ratio(self) -> float:
        """What the resampler does just now."""
        return self._drift.ratio

    def put(self, packet: Packet) -> None:
        """Take a packet as it came."""
        self._playout.put(packet.sequence, packet.timestamp, packet.payload, packet.came_s)

    def end(self, now_s: float) -> None:
        """The talker has let go."""
        self._ended_s = now_s if self._ended_s is None else self._ended_s

    def over(self) -> bool:
        """Say whether all that was said has been given."""
        return self._dry and self._samples == 0 and (self._stopped or self._ended_s is None)

    def feed(self, now_s: float, *, fresh: bool) -> None:
        """Take from the playout what is due. fresh: sound is coming; else a pause is the end."""
        if self._ended_s is not None:
            # What is there is all there is: no guess at what would have come next.
            self._playout.stop_after(self._playout.buffered)
            self._stopped = now_s >= self._ended_s + STRAGGLERS_S
        if not self.begun or self._dry:
            self._begin(now_s)
            return
        while self._began_s + self._pulled * _FRAME_S <= now_s:
            frame = self._playout.pull(self._began_s + self._pulled * _FRAME_S)
            if frame is None and (self._ended_s is not None or not fresh):
                self._dry = True
                self._close()
                return
            self._hold(_SILENCE if frame is None else frame)

    def _close(self) -> None:
        if self._closing is not None and self._ended_s is not None:
            self._held.append(self._closing)
            self._samples += self._closing.size
            self._closing = None

    def _begin(self, now_s: float) -> None:
        """See whether the first packet has waited for as long as its network asks."""
        beat_s = now_s - AFTER_BEAT_S
        frame = self._playout.pull(beat_s)
        if frame is None:
            self._dry = self._dry or self._stopped
            return
        self._began_s, self._pulled, self._dry = beat_s, 0, False
        self._target_s = None
        self._hold(frame)

    def _hold(self, frame: Audio) -> None:
        self._pulled += 1
        if self.held_s < MOST_HELD_S:
            self._held.append(frame)
            self._samples += frame.size

    def block(self, now_s: float) -> Audio | None:
        """Give the card's next block (480,), or None: there is none yet, or no more."""
        self._trim(now_s)
        if self._samples == 0:
            return None
        if not self._spoke and not self._dry and self._level_s(now_s) < KEPT_S - SLACK_S:
            return None  # A hole here is heard by nobody; later it would be one in a word.
        ratio = self._ratio(now_s)
        need = self._resampler.need(BLOCK, ratio)
        if need > self._samples and not self._dry:
            return None  # A moment later there is enough; silence goes out meanwhile.
        return self._resampler.feed(self._take(need), BLOCK, ratio)

    def _trim(self, now_s: float) -> None:
        """Let go of silence before the first word, but for what a late beat may need."""
        while not self._spoke and self._held:
            first = self._held[0]
            if np.abs(first).max() >= SOUND:
                self._spoke = True
                return
            too_much = round((self._level_s(now_s) - KEPT_S) * RATE_HZ)
            if too_much <= 0:
                return
            self._take(min(first.size, too_much))
            self._target_s = None

    def _level_s(self, now_s: float) -> float:
        """Give what is held, as if the blocks since the last beat were not taken yet."""
        beat_s = now_s - (self._began_s + (self._pulled - 1) * _FRAME_S)
        return self.held_s + max(0.0, min(_FRAME_S, beat_s))

    def _ratio(self, now_s: float) -> float:
        """Follow the level: what was produced by now, however late the beat was kept."""
        level_s = self._level_s(now_s)
        if self._target_s is None:
            self._target_s, self._given_s = level_s, now_s
        if self._dry or self._ended_s is not None:
            return self._drift.ratio  # What is held shrinks now, whatever the clocks do.
        took_s, self._given_s = max(0.0, now_s - self._given_s), now_s
        return self._drift.feed(level_s - self._target_s, took_s)

    def _take(self, need: int) -> Audio:
        parts: list[Audio] = []
        wanted = need
        while wanted and self._held:
            part = self._held.popleft()
            if part.size > wanted:
                self._held.appendleft(part[wanted:])
                part = part[:wanted]
            parts.append(part)
            wanted -= part.size
        self._samples -= need - wanted
        if wanted:  # The end: what the resampler still has goes out with silence after it.
            parts.append(np.zeros(wanted, np.float32))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def roger_beep(ms: float) -> Audio | None:
    """Give the beep after a talk, (n,), or None where none is wanted."""
    samples = round(RATE_HZ * ms / 1000)
    if not samples:
        return None
    at_s = np.arange(samples) / RATE_HZ
    ramp = np.minimum(1.0, np.minimum(at_s, at_s[::-1]) / BEEP_RAMP_S)
    return np.asarray(BEEP_LEVEL * ramp * np.sin(2 * np.pi * BEEP_HZ * at_s), np.float32)


DELAY_S = HALF / RATE_HZ
"""What the resampler adds."""
