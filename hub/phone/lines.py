"""The calls under way: each has a course, a sound that is fed to it, and one timer."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hub.phone import course
from hub.phone.closing import Close
from hub.phone.feed import Feed, NoSound, sound
from hub.phone.stack import CannotDial, SipCall, Stack
from hub.wire.phone import CallNews, Dial, Ended, KeyPressed, Limits, Setup

Tell = Callable[[CallNews | KeyPressed | Ended], None]


class Lines:
    """At most `calls_max` at once, but for those that are let be; each ends with exactly one
    `Ended`."""

    def __init__(self, stack: Stack, setup: Setup, tell: Tell) -> None:
        self._stack = stack
        self._setup = setup
        self._tell = tell
        self._lines: dict[str, Line] = {}
        self._let_be: set[str] = set()

    def dial(self, dial: Dial) -> None:
        """Begin a call. One that is under way is not begun again."""
        if dial.call in self._lines:
            return
        if len(self._lines) - len(self._let_be) >= self._setup.calls_max:
            self._tell(Ended(call=dial.call, outcome="failed", reason="no_line"))
            return
        try:
            text = sound(dial.say)
        except NoSound:
            self._tell(Ended(call=dial.call, outcome="failed", reason="no_speech"))
            return
        line = Line(self._stack, self._setup.limits, dial, text, self._told)
        self._lines[dial.call] = line
        line.start()

    def word(self, call: str, file: str) -> None:
        """Say what the hub has to say to a key, then hang up."""
        if line := self._lines.get(call):
            line.feed(course.Word(file))

    def hang_up(self, call: str) -> None:
        """Let a call be."""
        if line := self._lines.get(call):
            self._let_be.add(call)
            line.feed(course.HangUp())

    async def hang_up_all(self) -> None:
        """Let all be, and wait until the PBX knows, for a while."""
        ending = [line.over.wait() for line in self._lines.values()]
        for line in list(self._lines.values()):
            line.feed(course.HangUp())
        if ending:
            await asyncio.gather(*ending)

    def _told(self, told: CallNews | KeyPressed | Ended) -> None:
        if isinstance(told, Ended):
            del self._lines[told.call]
            self._let_be.discard(told.call)
        self._tell(told)


class Line:
    """One call, from the dialling to its end."""

    def __init__(self, stack: Stack, limits: Limits, dial: Dial, text: bytes, tell: Tell) -> None:
        self._loop = asyncio.get_running_loop()
        self._stack = stack
        self._dial = dial
        self._text = text
        self._tell = tell
        self._course = course.begin(limits, dial.answers, dial.repeat, self._loop.time())
        self._timer: asyncio.TimerHandle | None = None
        self._call: SipCall | None = None
        self._sound: Feed | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._feeding: asyncio.Task[None] | None = None
        self.over = asyncio.Event()

    def start(self) -> None:
        """Dial."""
        self._tell(CallNews(call=self._dial.call, stage="trying"))
        self._set_timer()
        self._begin(self._ring())

    def feed(self, event: course.Input) -> None:
        """Step, and do what follows."""
        self._course, effects = course.step(self._course, event, self._loop.time())
        for effect in effects:
            self._do(effect)
        self._set_timer()

    # Inside

    async def _ring(self) -> None:
        try:
            self._call = await self._stack.dial(self._dial.number, self.feed)
        except CannotDial as refused:
            self.feed(course.Closed(str(refused)))
            return
        if self._course.stage == "over":
            self._stack.forget(self._call)
        if self._course.stage in ("leaving", "over"):  # Let go before there was a call to let go.
            await self._stack.hang_up(self._call)
        elif self._course.stage == "speaking":  # Taken before we knew the call.
            self._do(course.SayText())

    def _do(self, effect: course.Effect) -> None:
        call = self._dial.call
        match effect:
            case course.News(stage):
                self._tell(CallNews(call=call, stage=stage))
            case course.TellKey(key):
                self._tell(KeyPressed(call=call, key=key))
            case course.SayText() if self._call:
                self._mouth(self._call).text(self._text)
            case course.SayWord(say) if self._call:
                self._say(self._call, say)
            case course.Hush() if self._sound:
                self._sound.hush()
            case course.Leave() if self._call:
                self._begin(self._stack.hang_up(self._call))
            case course.End(close, key):
                self._end(close, key)

    def _say(self, call: SipCall, file: str) -> None:
        try:
            self._mouth(call).word(sound(file))
        except NoSound:
            self._loop.call_soon(self.feed, course.Spoken())

    def _mouth(self, call: SipCall) -> Feed:
        if self._sound is None:
            self._sound = Feed(call, lambda: self.feed(course.Spoken()))
            self._feeding = self._begin(self._sound.run())
        return self._sound

    def _end(self, close: Close, key: str | None) -> None:
        if self._feeding:
            self._feeding.cancel()
        if self._call:
            self._stack.forget(self._call)
        self.over.set()
        self._tell(
            Ended(
                call=self._dial.call,
                outcome=close.outcome,
                reason=close.reason,
                status=close.status,
                key=key,
            )
        )

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._course.stage != "over":
            self._timer = self._loop.call_at(self._course.due, self.feed, course.Tick())

    def _begin(self, doing: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = self._loop.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
