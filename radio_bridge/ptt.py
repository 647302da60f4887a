"""The keyer's rules: keyed only while a lease is renewed, and never for longer than the limit.

| state   | key                  | off      | time passes                             |
|---------|----------------------|----------|-----------------------------------------|
| off     | keyed, lease renewed | off      | off                                     |
| keyed   | lease renewed        | off      | off when the lease is void; latched when |
|         |                      |          | the limit is over                       |
| latched | latched              | off      | latched                                 |

`key` asks for the line and renews the lease; whoever keys says it again every RENEW_S. Latched
means: the limit was reached, and the line stays off until the source itself has said `off`, so that
a stuck source does not key again a moment later. A lease that ran out says nothing about the
source: its next `key` goes on with the same transmission, and the limit counts from its beginning.
So does an `off` that is shorter than GAP_S: a chattering source would hold the channel by it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

RENEW_S = 0.1
"""How often whoever keys says so."""
LEASE_S = 0.5
"""A lease not renewed for so long is void."""
GAP_S = 0.2
"""A pause shorter than this is none."""
LIMIT_S = 60.0
"""The longest transmission unless the settings say less or more."""
LONGEST_LIMIT_S = 180.0
"""More than this no settings may ask for: most radios stop by themselves after three minutes."""


class State(StrEnum):
    """What the line is, and why it is not."""

    OFF = "off"
    KEYED = "keyed"
    LATCHED = "latched"


class Why(StrEnum):
    """What made the line change."""

    ASKED = "asked"
    LEASE = "lease"
    """Nobody renewed it: the bridge hangs."""
    LIMIT = "limit"


class Order(StrEnum):
    """What the bridge says."""

    KEY = "key"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Ptt:
    """A keyer at one moment; times are monotonic seconds."""

    limit_s: float = LIMIT_S
    state: State = State.OFF
    since_s: float = 0.0
    """When this transmission began: with the first `key` after a pause."""
    renewed_s: float = 0.0
    """When its newest `key` was said."""
    freed_s: float | None = float("-inf")
    """Since when the source has let go; None: it has not."""
    why: Why = Why.ASKED

    @property
    def keyed(self) -> bool:
        """Whether the line is to be up."""
        return self.state is State.KEYED

    def due_s(self) -> float | None:
        """Give when time alone will change something; None: never."""
        if not self.keyed:
            return None
        return min(self.renewed_s + LEASE_S, self.since_s + self.limit_s)


def ordered(ptt: Ptt, order: Order, now_s: float, said_s: float) -> Ptt:
    """Take an order that was given at `said_s`. A `key` older than a lease is no order any more.

    Nothing is said later than now, and what was said at no time (nan) is none.
    """
    ptt = passed(ptt, now_s)
    said_s = min(said_s, now_s)
    if order is Order.OFF:
        freed_s = now_s if ptt.freed_s is None else ptt.freed_s
        return replace(ptt, state=State.OFF, why=Why.ASKED, freed_s=freed_s)
    if ptt.state is State.LATCHED or not now_s < said_s + LEASE_S:
        return ptt
    begins = ptt.freed_s is not None and now_s >= ptt.freed_s + GAP_S
    keyed = replace(
        ptt,
        state=State.KEYED,
        since_s=now_s if begins else ptt.since_s,
        renewed_s=max(ptt.renewed_s, said_s) if ptt.keyed else said_s,
        why=Why.ASKED,
        freed_s=None,
    )
    return passed(keyed, now_s)


def passed(ptt: Ptt, now_s: float) -> Ptt:
    """See what time has changed."""
    if not ptt.keyed:
        return ptt
    if now_s >= ptt.since_s + ptt.limit_s:
        return replace(ptt, state=State.LATCHED, why=Why.LIMIT)
    if now_s >= ptt.renewed_s + LEASE_S:
        return replace(ptt, state=State.OFF, why=Why.LEASE)
    return ptt
