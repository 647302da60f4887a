"""The floor of a push-to-talk room: who may talk, who waits, and when he must stop.

Words of 3GPP TS 24.380: request, granted, taken, denied, released, idle, revoked, queued.

    IDLE  --Request------------------------------------> TAKEN by him        (granted)
    TAKEN --Request, higher, talker revocable----------> TAKEN by him        (the talker: preempted)
    TAKEN --Request, equal or lower--------------------> TAKEN, he is queued (place told)
    TAKEN --Release, Leave-----------------------------> IDLE
    TAKEN --HELD_LIMIT_S without Held------------------> IDLE                (not_held)
    TAKEN --TALK_LIMIT_S after the grant---------------> IDLE, he is latched (time_out)
    TAKEN --Revoke-------------------------------------> IDLE                (muted)
    any   --Reset--------------------------------------> IDLE, nobody queued (media_down)
    any   --Call, talker revocable---------------------> CALL by him         (the talker: preempted)
    CALL  --CallOver-----------------------------------> IDLE

IDLE with somebody queued does not last: the first in the queue is granted in the same step. The
queue is by priority, then arrival. A latched person must release before he may have the floor
again. Somebody queued must hold too, or a dead client would be given the floor.

A person numbers his presses; a message about a press that is over changes nothing, so late or
repeated messages are harmless. The numbers begin anew after Leave.

CALL: somebody speaks to all rooms at once, and this one hears him. Presses wait meanwhile. His
own key is held, and timed, on the floor of the all-call itself; here he only stands.

A radio is not `revocable`: an HT cannot hear while it talks. It is never pre-empted and has no
time-out here (its bridge mutes a stuck receiver), but it must hold like everyone; a call waits
until it has ended. A moderator's Revoke ends it all the same.

Pure: `now` is in seconds of any clock that never goes back. Time is settled before each event,
so an event that comes after a deadline finds it applied. Effects come in an order that is safe
to follow: forbid the old, permit the new, then tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hub.domain.floor_words import (
    Call,
    CallOver,
    Carry,
    EndCode,
    Ended,
    Forbid,
    Granted,
    Held,
    Input,
    Leave,
    Permit,
    Queued,
    Release,
    Request,
    Reset,
    Revoke,
    Tell,
    Tick,
)
from hub.domain.people import Role

__all__ = [
    "Call",
    "CallOver",
    "Carry",
    "Claim",
    "EMERGENCY_PRIORITY",
    "Effect",
    "EndCode",
    "Ended",
    "Floor",
    "FloorIs",
    "Forbid",
    "Granted",
    "HELD_LIMIT_S",
    "Held",
    "Input",
    "Leave",
    "PRIORITY",
    "Permit",
    "Queued",
    "Release",
    "Request",
    "Reset",
    "Revoke",
    "TALK_LIMIT_S",
    "Talk",
    "Tell",
    "Tick",
    "step",
]

TALK_LIMIT_S = 60.0
HELD_LIMIT_S = 0.8

EMERGENCY_PRIORITY = 250
"""A radio's emergency call; no role has it by right."""

