"""The board of decisions as a file: filtered as asked, nothing of others for a head, noted."""

import csv
import hashlib
import io
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.contract.running_hub import Page, running_hub

EVIL = '=HYPERLINK("x")'


async def lines(page: Page, url: str) -> list[list[str]]:
    """Give the rows below the headings."""
    async with page.http.get(url) as response:
        body = await response.read()
        assert response.status == 200, body
        assert response.headers["X-Posko-Sha256"] == hashlib.sha256(body).hexdigest()
    found = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    return found[found.index([]) + 2 :]


async def test_the_board_is_taken_away_as_it_was_asked_for(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path) as hub,
        hub.page("walikota") as mayor,
        hub.page("bpbd") as head,
    ):

        async def decide(owner: str, text: str, day: str) -> dict[str, Any]:
            values = {"id": str(uuid.uuid4()), "owner": owner, "text": text, "due_day": day}
            reply = await mayor.ask("decision:make", ring=False, **values)
            assert reply["ok"], reply
            return dict(reply["decision"])

        await decide("dinkes", EVIL, "2098-01-02")
        mine = await decide("bpbd", "Kirim perahu", "2098-01-01")
        act = {"id": str(uuid.uuid4()), "decision": mine["id"], "act": "accept"}
        assert (await head.ask("decision:do", **act))["ok"]

        url = f"{hub.url}/api/decisions"
        first, second = await lines(mayor, f"{url}.csv")
        assert (first[2], first[5], first[6], first[8]) == (
            *("Kirim perahu", "0", "2098-01-01"),
            "Disanggupi",
        )
        assert (second[2], second[8]) == (f"'{EVIL}", "Belum disanggupi")
        assert await lines(mayor, f"{url}.csv?owner=dinkes") == [second]
        assert await lines(mayor, f"{url}.csv?state=accepted") == [first]
        assert await lines(mayor, f"{url}.csv?overdue=1") == []
        assert await lines(head, f"{url}.csv") == [first], "a head sees his own"

        async with mayor.http.get(f"{url}.xlsx") as response:
            sheet = load_workbook(io.BytesIO(await response.read())).active
        assert sheet is not None
        kinds = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds[EVIL] == "s", "no text is a formula"
        async with mayor.http.get(f"{url}.csv?state=x") as response:
            assert response.status == 400
        with closing(sqlite3.connect(hub.data / "posko.db")) as db:
            sql = "SELECT count(*) FROM audit WHERE action = 'decision:file'"
            assert db.execute(sql).fetchone() == (6,)
