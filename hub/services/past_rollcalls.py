"""Past roll-calls: which there were, what became of each agency, and many beside each other.

Who reads the board and the minutes (mayor, operator) sees all of it; a head what became of the
posts he answers for. A moment can be heard again by who may hear the room's recordings.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.domain.permissions import Action, allowed
from hub.domain.recording import heard_at
from hub.domain.refusals import NoSuchRollCall, NotAllowed
from hub.domain.rollcall.course import LOCKED, RollCall
from hub.domain.rollcall.decision import Decision
from hub.domain.rollcall.past import Comparison, Past, Seat, compare, turns
from hub.domain.rooms import Room
from hub.domain.summons.record import month_span
from hub.services.callers import Caller
from hub.services.past_cards import comparison, counted, entry, figures, past_card, series
from hub.services.past_store import Series, Which
from hub.services.ports import Clock
from hub.services.rollcall_board import RollCallBoard
from hub.services.rollcall_cards import decision_card
from hub.services.store import Note, Store, Tx
from hub.wire.http import UTC_OFFSET_H, Zone
from hub.wire.rollcall_past import (
    COLUMNS_MAX,
    SERIES_MAX,
    HeardIn,
    PastHeard,
    PastLine,
    RollCallCompare,
    RollCallCompareAsk,
    RollCallHeardAsk,
    RollCallPastAsk,
    RollCallPastPage,
    RollCallPastWhole,
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found to be compared. left: there were more."""

    pasts: list[Past]
    seats: list[Seat]
    series: list[Series]
    left: bool


