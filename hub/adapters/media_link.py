"""The link to one media worker: starts it, speaks JSON lines with it, starts it again.

One request a line, `{n, do, ...}`, answered in any order by `n`; what the worker tells unasked
has no `n`. Requests are written at once and in order, so that a permit is with the worker before
anybody hears of it. The worker ends by itself when its end of the socket is closed.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import structlog

from hub.adapters.child import ended
from hub.adapters.port_taken import PortTaken
from hub.domain.refusals import BadSdp, MediaDown, NoSuchVoice, RateLimited, Refused
from hub.services.ports import Clock
from hub.wire.quality import Quality
from hub.wire.worker import (
    TELL,
    Ask,
    Carry,
    Connected,
    Feed,
    Gone,
    Guest,
    Join,
    Leave,
    Mesh,
    NoPort,
    Offer,
    PeersQuality,
    Permit,
    Ready,
    Record,
    RecordingKept,
    RecordingsTold,
    RecordingStopped,
    RoomLevels,
    Setup,
    Stats,
    Tell,
)

REPLY_LIMIT_S = 5.0
READY_LIMIT_S = 10.0
END_LIMIT_S = 2.0
RETRY_S = (0.0, 0.2, 0.5, 1.0, 2.0)
"""How long to wait before each start in a row; the last one for all after it."""
STARTS_MAX = 5
STEADY_S = 2.0
"""A worker that was ready this long ended by a new fault, not by the one before."""
LINE_MAX_BYTES = 1 << 20
BACKLOG_MAX_BYTES = 4 << 20
PING_EVERY_S = 0.5
PING_LIMIT_S = 0.8
PINGS_MISSED_MAX = 2
"""A worker that misses so many in a row is taken for hung: whoever is on the air is not heard.

Not one: if it is the hub that stood still, the first ping after that runs out as well.
"""
CROWDED_RETRY_S = 1.0
NO_SUCH_PEER = "no_such_peer"
USAGE_EXIT = 3
"""The worker's exit code for what starting again will not mend, such as a port in use."""

log = structlog.get_logger()


class WorkerFailed(Exception):
    """The worker never came up; the text is one line for a person."""


class LinkEvents(Protocol):
    """Who is told what a worker tells, and what becomes of it.

    media_lost: it was ready, and is gone. media_failed: another was started in its place, and did
    not come up.
    """

    def media_ready(self) -> None: ...
    def media_lost(self) -> None: ...
    def media_failed(self) -> None: ...
    def voice_connected(self, voice_id: str, /) -> None: ...
    def voice_gone(self, voice_id: str, why: Literal["silent", "closed"], /) -> None: ...
    def levels(self, room_id: str, levels: Mapping[str, int], /) -> None: ...
    def quality(self, room_id: str, peers: Mapping[str, Quality], /) -> None: ...
    def recording(self, news: RecordingKept | RecordingStopped | RecordingsTold, /) -> None: ...


