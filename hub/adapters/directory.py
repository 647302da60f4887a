"""What a city begins with: its agencies and posts from one table, its rooms from another."""

import re
from pathlib import Path

from hub.adapters.table import Row, read_table
from hub.domain.officials import Agency, Book, Post
from hub.domain.people import Person, id_from
from hub.domain.rooms import ROOM_LIMIT, Mode, Room, members_by

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
ID_WORDS = "a–z, 0–9, -; tak boleh ganda (no doubles)"
AGENCY_COLUMNS = ("name", "short_name", "class", "head_post")
CLASSES = ("kritikal", "esensial", "non-esensial")
MODES: dict[str, Mode] = {"open": "open", "moderated": "moderated", "ptt": "ptt"}
ROOM_LIMIT_MAX = 500


def first_book(path: Path, city: str) -> Book:
    """Give what a city begins with: its own three posts, then each agency and its head.

    Columns needed: name, short_name, class, head_post. A column `id` names the agency and its
    head's post where the short name would make a clumsy one.
    """
    book = Book()
    for entry in city_posts(city):
        book.put(entry)
    for row in read_table(path, AGENCY_COLUMNS):
        agency, head = agency_of(row)
        if agency.id in book.agencies:
            raise row.wrong("id" if row.get("id") else "short_name", ID_WORDS)
        book.put(agency)
        book.put(head)
    return book


def city_posts(city: str) -> tuple[Agency | Post, ...]:
    """The posts that belong to no agency's head."""
    return (
        Agency("walikota", "", f"Pemerintah {city}", "Wali Kota", ""),
        Post("walikota", "walikota", "Wali Kota", "mayor", 0),
        Agency("operator", "", f"Command Center {city}", "Command Center", ""),
        Post("operator", "operator", "Operator", "operator", 0),
        # Not of Diskominfo, which the table has: two of one name could not be told apart.
        Agency("admin", "", f"Administrator Posko {city}", "Admin Posko", ""),
        Post("admin", "admin", "Administrator", "administrator", 0),
    )


def agency_of(row: Row) -> tuple[Agency, Post]:
    """Read one line of the table of agencies. TableError."""
    agency_class = row.need("class", ", ".join(CLASSES))
    if agency_class not in CLASSES:
        raise row.wrong("class", ", ".join(CLASSES))
    short = row.need("short_name")
    made = row.get("id") or id_from(short)
    if not ID.fullmatch(made):
        raise row.wrong("id" if row.get("id") else "short_name", ID_WORDS)
    agency = Agency(
        made,
        row.get("code"),
        row.need("name"),
        short,
        agency_class,
        row.get("kind"),
        row.get("district"),
    )
    return agency, Post(made, made, row.need("head_post"), "head")


def load_rooms(path: Path, people: dict[str, Person]) -> dict[str, Room]:
    """Give every room by its id.

    Columns needed: id, name, mode, members. Members are parted by `;`: `*` for all, a class of
    agency, `@role`, or the id of a post. A column `limit` sets how many voices the room takes.
    """
    rooms: dict[str, Room] = {}
    for row in read_table(path, ("id", "name", "mode", "members")):
        room = _room(row, people)
        if room.id in rooms or not ID.fullmatch(room.id):
            raise row.wrong("id", ID_WORDS)
        rooms[room.id] = room
    return rooms


def _room(row: Row, people: dict[str, Person]) -> Room:
    mode = MODES.get(row.get("mode"))
    if mode is None:
        raise row.wrong("mode", ", ".join(MODES))
    rules = [rule.strip() for rule in row.need("members").split(";") if rule.strip()]
    try:
        members = members_by(rules, people.values())
    except ValueError as error:
        classes = ", ".join(CLASSES)
        raise row.wrong("members", f"*, {classes}, id jabatan (post id); bukan {error}") from None
    return Room(row.get("id"), row.need("name"), mode, members, _limit(row), tuple(rules))


def _limit(row: Row) -> int:
    text = row.get("limit")
    if not text:
        return ROOM_LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= ROOM_LIMIT_MAX:
        raise row.wrong("limit", f"1–{ROOM_LIMIT_MAX}")
    return int(text)
