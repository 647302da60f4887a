"""A room is recorded by a real hub and its real worker, and heard again over HTTP."""

import asyncio
import hashlib
import io
import shutil
from pathlib import Path

import av
import pytest

from hub.adapters.files.spoken_notice import place
from hub.speech import PROGRAM
from tests.contract.running_hub import Hub, Page, running_hub, until
from tests.media.sound import energy_near, heard, tone
from tests.rtc_client import RtcClient

pytestmark = pytest.mark.quiet


async def kept(page: Page) -> dict[str, object]:
    """Wait until the room has one that is whole."""
    async with asyncio.timeout(10):
        while True:
            there = await page.ask("recording:list", room="umum")
            for card in there["recordings"]:
                if card["state"] == "kept":
                    return dict(card)
            await asyncio.sleep(0.1)


async def talks(client: RtcClient, seconds: float) -> None:
    due_s = asyncio.get_running_loop().time()
    for payload in tone(440, seconds):
        client.send(payload, 20)
        due_s += 0.02
        await asyncio.sleep(max(0, due_s - asyncio.get_running_loop().time()))


def hears_notice(client: RtcClient) -> bool:
    """Whether the tones were in what it got."""
    sound = heard(client.received)
    return sound.size > 0 and energy_near(sound, 880) * sound.size > 1


async def fetched(hub: Hub, mayor: Page, bpbd: Page, card: dict[str, object]) -> None:
    """The sound, in one piece or some of it, and its waveform; to nobody else."""
    url = f"{hub.url}/api/recordings/{card['id']}"
    async with mayor.http.get(url) as answer:
        data = await answer.read()
        assert (answer.status, answer.content_type) == (200, "audio/ogg")
        assert answer.headers["Cache-Control"] == "no-store"
    assert hashlib.sha256(data).hexdigest() == card["sha256"]
    async with mayor.http.get(url, headers={"Range": "bytes=10-109"}) as answer:
        assert (answer.status, await answer.read()) == (206, data[10:110])
    with av.open(io.BytesIO(data)) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert abs(samples / 48 - int(str(card["length_ms"]))) < 20
    async with mayor.http.get(f"{url}/waveform") as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert "V-1h1" in await answer.text(), "the loudest is as high as it can be"
    for hidden in (url, f"{url}/waveform"):
        async with bpbd.http.get(hidden) as answer:
            assert answer.status == 403
    for nothing in ("x", "00000000-0000-4000-8000-000000000000"):
        for way in ("", "/waveform"):
            async with mayor.http.get(f"{hub.url}/api/recordings/{nothing}{way}") as answer:
                assert answer.status == 404


async def test_a_meeting_is_recorded_and_heard_again(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, media=True) as hub,
        hub.page("walikota") as mayor,
        hub.page("bpbd") as bpbd,
    ):
        assert (await mayor.ask("recording:set", room="umum", on=True, keep_days=30))["ok"]
        refused = await bpbd.ask("recording:set", room="umum", on=False, keep_days=30)
        assert refused["code"] == "not_a_member"
        client = RtcClient()
        joined = await bpbd.ask("voice:join", room="umum", sdp=client.offer())
        await client.connect(joined["sdp"])
        await until(
            lambda: any(c["recorded"] for told in bpbd.heard("rooms") for c in told["rooms"])
        )
        await until(lambda: hears_notice(client))
        late = RtcClient()
        came = await mayor.ask("voice:join", room="umum", sdp=late.offer())
        await late.connect(came["sdp"])
        await until(lambda: hears_notice(late))
        await mayor.ask("voice:leave", voice=came["voice"])
        await late.close(politely=False)
        assert (await bpbd.ask("mic:set", voice=joined["voice"], open=True))["ok"]
        await talks(client, 1.5)
        await bpbd.ask("voice:leave", voice=joined["voice"])
        await client.close(politely=False)
        card = await kept(mayor)
        whole = await mayor.ask("recording:read", recording=card["id"])
        [talk] = whole["talks"]
        assert talk["who"] == "bpbd" and talk["to_ms"] - talk["from_ms"] > 1_000
        await fetched(hub, mayor, bpbd, card)
        log = await bpbd.ask("stream:join", stream="air:umum")
        said = [e["body"]["state"] for e in log["events"] if e["kind"] == "recording"]
        assert said == ["begun", "ended"]
        assert place(tmp_path).exists() == (shutil.which(PROGRAM) is not None), "its words"
        there = {path.suffix for path in (tmp_path / "recordings").iterdir()}
        assert there == {".opus", ".talk", ".peaks"}
        async with hub.page("admin") as admin:
            trail = await admin.ask("audit:page", kind="recording")
        actions = [entry["action"] for entry in trail["lines"]]
        assert sorted(actions) == [
            "recording:fetched", "recording:kept", "recording:read", "recording:set",
        ]  # fmt: skip
