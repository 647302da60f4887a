"""Tables an administrator brings: what they would do, and every line that is bad by name."""

from dataclasses import replace
from itertools import count

import pytest

from hub.adapters.tables.imports import (
    plan_agencies,
    plan_officials,
    plan_posts,
    plan_reshuffle,
)
from hub.adapters.tables.plan import ZONES, Plan
from hub.domain.officials import Agency, Assignment, Book, Official, Post, check, holders
from hub.wire.http import Zone

NOW_MS = 1_800_000_000_000
LATER_MS = NOW_MS + 86_400_000


def book() -> Book:
    """Two agencies whose heads are entered as numbers one and two; `dishub` is vacant."""
    made = Book()
    for n, name in enumerate(("bpbd", "dinkes", "dishub"), 1):
        made.put(Agency(name, "", name.upper(), name, "kritikal"))
        made.put(Post(name, name, f"Kepala {name}", "head"))
        if name != "dishub":
            made.put(Official(f"o{n}", f"Pejabat {n}", f"+6281100000{n}"))
            made.put(Assignment(f"a{n}", name, f"o{n}", "definitif", 1000))
    return made


def ids() -> "count[int]":
    return count(1)


WIB = ZONES["WIB"]


def new_id() -> str:
    return f"n{next(NUMBERS)}"


NUMBERS = ids()


def now_in(plan: Plan, post: str, at_ms: int = NOW_MS) -> list[tuple[str, str]]:
    held = holders(plan.book.assignments.values(), post, at_ms)
    return [(plan.named(a.official), a.kind) for a in held]


def wrong(plan: Plan) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.why) for p in plan.problems]


def test_agencies_new_changed_and_the_same() -> None:
    text = (
        "name,short_name,class,head_post,id\n"
        "BPBD,bpbd,kritikal,Kepala bpbd,\n"
        "Dinas Kesehatan,dinkes,esensial,Kepala Dinas,\n"
        "Dinas Sosial,Dinsos,esensial,Kepala Dinas,\n"
    )
    plan = plan_agencies(text, book())
    assert not plan.problems
    done = [(c.line, c.done) for c in plan.changes]
    assert done == [
        (2, "same"),
        (2, "same"),
        (3, "changed"),
        (3, "changed"),
        (4, "new"),
        (4, "new"),
    ]
    assert len(plan.entries) == 4


def test_every_bad_line_is_named_and_the_good_ones_are_still_seen() -> None:
    text = (
        "name;short_name;class;head_post\n"
        "Dinas A;A;penting;Kepala\n"
        ";B;kritikal;Kepala\n"
        "\n"
        "Dinas C;C;kritikal;Kepala\n"
        "Dinas C;c;kritikal;Kepala\n"
        "Dinas D;###;kritikal;Kepala\n"
    )
    plan = plan_agencies(text, book())
    assert wrong(plan) == [
        (2, "class", "not_one_of"),
        (3, "name", "empty"),
        (6, "short_name", "double"),
        (7, "short_name", "bad_id"),
    ]
    assert [c.line for c in plan.changes] == [5, 5]


def test_a_table_without_its_columns() -> None:
    assert wrong(plan_posts("title\nKepala\n", book())) == [(1, "agency", "missing_column")]
    assert wrong(plan_posts("", book())) == [(1, "perangkat_daerah", "missing_column")]
    assert wrong(plan_posts("kantor;nama\n", book())) == [(1, "perangkat_daerah", "missing_column")]


def test_posts() -> None:
    text = "agency,title,role,rank\nbpbd,Sekretaris,,2\nx,Sekretaris,,\nbpbd,Ajudan,raja,\n"
    plan = plan_posts(text, book())
    assert wrong(plan) == [(3, "agency", "no_such_agency"), (4, "role", "not_one_of")]
    assert plan.entries == [Post("bpbd-sekretaris", "bpbd", "Sekretaris", "head", 2)]


