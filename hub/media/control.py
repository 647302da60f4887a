"""The worker's end of the control socket: a line in, one answer out, and news as it comes."""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from hub.media.rooms import Rooms, UnknownPeer
from hub.media.sdp import BadOffer
from hub.wire import worker as wire

LINE_MAX = 256 * 1024


class Control:
    """Speaks `hub.wire.worker` with the hub. `set_up` makes the rooms from the first message."""

    def __init__(self, writer: asyncio.StreamWriter, set_up: Callable[[wire.Setup], Rooms]) -> None:
        self._writer = writer
        self._set_up = set_up
        self.rooms: Rooms | None = None
        self._joining: Counter[str] = Counter()
        """Joins in line, by peer: what is said of the peer meanwhile comes after them."""

    def tell(self, news: wire.Tell) -> None:
        """Send news; when the hub reads too slowly, what comes again soon is left out."""
        crowded = self._writer.transport.get_write_buffer_size() > LINE_MAX
        if not (crowded and isinstance(news, wire.RoomLevels | wire.PeersQuality)):
            self._write(news.model_dump(mode="json"))

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Do what the hub asks until it hangs up, or is killed."""
        with contextlib.suppress(ConnectionError):
            while True:
                try:
                    line = await reader.readline()
                except ValueError as too_long:
                    _complain(too_long)
                    continue
                if not line:
                    return
                self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            number = message.pop("n")
            ask = wire.ASK.validate_python(message)
        except ValidationError as bad:
            _complain(bad.errors(include_input=False))
        except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as bad:
            _complain(bad)
        else:
            self._take(number, ask)

    def _take(self, number: Any, ask: wire.Ask) -> None:
        """An offer costs milliseconds, so it waits for spare time; a permit never waits."""
        if self.rooms is None or isinstance(ask, wire.Setup):
            self._set(number, ask)
            return
        if isinstance(ask, wire.Join | wire.Offer) or self._follows_join(ask):
            if not self.rooms.spare_time.do(lambda: self._answer(number, ask)):
                self._write({"n": number, "ok": False, "code": "crowded", "why": "too many joins"})
            elif isinstance(ask, wire.Join):
                self._joining[ask.peer] += 1
            return
        self._answer(number, ask)

    def _follows_join(self, ask: wire.Ask) -> bool:
        """Tell whether this is about a peer whose join is still in line; silence it at once."""
        if not isinstance(ask, wire.Leave | wire.Permit | wire.Feed) or not self._joining[ask.peer]:
            return False
        if isinstance(ask, wire.Leave) or (isinstance(ask, wire.Permit) and not ask.may_send):
            assert self.rooms is not None
            with contextlib.suppress(UnknownPeer):
                self.rooms.permit(ask.peer, False)
        return True

    def _set(self, number: Any, ask: wire.Ask) -> None:
        if self.rooms is None and isinstance(ask, wire.Setup):
            self.rooms = self._set_up(ask)
            self._write({"n": number, "ok": True})
        else:
            self._write({"n": number, "ok": False, "code": "setup", "why": "once, and first"})

    def _answer(self, number: Any, ask: wire.Ask) -> None:
        assert self.rooms is not None
        if isinstance(ask, wire.Join):
            self._joining[ask.peer] -= 1
            self._joining += Counter()  # Drops the zeros.
        try:
            reply = {"ok": True, **_do(self.rooms, ask)}
        except BadOffer as bad:
            reply = {"ok": False, "code": "bad_sdp", "why": str(bad)}
        except UnknownPeer as unknown:
            reply = {"ok": False, "code": "no_such_peer", "why": str(unknown)}
        except Exception as mistake:
            self.rooms.faults.note("request", ask.do, mistake)
            reply = {"ok": False, "code": "fault", "why": type(mistake).__name__}
        self._write({"n": number, **reply})

    def _write(self, message: dict[str, Any]) -> None:
        self._writer.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")


def _do(rooms: Rooms, ask: wire.Ask) -> dict[str, Any]:
    match ask:
        case wire.Join():
            return {"sdp": rooms.join(ask.room, ask.peer, ask.sdp, ask.who, saver=ask.saver)}
        case wire.Offer():
            return {"sdp": rooms.offer(ask.peer, ask.sdp, saver=ask.saver)}
        case wire.Leave():
            rooms.leave(ask.peer)
        case wire.Permit():
            rooms.permit(ask.peer, ask.may_send)
        case wire.Carry():
            rooms.carry(ask.peer, ask.rooms, [(to.worker, to.stream) for to in ask.away])
        case wire.Guest():
            rooms.guest(ask.stream, ask.peer, ask.who, ask.rooms)
        case wire.Feed():
            rooms.feed(ask.peer, ask.grant)
        case wire.Record():
            rooms.record(ask.room, ask.recording, notice=ask.notice)
        case wire.Stats():
            return {"stats": rooms.stats(reset=ask.reset)}
    return {}


def _complain(why: object) -> None:
    print(f"media: cannot read the hub: {why}"[:500], file=sys.stderr)  # noqa: T201
