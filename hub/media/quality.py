"""How well each peer's sound goes, five seconds at a time, from what is counted anyway."""

from dataclasses import dataclass

from hub.audio.stats import Stats
from hub.media.rtcp import SAMPLE_RATE, ReceiverView, Reception
from hub.wire.quality import Quality

EVERY_TICKS = 250
"""Browsers report every four or five seconds."""

FRESH_S = 12.0
"""What a browser reported longer ago says nothing of now."""

ROUND_TRIP_MAX_S = 10.0
"""Beyond, a clock was set between a report and its answer."""


@dataclass(slots=True)
class Heard:
    """What a peer said last of our stream, and when; `fresh` tells whether that still holds."""

    view: ReceiverView
    at_s: float
    round_trip_s: float | None

    def fresh(self, now_s: float) -> bool:
        """Was it said lately?"""
        return now_s - self.at_s < FRESH_S


@dataclass(slots=True)
class QualityWatch:
    """The counts of one peer at the last look."""

    ssrc: int | None = None
    expected: int = 0
    received: int = 0
    played: int = 0
    concealed: int = 0

    def look(
        self, reception: Reception | None, stats: Stats, heard: Heard | None
    ) -> Quality | None:
        """Give what became of it since the last look; None when nothing came and nothing was said.

        heard: what the peer said of our stream, if that was lately.
        """
        lost, came = self._lost(reception)
        played, concealed = stats.played - self.played, stats.concealed - self.concealed
        self.played, self.concealed = stats.played, stats.concealed
        if not came and heard is None:
            return None
        jitters = [reception.jitter] if reception is not None and came else []
        delay_s = heard.round_trip_s if heard else None
        if heard:
            jitters.append(heard.view.jitter)
        return Quality(
            loss_share=round(max(lost, heard.view.fraction_lost if heard else 0.0), 4),
            jitter_ms=round(1e3 * max(jitters) / SAMPLE_RATE, 1),
            delay_ms=None if delay_s is None else round(1e3 * delay_s, 1),
            concealed_share=_share(concealed, played + concealed),
        )

    def _lost(self, reception: Reception | None) -> tuple[float, int]:
        """Give the share that was lost on the way to us, and how many packets came."""
        if reception is None:
            return 0.0, 0
        expected, received = reception.expected(), reception.received
        if reception.ssrc != self.ssrc or received < self.received:
            self.ssrc, self.expected, self.received = reception.ssrc, 0, 0  # Another beginning.
        due, came = expected - self.expected, received - self.received
        self.expected, self.received = expected, received
        return _share(due - came, due), came


def _share(part: int, whole: int) -> float:
    return round(min(1.0, max(0.0, part / whole)), 4) if whole > 0 else 0.0
