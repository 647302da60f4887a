"""Run all tests: what judges sound beside what needs no browser, and then the browsers.

A test of sound spends most of its time waiting for it to be played. What these leave of half of
the processors is for tests without a browser, and for the client's own: they are scheduled as idle
(SCHED_IDLE, sched(7)), and who sleeps wakes as punctually beside them as in a still machine. Not of
all processors: a virtual machine that is busy throughout is soon kept waiting by its host. Browsers
come after that, as usual: the sound of one that is idle stutters.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
PYTEST = (sys.executable, "-m", "pytest", "-q")
MANY = ("-m", "not quiet and not alone", "-n", "3", "--maxschedchunk", "1")
ASIDE = "aside"
LOOKS_S = 0.3
"""How often to look what the others have said meanwhile."""

Command = Sequence[str]


def main(words: Sequence[str]) -> int:
    """Run them all; give the exit code. "aside": only those that run beside others."""
    os.chdir(ROOT)
    if ASIDE in words:
        client = (sys.executable, "tools/npm.py", "test")
        return one_by_one([client, (*PYTEST, *MANY, "--ignore=tests/browser")])
    quiet = (*PYTEST, "-m", "quiet", "-n", "2", "--maxschedchunk", "1", *marked("quiet"))
    alone = (*PYTEST, "-m", "alone", *marked("alone"))
    first = beside([quiet, alone], (sys.executable, __file__, ASIDE))
    return one_by_one([(*PYTEST, *MANY, "tests/browser")]) or first


def marked(mark: str) -> list[str]:
    """Give the files that have a mark: each process would load hundreds to find a few tests."""
    files = sorted(Path("tests").rglob("test_*.py"))
    return [str(file) for file in files if f"mark.{mark}" in file.read_text(encoding="utf-8")]


def one_by_one(commands: Sequence[Command]) -> int:
    """Run each, whatever became of those before; give 0 if all did."""
    return int(any([subprocess.run(command).returncode for command in commands]))


def beside(first: Sequence[Command], others: Command) -> int:
    """Run `first` one after the other, and `others` meanwhile, as idle; give 0 if all did.

    What the others say is shown after all that the first say, as soon as that is whole.
    """
    with NamedTemporaryFile() as said:
        aside = subprocess.Popen(
            others,
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=step_aside,
            start_new_session=True,
        )
        try:
            codes = [one_by_one(first)]
            with open(said.name, "rb") as read:
                codes.append(_shown(aside, read))
        finally:
            if aside.poll() is None:
                os.killpg(aside.pid, signal.SIGTERM)
            aside.wait()
    return int(any(codes))


def step_aside() -> None:
    """Let all others go before this process and what it starts, on half of the processors."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, processors[len(processors) // 2 :])
    else:
        os.nice(19)


def _shown(running: subprocess.Popen[bytes], said: BinaryIO) -> int:
    """Show what one says until it ends; give its exit code."""
    code = None
    while code is None:
        try:
            code = running.wait(LOOKS_S)
        except subprocess.TimeoutExpired:
            pass
        sys.stdout.buffer.write(said.read())
        sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
