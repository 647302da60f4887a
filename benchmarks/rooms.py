"""A room full of people: what it costs, whether everybody gets every packet, and how late.

    python -m benchmarks.rooms --participants 100 --speakers 4 --seconds 10 [--peer janus] [--json]

A real hub with its worker in processes of their own; in another, real ICE and DTLS-SRTP clients,
each signed in and joined over its own socket. Talkers talk without pause, the others send a DTX
packet every 400 ms. CPU is user + system time of hub and worker from /proc over the measured time.
Latency is the worker's own: from the kernel's stamp on the datagram to the first send of the mix
that holds it, jitter buffer included. Beside it runs a bare sleeper of 20 ms, whose lateness is the
machine's; `joining_late_share` is of the time in which all came in, one after the other, as fast as
they could. A run that misses packets, or in which nobody is heard, is starved and does not count:
in a silent room a packet in 400 ms is due.

`--peer janus`: the same clients in an AudioBridge room of Janus, three times each, now the one
first and now the other; `ratio` is the median of our CPU by its CPU, of runs that stood beside each
other. Both mix at 48 kHz and encode with the same complexity.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import janus
from benchmarks.city import cpu_s, hub, write_city
from benchmarks.killing import free_port
from benchmarks.report import Figure, show
from hub.adapters.clock import SystemClock
from hub.adapters.tokens import Links, load_key
from hub.audio.opus import COMPLEXITY, RATE_HZ
from hub.media.mix_encoder import REFRESH_TICKS, SHARED_BPS

ROOM = "bench"
LATE_S = 0.005
TICK_S = 0.02
STARVED_BELOW = 0.995
QUIETEST = 0.01
"""RMS of what a listener of talkers must hear: a mixer that mixes nothing is cheap, too."""
SETTLE_S = 2.0
ROUNDS = 3
"""Beside a peer."""

_SLEEPER = f"""
import sys, time
late = count = 0
due = time.monotonic()
end = due + float(sys.argv[1])
while due < end:
    due += {TICK_S}
    time.sleep(max(0, due - time.monotonic()))
    count += 1
    late += time.monotonic() - due > {LATE_S}
print(late / count)
"""


class Administrator:
    """Signed in as the administrator, who may see the worker's figures."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Administrator":
        async with self._http.post(f"{self._url}/api/link/use", json={"token": self._token}) as r:
            assert r.status == 200, await r.text()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def figures(self, *, reset: bool = False) -> dict[str, Any]:
        """Give the worker's figures since the last reset."""
        async with self._http.post(f"{self._url}/api/media/figures", json={"reset": reset}) as r:
            assert r.status == 200, await r.text()
            return dict((await r.json())["figures"])


