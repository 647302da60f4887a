"""Real-time scheduling for what gives sound: it runs when it is due, whatever else there is to do.

To be nice changes how much of a processor a process gets, not how soon it gets it: Linux lets
whoever runs end his turn first, some milliseconds (ADR 25). Threads that are scheduled in real
time (sched(7), SCHED_RR) go before all others at once, so none may run for ever: when one has not
rested for TIRELESS_S, all of its process are ordinary ones until the next beat of AGAIN_S.
"""

import os
import resource
import signal
import threading
import time
from contextlib import suppress

PRIORITY = 1
"""Any goes before all that are not in real time. Who is on the air goes before rooms: 2."""
TIRELESS_S, AGAIN_S = 2.0, 60.0
STUCK_S = 10.0
"""Without rest for so long it does not even step back: the kernel ends the process."""
NICE = -10
"""Where it may not be scheduled so: more of the processor, if no sooner."""

_RESET: int = getattr(os, "SCHED_RESET_ON_FORK", 0)
"""What it starts, threads too, is ordinary again."""
_threads: dict[int, int] = {}
"""Those of this process that went first, by the kernel's number: their priority."""


def go_first(said: str, priority: int = PRIORITY) -> bool:
    """Have the main thread scheduled in real time; False where the system forbids it.

    Call it in the main thread, before others begin. said: goes to stderr when the process has
    stepped back; that happens in the middle of whatever it does, so nothing else can be done then.
    """
    line, main = f"{said}\n".encode(), threading.get_native_id()

    def steps_back(*_: object) -> None:
        _limit()  # The kernel has moved it by a second.
        if not _is_first(main):
            return  # It is told twice now and then.
        for thread in _living():
            with suppress(OSError):  # It has ended just now.
                os.sched_setscheduler(thread, os.SCHED_OTHER | _RESET, os.sched_param(0))
        with suppress(OSError):
            os.write(2, line)

    if hasattr(os, "sched_setscheduler") and _limit():
        before = signal.signal(signal.SIGXCPU, steps_back)
        if _first(main, priority):
            threading.Thread(target=_again, name="goes first again", daemon=True).start()
            return True
        signal.signal(signal.SIGXCPU, before)
    with suppress(OSError):  # An ordinary account; how late it is is measured either way.
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    return False


def thread_goes_first() -> bool:
    """Have the thread that calls go first too; False where its process does not, or it does so."""
    if not _threads or os.sched_getscheduler(0) & ~_RESET != os.SCHED_OTHER:
        return False  # Or it goes before us all, as its sound system has it.
    return _first(threading.get_native_id(), max(_threads.values()))


def _limit() -> bool:
    """Have the kernel say when a thread does not rest; False where others have set it too low."""
    _, most = resource.getrlimit(resource.RLIMIT_RTTIME)
    hard = round(STUCK_S * 1e6) if most == resource.RLIM_INFINITY else most
    soft = round(TIRELESS_S * 1e6)
    if hard <= soft:
        return False
    resource.setrlimit(resource.RLIMIT_RTTIME, (soft, min(hard, round(STUCK_S * 1e6))))
    return True


def _is_first(thread: int) -> bool:
    return os.sched_getscheduler(thread) & ~_RESET == os.SCHED_RR


def _first(thread: int, priority: int) -> bool:
    try:
        os.sched_setscheduler(thread, os.SCHED_RR | _RESET, os.sched_param(priority))
    except OSError:
        return False
    _threads[thread] = priority
    return True


def _again() -> None:
    """Let those who stepped back go first again, now and then."""
    while True:
        time.sleep(AGAIN_S)
        for thread in _living():
            _first(thread, _threads[thread])


def _living() -> list[int]:
    """Give those that are still here: the number of one that has ended may be anybody's."""
    for thread in list(_threads):
        if not os.path.exists(f"/proc/self/task/{thread}"):
            _threads.pop(thread, None)
    return list(_threads)
