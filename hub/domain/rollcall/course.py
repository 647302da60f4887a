"""A roll-call as a whole: who leads it, who runs its queue, whose turn it is and who comes next.

Two tracks: everybody sends a form, and only those are called there is something to talk about with,
who sent none, or whom the leader picks. Or all by voice: one switch.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from hub.domain.refusals import NoSuchRollCall
from hub.domain.rollcall.entry import TRIES_MAX, UNANSWERED, Entry, Prompt

State = Literal["draft", "announced", "open", "paused", "closing", "closed", "signed", "withdrawn"]
Mode = Literal["two_track", "voice"]

RUNNING: frozenset[State] = frozenset({"open", "paused", "closing"})
ACTIVE: frozenset[State] = RUNNING | {"announced"}
LOCKED: frozenset[State] = frozenset({"closed", "signed"})
"""What was closed stays as it was: there are only additions."""

CALL_WAIT_S = 10.0
SAYS = 2
"""So often an agency is called before the next one is."""
PROMPTS: tuple[tuple[Prompt, float], ...] = (("amber", 45.0), ("soft", 60.0), ("hard", 180.0))
"""After so many seconds of a report."""

RANKS: Mapping[str, int] = MappingProxyType({"kritikal": 0, "esensial": 1, "non-esensial": 2})
DISTRICT = "kecamatan"


@dataclass(frozen=True, slots=True)
class BrokeIn:
    """Who has the turn because of an emergency, and since when."""

    post: str
    at: float


@dataclass(frozen=True, slots=True)
class RollCall:
    """A roll-call. Times in seconds UTC; people are posts, `holder` the official who leads.

    floor: the entry whose turn it is. paused_from: the state it goes on in. summons: the call to
    everybody in it, which rings who is silent; profile: its ladder, or none is sent.
    """

    id: str
    room: str
    title: str
    leader: str
    holder: str
    net_control: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    mode: Mode = "two_track"
    drill: bool = False
    agenda: str = ""
    profile: str = ""
    summons: str = ""
    state: State = "draft"
    floor: str | None = None
    broke_in: BrokeIn | None = None
    paused_from: State = "open"
    drafted_at: float = 0.0
    announced_at: float | None = None
    opened_at: float | None = None
    paused_at: float | None = None
    closed_at: float | None = None
    signed_at: float | None = None
    signed_by: str = ""
    version: int = 1

    @property
    def on_floor(self) -> Entry | None:
        """The entry whose turn it is."""
        return self.entries[self.floor] if self.floor else None

    def entry(self, entry_id: str) -> Entry:
        """Give one. NoSuchRollCall."""
        if entry_id not in self.entries:
            raise NoSuchRollCall(entry_id)
        return self.entries[entry_id]

    def put(self, *changed: Entry) -> "RollCall":
        """Give it with these in the place of what they were."""
        return replace(self, entries={**self.entries, **{one.id: one for one in changed}})


def talker(rollcall: RollCall) -> str | None:
    """Give the one post that may talk because of it; leader and operators may without."""
    if rollcall.state == "paused":
        return rollcall.broke_in.post if rollcall.broke_in else None
    entry = rollcall.on_floor
    return entry.post if entry and rollcall.state in RUNNING else None


def wanted(rollcall: RollCall, entry: Entry) -> bool:
    """Is it to be called?"""
    if entry.on_floor:
        return False
    if entry.picked or entry.emergency:
        return entry.tries < TRIES_MAX
    if entry.outcome or entry.tries >= TRIES_MAX:
        return False
    if rollcall.mode == "two_track" and entry.form and entry.state == "prefilled":
        return entry.form.is_exception
    return True


def queue(rollcall: RollCall) -> list[Entry]:
    """Give who is to be called, in order: who did not answer comes once more, at the tail."""
    return sorted(
        (one for one in rollcall.entries.values() if wanted(rollcall, one)),
        key=lambda one: (one.place, one.id),
    )


def read_as_list(rollcall: RollCall) -> list[Entry]:
    """Give those whose form has nothing to talk about, by place."""
    return sorted(
        (
            one
            for one in rollcall.entries.values()
            if one.state == "prefilled" and not wanted(rollcall, one)
        ),
        key=lambda one: (one.place, one.id),
    )


def due(rollcall: RollCall) -> float | None:
    """Give when the next Tick is wanted."""
    entry = rollcall.on_floor
    if entry is None or entry.since is None or rollcall.state not in ("open", "closing"):
        return None
    if entry.state in UNANSWERED:
        return entry.since + CALL_WAIT_S
    left = PROMPTS[prompts_said(entry.prompted) :]
    return entry.since + left[0][1] if left else None


def prompts_said(prompted: Prompt) -> int:
    """Give how many of the prompts were said."""
    return next((n for n, (name, _) in enumerate(PROMPTS, 1) if name == prompted), 0)


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Give them as they are called at first: by class, districts last, then by name."""
    ordered = sorted(entries, key=lambda one: (rank(one), one.short.casefold(), one.id))
    return tuple(replace(one, place=n) for n, one in enumerate(ordered))


def rank(entry: Entry) -> int:
    """Give the place of its kind: kritikal, esensial, non-esensial, kecamatan."""
    return 3 if entry.agency_kind == DISTRICT else RANKS.get(entry.agency_class, 2)


def clash(one: RollCall, others: Collection[RollCall]) -> RollCall | None:
    """Give a roll-call that stands in the way: in the same room, or with one of its posts."""
    posts = {entry.post for entry in one.entries.values()}
    return next(
        (
            other
            for other in others
            if other.id != one.id
            and other.state in ACTIVE
            and (
                other.room == one.room
                or not posts.isdisjoint(entry.post for entry in other.entries.values())
            )
        ),
        None,
    )
