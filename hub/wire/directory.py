"""The directory as administrators see and change it: agencies, posts, officials, assignments.

An entry is saved whole, in the place of the one with its id; saved twice it is saved once.
Tables come as CSV text: first without `apply`, to see what would be done and which lines are bad.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message
from hub.wire.people import Role

CSV_MAX_CHARS = 48_000
ENTRIES_MAX = 1_000

Line = Annotated[str, StringConstraints(max_length=120)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Csv = Annotated[str, StringConstraints(min_length=1, max_length=CSV_MAX_CHARS)]
Time = Annotated[int, Field(ge=0, le=2**53 - 1)]
AssignmentKind = Literal["definitif", "plt", "plh"]


class AgencyEntry(Message):
    """An agency (OPD)."""

    id: Id
    code: Line = ""
    name: Name
    short: Name
    agency_class: Literal["", "kritikal", "esensial", "non-esensial"] = ""
    kind: Line = ""
    district: Line = ""
    active: bool = True


class PostEntry(Message):
    """A post (jabatan) of an agency; `rank` 1 comes first."""

    id: Id
    agency: Id
    title: Name
    role: Role
    rank: Annotated[int, Field(ge=0, le=1000)] = 1
    active: bool = True


class OfficialEntry(Message):
    """A human being. Inactive: he holds nothing any more, and is let in nowhere."""

    id: Id
    name: Line = ""
    phone: Line = ""
    active: bool = True


class AssignmentEntry(Message):
    """Who holds a post, how, and from when until when; `to_ms` unset: until further notice."""

    id: Id
    post: Id
    official: Id
    kind: AssignmentKind
    from_ms: Time
    to_ms: Time | None = None


class DirectoryGet(Message):
    """Give me all of it."""


class DirectoryBook(Done):
    """All of it, also what is no longer active."""

    agencies: tuple[AgencyEntry, ...]
    posts: tuple[PostEntry, ...]
    officials: tuple[OfficialEntry, ...]
    assignments: tuple[AssignmentEntry, ...]


class DirectorySave(Message):
    """Save these entries, all or none."""

    agencies: Annotated[tuple[AgencyEntry, ...], Field(max_length=ENTRIES_MAX)] = ()
    posts: Annotated[tuple[PostEntry, ...], Field(max_length=ENTRIES_MAX)] = ()
    officials: Annotated[tuple[OfficialEntry, ...], Field(max_length=ENTRIES_MAX)] = ()
    assignments: Annotated[tuple[AssignmentEntry, ...], Field(max_length=ENTRIES_MAX)] = ()


class DirectoryImport(Message):
    """Take in a table.

    agencies: name, short_name, class, head_post; code, kind, district, id
    posts: agency, title; id, role, rank
    officials: post; name, phone, kind, from, to (both days included, in the city's zone)
    apply: do it, if no line is bad.
    """

    table: Literal["agencies", "posts", "officials"]
    csv: Csv
    apply: bool = False


class DirectoryReshuffle(Message):
    """A mutasi: many officials change posts at one moment. post; from_post or name; phone, kind.

    Each row puts somebody into `post`: who holds `from_post` until then, or the one with this
    name, new if need be. Who held the post leaves it, and whoever moves leaves his old one.
    """

    csv: Csv
    from_ms: Time
    apply: bool = False


class Problem(Message):
    """A line that cannot be used.

    allowed: what the column takes, when that is a list; of `filled_above` the line that did.
    """

    line: int
    column: str
    value: str
    why: Literal[
        "missing_column",
        "empty",
        "not_one_of",
        "bad_id",
        "double",
        "no_such_agency",
        "no_such_post",
        "vacant",
        "bad_phone",
        "bad_date",
        "bad_number",
        "post_taken",
        "filled_above",
        "not_csv",
    ]
    allowed: str = ""


class Change(Message):
    """What a line does: `what` it is about, and how it reads afterwards. kind: of the entry."""

    line: int
    kind: Literal["agency", "post", "official", "assignment"]
    done: Literal["new", "changed", "same", "ended"]
    what: str


class ImportDone(Done):
    """What would be done, or was: nothing at all while there is a problem."""

    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    applied: bool


DIRECTORY_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "directory:get": (DirectoryGet, DirectoryBook),
    "directory:save": (DirectorySave, Done),
    "directory:import": (DirectoryImport, ImportDone),
    "directory:reshuffle": (DirectoryReshuffle, ImportDone),
}
