"""Recordings of rooms: which rooms are recorded, and what became of each recording.

    UNDER_WAY --the worker has it whole-----------------> KEPT --its time is over--> SWEPT
    UNDER_WAY --a new worker found nothing of it--------> LOST

A row stays for ever, with its hash; of what is swept only the sound and the index go.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from hub.domain.people import Person

State = Literal["under_way", "kept", "lost", "swept"]
KEEP_DAYS = 90
KEEP_DAYS_MAX = 3_650
DAY_MS = 86_400_000
LENGTH_MAX_S = 3_600.0
"""A recording is an hour at most; the next one goes on without a gap."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a room is recorded, for how long that is kept, and who said so."""

    room: str
    on: bool = False
    keep_days: int = KEEP_DAYS
    by: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording. ended_ms: when it was over. length_ms and what follows: once it is kept."""

    id: str
    room: str
    began_ms: int
    keep_days: int
    state: State = "under_way"
    ended_ms: int | None = None
    length_ms: int = 0
    bytes: int = 0
    sha256: str = ""
    index_sha256: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """What the worker has on the disk of one."""

    length_ms: int
    bytes: int
    sha256: str
    index_sha256: str
    cut: bool


def kept(recording: Recording, whole: Whole) -> Recording:
    """The worker has it whole; told again, it is the same."""
    if recording.state != "under_way":
        return recording
    ended_ms = recording.began_ms + whole.length_ms
    return replace(
        recording,
        state="kept",
        ended_ms=recording.ended_ms if recording.ended_ms is not None else ended_ms,
        length_ms=whole.length_ms,
        bytes=whole.bytes,
        sha256=whole.sha256,
        index_sha256=whole.index_sha256,
        cut=whole.cut,
    )


def lost(recording: Recording) -> Recording:
    """There is nothing of it on the disk."""
    return replace(recording, state="lost") if recording.state == "under_way" else recording


def keep_until_ms(recording: Recording) -> int:
    """When it may go."""
    return (recording.ended_ms or recording.began_ms) + recording.keep_days * DAY_MS


def swept(recording: Recording) -> Recording:
    """Its time is over: what can be heard of it goes."""
    return replace(recording, state="swept")


def wanted(rule: Rule, inside: Iterable[Person]) -> bool:
    """Should the room be recorded now? A radio alone is nobody who meets there."""
    return rule.on and any(person.role != "device" for person in inside)


def heard_at(recordings: Iterable[Recording], at_ms: int) -> tuple[Recording, int] | None:
    """Give the one that can be heard of a moment, and how far into it that is, in ms."""
    for one in recordings:
        if one.state == "kept" and one.began_ms <= at_ms < one.began_ms + one.length_ms:
            return one, at_ms - one.began_ms
    return None