class PastRollCallService:
    """The only door to past roll-calls."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        board: RollCallBoard,
        store: Store,
        clock: Clock,
        zone: Zone,
    ) -> None:
        self._rooms = rooms
        self._board = board
        self._store = store
        self._clock = clock
        self.zone: Zone = zone

    async def page(self, caller: Caller, ask: RollCallPastAsk) -> RollCallPastPage:
        """Give some, newest first. NotAllowed, NotSaved."""
        posts = self._posts(caller)
        until = self._clock.now() + 1.0 if ask.before_ms is None else ask.before_ms / 1000
        which = Which(until, room=ask.room, title=ask.title, posts=posts)

        async def look(tx: Tx) -> RollCallPastPage:
            found = await tx.past_rollcalls.newest(which, ask.limit + 1)
            shown = found[: ask.limit]
            counts = await tx.past_rollcalls.counts([one.id for one in shown], posts)
            kinds = await tx.past_rollcalls.series(posts, SERIES_MAX)
            return RollCallPastPage(
                rollcalls=tuple(
                    PastLine(rollcall=past_card(one), figures=counted(counts.get(one.id, {})))
                    for one in shown
                ),
                more=len(found) > ask.limit,
                series=series(kinds),
            )

        return await self._store.read(look)

    async def read(self, caller: Caller, rollcall: str) -> RollCallPastWhole:
        """Give one. NotAllowed, NoSuchRollCall: also of one he was not in. NotSaved."""
        posts = self._posts(caller)

        async def look(tx: Tx) -> tuple[RollCall, list[Seat], Past, list[Decision]]:
            one = await tx.rollcalls.get(rollcall)
            if one is None or one.state not in LOCKED or one.closed_at is None:
                raise NoSuchRollCall(rollcall)
            past = _past(one, one.closed_at)
            seats = await tx.past_rollcalls.seats(past, posts)
            if not seats and posts is not None:
                raise NoSuchRollCall(rollcall)
            return one, seats, past, await tx.decisions.of_rollcall(one.id)

        one, seats, past, decisions = await self._store.read(look)
        heard = await self._heard(caller, [(past, None)])
        today = self._board.today()
        entries = [
            entry(one.id, one.entries[seat.entry], seat, heard.get((one.id, seat.entry)))
            for seat in seats
        ]
        return RollCallPastWhole(
            rollcall=past_card(past),
            figures=figures(seats),
            entries=tuple(sorted(entries, key=lambda each: (each.entry.place, each.entry.id))),
            decisions=tuple(
                decision_card(each, today)
                for each in decisions
                if posts is None or each.owner in posts
            ),
        )

    async def compare(self, caller: Caller, ask: RollCallCompareAsk) -> RollCallCompare:
        """Put some beside each other. NotAllowed, NotSaved."""
        posts = self._posts(caller)
        read = await self._store.read(lambda tx: self._look(tx, ask, posts))
        # In a thread: sixty of them with two hundred posts each are thousands of figures.
        return await asyncio.to_thread(self._compared, read)

    async def heard(self, caller: Caller, ask: RollCallHeardAsk) -> tuple[HeardIn, ...]:
        """Give when a post was heard in each of these. NotAllowed, NotSaved."""
        posts = self._posts(caller)
        if posts is not None and ask.post not in posts:
            raise NotAllowed

        mine = frozenset({ask.post})
        which = Which(self._clock.now() + 1.0, ids=frozenset(ask.rollcalls), posts=mine)

        async def look(tx: Tx) -> tuple[list[Past], list[Seat]]:
            pasts = await tx.past_rollcalls.newest(which, COLUMNS_MAX)
            return pasts, [
                seat for one in pasts for seat in await tx.past_rollcalls.seats(one, mine)
            ]

        pasts, seats = await self._store.read(look)
        by_id = {one.id: one for one in pasts}
        heard = await self._heard(caller, [(by_id[seat.rollcall], seat.entry) for seat in seats])
        return tuple(HeardIn(rollcall=of, heard=one) for (of, _), one in heard.items())

    async def note_file(self, caller: Caller, kind: str, sha256: str) -> None:
        """Write down who took the comparison away. NotSaved."""
        now_ms = round(self._clock.now() * 1000)
        note = Note(
            now_ms, caller.person.id, "rollcall:file", kind, after=sha256, address=caller.address
        )
        await self._store.write(lambda tx: tx.audit.add_all([note]))

    # Inside

    def _posts(self, caller: Caller) -> frozenset[str] | None:
        """Give the posts of which he may know; None: of all. NotAllowed."""
        posts = self._board.posts_of(caller.person)
        if posts is not None and caller.person.role != "head":
            raise NotAllowed
        return posts

    async def _look(self, tx: Tx, ask: RollCallCompareAsk, posts: frozenset[str] | None) -> _Read:
        since, until, most = 0.0, self._clock.now() + 1.0, ask.last
        if ask.month is not None:
            since, until = month_span(ask.month, UTC_OFFSET_H[self.zone])
            most = COLUMNS_MAX
        which = Which(until, since, ask.room, ask.title, drill=False, posts=posts)
        found = await tx.past_rollcalls.newest(which, most + 1)
        pasts = found[:most]
        seats = [seat for one in pasts for seat in await tx.past_rollcalls.seats(one, posts)]
        kinds = await tx.past_rollcalls.series(posts, SERIES_MAX)
        return _Read(pasts, seats, kinds, ask.month is not None and len(found) > most)

    def _compared(self, read: _Read) -> RollCallCompare:
        made: Comparison = compare(read.pasts, read.seats)
        at_ms = round(self._clock.now() * 1000)
        return comparison(made, self.zone, at_ms, series(read.series), read.left)

    async def _heard(
        self, caller: Caller, wanted: Iterable[tuple[Past, str | None]]
    ) -> dict[tuple[str, str], PastHeard]:
        """Give what of these entries, or of all, he can hear, by roll-call and entry."""

        async def look(tx: Tx) -> dict[tuple[str, str], PastHeard]:
            found: dict[tuple[str, str], PastHeard] = {}
            for one, entry_id in wanted:
                room = self._rooms.get(one.room)
                if room is None or not allowed(caller.person, Action.HEAR_RECORDING, room):
                    continue
                since_ms = round((one.opened_at or one.closed_at) * 1000)
                kept = await tx.recordings.between(room.id, since_ms, round(one.closed_at * 1000))
                called = turns(await tx.past_rollcalls.turns(one.id, entry_id)) if kept else {}
                for each, at in called.items():
                    if moment := heard_at(kept, round(at * 1000)):
                        recording, at_ms = moment
                        found[one.id, each] = PastHeard(recording=recording.id, at_ms=at_ms)
            return found

        return await self._store.read(look)


def _past(one: RollCall, closed_at: float) -> Past:
    return Past(
        *(one.id, one.room, one.title, one.leader, one.mode, one.drill, one.state),
        one.announced_at,
        one.opened_at,
        closed_at,
    )
