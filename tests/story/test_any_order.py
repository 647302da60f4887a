"""Any order of pages, presses, lost connections and dying workers, over a whole hub in memory."""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.domain.refusals import Refused
from tests.town import Device, Town

PEOPLE = ("walikota", "operator", "bpbd", "dinkes", "dishub")
ROOMS = ("siaga", "umum", "tertutup")

picks = st.integers(0, 100)


def now(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run what waits for nothing, without a loop. Refusals are part of life."""
    with suppress(Refused, StopIteration):
        coroutine.send(None)
        raise AssertionError("it waited")


class HubMachine(RuleBasedStateMachine):
    """Pages come and go as they like; the worker's view and the hub's stay one."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.pages: list[Device] = []
        self.lost: list[Device] = []

    def pick(self, number: int) -> Device:
        return self.pages[number % len(self.pages)]

    @rule(person=st.sampled_from(PEOPLE))
    def open_page(self, person: str) -> None:
        self.pages.append(self.town.device(person))

    @precondition(lambda self: self.pages)
    @rule(
        number=picks, room=st.sampled_from(ROOMS), sdp=st.sampled_from(["offer"] * 4 + ["nonsense"])
    )
    def join(self, number: int, room: str, sdp: str) -> None:
        now(self.pick(number).join(room, sdp))

    @precondition(lambda self: self.pages)
    @rule(number=picks)
    def press(self, number: int) -> None:
        with suppress(Refused):
            self.pick(number).press()

    @precondition(lambda self: self.pages)
    @rule(number=picks)
    def let_go(self, number: int) -> None:
        with suppress(Refused):
            self.pick(number).let_go()

    @precondition(lambda self: self.pages)
    @rule(number=picks, is_open=st.booleans())
    def switch(self, number: int, is_open: bool) -> None:
        with suppress(Refused):
            self.pick(number).open_mic(is_open)

    @precondition(lambda self: self.pages)
    @rule(number=picks)
    def leave(self, number: int) -> None:
        page = self.pick(number)
        with suppress(Refused):
            self.town.voices.leave(page.caller, page.voice)

    @precondition(lambda self: self.pages)
    @rule(number=picks)
    def lose(self, number: int) -> None:
        page = self.pick(number)
        self.pages.remove(page)
        page.lose_connection()
        self.town.voices.session_lost(page.caller.session)  # The transport may say it twice.
        self.lost.append(page)

    @precondition(lambda self: self.lost)
    @rule(number=picks)
    def come_back(self, number: int) -> None:
        page = self.lost.pop(number % len(self.lost))
        now(page.come_back())
        self.pages.append(page)

    @precondition(lambda self: self.pages)
    @rule(number=picks)
    def come_back_before_it_was_missed(self, number: int) -> None:
        before = self.pick(number).caller.session
        now(self.pick(number).come_back())
        self.town.voices.session_lost(before)

    @precondition(lambda self: self.town.worker.rooms)
    @rule(number=picks)
    def worker_loses_a_peer(self, number: int) -> None:
        voices = sorted(self.town.worker.rooms)
        voice = voices[number % len(voices)]
        self.town.voices.voice_gone(voice, "silent")

    @precondition(lambda self: not self.town.worker.down)
    @rule(rooms=st.sets(st.sampled_from(ROOMS)))
    def worker_dies(self, rooms: set[str]) -> None:
        """That of some rooms, or of all."""
        self.town.worker_dies(*sorted(rooms))

    @precondition(lambda self: self.town.worker.down)
    @rule()
    def worker_is_back(self) -> None:
        self.town.worker_is_back()

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.0, 25.0]))
    def wait(self, seconds: float) -> None:
        self.town.wait(seconds)

    @invariant()
    def the_worker_holds_exactly_the_voices_there_are(self) -> None:
        worker = self.town.worker
        voices = {v.id: v.room for v in self.town.presence.voices.values()}
        alive = {voice: room for voice, room in voices.items() if worker.serves(room)}
        assert worker.rooms == alive

    @invariant()
    def only_the_talker_is_heard_in_a_room_with_a_floor(self) -> None:
        for room in ("siaga", "tertutup"):
            self.town.talker(room)

    @invariant()
    def a_microphone_is_open_exactly_when_the_worker_lets_it_be_heard(self) -> None:
        voices = self.town.presence.voices.values()
        assert {v.id for v in voices if v.mic_open} == self.town.worker.permitted

    @invariant()
    def nobody_is_heard_without_a_page(self) -> None:
        for voice in self.town.presence.voices.values():
            assert not (voice.mic_open and voice.session is None)
            assert (voice.session is None) == (voice.kept_until is not None)
            assert voice.session is None or voice.session in self.town.presence.sessions

    @invariant()
    def nobody_is_where_he_may_not_be_nor_twice_nor_one_too_many(self) -> None:
        for room in self.town.rooms.values():
            here = [v.person.id for v in self.town.presence.in_room(room.id)]
            assert set(here) <= room.members
            assert len(here) == len(set(here)) <= room.limit

    @invariant()
    def the_floor_and_its_queue_are_people_who_are_here_with_a_page(self) -> None:
        for room in ("siaga", "tertutup"):
            floor = self.town.floors.show(room)
            here = {v.person.id for v in self.town.presence.in_room(room) if v.session}
            assert {*floor.queue, floor.talker} - {None} <= here
            assert self.town.presence.talkers.get(room) == floor.talker


TestHubMachine = HubMachine.TestCase
TestHubMachine.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
