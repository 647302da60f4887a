"""Mouth to ear: what the hub adds between two browsers, beside a direct connection of the two.

    python -m benchmarks.mouth_to_ear [--pairs 7] [--json]

One page of a real Chromium plays bursts of sound into A's track and records them, on the clock of
one AudioContext, together with what comes out of B's track. Direct connections and connections
through the worker take turns; a burst's delay is where its correlation peaks. Given are medians:
of each way's delay, and of the difference within each pair.
"""

import argparse
import asyncio
import base64
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from aiohttp import web
from numpy.typing import NDArray
from playwright.async_api import Page, async_playwright

from benchmarks.report import Figure, show
from tests.browser.chromium import launch
from tests.media.worker_process import WorkerProcess, worker_process

RATE_HZ = 48_000
BURST = int(0.06 * RATE_HZ)
DELAY_MAX_S = 0.6
SETTLE_S = 3.0
"""Browsers start with a larger buffer and wind it down; measured after that."""

RECORD_S = 7.0
SURE = 0.5
"""A burst counts when its correlation is at least this; what is lost or torn is left out."""


@asynccontextmanager
async def page_of(worker: WorkerProcess) -> AsyncIterator[Page]:
    """Open the benchmark's page; its `join` speaks with the worker."""

    async def html(_: web.Request) -> web.Response:
        text = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/html")

    async def join(name: str, sdp: str, sending: bool) -> str:
        answer = await worker.ask("join", room="lorong", peer=name, sdp=sdp)
        await worker.ask("permit", peer=name, may_send=sending)
        return str(answer["sdp"])

    app = web.Application()
    app.router.add_get("/", html)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        page = await browser.new_page()
        await page.expose_function("join", join)
        await page.goto(f"http://localhost:{runner.addresses[0][1]}/")
        await page.evaluate("start()")
        try:
            yield page
        finally:
            await browser.close()
            await runner.cleanup()


async def delays_ms(page: Page, way: str) -> list[float]:
    """Connect that way, let it settle, and give the delay of each burst recorded."""
    await page.evaluate(f"{way}()")
    await asyncio.sleep(SETTLE_S)
    mouth, ear = (_pcm(text) for text in await page.evaluate(f"record({RECORD_S})"))
    await page.evaluate("hangUp()")
    return [1e3 * delay for at in _bursts(mouth) if (delay := _delay_s(mouth, ear, at)) is not None]


def _pcm(text: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text), "<i2").astype(np.float32) / 32_768


def _bursts(mouth: NDArray[np.float32]) -> list[int]:
    """Find where bursts begin in what was played, those with room for the delay after them."""
    loud = np.convolve(np.abs(mouth), np.ones(480) / 480, "same") > 0.02
    begins = np.flatnonzero(loud[1:] & ~loud[:-1])
    last = mouth.size - BURST - int(DELAY_MAX_S * RATE_HZ)
    return [int(at) for at in begins if at < last]


def _delay_s(mouth: NDArray[np.float32], ear: NDArray[np.float32], at: int) -> float | None:
    """Give the lag at which the burst is found in what was heard; None when it is not sure."""
    burst = mouth[at : at + BURST]
    window = ear[at : at + BURST + int(DELAY_MAX_S * RATE_HZ)]
    score = np.correlate(window, burst, "valid")
    power = np.convolve(window**2, np.ones(BURST), "valid")
    score = score / (np.sqrt(power * float(burst @ burst)) + 1e-9)
    best = int(np.argmax(score))
    return best / RATE_HZ if score[best] > SURE else None


async def measure(pairs: int) -> dict[str, Figure]:
    """Measure both ways in turn, so many times."""
    direct, through, added = [], [], []
    bursts = 0
    async with worker_process() as worker, page_of(worker) as page:
        for _ in range(pairs):
            one, other = await delays_ms(page, "direct"), await delays_ms(page, "through")
            if not one or not other:
                continue
            bursts += len(one) + len(other)
            direct.append(float(np.median(one)))
            through.append(float(np.median(other)))
            added.append(through[-1] - direct[-1])
        figures = await worker.stats()
    return {
        "added_ms_p50": round(float(np.median(added)), 1),
        "added_ms_least": round(min(added), 1),
        "added_ms_most": round(max(added), 1),
        "total_ms_p50": round(float(np.median(through)), 1),
        "direct_ms_p50": round(float(np.median(direct)), 1),
        "pairs": len(added),
        "bursts": bursts,
        "worker_latency_ms_p50": figures["latency_ms_p50"],
        "worker_latency_ms_p99": figures["latency_ms_p99"],
        "late_share": round(figures["late_share"], 4),
    }


def main() -> int:
    """Measure and show; exit code 1 when fewer than five pairs could be measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments.pairs))
    show(figures, as_json=arguments.json)
    if int(figures["pairs"]) < 5:
        print("too few pairs: this run does not count", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
