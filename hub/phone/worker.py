"""The phone worker's main: `python -m hub.phone.worker`, JSON lines on its standard streams.

It lives as long as the hub holds the other end: at the end of file it hangs up and goes. Exit
codes: 0 the hub let go, 3 the account or the library cannot be used, 4 the SIP stack died.
"""

import asyncio
import logging
import os
import re
import signal
import sys
from typing import BinaryIO

from hub.wire.base import Message
from hub.wire.phone import PhoneBroken

UNUSABLE = 3


class Out:
    """Lines to the hub."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe

    def tell(self, message: Message) -> None:
        """Write one. A hub that is gone is seen at the other end."""
        try:
            self._pipe.write(message.model_dump_json().encode() + b"\n")
            self._pipe.flush()
        except OSError:
            pass


def main() -> None:
    """Run until the hub lets go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the hub, which lets go.
    out = Out(_own_stdout())
    _log_without_numbers()
    try:
        from hub.phone.serving import Stops, serve
    except ImportError as missing:  # The library is an extra, and not for every machine.
        out.tell(PhoneBroken(why=f"baresip: {missing}"))
        sys.exit(UNUSABLE)
    try:
        asyncio.run(serve(out.tell))
    except Stops as stopped:
        sys.exit(stopped.code)


def _own_stdout() -> BinaryIO:
    """Keep the pipe for ourselves: what a library prints goes to standard error."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


class _NoNumbers(logging.Formatter):
    """Whose numbers were dialled is nobody's business who reads the log."""

    def format(self, record: logging.LogRecord) -> str:
        return re.sub(r"\d{5,}", "…", super().format(record))


def _log_without_numbers() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_NoNumbers("phone worker: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


if __name__ == "__main__":
    main()
