"""Run the Python tests: first those that judge sound and lateness, all others in what these leave.

The others are scheduled as idle (SCHED_IDLE, sched(7)): they have a processor while nobody else
wants it. Who sleeps wakes as punctually beside them as in a still machine, and a test of sound
spends most of its time waiting for it to be played.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
PYTEST = (sys.executable, "-m", "pytest", "-q")
LOOKS_S = 0.3
"""How often to look what the others have said meanwhile."""

Command = Sequence[str]


def main() -> int:
    """Run them all; give the exit code."""
    os.chdir(ROOT)
    return beside(
        [
            (*PYTEST, "-m", "quiet", "-n", "2", "--maxschedchunk", "1", *marked("quiet")),
            (*PYTEST, "-m", "alone", *marked("alone")),
        ],
        (*PYTEST, "-m", "not quiet and not alone", "-n", "3", "--maxschedchunk", "1"),
    )


def marked(mark: str) -> list[str]:
    """Give the files that have a mark: each process would load hundreds to find a few tests."""
    files = sorted(Path("tests").rglob("test_*.py"))
    return [str(file) for file in files if f"mark.{mark}" in file.read_text(encoding="utf-8")]


def beside(first: Sequence[Command], others: Command) -> int:
    """Run `first` one after the other, and `others` meanwhile, as idle; give 0 if all did.

    What the others say is shown after all that the first say, as soon as that is whole.
    """
    with tempfile.NamedTemporaryFile() as said:
        aside = subprocess.Popen(
            others, stdout=said, stderr=subprocess.STDOUT, preexec_fn=step_aside
        )
        try:
            codes = [subprocess.run(command).returncode for command in first]
            with open(said.name, "rb") as read:
                codes.append(_shown(aside, read))
        finally:
            aside.terminate()
            aside.wait()
    return int(any(codes))


def step_aside() -> None:
    """Let everybody else go before this process and those that it starts."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
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
    sys.exit(main())
