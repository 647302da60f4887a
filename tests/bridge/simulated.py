"""A channel in simulated time: the test turns its card, its keyer and its hub, block by block.

What the card plays is kept as `air`, with the line beside it: `on[n]` says whether the radio
transmitted while block n went out. A far receiver whose squelch opens after the TX delay hears
`air` from then on.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hub.audio.opus import FRAME, Decoder, Encoder
from radio_bridge.channel import Channel
from radio_bridge.config import Settings, read
from radio_bridge.dsp import BLOCK
from radio_bridge.link import RENEW_S, Packet
from radio_bridge.transmit import Grant
from tests.bridge.hub_double import HubDouble

Audio = NDArray[np.float32]
SETTINGS = """
data_dir = "data"
service = "{service}"
[hub]
url = "https://localhost"
token_file = "token"
[sound]
device = "card"
[ptt]
kind = "serial"
device = "/dev/ttyUSB0"
tx_delay_ms = {tx_delay_ms}
limit_s = {limit_s}
[carrier]
by = ["cts"]
[receive]
slow_gain = false
[decode]
most_a_minute = 5
"""
BLOCK_S = 0.01
SAID = "00000000-0000-4000-8000-0000000000aa"
LIKE = 0.975
"""Correlation of a piece with what was heard: 20 ms of which 1 ms is missing have less."""


def settings(
    *, service: str = "isr", tx_delay_ms: float = 150, limit_s: float = 60, more: str = ""
) -> Settings:
    """Give a box without a device. more: sections."""
    text = SETTINGS.format(service=service, tx_delay_ms=tx_delay_ms, limit_s=limit_s) + more
    return read(text, "radio.toml", Path())


class Tape:
    """Recordings in memory. Implements Recorder."""

    def __init__(self) -> None:
        self.made: dict[str, list[Audio]] = {}
        self.about: dict[str, tuple[str, str]] = {}
        self.grants: dict[str, Grant | None] = {}
        self.ended: list[str] = []

    def begin(self, began_ms: int, grant: Grant | None) -> str:
        name = f"00000000-0000-4000-8000-{len(self.made):012d}"
        self.made[name], self.grants[name] = [], grant
        return name

    def write(self, recording: str, sound: Audio) -> None:
        assert recording not in self.ended
        self.made[recording].append(sound)

    def name(self, recording: str, unit: str, known_by: str) -> None:
        self.about[recording] = (unit, known_by)

    def end(self, recording: str) -> None:
        self.ended.append(recording)

    def delivered(self, recording: str) -> None:
        del self.made[recording]

    def full(self) -> bool:
        return False


class World:
    """Implements Clock, Keyer and Speaker for its channel."""

    def __init__(self, given: Settings | None = None) -> None:
        self._now_s = 1_000.0
        self.hub, self.tape = HubDouble(), Tape()
        self.line = False
        self.keyer_works = True
        self.orders: list[str] = []
        self.air: list[Audio] = []
        self.on: list[bool] = []
        self.texts: dict[str, str] = {}
        self.channel = Channel(given or settings(), self.hub, self, self.tape, self, self)
        self.channel.health.opened(self._now_s)
        self.channel.keyer_said("ready", "")
        self.talkers: list[Talker | Lease] = []
        self.pass_s(0.5)
        self.air.clear()
        self.on.clear()

    def now_s(self) -> float:
        return self._now_s

    def now_ms(self) -> int:
        return round(self._now_s * 1_000) + 1_700_000_000_000

    def key(self) -> None:
        self.orders.append("key")

    def off(self) -> None:
        self.orders.append("off")

    def speak(self, name: str, text: str) -> None:
        """Implements Speaker: the test makes the sound, or does not."""
        self.texts[name] = text

    def pass_s(self, seconds: float, captured: Audio | None = None) -> None:
        """Let time pass, block by block; `captured` comes from the radio meanwhile."""
        for n in range(round(seconds / BLOCK_S)):
            self._now_s += BLOCK_S
            for talker in self.talkers:
                talker.speak(self._now_s)
            block = np.zeros(BLOCK, np.float32)
            if captured is not None:
                part = captured[n * BLOCK : (n + 1) * BLOCK]
                block[: part.size] = part
            self.channel.heard(block)
            self.air.append(self.channel.next_block())
            self.on.append(self.line)
            self._keyer()

    def stand_still(self, seconds: float) -> None:
        """Let time pass without a block: the process was stopped."""
        self._now_s += seconds

    def _keyer(self) -> None:
        orders, self.orders = self.orders, []
        if not orders or not self.keyer_works:
            return
        up = orders[-1] == "key"
        if up != self.line:
            self.line = up
            self.channel.keyer_said("keyed" if up else "off", "asked")

    def says(self, number: int, sound: Audio, name: str = SAID, text: str = "Hadir.") -> "Lease":
        """Have the hub ask for a speech, the speaker make it, and the hub give the air for it."""
        self.channel.say(name, text)
        self.channel.spoken(name, sound)
        return self.gives(number, name)

    def gives(self, number: int, name: str) -> "Lease":
        """Have the hub give the air for a speech that is ready."""
        self.channel.granted(number, "posko.suara", 60.0, False, name)
        lease = Lease(self.channel, number, self._now_s)
        self.talkers.append(lease)
        return lease

    def talks(self, number: int, sound: Audio, limit_s: float = 60.0) -> "Talker":
        """Have somebody begin to talk."""
        talker = Talker(self.channel, number, sound, self._now_s)
        self.channel.granted(number, "operator", limit_s)
        self.talkers.append(talker)
        return talker

    @property
    def sent(self) -> Audio:
        """All that went out while the radio transmitted."""
        blocks = [block for block, on in zip(self.air, self.on, strict=True) if on]
        return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


class Lease:
    """A grant whose sound is the bridge's own: nothing but renewals."""

    def __init__(self, channel: Channel, number: int, began_s: float) -> None:
        self._channel, self.number, self._renewed_s = channel, number, began_s
        self.renewing = True

    def speak(self, now_s: float) -> None:
        """Renew it."""
        if self.renewing and now_s >= self._renewed_s + RENEW_S:
            self._renewed_s = now_s
            self._channel.renewed(self.number)

    def end(self) -> None:
        """The hub takes it back."""
        self.renewing = False
        self._channel.ended(self.number)


