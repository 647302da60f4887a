"""The tables of agencies and rooms: what they give, and the one line when they are wrong."""

from pathlib import Path

import pytest

from hub.adapters.directory import first_book, load_rooms
from hub.adapters.table import TableError
from hub.config import DATA
from hub.domain.officials import persons
from hub.domain.people import Person
from hub.wire.people import PersonCard

CITY = "Kota Probolinggo"
AGENCIES = "name,short_name,class,head_post,id\n"
ROOMS = "id,name,mode,members,limit\n"


def load_people(path: Path, city: str) -> dict[str, Person]:
    return {person.id: person for person in persons(first_book(path, city), 0)}


def test_the_city_as_it_is_delivered() -> None:
    people = load_people(DATA / "kota_probolinggo_agencies.csv", CITY)
    assert len(people) == 33
    assert people["dinkes"].short == "Dinkes P2KB"
    assert people["bpbd"].post == "Kepala Pelaksana"
    assert people["walikota"].role == "mayor"
    shorts = [person.short for person in people.values()]
    assert len(set(shorts)) == len(shorts), "two agencies of one name cannot be told apart"
    for person in people.values():
        PersonCard(
            id=person.id,
            agency=person.agency,
            agency_short=person.short,
            post=person.post,
            role=person.role,
        )

    rooms = load_rooms(DATA / "kota_probolinggo_rooms.csv", people)
    assert {room.id: (room.mode, len(room.members)) for room in rooms.values()} == {
        "umum": ("open", 33),
        "siaga-banjir": ("ptt", 33),
        "kritikal": ("ptt", 8),
        "ketertiban": ("ptt", 4),
        "rapat": ("moderated", 33),
    }
    assert rooms["ketertiban"].members == {"satpol-pp", "dishub", "walikota", "operator"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name,class\n", "t.csv:1: kolom tak ada (missing column): short_name, head_post"),
        (
            AGENCIES + "Dinas A,A,penting,Kepala,\n",
            "t.csv:2: class = 'penting': yang boleh (allowed): kritikal, esensial, non-esensial",
        ),
        (
            AGENCIES + "Dinas A,,kritikal,Kepala,\n",
            "t.csv:2: short_name = '': yang boleh (allowed): teks (text)",
        ),
        (
            AGENCIES + "Dinas A,A,kritikal,Kepala,\nDinas A,a,kritikal,Kepala,\n",
            "t.csv:3: short_name = 'a': yang boleh (allowed): "
            "a–z, 0–9, -; tak boleh ganda (no doubles)",
        ),
        (
            AGENCIES + "Dinas A,A,kritikal,Kepala,Walikota\n",
            "t.csv:2: id = 'Walikota': yang boleh (allowed): "
            "a–z, 0–9, -; tak boleh ganda (no doubles)",
        ),
        (
            AGENCIES + "Dinas A,A,kritikal,Kepala,,lebih\n",
            "t.csv:2: terlalu banyak kolom (too many columns)",
        ),
    ],
)
def test_a_bad_table_of_agencies(tmp_path: Path, text: str, line: str) -> None:
    assert _wrong(tmp_path, text, lambda path: load_people(path, CITY)) == line


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("umum,Umum,loud,*,", "t.csv:2: mode = 'loud': yang boleh (allowed): open, moderated, ptt"),
        (
            "umum,Umum,open,dinas,",
            "t.csv:2: members = 'dinas': yang boleh (allowed): "
            "*, kritikal, esensial, non-esensial, id jabatan (post id); bukan dinas",
        ),
        ("umum,Umum,open,*,0", "t.csv:2: limit = '0': yang boleh (allowed): 1–500"),
        (
            "Umum,Umum,open,*,",
            "t.csv:2: id = 'Umum': yang boleh (allowed): a–z, 0–9, -; tak boleh ganda (no doubles)",
        ),
    ],
)
def test_a_bad_table_of_rooms(tmp_path: Path, row: str, line: str) -> None:
    people = load_people(DATA / "kota_probolinggo_agencies.csv", CITY)
    assert _wrong(tmp_path, ROOMS + row + "\n", lambda path: load_rooms(path, people)) == line


def test_a_table_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        load_people(tmp_path / "t.csv", CITY)
    assert "t.csv: tak terbaca (cannot be read): No such file" in str(refused.value)
    (tmp_path / "t.csv").write_bytes(AGENCIES.encode() + b"\xff\xfe,A,kritikal,K\n")
    with pytest.raises(TableError, match="bukan UTF-8"):
        load_people(tmp_path / "t.csv", CITY)


def _wrong(tmp_path: Path, text: str, load: object) -> str:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert callable(load)
    with pytest.raises(TableError) as refused:
        load(tmp_path / "t.csv")
    return str(refused.value)
