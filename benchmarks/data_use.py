"""What an hour in a room costs a phone in data: listening, listening with the saver on, and idle.

    python -m benchmarks.data_use [--seconds 60] [--json]

A real Chromium alone in a network namespace of its own, joined to this one by a pair of virtual
Ethernet devices; on this side a real hub over HTTPS, and a talker that sends made-up speech without
a pause. The page has joined before the counting begins, without a microphone, as most who listen.
Counted are both counters of the namespace's device over the time asked for, scaled to an hour of MB
(10^6 bytes): every packet either way that the browser caused, with its IP, UDP or TCP, TLS, SRTP,
RTCP and STUN bytes. The 14 bytes of Ethernet that the device counts for each packet are taken off,
since no mobile network bills them; acknowledgements and retransmissions are in. Idle is the same
with nobody talking. It is not a benchmark of time: other work changes it only where the worker
leaves out ticks, and then `listening_pps` is under 50 and the exit code 1.

It needs root, and `ip` (iproute2).
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.city import hub, write_city
from benchmarks.crowd import Member, Plan, of_hub, talk
from benchmarks.report import Figure, show
from benchmarks.speech import packets
from hub.adapters.clock import SystemClock
from hub.adapters.tls.authority import Subjects
from hub.adapters.tls.lan import LanFiles, keep_up
from hub.adapters.tokens import Links, load_key
from tests.browser.chromium import binary, launch

ROOM = "bench"
OURS, THEIRS = "198.18.77.1", "198.18.77.2"
"""Of the range that is kept for measuring networks (RFC 2544)."""

ETHERNET_BYTES = 14
LIMITS = {"listening_mb_per_hour": 22.0, "saver_mb_per_hour": 11.0, "idle_mb_per_hour": 2.0}
STARVED_BELOW = 0.97
SETTLE_S = 5.0
LINKED_LIMIT_S = 30.0
HOUR_S = 3600.0
COUNTED = """async () => {
    let packets = 0;
    for (const one of (await window.__voice.getStats()).values()) {
        if (one.type === 'inbound-rtp') packets = one.packetsReceived;
    }
    return packets;
}"""
BEFORE_PAGE = """
localStorage.setItem('posko.settings', JSON.stringify({ data: '%s', checked: true }));
window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...all) { super(...all); window.__voice = this; }
};
"""


@contextlib.contextmanager
def namespace() -> Iterator[tuple[str, str]]:
    """Make a network with one way out, to us; give its name and that of its device."""
    name, ours, theirs = (f"posko{kind}{os.getpid()}" for kind in ("n", "a", "b"))
    _ip("netns", "add", name)
    try:
        _ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
        _ip("address", "add", f"{OURS}/30", "dev", ours)
        _ip("link", "set", ours, "up")
        _ip("-n", name, "address", "add", f"{THEIRS}/30", "dev", theirs)
        for device in (theirs, "lo"):
            _ip("-n", name, "link", "set", device, "up")
        yield name, theirs
    finally:
        _ip("netns", "delete", name)  # Its device goes with it, and with that the other end.


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def passed(name: str, device: str) -> int:
    """Give the bytes that went either way so far, without Ethernet's."""
    folder = f"/sys/class/net/{device}/statistics"
    files = [f"{folder}/{way}_{what}" for what in ("bytes", "packets") for way in ("rx", "tx")]
    bytes_in, bytes_out, packets_in, packets_out = map(
        int, _ip("netns", "exec", name, "cat", *files).split()
    )
    return bytes_in + bytes_out - ETHERNET_BYTES * (packets_in + packets_out)


def write_settings(folder: Path) -> Path:
    """Write a city whose hub listens with a certificate where the namespace can reach it."""
    settings = write_city(folder, ROOM, 2)
    text = settings.read_text(encoding="utf-8").replace("127.0.0.1", OURS)
    files = LanFiles(folder / "var" / "tls")
    keep_up(files, "Uji", Subjects.of((), (OURS,)), datetime.now(UTC))
    tls = f'[http]\ntls_cert = "{files.certificate}"\ntls_key = "{files.key}"\ninstall_port = 0\n'
    settings.write_text(text.replace("[http]\n", tls), encoding="utf-8")
    return settings


