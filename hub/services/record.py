"""The record of summonses: read for a month, and what agencies add to it. A figure never changes.

The mayor, the operator and administrators read all of it, a head his own agency's. An agency's
posts are those it has now.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from hub.domain.permissions import Action
from hub.domain.refusals import EmptyMessage, IdTaken, NoSuchSummons, NotYours
from hub.domain.summons.record import Call, Tally, kind, month_span, months_until, tally
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.record_store import Correction
from hub.services.store import Store, Tx
from hub.wire.record import (
    MONTHS,
    RecordAgency,
    RecordAsk,
    RecordCall,
    RecordCorrect,
    RecordCourse,
    RecordMonth,
    RecordMonths,
    RecordMonthsAsk,
    RecordNote,
    RecordOf,
    RecordPost,
    RecordTally,
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found of a month: its calls, exercises or not; how many were exercises; notes."""

    calls: list[Call]
    drills: int
    notes: list[Correction]


class RecordService:
    """The only door to the record."""

    def __init__(
        self, directory: Directory, store: Store, clock: Clock, zone: str, utc_offset_h: int
    ) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._zone = zone
        self._utc_offset_h = utc_offset_h

    async def of(self, caller: Caller, ask: RecordAsk) -> RecordOf:
        """Give a month. NotAllowed, NotYours, NotSaved."""
        caller.authorise(Action.READ_RECORD)
        only = self._agency(caller.person.id) if caller.person.role == "head" else None
        if only is not None and ask.agency not in (None, only):
            raise NotYours
        wanted = only if only is not None else ask.agency
        read = await self._read(ask, only)
        await self.note(caller, "summons:record_of", ask.month)
        return self._record(ask, wanted, only, read)

    async def months(self, caller: Caller, ask: RecordMonthsAsk) -> RecordMonths:
        """Give the months up to one. NotAllowed, NotSaved."""
        caller.authorise(Action.READ_RECORD)
        only = self._agency(caller.person.id) if caller.person.role == "head" else None
        names = months_until(ask.month, MONTHS)
        since, _ = month_span(names[0], self._utc_offset_h)
        _, until = month_span(ask.month, self._utc_offset_h)
        ahead_s = self._utc_offset_h * 3600
        counts = await self._store.read(
            lambda tx: tx.record.counts(since, until, ahead_s, ask.drill)
        )
        found: dict[str, dict[str, dict[str, int]]] = {}
        for one in counts:
            agency = self._agency(one.post)
            if only in (None, agency):
                kinds = found.setdefault(agency, {}).setdefault(one.month, {})
                what = kind(one.outcome, missed=one.missed, parent=one.parent)
                kinds[what] = kinds.get(what, 0) + one.calls
        known = self._directory.book.agencies
        courses = [
            RecordCourse(
                agency=agency or "lain",
                short=known[agency].short if agency in known else "-",
                months=tuple(_month(name, [of.get(name, {})]) for name in names),
            )
            for agency, of in found.items()
        ]
        await self.note(caller, "summons:record_months", ask.month)
        return RecordMonths(
            drill=ask.drill,
            total=tuple(
                _month(name, [of.get(name, {}) for of in found.values()]) for name in names
            ),
            agencies=tuple(sorted(courses, key=lambda one: (one.short.lower(), one.agency))),
        )

    async def correct(self, caller: Caller, command: RecordCorrect) -> None:
        """Keep a note. NotAllowed, EmptyMessage, NoSuchSummons, NotYours, IdTaken, NotSaved."""
        caller.authorise(Action.CORRECT_RECORD)
        note = cleaned(command.note)
        if not note:
            raise EmptyMessage
        person, now = caller.person, self._now()
        new = Correction(command.id, command.recipient, now, person.id, person.holder, note)

        async def change(tx: Tx) -> None:
            call = await tx.record.call(new.recipient)
            if call is None:
                raise NoSuchSummons
            if self._agency(call.post) != self._agency(person.id):
                raise NotYours
            for before in await tx.record.corrections([new.recipient]):
                if before.id == new.id:
                    if (before.post, before.note) != (new.post, new.note):
                        raise IdTaken
                    return
            await tx.record.correct(new)
            await tx.audit.add(
                round(now * 1000),
                person.id,
                "summons:correct",
                new.recipient,
                after=note,
                address=caller.address,
            )

        await self._store.write(change)

    async def note(self, caller: Caller, action: str, subject: str, after: str = "") -> None:
        """Write down who read it, or took it away. NotSaved."""
        at_ms, by, address = round(self._now() * 1000), caller.person.id, caller.address
        await self._store.write(
            lambda tx: tx.audit.add(at_ms, by, action, subject, after=after, address=address)
        )

    # Inside

    def _now(self) -> float:
        return round(self._clock.now(), 3)

    def _agency(self, post: str) -> str:
        held = self._directory.book.posts.get(post)
        return held.agency if held else ""

    async def _read(self, ask: RecordAsk, only: str | None) -> _Read:
        since, until = month_span(ask.month, self._utc_offset_h)
        posts = self._directory.book.posts
        mine = None if only is None else [one for one, post in posts.items() if post.agency == only]

        async def look(tx: Tx) -> _Read:
            found = await tx.record.calls(since, until, mine)
            calls = [call for call in found if call.drill == ask.drill]
            notes = await tx.record.corrections([call.id for call in calls])
            return _Read(calls, sum(call.drill for call in found), notes)

        return await self._store.read(look)

    def _record(
        self, ask: RecordAsk, wanted: str | None, only: str | None, read: _Read
    ) -> RecordOf:
        by_agency: dict[str, list[Call]] = {} if only is None else {only: []}
        for call in read.calls:
            by_agency.setdefault(self._agency(call.post), []).append(call)
        noted: dict[str, list[Correction]] = {}
        for note in read.notes:
            noted.setdefault(note.recipient, []).append(note)
        lines = [self._line(agency, calls, noted) for agency, calls in by_agency.items()]
        return RecordOf(
            month=ask.month,
            zone=self._zone,
            at_ms=round(self._now() * 1000),
            drill=ask.drill,
            drills=read.drills,
            total=_card(tally(read.calls)),
            agencies=tuple(sorted(lines, key=lambda one: (one.short.lower(), one.agency))),
            calls=tuple(
                _call(call, noted.get(call.id, ())) for call in by_agency.get(wanted or "", ())
            ),
        )

    def _line(
        self, agency: str, calls: list[Call], noted: dict[str, list[Correction]]
    ) -> RecordAgency:
        book = self._directory.book
        by_post: dict[str, list[Call]] = {}
        for call in calls:
            by_post.setdefault(call.post, []).append(call)
        known = book.agencies.get(agency)
        return RecordAgency(
            agency=agency or "lain",
            short=known.short if known else "-",
            name=known.name if known else "-",
            tally=_card(tally(calls)),
            posts=tuple(
                RecordPost(
                    post=post,
                    title=book.posts[post].title if post in book.posts else post,
                    tally=_card(tally(some)),
                )
                for post, some in by_post.items()
            ),
            notes=sum(len(noted.get(call.id, ())) for call in calls),
        )


