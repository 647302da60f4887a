"""What the decoders say of the raw capture, as signals for the hub.

DTMF becomes answers or what was unrecognised of it, MDC1200 becomes who keyed, CTCSS opens the
squelch or is told. A flood is told of once: the operator's board has other things to show. Each
kind has a count of its own: who keys, twice a talk, takes no answer's place.

Pure: the time of a signal is worked out from its sample and from when its block came.
"""

import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

from hub.wire.radio import Signal
from radio_bridge.config import Settings
from radio_bridge.dsp import RATE_HZ, Audio
from radio_bridge.signalling import answers
from radio_bridge.signalling.ctcss import Closed, CtcssDecoder, Opened
from radio_bridge.signalling.dtmf import DtmfDecoder
from radio_bridge.signalling.mdc1200 import Damaged, Mdc1200Decoder

FLOOD_S = 60.0
"""Within which so many signals are one too many."""
KEYING_S = 0.5
"""After a digit that was recognised the next ones are expected, and nobody speaks."""


class Hearing:
    """Give it all that is captured; it tells what was signalled. tone: CTCSS is there."""

    def __init__(self, settings: Settings, tell: Callable[[Signal], None]) -> None:
        self._tell = tell
        self._dtmf = DtmfDecoder() if settings.decode.dtmf else None
        self._mdc = Mdc1200Decoder() if settings.decode.mdc1200 else None
        wanted = settings.carrier.ctcss_hz
        self._ctcss = CtcssDecoder(wanted) if wanted else None
        self._squelch = "ctcss" in settings.carrier.by
        self._keying = answers.Keying()
        self._samples = 0
        self._digit_at: int | None = None
        """When the last digit was told."""
        self._most = settings.decode.most_a_minute
        self._floods: dict[str, Flood] = {}
        self.tone = False
        self.transmission: str | None = None
        """The recording that is being made."""

    @property
    def keying(self) -> bool:
        """Whether somebody keys digits just now: people need not hear all of them."""
        at = self._digit_at
        return at is not None and self._samples - at < KEYING_S * RATE_HZ

    def feed(self, raw: Audio, now_ms: int) -> None:
        """Take samples that ended just now."""
        self._samples += raw.size
        if self._dtmf:
            for digit in self._dtmf.feed(raw):
                self._digit_at = self._samples
                self._keying, said = answers.step(self._keying, digit.key, digit.at)
                self._messages(said, now_ms)
            self._keying, said = answers.lapse(self._keying, self._samples)
            self._messages(said, now_ms)
        if self._mdc:
            for event in self._mdc.feed(raw):
                self._packet(event, now_ms)
        if self._ctcss:
            for change in self._ctcss.feed(raw):
                self._toned(change, now_ms)

    def _messages(self, said: list[answers.Message], now_ms: int) -> None:
        for message in said:
            if isinstance(message, answers.Answer):
                self._say(
                    message.at,
                    now_ms,
                    kind="answer",
                    unit=message.unit or "",
                    said=message.said.value,
                    digits=message.digits[:20],
                )
            else:
                self._say(
                    message.at,
                    now_ms,
                    kind="unrecognised",
                    reason=message.reason,
                    digits=message.digits[:20],
                )

    def _packet(self, event: Any, now_ms: int) -> None:
        if isinstance(event, Damaged):
            self._say(event.at, now_ms, kind="unrecognised", name="mdc1200", reason=event.reason)
            return
        packet = event.packet
        self._say(
            event.at,
            now_ms,
            kind="mdc1200",
            unit=packet.unit,
            name=packet.name,
            called=packet.called or "",
            status=packet.status,
        )

    def _toned(self, change: Opened | Closed, now_ms: int) -> None:
        self.tone = isinstance(change, Opened)
        if self.tone and not self._squelch:
            self._say(change.at, now_ms, kind="ctcss", tone_hz=change.tone_hz)

    def _say(self, at: int, now_ms: int, **told: Any) -> None:
        ago_ms = round((self._samples - at) / RATE_HZ * 1000)
        flood = self._floods.setdefault(str(told["kind"]), Flood(self._most))
        if flood.full(self._samples):
            if not flood.new:
                return
            told = {"kind": "unrecognised", "reason": "flood", "name": told["kind"]}
        self._tell(
            Signal(
                id=str(uuid.uuid4()),
                heard_ms=max(0, now_ms - ago_ms),
                transmission=self.transmission,
                **told,
            )
        )


class Flood:
    """Counts signals by the samples that went by, whatever is done to the clock.

    new: the one that was one too many came just now.
    """

    def __init__(self, most_a_minute: int) -> None:
        self._most = most_a_minute
        self._told: deque[int] = deque()
        self._over = False
        self.new = False

    def full(self, at: int) -> bool:
        """Count one; say whether it is one too many. The first such is `new`."""
        while self._told and at - self._told[0] >= FLOOD_S * RATE_HZ:
            self._told.popleft()
        if len(self._told) < self._most:
            self._told.append(at)
            self._over = self.new = False
            return False
        self.new, self._over = not self._over, True
        return True