class MediaLink:
    """Speaks with one worker. `run` it in a task; `port` is its UDP port when up."""

    def __init__(self, command: Sequence[str], setup: Setup, clock: Clock) -> None:
        self._command = tuple(command)
        self._setup = setup
        self._clock = clock
        self._writer: asyncio.StreamWriter | None = None
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._given_up: dict[int, str] = {}  # Joins nobody waits for any more, and their voices.
        self._n = 0
        self._ready = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._no_port: NoPort | None = None
        self._inherits: tuple[int, ...] = ()
        self.restarts = 0
        self.port = 0

    def join_mesh(self, mesh: Mesh) -> None:
        """Have workers from the next start on reach the others; the sockets are the caller's."""
        self._setup = self._setup.model_copy(update={"mesh": mesh})
        self._inherits = (mesh.hears, *mesh.reaches)

    # Of the port `Media`, what is said to the worker that has it

    @property
    def up(self) -> bool:
        """Is there a worker that is ready?"""
        return self._ready.is_set()

    async def join(self, room: str, voice: str, sdp: str, who: str, *, saver: bool = False) -> str:
        return _sdp(await self._ask(Join(room=room, peer=voice, sdp=sdp, who=who, saver=saver)))

    async def offer(self, voice: str, sdp: str, *, saver: bool = False) -> str:
        return _sdp(await self._ask(Offer(peer=voice, sdp=sdp, saver=saver)))

    def leave(self, voice: str) -> None:
        self._say(Leave(peer=voice))

    def permit(self, voice: str, may_send: bool) -> None:
        self._say(Permit(peer=voice, may_send=may_send))

    async def settled(self) -> None:
        await self._ask(Leave(peer="nobody"), PING_LIMIT_S)

    def carry(self, order: Carry | Guest) -> None:
        self._say(order)

    def feed(self, voice: str, grant: int | None) -> None:
        self._say(Feed(peer=voice, grant=grant))

    def record(self, room: str, recording: str | None, notice: bool) -> None:
        self._say(Record(room=room, recording=recording, notice=notice))

    # For main and for measurements

    async def stats(self, reset: bool = False) -> dict[str, Any]:
        """Give the worker's counters and timings."""
        return dict((await self._ask(Stats(reset=reset)))["stats"])

    async def until_ready(self) -> None:
        """Wait until a worker is listening."""
        await self._ready.wait()

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._process.pid if self._process else None

    # Supervision

    async def run(self, events: LinkEvents) -> None:
        """Keep a worker running until cancelled.

        WorkerFailed if it never comes up at all; PortTaken when it is its port that it cannot have.
        """
        ever_up = False
        starts = 0
        while True:
            began = self._clock.monotonic()
            code = await self._serve(events)
            lived_s = self._clock.monotonic() - began
            was_up, ever_up = self._was_up, ever_up or self._was_up
            starts = 0 if was_up and lived_s >= STEADY_S else starts + 1
            if not ever_up and (code == USAGE_EXIT or starts >= STARTS_MAX):
                if self._no_port:
                    raise PortTaken(
                        f"{self._no_port.address} port {self._no_port.port} (UDP) "
                        f"tak dapat dipakai (cannot be used): {self._no_port.why}",
                        "media.port",
                        self._no_port.port,
                    )
                raise WorkerFailed(
                    "pekerja media tidak mau jalan (media worker does not start), "
                    f"kode (code) {code}"
                )
            if not was_up:
                events.media_failed()
            self.restarts += 1
            say = log.error if starts >= STARTS_MAX else log.warning
            say("media worker ended, starting again", port=self.port, code=code, starts=starts)
            await asyncio.sleep(RETRY_S[min(starts, len(RETRY_S)) - 1] if starts else 0.0)

    async def _serve(self, events: LinkEvents) -> int | None:
        """One worker, from its start to its end; give its exit code."""
        self._was_up = False
        ours, theirs = socket.socketpair()
        with theirs:
            # In a session of its own: Ctrl-C is for the hub, which then ends the worker.
            self._process = process = await asyncio.create_subprocess_exec(
                *self._command,
                "--fd",
                str(theirs.fileno()),
                pass_fds=(theirs.fileno(), *self._inherits),
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=LINE_MAX_BYTES)
        self._writer = writer
        try:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(self._watch(process))
                await self._read(reader, events)
                watching.cancel()
        finally:
            self._ready.clear()
            self._writer = None
            self._fail_asked()
            writer.close()
            if self._was_up:
                events.media_lost()
            await ended(process, "media worker", END_LIMIT_S)
            self._process = None
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        return process.returncode

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Set a worker up and see that it goes on answering; kill one that does not."""
        try:
            async with asyncio.timeout(READY_LIMIT_S):
                await self._ask(self._setup)
                await self._ready.wait()
            await self._ping_until_silent()
        except (MediaDown, TimeoutError):
            log.error("media worker does not answer, killed", pid=process.pid)
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    async def _ping_until_silent(self) -> None:
        """Ask what costs nothing and is answered at once. MediaDown when it is not."""
        missed = 0
        while True:
            await asyncio.sleep(PING_EVERY_S)
            try:
                await self._ask(Leave(peer="nobody"), PING_LIMIT_S)
                missed = 0
            except MediaDown:
                missed += 1
                if missed == PINGS_MISSED_MAX:
                    raise

    async def _read(self, reader: asyncio.StreamReader, events: LinkEvents) -> None:
        """Take the worker's lines until the end of file."""
        while True:
            try:
                line = await reader.readline()
            except (OSError, ValueError):
                return  # The connection broke, or a line was far too long.
            if not line:
                return
            try:
                message = json.loads(line)
                told = None if "n" in message else TELL.validate_python(message)
            except (ValueError, TypeError):  # A ValidationError is a ValueError.
                log.error("media worker said what cannot be read", line=line[:200])
                continue
            if told is None:
                self._answered(message)
            else:
                self._told(told, events)

    def _answered(self, message: dict[str, Any]) -> None:
        future = self._asked.pop(message["n"], None)
        late = self._given_up.pop(message["n"], None)
        if late is not None:
            self.leave(late)
        elif future and not future.done():
            future.set_result(message)
        elif message.get("ok") is False and message.get("code") != NO_SUCH_PEER:
            log.warning("media worker refused", code=message.get("code"))

    def _told(self, told: Tell, events: LinkEvents) -> None:
        match told:
            case Ready(port=port):
                self.port = port
                self._was_up = True
                self._ready.set()
                log.info("media worker ready", port=port)
                events.media_ready()
            case NoPort():
                self._no_port = told
            case Gone(peer=peer, why=why):
                events.voice_gone(peer, "silent" if why == "silent" else "closed")
            case RoomLevels(room=room, levels=levels):
                events.levels(room, levels)
            case PeersQuality(room=room, peers=peers):
                events.quality(room, peers)
            case Connected(peer=peer):
                events.voice_connected(peer)
            case RecordingKept() | RecordingStopped() | RecordingsTold():
                events.recording(told)

    # Asking

    async def _ask(
        self, message: Setup | Join | Offer | Leave | Stats, limit_s: float | None = None
    ) -> dict[str, Any]:
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        n = self._say(message, future)
        try:
            async with asyncio.timeout(limit_s or REPLY_LIMIT_S):
                reply = await future
        except TimeoutError:
            raise MediaDown(f"no reply to {message.do}") from None
        finally:
            if self._asked.pop(n, None) and isinstance(message, Join):
                self._given_up[n] = message.peer
        if reply.get("ok") is not True:
            raise _refusal(reply)
        return reply

    def _say(
        self,
        message: Ask,
        future: "asyncio.Future[dict[str, Any]] | None" = None,
    ) -> int:
        writer = self._writer
        if writer is None or writer.is_closing():
            if future:
                raise MediaDown
            return 0
        if writer.transport.get_write_buffer_size() > BACKLOG_MAX_BYTES:
            log.error("media worker does not read")
            writer.close()  # The reader sees the end, and a new worker is started.
            if future:
                raise MediaDown
            return 0
        self._n += 1
        if future:
            self._asked[self._n] = future
        line = json.dumps({"n": self._n, **message.model_dump()}, separators=(",", ":"))
        writer.write(line.encode() + b"\n")
        return self._n

    def _fail_asked(self) -> None:
        self._given_up.clear()
        asked, self._asked = self._asked, {}
        for future in asked.values():
            if not future.done():
                future.set_exception(MediaDown())


def _sdp(reply: dict[str, Any]) -> str:
    sdp = reply.get("sdp")
    if not isinstance(sdp, str):
        raise MediaDown("an answer without sdp")
    return sdp


def _refusal(reply: dict[str, Any]) -> Refused:
    code, why = str(reply.get("code")), str(reply.get("why", ""))
    match code:
        case "bad_sdp":
            return BadSdp(why)
        case code if code == NO_SUCH_PEER:
            return NoSuchVoice(why)
        case "crowded":
            return RateLimited(why, retry_after_s=CROWDED_RETRY_S)
    log.error("media worker refused", code=code, why=why[:200])
    return MediaDown(why)