PRIORITY: Mapping[Role, int] = {
    "mayor": 200,
    "operator": 150,
    "device": 120,
    "head": 100,
    "administrator": 100,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One press of a key: whose, which, how urgent, and when it was last known to be held."""

    person: str
    request: int
    priority: int
    revocable: bool
    held_at: float

    @property
    def held_until(self) -> float:
        """When it counts as let go, unless held again before."""
        return self.held_at + HELD_LIMIT_S


@dataclass(frozen=True, slots=True)
class Talk:
    """The claim that has the floor. `until`: when the time-out timer (TOT) ends it, if ever."""

    claim: Claim
    since: float
    until: float | None

    @property
    def deadline(self) -> float:
        """The first of the two ends that come by themselves."""
        held_until = self.claim.held_until
        return held_until if self.until is None else min(held_until, self.until)


@dataclass(frozen=True, slots=True)
class Floor:
    """All there is to know of one floor.

    over: each person's last press that has ended. latched: the press of each that ran into the
    time-out and has not been let go yet. call: who speaks to all rooms, this one among them.
    """

    talk: Talk | None = None
    queue: tuple[Claim, ...] = ()
    over: Mapping[str, int] = field(default_factory=dict)
    latched: Mapping[str, int] = field(default_factory=dict)
    call: str | None = None

    @property
    def talker(self) -> str | None:
        """Who is to be heard now, by his own key or by a call."""
        return self.talk.claim.person if self.talk else self.call

    @property
    def carried(self) -> str | None:
        """Whose call is heard here now: not while a radio still talks."""
        return None if self.talk else self.call

    @property
    def deadline(self) -> float | None:
        """When it must be stepped with Tick at the latest."""
        ends = [claim.held_until for claim in self.queue]
        if self.talk:
            ends.append(self.talk.deadline)
        return min(ends, default=None)

    def claim_of(self, person: str) -> Claim | None:
        """His press that has the floor or waits for it."""
        if self.talk and self.talk.claim.person == person:
            return self.talk.claim
        return next((claim for claim in self.queue if claim.person == person), None)

    def place_of(self, person: str) -> int | None:
        """His place in the queue, from 1."""
        return next((i for i, c in enumerate(self.queue, start=1) if c.person == person), None)


@dataclass(frozen=True, slots=True)
class FloorIs:
    """News for the room: talk or queue are no longer what they were."""

    floor: Floor


Effect = Forbid | Permit | Carry | Tell | FloorIs


def step(before: Floor, event: Input, now: float) -> tuple[Floor, list[Effect]]:
    """Give the next state and, in the order to do it, what the world must do and hear."""
    ended: list[Tell] = []
    floor = _grant(_expire(before, now, ended), now)
    match event:
        case Request():
            floor = _request(floor, event, now, ended)
        case Held(person, request):
            floor = _held(floor, person, request, now)
        case Release(person, request):
            floor = _release(floor, person, request)
        case Leave(person):
            floor = _leave(floor, person, ended)
        case Revoke(person):
            floor = _revoke(floor, person, ended)
        case Call(person):
            floor = _call(floor, person, ended)
        case CallOver():
            floor = replace(floor, call=None)
        case Reset():
            floor = _reset(floor, ended)
        case Tick():
            pass
    floor = _grant(floor, now)
    return floor, _effects(before, floor, ended)


def _expire(floor: Floor, now: float, ended: list[Tell]) -> Floor:
    for claim in floor.queue:
        if now >= claim.held_until:
            floor = _end(floor, claim)
            ended.append(Tell(claim.person, Ended(claim.request, "not_held")))
    talk = floor.talk
    if talk is None or now < talk.deadline:
        return floor
    claim = talk.claim
    floor = _end(floor, claim)
    if now >= claim.held_until:
        ended.append(Tell(claim.person, Ended(claim.request, "not_held")))
        return floor
    ended.append(Tell(claim.person, Ended(claim.request, "time_out")))
    return replace(floor, latched={**floor.latched, claim.person: claim.request})


def _grant(floor: Floor, now: float) -> Floor:
    if floor.talk or floor.call or not floor.queue:
        return floor
    claim, *rest = floor.queue
    until = now + TALK_LIMIT_S if claim.revocable else None
    return replace(floor, talk=Talk(claim, since=now, until=until), queue=tuple(rest))


def _request(floor: Floor, event: Request, now: float, ended: list[Tell]) -> Floor:
    person = event.person
    if event.request <= floor.over.get(person, 0):
        return floor
    if person in floor.latched:  # This press is over too: it is not to be granted by coming again.
        return replace(floor, over={**floor.over, person: event.request})
    older = floor.claim_of(person)
    if older:
        if event.request <= older.request:
            return floor
        floor = _end(floor, older)  # A new press tells that the old one was let go.
    talk = floor.talk
    if talk and talk.claim.revocable and event.priority > talk.claim.priority:
        floor = _end(floor, talk.claim)
        ended.append(Tell(talk.claim.person, Ended(talk.claim.request, "preempted")))
    claim = Claim(person, event.request, event.priority, event.revocable, held_at=now)
    ahead = sum(1 for other in floor.queue if other.priority >= claim.priority)
    return replace(floor, queue=(*floor.queue[:ahead], claim, *floor.queue[ahead:]))


def _held(floor: Floor, person: str, request: int, now: float) -> Floor:
    claim = floor.claim_of(person)
    if claim is None or claim.request != request:
        return floor
    held = replace(claim, held_at=now)
    if floor.talk and floor.talk.claim is claim:
        return replace(floor, talk=replace(floor.talk, claim=held))
    return replace(floor, queue=tuple(held if c is claim else c for c in floor.queue))


def _release(floor: Floor, person: str, request: int) -> Floor:
    if floor.latched.get(person, request + 1) <= request:
        floor = replace(floor, latched=_without(floor.latched, person))
    if request < floor.over.get(person, 0):
        return floor
    claim = floor.claim_of(person)
    if claim and request < claim.request:
        return floor
    if claim:
        floor = _end(floor, claim)
    # Also when it was never asked for: its request, should it still come, is late.
    return replace(floor, over={**floor.over, person: request})


def _leave(floor: Floor, person: str, ended: list[Tell]) -> Floor:
    claim = floor.claim_of(person)
    if claim:
        floor = _end(floor, claim)
        ended.append(Tell(person, Ended(claim.request, "left")))
    return replace(
        floor, over=_without(floor.over, person), latched=_without(floor.latched, person)
    )


def _revoke(floor: Floor, person: str, ended: list[Tell]) -> Floor:
    claim = floor.claim_of(person)
    if claim is None:
        return floor
    ended.append(Tell(person, Ended(claim.request, "muted")))
    return _end(floor, claim)


def _call(floor: Floor, person: str, ended: list[Tell]) -> Floor:
    talk = floor.talk
    if talk and talk.claim.revocable:
        floor = _end(floor, talk.claim)
        ended.append(Tell(talk.claim.person, Ended(talk.claim.request, "preempted")))
    return replace(floor, call=person)


def _without(presses: Mapping[str, int], person: str) -> Mapping[str, int]:
    return {other: request for other, request in presses.items() if other != person}


def _reset(floor: Floor, ended: list[Tell]) -> Floor:
    claims = [floor.talk.claim] if floor.talk else []
    claims += floor.queue
    ended += (Tell(claim.person, Ended(claim.request, "media_down")) for claim in claims)
    return Floor()


def _end(floor: Floor, claim: Claim) -> Floor:
    """Take a claim off the floor or out of the queue; its request is over for good."""
    return replace(
        floor,
        talk=None if floor.talk and floor.talk.claim is claim else floor.talk,
        queue=tuple(c for c in floor.queue if c is not claim),
        over={**floor.over, claim.person: claim.request},
    )


def _effects(before: Floor, after: Floor, ended: list[Tell]) -> list[Effect]:
    """Say what changed. From the two states, so that no path through a step can forget any."""
    effects: list[Effect] = []
    was, now = _keyed(before), _keyed(after)
    effects += [Forbid(was)] if was and was != now else []
    effects += [Carry(after.carried)] if before.carried != after.carried else []
    effects += [Permit(now)] if now and was != now else []
    effects += ended
    talk = after.talk
    if talk and not (before.talk and _same(before.talk.claim, talk.claim)):
        effects.append(Tell(talk.claim.person, Granted(talk.claim.request, talk.until)))
    waited = set(_places(before))
    for person, place in _places(after):
        if (person, place) not in waited:
            effects.append(Tell(person, place))
    if _shown(before) != _shown(after):
        effects.append(FloorIs(after))
    return effects


def _keyed(floor: Floor) -> str | None:
    """Who may be heard by the key he holds in this room."""
    return floor.talk.claim.person if floor.talk else None


def _same(one: Claim, other: Claim) -> bool:
    return (one.person, one.request) == (other.person, other.request)


def _places(floor: Floor) -> list[tuple[str, Queued]]:
    talker = floor.talker
    if talker is None:
        return []
    waiting = enumerate(floor.queue, start=1)
    return [(c.person, Queued(c.request, place, talker)) for place, c in waiting]


def _shown(floor: Floor) -> tuple[object, ...]:
    """What a room sees of its floor; a key that is still held is not news."""
    talk = floor.talk and (floor.talk.claim.person, floor.talk.since, floor.talk.until)
    return talk, floor.carried, tuple(c.person for c in floor.queue)
