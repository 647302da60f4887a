"""The link to the phone worker: starts it, has it ring numbers, starts it again when it dies.

A call under way when the worker dies is told to be `unknown`: it may have rung, it is never dialled
anew by us. The worker ends by itself, and hangs up, when its end of the pipe is closed, also when
this process is killed. Numbers are never logged.
"""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog
from pydantic import ValidationError

from hub.adapters.child import ended
from hub.services.ports import Clock
from hub.wire.base import Message
from hub.wire.phone import (
    PHONE_TELL,
    CallNews,
    CallOutcome,
    CallReason,
    Dial,
    Ended,
    HangUp,
    KeyPressed,
    PhoneBroken,
    PhoneReady,
    Registered,
    Setup,
    Word,
)

WORKER = (sys.executable, "-m", "hub.phone.worker")
READY_LIMIT_S = 15.0
END_LIMIT_S = 5.0
RETRY_S = (0.0, 0.5, 2.0, 5.0, 15.0, 60.0)
"""How long to wait before each start in a row; the last one for all after it."""
UNUSABLE_RETRY_S = 300.0
"""What an account or a missing library keeps from starting, starting again soon does not mend."""
STEADY_S = 10.0
STARTING_S = 10.0
"""A call waits so long for a worker that is being started."""
LATE_S = 10.0
"""A worker that has not ended a call so long after its time is taken for hung."""
WORN_CALLS = 1000
"""The SIP library keeps 17 kB of each call: a worker that made so many is replaced between two."""
LINE_MAX_BYTES = 1 << 16
ID_BYTES = 8

Stage = Literal["trying", "ringing", "answered"]
log = structlog.get_logger()


class PhoneDown(Exception):
    """There is no worker that is ready."""


@dataclass(frozen=True, slots=True)
class CallEnd:
    """What became of a call. unknown: the worker died under it. key: all that proves an answer."""

    outcome: CallOutcome | Literal["unknown"]
    reason: CallReason | Literal["worker_died"]
    status: int | None = None
    key: str | None = None


OnKey = Callable[[str], Awaitable[Path | None]]
"""Keep the answer that a key is; give what is said to it then."""
OnStage = Callable[[Stage], None]


