"""The board of summonses in memory: what is open and what was lately, and who is told of it.

A mirror of what was committed, never ahead of it. A person's devices are told all that rings for
him; whoever reads the board is told each recipient that changed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Literal

from hub.domain.people import Person
from hub.domain.permissions import Action, allowed
from hub.domain.summons.answers import Answer
from hub.domain.summons.course import Summons
from hub.domain.summons.handling import Deed, in_hand, notes
from hub.domain.summons.ladder import Act, Ladder, does_something
from hub.domain.summons.recipient import Recipient
from hub.services.directory import Directory
from hub.services.ports import Announcer, SessionId
from hub.services.presence import Presence
from hub.services.summons_store import Attempt, Called
from hub.wire.handling import NOTES_SHOWN, Held, NoteCard
from hub.wire.live import Live
from hub.wire.summons import (
    AnswerCard,
    AttemptState,
    DutyCall,
    LastAttempt,
    NextRung,
    RecipientCard,
    RingCard,
    Rings,
    SummonsCard,
    SummonsNow,
)

KEPT_S = 12 * 3600.0
"""How long one that is over stays on the board."""


_FAR: Mapping[AttemptState, int] = {
    "queued": 1,
    "claimed": 1,
    "unknown": 2,
    "sent": 3,
    "delivered": 4,
    "shown": 5,
    "acted": 6,
}
"""How far an attempt came: what failed came nowhere."""


class Board:
    """What is going on. `put` after each commit."""

    def __init__(
        self,
        directory: Directory,
        presence: Presence,
        announcer: Announcer,
        channels: Collection[Act],
        rung: Callable[[str, Ladder], Collection[str]],
        ways: Callable[[str, Act, Ladder], Iterable[str]],
    ) -> None:
        """channels: those this hub has; a rung of another is passed over. rung: the officials whom
        a ladder rings for a post. ways: what an act tries for a post."""
        self._rung = rung
        self._ways = ways
        self._channels = channels
        self._directory = directory
        self._presence = presence
        self._announcer = announcer
        self.summonses: dict[str, Summons] = {}
        self.called: dict[str, Called] = {}
        self._of: dict[str, dict[str, None]] = {}
        self._last: dict[str, Attempt] = {}
        self._radio: dict[str, float] = {}
        """By recipient: when the operator was asked to call him by radio."""
        self._deeds: dict[str, list[Deed]] = {}
        """By recipient: what those at the board did about him."""
        self._rounds: dict[str, int] = {}
        self._ringing: dict[str, set[str]] = {}
        """By official: recipients whose ring he hears."""
        self._heard: dict[str, set[str]] = {}
        """The same by recipient: who hears it may change by time alone."""
        self._changed: Callable[[], None] = lambda: None
        self.broken: set[str] = set()
        """Recipients that cannot be carried on: their rows, or those of their summonses, are not as
        they should be."""

    # What happened

    def put(
        self,
        summonses: Iterable[Summons],
        called: Collection[Called],
        attempts: Iterable[Attempt] = (),
        rang: Collection[str] = (),
    ) -> None:
        """Note what was committed, and tell whom it concerns."""
        for summons in summonses:
            self.summonses[summons.id] = summons
            self._of.setdefault(summons.id, {})
        for attempt in attempts:
            self._note(attempt)
        concerned: set[str] = set()
        for one in called:
            self._rounds[one.recipient.id] = self._rounds.get(one.recipient.id, 0) + (
                one.recipient.id in rang
            )
            concerned |= self._put(one)
        self._tell_rings(concerned)
        self._tell_readers({summons.id for summons in summonses}, called)
        self._changed()

    def tell_duty(self, recipients: Collection[str]) -> None:
        """Those who have not answered for so long: say it to the operators, and who called them."""
        posts: dict[str, list[str]] = {}
        for one in (self.called[id].recipient for id in recipients if id in self.called):
            if one.is_open:
                posts.setdefault(one.summons, []).append(one.post)
        for summons_id, late in posts.items():
            summons = self.summonses.get(summons_id)
            if summons is None:
                continue
            pages = [
                session
                for session, person in self._presence.sessions.items()
                if person.role == "operator" or person.id == summons.issuer
            ]
            body = DutyCall(summons=self.card(summons), posts=tuple(sorted(late)))
            self._announcer.tell(pages, Live(room="", kind="duty", body=body))

    def moved(self, recipient: str, by_s: float) -> None:
        """The clock was set: what was tried for him was so much later. `put` tells of it."""
        if recipient in self._radio:
            self._radio[recipient] += by_s
        if last := self._last.get(recipient):
            self._last[recipient] = replace(last, at=last.at + by_s)

    def tried(self, attempts: Collection[Attempt]) -> None:
        """Note what became of attempts, and tell whoever reads the board."""
        seen = [one for one in attempts if self._note(one) and one.recipient in self.called]
        called = {one.recipient: self.called[one.recipient] for one in seen}
        if called:
            self._tell_readers(set(), called.values())

    def handled(self, deeds: Iterable[Deed]) -> None:
        """Note what was done about recipients: of each all there is. `put` tells of it."""
        found: dict[str, list[Deed]] = {}
        for deed in deeds:
            found.setdefault(deed.recipient, []).append(deed)
        self._deeds.update(found)

    def listen(self, changed: Callable[[], None]) -> None:
        """Be told after each commit of a summons."""
        self._changed = changed

    def posts_changed(self) -> None:
        """Others hold the posts now."""
        before = set(self._ringing)
        self._ringing.clear()
        self._heard.clear()
        for one in self.called.values():
            self._ring(one.recipient)
        self._tell_rings(before | set(self._ringing))

    def forget(self, now: float) -> None:
        """Drop what was over long ago."""
        for summons in list(self.summonses.values()):
            if summons.over_at is not None and now - summons.over_at > KEPT_S:
                del self.summonses[summons.id]
                for recipient in self._of.pop(summons.id):
                    self.called.pop(recipient, None)
                    self._rounds.pop(recipient, None)
                    self._last.pop(recipient, None)
                    self._radio.pop(recipient, None)
                    self._deeds.pop(recipient, None)
                    self._heard.pop(recipient, None)

    # What is asked

    def rings_for(self, official: str) -> tuple[RingCard, ...]:
        """Give all that rings for somebody: one ring for each summons, whatever posts he holds."""
        rings: dict[str, RingCard] = {}
        for recipient_id in sorted(self._ringing.get(official, ())):
            card = self._ring_card(self.called[recipient_id].recipient, official)
            other = rings.get(card.summons)
            if other is None or (other.deputy and not card.deputy):
                rings[card.summons] = card
        return tuple(sorted(rings.values(), key=lambda card: card.t0_ms))

    def recipients_of(self, summons: str) -> list[Called]:
        """Give whom a summons calls, as they stand."""
        return [self.called[one] for one in self._of.get(summons, ()) if one in self.called]

    def hear(self, recipient: Recipient) -> set[str]:
        """Give the officials whose devices ring: not before its ladder has begun."""
        if recipient.rung == 0:
            return set()
        ladder = self.summonses[recipient.summons].ladder
        return {one for post in recipient.posts for one in self._rung(post, ladder)}

    def cards(self) -> tuple[tuple[SummonsCard, ...], tuple[RecipientCard, ...]]:
        """Give the whole board."""
        return (
            tuple(self.card(summons) for summons in self.summonses.values()),
            tuple(self.recipient_card(one.recipient) for one in self.called.values()),
        )

    def card(self, summons: Summons) -> SummonsCard:
        """Give a summons as it is shown."""
        return SummonsCard(
            id=summons.id,
            by=summons.issuer,
            text=summons.text,
            profile=summons.ladder.profile,
            t0_ms=_ms(summons.t0),
            deadline_ms=_ms(summons.t0 + summons.ladder.deadline_s),
            count=len(self._of.get(summons.id, ())),
            state=summons.state,
            room=summons.room,
            drill=summons.drill,
            need=summons.need,
            stop_when_met=summons.stop_when_met,
            met_ms=_ms_or_none(summons.met_at),
            over_ms=_ms_or_none(summons.over_at),
            reason=summons.reason,
        )

    def recipient_card(self, one: Recipient, of: Summons | None = None) -> RecipientCard:
        """Give a recipient as it is shown. of: its summons, for whoever was called: then without
        what only those at the board see of him."""
        summons = of or self.summonses[one.summons]
        last = self._last.get(one.id)
        deeds = self._deeds.get(one.id, ()) if of is None else ()
        return RecipientCard(
            id=one.id,
            summons=one.summons,
            post=one.post,
            t0_ms=_ms(one.t0),
            deadline_ms=_ms(one.deadline),
            outcome=one.outcome,
            progress=one.progress,
            level=one.level,
            version=one.version,
            rung_posts=one.rung_posts,
            parent=one.parent,
            missed_ms=_ms_or_none(one.missed_at),
            first_answer_ms=_ms_or_none(one.first_answer_at),
            answer=_answer_card(one.answer),
            withdrawn=_answer_card(one.withdrawn),
            next=self._next(one, summons),
            last=_last_card(last) if last else None,
            radio_ms=_ms_or_none(self._radio.get(one.id)),
            held=_held_card(deeds),
            notes=_note_cards(deeds),
            phone=self._phone(one, summons) if of is None else "",
        )

    # Inside

    def _put(self, one: Called) -> set[str]:
        """Note a recipient; give the officials whose rings it may change."""
        recipient = one.recipient
        concerned = self._heard.pop(recipient.id, set())
        for official in concerned:
            self._ringing[official].discard(recipient.id)
        self.called[recipient.id] = one
        self._of.setdefault(recipient.summons, {})[recipient.id] = None
        return concerned | self._ring(recipient)

    def _ring(self, recipient: Recipient) -> set[str]:
        officials = self.hear(recipient)
        for official in officials:
            self._ringing.setdefault(official, set()).add(recipient.id)
        if officials:
            self._heard[recipient.id] = officials
        return officials

    def _note(self, attempt: Attempt) -> bool:
        """Note an attempt; is it what is to be shown of its recipient?"""
        if attempt.duty:
            return False
        if attempt.channel == "radio" and attempt.state == "sent":
            self._radio.pop(attempt.recipient, None)  # It has been said on the air.
        elif attempt.channel == "radio":
            self._radio[attempt.recipient] = attempt.at
        last = self._last.get(attempt.recipient)
        if last is not None and not _tells_more(attempt, last):
            return False
        self._last[attempt.recipient] = attempt
        return True

    def _next(self, one: Recipient, summons: Summons) -> NextRung | None:
        """The next rung that does something."""
        for rung in summons.ladder.rungs[one.rung :] if one.is_open else ():
            if does_something(rung.act, self._channels):
                return NextRung(act=rung.act, at_ms=_ms(max(one.t0 + rung.after_s, one.not_before)))
        return None

    def _phone(self, one: Recipient, summons: Summons) -> Literal["", "no_number", "ready"]:
        if not one.is_open or "phone" not in self._channels:
            return ""
        return "ready" if any(self._ways(one.post, "phone", summons.ladder)) else "no_number"

    def _ring_card(self, one: Recipient, official: str) -> RingCard:
        summons = self.summonses[one.summons]
        own = official in self._directory.speaking.get(one.post, ())
        return RingCard(
            summons=summons.id,
            recipient=one.id,
            post=one.post,
            deputy=not own,
            by=summons.issuer,
            text=summons.text,
            profile=summons.ladder.profile,
            t0_ms=_ms(one.t0),
            deadline_ms=_ms(one.deadline),
            round=self._rounds.get(one.id, 0),
            room=summons.room,
            drill=summons.drill,
        )

    def _tell_rings(self, officials: set[str]) -> None:
        if not officials:
            return
        pages: dict[str, list[SessionId]] = {}
        for session, person in self._presence.sessions.items():
            if person.holder in officials:
                pages.setdefault(person.holder, []).append(session)
        for official, sessions in pages.items():
            rings = Rings(rings=self.rings_for(official))
            self._announcer.tell(sessions, Live(room="", kind="rings", body=rings))

    def _tell_readers(self, summonses: set[str], called: Collection[Called]) -> None:
        readers = [s for s, person in self._presence.sessions.items() if _reads(person)]
        if not readers:
            return
        changed: dict[str, list[RecipientCard]] = {summons: [] for summons in summonses}
        for one in called:
            card = self.recipient_card(one.recipient)
            changed.setdefault(one.recipient.summons, []).append(card)
        for summons, cards in changed.items():
            now = SummonsNow(summons=self.card(self.summonses[summons]), recipients=tuple(cards))
            self._announcer.tell(readers, Live(room="", kind="summons", body=now))


def _reads(person: Person) -> bool:
    return allowed(person, Action.READ_BOARD)


def _answer_card(answer: Answer | None) -> AnswerCard | None:
    if answer is None:
        return None
    fields = asdict(answer)
    for evidence in ("at", "heard_at", "said_at"):
        del fields[evidence]
    return AnswerCard(at_ms=_ms(answer.at), **fields)


def _last_card(attempt: Attempt) -> LastAttempt:
    return LastAttempt.model_validate(
        {
            "channel": attempt.channel,
            "at_ms": _ms(attempt.at),
            "state": attempt.state,
            "result": attempt.result,
        }
    )


def _held_card(deeds: Sequence[Deed]) -> Held | None:
    held = in_hand(deeds)
    return Held(by=held.post, at_ms=_ms(held.at)) if held else None


def _note_cards(deeds: Sequence[Deed]) -> tuple[NoteCard, ...]:
    found = notes(deeds)[-NOTES_SHOWN:]
    return tuple(
        NoteCard(id=one.id, by=one.post, at_ms=_ms(one.at), note=one.text) for one in found
    )


def _tells_more(new: Attempt, last: Attempt) -> bool:
    """Is it of more use to whoever waits? A repeated ring does not hide a call by telephone, nor
    one device that failed another that took it."""
    if new.id == last.id or last.channel == "ring" or new.channel != "ring":
        same = (new.channel, new.round) == (last.channel, last.round)
        return new.id == last.id or not same or _FAR.get(new.state, 0) >= _FAR.get(last.state, 0)
    return new.round == 0 and new.at >= last.at


def _ms(at: float) -> int:
    return round(at * 1000)


def _ms_or_none(at: float | None) -> int | None:
    return None if at is None else _ms(at)
