"""What waits for the far squelch: every word of it goes out, and no silence stands before them."""

import random

import numpy as np
import pytest

from hub.audio.opus import FRAME, RATE_HZ, Encoder
from radio_bridge.dsp import BLOCK
from radio_bridge.link import Packet
from radio_bridge.talk import Talk

TONE_FRAMES = 30


def feed(talk: Talk, packets: list[Packet], now_s: float) -> None:
    """Put in what has come by now; after the last the talker lets go."""
    while packets and packets[0].came_s <= now_s:
        talk.put(packets.pop(0))
    if not packets:
        talk.end(now_s)
    talk.feed(now_s, fresh=bool(packets))


@pytest.mark.parametrize("silent", [0, 1, 4, 8])
@pytest.mark.parametrize("tx_delay_s", [0.0, 0.1, 0.2])
def test_silence_before_the_first_word_is_not_waited_for(silent: int, tx_delay_s: float) -> None:
    talk, encoder = Talk(), Encoder(24_000, dtx=False)
    t = np.arange(FRAME * TONE_FRAMES) / RATE_HZ
    tone = (0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    sound = np.concatenate((np.zeros(FRAME * silent, np.float32), tone))
    packets = [
        Packet(encoder.encode(frame), n, n * FRAME, 10.0 + n * 0.02, 0.0)
        for n, frame in enumerate(sound.reshape(-1, FRAME))
    ]
    heard: list[float] = []
    given: list[np.ndarray] = []
    for step in range(2 * len(packets) + 60):
        now_s = 10.0 + step * 0.01
        feed(talk, packets, now_s)
        block = talk.block(now_s) if step * 0.01 >= tx_delay_s else None
        if block is not None:
            given.append(block)
            heard += [now_s] if np.abs(block).max() > 0.05 else []
    assert sum(np.abs(one).max() > 0.05 for one in given) * BLOCK >= tone.size, "every word of it"
    waited_s = heard[0] - max(10.0 + silent * 0.02, 10.0 + tx_delay_s)
    assert waited_s <= 0.06, f"{waited_s:.3f} s after both were there"
    gaps_s = np.diff(heard)
    assert gaps_s.max() < 0.015, "no hole in it"


@pytest.mark.parametrize("tx_delay_s", [0.0, 0.03, 0.1])
def test_turns_and_packets_a_little_early_or_late_tear_no_hole_into_a_word(
    tx_delay_s: float,
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201
    rng = random.Random(seed)
    waits_s = []
    for _ in range(8):
        talk, encoder = Talk(), Encoder(24_000, dtx=False)
        silent, phase_s = rng.randrange(3, 12), rng.random() * 0.02
        tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(FRAME * TONE_FRAMES) / RATE_HZ)
        sound = np.concatenate((np.zeros(FRAME * silent), tone)).astype(np.float32)
        packets = [
            Packet(encoder.encode(frame), n, n * FRAME, came_s + rng.random() * 0.003, 0.0)
            for n, frame in enumerate(sound.reshape(-1, FRAME))
            for came_s in [10.0 + phase_s + n * 0.02]
        ]
        word_s, heard = packets[silent].came_s, []
        for step in range(2 * len(packets) + 60):
            due_s = 10.0 + step * 0.01
            now_s = due_s + rng.random() * 0.002
            feed(talk, packets, now_s)
            block = talk.block(now_s) if step * 0.01 >= tx_delay_s else None
            if block is not None and np.abs(block).max() > 0.05:
                heard.append(due_s)
        assert np.diff(heard).max() < 0.015, "no hole in it"
        both_s = max(word_s, 10.0 + tx_delay_s)  # The word is there, and the transmitter up.
        waits_s.append(heard[0] - both_s)
    assert np.mean(waits_s) < 0.026
