"""Hanging files on messages: whose they must be, and that each hangs on one alone."""

from collections.abc import Sequence
from dataclasses import replace

from hub.domain.files import File
from hub.domain.people import Person
from hub.domain.permissions import Action, Written, allowed
from hub.domain.refusals import NoSuchFile
from hub.domain.rooms import Room
from hub.services.store import Tx
from hub.wire.streams import FileCard


async def attach(
    tx: Tx, person: Person, room: Room, message_id: str, ids: Sequence[str]
) -> tuple[FileCard, ...]:
    """Hang finished files of this author and room on a message, each on one only. NoSuchFile."""
    cards = []
    for file_id in ids:
        file = await tx.files.get(file_id)
        if file is None or not _hangable(file) or not own(person, file, room):
            raise NoSuchFile(file_id)
        await tx.files.save(replace(file, message=message_id))
        cards.append(
            FileCard(
                id=file.id,
                name=file.name,
                mime=file.mime,
                size=file.size,
                width=file.width,
                height=file.height,
            )
        )
    return tuple(cards)


def _hangable(file: File) -> bool:
    return file.finished_ms is not None and file.ended_ms is None and not file.message


def own(person: Person, file: File, room: Room) -> bool:
    """Did this person bring this file into this room?"""
    mine = Written(room, file.author, file.holder)
    return file.room == room.id and allowed(person, Action.USE_UPLOAD, mine)
