"""What is fuzzed: each target takes any bytes, and lets only mistakes of ours through.

A target is loaded late, inside atheris' instrumentation; its seeds are well-formed input.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from fuzz import seeds

Take = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Target:
    """load: imports what is to be tested, and gives what takes the bytes."""

    load: Callable[[], Take]
    seeds: tuple[bytes, ...]


def _socket() -> Take:
    """A socket.io packet, its JSON, and each command's model, through the door of commands."""
    from engineio.packet import Packet as EnginePacket
    from socketio.packet import Packet

    from hub.adapters.commands.door import Door
    from hub.adapters.sio import packets
    from hub.domain.people import Person
    from hub.services.callers import Caller
    from hub.services.ports import SessionId
    from hub.wire.base import Done
    from hub.wire.commands import COMMANDS

    async def done(caller: Caller, command: object) -> Done:
        return Done()

    door = Door(dict.fromkeys(COMMANDS, done))
    caller = Caller(Person("bpbd", "BPBD", "BPBD", "Kepala", "head"), SessionId("s"))
    Packet.json = packets

    def take(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        try:
            packet = Packet(encoded_packet=EnginePacket(encoded_packet=text).data)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return  # The library ends the connection; its own readers are not ours to mend.
        values = packet.data
        if not isinstance(values, list) or len(values) != 2 or not isinstance(values[0], str):
            return
        answer = _finished(door.call(caller, values[0], values[1]))
        assert answer.get("code") != "internal", answer
        json.dumps(answer)

    return take


def _finished(call):  # type: ignore[no-untyped-def]
    """Run a coroutine that waits for nothing."""
    try:
        call.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("it waited")


def _text() -> Take:
    """Text people write, search words, and tables an administrator brings."""
    from hub.adapters.store.words import all_words
    from hub.adapters.tables.imports import plan_agencies, plan_officials, plan_reshuffle
    from hub.domain.officials import Book
    from hub.domain.refusals import BadText
    from hub.domain.text import cleaned

    book = Book()
    plans = (
        lambda text: plan_agencies(text, book),
        lambda text: plan_officials(text, book, 0, lambda: "x"),
        lambda text: plan_reshuffle(text, book, 0, lambda: "x"),
    )

    def take(data: bytes) -> None:
        text = data.decode("utf-8", "replace").replace("\ufffd", "\ud800")  # As JSON can bring it.
        try:
            assert cleaned(cleaned(text)) == cleaned(text)
        except BadText:
            pass
        all_words(text)
        plans[len(data) % len(plans)](text)

    return take


def _uploads() -> Take:
    """Headers of an upload, the name it is given, and what its content is taken for."""
    from pydantic import ValidationError

    from hub.adapters.http.tus import BadHeader, asked, number
    from hub.domain.files import NAME_MAX_CHARS, disk_name, file_name
    from hub.domain.magic import mime_of

    def take(data: bytes) -> None:
        head, _, rest = data.partition(b"\n")
        text = head.decode("utf-8", "surrogateescape")
        for header in (text, rest.decode("utf-8", "surrogateescape")):
            try:
                asked("5", header)
                number(header, "Upload-Offset")
            except (BadHeader, ValidationError):
                pass
        name = file_name(text)
        assert name == file_name(name) and 0 < len(name) <= NAME_MAX_CHARS
        assert not set(name) & set("/\\\0\n\r")
        disk_name(name).encode()
        for content in (data, rest):
            mime_of(len(content), lambda at, length, content=content: content[at : at + length])

    return take


def _sdp() -> Take:
    from hub.media.sdp import BadOffer, Ours, read_offer, write_answer

    ours = Ours(3, "0badcafe", "secret", "AB:" * 31 + "AB", 42, [("192.0.2.7", 4000)])

    def take(data: bytes) -> None:
        try:
            write_answer(read_offer(data.decode("utf-8", "replace")), ours)
        except BadOffer:
            pass

    return take


def _stun() -> Take:
    from hub.media.stun import BadStun, answer, is_signed, read_check

    def take(data: bytes) -> None:
        try:
            check = read_check(data)
        except BadStun:
            return
        is_signed(check, "secret")
        answer(check, ("192.0.2.1", 5), "secret")

    return take


def _rtp() -> Take:
    from hub.media.rtp import BadRtp, is_rtcp, parse, peek_level

    def take(data: bytes) -> None:
        for extension_id in (1, 14):
            peek_level(data, extension_id)
        is_rtcp(data)
        try:
            parse(data)
        except BadRtp:
            pass

    return take


def _rtcp() -> Take:
    from hub.media.rtcp import read

    def take(data: bytes) -> None:
        read(data)

    return take


TARGETS = {
    "socket": Target(_socket, seeds.SOCKET),
    "text": Target(_text, seeds.TEXT),
    "uploads": Target(_uploads, seeds.UPLOADS),
    "sdp": Target(_sdp, seeds.SDP),
    "stun": Target(_stun, seeds.STUN),
    "rtp": Target(_rtp, seeds.RTP),
    "rtcp": Target(_rtcp, seeds.RTCP),
}
