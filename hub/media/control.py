"""The worker's end of the control socket: a line in, one answer out, and news as it comes."""

import asyncio
import contextlib
import json
import sys
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

    def tell(self, news: wire.Tell) -> None:
        """Send news; when the hub reads too slowly, levels are the first to be left out."""
        crowded = self._writer.transport.get_write_buffer_size() > LINE_MAX
        if not (crowded and isinstance(news, wire.RoomLevels)):
            self._write(news.model_dump(mode="json"))

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Do what the hub asks until it hangs up, or is killed."""
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            number = message.pop("n")
            ask = wire.ASK.validate_python(message)
        except (ValueError, KeyError, AttributeError) as bad:  # ValidationError is a ValueError.
            detail = bad.errors(include_input=False) if isinstance(bad, ValidationError) else bad
            print(f"media: cannot read the hub: {detail}", file=sys.stderr)  # noqa: T201
            return
        if isinstance(ask, wire.Join | wire.Offer) and self.rooms is not None:
            # An offer costs milliseconds, so it waits for spare time; a permit never waits.
            if not self.rooms.spare_time.do(lambda: self._answer(number, ask)):
                self._write({"n": number, "ok": False, "code": "crowded", "why": "too many joins"})
            return
        self._answer(number, ask)

    def _answer(self, number: int, ask: wire.Ask) -> None:
        try:
            reply = {"ok": True, **self._do(ask)}
        except BadOffer as bad:
            reply = {"ok": False, "code": "bad_sdp", "why": str(bad)}
        except UnknownPeer as unknown:
            reply = {"ok": False, "code": "no_such_peer", "why": str(unknown)}
        self._write({"n": number, **reply})

    def _do(self, ask: wire.Ask) -> dict[str, Any]:
        if isinstance(ask, wire.Setup):
            self.rooms = self._set_up(ask)
            return {}
        if self.rooms is None:
            return {}
        match ask:
            case wire.Join():
                return {"sdp": self.rooms.join(ask.room, ask.peer, ask.sdp)}
            case wire.Offer():
                return {"sdp": self.rooms.offer(ask.peer, ask.sdp)}
            case wire.Leave():
                self.rooms.leave(ask.peer)
            case wire.Permit():
                self.rooms.permit(ask.peer, ask.may_send)
            case wire.Stats():
                return {"stats": self.rooms.stats(reset=ask.reset)}
        return {}

    def _write(self, message: dict[str, Any]) -> None:
        self._writer.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
