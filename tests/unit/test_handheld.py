"""A simulated handheld: its key, its tones, its name and its timer."""

import numpy as np

from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.handheld import LIMIT_S, WAIT, Handheld
from radio_bridge.signalling.dtmf import DtmfDecoder
from radio_bridge.signalling.mdc1200 import Heard, Mdc1200Decoder

VOICE = np.full(960, 0.5, np.float32)


def sent(ht: Handheld, blocks: int) -> Audio:
    """Give what it sends in so many blocks; nothing while it does not."""
    return np.concatenate(
        [np.zeros(0, np.float32)]
        + [block for _ in range(blocks) if (block := ht.block()) is not None]
    )


def test_what_is_said_is_sent_whole_and_then_it_lets_go() -> None:
    ht = Handheld()
    assert ht.block() is None
    ht.press()
    assert ht.block() is not None, "on the air from the press"
    for _ in range(10):
        ht.put(VOICE)
    ht.release()
    assert sent(ht, 30).size == 10 * 960
    assert ht.block() is None


def test_an_uneven_network_is_waited_for() -> None:
    ht = Handheld()
    ht.press()
    ht.put(VOICE)
    assert not sent(ht, 2).any(), "less than three frames"
    ht.put(VOICE)
    ht.put(VOICE)
    assert WAIT == 3 * VOICE.size
    assert sent(ht, 6).all()


def test_its_microphone_is_not_heard_while_the_key_is_up() -> None:
    ht = Handheld()
    ht.put(VOICE)
    assert ht.block() is None


def test_tones_go_out_with_the_key_held_and_without() -> None:
    for held in (False, True):
        ht = Handheld()
        if held:
            ht.press()
        ht.dial("11215#")
        heard = DtmfDecoder().feed(sent(ht, 300))
        assert "".join(digit.key for digit in heard) == "11215#"
        assert (ht.block() is None) is not held


def test_it_says_its_number_at_each_press() -> None:
    ht = Handheld()
    ht.unit = "112"
    ht.press()
    heard = Mdc1200Decoder().feed(sent(ht, 100))
    assert [one.packet.unit for one in heard if isinstance(one, Heard)] == ["0112"]


def test_its_timer_ends_what_it_sends_until_it_is_let_go_of() -> None:
    ht = Handheld()
    ht.press()
    limit = round(LIMIT_S * RATE_HZ / BLOCK)
    for _ in range(limit):
        ht.put(VOICE[:BLOCK])
        assert ht.block() is not None
    assert ht.latched
    assert ht.block() is None
    ht.release()
    ht.press()
    assert ht.block() is not None
