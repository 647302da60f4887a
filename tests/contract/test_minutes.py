"""Minutes over real sockets and HTTP: drawn up, written on, signed, and taken away as files."""

import hashlib
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from hub.wire.minutes import MINUTES_COMMANDS
from tests.contract.running_hub import running_hub

MAGIC = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}


def fresh() -> str:
    return str(uuid.uuid4())


async def done(page: Any, name: str, **values: Any) -> dict[str, Any]:
    reply: dict[str, Any] = await page.ask(name, **values)
    assert reply["ok"], (name, reply)
    return reply


async def test_minutes_are_written_signed_and_taken_away(tmp_path: Path) -> None:
    about = {"rollcall": fresh()}
    async with (
        running_hub(tmp_path) as hub,
        hub.page("walikota") as mayor,
        hub.page("bpbd") as head,
        hub.page("dishub") as other,
    ):
        draft = {"room": "rapat", "title": "Apel pagi", "posts": ["bpbd", "dinkes"], "drill": True}
        await done(mayor, "rollcall:draft", id=fresh(), **about, **draft)
        for step in ("announce", "open"):
            await done(mayor, f"rollcall:{step}", id=fresh(), **about)
        assert (await mayor.ask("minutes:read", **about))["code"] == "rollcall_state"
        await done(mayor, "rollcall:close", id=fresh(), **about)
        read = await done(mayor, "minutes:read", **about)
        assert read["content"]["drill"]
        edited = await done(mayor, "minutes:edit", id=fresh(), closing="Selesai", **about)
        assert edited["content"]["closing"] == "Selesai"
        assert (await head.ask("minutes:read", **about))["code"] == "not_allowed"
        await done(mayor, "rollcall:sign", id=fresh(), **about)
        assert (await done(head, "minutes:read", **about))["signed"]
        for name in MINUTES_COMMANDS:
            assert (await mayor.ask(name, rollcall="x"))["code"] == "bad_request", name

        path = f"{hub.url}/api/rollcall/{about['rollcall']}/minutes"
        digests = []
        for kind, magic in MAGIC.items():
            async with head.http.get(f"{path}.{kind}") as response:
                body = await response.read()
                assert (response.status, body[: len(magic)]) == (200, magic)
                digests.append(hashlib.sha256(body).hexdigest())
                assert response.headers["X-Posko-Sha256"] == digests[-1]
                named = response.headers["Content-Disposition"]
                assert named.startswith('attachment; filename="notulen-latihan-apel-20')
        assert (await other.ask("minutes:read", **about))["code"] == "not_allowed"
        for page, url, status in (
            (other, f"{path}.pdf", 403),
            (head, f"{path}.csv", 404),
            (head, f"{hub.url}/api/rollcall/none/minutes.pdf", 404),
        ):
            async with page.http.get(url) as response:
                assert response.status == status, url
        with closing(sqlite3.connect(hub.data / "posko.db")) as db:
            sql = "SELECT after FROM audit WHERE action = 'minutes:file' ORDER BY seq"
            noted = [after for (after,) in db.execute(sql)]
        assert len(noted) == 3
        assert all(d in after for d, after in zip(digests, noted, strict=True))