async def measure(participants: int, speakers: int, seconds: float) -> dict[str, Figure]:
    """Run once and give all figures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = write_city(Path(folder), ROOM, participants)
        data_dir = Path(folder) / "var"
        links = Links(load_key(data_dir), SystemClock())
        async with hub(settings) as (process, said):
            url = said["url"].replace("localhost", "127.0.0.1")
            pids = [process.pid, *map(int, said["worker_pids"])]
            plan = {
                "url": url,
                "room": ROOM,
                "tokens": [links.issue(f"opd-{n}") for n in range(participants)],
                "speakers": speakers,
                "seconds": seconds,
            }
            async with Administrator(url, links.issue("admin")) as admin:
                await admin.figures(reset=True)
                crowd, joined_s = await _crowd(plan)
                joining = await admin.figures()
                await asyncio.sleep(SETTLE_S)
                return await _window(admin, crowd, pids, plan) | {
                    "joined_s": round(joined_s, 1),
                    "joining_late_share": round(joining["late_share"], 4),
                    "joining_ticks_skipped": joining["ticks_skipped"],
                }


async def _crowd(plan: dict[str, Any]) -> tuple[asyncio.subprocess.Process, float]:
    """Start the process of clients and wait until all have joined."""
    began_s = time.monotonic()
    crowd = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.crowd",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert crowd.stdin is not None and crowd.stdout is not None
    crowd.stdin.write(json.dumps(plan).encode() + b"\n")
    line = await asyncio.wait_for(crowd.stdout.readline(), 120)
    assert line == b"joined\n", line
    return crowd, time.monotonic() - began_s


async def _window(
    admin: Administrator,
    crowd: asyncio.subprocess.Process,
    pids: list[int],
    plan: dict[str, Any],
) -> dict[str, Figure]:
    sleeper = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SLEEPER, str(plan["seconds"]), stdout=asyncio.subprocess.PIPE
    )
    await admin.figures(reset=True)
    sent = await _sent(crowd, pids, plan)
    figures = await admin.figures()
    baseline = float((await sleeper.communicate())[0])
    await crowd.wait()
    return sent | {
        "latency_ms_p50": figures["latency_ms_p50"],
        "latency_ms_p99": figures["latency_ms_p99"],
        "tick_cpu_ms_p50": figures["tick_cpu_ms_p50"],
        "tick_cpu_ms_p99": figures["tick_cpu_ms_p99"],
        "late_share": round(figures["late_share"], 4),
        "late_share_baseline": round(baseline, 4),
        "ticks_skipped": figures["ticks_skipped"],
    }


async def _sent(
    crowd: asyncio.subprocess.Process, pids: list[int], plan: dict[str, Any]
) -> dict[str, Figure]:
    """Let the time go by that is measured: what everybody got, and what it cost."""
    assert crowd.stdin is not None and crowd.stdout is not None
    before_s, began_s = cpu_s(pids), time.monotonic()
    crowd.stdin.write(b"go\n")
    line = await asyncio.wait_for(crowd.stdout.readline(), float(plan["seconds"]) + 60)
    cores = (cpu_s(pids) - before_s) / (time.monotonic() - began_s)
    result = json.loads(line)
    expected = len(plan["tokens"]) / (TICK_S if plan["speakers"] else REFRESH_TICKS * TICK_S)
    return {
        "participants": len(plan["tokens"]),
        "speakers": int(plan["speakers"]),
        "cpu_cores": round(cores, 3),
        "sent_pps": round(result["sent_pps"], 1),
        "expected_pps": expected,
        "least_pps_of_one": round(result["least_pps"], 2),
        "starved": result["sent_pps"] < STARVED_BELOW * expected
        or (plan["speakers"] > 0 and result["listener_rms"] < QUIETEST),
        "not_decrypted": result["not_opened"],
        "listener_rms": round(result["listener_rms"], 4),
    }


async def measure_janus(participants: int, speakers: int, seconds: float) -> dict[str, Figure]:
    """Run the same clients once in a room of Janus. JanusFailed."""
    with tempfile.TemporaryDirectory() as folder:
        async with janus.peer(Path(folder), free_port()) as peer:
            plan = {
                "url": peer.url,
                "room": "",
                "tokens": [str(n + 1) for n in range(participants)],
                "speakers": speakers,
                "seconds": seconds,
                "janus": True,
            }
            crowd, _ = await _crowd(plan)
            await asyncio.sleep(SETTLE_S)
            sent = await _sent(crowd, [peer.pid], plan)
            await crowd.wait()
            return sent


async def beside_janus(participants: int, speakers: int, seconds: float) -> dict[str, Figure]:
    """Run both ROUNDS times, each first in turn; give ours, and how it stands to the peer's."""
    ours: list[dict[str, Figure]] = []
    theirs: list[dict[str, Figure]] = []
    for n in range(ROUNDS):
        runs = [(measure, ours), (measure_janus, theirs)]
        for run, kept in runs if n % 2 == 0 else reversed(runs):
            kept.append(await run(participants, speakers, seconds))
    ratios = [
        round(float(a["cpu_cores"]) / float(b["cpu_cores"]), 3)
        for a, b in zip(ours, theirs, strict=True)
    ]
    middle = sorted(range(ROUNDS), key=ratios.__getitem__)[ROUNDS // 2]
    return ours[middle] | {
        "starved": any(one["starved"] for one in ours),
        "peer": "janus",
        "peer_cpu_cores": theirs[middle]["cpu_cores"],
        "peer_sent_pps": theirs[middle]["sent_pps"],
        "peer_starved": any(one["starved"] for one in theirs),
        "peer_listener_rms": theirs[middle]["listener_rms"],
        "rate_hz": RATE_HZ,
        "complexity": COMPLEXITY,
        "bitrate_bps": SHARED_BPS,
        "ratio": statistics.median(ratios),
        "ratio_least": min(ratios),
        "ratio_most": max(ratios),
    }


def main() -> int:
    """Measure and show; exit code 1 when the run was starved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--participants", type=int, default=100)
    parser.add_argument("--speakers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--peer", choices=["janus"])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.peer and (missing := janus.why_not()):
        parser.error(missing)
    run = beside_janus if arguments.peer else measure
    figures = asyncio.run(run(arguments.participants, arguments.speakers, arguments.seconds))
    show(figures, as_json=arguments.json)
    starved = [name for name in ("starved", "peer_starved") if figures.get(name)]
    for name in starved:
        print(f"{name}: packets or sound are missing, it does not count", file=sys.stderr)
    return 1 if starved else 0


if __name__ == "__main__":
    sys.exit(main())
