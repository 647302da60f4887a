"""The board of roll-calls in memory: what is going on and was lately, and who is told of it.

A mirror of what was committed, never ahead of it. Whoever reads the board is told of each entry
that changed; whoever is in a roll-call of its course, and of his own entries. Where only others
moved on, a form of theirs came, he is told a little later, of many at once: forms come by the dozen
in one instant, and each of them told to every page would hold up the turn.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from hub.domain.officials import deputies
from hub.domain.people import Person
from hub.domain.permissions import Action, allowed
from hub.domain.rollcall.course import ACTIVE, RUNNING, RollCall, talker
from hub.domain.rollcall.decision import Decision, comes_up
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.form import SECTIONS, Section
from hub.domain.rollcall.headcount import Circular, in_force, judge
from hub.services.directory import Directory
from hub.services.moderations import Turn
from hub.services.ports import Announcer, Clock, SessionId
from hub.services.presence import Presence
from hub.services.rollcall_cards import card, decision_card, entry_card
from hub.services.ticker import Ticker
from hub.wire.decisions import DecisionNow
from hub.wire.live import Live
from hub.wire.rollcall import EntryCard, RollCallNow

KEPT_S = 12 * 3600.0
"""How long one that is over stays on the board."""
KEPT_MAX = 20
OTHERS_WAIT_S = 0.25
"""So much later a page is told that others moved on, and nothing else."""


class RollCallBoard:
    """What is going on. `put` after each commit. today: the city's day now, ISO."""

    def __init__(
        self,
        directory: Directory,
        presence: Presence,
        announcer: Announcer,
        clock: Clock,
        ticker: Ticker,
        today: Callable[[], str],
    ) -> None:
        self._directory = directory
        self._presence = presence
        self._announcer = announcer
        self._clock = clock
        self._ticker = ticker
        self.today = today
        self.rollcalls: dict[str, RollCall] = {}
        self.decisions: dict[str, Decision] = {}
        """Those that are not over."""
        self.circulars: dict[str, Circular] = {}
        self._turned: Callable[[str], None] = lambda room: None
        self._deputies: dict[str, tuple[str, ...]] = {}
        """By post, until the directory changes: each is asked for with every change."""
        self._members: dict[str, frozenset[str]] = {}
        """By roll-call, as long: the posts and officials that are in it."""
        self._others: dict[str, float] = {}
        """Roll-calls in which others moved on, and when that is told, in monotonic seconds."""

    def listen(self, turned: Callable[[str], None]) -> None:
        """Be told of each room in which others may talk now."""
        self._turned = turned

    # What happened

    def load(
        self,
        rollcalls: Iterable[RollCall],
        decisions: Iterable[Decision],
        circulars: Iterable[Circular],
    ) -> None:
        """Begin with what was kept."""
        self.rollcalls = {one.id: one for one in rollcalls}
        self.decisions = {one.id: one for one in decisions}
        self.circulars = {one.id: one for one in circulars}

    def put(self, after: RollCall) -> None:
        """Note what was committed, and tell whom it concerns."""
        before = self.rollcalls.get(after.id)
        if before is not None and before.version >= after.version:
            return
        self.rollcalls[after.id] = after
        known = before.entries if before and before.state != "draft" else {}
        changed = [one for one in after.entries.values() if known.get(one.id) != one]
        if before is None or _turn(before) != _turn(after):
            self._turned(after.room)
        self._tell(after, changed, at_once=before is None or _course(before) != _course(after))

    def fire_due(self) -> float | None:
        """Tell that others moved on; give when more of it is due, in monotonic seconds."""
        now = self._clock.monotonic()
        for rollcall in [one for one, due in self._others.items() if due <= now]:
            del self._others[rollcall]
            if rollcall in self.rollcalls:
                self._tell_course(self.rollcalls[rollcall], but=())
        return min(self._others.values(), default=None)

    def decided(self, one: Decision) -> None:
        """Note a decision that was made or changed, and tell."""
        if one.is_over:
            self.decisions.pop(one.id, None)
        else:
            self.decisions[one.id] = one
        body = DecisionNow(decision=decision_card(one, self.today()))
        pages = [
            session
            for session, person in self._presence.sessions.items()
            if reads(person) or self.answers_for(person, one.owner)
        ]
        self._announcer.tell(pages, Live(room="", kind="decision", body=body))

    def posts_changed(self) -> None:
        """Others hold the posts now, or answer for them: other pages may talk and see."""
        self._deputies.clear()
        self._members.clear()
        for one in self.active():
            self._turned(one.room)

    def forget(self, now: float) -> None:
        """Drop what was over long ago."""
        for one in list(self.rollcalls.values()):
            if one.closed_at is not None and now - one.closed_at > KEPT_S:
                del self.rollcalls[one.id]
                self._members.pop(one.id, None)

    # What is asked

    def active(self) -> list[RollCall]:
        """Give those that are announced and not closed."""
        return [one for one in self.rollcalls.values() if one.state in ACTIVE]

    def turn_in(self, room: str) -> Turn | None:
        """Give whose turn it is in a room, while a roll-call runs in it."""
        for one in self.rollcalls.values():
            if one.room == room and one.state in RUNNING:
                return _turn_of(one, self._with_deputies(talker(one)))
        return None

    def answers_for(self, person: Person, post: str) -> bool:
        """May he speak for this post: does he hold it, or is he its deputy?"""
        return not self._keys(post).isdisjoint((person.id, person.holder))

    def posts_of(self, person: Person) -> frozenset[str] | None:
        """Give the posts he answers for; None: he reads the board, and sees those of all."""
        if reads(person):
            return None
        posts = self._directory.book.posts
        return frozenset(one for one in posts if self.answers_for(person, one))

    def shown_to(self, person: Person, *, whole: bool) -> tuple[RollCallNow, ...]:
        """Give what somebody sees. whole: with all entries, to whoever reads the board."""
        found = []
        for one in self.rollcalls.values():
            if reads(person):
                entries = list(one.entries.values()) if whole else []
            else:
                entries = _own(person, self._whose(one.entries.values()))
                if not entries or one.state in ("draft", "withdrawn"):
                    continue
            found.append(RollCallNow(rollcall=card(one), entries=self.cards(one, entries)))
        return tuple(found)

    def owed_by(self, person: Person) -> int:
        """Give how many decisions that are not over he carries out, himself or as a deputy."""
        owners = Counter(one.owner for one in self.decisions.values())
        return sum(n for owner, n in owners.items() if self.answers_for(person, owner))

    def cards(self, rollcall: RollCall, entries: Iterable[Entry]) -> tuple[EntryCard, ...]:
        """Give entries as they are shown, with their headcounts judged and what is still to do."""
        today = self.today()
        shown = []
        for one in entries:
            counts = one.form.counts if one.form else ()
            circulars = self.circulars.values()
            verdicts = judge(counts, one.agency, one.agency_class, circulars, today)
            items = len(comes_up(self.decisions.values(), one.agency))
            shown.append(entry_card(rollcall.id, one, verdicts if counts else (), items))
        return tuple(shown)

    def sections_of(self, entry: Entry) -> tuple[Section, ...]:
        """Give the sections of which a rule asks the figures today, but the whole agency."""
        circulars = self.circulars.values()
        rules = in_force(entry.agency, entry.agency_class, circulars, self.today())
        return tuple(one for one in SECTIONS if one in rules)

    # Inside

    def _with_deputies(self, post: str | None) -> frozenset[str]:
        if post is None:
            return frozenset()
        return frozenset({post, *self._deputies_of(post)})

    def _deputies_of(self, post: str) -> tuple[str, ...]:
        if post not in self._deputies:
            self._deputies[post] = deputies(self._directory.book, post)
        return self._deputies[post]

    def _keys(self, post: str) -> set[str]:
        """Give the posts and officials that may speak for a post; their ids are never the same."""
        speaking = self._directory.speaking.get(post, ())
        return {post, *speaking, *self._deputies_of(post)}

    def _whose(self, entries: Iterable[Entry]) -> dict[str, dict[str, Entry]]:
        """Give the entries by each post and official that may speak for them."""
        found: dict[str, dict[str, Entry]] = {}
        for one in entries:
            for key in self._keys(one.post):
                found.setdefault(key, {})[one.id] = one
        return found

    def _tell(self, after: RollCall, changed: Collection[Entry], *, at_once: bool) -> None:
        """Tell whom it concerns now; at_once: all who are in it."""
        shown, cards = card(after), {one.id: c for one, c in self._with_cards(after, changed)}
        whose = self._whose(changed) if after.announced_at is not None else {}
        groups: dict[tuple[str, ...], list[SessionId]] = {}
        for session, person in self._presence.sessions.items():
            if reads(person):
                groups.setdefault(tuple(cards), []).append(session)
            elif mine := _own(person, whose):
                groups.setdefault(tuple(one.id for one in mine), []).append(session)
        for ids, sessions in groups.items():
            body = RollCallNow(rollcall=shown, entries=tuple(cards[one] for one in ids))
            self._announcer.tell(sessions, Live(room="", kind="rollcall", body=body))
        if at_once:
            self._others.pop(after.id, None)
            self._tell_course(after, but=[one for told in groups.values() for one in told])
        elif after.id not in self._others:
            self._others[after.id] = self._clock.monotonic() + OTHERS_WAIT_S
            self._ticker.wake()

    def _tell_course(self, one: RollCall, but: Collection[SessionId]) -> None:
        """Tell those who are in it, and do not read the board, where it stands."""
        members, told = self._members_of(one), set(but)
        sessions = [
            session
            for session, person in self._presence.sessions.items()
            if session not in told
            and not reads(person)
            and (person.id in members or person.holder in members)
        ]
        if sessions:
            body = RollCallNow(rollcall=card(one), entries=())
            self._announcer.tell(sessions, Live(room="", kind="rollcall", body=body))

    def _members_of(self, one: RollCall) -> frozenset[str]:
        if one.announced_at is None:
            return frozenset()  # Nobody is in it before.
        if one.id not in self._members:
            self._members[one.id] = frozenset(self._whose(one.entries.values()))
        return self._members[one.id]

    def _with_cards(
        self, after: RollCall, changed: Collection[Entry]
    ) -> Iterable[tuple[Entry, EntryCard]]:
        return zip(changed, self.cards(after, changed), strict=True)


def reads(person: Person) -> bool:
    """Does he see all of it?"""
    return allowed(person, Action.READ_BOARD)


def _own(person: Person, whose: Mapping[str, Mapping[str, Entry]]) -> list[Entry]:
    return list({**whose.get(person.id, {}), **whose.get(person.holder, {})}.values())


def _course(one: RollCall) -> object:
    """Give what everybody in it is told of at once."""
    return replace(one, entries={}, version=0)


def _turn(one: RollCall) -> tuple[bool, str, str | None]:
    return one.state in RUNNING, one.net_control, talker(one)


def _turn_of(one: RollCall, talkers: frozenset[str]) -> Turn:
    return Turn(one.net_control, talkers)
