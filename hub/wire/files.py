"""Files over HTTP: what is asked before the first piece of one is sent (tus 1.0, creation)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.wire.base import Id, Message, Uuid

LENGTH_MAX = 2**53 - 1


class UploadAsk(Message):
    """POST /api/files: I want to bring a file into a room. Sent again, it is the same upload."""

    id: Uuid
    room: Id
    filename: Annotated[str, StringConstraints(max_length=1_000)]
    length: Annotated[int, Field(ge=1, le=LENGTH_MAX)]
