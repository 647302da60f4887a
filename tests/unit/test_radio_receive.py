"""Squelch, look-back, mute and stuck receiver: what of the capture becomes sound for the hub."""

import numpy as np
import pytest
from numpy.typing import NDArray

from radio_bridge.carrier import Vox
from radio_bridge.config import Carrier, Receive
from radio_bridge.dsp import BLOCK
from radio_bridge.receive import FRAME, Receiver

Audio = NDArray[np.float32]
PLAIN = Receive(high_pass=False, slow_gain=False)


def receiver(receive: Receive = PLAIN, **carrier: object) -> Receiver:
    return Receiver(Carrier(**{"by": ("cts",), **carrier}), receive)  # type: ignore[arg-type]


def tone(blocks: int, level: float = 0.3) -> Audio:
    t = np.arange(blocks * BLOCK) / 48_000
    return (level * np.sin(2 * np.pi * 1_000 * t)).astype(np.float32)


class Story:
    """Blocks go in one after the other; what comes out is kept."""

    def __init__(self, given: Receiver) -> None:
        self.receiver, self.now_s = given, 0.0
        self.frames: list[Audio] = []
        self.open: list[bool] = []

    def feed(self, sound: Audio, *, deaf: bool = False) -> None:
        for block in sound.reshape(-1, BLOCK):
            self.now_s += 0.01
            heard = self.receiver.block(block, self.now_s, deaf=deaf)
            self.frames += heard.frames
            self.open.append(heard.open)

    @property
    def sound(self) -> Audio:
        return np.concatenate(self.frames) if self.frames else np.zeros(0, np.float32)


@pytest.mark.parametrize("slow_blocks", [0, 3, 6])
def test_nothing_of_the_first_syllable_is_lost_to_a_slow_squelch(slow_blocks: int) -> None:
    story = Story(receiver())
    said = tone(20)
    story.feed(np.zeros(10 * BLOCK, np.float32))
    story.feed(said[: slow_blocks * BLOCK])
    story.receiver.detect.line = True
    story.feed(said[slow_blocks * BLOCK :])
    story.receiver.detect.line = False
    story.feed(np.zeros(BLOCK, np.float32))
    at = int(np.argmax(np.abs(story.sound) > 0.01)) - 1
    assert np.allclose(story.sound[at : at + said.size], said, atol=1e-6)


def test_what_is_longer_ago_than_the_look_back_is_not_sent() -> None:
    story = Story(receiver(pre_roll_ms=60))
    story.feed(tone(20))
    story.receiver.detect.line = True
    story.feed(np.zeros(2 * BLOCK, np.float32))
    loud = np.count_nonzero(np.abs(story.sound.reshape(-1, BLOCK)).max(axis=1) > 0.1)
    assert loud == 6


def test_frames_are_whole_and_nothing_comes_while_it_is_closed() -> None:
    story = Story(receiver())
    story.feed(tone(5))
    assert story.frames == []
    story.receiver.detect.line = True
    story.feed(tone(2))
    story.receiver.detect.line = False
    story.feed(tone(5))
    assert {frame.shape for frame in story.frames} == {(FRAME,)}
    assert len(story.frames) == 4, "five blocks looked back on, two live, half a frame of silence"


def test_it_does_not_hear_itself_nor_look_back_on_itself() -> None:
    story = Story(receiver())
    story.receiver.detect.line = True
    story.feed(tone(10), deaf=True)
    assert story.frames == [] and not any(story.open)
    story.feed(np.zeros(2 * BLOCK, np.float32))
    assert np.abs(story.sound).max() == 0.0


def test_what_was_heard_before_it_talked_is_not_looked_back_on() -> None:
    story = Story(receiver())
    story.feed(tone(5))
    story.feed(np.zeros(20 * BLOCK, np.float32), deaf=True)
    story.receiver.detect.line = True
    story.feed(np.zeros(2 * BLOCK, np.float32))
    assert np.abs(story.sound).max() == 0.0


def test_a_stuck_receiver_is_muted_until_it_has_closed() -> None:
    story = Story(receiver(stuck_s=10))
    story.receiver.detect.line = True
    story.feed(tone(1_003))
    assert story.receiver.stuck and not story.open[-1] and story.open[998]
    story.receiver.detect.line = False
    story.feed(tone(20))
    story.receiver.detect.line = True
    story.feed(tone(1))
    assert not story.open[-1] and story.receiver.stuck, "it chatters"
    story.receiver.detect.line = False
    story.feed(tone(41))
    story.receiver.detect.line = True
    story.feed(tone(1))
    assert story.open[-1] and not story.receiver.stuck


def test_vox_waits_for_its_attack_and_hangs() -> None:
    vox = Vox(-40.0, attack_s=0.02, hang_s=0.5)
    assert [vox.feed(-20.0, n / 100) for n in range(4)] == [False, False, True, True]
    assert vox.feed(-44.0, 0.4), "within its hysteresis"
    assert vox.feed(-80.0, 0.8)
    assert not vox.feed(-80.0, 0.95)


def test_a_click_does_not_open_vox() -> None:
    vox = Vox(-40.0, attack_s=0.02, hang_s=0.5)
    assert not any(vox.feed(-20.0 if n == 0 else -80.0, n / 100) for n in range(10))


@pytest.mark.parametrize(("combine", "opens"), [("any", True), ("all", False)])
def test_several_detectors_are_combined(combine: str, opens: bool) -> None:
    story = Story(receiver(by=("cts", "vox"), combine=combine, vox_dbfs=-40.0))
    story.receiver.detect.line = True
    story.feed(np.zeros(3 * BLOCK, np.float32))
    assert story.open[-1] is opens


def test_what_is_too_loud_is_limited() -> None:
    story = Story(receiver())
    story.receiver.detect.line = True
    story.feed(tone(20, 3.0))
    assert np.abs(story.sound).max() <= 1.0
