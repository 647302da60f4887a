"""The media workers' figures for Prometheus, each with the number of its worker as a label."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from prometheus_client import ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

LABEL = "worker"
WORKER_GAUGES = {
    "peers": "Peers of the media worker",
    "rooms": "Rooms with somebody in them",
    "late_share": "Share of the last ticks that began more than 5 ms late",
    "tick_late_ms_p99": "How much after it was due a tick began, 99th percentile, ms",
    "tick_cpu_ms_p50": "CPU time of a tick, median, ms",
    "tick_cpu_ms_p99": "CPU time of a tick, 99th percentile, ms",
    "latency_ms_p50": "From the arrival of a packet to its sending in a mix, median, ms",
    "latency_ms_p99": "From the arrival of a packet to its sending in a mix, 99th percentile, ms",
}
WORKER_COUNTERS = {
    "packets_sent": "Packets sent",
    "packets_dropped": "Packets that the kernel did not take",
    "datagrams_overrun": "Datagrams lost to a full receive buffer",
    "ticks_skipped": "Ticks that were left out",
    "carried_dropped": "Frames of somebody heard in other rooms that another worker did not take",
}
WORKER_BY_KIND = {
    "refused": ("reason", "Datagrams and offers that were refused; docs/protocol.md has the list"),
    "faults": ("kind", "Mistakes of the worker's own that one peer or room paid for"),
}


class WorkerFigures(Collector):
    """What the workers told last, and what their processes cost."""

    def __init__(self, pids: Callable[[], Sequence[int | None]]) -> None:
        """pids: by number; None for one that is not there."""
        self.stats: Mapping[int, Mapping[str, Any]] = {}
        self._pids = pids

    def collect(self) -> Iterator[Metric]:
        """Give all figures."""
        up = GaugeMetricFamily("posko_media_up", "Does this worker answer?", labels=[LABEL])
        for worker in range(len(self._pids())):
            up.add_metric([str(worker)], worker in self.stats)
        yield up
        for kind, meanings in (
            (GaugeMetricFamily, WORKER_GAUGES),
            (CounterMetricFamily, WORKER_COUNTERS),
        ):
            for name, meaning in meanings.items():
                family = kind(f"posko_media_{name}", meaning, labels=[LABEL])
                for worker, stats in self.stats.items():
                    if name in stats:
                        family.add_metric([str(worker)], stats[name])
                yield family
        for name, (label, meaning) in WORKER_BY_KIND.items():
            family = CounterMetricFamily(f"posko_media_{name}", meaning, labels=[label, LABEL])
            for worker, stats in self.stats.items():
                for kind_of, count in dict(stats.get(name, {})).items():
                    family.add_metric([str(kind_of), str(worker)], count)
            yield family
        yield from self._processes()

    def _processes(self) -> Iterator[Metric]:
        """Give what Prometheus's own collector says of each process."""
        families: dict[str, Metric] = {}
        for worker, pid in enumerate(self._pids()):
            if pid is None:
                continue
            of_one = ProcessCollector("posko_worker", partial(int, pid), registry=None)
            for metric in of_one.collect():
                family = Metric(metric.name, metric.documentation, metric.type)
                family = families.setdefault(metric.name, family)
                for sample in metric.samples:
                    labels = {**sample.labels, LABEL: str(worker)}
                    family.add_sample(sample.name, labels, sample.value)
        yield from families.values()
