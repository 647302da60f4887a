"""What gives sound goes before others where the system allows it, and never for ever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

POLICY = """
import os, threading, time
from hub import realtime
def policy(of=0):
    return {os.SCHED_OTHER: "other", os.SCHED_RR: "rr"}[os.sched_getscheduler(of) & 0xFF]
def in_thread():
    found = []
    one = threading.Thread(target=lambda: found.append(policy()))
    one.start(); one.join()
    return found[0]
def in_child():
    readable, written = os.pipe()
    if os.fork() == 0:
        os.write(written, policy().encode()); os._exit(0)
    os.wait()
    return os.read(readable, 9).decode()
def spin():
    end_s = time.process_time() + 5
    while policy() == "rr" and time.process_time() < end_s:
        pass
"""


def told(script: str) -> list[str]:
    """Run a script in a process of its own; give its lines."""
    done = subprocess.run(
        [sys.executable, "-c", POLICY + script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def first() -> str:
    """What a process is here that may go first: not every machine allows it."""
    [word] = told("""
try:
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
except OSError:
    pass
print(policy())""")
    return word


@pytest.fixture
def allowed(first: str) -> None:
    """Skip where nobody may go first."""
    if first != "rr":
        pytest.skip("this machine lets nobody here be scheduled in real time")


def test_the_main_thread_goes_first_and_nothing_that_it_starts(first: str) -> None:
    here, thread, child, mine = told("""
print(realtime.go_first("") and policy() or "other", in_thread(), in_child())
one = threading.Thread(target=lambda: print(realtime.thread_goes_first() and policy() or "other"))
one.start(); one.join()""")
    assert (here, thread, child, mine) == (first, "other", "other", first)


@pytest.mark.usefixtures("allowed")
def test_who_does_not_rest_is_an_ordinary_one_until_later() -> None:
    assert (
        told("""
import resource
realtime.TIRELESS_S, realtime.AGAIN_S = 0.2, 1.0
realtime.go_first("tired")
os.dup2(1, 2)
for _ in range(2):
    while policy() != "rr":
        time.sleep(0.01)
    print(policy(), flush=True)
    spin()
    print(policy(), resource.getrlimit(resource.RLIMIT_RTTIME)[0], flush=True)
""")
        == ["rr", "tired", "other", "200000"] * 2
    )


@pytest.mark.usefixtures("allowed")
def test_a_thread_that_does_not_rest_takes_all_of_its_process_back() -> None:
    assert told("""
import hashlib
realtime.TIRELESS_S = 0.2
realtime.go_first("tired")
os.dup2(1, 2)
found = []
def spins():
    realtime.thread_goes_first()
    found.append(policy())
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2_000_000)  # A second without Python, as a driver is.
    found.append(policy())
one = threading.Thread(target=spins)
one.start()
while one.is_alive():
    time.sleep(0.01)
print(*found, policy())""") == ["tired", "rr", "other", "other"]


@pytest.mark.usefixtures("allowed")
def test_the_number_of_a_thread_that_has_ended_is_nobodys() -> None:
    assert told("""
import subprocess, sys
realtime.AGAIN_S = 0.2
realtime.go_first("")
other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
realtime._threads[other.pid] = 1  # As if one of ours had had it before.
time.sleep(0.5)
print(policy(other.pid), other.pid in realtime._threads)
other.kill()""") == ["other", "False"]


def test_a_thread_goes_first_only_in_a_process_that_does() -> None:
    assert told("print(realtime.thread_goes_first(), policy())") == ["False", "other"]


def test_where_it_is_forbidden_nothing_is_asked_for_twice() -> None:
    went, policy, handler = told("""
import resource, signal
resource.setrlimit(resource.RLIMIT_RTPRIO, (0, 0))
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
print(realtime.go_first(""), policy(), signal.getsignal(signal.SIGXCPU) is signal.SIG_DFL)""")
    assert (went, policy, handler) == ("False", "other", "True")
