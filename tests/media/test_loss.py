"""What is lost on the way is concealed, costs no delay, and ends with the loss."""

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import aioice.ice
import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack
from av import AudioFrame
from numpy.typing import NDArray

from tests.media.relay import Relay, bad_network
from tests.media.sound import heard, share_near, tone
from tests.media.test_worker import say
from tests.media.worker_process import WorkerProcess, worker_process
from tests.nursery import nursery
from tests.rtc_client import RtcClient

pytestmark = pytest.mark.quiet

SEED = 20_240_817


async def joined(worker: WorkerProcess, name: str, relay: Relay | None = None) -> RtcClient:
    client = RtcClient()
    answer = await worker.ask("join", room="umum", peer=name, sdp=client.offer())
    await worker.ask("permit", peer=name, may_send=True)
    await client.connect(answer["sdp"], through=relay.address if relay else None)
    await worker.hear("connected", peer=name)
    return client


async def voice(worker: WorkerProcess, name: str) -> dict[str, Any]:
    return dict((await worker.stats())["voices"][name])


@dataclass
class OneLoss:
    """What one lost packet did, and how late anything else was meanwhile."""

    before: dict[str, Any]
    after: dict[str, Any]
    sound: NDArray[np.float32]
    late_s: float


async def lose_one() -> OneLoss:
    """Talk over a relay that drops one packet in the middle."""
    async with (
        worker_process(start=nursery().worker) as worker,
        bad_network(("127.0.0.1", worker.port), seed=SEED) as relay,
    ):
        a, b = await joined(worker, "a", relay), await joined(worker, "b")
        talk = asyncio.create_task(say(a, tone(440, 4.0)))
        await asyncio.sleep(2.0)
        before = await voice(worker, "a")
        await worker.stats(reset=True)
        lose = iter([False] * 10 + [True] + [False] * 10_000)
        relay.drop = lambda _: next(lose)
        b.received.clear()
        await asyncio.sleep(1.6)
        figures = await worker.stats()
        sound = heard(b.received)
        late_s = max(await talk, figures["tick_late_ms_p99"] / 1e3)
        await a.close()
        await b.close()
    assert relay.dropped == 1
    return OneLoss(before, figures["voices"]["a"], sound, late_s)


async def test_one_packet_lost_is_one_concealed_frame_and_no_delay() -> None:
    # What comes late on a busy machine is concealed too: only a run without that shows the loss.
    for _ in range(6):
        run = await lose_one()
        if run.late_s < 0.006:
            break
    else:
        pytest.fail("the machine is too busy: six runs, each with something late")
    rebuilt = [run.after[k] - run.before[k] for k in ("concealed", "fec")]
    assert sum(rebuilt) == 1, run
    assert abs(run.after["delay_ms"] - run.before["delay_ms"]) < 10, run
    assert share_near(run.sound[-48_000:], 440) > 0.95
    middle = run.sound[4_800:-4_800]
    envelope = np.abs(middle[: middle.size // 960 * 960]).reshape(-1, 960).max(axis=1)
    hole = envelope.min() / np.median(envelope)
    assert hole > 0.17, "nobody hears a hole (libopus fades a tone to 0.3 of itself)"


async def test_a_bad_network_is_survived_and_then_forgotten() -> None:
    async with (
        worker_process(start=nursery().worker) as worker,
        bad_network(("127.0.0.1", worker.port), seed=SEED) as relay,
    ):
        a, b = await joined(worker, "a", relay), await joined(worker, "b")
        await say(a, tone(440, 1.5))
        calm = await voice(worker, "a")
        relay.loss, relay.jitter_s = 0.05, 0.03
        await say(a, tone(440, 4.0))
        rough = await voice(worker, "a")
        relay.loss = relay.jitter_s = 0.0
        for _ in range(10):  # 5 s of talk on a quiet machine; others have their own jitter.
            await say(a, tone(440, 2.5))
            after = await voice(worker, "a")
            if after["delay_ms"] < calm["delay_ms"] + 25:
                break
        b.received.clear()
        await say(a, tone(440, 1.0))
        sound = heard(b.received)
        await a.close()
        await b.close()
    assert rough["concealed"] + rough["fec"] > calm["concealed"] + calm["fec"]
    assert rough["delay_ms"] < 260
    assert after["delay_ms"] < calm["delay_ms"] + 25, (calm, rough, after)
    assert share_near(sound[-24_000:], 440) > 0.95


class Tone(MediaStreamTrack):
    """A sine for aiortc to encode and send."""

    kind = "audio"

    def __init__(self, hz: float) -> None:
        super().__init__()
        self._hz = hz
        self._at = 0
        self._start_s: float | None = None

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self._start_s = self._start_s if self._start_s is not None else loop.time()
        await asyncio.sleep(max(0.0, self._start_s + self._at / 48_000 - loop.time()))
        t = np.arange(self._at, self._at + 960) / 48_000
        pcm = (8_000 * np.sin(2 * np.pi * self._hz * t)).astype(np.int16)
        frame = AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, self._at, Fraction(1, 48_000)
        self._at += 960
        return frame


async def pull(track: AudioStreamTrack, frames: int) -> np.ndarray[Any, Any]:
    """Take frames from aiortc's receiver: left channel, full scale 1.0."""
    parts = []
    for _ in range(frames):
        frame = await asyncio.wait_for(track.recv(), 5)
        parts.append(frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0])
    return np.concatenate(parts).astype(np.float32) / 32_768


async def test_two_aiortc_peers_hear_each_other_over_a_lossy_relay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # aioice leaves loopback out of its own addresses; nothing may leave this machine.
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda *_, **__: ["127.0.0.1"])
    async with (
        worker_process(start=nursery().worker) as worker,
        bad_network(("127.0.0.1", worker.port), seed=SEED, loss=0.03, jitter_s=0.005) as relay,
    ):
        peers: dict[float, RTCPeerConnection] = {}
        tracks: dict[float, AudioStreamTrack] = {}
        for hz, name in ((440.0, "a"), (1000.0, "b")):
            pc = peers[hz] = RTCPeerConnection(RTCConfiguration(iceServers=[]))
            pc.addTrack(Tone(hz))
            pc.on("track", lambda track, hz=hz: tracks.__setitem__(hz, track))
            await pc.setLocalDescription(await pc.createOffer())
            offer = pc.localDescription.sdp
            answer = (await worker.ask("join", room="umum", peer=name, sdp=offer))["sdp"]
            await worker.ask("permit", peer=name, may_send=True)
            answer = answer.replace(f" {worker.port} typ host", f" {relay.address[1]} typ host")
            await pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await worker.hear("connected", peer="a")
        await worker.hear("connected", peer="b")
        at_a, at_b = await asyncio.gather(pull(tracks[440.0], 150), pull(tracks[1000.0], 150))
        for pc in peers.values():
            await pc.close()
    assert relay.dropped > 0
    assert share_near(at_a[-48_000:], 1000) > 0.8, "concealed frames smear a little"
    assert share_near(at_b[-48_000:], 440) > 0.8
