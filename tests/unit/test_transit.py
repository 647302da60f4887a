"""How late a thing came, whatever the two clocks say."""

import random

import pytest

from radio_bridge.transit import WINDOW_S, Transit, Unwrapped


def test_the_fastest_is_not_late_and_others_are_by_the_difference() -> None:
    transit = Transit()
    rng = random.Random(7)
    delays = [0.03, *(0.03 + rng.random() * 0.1 for _ in range(100))]
    for n, delay_s in enumerate(delays):
        sent_s = n * 0.02
        late_s = transit.late_s(sent_s, sent_s + delay_s + 5_000.0)
        assert late_s == pytest.approx(delay_s - 0.03)


def test_clocks_that_drift_apart_make_nothing_late_for_good() -> None:
    transit = Transit()
    lates = [transit.late_s(n * 0.2, n * 0.2 * (1 + 300e-6)) for n in range(20_000)]
    assert max(lates) < 2 * WINDOW_S * 300e-6 + 1e-6


def test_a_timestamp_goes_on_over_its_end_and_backwards_too() -> None:
    unwrapped = Unwrapped()
    start = 2**32 - 960
    steps = [unwrapped.of((start + n * 960) % 2**32) for n in (0, 1, 2, 1, 3)]
    assert [step - steps[0] for step in steps] == [0, 960, 1920, 960, 2880]
