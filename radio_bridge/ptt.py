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
"""

from dataclasses import dataclass, replace
from enum import StrEnum

RENEW_S = 0.1
"""How often whoever keys says so."""
LEASE_S = 0.5
"""A lease not renewed for so long is void."""
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
    """When this transmission began: with the first `key` after an `off`."""
    renewed_s: float = 0.0
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


def ordered(ptt: Ptt, order: Order, now_s: float) -> Ptt:
    """Take an order. What time has made void until then is void: it is told by `passed` first."""
    ptt = passed(ptt, now_s)
    if order is Order.OFF:
        return replace(ptt, state=State.OFF, why=Why.ASKED)
    if ptt.state is State.LATCHED:
        return ptt
    since_s = now_s if ptt.state is State.OFF and ptt.why is not Why.LEASE else ptt.since_s
    keyed = replace(ptt, state=State.KEYED, since_s=since_s, renewed_s=now_s, why=Why.ASKED)
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
