"""The record of summonses over real sockets and HTTP: who gets it, and what is noted of that."""

import hashlib
import sqlite3
import uuid
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from hub.wire.record import RECORD_COMMANDS
from tests.contract.running_hub import Hub, running_hub

MONTHS = ("2026-13", "11-2026", "")


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[Hub]:
    async with running_hub(tmp_path) as hub:
        yield hub


async def summoned(hub: Hub) -> str:
    """Call BPBD; give the month it was in, by the hub."""
    async with hub.page("walikota") as mayor:
        command = {"id": str(uuid.uuid4()), "posts": ["bpbd"], "text": "Ke posko"}
        reply = await mayor.ask("summons:issue", profile="darurat", knowing=True, **command)
        assert reply["ok"], reply
    at = datetime.fromtimestamp(reply["summons"]["t0_ms"] / 1000, UTC) + timedelta(hours=7)
    return f"{at:%Y-%m}"


async def test_every_command_of_it(town: Hub) -> None:
    month = await summoned(town)
    async with town.page("bpbd") as head, town.page("dinkes") as other:
        own = await head.ask("summons:record_of", month=month)
        assert own["ok"], own
        assert [one["agency"] for one in own["agencies"]] == ["bpbd"]
        recipient = own["calls"][0]["recipient"]
        note = {"id": str(uuid.uuid4()), "recipient": recipient, "note": "Lewat telepon"}
        assert (await head.ask("summons:correct", **note))["ok"]
        assert (await other.ask("summons:correct", **note))["code"] == "not_yours"
        refused = await other.ask("summons:record_of", month=month, agency="bpbd")
        assert refused["code"] == "not_yours"
        again = await head.ask("summons:record_of", month=month)
        assert [one["note"] for one in again["calls"][0]["notes"]] == ["Lewat telepon"]
        course = await head.ask("summons:record_months", month=month)
        assert [one["agency"] for one in course["agencies"]] in ([], ["bpbd"])
        for name in RECORD_COMMANDS:
            assert (await head.ask(name, month="x"))["code"] == "bad_request", name


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
async def test_a_file_of_it_is_noted_with_its_hash(town: Hub, kind: str) -> None:
    month = await summoned(town)
    async with town.page("walikota") as mayor:
        url = f"{town.url}/api/summons/record.{kind}?month={month}"
        async with mayor.http.get(url) as response:
            body = await response.read()
            assert response.status == 200
            digest = hashlib.sha256(body).hexdigest()
            assert response.headers["X-Posko-Sha256"] == digest
            named = f'attachment; filename="rekap-panggilan-{month}.{kind}"'
            assert response.headers["Content-Disposition"] == named
            assert response.headers["Cache-Control"] == "no-store"
        for wrong in MONTHS:
            path = f"/api/summons/record.{kind}?month={wrong}"
            assert (await mayor.get(path))[0] == 400
    async with town.page() as stranger:
        status, _ = await stranger.get(f"/api/summons/record.{kind}?month={month}")
        assert status == 401
    with closing(sqlite3.connect(town.data / "posko.db")) as database:
        rows = database.execute(
            "SELECT actor, subject, after FROM audit WHERE action = 'summons:record_file'"
        ).fetchall()
    assert rows == [("walikota", f"{month}.{kind}", digest)]
