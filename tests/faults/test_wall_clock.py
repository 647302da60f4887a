"""Somebody sets the machine's clock by an hour, forward and back: nobody notices but the log."""

import asyncio
import time
import uuid
from pathlib import Path

import pytest

from hub.adapters import clock as clock_module
from hub.adapters.sio import gateway
from hub.config import check
from hub.main import new_link
from tests.contract.running_hub import running_hub, until

HOUR_S = 3_600.0
REAL_TIME = time.time


@pytest.mark.parametrize("steps_s", [(HOUR_S, -HOUR_S), (-HOUR_S, HOUR_S)])
async def test_the_clock_is_set(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    steps_s: tuple[float, float],
) -> None:
    """Pings go every fifth of a second here, so that many fall into the test."""
    monkeypatch.setattr(gateway, "PING_EVERY_S", 0.2)
    monkeypatch.setattr(gateway, "PING_LIMIT_S", 1.0)
    monkeypatch.setattr(clock_module, "LOOK_EVERY_S", 0.1)
    offset_s = 0.0
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() + offset_s)
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as bpbd, hub.page("dinkes") as other:
        voice = (await bpbd.ask("voice:join", room="siaga-banjir", sdp="offer"))["voice"]
        sent = []
        for n, step_s in enumerate((0.0, *steps_s)):
            offset_s += step_s
            reply = await bpbd.ask("ptt:request", voice=voice, request=n + 1)
            assert reply.get("state") == "granted", reply
            for _ in range(5):
                await asyncio.sleep(0.1)
                assert (await bpbd.ask("ptt:held", voice=voice, request=n + 1))["ok"]
            assert (await bpbd.ask("ptt:release", voice=voice, request=n + 1))["ok"]
            sent.append(str(uuid.uuid4()))
            reply = await bpbd.ask("chat:send", id=sent[-1], room="umum", text=f"kabar {n}")
            assert (reply["ok"], reply["seq"]) == (True, n + 1)
            assert (await bpbd.get("/api/me"))[0] == 200
        assert bpbd.sio.connected and other.sio.connected, "nobody was cut off"
        ended = [body["code"] for body in bpbd.heard("ptt") if body["state"] == "ended"]
        assert ended == [], "no talk ended before its time"
        page = await other.ask("stream:join", stream="room:umum", after=0)
        assert [e["id"] for e in page["events"]] == sent
        assert abs(other.hello["time_ms"] / 1000 - REAL_TIME()) < 60, "pages have the hub's time"

        frozen = other.sio.eio
        frozen.ws.send_str = lambda *_: asyncio.sleep(0)  # It answers no ping any more.
        await until(lambda: not other.sio.connected, limit_s=4.0)
    log = capsys.readouterr().out
    assert log.count("wall clock was set") == 2


async def test_a_clock_that_was_lost_signs_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The power comes back, and the machine thinks it is years ago until somebody sets it."""
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page:
        await page.ask("chat:send", id=str(uuid.uuid4()), room="umum", text="sebelum padam")
        cookies = {cookie.key: cookie.value for cookie in page.http.cookie_jar}
    offset_s = -20 * 365 * 86_400.0
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() + offset_s)
    async with running_hub(tmp_path) as hub, hub.page() as page:
        status, me = await page.get("/api/me", cookies=cookies)
        assert (status, me["me"]["id"]) == (200, "bpbd")
        body = {"id": str(uuid.uuid4()), "room": "umum", "text": "sesudah padam"}
        _, receipt = await page.post("/api/command/chat:send", body, cookies=cookies)
        assert abs(receipt["at_ms"] / 1000 - REAL_TIME()) < 60
        offset_s = 0.0
        assert (await page.get("/api/me", cookies=cookies))[0] == 200
    assert "wall clock is behind the data" in capsys.readouterr().out


async def test_a_link_made_while_the_clock_is_lost_lets_its_holder_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`posko link` is the way in when nobody is in."""
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page:
        await page.ask("chat:send", id=str(uuid.uuid4()), room="umum", text="sebelum padam")
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() - 20 * 365 * 86_400.0)
    async with running_hub(tmp_path) as hub, hub.page() as page:
        settings = check({"data_dir": tmp_path}, "test", tmp_path)
        token = new_link(settings, "admin").rpartition("#")[2]
        status, reply = await page.post("/api/link/use", {"token": token})
        assert (status, reply.get("code")) == (200, None)
