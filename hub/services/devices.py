"""Devices: what an official, or an administrator, sees and does of where somebody is signed in."""

from collections.abc import Collection
from contextlib import suppress

from hub.domain.officials import holders
from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchPost, NotSaved, NotYours
from hub.domain.sessions import Session
from hub.services.access_notes import AccessNotes
from hub.services.access_store import Kind, Way
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.enrolments import voided
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx
from hub.services.ways import Ways

ACTS_PER_MINUTE = 10


class DeviceService:
    """The only door to sessions other than one's own."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        sessions: SessionService,
        notes: AccessNotes,
        ways: Ways,
        acts: Brake,
    ) -> None:
        """acts: the brake of going on as another post; each is a line in the audit trail."""
        self._directory = directory
        self._store = store
        self._sessions = sessions
        self._notes = notes
        self._ways = ways
        self._acts = acts

    def list(self, caller: Caller, post: str | None) -> list[Session]:
        """Give the caller's sessions, or those of whoever holds a post, last used first.

        NoSuchPost; for others' NotAllowed, StepUpNeeded, SecondFactorNeeded.
        """
        mine = self._sessions.mine(caller)
        if post is None:
            return self._sessions.of_officials({mine.official})
        caller.authorise(Action.SEE_SESSIONS)
        return self._sessions.of_officials(self._holders(post))

    async def end(self, caller: Caller, session_id: str) -> None:
        """End a session, with its page and its voice, and the ways in that it added.

        NoSuchSession; for another's NotAllowed, StepUpNeeded, SecondFactorNeeded; NotSaved.
        """
        mine = self._sessions.mine(caller)
        session = self._sessions.find(session_id)
        others = session.official != mine.official
        if others:
            caller.authorise(Action.END_SESSIONS)
        proved = others or self._sessions.is_proved(mine)
        await self._end({session.id}, mine, caller, proved=proved)

    async def end_others(self, caller: Caller) -> None:
        """End all the caller's sessions but this one, and the ways in they added. NotSaved."""
        mine = self._sessions.mine(caller)
        others = {s.id for s in self._sessions.of_officials({mine.official})} - {mine.id}
        await self._end(others, mine, caller, proved=self._sessions.is_proved(mine))

    async def disown(self, caller: Caller, kind: Kind, way_id: str) -> None:
        """It was not the caller who added this way in: it goes, and with it who did.

        NoSuchPasskey, NotSaved.
        """
        mine = self._sessions.mine(caller)
        way = await self._ways.find(mine.official, kind, way_id)
        proved = self._sessions.is_proved(mine)
        await self._end({way.session}, mine, caller, proved=proved, more=[way])

    async def act(self, caller: Caller, post: str) -> None:
        """Go on as another post the caller holds. NotYours, RateLimited, NotSaved."""
        mine = self._sessions.mine(caller)
        if self._directory.acting(mine.official, post) is None:
            raise NotYours
        if post != mine.post:
            self._acts.take(mine.official)
            await self._sessions.act(mine, post, caller.address)

    async def reset(self, caller: Caller, post: str) -> None:
        """End all sessions of whoever holds a post, and forget how they prove who they are.

        Links and codes that are out for their posts let nobody in any more.

        NoSuchPost, NotAllowed, StepUpNeeded, SecondFactorNeeded, NotSaved.
        """
        caller.authorise(Action.END_SESSIONS)
        mine, officials = self._sessions.mine(caller), self._holders(post)
        posts = {post}.union(*(self._directory.posts_of(official) for official in officials))

        async def change(tx: Tx) -> None:
            for official in officials:
                await tx.credentials.forget(official)
            for lost in posts:
                await tx.enrolments.save(voided(lost, self._sessions.now_ms()))
            await self._notes.add(tx, mine, "access:reset", caller.address, to=post)

        # Sessions first: one that is stolen could give itself a password once more before it ends.
        ended = [s.id for s in self._sessions.of_officials(officials) if s.id != mine.id]
        await self._sessions.end(ended, "reset", mine, caller.address)
        await self._store.write(change)
        for official in officials:
            self._sessions.second_factor(official, False)

    async def _end(
        self,
        sessions: set[str],
        mine: Session,
        caller: Caller,
        *,
        proved: bool,
        more: Collection[Way] = (),
    ) -> None:
        officials = {mine.official}

        async def change(tx: Tx) -> None:
            # What this session added itself it need not disown by signing itself out.
            added = await tx.credentials.ways.by(sessions - {mine.id})
            ways = {(way.official, way.kind, way.id): way for way in (*added, *more)}.values()
            officials.update(way.official for way in ways)
            await self._ways.take_away(tx, ways, proved=proved)
            for way in ways:
                told = {"whose": way.official, "kind": way.kind, "by_session": way.session}
                await self._notes.add(tx, mine, "way:end", caller.address, None, **told)

        came = await self._who_came_by(sessions - {mine.id}, more)
        ending = (sessions if not more else sessions - {mine.id}) | (came - {mine.id})
        await self._sessions.end(ending, "revoked", mine, caller.address, change)
        await self._ways.count_again(officials)

    async def _who_came_by(self, sessions: set[str], more: Collection[Way]) -> set[str]:
        """Give the sessions that may have begun by a way in that one of these added."""
        ways = list(more)
        with suppress(NotSaved):  # They end all the same, those that are named.
            ways += await self._store.read(lambda tx: tx.credentials.ways.by(sessions))
        return {
            s.id
            for way in ways
            for s in self._sessions.of_officials({way.official})
            if s.how == way.kind and s.created_ms >= way.added_ms
        }

    def _holders(self, post: str) -> set[str]:
        if post not in self._directory.people:
            raise NoSuchPost(post)
        assignments = self._directory.book.assignments.values()
        return {a.official for a in holders(assignments, post, self._sessions.now_ms())}
