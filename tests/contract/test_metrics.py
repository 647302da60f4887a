"""Figures for Prometheus: on a listener of their own, with the names that were promised."""

import asyncio
import json
import re
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from hub.adapters.worker_metrics import WORKER_BY_KIND, WORKER_COUNTERS, WORKER_GAUGES
from hub.media.meters import Meters
from tests.contract.running_hub import LIMIT_S, Hub, running_hub

METRICS = {"port": 0}
DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana-posko.json"


async def scrape(hub: Hub) -> dict[tuple[str, ...], float]:
    """Give each sample by its name and the values of its labels."""
    url = f"http://127.0.0.1:{hub.running.metrics_port}/metrics"
    async with aiohttp.ClientSession() as prometheus, prometheus.get(url) as reply:
        assert reply.status == 200
        assert reply.content_type == "text/plain"
        families = text_string_to_metric_families(await reply.text())
        return {(s.name, *s.labels.values()): s.value for f in families for s in f.samples}


async def test_what_is_measured(tmp_path: Path) -> None:
    async with running_hub(tmp_path, metrics=METRICS) as hub, hub.page("bpbd") as page:
        joined = await page.ask("voice:join", room="umum", sdp="v=0")
        await page.ask("voice:join", room="umum", sdp="bad")
        await page.ask("voice:leave", voice=joined["voice"])
        await page.ask("voice:join", room="umum", sdp="v=0")
        await page.ask("voice:nonsense", what="x" * 40)
        found = await scrape(hub)
    assert found["posko_sockets",] == 1
    assert found["posko_voices",] == 1
    assert found["posko_commands_total", "voice:join", "ok"] == 2
    assert found["posko_commands_total", "voice:join", "bad_sdp"] == 1
    assert found["posko_commands_total", "other", "bad_request"] == 1
    assert found["posko_command_seconds_count", "voice:join"] == 3
    assert found["posko_command_seconds_bucket", "voice:join", "5.0"] == 3
    assert found["posko_media_up", "0"] == 1
    assert found["posko_media_refused_total", "stun", "0"] == 7
    assert found["posko_media_packets_sent_total", "0"] == 12
    assert found["posko_store_ok",] == 1
    for name in ("posko_loop_stalls_total", "posko_media_restarts_total", "posko_store_waiting"):
        assert found[name,] >= 0
    assert found["process_resident_memory_bytes",] > 1e6
    assert found["posko_worker_process_resident_memory_bytes", "0"] > 1e6
    assert not [name for name in found if "nonsense" in "".join(name)], "no names of strangers"


async def test_how_each_voice_goes(tmp_path: Path) -> None:
    async with running_hub(tmp_path, metrics=METRICS) as hub, hub.page("bpbd") as page:
        joined = await page.ask("voice:join", room="umum", sdp="v=0")
        await page.ask("voice:offer", voice=joined["voice"], sdp="talk")
        async with asyncio.timeout(LIMIT_S):
            while ("posko_voice_bars", "bpbd", "umum") not in (found := await scrape(hub)):
                pass
        await page.ask("voice:leave", voice=joined["voice"])
        left = await scrape(hub)
    assert found["posko_voice_loss_share", "bpbd", "umum"] == 0.25
    assert found["posko_voice_jitter_ms", "bpbd", "umum"] == 12.5
    assert found["posko_voice_delay_ms", "bpbd", "umum"] == 84
    assert found["posko_voice_concealed_share", "bpbd", "umum"] == 0.125
    assert found["posko_voice_bars", "bpbd", "umum"] == 1
    assert found["posko_media_tick_late_ms_p99", "0"] == 1
    assert not [name for name in left if "bpbd" in name], "who has left has no figures"


async def test_the_dashboard_names_only_what_there_is(tmp_path: Path) -> None:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    named = {name for expr in asked for name in re.findall(r"\b(?:posko|process)_\w+", expr)}
    assert len(named) > 25
    async with running_hub(tmp_path, metrics=METRICS) as hub, hub.page("bpbd") as page:
        joined = await page.ask("voice:join", room="umum", sdp="v=0")
        await page.ask("voice:offer", voice=joined["voice"], sdp="talk")
        async with asyncio.timeout(LIMIT_S):
            while ("posko_voice_bars", "bpbd", "umum") not in (found := await scrape(hub)):
                pass
    assert named - {name for name, *_ in found} == set()


def test_what_the_worker_is_asked_for_it_tells() -> None:
    told = {*Meters().snapshot(), "peers", "rooms", "packets_dropped", "datagrams_overrun"}
    told |= {"carried_dropped"}
    assert {*WORKER_GAUGES, *WORKER_COUNTERS, *WORKER_BY_KIND} <= told


async def test_a_worker_that_was_lost_is_counted(tmp_path: Path) -> None:
    async with running_hub(tmp_path, metrics=METRICS) as hub, hub.page("bpbd") as page:
        await page.ask("voice:join", room="umum", sdp="die")
        async with asyncio.timeout(LIMIT_S):
            while (await scrape(hub))["posko_media_restarts_total",] != 1:
                pass


async def test_they_are_not_where_the_pages_are_nor_there_unasked(tmp_path: Path) -> None:
    async with running_hub(tmp_path / "a", metrics=METRICS) as hub, hub.page() as page:
        async with page.http.get(hub.url + "/metrics") as reply:
            assert "posko_sockets" not in await reply.text()
        url = f"http://127.0.0.1:{hub.running.metrics_port}"
        for path in ("/", "/api/me", "/health/live"):
            async with page.http.get(url + path) as reply:
                assert reply.status == 404
    async with running_hub(tmp_path / "b") as hub:
        assert hub.running.metrics_port is None
