"""The rule of transmitting: when the line is asked for, when sound goes out, when it is let go.

| phase  | line | sound | goes on to                                                            |
|--------|------|-------|-----------------------------------------------------------------------|
| idle   | off  | held  | asked: a grant holds, its sound comes, nobody is heard on the channel |
| asked  | key  | held  | lead: the keyer says that the line is up                              |
| lead   | key  | held  | air: the TX delay is over                                             |
| air    | key  | out   | tail: all of a talk that is over, or whose sound stays away, is out   |
| tail   | key  | none  | rest: the tail is over                                                |
| rest   | off  | held  | idle: GAP_S is over, so that every timer takes it for a pause         |

From everywhere to `rest` at once, whatever is still held: the lease is void, the time-out timer is
over, the card or the keyer fails. Such a grant is spent: its talker must let go to key again.

Keyed only while both hold: the hub's lease, no older than LEASE_S, and sound of that grant, none of
it older than MEDIA_S. The second is judged where sound comes in; what came in time goes out that
TX delay later, and then the line is let go. Pure: times are monotonic seconds, given by the caller.
"""

from dataclasses import dataclass
from enum import StrEnum

from radio_bridge.link import LEASE_S
from radio_bridge.ptt import GAP_S

MEDIA_S = 0.15
"""Sound older than this is not put on the air, and keys nothing."""
REST_S = GAP_S + 0.05
ASKED_S = 1.0
"""A keyer that does not confirm for so long has failed."""
DRAIN_S = 0.3
"""What may go out after the end of a talk, beyond what was held then."""


class Phase(StrEnum):
    """Where a transmission stands."""

    IDLE = "idle"
    ASKED = "asked"
    LEAD = "lead"
    AIR = "air"
    TAIL = "tail"
    REST = "rest"


KEYS = frozenset((Phase.ASKED, Phase.LEAD, Phase.AIR, Phase.TAIL))


class Spent(StrEnum):
    """Why a grant may key no more."""

    LEASE = "lease"
    LIMIT = "limit"
    KEYER = "keyer"
    CARD = "card"
    FORBIDDEN = "forbidden"


@dataclass(slots=True)
class Grant:
    """What the hub gave. born_s: when its newest sound was made. words: what the bridge speaks."""

    number: int
    talker: str
    limit_s: float
    over_radio: bool
    renewed_s: float
    born_s: float = float("-inf")
    ended_s: float | None = None
    spent: Spent | None = None
    words: str = ""

    def holds(self, now_s: float) -> bool:
        """Whether the hub still wants it."""
        return self.ended_s is None and now_s < self.renewed_s + LEASE_S

    def fresh(self, now_s: float) -> bool:
        """Whether its sound is coming."""
        return now_s < self.born_s + MEDIA_S


@dataclass(slots=True)
class Around:
    """What the rule is told of the world at one moment."""

    now_s: float
    keyed: bool
    """The keyer's own word, never what was asked for."""
    sound: bool
    """There is sound to be sent."""
    out: bool
    """All of it has been given to the card."""
    held_s: float = 0.0
    busy: bool = False
    """Somebody is heard on the channel."""


