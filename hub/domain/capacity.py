"""What rooms full of people cost a media worker, of the 20 ms there are for a tick.

A worker is one process on one core: what its rooms cost together must fit into a tick, and so much
must be left that a busy moment makes none late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hub.domain.rooms import Room

TICK_US = 20_000.0
OVERHEAD = 3.3
"""A room of 100 with four who talk costs so many times the bare sum of encodings, decodings and
sends: receiving, the jitter buffer, mixing, levels, reports, and all that in caches that other
work has emptied. By `python -m benchmarks.rooms`: the worker takes 5.3 to 5.6 ms a tick, and
`hub.media.cost` gives 1.6 ms as the bare sum on the same machine."""

ENOUGH, TIGHT = 0.5, 0.8
"""Up to here of a tick: with room to spare; without. Beyond, ticks come late."""

Verdict = Literal["enough", "tight", "too_much"]


@dataclass(frozen=True, slots=True)
class Costs:
    """Of this machine: one 20 ms frame encoded, one decoded, one packet encrypted and sent; µs."""

    encode_us: float
    decode_us: float
    send_us: float


@dataclass(frozen=True, slots=True)
class Load:
    """people: voices that are sent something. talkers: of whom so many are mixed at once. rooms:
    that have somebody in them."""

    people: int
    talkers: int
    rooms: int = 1


def room_load(room: Room, talkers_mixed: int) -> Load:
    """Give a room at its fullest: all its members, as far as it takes them."""
    people = min(room.limit, len(room.members))
    return Load(people, min(people, 1 if room.mode == "ptt" else talkers_mixed))


def together(loads: Iterable[Load]) -> Load:
    """Give what all rooms are, full at the same time."""
    every = list(loads)
    return Load(
        sum(one.people for one in every),
        sum(one.talkers for one in every),
        sum(one.rooms for one in every),
    )


def busiest(loads: Iterable[Load], workers: int, costs: Costs) -> Load:
    """Give what the busiest of so many workers has, with all rooms full at the same time.

    Rooms come to workers by their first voices, so none knows how full the next will be: the
    dearest first, each to who has the least, is about what becomes of that.
    """
    each = [Load(0, 0, 0)] * workers
    for load in sorted(loads, key=lambda one: share(one, costs), reverse=True):
        least = min(range(workers), key=lambda worker: share(each[worker], costs))
        each[least] = together((each[least], load))
    return max(each, key=lambda one: share(one, costs))


def share(load: Load, costs: Costs) -> float:
    """Give the share of a tick a load costs, of 1.

    One encoding a room for all who listen, one for those who save data (three times the sound in
    every third tick), and another with a decoding for each talker.
    """
    encodings = load.rooms * 2 + load.talkers
    us = encodings * costs.encode_us + load.talkers * costs.decode_us + load.people * costs.send_us
    return OVERHEAD * us / TICK_US


def verdict(of_tick: float) -> Verdict:
    """Say whether that can be held."""
    if of_tick <= ENOUGH:
        return "enough"
    return "tight" if of_tick <= TIGHT else "too_much"
