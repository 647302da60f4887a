"""`pttd`, the keyer process: holds one port, keys while the bridge says so, and always lets go.

    python -m radio_bridge.pttd serial /dev/ttyUSB0 --line dtr-not-rts --carrier cts
    python -m radio_bridge.pttd cm108 /dev/hidraw0 --pin 3

It reads `key <when>` and `off`, a line each (any other word is `off`; when: `clock.now_s`). It says
`ready`, `off`, `keyed`, `latched` (with why), `open` and `closed` of the squelch, `alive` with both
every 100 ms, and `failed` with a sentence.

| what happens to it, or around it           | the transmitter                                     |
| ------------------------------------------ | --------------------------------------------------- |
| the bridge hangs (SIGSTOP, endless loop)   | off when the lease is void: 500 ms                  |
| the bridge dies, the pipe is closed        | off at once: end of file                            |
| SIGTERM, SIGINT, SIGHUP, SIGQUIT           | off, then it ends                                   |
| an error nobody thought of                 | off, then it ends                                   |
| kill -9 of it, serial, not inverted        | off: HUPCL, since nobody else has the port open     |
| kill -9 of it, CM108 or inverted           | off as soon as the bridge sees it: within 100 ms    |
| SIGSTOP of it                              | the bridge hears no `alive` and kills it: see above |
| it is stopped and the bridge dies, serial  | off: the kernel kills it with the bridge            |
| the same, CM108 or inverted                | on until `posko-radio unkey`, or the radio's timer  |
| both are killed at once, CM108 or inverted | on until `posko-radio unkey`, or the radio's timer  |
| both stopped, or the whole machine hangs   | on, until the radio's own time-out timer: set that  |
| another program opens the port             | put right within 5 ms, but keep others away from it |
| keyed for longer than the limit            | off, and latched until the bridge has said `off`    |
| it does not rest for 2 s, in real time     | the kernel ends it: as kill -9                      |
| the device is unplugged                    | off by itself; said, and it ends with code 4        |
| it starts                                  | off (RTS or DTR alone: up for under 5 ms)           |
"""

import os
import select
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress

from radio_bridge.adapters.clock import now_s
from radio_bridge.adapters.keyer import Keyer, KeyerFailed, opened, sentence
from radio_bridge.adapters.parent import end_with_it
from radio_bridge.ptt import LIMIT_S, LONGEST_LIMIT_S, RENEW_S, Order, Ptt, ordered, passed

LOOK_S = 0.005
"""How often the lines are looked at."""
READ_BYTES = 4096
PRIORITY = 2
STOPPED, FAILED = 0, 4
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
PAUSING = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
"""A key at somebody's terminal must not stop it while it is keyed."""
COMMANDS, REPORTS = 0, 1
"""File numbers: the pipe from the bridge, and the one to it."""


class Stopped(Exception):
    """Somebody wants it to end."""


class Pttd:
    """The one keyer of this process, and what was said of it last."""

    def __init__(self, keyer: Keyer, limit_s: float, signals: int) -> None:
        self._keyer = keyer
        self._signals = signals
        self._parent = os.getppid()
        self._ptt = Ptt(limit_s=limit_s)
        self._rest = b""
        self._open: bool | None = None
        self._alive_s = 0.0

    def run(self) -> None:
        """Do as the bridge says until it is gone. OSError when the device is gone."""
        _say("ready")
        while True:
            readable, _, _ = select.select([COMMANDS, self._signals], [], [], self._wait_s())
            if self._signals in readable or os.getppid() != self._parent:
                raise Stopped  # A bridge that died may have left its end of the pipe to a child.
            self._become(passed(self._ptt, now_s()))  # First: what waited may be old.
            if readable:
                self._read()
            self._look()

    def _wait_s(self) -> float:
        due_s = self._ptt.due_s()
        return LOOK_S if due_s is None else max(0.0, min(LOOK_S, due_s - now_s()))

    def _read(self) -> None:
        """Take all there is as one: what was undone meanwhile never reaches the line."""
        said = os.read(COMMANDS, READ_BYTES)
        if not said:
            raise Stopped
        *lines, self._rest = (self._rest + said).split(b"\n")
        self._rest = self._rest[-READ_BYTES:]
        then = self._ptt
        for line in lines:
            order, said_s = _order(line)
            then = ordered(then, order, now_s(), said_s)
        self._become(then)

    def _become(self, then: Ptt) -> None:
        before, self._ptt = self._ptt, then
        if then.keyed != before.keyed:
            self._keyer.key(then.keyed)
        if then.state is not before.state:
            _say(f"{then.state} {then.why}")

    def _look(self) -> None:
        carrier = self._keyer.look()
        if carrier is not None and carrier != self._open:
            self._open = carrier
            _say(self._squelch())
        if now_s() >= self._alive_s + RENEW_S:
            self._alive_s = now_s()
            _say(f"alive {self._ptt.state} {self._squelch()}")

    def _squelch(self) -> str:
        return {None: "", True: "open", False: "closed"}[self._open]


