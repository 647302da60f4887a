"""Playout: one talker's packets to 20 ms of sound a tick, as early as the network allows.

    IDLE ------the first packet has waited its slack----------> PLAYING
    PLAYING ---a DTX pause, 100 ms without a packet, a stop---> IDLE

Each tick while PLAYING needs 960 samples. Some may be left from before; the rest is, for each
packet due, one of: the packet as it is; the packet made shorter or longer, when the delay is not
what `DelayEstimator` asks for; its copy in the next packet (FEC), when it is missing and known to
be; what is left of the last one, stretched, where some is held in reserve; a guess of the decoder
(PLC).

When nothing has come, lost and late look the same, so a guess is played first and settled when the
next packet comes. If that packet shows a hole, the guess has filled it and the delay is as it was.
If it is the very packet that was waited for, it is played all the same and the delay has grown by
the guess: nothing that was said is thrown away, and time-scaling wins the delay back.

Pure: no clock. `arrival_s` and `now_s` are of one monotonic clock.
"""

import math

import numpy as np
from numpy.typing import NDArray

from hub.audio import opus
from hub.audio.jitter import RATE_HZ, DelayEstimator, Packet, PacketStore, Verdict
from hub.audio.reserve import LEAST, Reserve
from hub.audio.stats import Stats
from hub.audio.timescale import LONGEST, SHORTEST, accelerate, expand

Audio = NDArray[np.float32]

FRAME = 960
_TICK_S = FRAME / RATE_HZ
_UNIT = 120  # libopus guesses in units of 2.5 ms.
_FADE = 120
_NOTHING: Audio = np.zeros(0, np.float32)
_HOLD = RATE_HZ * 260 // 1000  # Samples: the longest slack, and some to breathe.
_MAX_GUESSES = 5  # Frames guessed in a row before falling silent.
_MAX_HOLE = _MAX_GUESSES * FRAME
_PAUSE_S = 0.2  # Nothing for so long: the sender's clock may have stood still.
_LONGEST_CHUNK = 1_920  # Samples that are looked at for a seam.
_FORCE = RATE_HZ * 80 // 1000  # So far from the target any seam is better than the delay.
_HASTE = RATE_HZ * 40 // 1000  # So far from it every packet is scaled, else every second.
_SMOOTHING = 0.1
_RISK = 0.02  # Nothing is shortened while running dry is likelier.
_RUNS_DRY = 0.2  # Where it is likelier that nothing comes by the next tick, a reserve is made.
_LATENESS = 0.02  # How fast late ticks are believed to be the new beat.


