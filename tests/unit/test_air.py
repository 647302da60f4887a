"""A simulated air: near, far, two at once, and never one's own voice."""

import numpy as np
import pytest

from radio_bridge.air import Air, Heard
from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from tests.media.sound import energy_near

SECOND = RATE_HZ // BLOCK


def tone(hz: float, at: int) -> Audio:
    times = (np.arange(BLOCK) + at * BLOCK) / RATE_HZ
    return (0.2 * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def heard_by(
    listener: str, sent: dict[str, float], carriers_db: dict[str, float]
) -> tuple[Audio, list[Heard]]:
    """Give a second of what one hears while each of `sent` sends a tone of so many Hz."""
    air = Air(np.random.default_rng(1))
    got = [
        air.step({name: tone(hz, n) for name, hz in sent.items()}, carriers_db)[listener]
        for n in range(SECOND)
    ]
    return np.concatenate([one.sound for one in got]), got


def test_the_farther_off_the_more_hiss_until_the_squelch_shuts() -> None:
    noises = []
    for carrier_db in (40, 20, 12, 6):
        sound, got = heard_by("base", {"ht": 1000}, {"base": 60, "ht": carrier_db})
        assert all(one.open for one in got)
        noises.append(float(np.mean(sound**2)) - 2 * energy_near(sound, 1000))
    assert noises == sorted(noises), noises
    sound, got = heard_by("base", {"ht": 1000}, {"base": 60, "ht": 3})
    assert not any(one.open for one in got)
    assert not sound.any()


@pytest.mark.parametrize("deaf", ["base", "ht"])
def test_who_sends_hears_nothing(deaf: str) -> None:
    sound, got = heard_by(deaf, {"ht": 500, "base": 1000}, {"base": 60, "ht": 40})
    assert not sound.any()
    assert not any(one.open for one in got)


def test_of_two_the_stronger_is_heard_alone_and_equals_spoil_each_other() -> None:
    sent = {"near": 500.0, "far": 1000.0}
    sound, _ = heard_by("base", sent, {"base": 60, "near": 40, "far": 30})
    assert energy_near(sound, 500) > 1000 * energy_near(sound, 1000)
    sound, _ = heard_by("base", sent, {"base": 60, "near": 40, "far": 38})
    assert 0.5 < energy_near(sound, 500) / energy_near(sound, 1000) < 2
    assert energy_near(sound, 900) > energy_near(sound, 500), "and whistle"


def test_two_far_from_the_base_do_not_hear_each_other() -> None:
    _, got = heard_by("b", {"a": 500}, {"base": 60, "a": 2, "b": 40})
    assert not any(one.open for one in got)
