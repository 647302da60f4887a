"""Which worker has which room, and what workers are told of those who are heard in several."""

import pytest

from hub.adapters.media_carrying import Carrying
from hub.domain.pins import Pins, spread
from hub.wire.worker import Away, Carry, Guest

BOTH = (0, 1)


def come(pins: Pins, voice: str, room: str) -> int:
    worker = pins.choose(room, BOTH)
    assert worker is not None
    pins.enter(voice, room, worker)
    return worker


def test_the_first_voice_of_a_room_takes_it_to_the_worker_with_the_fewest_voices() -> None:
    pins = Pins()
    assert [come(pins, f"a{n}", "umum") for n in range(3)] == [0, 0, 0]
    assert come(pins, "b", "siaga") == 1
    assert come(pins, "c", "rapat") == 1, "one voice there, three in the other"
    assert come(pins, "a3", "umum") == 0, "a room stays where it is"
    assert (pins.home("b"), pins.at("rapat"), pins.on(1)) == (1, 1, {"siaga", "rapat"})


def test_the_last_one_to_leave_lets_the_room_go() -> None:
    pins = Pins()
    come(pins, "a", "umum")
    come(pins, "b", "umum")
    pins.leave("a")
    pins.leave("a")
    assert pins.at("umum") == 0
    pins.leave("b")
    assert (pins.at("umum"), pins.home("b")) == (None, None)
    come(pins, "c", "siaga")
    assert come(pins, "a", "umum") == 1


def test_a_recording_holds_a_room_as_a_voice_does() -> None:
    pins = Pins()
    come(pins, "a", "umum")
    pins.record("umum", 0)
    pins.leave("a")
    assert pins.choose("umum", (1,)) == 0, "also while that one is being replaced"
    pins.record("umum", None)
    pins.record("umum", None)
    assert pins.choose("umum", (1,)) == 1


def test_a_room_that_is_nowhere_goes_to_who_is_ready_and_to_nobody_when_none_is() -> None:
    pins = Pins()
    assert pins.choose("umum", ()) is None
    assert pins.choose("umum", (3, 2)) == 2
    assert pins.at("umum") is None, "asking holds nothing"


def test_rooms_elsewhere_are_by_their_worker() -> None:
    at = {"a": 0, "b": 1, "c": 2, "d": 1}.get
    assert spread(("a", "b", "c", "d", "empty"), 0, at) == (
        ("a", "empty"),
        {1: ("b", "d"), 2: ("c",)},
    )


class Workers:
    """Two workers and what each was told, since it was looked at last."""

    def __init__(self) -> None:
        self.pins = Pins()
        self.who: dict[str, str] = {}
        self._told: list[tuple[int, Carry | Guest]] = []
        self.carrying = Carrying(self.pins, self.who, lambda *told: self._told.append(told))

    def told(self) -> list[tuple[int, Carry | Guest]]:
        told, self._told = self._told, []
        return told

    def comes(self, voice: str, room: str, worker: int) -> None:
        self.who[voice] = f"post-of-{voice}"
        self.pins.enter(voice, room, worker)
        self.carrying.look_again()


@pytest.fixture
def workers() -> Workers:
    made = Workers()
    made.comes("mayor", "all-call", 0)
    made.comes("a", "umum", 0)
    made.comes("b", "siaga", 1)
    return made


def guest(*rooms: str, stream: int = 0) -> Guest:
    return Guest(stream=stream, peer="mayor", who="post-of-mayor", rooms=rooms)


def carry(*rooms: str, away: bool = False, stream: int = 0) -> Carry:
    return Carry(peer="mayor", rooms=rooms, away=(Away(worker=1, stream=stream),) if away else ())


def test_a_call_is_told_to_those_who_hear_it_first_and_ends_with_all(workers: Workers) -> None:
    workers.carrying.carry("mayor", ("umum", "siaga", "empty"))
    assert workers.told() == [(1, guest("siaga")), (0, carry("umum", "empty", away=True))]
    workers.carrying.carry("mayor", ("umum", "siaga", "empty"))
    assert workers.told() == [], "nothing twice"
    workers.carrying.carry("mayor", ())
    assert workers.told() == [(1, guest()), (0, carry())]


def test_a_room_that_fills_during_a_call_hears_it(workers: Workers) -> None:
    workers.carrying.carry("mayor", ("umum", "rapat"))
    assert workers.told() == [(0, carry("umum", "rapat"))]
    workers.comes("c", "rapat", 1)
    assert workers.told() == [(1, guest("rapat")), (0, carry("umum", away=True))]
    workers.pins.leave("c")
    workers.carrying.look_again()
    assert workers.told() == [(1, guest()), (0, carry("umum", "rapat"))]


def test_who_leaves_while_he_is_heard_elsewhere_is_heard_no_more(workers: Workers) -> None:
    workers.carrying.carry("mayor", ("siaga",))
    workers.told()
    workers.carrying.forget("mayor")
    assert workers.told()[0] == (1, guest())
    workers.pins.leave("mayor")
    workers.comes("mayor", "all-call", 0)
    workers.carrying.carry("mayor", ("siaga",))
    assert workers.told()[0] == (1, guest("siaga", stream=1)), "what is on its way is not his"


def test_a_worker_in_the_place_of_another_is_told_anew(workers: Workers) -> None:
    workers.carrying.carry("mayor", ("siaga",))
    workers.told()
    workers.carrying.new_worker(1)
    assert workers.told() == [(1, guest("siaga"))]
