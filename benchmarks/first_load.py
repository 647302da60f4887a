"""The first load on a simulated 4G phone: how much it fetches, and how long until it can be used.

    python -m benchmarks.first_load [--runs 5] [--json]

A real hub with the client as it is built; a real Chromium in a phone's size, its cache empty each
time, behind a network of 1.6 Mbit/s down, 0.75 up and 150 ms a round trip (CDP). `interactive_s`
is from the start of the navigation until the door's button can be pressed, with nobody signed in;
`rooms_s` until a signed-in phone shows its rooms, connected. `_slow` is the same on a processor
four times slower. `kb_gz` and `rooms_kb_gz` are what was fetched until then of HTML, CSS and
scripts, as gzip packs it, whatever the browser took; `fonts_kb` the fonts, `sent_kb` all as sent.
"""

import argparse
import asyncio
import gzip
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from benchmarks.report import Figure, show
from hub.main import WEBAPP
from tests.browser.chromium import launch
from tests.browser.hub_process import HubProcess, hub_process

NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOW = 4
KB_GZ_MAX, FONTS_KB_MAX, INTERACTIVE_MAX_S = 120.0, 50.0, 2.0
DOOR = "() => { const b = document.querySelector('form button[type=submit]');"
DOOR += " return b && !b.disabled && performance.now() }"
ROOMS = "() => document.querySelector('a[href*=\"ruang\"]') && performance.now()"
SIGN_IN = """async (token) => (await fetch('/api/link/use', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, nonce: '5f0e9a52-0d6c-4c55-9a3a-2f6d1c9be001' }),
})).status"""
POST = "bpbd"


@dataclass
class Load:
    """One load: when it could be used, and what it had fetched by then."""

    took_s: float = 0.0
    kb_gz: float = 0.0
    fonts_kb: float = 0.0
    sent_kb: float = 0.0
    files: list[str] = field(default_factory=list)


async def load(context: BrowserContext, url: str, usable: str, slow: float) -> Load:
    """Open the page, and wait until it is usable."""
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    await cdp.send("Network.enable")
    await cdp.send("Network.clearBrowserCache")
    await cdp.send("Network.emulateNetworkConditions", NETWORK)
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": slow})
    paths: dict[str, str] = {}
    sent: dict[str, float] = {}
    cdp.on(
        "Network.requestWillBeSent", lambda e: paths.update({e["requestId"]: e["request"]["url"]})
    )
    cdp.on(
        "Network.loadingFinished", lambda e: sent.update({e["requestId"]: e["encodedDataLength"]})
    )
    await page.goto(url, wait_until="commit")
    handle = await page.wait_for_function(usable, polling="raf")
    took_ms = float(await handle.json_value())
    result = Load(took_ms / 1e3)
    for request, size in list(sent.items()):
        _count(result, urlsplit(paths.get(request, "")).path, size / 1e3)
    await page.close()
    return result


def _count(result: Load, path: str, sent_kb: float) -> None:
    """Add what was fetched."""
    if path.startswith(("/api/", "/socket.io/")):
        return
    result.sent_kb += sent_kb
    file = WEBAPP / (path.lstrip("/") or "index.html")
    if not file.is_file():
        file = WEBAPP / "index.html"  # Any address that has no file of its own.
    result.files.append(file.name)
    if file.suffix == ".woff2":
        result.fonts_kb += file.stat().st_size / 1e3
    elif file.suffix in (".html", ".js", ".css"):
        result.kb_gz += len(gzip.compress(file.read_bytes(), 9)) / 1e3


async def measured(browser: Browser, hub: HubProcess, runs: int, slow: float) -> dict[str, Load]:
    """Both first screens, so many times each; of each figure the median."""
    door, rooms = [], []
    for _ in range(runs):
        context = await phone(browser)
        door.append(await load(context, f"http://{POST}.localhost:{hub.port}/", DOOR, slow))
        await context.close()
        context = await phone(browser)
        page = await context.new_page()
        await sign_in(page, hub)
        rooms.append(await load(context, f"http://{POST}.localhost:{hub.port}/", ROOMS, slow))
        await context.close()
    return {"door": _median(door), "rooms": _median(rooms)}


async def phone(browser: Browser) -> BrowserContext:
    """Give a phone that was never here; what it keeps for a start without a network is left out."""
    return await browser.new_context(
        viewport={"width": 390, "height": 844}, locale="id-ID", service_workers="block"
    )


async def sign_in(page: Page, hub: HubProcess) -> None:
    """Get the phone its session, by no page: nothing is fetched or remembered by it."""
    await page.goto(f"http://{POST}.localhost:{hub.port}/health/live")
    status = await page.evaluate(SIGN_IN, hub.token(POST))
    assert status == 200, status
    await page.close()


def _median(loads: list[Load]) -> Load:
    def middle(name: str) -> float:
        return statistics.median(getattr(one, name) for one in loads)

    names = ("took_s", "kb_gz", "fonts_kb", "sent_kb")
    return Load(*(middle(name) for name in names), loads[-1].files)


async def measure(runs: int) -> dict[str, Figure]:
    """Measure with this processor, then with a slower one."""
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        async with hub_process(Path(folder)) as hub, async_playwright() as playwright:
            browser = await launch(playwright)
            usual = await measured(browser, hub, runs, 1)
            slow = await measured(browser, hub, runs, SLOW)
            await browser.close()
    print("door fetches", *usual["door"].files, file=sys.stderr)
    print("rooms fetch", *usual["rooms"].files, file=sys.stderr)
    return {
        "kb_gz": round(usual["door"].kb_gz, 1),
        "rooms_kb_gz": round(usual["rooms"].kb_gz, 1),
        "fonts_kb": round(max(one.fonts_kb for one in usual.values()), 1),
        "sent_kb": round(usual["rooms"].sent_kb, 1),
        "interactive_s": round(usual["door"].took_s, 2),
        "rooms_s": round(usual["rooms"].took_s, 2),
        "interactive_slow_s": round(slow["door"].took_s, 2),
        "rooms_slow_s": round(slow["rooms"].took_s, 2),
        "runs": runs,
        "load_average": round(busy, 1),
    }


def main() -> int:
    """Measure and show; exit code 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures: dict[str, Any] = asyncio.run(measure(arguments.runs))
    show(figures, as_json=arguments.json)
    limits = {
        "kb_gz": KB_GZ_MAX,
        "rooms_kb_gz": KB_GZ_MAX,
        "fonts_kb": FONTS_KB_MAX,
        "interactive_s": INTERACTIVE_MAX_S,
    }
    passed = [name for name, most in limits.items() if figures[name] > most]
    if passed:
        print(f"over its limit: {', '.join(passed)}", file=sys.stderr)
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())
