"""Ranks of what was measured: medians and the like, by nearest rank."""

from collections.abc import Sequence
from math import ceil


def nearest_rank(ordered: Sequence[float], share: float) -> float | None:
    """Give the figure below which this share lies: one that really occurred; None: of nothing."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