def _month(name: str, kinds: Collection[dict[str, int]]) -> RecordMonth:
    in_time, late, never = (
        sum(one.get(what, 0) for one in kinds) for what in ("in_time", "late", "never")
    )
    return RecordMonth(month=name, in_time=in_time, late=late, never=never)


def _card(figures: Tally) -> RecordTally:
    values = asdict(figures)
    return RecordTally.model_validate(values | {"by_way": dict(figures.by_way)})


def _call(call: Call, notes: Iterable[Correction]) -> RecordCall:
    return RecordCall.model_validate(
        {
            "recipient": call.id,
            "summons": call.summons,
            "post": call.post,
            "text": call.text,
            "profile": call.profile,
            "t0_ms": round(call.t0 * 1000),
            "outcome": call.outcome,
            "missed_ms": _ms(call.missed_at),
            "first_answer_ms": _ms(call.first_answer_at),
            "code": call.code,
            "way": call.way,
            "withdrawn_by": call.withdrawn_by,
            "withdrawn_ms": _ms(call.withdrawn_at),
            "notes": tuple(
                RecordNote(at_ms=round(one.at * 1000), by=one.post, note=one.note) for one in notes
            ),
        }
    )


def _ms(at: float | None) -> int | None:
    return None if at is None else round(at * 1000)
