"""How well a voice goes: the figures of five seconds, and the bars they are shown as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.audio.stats import Stats
from hub.domain.quality import Shown, bars
from hub.media.quality import Heard, QualityWatch
from hub.media.rtcp import ReceiverView, Reception


def arrived(reception: Reception, seqs: range, lost: int = 0) -> None:
    """Count these packets, the first `lost` of them gone, each 20 ms after the one before."""
    for seq in seqs[lost:]:
        reception.count(seq, seq * 960, seq * 0.02)


def test_nothing_is_known_of_who_neither_sends_nor_reports() -> None:
    assert QualityWatch().look(None, Stats(), None) is None
    silent = Reception(1, 1, 0)
    watch = QualityWatch()
    arrived(silent, range(1, 10))
    assert watch.look(silent, Stats(), None) is not None
    assert watch.look(silent, Stats(), None) is None, "what came before is not news again"


def test_each_look_is_of_its_own_seconds() -> None:
    reception, stats, watch = Reception(7, 1, 0), Stats(), QualityWatch()
    arrived(reception, range(1, 250), lost=50)
    stats.played, stats.concealed = 150, 50
    first = watch.look(reception, stats, None)
    assert first and first.loss_share == pytest.approx(0.2, abs=0.01)
    assert first.concealed_share == 0.25
    arrived(reception, range(250, 500))
    stats.played = 400
    second = watch.look(reception, stats, None)
    assert second and (second.loss_share, second.concealed_share) == (0, 0)
    another = Reception(8, 1, 0)
    arrived(another, range(1, 101), lost=50)
    third = watch.look(another, stats, None)
    assert third and third.loss_share == 0.5, "another stream is counted from its own beginning"


def test_of_both_ways_the_worse_is_told() -> None:
    reception = Reception(7, 1, 0)
    arrived(reception, range(1, 250))
    heard = Heard(ReceiverView(3, 0.125, 480), 10.0, 0.085)
    found = QualityWatch().look(reception, Stats(), heard)
    assert found and found.loss_share == 0.125 and found.jitter_ms == 10
    assert found.delay_ms == 85
    assert heard.fresh(15.0) and not heard.fresh(30.0)


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ((0.0, 5.0, 40.0, 0.0), 3),
        ((0.0, 5.0, None, 0.0), 3),
        ((0.05, 5.0, 40.0, 0.0), 2),
        ((0.0, 60.0, 40.0, 0.0), 2),
        ((0.0, 5.0, 500.0, 0.0), 2),
        ((0.0, 5.0, 40.0, 0.05), 2),
        ((0.2, 5.0, 40.0, 0.0), 1),
        ((0.0, 200.0, 40.0, 0.0), 1),
        ((0.0, 5.0, 900.0, 0.0), 1),
    ],
)
def test_the_worst_figure_decides(figures: tuple[float, float, float, float], shown: int) -> None:
    assert bars(*figures) == shown


@given(st.lists(st.integers(1, 3), min_size=1, max_size=30))
def test_what_is_shown_was_seen_twice_in_a_row_or_first(looks: list[int]) -> None:
    shown = Shown()
    for n, now in enumerate(looks):
        before, shown = shown.bars, shown.seen(now)
        if shown.bars != before:
            assert shown.bars == now and (n == 0 or looks[n - 1] == now)
    if len(looks) > 1 and looks[-1] == looks[-2]:
        assert shown.bars == looks[-1], "a change that stays is shown"
