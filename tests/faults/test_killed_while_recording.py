"""A media worker killed while it records: what was said plays to within 2 s of the kill."""

import asyncio
import hashlib
import io
import os
import signal
from pathlib import Path

import av
import numpy as np
import pytest

from hub.audio.talk_index import read
from tests.media.sound import share_near, tone
from tests.media.worker_process import worker_process
from tests.nursery import nursery
from tests.rtc_client import RtcClient

pytestmark = pytest.mark.quiet

RECORDING = "6f0c1c9e-8f43-4f0b-9d0a-5d3a6f9c0b11"
SAID_S = 4.5


async def test_killed_in_the_middle_of_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    shelf = {"folder": str(folder), "leave_free_bytes": 0}
    start, loop = nursery().worker, asyncio.get_running_loop()
    talker = RtcClient()
    async with worker_process(start=start, ends_with=-signal.SIGKILL, shelf=shelf) as worker:
        await worker.hear("recordings_told")
        answer = await worker.ask(
            "join", room="umum", peer="secret", sdp=talker.offer(), who="bpbd"
        )
        await worker.ask("permit", peer="secret", may_send=True)
        await talker.connect(answer["sdp"])
        await worker.ask("record", room="umum", recording=RECORDING, notice=True)
        began_s = due_s = loop.time()
        for payload in tone(440, SAID_S):
            talker.send(payload, 20)
            due_s += 0.02
            await asyncio.sleep(max(0, due_s - loop.time()))
        os.kill(worker.pid, signal.SIGKILL)
        lasted_s = loop.time() - began_s
        await talker.close(politely=False)
    async with worker_process(start=start, shelf=shelf) as after:
        await after.hear("recordings_told")
        [kept] = [news for news in after.news if news["tell"] == "recording_kept"]
    assert kept["recording"] == RECORDING and kept["cut"]
    data = (folder / f"{RECORDING}.opus").read_bytes()
    index = (folder / f"{RECORDING}.talk").read_bytes()
    assert kept["sha256"] == hashlib.sha256(data).hexdigest() and kept["bytes"] == len(data)
    assert kept["index_sha256"] == hashlib.sha256(index).hexdigest()
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    sound = np.concatenate(frames).astype(np.float32)
    played_s = sound.size / 48_000
    assert lasted_s - 2 < played_s <= lasted_s + 0.1, (lasted_s, played_s)
    assert abs(played_s - kept["length_ms"] / 1000) < 0.02
    assert share_near(sound[-48_000:], 440) > 0.95, "the voice is there to the end"
    assert share_near(sound[2_000:11_000], 660) > 0.1, "and so is the notice that it is recorded"
    talks = read(index.decode().splitlines(), kept["length_ms"])
    assert {talk.who for talk in talks} == {"bpbd"}
    assert talks[0].from_ms < 2_000 and talks[-1].to_ms == kept["length_ms"]
    assert not list(folder.glob("*.part"))
