"""People: posts (jabatan), not the officials in them, who change on one day by the hundred."""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["head", "mayor", "operator", "administrator", "device"]

NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Person:
    """One post: `id` is safe in a host name, `agency_class` is kritikal, esensial or the like.

    agency_kind: what sort of agency, as `kecamatan`.
    holder: the id of the person who holds it now and speaks; empty where that does not matter.
    """

    id: str
    agency: str
    short: str
    post: str
    role: Role
    agency_class: str = ""
    holder: str = ""
    agency_kind: str = ""


def id_from(short_name: str) -> str:
    """Make an id of an agency's short name: `Satpol PP` gives `satpol-pp`."""
    return NOT_IN_AN_ID.sub("-", short_name.lower()).strip("-")[:63]
