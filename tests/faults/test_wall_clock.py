"""Somebody sets the machine's clock by an hour, forward and back: nobody notices but the log."""

import asyncio
import time
import uuid
from pathlib import Path

import pytest

from hub.adapters import clock as clock_module
from hub.adapters.sio import gateway
from hub.config import check
from hub.opening import new_link
from hub.services import sessions
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
    monkeypatch.setattr(gateway, "PING_LIMIT_S", 2.0)
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
        await until(lambda: not other.sio.connected, limit_s=5.0)
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


YEARS_S = 3 * 365 * 86_400.0


async def test_data_of_a_day_when_the_clock_was_ahead_does_not_keep_the_hub_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offset_s = 0.0
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() + offset_s)
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page:
        await page.ask("chat:send", id=str(uuid.uuid4()), room="umum", text="sebelumnya")
    offset_s = YEARS_S
    async with running_hub(tmp_path) as hub, hub.page("dinkes") as page:
        await page.ask("chat:send", id=str(uuid.uuid4()), room="umum", text="dari masa depan")
        status, ready = await page.get("/health/ready")
        assert (status, ready) == (200, {"ok": True, "clock_ok": True}), "nobody can know yet"
    offset_s = 0.0
    capsys.readouterr()
    async with running_hub(tmp_path) as hub, hub.page("walikota") as page:
        assert abs(page.hello["time_ms"] / 1000 - REAL_TIME()) < 60
        sent = await page.ask("chat:send", id=str(uuid.uuid4()), room="umum", text="sekarang")
        assert abs(sent["at_ms"] / 1000 - REAL_TIME()) < 60
        told = await page.ask("stream:join", stream="room:umum", after=0)
        assert [event["seq"] for event in told["events"]] == [1, 2, 3], "order is by number"
        status, ready = await page.get("/health/ready")
        assert (status, ready) == (200, {"ok": True, "clock_ok": False})
    assert "data is of the future" in capsys.readouterr().out


def test_who_sets_the_clock_while_the_hub_runs_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also when he sets it to before what was saved on a day when it was ahead."""
    offset_s = 0.0
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() + offset_s)
    newest = REAL_TIME() + 3 * HOUR_S
    clock = clock_module.SystemClock()
    clock.not_before(newest, REAL_TIME() - YEARS_S)
    steps: list[float] = []
    watch = clock_module.StepWatch(clock, steps.append)
    assert abs(clock.now() - newest) < 5 and clock.behind_s > 0, "an outage: it goes on from there"
    watch.look()
    offset_s = HOUR_S
    watch.look()
    assert abs(clock.now() - REAL_TIME() - HOUR_S) < 5 and clock.behind_s == 0
    assert [round(step / HOUR_S) for step in steps] == [-2]


async def test_a_clock_that_begins_years_ahead_signs_nobody_out_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "WRITE_DOWN_EVERY_S", 0.05)
    offset_s = 0.0
    monkeypatch.setattr(time, "time", lambda: REAL_TIME() + offset_s)
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page:
        cookies = {cookie.key: cookie.value for cookie in page.http.cookie_jar}
    offset_s = YEARS_S
    async with running_hub(tmp_path) as hub, hub.page() as page:
        assert (await page.get("/api/me", cookies=cookies))[0] == 401, "it ran out, as it seems"
        await asyncio.sleep(0.3)  # What ran out would have been written down by now.
    offset_s = 0.0
    async with running_hub(tmp_path) as hub, hub.page() as page:
        assert (await page.get("/api/me", cookies=cookies))[0] == 200
