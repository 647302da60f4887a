"""Figures for Prometheus: GET /metrics on a listener of its own, never where the pages are.

A figure is a name and a function that is asked when Prometheus asks; whoever has one adds it by
`gauge` or `counter`. Labels come from sets that are known beforehand, never from what people send.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hub.adapters.worker_metrics import WorkerFigures

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

Labelled = Callable[[], Iterable[tuple[Sequence[str], float]]]
WorkerStats = Callable[[], Awaitable[Mapping[int, Mapping[str, Any]]]]


class Metrics:
    """All figures of a hub."""

    def __init__(
        self, worker_stats: WorkerStats, worker_pids: Callable[[], Sequence[int | None]]
    ) -> None:
        """worker_stats: asks the media workers; gives what each that answers says, by number.

        worker_pids: of all there should be; None for one that is not there.
        """
        self._registry = CollectorRegistry()
        self._read = _Read()
        self._worker_stats = worker_stats
        self._workers = WorkerFigures(worker_pids)
        ProcessCollector(registry=self._registry)
        for collector in (self._read, self._workers):
            self._registry.register(collector)
        self._commands = Counter(
            "posko_commands", "Commands answered", ["command", "outcome"], registry=self._registry
        )
        self._command_s = Histogram(
            "posko_command_seconds",
            "From a command to its answer",
            ["command"],
            buckets=BUCKETS_S,
            registry=self._registry,
        )

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Add what goes up and down. The name begins with `posko_`; units stand last."""
        self._read.add(GaugeMetricFamily, name, meaning, read)

    def counter(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Add what only grows; Prometheus sees it with `_total` behind its name."""
        self._read.add(CounterMetricFamily, name, meaning, read)

    def gauges(self, name: str, meaning: str, labels: Sequence[str], read: Labelled) -> None:
        """Add one of which there are several. read: gives values of the labels, and the figure."""
        self._read.add_labelled(name, meaning, labels, read)

    def commanded(self, command: str, outcome: str, seconds: float) -> None:
        """Count a command. The caller sees to it that names and outcomes are of a known set."""
        self._commands.labels(command, outcome).inc()
        self._command_s.labels(command).observe(seconds)

    def app(self) -> web.Application:
        """The listener's application."""
        app = web.Application()
        app.add_routes([web.get("/metrics", self._metrics)])
        app.on_response_prepare.append(_headers)
        return app

    async def _metrics(self, _: web.Request) -> web.Response:
        self._workers.stats = await self._worker_stats()
        text = generate_latest(self._registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


class _Read(Collector):
    """Figures that are asked for one by one."""

    def __init__(self) -> None:
        self._all: dict[str, tuple[Callable[..., Metric], str, Callable[[], float]]] = {}
        self._labelled: dict[str, tuple[str, Sequence[str], Labelled]] = {}

    def add(
        self, kind: Callable[..., Metric], name: str, meaning: str, read: Callable[[], float]
    ) -> None:
        assert name.startswith("posko_") and name not in self._all, name
        self._all[name] = (kind, meaning, read)

    def add_labelled(self, name: str, meaning: str, labels: Sequence[str], read: Labelled) -> None:
        assert name.startswith("posko_") and name not in self._labelled, name
        self._labelled[name] = (meaning, labels, read)

    def collect(self) -> Iterator[Metric]:
        for name, (kind, meaning, read) in self._all.items():
            yield kind(name, meaning, value=read())
        for name, (meaning, labels, read_all) in self._labelled.items():
            family = GaugeMetricFamily(name, meaning, labels=labels)
            for values, figure in read_all():
                family.add_metric(list(values), figure)
            yield family


async def _headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "Posko"
    response.headers["X-Content-Type-Options"] = "nosniff"
