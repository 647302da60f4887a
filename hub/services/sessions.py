"""Sessions: who is signed in on which browser, and as which post he acts now.

All that count are in memory, so that who asks is known without waiting, and one that ends is
worth nothing from that moment. What is to survive a restart is in the store. Ended is what somebody
ended; one that ran out, or whose official holds no post just now, is only of no use: when it was
the clock that was wrong it is good again (ADR 11).
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace

from hub.domain.devices import browser_and_system
from hub.domain.permissions import Proof
from hub.domain.refusals import NoSuchSession, NotSaved, NotSignedIn, WrongCredentials
from hub.domain.sessions import DAY_S, NOTED_EVERY_S, STEPPED_UP_S, How, Session, ends_ms, id_of
from hub.services.access import Access, Opened, Visitor
from hub.services.access_notes import AccessNotes
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.steady import BELIEVED_AFTER_S, SteadyTime
from hub.services.store import Store, Tx

Ended = Callable[[frozenset[str]], None]
"""Is told of sessions that ended, or act as another post now."""

WRITE_DOWN_EVERY_S = 60.0
PROVED_BY: frozenset[How] = frozenset({"password", "passkey"})
"""Whoever comes in by these has proved who he is; a link or code is somebody's word for him."""
KEPT_DAYS = 180
"""For so long the store remembers sessions that ended, or that nobody used."""
FORGETS_AFTER_S = DAY_S
"""Nothing is forgotten for its age before nobody has set the clock for so long."""


