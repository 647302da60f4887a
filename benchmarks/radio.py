"""How fast the radio's keyer keys, how fast it lets go whatever happens, and what sound is lost.

    python -m benchmarks.radio [--presses 200] [--ends 30] [--starts 100] [--talks 10] [--json]

`pttd` on the serial port of the rig (modem lines by a preloaded library, noted to the microsecond)
and on a pseudo-terminal in place of a CM108. `ptt_ms_p99`: from the bridge's command to the line.
`unkey_kill_ms`: after kill -9 of the bridge or of `pttd`, keyed by a serial line or by a pin;
`unkey_hang_ms`: after SIGSTOP of `pttd`, whom the bridge then kills; `unkey_stop_ms`: after SIGSTOP
of the bridge. Each the worst of all. `startup_keyings`: of so many starts with DTR-and-not-RTS and
with CM108, those in which the radio was keyed at all; `startup_pulse_ms`: the longest it was keyed
by a start where RTS or DTR alone keys. The rest, through the whole bridge: `radio_sound`, and from
a press in a browser: `radio_press`.
"""

import argparse
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks import radio_press, radio_sound
from benchmarks.report import Figure, show
from tests.bridge.keyer import transmits
from tests.bridge.rig import Rig, library, rig

BRIDGE = (sys.executable, "-m", "benchmarks.radio_bridge_stub")
GIVE_UP_S = 10.0
PIN_UP = bytes((0, 0, 4, 4, 0))


