"""`pttd`, the keyer process: holds one port, keys while the bridge says so, and always lets go.

    python -m radio_bridge.pttd serial /dev/ttyUSB0 --line dtr-not-rts --carrier cts
    python -m radio_bridge.pttd cm108 /dev/hidraw0 --pin 3

It reads `key` and `off`, a line each, and says `ready`, `off`, `keyed`, `latched` (with why),
`open` and `closed` of the squelch, `alive` with the state every 100 ms, `failed` with a sentence.

| what happens to it, or around it         | the transmitter                                     |
| ---------------------------------------- | --------------------------------------------------- |
| the bridge hangs (SIGSTOP, endless loop) | off when the lease is void: 500 ms                  |
| the bridge dies, the pipe is closed      | off at once: end of file                            |
| SIGTERM, SIGINT, SIGHUP                  | off, then it ends                                   |
| an error nobody thought of               | off, then it ends                                   |
| kill -9 of this process, serial          | off: HUPCL, since nobody else has the port open     |
| kill -9 of this process, CM108           | off as soon as the bridge sees it: within 100 ms    |
| SIGSTOP of this process                  | the bridge hears no `alive` and kills it: see above |
| both stopped, or the whole machine hangs | on, until the radio's own time-out timer: set that  |
| keyed for longer than the limit          | off, and latched until the bridge has said `off`    |
| the device is unplugged                  | off by itself; said, and it ends with code 4        |
| it starts                                | off (RTS or DTR alone: up for under 5 ms, see docs) |
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
from radio_bridge.ptt import LIMIT_S, LONGEST_LIMIT_S, RENEW_S, Order, Ptt, ordered, passed

LOOK_S = 0.005
"""How often the squelch line is looked at."""
READ_BYTES = 4096
STOPPED, FAILED = 0, 4
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
COMMANDS, REPORTS = 0, 1
"""File numbers: the pipe from the bridge, and the one to it."""


class Stopped(Exception):
    """Somebody wants it to end."""


class Pttd:
    """The one keyer of this process, and what was said of it last."""

    def __init__(self, keyer: Keyer, limit_s: float) -> None:
        self._keyer = keyer
        self._ptt = Ptt(limit_s=limit_s)
        self._rest = b""
        self._open: bool | None = None
        self._alive_s = 0.0

    def run(self) -> None:
        """Do as the bridge says until it is gone. OSError when the device is gone."""
        _say("ready")
        while True:
            readable, _, _ = select.select([COMMANDS], [], [], self._wait_s())
            self._become(passed(self._ptt, now_s()))  # First: what waited may be old.
            if readable:
                self._read()
            self._look()

    def _wait_s(self) -> float:
        look_s = RENEW_S if self._open is None else LOOK_S
        due_s = self._ptt.due_s()
        return look_s if due_s is None else max(0.0, min(look_s, due_s - now_s()))

    def _read(self) -> None:
        said = os.read(COMMANDS, READ_BYTES)
        if not said:
            raise Stopped
        *words, self._rest = (self._rest + said).split(b"\n")
        self._rest = self._rest[-READ_BYTES:]
        for word in words:
            if word in (b"key", b"off"):
                self._become(ordered(self._ptt, Order(word.decode()), now_s()))

    def _become(self, then: Ptt) -> None:
        before, self._ptt = self._ptt, then
        if then.keyed != before.keyed:
            self._keyer.key(then.keyed)
        if then.state is not before.state:
            _say(f"{then.state} {then.why}")

    def _look(self) -> None:
        carrier = self._keyer.carrier()
        if carrier is not None and carrier != self._open:
            self._open = carrier
            _say("open" if carrier else "closed")
        if now_s() >= self._alive_s + RENEW_S:
            self._alive_s = now_s()
            _say(f"alive {self._ptt.state}")


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
    if words.inverted and words.line == "dtr-not-rts":
        parser.error("--inverted: of one line only")
    return words


def _stop(number: int, frame: object) -> None:
    raise Stopped


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the bridge is gone; give the exit code."""
    words = _words(sys.argv[1:] if arguments is None else arguments)
    os.set_blocking(REPORTS, False)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    failed = ""
    try:
        keyer = opened(words)
        try:
            for number in STOPPING:
                signal.signal(number, _stop)
            Pttd(keyer, words.limit_s).run()
        finally:
            _let_go(keyer)
    except Stopped:
        return STOPPED
    except KeyerFailed as error:
        failed = str(error)
    except OSError as error:
        failed = sentence(words.device, error)
    with suppress(Stopped):
        _say(f"failed {failed}")
    return FAILED


def _let_go(keyer: Keyer) -> None:
    """Put the line down, and let nobody interrupt that."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):  # The device is gone, and the line with it.
        keyer.key(False)
    keyer.close()


if __name__ == "__main__":
    sys.exit(main())
