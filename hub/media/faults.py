"""Mistakes of ours that one room or peer pays for and all others survive: counted, and told."""

import sys
import traceback
from collections import Counter

from hub.media import clock

TOLD_EVERY_S = 10.0
"""A mistake made each tick is one line in so many seconds."""


class Faults:
    """Counts by kind (`tick`, `playout`, `report`, …); kinds are few and fixed."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self._told_s: dict[str, float] = {}

    def note(self, kind: str, about: str, mistake: Exception) -> None:
        """Count a mistake; the first of its kind in a while is one line on stderr."""
        self.counted[kind] += 1
        now_s = clock.monotonic_s()
        if now_s - self._told_s.get(kind, -TOLD_EVERY_S) < TOLD_EVERY_S:
            return
        self._told_s[kind] = now_s
        frames = traceback.extract_tb(mistake.__traceback__)
        where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        text = f"{type(mistake).__name__}: {mistake}".replace("\n", " ")[:300]
        print(  # noqa: T201
            f"media: fault in {kind} of {about}, number {self.counted[kind]}: {text}{where}",
            file=sys.stderr,
        )
