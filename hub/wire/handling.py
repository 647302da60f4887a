"""What those at the board do about one who is called: notes, taking him in hand, his telephone."""

from typing import Annotated

from pydantic import StringConstraints

from hub.wire.base import Done, Id, Message, Uuid

NOTE_MAX_CHARS = 200
NOTES_SHOWN = 10

Note = Annotated[str, StringConstraints(max_length=NOTE_MAX_CHARS)]


class Held(Message):
    """Who has him in hand, and since when."""

    by: Id
    at_ms: int


class NoteCard(Message):
    """What somebody wrote about him."""

    id: Uuid
    by: Id
    at_ms: int
    note: str


class RecipientNote(Message):
    """Note something about him: kept for ever. The same `id` is the same note."""

    id: Uuid
    recipient: Id
    note: Note


class RecipientTake(Message):
    """I have him in hand."""

    id: Uuid
    recipient: Id


class RecipientTaken(Done):
    """Who has him in hand now: another, if he was before me."""

    held: Held | None


class RecipientGive(Message):
    """I have him in hand no longer."""

    id: Uuid
    recipient: Id


class RecipientDial(Message):
    """Ring his telephone now. The same `id` is the same call."""

    id: Uuid
    recipient: Id


HANDLING_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "summons:note": (RecipientNote, Done),
    "summons:take": (RecipientTake, RecipientTaken),
    "summons:give": (RecipientGive, Done),
    "summons:dial": (RecipientDial, Done),
}