class PhoneLink:
    """Rings numbers, over a process. `run` it in a task."""

    def __init__(self, setup: Setup, clock: Clock, command: Sequence[str] = WORKER) -> None:
        self._setup = setup
        self._clock = clock
        self._command = tuple(command)
        self._process: asyncio.subprocess.Process | None = None
        self._calls: dict[str, asyncio.Queue[Message | None]] = {}
        self._ready = asyncio.Event()
        self._known = asyncio.Event()  # Either that it is ready, or why it is not.
        self.registered: Registered | None = None
        self.why_not = ""
        self.restarts = 0
        self._made = 0

    @property
    def up(self) -> bool:
        """Is there a worker that is ready?"""
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._process.pid if self._process else None

    @property
    def calls_max(self) -> int:
        """How many calls may be under way."""
        return self._setup.calls_max

    @property
    def longest_s(self) -> float:
        """How long a call may take until it is ended by force."""
        limits = self._setup.limits
        return limits.call_s + limits.word_s + limits.parting_s + limits.goodbye_s + LATE_S

    async def until_ready(self) -> None:
        """Wait until numbers can be rung."""
        await self._ready.wait()

    async def ring(
        self, number: str, say: Path, on_key: OnKey, on_stage: OnStage = lambda stage: None
    ) -> CallEnd:
        """Ring a number and say what is in the file; give what became of it. PhoneDown.

        When this is cancelled the call is hung up.
        """
        await self._until_up()
        call = secrets.token_hex(ID_BYTES)
        told: asyncio.Queue[Message | None] = asyncio.Queue()
        self._calls[call] = told
        self._made += 1
        over = False
        try:
            self._say(Dial(call=call, number=number, say=str(say)))
            async with asyncio.timeout(self.longest_s):
                end = await self._follow(call, told, on_key, on_stage)
            over = True
            return end
        except TimeoutError:
            log.error("phone worker does not end a call, killed")
            self._kill()
            return CallEnd("unknown", "worker_died")
        finally:
            del self._calls[call]
            if not over:
                self._say(HangUp(call=call))
            self._perhaps_worn()

    async def run(self) -> None:
        """Keep a worker running until cancelled. The hub lives on without it."""
        starts = 0
        while True:
            began = self._clock.monotonic()
            self._unusable = False
            try:
                code = await self._serve()
            except OSError as error:  # No memory or no process to be had: no reason to end a hub.
                code, self.why_not = None, error.strerror or str(error)
            starts = 0 if self._clock.monotonic() - began >= STEADY_S else starts + 1
            wait_s = RETRY_S[min(starts, len(RETRY_S) - 1)]
            if self._unusable:
                wait_s = UNUSABLE_RETRY_S
                log.error("phone cannot be used", why=self.why_not, again_in_s=wait_s)
            else:
                log.warning("phone worker ended, starting again", code=code, starts=starts)
            self.restarts += 1
            await asyncio.sleep(wait_s)

    # Inside

    async def _until_up(self) -> None:
        """Wait a moment for a worker that is being started. PhoneDown."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0 if self.why_not else STARTING_S):
                await self._known.wait()
        if not self.up:
            raise PhoneDown(self.why_not)

    def _perhaps_worn(self) -> None:
        """Let a worker go that made many calls, when none is under way; the next waits for another.

        It ends what is left by itself, such as a call that was just let be.
        """
        if self._made >= WORN_CALLS and not self._calls and self._process and self._process.stdin:
            log.info("phone worker is replaced", calls=self._made)
            self._ready.clear()
            self._known.clear()
            self._process.stdin.close()

    async def _follow(
        self, call: str, told: "asyncio.Queue[Message | None]", on_key: OnKey, on_stage: OnStage
    ) -> CallEnd:
        while True:
            match await told.get():
                case CallNews(stage=stage):
                    on_stage(stage)
                case KeyPressed(key=key):
                    say = await on_key(key)
                    self._say(Word(call=call, say=str(say)) if say else HangUp(call=call))
                case Ended() as ended:
                    return CallEnd(ended.outcome, ended.reason, ended.status, ended.key)
                case None:
                    return CallEnd("unknown", "worker_died")

    async def _serve(self) -> int | None:
        """One worker, from its start to its end; give its exit code."""
        # In a session of its own: Ctrl-C is for the hub, which then ends the worker.
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=LINE_MAX_BYTES,
        )
        self._process = process
        self._made = 0
        starting: asyncio.TimerHandle | None = None
        try:
            self._say(self._setup)
            loop = asyncio.get_running_loop()
            starting = loop.call_later(READY_LIMIT_S, self._kill_unless_ready, process)
            await self._read(process)
        finally:
            if starting:
                starting.cancel()
            self._ready.clear()
            self._known.clear()
            self._process = None
            for told in self._calls.values():
                told.put_nowait(None)
            if process.stdin:
                process.stdin.close()  # It hangs up first.
            await ended(process, "phone worker", END_LIMIT_S)
        return process.returncode

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Take the worker's lines until the end of file."""
        assert process.stdout
        while True:
            try:
                line = await process.stdout.readline()
            except (OSError, ValueError):
                return  # The pipe broke, or a line was far too long.
            if not line:
                return
            try:
                self._told(PHONE_TELL.validate_json(line))
            except ValidationError:
                log.error("phone worker said what cannot be read")

    def _told(self, told: Message) -> None:
        match told:
            case PhoneReady():
                self.why_not = ""
                self._ready.set()
                self._known.set()
                log.info("phone worker ready")
            case PhoneBroken(why=why):
                self.why_not, self._unusable = why, True
                self._known.set()
            case Registered(ok=ok, status=status):
                self.registered = told
                if ok:
                    log.info("phone registered")
                else:
                    log.error("the PBX does not register us", status=status)
            case CallNews(call=call) | KeyPressed(call=call) | Ended(call=call):
                if queue := self._calls.get(call):
                    queue.put_nowait(told)

    def _say(self, message: Message) -> None:
        process = self._process
        if process and process.stdin and not process.stdin.is_closing():
            process.stdin.write(message.model_dump_json().encode() + b"\n")

    def _kill_unless_ready(self, process: asyncio.subprocess.Process) -> None:
        if not self.up and process is self._process:
            log.error("phone worker does not begin, killed")
            self._kill()

    def _kill(self) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
