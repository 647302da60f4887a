"""Carrier detect: whether the radio hears somebody, by a line of it, by sound, by its tone.

| by    | opens                                    | closes                                  |
|-------|------------------------------------------|-----------------------------------------|
| line  | as the keyer sees it (CTS, CM108 ...)    | as the keyer sees it                    |
| vox   | louder than the level for the attack     | quieter by 6 dB for its hang            |
| ctcss | the tone stands for 100 ms               | the tone is gone, or turned             |

`any` of them or `all` of them must say so; what was opened stays open for `hang_ms` longer.
Pure: levels and times are given by the caller.
"""

from radio_bridge.config import Carrier as Settings

HYSTERESIS_DB = 6.0


class Vox:
    """Sound alone says that somebody talks."""

    def __init__(self, open_dbfs: float, attack_s: float, hang_s: float) -> None:
        self._open_dbfs, self._attack_s, self._hang_s = open_dbfs, attack_s, hang_s
        self._loud_s: float | None = None
        """Since when it has been loud."""
        self._last_s = 0.0
        self.open = False

    def feed(self, level_dbfs: float, now_s: float) -> bool:
        """Take the level of a block that ended at `now_s`."""
        closes_at = self._open_dbfs - HYSTERESIS_DB
        if level_dbfs >= self._open_dbfs:
            self._loud_s = now_s if self._loud_s is None else self._loud_s
        elif level_dbfs < closes_at:
            self._loud_s = None
        if self._loud_s is not None and now_s - self._loud_s >= self._attack_s:
            self.open = True
        if level_dbfs >= closes_at:
            self._last_s = now_s
        elif now_s - self._last_s >= self._hang_s:
            self.open = False
        return self.open

    def close(self) -> None:
        """Begin anew."""
        self._loud_s, self.open = None, False


class CarrierDetect:
    """All that a radio says, as one answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._vox = (
            Vox(settings.vox_dbfs, settings.vox_attack_ms / 1000, settings.vox_hang_ms / 1000)
            if "vox" in settings.by
            else None
        )
        self._until_s = float("-inf")
        self.line = self.tone = False
        """What the keyer and the decoder said last."""

    def forget(self) -> None:
        """What is heard now is the own transmission: it opens nothing, and holds nothing open."""
        self._until_s = float("-inf")
        if self._vox:
            self._vox.close()

    def feed(self, level_dbfs: float, now_s: float) -> bool:
        """Take the level of a block, 300 Hz and up; say whether the carrier is there."""
        said = []
        if self._vox:
            said.append(self._vox.feed(level_dbfs, now_s))
        if self._settings.line:
            said.append(self.line)
        if "ctcss" in self._settings.by:
            said.append(self.tone)
        if (all if self._settings.combine == "all" else any)(said):
            self._until_s = now_s + self._settings.hang_ms / 1000
            return True
        return now_s < self._until_s
