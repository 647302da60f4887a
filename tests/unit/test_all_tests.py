"""The tool that runs all tests: one failure is a failure, and what runs beside is idle."""

import os
import sys

import pytest

from tools.all_tests import beside

FINE = (sys.executable, "-c", "print('heard')")
FAILS = (sys.executable, "-c", "print('torn'); raise SystemExit(3)")
pytestmark = pytest.mark.quiet  # Not because of sound: among those that are idle, all are.
POLICY = (sys.executable, "-c", "import os; raise SystemExit(os.sched_getscheduler(0))")


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
def test_the_others_are_idle_and_the_first_are_not() -> None:
    idle = (*POLICY[:2], f"{POLICY[2][:-1]} != os.SCHED_IDLE)")
    assert beside([POLICY], idle) == 0
    assert beside([idle], POLICY) == 1
