"""Chat: messages in rooms. Each command is saved before it is answered; its id makes it one.

A command that comes a second time, from the same author, gets the receipt of the first.
"""

from collections.abc import Mapping
from typing import Any

from hub.domain.permissions import Action, Written, allowed, authorise
from hub.domain.refusals import (
    EmptyMessage,
    IdTaken,
    NoSuchMessage,
    NoSuchRoom,
    TooLate,
)
from hub.domain.rooms import Room
from hub.domain.streams import Event, room_stream
from hub.domain.text import cleaned
from hub.services.attachments import attach
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.store import Draft, Said, Store, Tx
from hub.services.streams import on_wire
from hub.wire.chat import (
    HITS_MAX,
    ChatDelete,
    ChatEdit,
    ChatSearch,
    ChatSend,
    Hits,
    Receipt,
    Version,
    Versions,
)
from hub.wire.streams import Deleted, Edited, Posted

EDIT_LIMIT_S = 24 * 3600
EDITS_MAX = 50
"""Of one message: all it ever said goes into one answer, and is taken back in one change."""

TOMBSTONE = {"text": "", "gone": True}


class ChatService:
    """The only door to messages."""

    def __init__(self, rooms: Mapping[str, Room], store: Store, clock: Clock) -> None:
        self._rooms = rooms
        self._store = store
        self._clock = clock

    async def send(self, caller: Caller, command: ChatSend) -> Receipt:
        """Write a message.

        NoSuchRoom, NotAMember, EmptyMessage, BadText, NoSuchMessage, NoSuchFile, IdTaken.

        A mention of a post that is not in the room is left out.
        """
        room = self._room(caller, Action.WRITE_ROOM, command.room)
        text = cleaned(command.text)
        if not text and not command.files:
            raise EmptyMessage
        mentions = tuple(post for post in command.mentions if post in room.members)

        async def change(tx: Tx) -> Event:
            if done := await _done_before(tx, caller, command.id, "message"):
                return done
            if command.reply_to is not None:
                await self._said(tx, command.reply_to, room)
            body = Posted(
                text=text,
                reply_to=command.reply_to,
                mentions=mentions,
                files=await attach(tx, caller.person, room, command.id, command.files),
            )
            event = await tx.events.append(self._draft(caller, room, command.id, "message", body))
            await tx.messages.add(
                Said(
                    id=command.id,
                    room=room.id,
                    seq=event.seq,
                    at_ms=event.at_ms,
                    author=caller.person.id,
                    holder=caller.person.holder,
                    text=text,
                    deleted=False,
                )
            )
            await tx.marks.move(caller.person.id, event.stream, event.seq)
            return event

        return _receipt(await self._store.write(change))

    async def edit(self, caller: Caller, command: ChatEdit) -> Receipt:
        """Put other words into a message.

        NoSuchMessage, NotYours, TooLate, EmptyMessage, BadText, IdTaken.
        """
        text = cleaned(command.text)
        if not text:
            raise EmptyMessage

        async def change(tx: Tx) -> Event:
            if done := await _done_before(tx, caller, command.id, "edited"):
                return done
            said, room = await self._own(tx, caller, Action.EDIT_MESSAGE, command.message)
            now_ms = self._now_ms()
            if now_ms - said.at_ms > EDIT_LIMIT_S * 1000:
                raise TooLate
            if len(await tx.messages.edits(said.id)) >= EDITS_MAX:
                raise TooLate
            mentions = tuple(post for post in command.mentions if post in room.members)
            await tx.messages.edit(said.id, text, now_ms, command.id)
            body = Edited(message=said.id, text=text, mentions=mentions)
            return await tx.events.append(self._draft(caller, room, command.id, "edited", body))

        return _receipt(await self._store.write(change))

    async def delete(self, caller: Caller, command: ChatDelete) -> Receipt:
        """Take a message back: nobody reads it again, the record keeps it.

        NoSuchMessage, NotYours, IdTaken.
        """

        async def change(tx: Tx) -> Event:
            if done := await _done_before(tx, caller, command.id, "deleted"):
                return done
            said, room = await self._own(tx, caller, Action.DELETE_MESSAGE, command.message)
            now_ms = self._now_ms()
            await tx.messages.delete(said.id, caller.person.id, now_ms)
            await tx.events.empty_out(said.id, TOMBSTONE)
            for edit in await tx.messages.edits(said.id):
                await tx.events.empty_out(edit, {"message": said.id, "text": ""})
            await tx.audit.add(
                now_ms, caller.person.id, "chat:delete", said.id, address=caller.address
            )
            body = Deleted(message=said.id)
            return await tx.events.append(self._draft(caller, room, command.id, "deleted", body))

        return _receipt(await self._store.write(change))

    async def history(self, caller: Caller, message_id: str) -> Versions:
        """Give all a message ever said. NoSuchMessage, also for one that was taken back."""

        async def look(tx: Tx) -> list[tuple[str, int]]:
            said = await tx.messages.get(message_id)
            room = self._rooms.get(said.room) if said else None
            if said is None or said.deleted or room is None:
                raise NoSuchMessage
            if not allowed(caller.person, Action.READ_ROOM, room):
                raise NoSuchMessage  # Whoever cannot see a room does not learn what is in it.
            return await tx.messages.versions(message_id)

        found = await self._store.read(look)
        return Versions(versions=tuple(Version(text=t, at_ms=at_ms) for t, at_ms in found))

    async def search(self, caller: Caller, command: ChatSearch) -> Hits:
        """Find messages in the rooms this person may read, or in one of them."""
        if command.room is None:
            rooms = [
                room.id
                for room in self._rooms.values()
                if allowed(caller.person, Action.READ_ROOM, room)
            ]
        else:
            rooms = [self._room(caller, Action.READ_ROOM, command.room).id]

        async def look(tx: Tx) -> list[Event]:
            limit = HITS_MAX + 1
            found = await tx.messages.search(command.words, rooms, command.before, limit)
            return [await _as_it_reads(tx, said) for said in found]

        events = await self._store.read(look)
        return Hits(
            hits=tuple(on_wire(event) for event in events[:HITS_MAX]),
            more=len(events) > HITS_MAX,
        )

    # Inside

    def _room(self, caller: Caller, action: Action, room_id: str) -> Room:
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom
        authorise(caller.person, action, room)
        return room

    async def _own(
        self, tx: Tx, caller: Caller, action: Action, message_id: str
    ) -> tuple[Said, Room]:
        """Give a message with which the caller may do this, and its room."""
        said = await tx.messages.get(message_id)
        room = self._rooms.get(said.room) if said else None
        if said is None or room is None or said.deleted:
            raise NoSuchMessage
        if not allowed(caller.person, Action.READ_ROOM, room):
            raise NoSuchMessage  # Whoever cannot see a room does not learn what is in it.
        authorise(caller.person, action, Written(room, said.author, said.holder))
        return said, room

    async def _said(self, tx: Tx, message_id: str, room: Room) -> Said:
        said = await tx.messages.get(message_id)
        if said is None or said.room != room.id:
            raise NoSuchMessage
        return said

    def _draft(
        self, caller: Caller, room: Room, event_id: str, kind: str, body: Posted | Edited | Deleted
    ) -> Draft:
        return Draft(
            stream=room_stream(room.id),
            id=event_id,
            kind=kind,
            at_ms=self._now_ms(),
            by=caller.person.id,
            holder=caller.person.holder,
            body=body.model_dump(mode="json", exclude_defaults=True),
        )

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)


async def _done_before(tx: Tx, caller: Caller, event_id: str, kind: str) -> Event | None:
    """Give the event this command made when it came the first time. IdTaken if it is another's."""
    event = await tx.events.find(event_id)
    if event is None:
        return None
    if (event.by, event.kind) != (caller.person.id, kind):
        raise IdTaken
    return event


async def _as_it_reads(tx: Tx, said: Said) -> Event:
    """A message found, with the words it has now."""
    event = await tx.events.find(said.id)
    assert event is not None, said.id
    body: dict[str, Any] = {**event.body, "text": said.text}
    return Event(
        event.stream, event.seq, event.id, event.kind, event.at_ms, event.by, event.holder, body
    )


def _receipt(event: Event) -> Receipt:
    return Receipt(seq=event.seq, at_ms=event.at_ms)
