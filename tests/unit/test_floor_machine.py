"""Any order of presses, holds, releases, waits and leaves keeps what the floor promises."""

import itertools
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub.domain.floor import (
    CARRIER_END_S,
    EMERGENCY_PRIORITY,
    HELD_LIMIT_S,
    PRIORITY,
    TALK_LIMIT_S,
    Call,
    CallOver,
    Carry,
    Ended,
    Fade,
    Floor,
    FloorIs,
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
    step,
)
from hub.domain.people import Role

ROLES: dict[str, Role] = {
    "walikota": "mayor",
    "operator": "operator",
    "bpbd": "head",
    "dinkes": "head",
    "ht": "device",
}
RADIO = "ht"
PEOPLE = list(ROLES)

people = st.sampled_from(PEOPLE)
ages = st.integers(-1, 2)


def priority(person: str) -> int:
    return PRIORITY[ROLES[person]]


def shown(floor: Floor) -> Any:
    return floor.talk, floor.queue


class FloorMachine(RuleBasedStateMachine):
    """Keeps its own simple account of the world, from the messages alone."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor()
        self.now = 1_000.0
        self.pressed = dict.fromkeys(PEOPLE, 0)  # The newest press of each.
        self.released: set[tuple[str, int]] = set()
        self.held_at: dict[tuple[str, int], float] = {}
        self.granted_at: dict[str, float] = {}
        self.must_release: dict[str, int] = {}
        self.may_be_heard: set[str] = set()
        self.call: str | None = None
        self.carried: str | None = None
        self.waiting: dict[str, int] = {}  # Place by person, as told.
        self.arrivals: dict[tuple[str, int], int] = {}
        self.count = itertools.count()

    def feed(self, event: Input) -> None:
        self.floor, effects = step(self.floor, event, self.now)
        for effect in effects:
            match effect:
                case Forbid(person):
                    assert person in self.may_be_heard, "forbade somebody who was silent"
                    self.may_be_heard.remove(person)
                case Permit(person):
                    assert not self.may_be_heard, "permitted one while another may be heard"
                    assert self.call is None or person == RADIO, "permitted one under a call"
                    self.may_be_heard.add(person)
                    self.granted_at[person] = self.now
                case Carry(caller):
                    assert not self.may_be_heard, "a call goes over nobody who may be heard"
                    self.carried = caller
                case Tell(person, news):
                    self.told(person, news)
                case FloorIs(floor):
                    assert floor == self.floor

    def told(self, person: str, news: Granted | Queued | Ended) -> None:
        match news:
            case Granted(request, until):
                assert until == (None if person == RADIO else self.now + TALK_LIMIT_S)
                assert (person, request) not in self.released, "granted what was let go"
                assert person not in self.must_release, "granted to a latched person"
                assert person in self.may_be_heard, "told before permitted"
                self.granted_at[person] = self.now
                self.waiting.pop(person, None)
            case Queued(request, place, _):
                assert (person, request) not in self.released, "queued what was let go"
                self.waiting[person] = place
            case Ended(request, code):
                talk = self.floor.talk
                if person == RADIO and code == "preempted":
                    assert talk and talk.claim.over_radio, "revoked a radio without an emergency"
                assert person != RADIO or code != "time_out"
                if code == "preempted" and self.call is None:
                    assert talk and (
                        talk.claim.priority > priority(person) or talk.claim.person == RADIO
                    )
                self.waiting.pop(person, None)
                self.released.add((person, request))
                if code == "time_out":
                    self.must_release[person] = request

    @rule(person=people, age=ages, emergency=st.booleans())
    def request(self, person: str, age: int, emergency: bool = False) -> None:
        request = max(1, self.pressed[person] + age)  # Old, repeated, next, or one skipped.
        for older in range(1, request):
            self.released.add((person, older))
        late = request <= self.pressed[person]
        if not late:
            self.waiting.pop(person, None)
            self.held_at[person, request] = self.now
        self.pressed[person] = max(request, self.pressed[person])
        self.arrivals.setdefault((person, request), next(self.count))
        before = shown(self.floor)
        urgent = emergency and person in ("walikota", "operator")
        self.feed(
            Request(
                person,
                request,
                EMERGENCY_PRIORITY if urgent else priority(person),
                revocable=person != RADIO,
                over_radio=urgent,
            )
        )
        talk = self.floor.talk
        if person == RADIO and not late and RADIO not in self.must_release:
            waits = self.floor.place_of(RADIO) is not None
            assert talk and (talk.claim.person == RADIO or (waits and talk.claim.over_radio))
        if late:
            assert shown(self.floor) == before, "a late or repeated request changed something"

    @rule(person=people)
    def held(self, person: str) -> None:
        request = self.pressed[person]
        if request:
            self.held_at[person, request] = self.now
            self.feed(Held(person, request))

    @rule()
    def carrier_gone(self) -> None:
        """What a bridge says once, and what it had said before may come after it."""
        request = self.pressed[RADIO]
        if request:
            claim = self.floor.claim_of(RADIO)
            if claim and claim.request == request and not claim.fades:
                self.held_at[RADIO, request] = self.now - HELD_LIMIT_S + CARRIER_END_S
            self.feed(Fade(RADIO, request))

    @rule()
    def carrier_gone_for_good(self) -> None:
        self.request(RADIO, 1)
        self.carrier_gone()
        self.wait(CARRIER_END_S)
        assert self.floor.claim_of(RADIO) is None

    @rule()
    def carrier_flutters(self) -> None:
        """Gaps shorter than the limit end no talk, and give the floor to nobody."""
        self.request(RADIO, 1)
        talk = self.floor.talk
        for _ in range(3):
            self.carrier_gone()
            self.wait(0.3)
            self.request(RADIO, 1)
        if talk and talk.claim.person == RADIO:
            assert self.floor.talk and self.floor.talk.since == talk.since

    @rule(person=people)
    def held_late(self, person: str) -> None:
        self.wait(0.1)
        before = self.floor
        self.feed(Held(person, self.pressed[person] - 1))
        assert self.floor == before

    @rule(person=people)
    def held_after_its_end(self, person: str) -> None:
        """The event comes before the tick that was due."""
        self.now += 2 * HELD_LIMIT_S
        self.feed(Held(person, self.pressed[person]))
        assert self.floor.talk is None

    @rule(person=people, age=ages)
    def release(self, person: str, age: int) -> None:
        request = max(1, self.pressed[person] + age)
        for older in range(1, request + 1):
            self.released.add((person, older))
        self.pressed[person] = max(request, self.pressed[person])
        if request >= self.must_release.get(person, 0):
            self.must_release.pop(person, None)
        if request >= self.pressed[person]:
            self.waiting.pop(person, None)
        before = self.floor
        self.feed(Release(person, request))
        if age < 0 and self.pressed[person] > request:
            assert shown(self.floor) == shown(before), "a late release changed something"

    @rule(person=people)
    def leave(self, person: str) -> None:
        self.feed(Leave(person))
        self.pressed[person] = 0
        self.released = {entry for entry in self.released if entry[0] != person}
        self.held_at = {k: at for k, at in self.held_at.items() if k[0] != person}
        self.arrivals = {k: n for k, n in self.arrivals.items() if k[0] != person}
        self.must_release.pop(person, None)
        self.waiting.pop(person, None)
        assert self.floor.claim_of(person) is None, "a floor or a place for somebody who left"

    @rule(person=people)
    def call_all(self, person: str) -> None:
        self.call = person
        self.feed(Call(person))

    @rule()
    def call_over(self) -> None:
        self.call = None
        self.feed(CallOver())

    @rule(person=people)
    def revoke(self, person: str) -> None:
        self.feed(Revoke(person))
        assert self.floor.claim_of(person) is None

    @rule()
    def reset(self) -> None:
        self.feed(Reset())
        assert self.floor == Floor(call=self.call), "who speaks to all may be elsewhere"
        self.released.clear()
        self.must_release.clear()
        self.pressed = dict.fromkeys(PEOPLE, 0)
        self.held_at.clear()
        self.arrivals.clear()

    @rule(seconds=st.sampled_from([0.05, 0.2, 0.5, HELD_LIMIT_S, 1.0, 5.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.feed(Tick())

    @rule(people=st.sets(people), seconds=st.sampled_from([1.0, 59.0, TALK_LIMIT_S]))
    def hold_on(self, people: set[str], seconds: float) -> None:
        """Some hold their keys down, for as long as it takes."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.4
            for person in sorted(people):
                self.held(person)
            self.feed(Tick())

    @rule(person=people)
    def talk_into_the_time_out(self, person: str) -> None:
        self.request(person, 1)
        self.hold_on({person}, TALK_LIMIT_S + 1.0)

    @invariant()
    def at_most_one_may_be_heard_and_it_is_the_talker(self) -> None:
        talk = self.floor.talk
        assert self.may_be_heard == ({talk.claim.person} if talk else set())

    @invariant()
    def a_call_is_heard_unless_a_radio_talks(self) -> None:
        assert self.carried == (None if self.floor.talk else self.call)
        assert self.floor.talk is None or self.call is None or self.may_be_heard == {RADIO}

    @invariant()
    def nobody_outlasts_his_hold(self) -> None:
        claims = list(self.floor.queue)
        claims += [self.floor.talk.claim] if self.floor.talk else []
        for claim in claims:
            held_at = self.held_at[claim.person, claim.request]
            assert self.now - held_at < HELD_LIMIT_S + 1e-6, f"{claim.person} does not hold"

    @invariant()
    def nobody_outlasts_the_time_out(self) -> None:
        talk = self.floor.talk
        if talk and talk.claim.person != RADIO:
            assert self.now - self.granted_at[talk.claim.person] < TALK_LIMIT_S + 1e-6
        assert talk is None or (talk.until is None) == (talk.claim.person == RADIO)

    @invariant()
    def no_free_floor_while_somebody_waits(self) -> None:
        assert self.floor.talk or self.floor.call or not self.floor.queue

    @invariant()
    def the_queue_is_in_order_without_doubles_or_the_talker(self) -> None:
        queue = self.floor.queue
        order = [(-c.priority, self.arrivals[c.person, c.request]) for c in queue]
        assert order == sorted(order)
        names = [claim.person for claim in queue]
        keyed = self.floor.talk.claim.person if self.floor.talk else None
        assert len({*names, keyed}) == len(names) + 1

    @invariant()
    def nobody_higher_waits_for_one_who_can_be_pre_empted(self) -> None:
        talk = self.floor.talk
        if talk and talk.claim.revocable and self.floor.queue:
            assert self.floor.queue[0].priority <= talk.claim.priority

    @invariant()
    def everyone_in_the_queue_knows_his_place(self) -> None:
        places = {c.person: place for place, c in enumerate(self.floor.queue, start=1)}
        assert self.waiting == places

    @invariant()
    def a_deadline_exactly_while_there_is_something_to_end(self) -> None:
        busy = self.floor.talk is not None or bool(self.floor.queue)
        assert (self.floor.deadline is not None) == busy
        assert self.floor.deadline is None or self.floor.deadline > self.now


TestFloorMachine = FloorMachine.TestCase
TestFloorMachine.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
