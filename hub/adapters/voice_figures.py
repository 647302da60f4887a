"""Figures of pages and voices for Prometheus: how many there are, and how well each one's goes.

Posts and rooms are labels here: a city has so many, and none comes from what somebody sends.
"""

from collections.abc import Callable, Iterator
from functools import partial

from hub.adapters.metrics import Metrics
from hub.services.presence import Presence, Voice
from hub.wire.quality import Quality

LABELS = ("post", "room")
OF_QUALITY: dict[str, tuple[str, Callable[[Quality], float | None]]] = {
    "posko_voice_loss_share": ("Packets lost, the worse way", lambda q: q.loss_share),
    "posko_voice_jitter_ms": ("Jitter, the worse way", lambda q: q.jitter_ms),
    "posko_voice_delay_ms": ("There and back", lambda q: q.delay_ms),
    "posko_voice_concealed_share": ("Guessed of what he says", lambda q: q.concealed_share),
}


def measure_voices(metrics: Metrics, presence: Presence) -> None:
    """Have figures of them."""
    metrics.gauge("posko_sockets", "Pages connected", lambda: len(presence.sessions))
    metrics.gauge("posko_voices", "Voices in rooms", lambda: len(presence.voices))

    def each(read: Callable[[Voice], float | None]) -> Iterator[tuple[tuple[str, ...], float]]:
        for voice in presence.voices.values():
            found = read(voice)
            if found is not None:
                yield (voice.person.id, voice.room), found

    for name, (meaning, of) in OF_QUALITY.items():
        metrics.gauges(name, meaning, LABELS, partial(each, partial(_figure, of)))
    metrics.gauges("posko_voice_bars", "3 good, 1 bad", LABELS, partial(each, _bars))


def _figure(of: Callable[[Quality], float | None], voice: Voice) -> float | None:
    return of(voice.quality) if voice.quality else None


def _bars(voice: Voice) -> float | None:
    return voice.shown.bars if voice.quality else None
