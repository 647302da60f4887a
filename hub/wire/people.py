"""Posts and the roles they hold. A post outlives the person in it; no person is named."""

from typing import Literal

from hub.wire.base import Id, Message

Role = Literal["head", "mayor", "operator", "administrator", "device"]


class PersonCard(Message):
    """One post as others see it: the agency in full and in short, and the post's title.

    agency_class: kritikal, esensial, non-esensial or empty. agency_kind: as `kecamatan`.
    """

    id: Id
    agency: str
    agency_short: str
    post: str
    role: Role
    agency_class: str = ""
    agency_kind: str = ""
