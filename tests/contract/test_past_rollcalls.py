"""Past roll-calls over real sockets and HTTP: looked through, beside each other, taken away."""

import csv
import hashlib
import io
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from openpyxl import load_workbook

from hub.wire.rollcall_past import ROLLCALL_PAST_COMMANDS
from tests.contract.running_hub import Page, running_hub
from tests.contract.test_minutes import done, fresh

EVIL = "=Apel"


async def hold(mayor: Page, title: str, *, drill: bool = False) -> str:
    """One in which both agencies are silent."""
    about = {"rollcall": fresh()}
    draft = {"room": "rapat", "title": title, "posts": ["bpbd", "dinkes"], "drill": drill}
    await done(mayor, "rollcall:draft", id=fresh(), **about, **draft)
    for step in ("announce", "open", "close"):
        await done(mayor, f"rollcall:{step}", id=fresh(), **about)
    return about["rollcall"]


async def tables(page: Page, url: str) -> list[list[list[str]]]:
    """Give the tables of a file: lines with an empty one between."""
    async with page.http.get(url) as response:
        body = await response.read()
        assert response.status == 200, body
        assert response.headers["X-Posko-Sha256"] == hashlib.sha256(body).hexdigest()
    found: list[list[list[str]]] = [[]]
    for line in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
        if line:
            found[-1].append(line)
        else:
            found.append([])
    return found


async def test_past_roll_calls_are_looked_through_and_taken_away(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path) as hub,
        hub.page("walikota") as mayor,
        hub.page("bpbd") as head,
        hub.page("admin") as admin,
    ):
        first = await hold(mayor, EVIL)
        drill = await hold(mayor, "Apel latihan", drill=True)
        page = await done(mayor, "rollcall:past")
        assert [one["rollcall"]["id"] for one in page["rollcalls"]] == [drill, first]
        whole = await done(mayor, "rollcall:past_read", rollcall=first)
        assert {one["entry"]["post"]: one["mark"] for one in whole["entries"]} == {
            "bpbd": "absent",
            "dinkes": "absent",
        }
        made = await done(head, "rollcall:compare")
        assert [row["post"] for row in made["rows"]] == ["bpbd"], "a head sees his own"
        heard = await done(mayor, "rollcall:heard", post="bpbd", rollcalls=[first])
        assert heard["heard"] == []
        reply = await mayor.ask("rollcall:past_read", rollcall=str(uuid.uuid4()))
        assert reply["code"] == "no_such_rollcall"
        for name in ROLLCALL_PAST_COMMANDS:
            refused = await mayor.ask(name, rollcall="x", last="x", limit="x", post=1)
            assert refused["code"] == "bad_request", name
        assert (await admin.ask("rollcall:past"))["code"] == "not_allowed", "as for minutes"

        url = f"{hub.url}/api/rollcall/compare"
        top, agencies, calls, marks = await tables(mayor, f"{url}.csv?last=30")
        assert top[0] == ["Perbandingan apel, 1 apel terakhir"]
        assert [line[0] for line in agencies] == ["OPD", "BPBD", "Dinkes P2KB", "Jumlah"]
        assert agencies[1][2:8] == ["1", "0", "0", "0", "0", "1"]
        assert calls[1][0] == f"'{EVIL}", "no text is a formula"
        assert [line[1] for line in marks[1:]] == ["Tanpa keterangan"] * 2
        assert len((await tables(head, f"{url}.csv"))[1]) == 3
        async with mayor.http.get(f"{url}.xlsx") as response:
            book = load_workbook(io.BytesIO(await response.read()))
        assert book.sheetnames == ["Per OPD", "Per apel", "Kehadiran"]
        assert book["Per apel"]["A2"].data_type == "s"
        async with mayor.http.get(f"{url}.csv?month=x") as response:
            assert response.status == 400
        async with admin.http.get(f"{url}.csv") as response:
            assert response.status == 403
        with closing(sqlite3.connect(hub.data / "posko.db")) as db:
            sql = "SELECT actor, subject FROM audit WHERE action = 'rollcall:file' ORDER BY seq"
            noted = [("walikota", "csv"), ("bpbd", "csv"), ("walikota", "xlsx")]
            assert db.execute(sql).fetchall() == noted