class Playout:
    """One talker's sound. `put` what arrives, `pull` once in 20 ms.

    A caller that withholds packets on purpose (a gate that found them silent) says so by
    `stop_after`: a hole in the sequence numbers is taken for loss otherwise, and guessed at.
    """

    def __init__(self) -> None:
        self.stats = Stats()
        self._decoder = opus.Decoder()
        self._estimator = DelayEstimator()
        self._start_over()

    def _start_over(self) -> None:
        self.played_arrival_s: float | None = None  # Of the packet decoded last.
        self.delay_s = 0.0  # From a packet's arrival to the pull that plays it, smoothed.
        self.target_s = 0.0  # The slack aimed at: see DelayEstimator.
        self._store = PacketStore(_HOLD)
        self._left: Audio = _NOTHING  # Decoded, not yet given.
        self._reserve = Reserve()
        self._playing = False
        self._position = 0  # Media time of the next sample to be decoded.
        self._end = 0  # Media time at which the last real packet ended.
        self._step = FRAME  # Length of that packet.
        self._in_dtx = False  # That packet announced a pause.
        self._guessed = 0  # Samples guessed since, which no hole explains yet.
        self._unsettled = 0  # Frames guessed since, not counted yet.
        self._budget: int | None = None
        self._last_arrival_s = -1e9
        self._newest_end = 0  # Media time at which the newest packet ends.
        self._newest_late_s = 0.0  # Its arrival minus its media time.
        self._origin_s = 0.0  # A punctual tick's time minus the media time it begins with.
        self._tick_start = 0  # Media time with which this tick begins.
        self._left_at_tick = 0
        self._wait = 0  # Packets to leave alone before the next scaling.

    @property
    def playing(self) -> bool:
        """Whether a talk spurt is being played."""
        return self._playing

    @property
    def buffered(self) -> int:
        """Samples held, decoded or not."""
        return self._store.held + self._left.size

    def reset(self) -> None:
        """Forget the stream: another SSRC, or another talk spurt of which nothing is held.

        The counters stay, and what was learned of the network's jitter: the way is the same.
        """
        self._decoder.reset()
        self._estimator.restart()
        self._start_over()
        self.stats.resets += 1

    def stop_after(self, samples: int) -> None:
        """Play at most `samples` more of what is buffered, then fall silent and forget the rest.

        For the release of push-to-talk. What is put afterwards counts for the same budget until it
        is spent or the buffer runs dry; from then on it is another talk spurt.
        """
        head = self._store.head
        if samples <= 0 or (not self._playing and head is None):
            self._end_spurt()
            return
        self._budget = samples
        if not self._playing and head is not None:
            self._begin(head)

    def put(self, seq: int, timestamp: int, payload: bytes, arrival_s: float) -> None:
        """Take a packet: raw 16-bit `seq`, raw 32-bit `timestamp` (48 kHz) of its RTP header."""
        self.stats.received += 1
        try:
            samples = opus.packet_samples(payload)
        except opus.OpusError:
            self.stats.bad += 1
            return
        dropped = self._store.dropped
        verdict, packet = self._store.put(seq, timestamp, payload, samples, arrival_s)
        if verdict is Verdict.DUPLICATE:
            self.stats.duplicate += 1
            return
        if verdict is Verdict.LATE:
            self.stats.late += 1
        elif verdict is Verdict.RESTART:
            self.stats.resets += 1
            self._playing = False
            self._estimator.restart()
        pause = not self._playing and arrival_s - self._last_arrival_s > _PAUSE_S
        self._learn(packet, pause)
        self._last_arrival_s = arrival_s
        if self._store.dropped > dropped:
            self._skip(self._store.dropped - dropped)

    def pull(self, now_s: float) -> Audio | None:
        """Give the next (960,) samples, or None when this talker is silent.

        now_s: of the tick, best its nominal time; small latenesses of the call are seen through.
        """
        if not self._playing and not self._ready(now_s):
            return None
        self._left_at_tick = self._left.size
        self._tick_start = self._position - self._left.size
        origin_s = now_s - self._tick_start / RATE_HZ
        later_s = origin_s - self._origin_s
        # A tick may be called late, never early; more than a tick late, some were left out.
        if 0.0 <= later_s <= _TICK_S:
            self._origin_s += _LATENESS * later_s
        else:  # Also at the start of a spurt, where it is NaN.
            self._origin_s = origin_s
        while self._left.size < FRAME and self._playing:
            self._more(now_s)
        frame = self._take()
        moved = self._position - self._left.size - self._tick_start
        self._origin_s += (FRAME - moved) / RATE_HZ
        self._reserve.note(frame)
        return frame

    def _learn(self, packet: Packet, after_pause: bool) -> None:
        hole = packet.timestamp - self._newest_end
        copied = self._playing and 0 < hole <= packet.samples and opus.has_fec(packet.payload)
        copied_s = hole / RATE_HZ if copied else 0.0
        self._estimator.feed(packet.arrival_s, packet.timestamp, after_pause, copied_s)
        if hole >= 0 or not self._playing:
            self._newest_end = packet.timestamp + packet.samples
            self._newest_late_s = packet.arrival_s - packet.timestamp / RATE_HZ

    # --- Where a talk spurt begins and ends ---

    def _ready(self, now_s: float) -> bool:
        """Say whether the first packet of a spurt is due, and begin it if so."""
        head = self._store.head
        if head is None:
            return False
        delay_s = now_s - head.timestamp / RATE_HZ - self._estimator.base_s
        beat_s = min(head.samples, FRAME) / RATE_HZ
        slack_s = delay_s - (_TICK_S - beat_s)
        self.target_s = self._estimator.slack_s(slack_s, beat_s)
        if slack_s + 1e-6 < self.target_s and self._store.held + FRAME <= _HOLD:
            return False
        self._begin(head)
        return True

    def _begin(self, head: Packet) -> None:
        missing = head.seq - self._store.next_seq if self._store.next_seq is not None else 0
        self._settle(paused=missing == 0 and head.timestamp != self._end)
        self._playing = True
        self._left = _NOTHING
        self._position = self._end = head.timestamp
        self._guessed = self._wait = 0
        self._origin_s = math.nan
        self._reserve = Reserve()
        self.stats.spurts += 1

    def _end_spurt(self) -> None:
        self._playing = False
        self._budget = None
        self._left = _NOTHING
        self._store.clear()

    def _skip(self, dropped: int) -> None:
        """The buffer was full and lost its oldest packets: go on with what is left."""
        self.stats.dropped += dropped
        head = self._store.head
        assert head is not None
        self._end = head.timestamp
        self._jump(head.timestamp)

    def _jump(self, position: int) -> None:
        """Go on at another media time, which is that much more or less delay."""
        moved = position - self._position
        self._position += moved
        self._tick_start += moved
        self._origin_s -= moved / RATE_HZ

    # --- What to play next ---

    def _more(self, now_s: float) -> None:
        """Append one packet's sound, or what stands for it, to what is left."""
        head = self._store.head
        if head is None:
            self._starve()
            return
        pause, missing = False, 0
        if head.timestamp > self._position:
            missing = head.seq - self._store.next_seq if self._store.next_seq is not None else 0
            pause = head.timestamp - self._end > missing * max(self._step, head.samples)
            silent = head.timestamp - self._position - self._guessed
            if (pause and silent > 0) or silent > _MAX_HOLE:
                self._fall_silent()
                return
            filled = min(head.timestamp - self._position, self._guessed)
            self._jump(self._position + filled)
            self._guessed -= filled
        self._settle(pause, missing)
        if head.timestamp > self._position:
            self._fill(head)
        elif head.timestamp + head.samples <= self._position:
            self._store.pop()  # It was held for lost and is replaced already.
            self.stats.late += 1
        else:
            self._play(self._store.pop(), now_s)

    def _starve(self) -> None:
        """Nothing is there: a pause if one was announced, else stretch, else guess for a while."""
        hopeless = self._unsettled >= _MAX_GUESSES
        if self._in_dtx or hopeless or self._budget is not None:
            self._fall_silent()
            return
        if self._left.size and self._estimator.reserve_s and not self._unsettled:
            stretched = self._reserve.stretch(self._left, FRAME)
            if stretched is not None:
                self._left = stretched
                self.stats.expanded += 1
                return
        self._left = np.concatenate((self._left, self._decoder.conceal(FRAME)))
        self._guessed += FRAME
        self._unsettled += 1

    def _fall_silent(self) -> None:
        """Let the sound fade out over the rest of this tick; the next packet is a new spurt."""
        sound = self._decoder.conceal(FRAME)
        sound = sound[: FRAME - self._left.size]
        sound *= np.linspace(1.0, 0.0, sound.size, dtype=np.float32)
        self._left = np.concatenate((self._left, sound))
        self._playing = False
        self.stats.comfort += 1
        if self._budget is not None:
            self._budget = None
            self._store.clear()

    def _settle(self, paused: bool, missing: int = 0) -> None:
        """Count guesses, now that it is known what they stood for: a pause is no fault."""
        fault = min(self._unsettled, missing) if paused else self._unsettled
        self.stats.concealed += fault
        self.stats.comfort += self._unsettled - fault
        self._unsettled = 0

    def _fill(self, head: Packet) -> None:
        """Fill the hole before `head`, from its copy if that reaches, else by guessing."""
        hole = head.timestamp - self._position
        fec = hole % _UNIT == 0 and opus.has_fec(head.payload)
        if fec and hole <= head.samples:
            sound = self._decoder.decode_fec(head.payload, hole)
            self.stats.fec += 1
        else:
            part = hole - head.samples if fec else hole
            sound = self._decoder.conceal(min(FRAME, -(-part // _UNIT) * _UNIT))
            self.stats.concealed += 1
        self._position += sound.size
        self._left = np.concatenate((self._left, sound))

    def _play(self, packet: Packet, now_s: float) -> None:
        hole = max(0, packet.timestamp - self._end)
        self.stats.missing += hole // max(self._step, packet.samples)
        try:
            sound = self._decoder.decode(packet.payload)
            self.stats.played += 1
        except opus.OpusError:
            sound = self._decoder.conceal(packet.samples)
            self.stats.bad += 1
        self._jump(packet.timestamp)
        self._position = self._end = packet.timestamp + packet.samples
        self._step = packet.samples
        self._in_dtx = len(packet.payload) <= opus.DTX_BYTES
        self._reserve.packet()
        self._guessed = 0  # What no hole explains has become delay: this packet was only late.
        self.played_arrival_s = packet.arrival_s
        waited_s = now_s - packet.arrival_s
        self.delay_s += _SMOOTHING * (waited_s - self.delay_s) if self.delay_s else waited_s
        self._left = np.concatenate((self._left, sound)) if self._left.size else sound
        self._scale(packet.samples, now_s)

    def _scale(self, samples: int, now_s: float) -> None:
        """Bring the delay towards its target by scaling what is left, a little at a time.

        What counts is the slack of the packet whose sound begins last in a tick; a tick needs it
        whole, so sound left over before it is delay without use.
        """
        beat = min(samples, FRAME)
        offset = self._left_at_tick + (FRAME - 1 - self._left_at_tick) // samples * samples
        slack_s = self._origin_s - self._estimator.base_s - offset / RATE_HZ
        self.target_s = self._estimator.slack_s(slack_s, beat / RATE_HZ)
        reserve = round(self._estimator.reserve_s * RATE_HZ)
        error = round((slack_s - self.target_s) * RATE_HZ) + offset - (FRAME - beat) - reserve
        least = LEAST - reserve if reserve else 0
        self._wait -= 1
        if reserve and self._runs_dry(now_s):
            least, error, self._wait = 0, -LONGEST, -1
        # Without a reserve a sample short of a beat is a beat short.
        if self._wait >= 0 or least <= error < SHORTEST:
            return
        force = abs(error) > _FORCE
        if error > 0 and not force and self._risk(now_s) > _RISK:
            return
        head, tail = self._left[:_LONGEST_CHUNK], self._left[_LONGEST_CHUNK:]
        if error > 0:
            scaled = accelerate(head, force, min(error, LONGEST))
            self.stats.accelerated += scaled is not head
            if scaled is head and error <= _HASTE:
                self._wait = FRAME // beat
        else:
            scaled = expand(head, force, min(max(-error, 2 * SHORTEST), LONGEST))
            self.stats.expanded += scaled is not head
        if scaled is not head:
            self._left = np.concatenate((scaled, tail)) if tail.size else scaled
            self._wait = 0 if abs(error) > _HASTE else 1

    def _runs_dry(self, now_s: float) -> bool:
        """Say whether the next tick may have neither a packet nor enough left to be stretched."""
        if self._store.head is not None or not 0 <= self._left.size - FRAME < LEAST:
            return False
        later_s = now_s - self._newest_end / RATE_HZ - self._newest_late_s
        return self._estimator.risk(later_s, later_s + _TICK_S) > _RUNS_DRY

    def _risk(self, now_s: float) -> float:
        """Give the chance, 0..1, that what is here will have run out when the next packet comes."""
        here_s = (self._left.size // FRAME * FRAME + self._newest_end - self._position) / RATE_HZ
        due_s = self._newest_end / RATE_HZ + self._newest_late_s
        return self._estimator.risk(now_s - due_s, now_s + here_s - due_s)

    def _take(self) -> Audio:
        """Cut one frame off, (960,), and end the spurt where the budget says so."""
        frame, self._left = self._left[:FRAME], self._left[FRAME:]
        if self._budget is None:
            return frame
        if self._budget <= FRAME:
            frame = frame.copy()
            fade = min(_FADE, self._budget)
            frame[self._budget - fade : self._budget] *= np.linspace(1, 0, fade, dtype=np.float32)
            frame[self._budget :] = 0.0
            self._end_spurt()
        else:
            self._budget -= FRAME
        return frame
