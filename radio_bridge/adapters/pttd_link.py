"""The bridge's end of `pttd`: starts it, passes on each `key` and `off`, and kills one that hangs.

Nothing here renews a lease: whoever wants to talk says `key` every RENEW_S, and when he hangs or
dies the transmitter is off. What is told: `ready`, `keyed`, `off`, `latched`, `open`, `closed`,
`failed`, each as `pttd` says it, and `gone` when the process ended. The lamp on a console goes by
`keyed`, never by what was asked for. After `gone` it is started again; who was talking then must
let go (`off`) before the new one keys.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from radio_bridge.adapters.clock import now_s
from radio_bridge.ptt import LEASE_S, State

AGAIN_S, AT_ONCE_S = 1.0, 0.05
"""Between the end of a `pttd` and the next: of one that could not begin, and of one that ran."""
RAN_S = 1.0
LOOK_S = 0.02
"""How often it is looked whether it still speaks."""
STOOD_STILL_S = 0.1
STARTING_S = 10.0
"""A busy machine may take so long until the first word."""
GIVE_UP_S = 2.0
"""A killed process that has not ended by then hangs in the kernel."""
HANGS = "tidak menjawab (does not answer)"

log = structlog.get_logger()

Tell = Callable[[str, str], None]
"""What happened, and the rest of its line."""


class PttdLink:
    """One keyer process at a time.

    words: the command line of `pttd`. put_down: un-keys what stays keyed when `pttd` dies (a CM108,
    an inverted line); it may raise OSError.
    """

    def __init__(
        self, words: Sequence[str], tell: Tell, *, put_down: Callable[[], None] = lambda: None
    ) -> None:
        self._words, self._tell = words, tell
        self._put_down = put_down
        self._process: asyncio.subprocess.Process | None = None
        self._heard_s = 0.0
        self._ready = self._held = False
        """_held: it had the device, so it may have left it keyed."""
        self._state, self._squelch, self._failed = str(State.OFF), "", ""
        self._keying = False
        self._must_let_go = False

    @property
    def pid(self) -> int | None:
        """Its process number while it runs."""
        return self._process.pid if self._process else None

    def key(self) -> None:
        """Ask for the line for the length of a lease."""
        self._keying = True
        if self._ready and not self._must_let_go:
            self._order(f"key {now_s():.6f}\n".encode())

    def off(self) -> None:
        """Put the line down; this also frees a latch."""
        self._keying = self._must_let_go = False
        self._order(b"off\n")

    async def run(self) -> None:
        """Keep a `pttd` running until cancelled."""
        while True:
            began_s = now_s()
            try:
                await self._one()
            except OSError as error:
                self._fail(str(error))
            finally:
                await self._end()
            self._tell("gone", "")
            ran = not self._failed and now_s() >= began_s + RAN_S
            await asyncio.sleep(AT_ONCE_S if ran else AGAIN_S)

    async def _one(self) -> None:
        self._ready = self._held = False
        self._state, self._squelch = str(State.OFF), ""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "radio_bridge.pttd", *self._words),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # What is typed at the bridge's terminal is not for it.
        )
        self._heard_s = now_s()
        watching = asyncio.create_task(self._watch())
        try:
            assert self._process.stdout
            while line := await self._process.stdout.readline():
                self._hear(line.decode(errors="replace").strip())
        finally:
            watching.cancel()

    def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        self._heard_s = now_s()
        self._ready = True
        if word == "alive":  # Whatever was not heard before is heard now.
            state, _, squelch = rest.partition(" ")
            self._now(state, "")
            if squelch:
                self._now(squelch, "")
        elif word == "failed":
            self._fail(rest)
        elif word == "ready":
            self._failed, self._held = "", True
            self._tell(word, rest)
        else:
            self._now(word, rest)

    def _now(self, word: str, rest: str) -> None:
        if word in (self._state, self._squelch):
            return
        if word in tuple(State):
            self._state = word
        else:
            self._squelch = word
        self._tell(word, rest)

    def _fail(self, why: str) -> None:
        if why != self._failed:
            log.error("keyer failed", why=why)
        self._failed = why
        self._tell("failed", why)

    async def _watch(self) -> None:
        looked_s = now_s()
        while True:
            await asyncio.sleep(LOOK_S)
            before_s, looked_s = looked_s, now_s()
            if looked_s - before_s > STOOD_STILL_S:
                continue  # We did: what it has said meanwhile is read first.
            if looked_s - self._heard_s > (LEASE_S if self._ready else STARTING_S):
                break
        self._kill()
        log.error("keyer hangs, killed", silent_s=round(now_s() - self._heard_s, 1))

    def _order(self, order: bytes) -> None:
        stdin = self._process.stdin if self._process else None
        if stdin and not stdin.is_closing() and stdin.transport.get_write_buffer_size() == 0:
            stdin.write(order)
        elif order == b"off\n":
            self._kill()  # It does not read.

    def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _end(self) -> None:
        """See that the process is gone and the line is down, also when this is cancelled."""
        self._must_let_go = self._must_let_go or self._keying
        process, self._ready = self._process, False
        if process is None:
            return
        if process.stdin:
            process.stdin.close()  # It ends by itself then.
        try:
            await _ended(process, LEASE_S)
        finally:
            self._kill()
            self._process = None
            try:
                await _ended(process, GIVE_UP_S)
                if self._held:  # One that was refused the device leaves it to who has it.
                    await self._down()
            except OSError as error:  # A TimeoutError is one, and says nothing.
                self._fail(str(error) or HANGS)

    async def _down(self) -> None:
        """Put it down in a thread: a card that hangs takes seconds to say so. OSError."""
        async with asyncio.timeout(GIVE_UP_S):
            await asyncio.to_thread(self._put_down)


async def _ended(process: asyncio.subprocess.Process, wait_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await process.wait()
