"""What all decoders are given: no sound is too loud, none is not a number, and no frame is lost."""

import numpy as np

from radio_bridge.signalling.stream import LONGEST, LOUDEST, Frames, clean
from tests.unit.signals import RUBBISH, noise


def test_what_comes_in_is_a_number_and_bearable() -> None:
    for rubbish in RUBBISH:
        for part in clean(rubbish):
            assert np.isfinite(part).all() and np.abs(part).max() <= LOUDEST
    (part,) = clean([0.5, np.nan, -np.inf, 9.0, -9.0])
    assert part.tolist() == [0.5, 0.0, 0.0, LOUDEST, -LOUDEST]


def test_sound_as_it_should_be_is_left_as_it_is_in_parts() -> None:
    sound = noise(2.5, seed=1)
    parts = list(clean(sound))
    assert [part.size for part in parts] == [LONGEST, LONGEST, LONGEST // 2]
    assert np.array_equal(np.concatenate(parts), sound)


def test_frames_are_every_hop_of_the_stream_whatever_the_blocks() -> None:
    sound = noise(0.1, seed=2)
    frames = Frames(240, 40)
    cut = np.concatenate([frames.feed(block) for block in np.split(sound, [7, 300, 301, 2_000])])
    wanted = [sound[at : at + 240] for at in range(0, sound.size - 239, 40)]
    assert np.array_equal(cut, np.stack(wanted))
