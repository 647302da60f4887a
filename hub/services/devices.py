"""Devices: what an official, or an administrator, sees and does of where somebody is signed in."""

from hub.domain.officials import holders
from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchPost, NotYours
from hub.domain.sessions import Session
from hub.services.access_notes import AccessNotes
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.enrolments import voided
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx


class DeviceService:
    """The only door to sessions other than one's own."""

    def __init__(
        self, directory: Directory, store: Store, sessions: SessionService, notes: AccessNotes
    ) -> None:
        self._directory = directory
        self._store = store
        self._sessions = sessions
        self._notes = notes

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
        """End a session, with its page and its voice.

        NoSuchSession; for another's NotAllowed, StepUpNeeded, SecondFactorNeeded; NotSaved.
        """
        mine = self._sessions.mine(caller)
        session = self._sessions.find(session_id)
        if session.official != mine.official:
            caller.authorise(Action.END_SESSIONS)
        await self._sessions.end([session.id], "revoked", mine, caller.address)

    async def end_others(self, caller: Caller) -> None:
        """End all the caller's sessions but this one. NotSaved."""
        mine = self._sessions.mine(caller)
        others = [s.id for s in self._sessions.of_officials({mine.official}) if s.id != mine.id]
        await self._sessions.end(others, "revoked", mine, caller.address)

    async def act(self, caller: Caller, post: str) -> None:
        """Go on as another post the caller holds. NotYours, NotSaved."""
        mine = self._sessions.mine(caller)
        if self._directory.acting(mine.official, post) is None:
            raise NotYours
        if post != mine.post:
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

    def _holders(self, post: str) -> set[str]:
        if post not in self._directory.people:
            raise NoSuchPost(post)
        assignments = self._directory.book.assignments.values()
        return {a.official for a in holders(assignments, post, self._sessions.now_ms())}