class Bridge:
    """A process with the bridge's end of a keyer in it, told by lines what to do."""

    def __init__(self, environment: dict[str, str], *words: str) -> None:
        self.process = subprocess.Popen(
            [*BRIDGE, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self.pttd = int(self.hears("ready")[1])

    def says(self, word: str) -> float:
        """Tell it; give when."""
        assert self.process.stdin
        at_s = time.monotonic()
        self.process.stdin.write(word.encode() + b"\n")
        self.process.stdin.flush()
        return at_s

    def hears(self, word: str) -> list[str]:
        """Wait for a word of the keyer; give its whole line."""
        assert self.process.stdout
        while line := self.process.stdout.readline():
            words = line.decode().split()
            if words[0] == word:
                return words
        raise RuntimeError(f"the bridge ended before it said {word}")

    def signal(self, number: int, *, keyer: bool) -> float:
        """Send a signal to it or to its keyer; give when."""
        at_s = time.monotonic()
        os.kill(self.pttd if keyer else self.process.pid, number)
        return at_s

    def end(self) -> None:
        """Kill it, and wait until its keyer is gone too."""
        for pid in (self.process.pid, self.pttd):
            try:
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


class Card:
    """A CM108 as far as its output reports go. seen: (monotonic seconds, whether the pin is up)."""

    line = "pin"

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.words = ("cm108", os.ttyname(self._theirs))
        self.environment = dict(os.environ)
        self._seen: list[tuple[float, bool]] = []

    @property
    def seen(self) -> list[tuple[float, bool]]:
        """Read what has come."""
        while select.select([self._ours], [], [], 0)[0]:
            report = os.read(self._ours, 5)
            self._seen.append((time.monotonic(), report == PIN_UP))
        return self._seen

    def close(self) -> None:
        """Take it away."""
        os.close(self._ours)
        os.close(self._theirs)


class Port:
    """A serial port that keys by one line."""

    def __init__(self, port: Rig, line: str) -> None:
        self._port, self.line = port, line
        self.words = ("serial", port.device, "--line", line)
        self.environment = port.environment

    @property
    def seen(self) -> list[tuple[float, bool]]:
        """Give each change, and whether it keyed."""
        return [(at_s, transmits(self.line, bits)) for at_s, bits in self._port.seen]


Radio = Card | Port
Air = Callable[[str], AbstractContextManager[Radio]]
"""What gives a radio that is keyed by a line."""


def main() -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--ends", type=int, default=30)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--talks", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    parts: tuple[Callable[[], dict[str, Figure]], ...] = (
        lambda: measure(asked.presses, asked.ends, asked.starts),
        lambda: radio_sound.measure(asked.talks),
        lambda: radio_press.measure(asked.talks),
    )
    figures: dict[str, Figure] = {}
    failed = 0
    for part in parts:
        try:
            figures |= part()
        except Exception as error:  # What the others found is worth having all the same.
            failed += 1
            print(f"not measured: {error!r}", file=sys.stderr)
    show(figures, as_json=asked.json)
    return 1 if failed else 0


def measure(presses: int, ends: int, starts: int) -> dict[str, Figure]:
    """Run all and give the figures."""
    with tempfile.TemporaryDirectory() as name:
        made = library(Path(name))

        @contextmanager
        def radio(line: str) -> Iterator[Radio]:
            with tempfile.TemporaryDirectory() as folder:
                if line == "pin":
                    card = Card()
                    yield card
                    card.close()
                    return
                with rig(Path(folder), made) as port:
                    yield Port(port, line)

        keyed_ms = [ms for line in ("dtr-not-rts", "pin") for ms in _presses(radio, line, presses)]
        kill = [
            _let_go(radio, line, signal.SIGKILL, keyer, ends)
            for line in ("dtr-not-rts", "pin")
            for keyer in (False, True)
        ]
        hang = [_let_go(radio, n, signal.SIGSTOP, True, ends) for n in ("dtr-not-rts", "pin")]
        stop = [_let_go(radio, n, signal.SIGSTOP, False, ends) for n in ("dtr-not-rts", "pin")]
        return {
            "ptt_ms_p99": round(sorted(keyed_ms)[int(len(keyed_ms) * 0.99)], 2),
            "unkey_kill_ms": round(max(kill), 1),
            "unkey_hang_ms": round(max(hang), 1),
            "unkey_stop_ms": round(max(stop), 1),
            "startup_keyings": sum(
                pulse_ms > 0
                for line in ("dtr-not-rts", "pin")
                for pulse_ms in _starts(radio, line, starts)
            ),
            "startup_pulse_ms": round(
                max(ms for line in ("rts", "dtr") for ms in _starts(radio, line, starts)), 3
            ),
        }


def _presses(radio: Air, line: str, presses: int) -> list[float]:
    with radio(line) as air:
        bridge = Bridge(air.environment, *air.words)
        took_ms = []
        for _ in range(presses):
            before = len(air.seen)
            at_s = float(_told(bridge, "key", "keyed"))
            up_s = next(at for at, keyed in air.seen[before:] if keyed)
            took_ms.append((up_s - at_s) * 1000)
            _told(bridge, "off", "off")
        bridge.end()
    return took_ms


def _told(bridge: Bridge, order: str, word: str) -> str:
    """Give an order; give when the bridge passed it on, by its own clock, once that was heard."""
    bridge.says(order)
    at_s = bridge.hears("told")[1]
    bridge.hears(word)
    return at_s


def _let_go(radio: Air, line: str, number: int, keyer: bool, times: int) -> float:
    """Give the longest the transmitter stayed on after a signal, in ms."""
    worst_ms = 0.0
    for _ in range(times):
        with radio(line) as air:
            bridge = Bridge(air.environment, *air.words)
            _told(bridge, "key", "keyed")
            began_s = bridge.signal(number, keyer=keyer)
            while air.seen[-1][1]:
                if time.monotonic() > began_s + GIVE_UP_S:
                    raise RuntimeError(f"{line} is still keyed")
                time.sleep(0.0005)
            worst_ms = max(worst_ms, (air.seen[-1][0] - began_s) * 1000)
            bridge.end()
    return worst_ms


def _starts(radio: Air, line: str, starts: int) -> list[float]:
    """Give how long the radio was keyed by each start and end, in ms."""
    pulses_ms = []
    for _ in range(starts):
        with radio(line) as air:
            bridge = Bridge(air.environment, *air.words)
            bridge.end()
            time.sleep(0.005)
            seen = air.seen
            spans = zip(seen, [*seen[1:], (time.monotonic(), False)], strict=True)
            pulses_ms.append(sum(b[0] - a[0] for a, b in spans if a[1]) * 1000)
    return pulses_ms


if __name__ == "__main__":
    sys.exit(main())
