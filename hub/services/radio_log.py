"""What bridges bring to be kept: recordings of each transmission, and what decoders heard.

Each is an event with the id its bridge gave it, so what is sent again is one event. An answer, a
radio in need and whatever was not recognised stand on the board, for a person to settle; who keyed
is *heard*, in the log of the channel's air, and proves nothing of who is present.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from hub.domain.permissions import Action
from hub.domain.refusals import IdTaken, NoSuchFile, NoSuchRoom
from hub.domain.rooms import Room
from hub.domain.streams import BOARD, air_stream
from hub.services.attachments import own
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.radio_air import RadioAir
from hub.services.store import Draft, Note, Store, Tx
from hub.wire.base import Message
from hub.wire.radio import Recording, Signal
from hub.wire.streams import Became, FileCard, Heard, Recorded

IN_NEED = "emergency"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an answer by radio, and whose it was."""

    became: Became = ""
    recipient: str | None = None


UNSETTLED = Settled()
Settle = Callable[[Caller, str, Signal], Awaitable[Settled]]


Keyed = Callable[[Caller, str, Signal], Awaitable[None]]


async def _unknown(caller: Caller, channel: str, signal: Signal) -> None:
    return None


async def _unsettled(caller: Caller, channel: str, signal: Signal) -> Settled:
    return UNSETTLED


class RadioLog:
    """The only door to what bridges report for good."""

    def __init__(self, rooms: dict[str, Room], air: RadioAir, store: Store, clock: Clock) -> None:
        self._rooms = rooms
        self._air = air
        self._store = store
        self._clock = clock
        self.settle: Settle = _unsettled
        """What becomes of an answer; it is asked before the answer is kept on the board."""
        self.keyed: Keyed = _unknown
        """Told of who keyed, before that is kept."""

    async def signal(self, caller: Caller, signal: Signal) -> None:
        """Keep what a decoder heard. NotAMember, IdTaken, NotSaved."""
        room = self._channel(caller)
        if await self._store.read(lambda tx: self._there(tx, _stream(room, signal), signal.id)):
            return  # It was brought before: nothing is settled, or said, twice.
        unit = (
            self._air.unit_heard(room.id, signal.unit)
            if signal.kind != "unrecognised"
            else self._air.unit(room.id, signal.unit)
        )
        settled = (
            await self.settle(caller, room.id, signal) if signal.kind == "answer" else UNSETTLED
        )
        if signal.kind in ("mdc1200", "five_tone"):
            await self.keyed(caller, room.id, signal)
        body = Heard(
            channel=room.id,
            signal=signal,
            unit=unit,
            became=settled.became,
            recipient=settled.recipient,
        )
        await self._keep(caller, _stream(room, signal), signal.id, "heard", body)

    async def recorded(self, caller: Caller, recording: Recording, file_id: str | None) -> None:
        """Keep a recording, with the file that was brought for it before.

        NotAMember, NoSuchFile, IdTaken, NotSaved.
        """
        room = self._channel(caller)
        unit = self._air.unit(room.id, recording.unit)

        async def change(tx: Tx) -> None:
            if await self._there(tx, air_stream(room.id), recording.id):
                return
            file = await self._hung(tx, caller, room, recording, file_id) if file_id else None
            body = Recorded(recording=recording, file=file, unit=unit)
            await tx.events.append(
                self._draft(caller, air_stream(room.id), recording.id, "recorded", body)
            )

        await self._store.write(change)

    async def over_radio(self, caller: Caller, room: str) -> None:
        """Somebody talks over a radio: it is in the audit trail. NotSaved."""
        note = Note(
            round(self._clock.now() * 1000),
            caller.person.id,
            "ptt:emergency",
            room,
            address=caller.address,
        )
        await self._store.write(lambda tx: tx.audit.add_all([note]))

    def _channel(self, caller: Caller) -> Room:
        """Give the channel of this bridge. NotAMember, NoSuchRoom."""
        for room in self._rooms.values():
            if room.radio and caller.person.id in room.members:
                caller.authorise(Action.BRIDGE, room)
                return room
        raise NoSuchRoom

    async def _keep(
        self, caller: Caller, stream: str, event_id: str, kind: str, body: Message
    ) -> None:
        async def change(tx: Tx) -> None:
            if not await self._there(tx, stream, event_id):
                await tx.events.append(self._draft(caller, stream, event_id, kind, body))

        await self._store.write(change)

    async def _there(self, tx: Tx, stream: str, event_id: str) -> bool:
        """Is it kept already? An id that is another's is none of ours."""
        there = await tx.events.find(event_id)
        if there is not None and there.stream != stream:
            raise IdTaken
        return there is not None

    async def _hung(
        self, tx: Tx, caller: Caller, room: Room, recording: Recording, file_id: str
    ) -> FileCard:
        """Hang the file on the recording. NoSuchFile: it is not here, or not what was recorded."""
        file = await tx.files.get(file_id)
        if (
            file is None
            or file.finished_ms is None
            or file.ended_ms is not None
            or file.message
            or file.sha256 != recording.sha256
            or not own(caller.person, file, room)
        ):
            raise NoSuchFile(file_id)
        await tx.files.save(replace(file, message=recording.id))
        return FileCard(id=file.id, name=file.name, mime=file.mime, size=file.size)

    def _draft(self, caller: Caller, stream: str, event_id: str, kind: str, body: Message) -> Draft:
        return Draft(
            stream,
            event_id,
            kind,
            round(self._clock.now() * 1000),
            caller.person.id,
            caller.person.holder,
            body.model_dump(mode="json", exclude_defaults=True),
        )


def _stream(room: Room, signal: Signal) -> str:
    return BOARD if for_the_board(signal) else air_stream(room.id)


def for_the_board(signal: Signal) -> bool:
    """Must a person see it? Who keyed is only in the log."""
    return signal.kind in ("answer", "unrecognised") or signal.name == IN_NEED
