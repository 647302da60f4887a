"""Real-time scheduling for what gives sound: it runs when it is due, whatever else there is to do.

To be nice changes how much of a processor a process gets, not how soon it gets it: Linux lets
whoever runs end his turn first, some milliseconds (ADR 25). A process that is scheduled in real
time (sched(7), SCHED_RR) goes before all others at once, so it must not be allowed to run for ever:
one that has not rested for TIRELESS_S is an ordinary one for AGAIN_S.
"""

import os
import resource
import signal
import threading
from collections.abc import Callable

PRIORITY = 1
"""Any goes before all that are not in real time; what the kernel itself needs is above."""
TIRELESS_S, AGAIN_S = 2.0, 60.0
STUCK_S = 10.0
"""Without rest for so long it does not even step back: the kernel ends it."""
NICE = -10
"""Where it may not be scheduled so: more of the processor, if no sooner."""

_RESET: int = getattr(os, "SCHED_RESET_ON_FORK", 0)
"""What it starts, threads too, is ordinary again."""


def go_first(tired: Callable[[], object] = lambda: None) -> bool:
    """Have this process' main thread scheduled in real time; False where the system forbids it.

    Call in the main thread, before others begin. tired: called when it has stepped back, in the
    middle of whatever it does.
    """
    thread = threading.get_native_id()

    def steps_back(*_: object) -> None:
        os.sched_setscheduler(thread, os.SCHED_OTHER | _RESET, os.sched_param(0))
        again = threading.Timer(AGAIN_S, _first, [thread])
        again.daemon = True
        again.start()
        tired()

    before = signal.signal(signal.SIGXCPU, steps_back)
    if _first(thread):
        limits = (round(TIRELESS_S * 1e6), round(STUCK_S * 1e6))
        resource.setrlimit(resource.RLIMIT_RTTIME, limits)
        return True
    signal.signal(signal.SIGXCPU, before)
    try:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    except OSError:
        pass  # An ordinary account; how late it is is measured either way.
    return False


def thread_goes_first() -> bool:
    """Have the thread that calls scheduled in real time; False where the system forbids it."""
    return _first(threading.get_native_id())


def _first(thread: int) -> bool:
    try:
        os.sched_setscheduler(thread, os.SCHED_RR | _RESET, os.sched_param(PRIORITY))
    except (OSError, AttributeError):
        return False
    return True
