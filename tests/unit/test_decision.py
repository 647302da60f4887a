"""Decisions: what follows from what, what is overdue, and what comes up again."""

from dataclasses import replace

import pytest

from hub.domain.refusals import BadDecision, DuePast
from hub.domain.rollcall.decision import Act, Decision, Did, check, comes_up, is_overdue, step

TODAY = "2026-11-23"
NEW = Decision(
    "d1", "Bersihkan drainase", "dinkes", "dinkes", "DINKES", "2026-11-30", "normal",
    "walikota", "o-walikota", 0.0,
)  # fmt: skip


def after(*acts: Act, start: Decision = NEW) -> Decision:
    for n, act in enumerate(acts):
        start = step(start, Did(f"c{n}", act, float(n), "dinkes", "o-dinkes", "foto terlampir"))
    return start


def test_it_is_accepted_done_and_verified_and_all_of_it_stays() -> None:
    done = after("accept", "done", "verify")
    assert (done.state, done.is_over) == ("verified", True)
    assert [one.act for one in done.did] == ["accept", "done", "verify"]
    again = after("reopen", "accept", "done", "verify", start=done)
    assert again.did[:3] == done.did
    assert again.state == "verified"
    assert after("done").state == "done", "who has done it has accepted it"


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ((), "verify"),
        ((), "reopen"),
        (("accept",), "accept"),
        (("accept",), "verify"),
        (("done", "verify"), "done"),
        (("done", "verify"), "cancel"),
        (("cancel",), "accept"),
    ],
)
def test_what_does_not_follow_is_refused(before: tuple[Act, ...], act: Act) -> None:
    with pytest.raises(BadDecision, match="state"):
        after(act, start=after(*before))


def test_done_takes_evidence_and_reopening_a_reason() -> None:
    for start, act in ((after("accept"), "done"), (after("done"), "reopen"), (NEW, "cancel")):
        with pytest.raises(BadDecision, match="text"):
            step(start, Did("c", act, 0.0, "x", "y"))  # type: ignore[arg-type]
    assert step(after("accept"), Did("c", "done", 0.0, "x", "y", file="f1")).state == "done"


def test_two_lines_and_a_day_that_is_not_over() -> None:
    check("satu\ndua", TODAY, TODAY)
    for text, day, field in (
        ("satu\ndua\ntiga", TODAY, "text"),
        ("", TODAY, "text"),
        ("x" * 241, TODAY, "text"),
        ("satu", "2026-02-30", "due_day"),
        ("satu", "besok", "due_day"),
    ):
        with pytest.raises(BadDecision, match=field):
            check(text, day, TODAY)
    with pytest.raises(DuePast):
        check("satu", "2026-11-22", TODAY)


def test_overdue_is_computed_and_ends_with_the_work() -> None:
    assert not is_overdue(NEW, "2026-11-30")
    assert is_overdue(NEW, "2026-12-01")
    assert not is_overdue(after("done"), "2026-12-01")
    assert is_overdue(after("done", "reopen"), "2026-12-01")
    assert not is_overdue(after("cancel"), "2026-12-01")


def test_what_is_not_over_comes_up_at_the_agencys_next_roll_call() -> None:
    later = replace(NEW, id="later", due_day="2026-12-05")
    pressing = replace(NEW, id="pressing", priority="high")
    of_others = replace(NEW, id="others", owner_agency="bpbd")
    over = replace(after("done", "verify"), id="over")
    found = comes_up([later, over, NEW, of_others, pressing], "dinkes")
    assert [one.id for one in found] == ["pressing", "d1", "later"]
