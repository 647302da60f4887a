"""Throw mutated input at everything that reads what strangers send; nothing may escape uncaught.

    python -m fuzz.run [--runs 1000000] [--seed N] [target ...]

Each target runs in a process of its own, guided by the coverage of our code (atheris, libFuzzer),
from the seeds in `targets.py` and what earlier runs found (var/fuzz). An input that raises anything
but a declared refusal is kept as var/fuzz/<target>/crash-…, and the exit code is 1.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from fuzz.targets import TARGETS

CORPUS = Path(__file__).resolve().parent.parent / "var" / "fuzz"
ONE_RUN_LIMIT_S = 5


def main() -> int:
    """Run each target; give 1 when any of them was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="target")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 2**31)
    arguments = parser.parse_args()
    targets = arguments.targets or list(TARGETS)
    if unknown := set(targets) - set(TARGETS):
        parser.error(
            f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}"
        )
    broken = [name for name in targets if not run(name, arguments.runs, arguments.seed)]
    print(f"{len(targets) - len(broken)} passed, {len(broken)} failed")
    return 1 if broken else 0


def run(name: str, runs: int, seed: int) -> bool:
    """Run one target in a process of its own; say how it went."""
    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    for n, data in enumerate(TARGETS[name].seeds):
        (folder / f"seed-{n}").write_bytes(data)
    began_s = time.monotonic()
    log = folder / "log.txt"
    with log.open("wb") as out:
        done = subprocess.run(
            [
                sys.executable, "-m", "fuzz.one", name, f"-runs={runs}", f"-seed={seed}",
                f"-timeout={ONE_RUN_LIMIT_S}", f"-artifact_prefix={folder}/",
                "-print_final_stats=1", "-max_len=4096", str(folder),
            ],
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    took_s = time.monotonic() - began_s
    text = log.read_text(errors="replace")
    executed = next(
        (line.split()[-1] for line in text.splitlines() if "number_of_executed_units" in line), "0"
    )
    ok = done.returncode == 0 and int(executed) >= runs
    outcome = "0 uncaught" if ok else f"BROKEN, see {log}"
    print(f"{name:<8} {executed:>9} runs, seed {seed}, {took_s:5.0f} s: {outcome}", flush=True)
    return ok


if __name__ == "__main__":
    sys.exit(main())