def test_an_official_takes_a_post_and_whoever_held_it_leaves() -> None:
    text = "post,name,phone,kind\nbpbd,Pejabat Baru,0812-3456-7890,\ndishub,Pejabat 1,,plt\n"
    plan = plan_officials(text, book(), NOW_MS, new_id, WIB)
    assert not plan.problems
    assert now_in(plan, "bpbd") == [("Pejabat Baru", "definitif")]
    assert now_in(plan, "dishub") == [("Pejabat 1", "plt")]
    fresh = [e for e in plan.entries if isinstance(e, Official)]
    assert [e.phone for e in fresh] == ["+6281234567890"]


def test_two_lines_that_fill_one_post_are_named() -> None:
    head = "post,name,kind,from\n"
    text = head + "dishub,Uji Satu,,\ndishub,Uji Dua,,\ndishub,Uji Tiga,plh,\n"
    plan = plan_officials(text, book(), NOW_MS, new_id, WIB)
    assert [(p.line, p.value, p.why, p.allowed) for p in plan.problems] == [
        (3, "dishub", "filled_above", "2")
    ]
    text = head + "dishub,Uji Satu,,2026-01-01\ndishub,Uji Dua,,2027-01-01\n"
    assert not plan_officials(text, book(), NOW_MS, new_id, WIB).problems, "one after the other"


def test_new_officials_are_told_from_the_posts_they_fill() -> None:
    plan = plan_officials("post,name\ndishub,Uji Satu\n", book(), NOW_MS, new_id, WIB)
    assert [(c.kind, c.done) for c in plan.changes] == [("official", "new"), ("assignment", "new")]


def test_a_stand_in_is_there_beside_the_holder() -> None:
    text = "post,name,kind,from,to\nbpbd,Pejabat 2,plh,2027-01-16,2027-02-01\n"
    plan = plan_officials(text, book(), NOW_MS, new_id, WIB)
    at_ms = 1_800_144_000_000
    assert now_in(plan, "bpbd", at_ms) == [("Pejabat 2", "plh"), ("Pejabat 1", "definitif")]
    assert now_in(plan, "bpbd", at_ms + 60 * 86_400_000) == [("Pejabat 1", "definitif")]


def test_bad_officials() -> None:
    text = (
        "post,name,phone,kind,from,to\n"
        "walikota,X,,,,\n"
        "bpbd,,,,,\n"
        "bpbd,X,12,,,\n"
        "bpbd,X,,tetap,,\n"
        "bpbd,X,,,31-12-2026,\n"
        "bpbd,X,,,2026-12-31,2026-12-01\n"
    )
    assert wrong(plan_officials(text, book(), NOW_MS, new_id, WIB)) == [
        (2, "post", "no_such_post"),
        (3, "name", "empty"),
        (4, "phone", "bad_phone"),
        (5, "kind", "not_one_of"),
        (6, "from", "bad_date"),
        (7, "to", "bad_date"),
    ]


def test_a_table_does_not_bring_back_what_was_closed() -> None:
    closed = book()
    closed.put(replace(closed.agencies["bpbd"], active=False))
    closed.put(replace(closed.posts["bpbd"], active=False, rank=7))
    text = "name,short_name,class,head_post\nBPBD,bpbd,kritikal,Kepala Badan\n"
    plan = plan_agencies(text, closed)
    assert not plan.book.agencies["bpbd"].active
    head = plan.book.posts["bpbd"]
    assert (head.active, head.rank, head.title) == (False, 7, "Kepala Badan")
    plan = plan_posts("agency,title,id\nbpbd,Kepala,bpbd\n", closed)
    assert (plan.book.posts["bpbd"].active, plan.book.posts["bpbd"].rank) == (False, 7)


def test_days_are_of_the_city_and_both_belong_to_it() -> None:
    text = "post,name,kind,from,to\nbpbd,Pejabat 2,plh,2027-02-01,2027-02-01\n"
    plan = plan_officials(text, book(), NOW_MS, new_id, WIB)
    midnight_wib_ms = 1_801_414_800_000  # 2027-01-31 17.00 UTC
    at = [now_in(plan, "bpbd", midnight_wib_ms + ms) for ms in (-1, 0, 86_399_999, 86_400_000)]
    assert [len(held) for held in at] == [1, 2, 2, 1]


