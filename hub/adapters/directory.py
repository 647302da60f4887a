"""The directory of a city: its posts from one table, its rooms from another."""

import re
from pathlib import Path

from hub.adapters.table import Row, read_table
from hub.domain.people import Person, id_from
from hub.domain.rooms import ROOM_LIMIT, Mode, Room, members_by

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
ID_WORDS = "a–z, 0–9, -; tak boleh ganda (no doubles)"
CLASSES = ("kritikal", "esensial", "non-esensial")
MODES: dict[str, Mode] = {"open": "open", "ptt": "ptt"}
ROOM_LIMIT_MAX = 500


def load_people(path: Path, city: str) -> dict[str, Person]:
    """Give every post by its id: the city's own three, then the head of each agency.

    Columns needed: name, short_name, class, head_post. A column `id` names the post where the
    short name would make a clumsy one.
    """
    people = {person.id: person for person in city_posts(city)}
    for row in read_table(path, ("name", "short_name", "class", "head_post")):
        person = _head(row)
        if person.id in people or not ID.fullmatch(person.id):
            raise row.wrong("id" if row.get("id") else "short_name", ID_WORDS)
        people[person.id] = person
    return people


def city_posts(city: str) -> tuple[Person, ...]:
    """The posts that belong to no agency's head."""
    return (
        Person("walikota", f"Pemerintah {city}", "Wali Kota", "Wali Kota", "mayor"),
        Person("operator", f"Command Center {city}", "Command Center", "Operator", "operator"),
        Person(
            "admin",
            "Dinas Komunikasi dan Informatika",
            "Diskominfo",
            "Administrator",
            "administrator",
        ),
    )


def load_rooms(path: Path, people: dict[str, Person]) -> dict[str, Room]:
    """Give every room by its id.

    Columns needed: id, name, mode, members. Members are parted by `;`: `*` for all, a class of
    agency, or the id of a post. A column `limit` sets how many voices the room takes.
    """
    rooms: dict[str, Room] = {}
    for row in read_table(path, ("id", "name", "mode", "members")):
        room = _room(row, people)
        if room.id in rooms or not ID.fullmatch(room.id):
            raise row.wrong("id", ID_WORDS)
        rooms[room.id] = room
    return rooms


def _head(row: Row) -> Person:
    agency_class = row.need("class", ", ".join(CLASSES))
    if agency_class not in CLASSES:
        raise row.wrong("class", ", ".join(CLASSES))
    short = row.need("short_name")
    return Person(
        id=row.get("id") or id_from(short),
        agency=row.need("name"),
        short=short,
        post=row.need("head_post"),
        role="head",
        agency_class=agency_class,
    )


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
    return Room(row.get("id"), row.need("name"), mode, members, _limit(row))


def _limit(row: Row) -> int:
    text = row.get("limit")
    if not text:
        return ROOM_LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= ROOM_LIMIT_MAX:
        raise row.wrong("limit", f"1–{ROOM_LIMIT_MAX}")
    return int(text)