class Transmitter:
    """One transmitter and the grant that has it. limit_s: the time-out timer."""

    def __init__(self, *, limit_s: float, tx_delay_s: float, tail_s: float, allowed: bool) -> None:
        self._limit_s, self._tx_delay_s, self._tail_s = limit_s, tx_delay_s, tail_s
        self._allowed = allowed
        self.phase = Phase.IDLE
        self.grant: Grant | None = None
        self._since_s = 0.0
        """When this phase began."""
        self._keyed_s = 0.0
        """When this transmission began."""
        self._drained_s = float("inf")
        self.failing: Spent | None = None
        """Set from outside while the card or the keyer is of no use."""

    @property
    def keys(self) -> bool:
        """Whether the line is asked for."""
        return self.phase in KEYS

    @property
    def latched(self) -> bool:
        """Whether the timer has cut off somebody who has not let go."""
        return bool(self.grant and self.grant.spent is Spent.LIMIT)

    def left_s(self, now_s: float) -> float | None:
        """Give how long until the timer cuts this transmission off."""
        if not self.keys or self.grant is None:
            return None
        return max(0.0, self._most_s(self.grant) - (now_s - self._keyed_s))

    def missed(self, now_s: float) -> bool:
        """Say whether the talk that has the grant is over and can be put on the air no more.

        A short one, over before its turn came, still can for a moment: if its lease held, and its
        sound was fresh, to its end.
        """
        grant = self.grant
        if grant is None or grant.ended_s is None:
            return False
        meant = grant.ended_s < min(grant.renewed_s + LEASE_S, grant.born_s + MEDIA_S)
        return not meant or now_s >= self._drained_s

    def take(self, grant: Grant) -> None:
        """Have a new grant; the one before has gone out or is spent."""
        self.grant = grant
        self._drained_s = float("inf")
        if not self._allowed:
            grant.spent = Spent.FORBIDDEN

    def step(self, world: Around) -> Phase:
        """See what the moment asks for."""
        grant = self.grant
        if grant is None:
            return self.phase
        now_s = world.now_s
        if grant.ended_s is not None and self._drained_s == float("inf"):
            room_s = self._tx_delay_s + world.held_s + self._tail_s + DRAIN_S
            self._drained_s = grant.ended_s + room_s
        if self.keys:
            why = self._must_stop(grant, now_s)
            if why is not None:
                grant.spent = why
                self._become(Phase.REST, now_s)
                return self.phase
        self._go_on(grant, world)
        return self.phase

    def _must_stop(self, grant: Grant, now_s: float) -> Spent | None:
        if self.failing is not None:
            return self.failing
        if grant.spent is not None:
            return grant.spent
        if now_s - self._keyed_s >= self._most_s(grant):
            return Spent.LIMIT
        if grant.ended_s is None:
            return None if grant.holds(now_s) else Spent.LEASE
        return Spent.LEASE if now_s >= self._drained_s else None

    def _go_on(self, grant: Grant, world: Around) -> None:
        now_s, waited_s = world.now_s, world.now_s - self._since_s
        match self.phase:
            case Phase.IDLE if self._may_key(grant, world):
                self._keyed_s = now_s
                self._become(Phase.ASKED, now_s)
            case Phase.ASKED if world.keyed:
                self._become(Phase.LEAD, now_s)
                self._go_on(grant, world)
            case Phase.ASKED if waited_s >= ASKED_S:
                grant.spent = Spent.KEYER
                self._become(Phase.REST, now_s)
            case Phase.LEAD | Phase.AIR | Phase.TAIL if not world.keyed:
                self._become(Phase.ASKED, now_s)  # It had no word of us for a lease.
            case Phase.LEAD if waited_s >= self._tx_delay_s:
                self._become(Phase.AIR, now_s)
            case Phase.AIR if world.out and not (grant.holds(now_s) and grant.fresh(now_s)):
                self._become(Phase.TAIL, now_s)
            case Phase.TAIL if world.sound and not world.out:
                self._become(Phase.AIR, now_s)  # It was only late.
            case Phase.TAIL if waited_s >= self._tail_s:
                self._become(Phase.REST, now_s)
            case Phase.REST if waited_s >= REST_S:
                self._become(Phase.IDLE, now_s)

    def _may_key(self, grant: Grant, world: Around) -> bool:
        if grant.spent is not None or self.failing is not None or not world.sound:
            return False
        if world.busy and not grant.over_radio:
            return False  # Whoever talks cannot hear us; the hub was too late to know of him.
        if grant.ended_s is None:
            return grant.holds(world.now_s) and grant.fresh(world.now_s)
        return not self.missed(world.now_s) and not world.out

    def _most_s(self, grant: Grant) -> float:
        return min(self._limit_s, grant.limit_s + self._tx_delay_s + self._tail_s + DRAIN_S)

    def _become(self, phase: Phase, now_s: float) -> None:
        self.phase, self._since_s = phase, now_s
