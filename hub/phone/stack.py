"""The SIP stack: one runtime, one account, and its calls by handle. The only user of baresip.

Its events come on the loop, in order; what they mean for a call is said in the words of the
course. Whoever calls us is refused: this account rings out only.
"""

import asyncio
import contextlib
import re
import socket
from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from baresip import Call, Config, Runtime, UserAgent
from baresip.errors import AudioNotActive, AudioRestarted, BaresipError
from baresip.events import Event, StackEvent

from hub.phone import account, course
from hub.phone.early import ByCall
from hub.wire.phone import Registered, Setup

CLOSE_S = 4.0
STAGES: Mapping[Event, course.Input] = MappingProxyType(
    {
        Event.CALL_RINGING: course.Progress(),
        Event.CALL_PROGRESS: course.Progress(),
        Event.CALL_ESTABLISHED: course.Taken(),
    }
)


class CannotStart(Exception):
    """The stack cannot be used like this; the text is one line."""


class CannotDial(Exception):
    """The stack would not dial; the text is what it said."""


class StackCall(Protocol):
    """One call of the stack."""

    @property
    def handle(self) -> int: ...
    def write(self, pcm: bytes) -> int:
        """Take sound to send; give how many bytes were taken."""

    def waiting(self) -> int:
        """Give how many bytes were taken and not yet sent."""

    def flush(self) -> None:
        """Throw away what was not yet sent."""


class Stack:
    """One process has one, once."""

    def __init__(self, registered: Callable[[Registered], None]) -> None:
        self._runtime = Runtime()
        self._agent: UserAgent | None = None
        self._events: ByCall[StackEvent] = ByCall()
        self._registered = registered
        self._tasks: set[asyncio.Task[None]] = set()
        self._setup: Setup | None = None

    async def start(self, setup: Setup, died: Callable[[], None]) -> None:
        """Begin. CannotStart."""
        self._setup = setup
        try:
            line = account.line(setup.account)
            _check_address(setup)
            self._runtime.on_dead = died
            await self._runtime.start(
                Config(
                    net_interface=setup.listen,
                    # Strangers are refused one by one; a limit here would count them as calls.
                    max_concurrent_calls=None,
                    native_log_level="error",
                    extra_config_text=account.settings(setup),
                )
            )
            agent = await UserAgent.create(self._runtime, line, transfer_policy="reject")
        except (account.BadAccount, BaresipError, ValueError, OSError) as refused:
            raise CannotStart(str(refused)) from None
        agent.on(self._route)
        agent.on_incoming(self._refuse)
        self._agent = agent
        if setup.account.register_s:
            self._begin(self._register(agent))

    async def dial(self, number: str, taker: Callable[[course.Input], None]) -> "SipCall":
        """Ring a number; what happens to the call is given to `taker`. CannotDial."""
        assert self._agent and self._setup
        try:
            call = await self._agent.dial(account.address(self._setup.account, number))
        except (BaresipError, ValueError) as refused:
            raise CannotDial(str(refused)) from None

        def take(event: StackEvent) -> None:
            if (told := _input(event)) is not None:
                taker(told)

        self._events.claim(call.handle, take)
        return SipCall(call)

    async def hang_up(self, call: "SipCall") -> None:
        """Hang up or take back. What is gone already is no error."""
        with contextlib.suppress(BaresipError):  # StaleHandleError: the other side was first.
            await call.call.hangup()

    def forget(self, call: "SipCall") -> None:
        """Let a call that is over be."""
        self._events.forget(call.handle)
        asyncio.get_running_loop().call_soon(self._listens_no_more, call.call)

    async def close(self) -> None:
        """End. Whatever still rings or talks is let go."""
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(BaresipError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._runtime.close()

    # Inside

    def _route(self, event: StackEvent) -> None:
        if event.event in (Event.REGISTER_OK, Event.REGISTER_FAIL):
            ok = event.event is Event.REGISTER_OK
            found = re.match(r"[1-6]\d\d", event.text or "")
            self._registered(Registered(ok=ok, status=int(found[0]) if found else None))
        elif event.call:
            self._events.put(event.call, event)

    def _listens_no_more(self, call: Call) -> None:
        """The library lets go of what is closed; not of what was before dial() returned."""
        with contextlib.suppress(ValueError):
            self._runtime.unsubscribe(call._on_stack_event)

    def _refuse(self, stranger: Call) -> None:
        async def refuse() -> None:
            with contextlib.suppress(BaresipError):
                await stranger.reject()
            self._events.forget(stranger.handle)

        self._begin(refuse())

    async def _register(self, agent: UserAgent) -> None:
        with contextlib.suppress(BaresipError):  # Told by its event; the stack tries again.
            await agent.register()

    def _begin(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class SipCall:
    """One call, and the sound we send into it."""

    def __init__(self, call: Call) -> None:
        self.call = call

    @property
    def handle(self) -> int:
        return int(self.call.handle)

    def write(self, pcm: bytes) -> int:
        with contextlib.suppress(AudioNotActive, AudioRestarted):
            return int(self.call.audio.write(pcm))
        return 0

    def waiting(self) -> int:
        with contextlib.suppress(AudioNotActive):
            return int(self.call.audio.info().tx_buffered)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(AudioNotActive, AudioRestarted):
            self.call.audio.flush_tx()


def _check_address(setup: Setup) -> None:
    """Bind where the stack will: it says nothing when it cannot. OSError."""
    if setup.listen is None:
        return
    kind = socket.AF_INET6 if ":" in setup.listen else socket.AF_INET
    with socket.socket(kind, socket.SOCK_DGRAM) as trial:
        try:
            trial.bind((setup.listen, setup.port))
        except OSError as error:
            raise OSError(
                f"{setup.listen} UDP {setup.port}: tak dapat dipakai (cannot be used): "
                f"{error.strerror}"
            ) from None


def _input(event: StackEvent) -> course.Input | None:
    """Say what an event means for its call, if anything."""
    if event.event is Event.CALL_DTMF_START:  # At the press; its end comes when it is let go.
        return course.Pressed(event.text or "")
    if event.event is Event.CALL_CLOSED:
        return course.Closed(event.text or "")
    return STAGES.get(event.event)
