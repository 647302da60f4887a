"""The record's figures: they add up whatever happened, and drills are nobody's."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.summons.answers import Code, Way
from hub.domain.summons.recipient import ANSWERED, LATE, Outcome
from hub.domain.summons.record import Call, kind_of, month_span, tally

DAY_S = 86_400.0


@st.composite
def calls(draw: st.DrawFn) -> Call:
    outcome = draw(st.sampled_from(get_args(Outcome)))
    answered = outcome in ANSWERED
    return Call(
        id="r",
        summons="s",
        post=draw(st.sampled_from(["bpbd", "dinkes"])),
        text="",
        profile="biasa",
        t0=1000.0,
        deadline=1300.0,
        outcome=outcome,
        progress=draw(st.integers(0, 3)),
        parent=draw(st.booleans()),
        missed_at=1300.0 if outcome == "missed" or outcome in LATE else None,
        first_answer_at=1000.0 + draw(st.floats(0, 9000)) if answered else None,
        code=draw(st.sampled_from(get_args(Code))) if answered else None,
        way=draw(st.sampled_from(get_args(Way))) if answered else None,
    )


@given(st.lists(calls(), max_size=40))
def test_counts_add_up(some: list[Call]) -> None:
    found = tally(some)
    assert found.called == found.in_time + found.missed
    assert 0 <= found.late <= found.missed
    assert found.accepted + found.represented + found.prevented == found.in_time + found.late
    assert found.called + found.apart + found.referred + found.open == len(some)
    assert found.in_time + found.late <= found.reached <= found.called
    assert sum(n for _, n in found.by_way) == found.in_time + found.late
    answered = bool(found.in_time + found.late)
    assert (found.median_s is not None) == (found.p90_s is not None) == answered
    if found.median_s is not None and found.p90_s is not None:
        assert 0 <= found.median_s <= found.p90_s
    whole = [tally([c for c in some if c.post == post]) for post in ("bpbd", "dinkes")]
    for name in ("called", "in_time", "late", "missed", "reached", "apart", "referred", "open"):
        assert sum(getattr(one, name) for one in whole) == getattr(found, name)


def made(outcome: Outcome, **more: object) -> Call:
    values = {"id": "r", "summons": "s", "post": "bpbd", "text": "", "profile": "biasa"}
    times = {"t0": 0.0, "deadline": 300.0, "progress": 0}
    return Call(outcome=outcome, **values, **times | more)  # type: ignore[arg-type]


def test_a_late_answer_never_erases_its_miss() -> None:
    late = made("acked_late", missed_at=300.0, first_answer_at=400.0, code="ready", way="page")
    found = tally(
        [late, made("missed", missed_at=300.0, progress=2), made("missed", missed_at=1.0)]
    )
    assert (found.called, found.in_time, found.missed, found.late) == (3, 0, 3, 1)
    assert found.reached == 2
    assert kind_of(late) == "late"


def test_median_and_p90_are_times_that_occurred() -> None:
    some = [
        made("acked", first_answer_at=float(n)) for n in (10, 20, 30, 40, 50, 60, 70, 80, 90, 500)
    ]
    found = tally(some)
    assert (found.median_s, found.p90_s) == (50.0, 90.0)


def test_who_named_a_deputy_is_represented_and_the_deputy_is_not_called_twice() -> None:
    head = made("declined", first_answer_at=5.0, code="represented", way="page")
    deputy = made("acked", parent=True, first_answer_at=9.0, code="ready", way="page")
    found = tally([head, deputy])
    assert (found.called, found.represented, found.prevented, found.referred) == (1, 1, 0, 1)


def test_a_month_begins_and_ends_by_the_citys_own_clock() -> None:
    since, until = month_span("2026-12", 7)
    assert (until - since) / DAY_S == 31
    assert since == 1_796_058_000.0, "2026-11-30T17:00Z"
    assert month_span("2027-01", 7)[0] == until
    assert month_span("2026-12", 9)[0] == since - 2 * 3600
    for wrong in ("2026-13", "26-01", "2026-1", ""):
        with pytest.raises(ValueError, match=f"^{wrong}$"):
            month_span(wrong, 7)