class Talker:
    """One grant and its packets, by the world's time. ppm: how much faster its clock is."""

    def __init__(self, channel: Channel, number: int, sound: Audio, began_s: float) -> None:
        self._channel, self.number, self._sound = channel, number, sound
        self._encoder = Encoder(bitrate_bps=24_000, dtx=False)
        self._began_s, self._renewed_s = began_s, began_s
        self._frame = 0
        self.renewing = self.speaking = self.ends = True
        self.over = False
        self.ppm = 0.0

    def speak(self, now_s: float) -> None:
        """Say what is due."""
        if self.over:
            return
        if self.renewing and now_s >= self._renewed_s + RENEW_S:
            self._renewed_s = now_s
            self._channel.renewed(self.number)
        while self._due_s() <= now_s:
            frame = self._sound[self._frame * FRAME : (self._frame + 1) * FRAME]
            if not frame.size:
                self.over = True
                if self.ends:
                    self._channel.ended(self.number)
                return
            payload = self._encoder.encode(np.pad(frame, (0, FRAME - frame.size)))
            if self.speaking:
                packet = Packet(payload, self._frame, self._frame * FRAME, self._due_s())
                self._channel.sound(self.number, packet)
            self._frame += 1

    def _due_s(self) -> float:
        return self._began_s + (self._frame + 1) * 0.02 / (1 + self.ppm * 1e-6)


def voice(seconds: float, seed: int = 1) -> Audio:
    """Give noise of the telephone's band: each millisecond of it can be told from the others."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(round(seconds * 48_000)))
    hz = np.fft.rfftfreq(round(seconds * 48_000), 1 / 48_000)
    spectrum[(hz < 400) | (hz > 3_000)] = 0
    sound = np.fft.irfft(spectrum, round(seconds * 48_000))
    return np.asarray(0.1 * sound / np.sqrt(np.mean(sound**2)), np.float32)


def coded(sound: Audio) -> Audio:
    """Give what Opus alone makes of it."""
    encoder, decoder = Encoder(bitrate_bps=24_000, dtx=False), Decoder()
    frames = sound.reshape(-1, 960)
    return np.concatenate([decoder.decode(encoder.encode(frame)) for frame in frames])


def lost_ms(said: Audio, heard: Audio, first_ms: int = 200) -> int:
    """Give how many of the first milliseconds of `said` are not in `heard`.

    It is looked for in pieces of 20 ms, each wherever it may be: what a busy machine has torn apart
    is not lost. Half a millisecond missing of a piece is seen.
    """
    long = 960
    energy = np.convolve(heard.astype(np.float64) ** 2, np.ones(long), "valid")
    for n in range(first_ms):
        piece = said[n * 48 : n * 48 + long].astype(np.float64)
        size = 1 << (heard.size + long).bit_length()
        product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(piece, size))
        found = np.fft.irfft(product, size)[: energy.size]
        like = found / np.sqrt(np.maximum(energy, 1e-9) * (piece @ piece))
        if float(like.max(initial=0.0)) > LIKE:
            return n
    return first_ms