@pytest.mark.parametrize(("zone", "hours"), [("WIB", 7), ("WITA", 8), ("WIT", 9)])
def test_a_day_begins_where_the_city_is(zone: Zone, hours: int) -> None:
    text = "post,name,from\nbpbd,Pejabat 2,2027-02-01\n"
    plan = plan_officials(text, book(), NOW_MS, new_id, ZONES[zone])
    starts = {a.from_ms for a in plan.entries if isinstance(a, Assignment)}
    assert 1_801_440_000_000 - hours * 3_600_000 in starts  # 2027-02-01 00.00 UTC, less the zone


def test_a_number_whose_zero_was_eaten() -> None:
    plan = plan_officials("post,name,phone\ndishub,X,81234567890\n", book(), NOW_MS, new_id, WIB)
    assert [e.phone for e in plan.entries if isinstance(e, Official)] == ["+6281234567890"]


def test_what_was_called_off_is_in_nobodys_way() -> None:
    before = book()
    before.put(Assignment("off", "dishub", "o2", "definitif", NOW_MS, NOW_MS))
    plan = plan_officials("post,name\ndishub,B\n", before, NOW_MS, new_id, WIB)
    assert not plan.problems
    later = Assignment("later", "dishub", "o1", "definitif", LATER_MS)
    ended = [replace(a, to_ms=LATER_MS) for a in plan.book.assignments.values() if a.to_ms is None]
    for assignment in (*ended, later):
        if assignment.post == "dishub":
            check(assignment, plan.book)
            plan.book.put(assignment)


def test_two_who_change_places_do_so_at_one_moment() -> None:
    text = "post,from_post\nbpbd,dinkes\ndinkes,bpbd\n"
    plan = plan_reshuffle(text, book(), LATER_MS, new_id)
    assert not plan.problems
    assert now_in(plan, "bpbd", LATER_MS - 1) == [("Pejabat 1", "definitif")]
    assert now_in(plan, "bpbd", LATER_MS) == [("Pejabat 2", "definitif")]
    assert now_in(plan, "dinkes", LATER_MS) == [("Pejabat 1", "definitif")]


def test_whoever_moves_leaves_his_post_vacant() -> None:
    plan = plan_reshuffle("post,from_post\ndishub,bpbd\n", book(), LATER_MS, new_id)
    assert now_in(plan, "bpbd", LATER_MS) == []
    assert now_in(plan, "dishub", LATER_MS) == [("Pejabat 1", "definitif")]


def test_a_reshuffle_names_what_cannot_be() -> None:
    text = "post,from_post,name\nbpbd,dishub,\nbpbd,dinkes,\nbpbd,dinkes,\ndinkes,,\nx,bpbd,\n"
    assert wrong(plan_reshuffle(text, book(), LATER_MS, new_id)) == [
        (2, "from_post", "vacant"),
        (4, "post", "double"),
        (5, "name", "empty"),
        (6, "post", "no_such_post"),
    ]


def test_headings_may_be_indonesian_and_problems_are_told_in_the_words_of_the_table() -> None:
    text = (
        "Nama;Singkatan;Kelas;Jabatan Kepala;id\n"
        "Dinas Sosial;Dinsos;esensial;Kepala Dinas;\n"
        "Dinas Lain;Dinlain;penting;Kepala Dinas;\n"
    )
    plan = plan_agencies(text, book())
    assert wrong(plan) == [(3, "Kelas", "not_one_of")]
    assert [c.done for c in plan.changes] == ["new", "new"]

    assert wrong(plan_agencies("nama,singkatan,kelas\n", book())) == [
        (1, "jabatan_kepala", "missing_column")
    ]
    assert wrong(plan_agencies("name,short_name,class\n", book())) == [
        (1, "head_post", "missing_column")
    ]
    plan = plan_officials(
        "jabatan,nama,hp,status\ndishub,Uji,0812000000,plt\n", book(), NOW_MS, new_id, WIB
    )
    assert now_in(plan, "dishub") == [("Uji", "plt")]
    plan = plan_posts("opd,jabatan,peran,urutan\nbpbd,Sekretaris,head,2\n", book())
    assert not plan.problems
    plan = plan_reshuffle("jabatan,jabatan_asal\ndishub,bpbd\n", book(), NOW_MS, new_id)
    assert not plan.problems
