"""Frames from one worker to another: by real sockets, in line, and at the next tick."""

import socket
from collections.abc import Iterator

import numpy as np
import pytest

from hub.audio.opus import FRAME, Audio
from hub.media.guests import WAITING_MAX, Guests, Said
from hub.media.mesh import Mesh

TICK_S = 0.02


def sound(value: float) -> Audio:
    return np.full(FRAME, value, np.float32)


def said(tick: int, value: float = 0.5) -> Said:
    return Said(tick * TICK_S, 20, sound(value))


class Host:
    """Guests of a worker with one of them, in `umum`."""

    def __init__(self) -> None:
        self.guests = Guests()
        self.guests.order(7, "mayor", "walikota", ["umum", "siaga"])

    def hears(self, tick: int, room: str = "umum") -> list[float]:
        self.guests.tick(tick * TICK_S)
        return [round(float(guest.audio[0]), 2) for guest in self.guests.of(room)]


@pytest.fixture
def host() -> Host:
    return Host()


def test_a_frame_is_heard_at_the_next_tick_and_never_at_its_own(host: Host) -> None:
    host.guests.put(7, said(10, 0.1))
    assert host.hears(10) == [], "this worker is late, and has it already: the next is not there"
    host.guests.put(7, said(11, 0.2))
    assert host.hears(11) == [0.1]
    [guest] = host.guests.of("siaga")
    assert (guest.name, guest.who, guest.level) == ("mayor", "walikota", 20)
    assert host.guests.of("rapat") == []
    assert host.hears(12) == [0.2]
    assert host.hears(13) == []


def test_what_comes_late_is_heard_late_and_a_quiet_frame_makes_up_for_it(host: Host) -> None:
    heard = []
    for tick, come in ((11, ()), (12, (10, 11)), (13, (12,)), (14, (13,)), (15, (14,)), (16, ())):
        for number in come:
            host.guests.put(7, said(number, 0.0 if number == 12 else number / 100))
        heard += host.hears(tick)
    assert heard == [0.1, 0.11, 0.13, 0.14], (
        "nothing that was said is lost, and it is in time again"
    )


def test_no_more_than_a_few_frames_wait(host: Host) -> None:
    for number in range(10):
        host.guests.put(7, said(number, number / 100))
    heard = [value for tick in range(20, 30) for value in host.hears(tick)]
    assert heard == [0.07, 0.08, 0.09] and len(heard) == WAITING_MAX


def test_who_is_not_announced_or_is_gone_is_not_heard(host: Host) -> None:
    host.guests.put(8, said(1))
    host.guests.put(7, said(1))
    host.guests.order(7, "mayor", "walikota", [])
    host.guests.put(7, said(2))
    assert host.hears(5) == []


@pytest.fixture
def pair() -> Iterator[tuple[Mesh, Mesh]]:
    """Two workers' ends, as the hub makes them."""
    first, second = (socket.socketpair(type=socket.SOCK_DGRAM) for _ in range(2))
    reaches = [first[1], second[1]]
    meshes = Mesh(first[0], reaches), Mesh(second[0], [end.dup() for end in reaches])
    yield meshes
    for mesh in meshes:
        mesh.close()


def test_frames_cross_as_they_are(pair: tuple[Mesh, Mesh]) -> None:
    one, other = pair
    frame = np.linspace(-1.5, 1.5, FRAME, dtype=np.float32)
    one.send(1, 2**32 - 1, Said(12.34, 23, frame))
    one._reaches[1].send(b"rubbish")
    got: list[tuple[int, Said]] = []
    other.drain(lambda stream, said: got.append((stream, said)))
    [(stream, came)] = got
    assert (stream, came.said_s, came.level) == (2**32 - 1, 12.34, 23)
    assert np.array_equal(came.audio, frame)
    one.drain(lambda *_: pytest.fail("it was sent to the other"))


def test_a_worker_that_does_not_read_costs_the_others_nothing(pair: tuple[Mesh, Mesh]) -> None:
    one, other = pair
    for number in range(1_000):
        one.send(1, 7, said(number))
    got: list[Said] = []
    other.drain(lambda _, said: got.append(said))
    assert 0 < len(got) < 600
    assert one.dropped == 1_000 - len(got)
    one.send(1, 7, said(2_000))
    other.drain(lambda _, said: got.append(said))
    assert got[-1].said_s == 2_000 * TICK_S, "who reads again is reached again"
