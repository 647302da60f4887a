"""The worker's life: the setup, then commands until the hub lets go, then every call is ended."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Callable

from pydantic import ValidationError

from hub.phone.lines import Lines
from hub.phone.stack import CannotStart, Stack
from hub.wire.base import Message
from hub.wire.phone import PHONE_ASK, Dial, HangUp, PhoneBroken, PhoneReady, Setup, Word

LINE_MAX_BYTES = 1 << 16
LET_GO_S = 2.0
UNUSABLE = 3
DIED = 4

log = logging.getLogger("posko.phone")


class Stops(Exception):
    """There is no going on; its code is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def serve(tell: Callable[[Message], None]) -> None:
    """Serve the hub until it lets go. Stops."""
    reader = await _stdin()
    setup = _read(await reader.readline())
    if not isinstance(setup, Setup):
        return
    died = asyncio.Event()
    stack = Stack(tell)
    try:
        await stack.start(setup, died.set)
    except CannotStart as refused:
        tell(PhoneBroken(why=str(refused)))
        raise Stops(UNUSABLE) from None
    lines = Lines(stack, setup, tell)
    tell(PhoneReady())
    following = asyncio.create_task(_follow(reader, lines))
    dying = asyncio.create_task(died.wait())
    await asyncio.wait({following, dying}, return_when=asyncio.FIRST_COMPLETED)
    if died.is_set():
        raise Stops(DIED)
    dying.cancel()
    await following
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LET_GO_S):
            await lines.hang_up_all()
    await stack.close()


async def _stdin() -> asyncio.StreamReader:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LINE_MAX_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    loop.add_signal_handler(signal.SIGTERM, reader.feed_eof)
    return reader


async def _follow(reader: asyncio.StreamReader, lines: Lines) -> None:
    while line := await reader.readline():
        match _read(line):
            case Dial() as dial:
                lines.dial(dial)
            case Word(call=call, say=say):
                lines.word(call, say)
            case HangUp(call=call):
                lines.hang_up(call)


def _read(line: bytes) -> Message | None:
    try:
        return PHONE_ASK.validate_json(line)
    except ValidationError as error:
        log.error("the hub said what cannot be read: %s", error.errors()[0]["type"])
        return None
