"""Any order of presses, carriers, patches, lost messages and lost bridges on a radio channel.

What a half-duplex channel needs: never two talkers, never the radio's own voice back to it, always
free in bounded time, and the radio never revoked but by an emergency.
"""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.domain.floor import HELD_LIMIT_S, TALK_LIMIT_S
from hub.domain.refusals import Refused
from hub.domain.rooms import ALL_CALL
from hub.services.radio_air import TAIL_S
from tests.radio_town import BRIDGE, CHANNEL, Bridge, RadioTown
from tests.town import Device

PEOPLE = ("walikota", "operator", "bpbd", "dinkes")
ROOMS = (CHANNEL, "umum", "tertutup", ALL_CALL)
PATCHED = ("umum", "tertutup")

picks = st.integers(0, 100)


def now(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run what waits for nothing, without a loop. Refusals are part of life."""
    with suppress(Refused, StopIteration):
        coroutine.send(None)
        raise AssertionError("it waited")


class RadioMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town = RadioTown()
        self.pages: list[Device] = []
        self.bridge: Bridge | None = None
        self.carrier = False

    def pick(self, number: int) -> Device:
        return self.pages[number % len(self.pages)]

    # The bridge

    @precondition(lambda self: self.bridge is None)
    @rule()
    def bridge_comes(self) -> None:
        async def come() -> None:
            self.bridge = await self.town.bridge()

        now(come())
        if self.bridge and self.carrier:
            self.carrier_opens()

    @precondition(lambda self: self.bridge)
    @rule()
    def bridge_is_lost(self) -> None:
        assert self.bridge
        self.bridge.lose_connection()
        self.bridge = None

    @precondition(lambda self: self.bridge)
    @rule()
    def bridge_hangs(self) -> None:
        """It says nothing any more, and what it would have said is lost."""
        assert self.bridge
        self.bridge.freeze()

    @rule()
    def carrier_opens(self) -> None:
        self.carrier = True
        if self.bridge:
            with suppress(Refused):
                self.bridge.carrier()

    @rule(told=st.booleans())
    def carrier_closes(self, told: bool) -> None:
        self.carrier = False
        if self.bridge:
            self.bridge.freeze()
            if told:
                with suppress(Refused):
                    self.bridge.carrier(False)

    # People

    @rule(person=st.sampled_from(PEOPLE), room=st.sampled_from(ROOMS))
    def comes_in(self, person: str, room: str) -> None:
        page = self.town.device(person)
        self.pages.append(page)
        now(page.join(room))

    @precondition(lambda self: self.pages)
    @rule(number=picks, emergency=st.booleans())
    def press(self, number: int, emergency: bool) -> None:
        page = self.pick(number)
        with suppress(Refused):
            if emergency and page.caller.person.role in ("mayor", "operator"):
                page.request += 1
                voice = self.town.presence.own(page.voice, page.caller.session)
                self.town.floors.request(voice, page.request, emergency=True)
                page.holding = True
            else:
                page.press()

    @precondition(lambda self: self.pages)
    @rule(number=picks, told=st.booleans())
    def let_go(self, number: int, told: bool) -> None:
        page = self.pick(number)
        page.freeze()
        if told:
            with suppress(Refused):
                page.let_go()

    @precondition(lambda self: self.pages)
    @rule(number=picks)
    def lose(self, number: int) -> None:
        page = self.pick(number)
        self.pages.remove(page)
        page.lose_connection()

    @precondition(lambda self: self.pages)
    @rule(number=picks, is_open=st.booleans())
    def switch(self, number: int, is_open: bool) -> None:
        with suppress(Refused):
            self.pick(number).open_mic(is_open)

    # Patches, the worker, and time

    @rule(room=st.sampled_from(PATCHED), on=st.booleans())
    def patch(self, room: str, on: bool) -> None:
        self.town.patch(room, CHANNEL if on else "")

    @rule(rooms=st.sets(st.sampled_from(ROOMS)))
    def worker_dies_and_is_back(self, rooms: set[str]) -> None:
        """That of some rooms, or of all."""
        self.town.worker_dies(*sorted(rooms))
        self.town.worker_is_back()
        if not rooms or CHANNEL in rooms:
            self.bridge = None

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.0, 25.0]))
    def wait(self, seconds: float) -> None:
        self.town.wait(seconds)

    @rule()
    def everybody_hangs_and_the_channel_is_free(self) -> None:
        """Whatever was lost, nothing holds the channel longer than this."""
        for page in self.town._devices:
            page.freeze()
        self.town.wait(HELD_LIMIT_S + 0.01)
        assert self.town.floors.floor(CHANNEL).talker is None
        assert not self.town.on_the_air()
        self.town.wait(TAIL_S)
        assert self.bridge is None or not self.bridge.keyed

    @rule()
    def nobody_outlasts_the_limit(self) -> None:
        before = self.town.floors.floor(CHANNEL).talk
        self.town.wait(TALK_LIMIT_S + 0.3)
        after = self.town.floors.floor(CHANNEL).talk
        if before and after and before.claim.person != BRIDGE:
            assert (after.claim.person, after.since) != (before.claim.person, before.since)

    # What holds

    @invariant()
    def never_two_talkers_on_the_channel(self) -> None:
        heard = [person.id for person in self.town.on_the_air()]
        floor = self.town.floors.show(CHANNEL)
        own_key = floor.talker if floor.talker and not floor.all_call else None
        assert heard == ([own_key] if own_key else [])

    @invariant()
    def the_radio_is_never_fed_while_it_talks(self) -> None:
        floor = self.town.floors.floor(CHANNEL)
        fed = {v for v, grant in self.town.worker.fed.items() if grant is not None}
        fed &= set(self.town.presence.voices)
        talks = floor.talker is not None and floor.talker != BRIDGE
        bridge = self.town.presence.at(CHANNEL, BRIDGE)
        wanted = talks and bridge is not None and bridge.session is not None and bridge.linked
        assert not wanted or fed
        assert wanted or not fed or floor.talker is None, "the tail of a talk, and no other"
        if fed:
            assert bridge and fed == {bridge.id}

    @invariant()
    def what_is_carried_is_carried_to_its_own_rooms(self) -> None:
        group = {CHANNEL, *self.town.floors.under(CHANNEL)}
        for voice in self.town.presence.voices.values():
            if voice.room in group and voice.id in self.town.worker.permitted:
                assert self.town.worker.carried.get(voice.id, set()) == group - {voice.room}

    @invariant()
    def each_room_shows_the_floor_it_is_under(self) -> None:
        for room in PATCHED:
            under = self.town.rooms[room].patched
            assert (under == CHANNEL) == (room in self.town.floors.under(CHANNEL))
            if under:
                assert self.town.rooms[room].mode == "ptt"
                assert self.town.floors.show(room) == self.town.floors.show(CHANNEL)

    @invariant()
    def a_grant_is_renewed_in_time_and_no_old_one(self) -> None:
        if self.bridge and self.bridge.grants:
            newest = self.bridge.grants[-1]
            assert newest.grant == max(g.grant for g in self.bridge.grants)
            if newest.state != "ended":
                age_s = self.town.clock.monotonic() - newest.at_ms / 1000
                assert age_s < 0.25


TestRadioMachine = RadioMachine.TestCase
TestRadioMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