@contextlib.asynccontextmanager
async def talking(member: Member) -> AsyncIterator[None]:
    """Have somebody speak without a pause until the block ends, and then say nothing."""
    stop = asyncio.Event()
    task = asyncio.create_task(talk([member], [packets(10, 1)], stop))
    try:
        yield
    finally:
        stop.set()
        await task


@contextlib.asynccontextmanager
async def listener(browser: Browser, link: str, wish: str) -> AsyncIterator[Page]:
    """A phone in the room; wish: what its settings say of saving data."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, locale="id-ID", ignore_https_errors=True,
        service_workers="block",
    )  # fmt: skip
    await context.add_init_script(BEFORE_PAGE % wish)
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await page.get_by_role("link", name="Bangku").click()
    await page.get_by_role("tab", name="Suara").click()
    await page.get_by_role("button", name="Gabung", exact=True).click()
    async with asyncio.timeout(LINKED_LIMIT_S):
        while await page.evaluate("window.__voice?.connectionState") != "connected":  # noqa: ASYNC110  # It is remote.
            await asyncio.sleep(0.1)
    await asyncio.sleep(SETTLE_S)
    yield page
    await context.close()


async def window(page: Page, net: tuple[str, str], seconds: float) -> tuple[float, float]:
    """Give MB an hour and packets of sound a second, over so long."""
    loop = asyncio.get_running_loop()
    packets, before, began_s = await page.evaluate(COUNTED), passed(*net), loop.time()
    await asyncio.sleep(seconds)
    after, took_s = passed(*net), loop.time() - began_s
    pps = (await page.evaluate(COUNTED) - packets) / took_s
    return (after - before) / took_s * HOUR_S / 1e6, pps


async def measure(seconds: float) -> dict[str, Figure]:
    """Measure all three."""
    with namespace() as net, tempfile.TemporaryDirectory() as folder:
        settings = write_settings(Path(folder))
        start = Path(folder) / "browser"
        start.write_text(f'#!/bin/sh\nexec ip netns exec {net[0]} {binary(lean=True)} "$@"\n')
        start.chmod(0o755)
        links = Links(load_key(Path(folder) / "var"), SystemClock())
        async with hub(settings) as (_, said), async_playwright() as playwright:
            url = f"https://{OURS}:{said['url'].rpartition(':')[2]}"

            def link() -> str:
                return f"{url}/masuk#{links.issue('opd-0')}"

            browser = await launch(playwright, by=start)
            async with contextlib.AsyncExitStack() as ends:
                token = links.issue("opd-1")
                member = await of_hub(Plan(url, ROOM, [token], 1, 0.0), ends)(token, True)
                async with talking(member):
                    async with listener(browser, link(), "off") as page:
                        full_mb, full_pps = await window(page, net, seconds)
                    async with listener(browser, link(), "on") as page:
                        saver_mb, saver_pps = await window(page, net, seconds)
                async with listener(browser, link(), "off") as page:
                    idle_mb, idle_pps = await window(page, net, seconds)
            await browser.close()
    return {
        "listening_mb_per_hour": round(full_mb, 2),
        "saver_mb_per_hour": round(saver_mb, 2),
        "idle_mb_per_hour": round(idle_mb, 2),
        "listening_pps": round(full_pps, 1),
        "saver_pps": round(saver_pps, 1),
        "idle_pps": round(idle_pps, 1),
        "seconds": seconds,
    }


def main() -> int:
    """Measure and show; exit code 1 when a limit is passed, or packets are missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("ip"):
        print(
            "needs root and iproute2, to make a network of its own: not measured", file=sys.stderr
        )
        return 1
    figures = asyncio.run(measure(arguments.seconds))
    show(figures, as_json=arguments.json)
    over = [name for name, most in LIMITS.items() if float(figures[name]) > most]
    if over:
        print(f"over its limit: {', '.join(over)}", file=sys.stderr)
    starved = float(figures["listening_pps"]) < STARVED_BELOW * 50
    if starved:
        print("starved: packets are missing, this run does not count", file=sys.stderr)
    return 1 if over or starved else 0


if __name__ == "__main__":
    sys.exit(main())
