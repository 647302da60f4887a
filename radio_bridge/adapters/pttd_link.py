"""The bridge's end of `pttd`: starts it, renews its lease to key, and kills one that hangs.

What is told: `ready`, `keyed`, `off`, `latched`, `open`, `closed`, `failed`, each as `pttd` says
it, and `gone` when the process ended. The lamp on a console goes by `keyed`, never by what was
asked for. After `gone` it is started again; the line is down meanwhile.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from radio_bridge.adapters.clock import now_s
from radio_bridge.ptt import LEASE_S, RENEW_S, State

AGAIN_S = 1.0
"""Between the end of a `pttd` and the next."""
STARTING_S = 10.0
"""A busy machine may take so long until the first word."""

STATES = tuple(State)

log = structlog.get_logger()

Tell = Callable[[str, str], None]
"""What happened, and the rest of its line."""


class PttdLink:
    """One keyer process at a time. words: the command line of `pttd`."""

    def __init__(
        self,
        words: Sequence[str],
        tell: Tell,
        *,
        put_down: Callable[[], None] = lambda: None,
    ) -> None:
        self._words, self._tell = words, tell
        self._put_down = put_down
        self._process: asyncio.subprocess.Process | None = None
        self._wanted = False
        self._heard_s = 0.0
        self._ready, self._state = False, "off"

    @property
    def pid(self) -> int | None:
        """Its process number while it runs."""
        return self._process.pid if self._process else None

    def key(self) -> None:
        """Ask for the line, until `off`."""
        self._wanted = True
        self._order(b"key\n")

    def off(self) -> None:
        """Put the line down; this also frees a latch."""
        self._wanted = False
        self._order(b"off\n")

    async def run(self) -> None:
        """Keep a `pttd` running until cancelled."""
        while True:
            try:
                await self._one()
            finally:
                await self._end()
            self._tell("gone", "")
            await asyncio.sleep(AGAIN_S)

    async def _one(self) -> None:
        self._ready, self._state = False, "off"
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "radio_bridge.pttd", *self._words),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._heard_s = now_s()
        renewing = asyncio.create_task(self._renew())
        try:
            await self._listen(self._process.stdout)
        finally:
            renewing.cancel()

    async def _listen(self, reports: asyncio.StreamReader | None) -> None:
        assert reports is not None
        while line := await reports.readline():
            word, _, rest = line.decode(errors="replace").strip().partition(" ")
            self._heard_s = now_s()
            self._ready = True
            if word == "failed":
                log.error("keyer failed", why=rest)
            if word == "alive":
                word, rest = rest, ""  # Whatever was not heard before is heard now.
            if word in STATES:
                if word == self._state:
                    continue
                self._state = word
            self._tell(word, rest)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            if self._wanted:
                self._order(b"key\n")
            silent_s = now_s() - self._heard_s
            if silent_s > (LEASE_S if self._ready else STARTING_S):
                log.error("keyer hangs, killed", silent_s=round(silent_s, 1))
                self._kill()
                return

    def _order(self, order: bytes) -> None:
        stdin = self._process.stdin if self._process else None
        if stdin and not stdin.is_closing() and stdin.transport.get_write_buffer_size() == 0:
            stdin.write(order)
        elif order == b"off\n":
            self._kill()  # It does not read: what waits before this would key.

    def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def _end(self) -> None:
        """See that the process is gone and the line is down, also when this is cancelled."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(LEASE_S):
                await process.wait()
        except (TimeoutError, asyncio.CancelledError):
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        finally:
            self._put_down()
