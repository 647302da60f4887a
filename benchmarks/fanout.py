"""One room, many readers: what each message costs, and how late it is, with log and permission.

    python -m benchmarks.fanout --clients 100 --rate 20 [--seconds 20] [--json]

A real hub in a process of its own. All clients (tests/lean_client.py) follow one stream;
they write in turn, `rate` messages a second in all. Each is saved, acknowledged after the commit,
and brought to everyone. `latency_ms` is from the sending to each reader's receiving, one figure a
reader and message, by the one clock of the clients' process. `cpu_cores` is user + system time of
the hub process from /proc over the measured time; the media worker, idle, is beside it. The bare
sleeper of benchmarks/rooms.py would say how late the machine itself is: `machine_late_ms_p99`.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.city import cpu_s, hub, write_city
from benchmarks.report import Figure, show
from hub.adapters.clock import SystemClock
from hub.adapters.tokens import Links, load_key
from tests.lean_client import LeanClient

ROOM = "bench"
SETTLE_S = 2.0
JOIN_LIMIT_S = 30.0
TEXT = "Pintu air Kedunggaleng naik ke 2,4 m. Dua pintu sudah dibuka penuh."


class Stopwatch:
    """When each message was sent, and how long after that each reader had it."""

    def __init__(self) -> None:
        self.sent_at: dict[str, float] = {}
        self.took_s: list[float] = []

    def heard(self, event: dict[str, Any]) -> None:
        """A reader has a message."""
        if event["id"] in self.sent_at:
            self.took_s.append(time.monotonic() - self.sent_at[event["id"]])


async def measure(clients: int, rate: float, seconds: float) -> dict[str, Figure]:
    """Run once and give all figures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = write_city(Path(folder), ROOM, clients)
        data_dir = Path(folder) / "var"
        links = Links(load_key(data_dir), SystemClock())
        async with hub(settings) as (process, said):
            url = said["url"].replace("localhost", "127.0.0.1")
            crowd = [
                LeanClient(url, links.issue(f"opd-{n}"), ROOM, random.Random(n))
                for n in range(clients)
            ]
            for client in crowd:
                await client.sign_in()
            runs = [asyncio.create_task(client.run()) for client in crowd]
            async with asyncio.timeout(JOIN_LIMIT_S):
                while not all(client.joined_at for client in crowd):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await asyncio.sleep(SETTLE_S)
            figures = await _window(crowd, rate, seconds, process.pid, int(said["worker_pids"][0]))
            for run in runs:
                run.cancel()
            await asyncio.wait(runs)
            return {"clients": clients, "rate": rate} | figures


async def _window(
    crowd: list[LeanClient], rate: float, seconds: float, hub_pid: int, worker_pid: int
) -> dict[str, Figure]:
    watch = Stopwatch()
    for client in crowd:
        client.on_event = watch.heard
    late_s: list[float] = []
    count = round(rate * seconds)
    before_s, worker_before_s = cpu_s([hub_pid]), cpu_s([worker_pid])
    began = time.monotonic()
    for n in range(count):
        due = began + n / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late_s.append(time.monotonic() - due)
        sent_at = time.monotonic()
        message = await crowd[n % len(crowd)].write(f"{TEXT} {n}")
        watch.sent_at[message] = sent_at
    await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
    took_s = time.monotonic() - began
    cores = (cpu_s([hub_pid]) - before_s) / took_s
    worker = (cpu_s([worker_pid]) - worker_before_s) / took_s
    await asyncio.sleep(0.5)
    acknowledged = sum(len(client.acknowledged) for client in crowd)
    return {
        "latency_ms_p50": _percentile_ms(watch.took_s, 0.50),
        "latency_ms_p99": _percentile_ms(watch.took_s, 0.99),
        "cpu_cores": round(cores, 3),
        "worker_cpu_cores": round(worker, 3),
        "sent": count,
        "acknowledged": acknowledged,
        "received": len(watch.took_s),
        "expected": count * len(crowd),
        "machine_late_ms_p99": _percentile_ms(late_s, 0.99),
    }


def _percentile_ms(values_s: list[float], share: float) -> float:
    ordered = sorted(values_s)
    return round(ordered[int(share * (len(ordered) - 1))] * 1000, 1) if ordered else -1.0


def main() -> int:
    """Measure and show; exit code 1 when not everybody got everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments.clients, arguments.rate, arguments.seconds))
    show(figures, as_json=arguments.json)
    return 0 if figures["received"] == figures["expected"] else 1


if __name__ == "__main__":
    sys.exit(main())
