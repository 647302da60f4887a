"""The floor of a push-to-talk room: who may talk, who waits, and when he must stop.

Words of 3GPP TS 24.380: request, granted, taken, denied, released, idle, revoked, queued.

    IDLE  --Request------------------------------------> TAKEN by him        (granted)
    TAKEN --Request, higher, talker revocable----------> TAKEN by him        (the talker: preempted)
    TAKEN --Request, equal or lower--------------------> TAKEN, he is queued (place told)
    TAKEN --Release, Leave-----------------------------> IDLE
    TAKEN --HELD_LIMIT_S without Held------------------> IDLE                (not_held)
    TAKEN --CARRIER_END_S after Fade, without Held-----> IDLE
    any   --Request of a radio-------------------------> TAKEN by it         (the talker: preempted)
    TAKEN --TALK_LIMIT_S after the grant---------------> IDLE, he is latched (time_out)
    TAKEN --Revoke-------------------------------------> IDLE                (muted)
    any   --Reset--------------------------------------> IDLE or CALL, nobody queued (media_down)
    any   --Call, talker revocable---------------------> CALL by him         (the talker: preempted)
    CALL  --CallOver-----------------------------------> IDLE

IDLE with somebody queued does not last: the first in the queue is granted in the same step. The
queue is by priority, then arrival. A latched person must release before he may have the floor
again. Somebody queued must hold too, or a dead client would be given the floor.

A person numbers his presses; a message about a press that is over changes nothing, so late or
repeated messages are harmless. The numbers begin anew after Leave.

CALL: somebody speaks to all rooms at once, and this one hears him. Presses wait meanwhile. His
own key is held, and timed, on the floor of the all-call itself; here he only stands.

A radio is not `revocable`: an HT cannot hear while it talks. Whoever talks when its carrier opens
gives way to it at once, whatever his priority, a call too. It is never pre-empted and has no
time-out here (its bridge mutes a stuck receiver), but it must hold like everyone, and ends
CARRIER_END_S after its carrier has gone (Fade). A moderator's Revoke ends it all the same.

An emergency is the exception, both ways: a Request `over_radio` of a higher priority ends what a
radio says, since it will be on the air over it; and a radio waits until such a talk has ended.

The hub itself speaks as ANNOUNCER, by requests of the lowest priority: whoever asks has it at once.

Pure: `now` is in seconds of any clock that never goes back. Time is settled before each event,
so an event that comes after a deadline finds it applied. Effects come in an order that is safe
to follow: forbid the old, permit the new, then tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hub.domain.floor_state import (
    ANNOUNCER,
    ANNOUNCER_PRIORITY,
    CARRIER_END_S,
    EMERGENCY_PRIORITY,
    HELD_LIMIT_S,
    PRIORITY,
    TALK_LIMIT_S,
    Claim,
    Floor,
    Talk,
    name_in,
    person_of,
    place_of,
)
from hub.domain.floor_words import (
    Call,
    CallOver,
    Carry,
    EndCode,
    Ended,
    Fade,
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

__all__ = [
    "ANNOUNCER",
    "ANNOUNCER_PRIORITY",
    "CARRIER_END_S",
    "Call",
    "CallOver",
    "Carry",
    "Claim",
    "EMERGENCY_PRIORITY",
    "Effect",
    "EndCode",
    "Ended",
    "Fade",
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
    "name_in",
    "person_of",
    "place_of",
    "step",
]


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
        case Fade(person, request):
            floor = _held(floor, person, request, now, fades=True)
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
        if not claim.fades:  # That one let go itself.
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
    if older and event.request <= older.request:
        return floor if event.revocable else _raised(floor, older, event.priority)
    talk = floor.talk
    claim = Claim(
        person,
        event.request,
        event.priority,
        event.revocable,
        held_at=now,
        over_radio=event.over_radio,
    )
    if older and talk and talk.claim is older and not event.revocable:
        # The carrier is back within its fading, or its end was lost: one talk.
        over = {**floor.over, person: older.request}
        return replace(floor, talk=replace(talk, claim=claim), over=over)
    if older:
        floor = _end(floor, older)  # A new press tells that the old one was let go.
        talk = floor.talk
    gives_way = talk is None or _gives_way(talk.claim, event)
    if floor.call and event.revocable:  # It waits for the call; nobody ends a talk to wait.
        gives_way = False
    if talk and gives_way:
        floor = _end(floor, talk.claim)
        ended.append(Tell(talk.claim.person, Ended(talk.claim.request, "preempted")))
    if gives_way and not event.revocable:
        return replace(floor, talk=Talk(claim, since=now, until=None))
    ahead = sum(1 for other in floor.queue if other.priority >= claim.priority)
    return replace(floor, queue=(*floor.queue[:ahead], claim, *floor.queue[ahead:]))


def _gives_way(talker: Claim, event: Request) -> bool:
    """Does who talks end for this press?"""
    higher = event.priority > talker.priority
    if not talker.revocable:
        return higher and event.over_radio
    return higher or (not event.revocable and not talker.over_radio)


def _raised(floor: Floor, claim: Claim, priority: int) -> Floor:
    """A radio says that it is in need."""
    if priority <= claim.priority:
        return floor
    raised = replace(claim, priority=priority)
    if floor.talk and floor.talk.claim is claim:
        return replace(floor, talk=replace(floor.talk, claim=raised))
    rest = tuple(other for other in floor.queue if other is not claim)
    ahead = sum(1 for other in rest if other.priority >= priority)
    return replace(floor, queue=(*rest[:ahead], raised, *rest[ahead:]))


def _held(floor: Floor, person: str, request: int, now: float, *, fades: bool = False) -> Floor:
    claim = floor.claim_of(person)
    if claim is None or claim.request != request or (fades and claim.fades):
        return floor
    held = replace(claim, held_at=now, fades=fades)
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
    return Floor(call=floor.call)  # Who speaks to all may be in a worker that lives.


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