class SessionService:
    """The only door to sessions. `new_secret` gives what nobody can guess."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        clock: Clock,
        new_secret: Callable[[], str],
        *,
        second_factor: bool,
    ) -> None:
        """second_factor: must administrators prove one? Without, every session counts as fresh."""
        self._directory = directory
        self._store = store
        self._clock = clock
        self._new_secret = new_secret
        self._second_factor = second_factor
        self._sessions: dict[str, Session] = {}
        self._with_second_factor: set[str] = set()
        self._listeners: list[Ended] = []
        self._notes = AccessNotes(store, clock)
        self._changed: set[str] = set()
        self._over: dict[str, str] = {}
        self._useless: set[str] = set()
        self._steady = SteadyTime(clock)
        self._pruned_ms = 0
        self._woken = asyncio.Event()

    async def load(self) -> None:
        """Read what there is; the directory is loaded. NotSaved."""
        sessions, strong = await self._store.read(_load)
        self._steady = SteadyTime(self._clock)  # It may have been made good since.
        self._sessions = {session.id: session for session in sessions}
        self._with_second_factor = strong
        self.assignments_changed()

    def listen(self, ended: Ended) -> None:
        """Be told at once of sessions that ended, or act as another post now."""
        self._listeners.append(ended)

    # Who asks

    def access(self, secret: str | None) -> Access | None:
        """Give who has this secret, or None. Noted as use of the session."""
        session = self._sessions.get(id_of(secret)) if secret else None
        if session is None:
            return None
        person = self._directory.acting(session.official, session.post)
        if person is None or self._steady_ms() >= ends_ms(session, person.role):
            return None
        now_ms = self.now_ms()
        if now_ms - session.used_ms >= NOTED_EVERY_S * 1000:
            session = replace(session, used_ms=now_ms)
            self._sessions[session.id] = session
            self._changed.add(session.id)
        return Access(person, session, self.proof(session))

    def proof(self, session: Session) -> Proof:
        """How surely is it the official himself?"""
        if not self._second_factor or self._still(session.stepped_up_until_ms):
            return "fresh"
        return "stale" if self.is_strong(session.official) else "missing"

    def is_strong(self, official: str) -> bool:
        """Has he a second factor?"""
        return official in self._with_second_factor

    def is_proved(self, session: Session) -> bool:
        """Did its official prove who he is lately, by the best he has? Whatever the city asks."""
        strong = self.is_strong(session.official)
        return self._still(session.stepped_up_until_ms if strong else session.shown_until_ms)

    def mine(self, caller: Caller) -> Session:
        """Give the caller's own session. NotSignedIn when it has ended meanwhile."""
        return self._there(caller.device)

    def find(self, session_id: str) -> Session:
        """Give one. NoSuchSession."""
        session = self._sessions.get(session_id)
        if session is None:
            raise NoSuchSession
        return session

    def lasts(self, session_id: str) -> bool:
        """Is it one that has not ended?"""
        session = self._sessions.get(session_id)
        return session is not None and self._lasts(session)

    def of_officials(self, officials: Collection[str]) -> list[Session]:
        """Give the sessions of officials, last used first."""
        found = [s for s in self._sessions.values() if s.official in officials and self._lasts(s)]
        return sorted(found, key=lambda s: s.used_ms, reverse=True)

    # Signing in and out

    async def open(
        self,
        official: str,
        post: str,
        how: How,
        visitor: Visitor,
        before: Callable[[Tx, Session], Awaitable[Collection[str]]] | None = None,
        *,
        stepped_up: bool = False,
    ) -> Opened:
        """Begin a session, in the place of the one this browser had.

        before: what else is saved with it, or refuses; gives sessions that end by it. `secret` is
        told to nobody but the browser. WrongCredentials when he does not hold the post; NotSaved.
        """
        person = self._directory.acting(official, post)
        if person is None:
            raise WrongCredentials
        secret, now_ms = self._new_secret(), self.now_ms()
        session = Session(
            id_of(secret),
            official,
            post,
            how,
            *browser_and_system(visitor.user_agent),
            address=visitor.address,
            created_ms=now_ms,
            proved_ms=now_ms,
            used_ms=now_ms,
            stepped_up_until_ms=now_ms + STEPPED_UP_S * 1000 if stepped_up else 0,
            shown_until_ms=now_ms + STEPPED_UP_S * 1000 if how in PROVED_BY else 0,
        )

        async def change(tx: Tx) -> set[str]:
            replaced = {id_of(visitor.secret)} if visitor.secret else set()
            if before:
                replaced |= set(await before(tx, session))
            await tx.sessions.add(session)
            await tx.sessions.end(replaced, now_ms, "replaced")
            await self._notes.add(tx, session, "session:begin", visitor.address, how=how)
            return replaced

        replaced = await self._store.write(change)
        self._sessions[session.id] = session
        self._forget(replaced)
        return Opened(secret, session, person)

    async def end(
        self,
        sessions: Collection[str],
        why: str,
        by: Session,
        address: str,
        also: Callable[[Tx], Awaitable[None]] | None = None,
    ) -> None:
        """End sessions at once. NotSaved: they have ended, but a restart would not know.

        also: what else is saved with it.
        """
        ended = [s for s in (self._sessions.get(i) for i in sessions) if s]
        self._over.update((session.id, why) for session in ended)  # Until it is saved.
        self._forget(sessions)

        async def change(tx: Tx) -> None:
            await tx.sessions.end([s.id for s in ended], self.now_ms(), why)
            for session in ended:
                await self._notes.add(tx, by, "session:end", address, of=session, why=why)
            if also:
                await also(tx)

        if ended or also:
            await self._store.write(change)
            for session in ended:
                self._over.pop(session.id, None)

    async def act(self, session: Session, post: str, address: str) -> None:
        """Go on as another post. NotSignedIn when it has ended meanwhile; NotSaved."""

        async def change(tx: Tx) -> None:
            changed = replace(self._there(session.id), post=post)
            await tx.sessions.save(changed)
            await self._notes.add(tx, changed, "session:act", address, before=session.post)

        await self._store.write(change)
        # What ended while this was saved stays ended; what else changed stays changed.
        self._sessions[session.id] = replace(self._there(session.id), post=post)
        self._changed.add(session.id)
        self._tell({session.id})

    async def stepped_up(
        self,
        session: Session,
        how: str,
        address: str,
        before: Callable[[Tx], Awaitable[None]],
        *,
        strong: bool = True,
    ) -> int:
        """He proved again who he is; give until when that counts, in ms.

        strong: by a second factor. A password alone opens no administration.
        `before` may refuse; NotSignedIn when the session has ended meanwhile, NotSaved.
        """
        now_ms = self.now_ms()
        until_ms = now_ms + STEPPED_UP_S * 1000

        async def change(tx: Tx) -> None:
            changed = replace(self._there(session.id), proved_ms=now_ms)
            await before(tx)
            await tx.sessions.save(changed)
            await self._notes.add(tx, changed, "session:step_up", address, how=how)

        await self._store.write(change)
        now = self._there(session.id)
        self._sessions[session.id] = replace(
            now,
            proved_ms=now_ms,
            shown_until_ms=until_ms,
            stepped_up_until_ms=until_ms if strong else now.stepped_up_until_ms,
        )
        self._changed.add(session.id)
        return until_ms

    def told(self, session: Session) -> None:
        """He has heard of the ways in that his other sessions added until now."""
        self._sessions[session.id] = replace(self._there(session.id), told_ms=self.now_ms())
        self._changed.add(session.id)
        self._woken.set()

    # What happens elsewhere

    def second_factor(self, official: str, there_is_one: bool) -> None:
        """An official got his first second factor, or lost his last."""
        change = self._with_second_factor.add if there_is_one else self._with_second_factor.discard
        change(official)

    def assignments_changed(self) -> None:
        """Officials hold other posts now: who lost his goes on as another of his, or is out.

        For good if somebody has just said so; where only time has passed, while he holds none.
        """
        touched = set()
        for session in list(self._sessions.values()):
            if self._directory.acting(session.official, session.post):
                continue
            posts = self._directory.posts_of(session.official)
            left = [post for post in posts if self._directory.acting(session.official, post)]
            if left:
                self._sessions[session.id] = replace(session, post=left[0])
                self._changed.add(session.id)
                touched.add(session.id)
            elif session.official in self._directory.just_saved:
                del self._sessions[session.id]
                self._over[session.id] = "no post"
                touched.add(session.id)
            elif session.id not in self._useless:
                self._useless.add(session.id)
                touched.add(session.id)
        if touched:
            self._tell(touched)
            self._woken.set()

    async def run(self) -> None:
        """Save what may wait, for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(WRITE_DOWN_EVERY_S):
                    await self._woken.wait()
            self._woken.clear()
            with suppress(NotSaved):  # The next round tries again.
                await self._write_down()

    async def _write_down(self) -> None:
        """Save which sessions were used lately, which ended, and forget what is long past."""
        self._look_for_useless()
        now_ms, steady_s = self.now_ms(), self._steady.steady_s
        if steady_s >= BELIEVED_AFTER_S:
            self._mend_future(now_ms)
        ended, self._over = self._over, {}
        changed, self._changed = self._changed, set()
        prune = steady_s >= FORGETS_AFTER_S and now_ms - self._pruned_ms >= DAY_S * 1000

        async def change(tx: Tx) -> None:
            for session_id in changed & self._sessions.keys():
                await tx.sessions.save(self._sessions[session_id])
            for session_id, why in ended.items():
                await tx.sessions.end([session_id], now_ms, why)
            if prune:
                await tx.sessions.prune(now_ms - KEPT_DAYS * DAY_S * 1000)
                await tx.enrolments.prune(now_ms - DAY_S * 1000)

        try:
            if changed or ended or prune:
                await self._store.write(change)
        except NotSaved:
            self._changed |= changed
            self._over = {**ended, **self._over}
            raise
        self._pruned_ms = now_ms if prune else self._pruned_ms

    # Inside

    def now_ms(self) -> int:
        """UTC."""
        return round(self._clock.now() * 1000)

    def _there(self, session_id: str) -> Session:
        """Give a session as it is now. NotSignedIn when it has ended meanwhile."""
        now = self._sessions.get(session_id)
        if now is None or not self._lasts(now):
            raise NotSignedIn
        return now

    def _still(self, until_ms: int) -> bool:
        """Is it not yet over? More than it could have left is left only after a step back."""
        return 0 < until_ms - self.now_ms() <= STEPPED_UP_S * 1000

    def _steady_ms(self) -> int:
        return round(self._steady.now() * 1000)

    def _look_for_useless(self) -> None:
        """Tell of sessions that have run out since."""
        useless = {s.id for s in self._sessions.values() if not self._lasts(s)}
        fresh, self._useless = useless - self._useless, useless
        if fresh:
            self._tell(fresh)

    def _mend_future(self, now_ms: int) -> None:
        """What was used while the clock was ahead would last for years."""
        for session in list(self._sessions.values()):
            if max(session.used_ms, session.proved_ms) > now_ms:
                self._sessions[session.id] = replace(
                    session,
                    used_ms=min(session.used_ms, now_ms),
                    proved_ms=min(session.proved_ms, now_ms),
                )
                self._changed.add(session.id)

    def _lasts(self, session: Session) -> bool:
        person = self._directory.acting(session.official, session.post)
        return person is not None and self._steady_ms() < ends_ms(session, person.role)

    def _forget(self, sessions: Collection[str]) -> None:
        gone = frozenset(i for i in sessions if self._sessions.pop(i, None))
        if gone:
            self._tell(gone)

    def _tell(self, sessions: Collection[str]) -> None:
        for ended in self._listeners:
            ended(frozenset(sessions))


async def _load(tx: Tx) -> tuple[list[Session], set[str]]:
    return await tx.sessions.load(), await tx.credentials.with_second_factor()
