"""The tool that runs all tests: one failure is a failure, and what runs beside is idle."""

import os
import sys

import pytest

from tools.all_tests import beside

FINE = (sys.executable, "-c", "print('heard')")
FAILS = (sys.executable, "-c", "print('torn'); raise SystemExit(3)")


def scheduled(policy: int) -> tuple[str, ...]:
    """A command that fails when it is scheduled in another way."""
    return (sys.executable, "-c", f"import os; assert os.sched_getscheduler(0) == {policy}")


@pytest.mark.parametrize(
    ("first", "others", "code"),
    [([FINE], FINE, 0), ([FAILS, FINE], FINE, 1), ([FINE, FAILS], FINE, 1), ([FINE], FAILS, 1)],
)
def test_one_failure_is_one_and_all_are_run(
    first: list[tuple[str, ...]],
    others: tuple[str, ...],
    code: int,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert beside(first, others) == code
    words = [b"heard" if one is FINE else b"torn" for one in (*first, others)]
    assert capfdbinary.readouterr().out.split() == words


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="no idle class here")
def test_the_others_are_idle_and_the_first_as_they_were() -> None:
    as_we = scheduled(os.sched_getscheduler(0))
    idle = scheduled(os.SCHED_IDLE)
    assert beside([as_we], idle) == 0
    assert beside([as_we], scheduled(os.SCHED_OTHER)) == 1
