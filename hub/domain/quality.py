"""How good a voice's way is, in bars: three good, two uneven, one bad; and when a change counts.

Where the limits are: speech with 2 % of it guessed is hardly told from whole speech, with 8 %
words are lost; beyond 300 ms there and back people begin to talk over each other, beyond 700 they
must say "over" (ITU-T G.114: 150 and 400 ms one way, mouth to ear).
"""

from dataclasses import dataclass

GOOD, UNEVEN, BAD = 3, 2, 1

_GOOD = (0.02, 30.0, 300.0)
_UNEVEN = (0.08, 80.0, 700.0)
"""Up to here: share lost or guessed, jitter in ms, there and back in ms."""


def bars(
    loss_share: float, jitter_ms: float, delay_ms: float | None, concealed_share: float
) -> int:
    """Give 1..3 by the worst of the figures; a delay that is not known counts for nothing."""
    gone = max(loss_share, concealed_share)
    for found, (gone_most, jitter_most, delay_most) in ((GOOD, _GOOD), (UNEVEN, _UNEVEN)):
        if gone <= gone_most and jitter_ms <= jitter_most and (delay_ms or 0.0) <= delay_most:
            return found
    return BAD


@dataclass(frozen=True, slots=True)
class Shown:
    """The bars as pages have them; None: nothing was measured yet."""

    bars: int | None = None
    last: int | None = None
    """Of the last look. One that differs is a blink, two alike are a change."""

    def seen(self, now: int) -> "Shown":
        """Take a look, every few seconds: give what is shown from now on."""
        if self.bars is None or now == self.last:
            return Shown(now, now)
        return Shown(self.bars, now)