def _order(line: bytes) -> tuple[Order, float]:
    word, _, when = line.partition(b" ")
    try:
        return (Order.KEY, float(when)) if word == b"key" else (Order.OFF, 0.0)
    except ValueError:
        return Order.OFF, 0.0


def _say(text: str) -> None:
    """Tell the bridge. Nothing waits for a bridge that does not read: it would keep the line up."""
    try:
        os.write(REPORTS, text.encode() + b"\n")
    except BlockingIOError:
        pass  # It reads its pipe again or it is dead; either way `alive` tells.
    except BrokenPipeError:
        raise Stopped from None


def _words(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="pttd")
    parser.add_argument("kind", choices=("serial", "cm108"))
    parser.add_argument("device")
    parser.add_argument("--line", choices=("rts", "dtr", "dtr-not-rts"), default="dtr-not-rts")
    parser.add_argument("--inverted", action="store_true")
    parser.add_argument("--pin", type=int, choices=range(1, 9), default=3)
    parser.add_argument("--carrier", choices=("cts", "dsr", "dcd", "volume-down"))
    parser.add_argument("--carrier-inverted", action="store_true")
    parser.add_argument("--limit-s", type=float, default=LIMIT_S)
    words = parser.parse_args(arguments)
    if not 0 < words.limit_s <= LONGEST_LIMIT_S:
        parser.error(f"--limit-s: 0 to {LONGEST_LIMIT_S:.0f}")
    if words.inverted and (words.kind, words.line) not in (("serial", "rts"), ("serial", "dtr")):
        parser.error("--inverted: of one serial line only")
    if words.carrier and (words.kind == "cm108") != (words.carrier == "volume-down"):
        parser.error(f"--carrier: {words.carrier} is none of {words.kind}")
    return words


def _signals() -> int:
    """Let signals be read like orders: none interrupts what puts the line down."""
    readable, written = os.pipe()
    os.set_blocking(written, False)
    signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    for number in STOPPING:
        signal.signal(number, lambda number, frame: None)
    for number in (*PAUSING, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    return readable


def _go_first() -> None:
    """Be scheduled in real time where that is allowed: who lets go must not wait for a backup.

    A loop without end is ended by the kernel, as the bridge has asked (RLIMIT_RTTIME).
    """
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the bridge is gone; give the exit code."""
    words = _words(sys.argv[1:] if arguments is None else arguments)
    _go_first()
    os.set_blocking(REPORTS, False)
    # A killed process leaves a serial line down, and a pin as it was: that one puts it down itself.
    end_with_it(signal.SIGKILL if words.kind == "serial" and not words.inverted else signal.SIGTERM)
    signals = _signals()
    failed = ""
    try:
        keyer = opened(words)
        try:
            Pttd(keyer, words.limit_s, signals).run()
        finally:
            with suppress(OSError):  # The device is gone, and the line with it.
                keyer.key(False)
            keyer.close()
    except Stopped:
        return STOPPED
    except KeyerFailed as error:
        failed = str(error)
    except OSError as error:
        failed = sentence(words.device, error)
    with suppress(Stopped):
        _say(f"failed {failed}")
    return FAILED


if __name__ == "__main__":
    os._exit(main())  # At once: a signal while Python clears up would end it by its own name.
