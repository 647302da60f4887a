"""The figures of several media workers as those of one: sums, and of times and shares the worst."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

WORST = (
    "late_share",
    "tick_late_ms_p99",
    "tick_cpu_ms_p50",
    "tick_cpu_ms_p99",
    "latency_ms_p50",
    "latency_ms_p99",
)
FEWEST = "ticks"


def together(each: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """Give one for all; `workers` in it has those of each, but for its voices. each: by number."""
    names = dict.fromkeys(name for stats in each.values() for name in stats)
    found = {name: _one(name, [s[name] for s in each.values() if name in s]) for name in names}
    return {
        **found,
        "workers": [
            {"worker": worker, **{name: it for name, it in stats.items() if name != "voices"}}
            for worker, stats in sorted(each.items())
        ],
    }


def _one(name: str, values: list[Any]) -> Any:
    if name == "voices":
        return {voice: figures for voices in values for voice, figures in voices.items()}
    if isinstance(values[0], Mapping):
        return dict(sum((Counter(counted) for counted in values), Counter[str]()))
    if name == FEWEST:
        return min(values)
    return max(values) if name in WORST else sum(values)
