"""Talkers that are on time: in these tests it is the worker that may be late, and not who sends."""

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from hub.realtime import PRIORITY


@pytest.fixture(autouse=True)
def punctual() -> Iterator[None]:
    """Schedule the test in real time, as a media worker is; as it is where that is forbidden.

    A pause of the talkers would be concealed, and told from no fault of the worker.
    """
    with suppress(OSError, AttributeError):
        first = os.SCHED_RR | os.SCHED_RESET_ON_FORK  # What it starts asks for itself.
        os.sched_setscheduler(0, first, os.sched_param(PRIORITY))
    yield
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
