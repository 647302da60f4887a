"""Ways in: who may add one, which session did, and what becomes of it when that one is shown out.

Whoever has a way in proves it before he adds another, so that a stolen session cannot give itself
one. An official's first is free, so his other devices are told of every new one, and it goes with
the session that added it, when that is ended as not his (ADR 11).
"""

from collections.abc import Callable, Collection

from hub.domain.refusals import NoSuchPasskey, StepUpNeeded
from hub.domain.sessions import Session
from hub.services.access_notes import AccessNotes
from hub.services.access_store import Kind, Way
from hub.services.callers import Caller
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx

Told = Callable[[frozenset[str]], None]


class Ways:
    """What all ways in have in common."""

    def __init__(self, store: Store, sessions: SessionService, notes: AccessNotes) -> None:
        self._store = store
        self._sessions = sessions
        self._notes = notes
        self._listeners: list[Told] = []

    def listen(self, told: Told) -> None:
        """Be given sessions whose official got a way in by another of his sessions."""
        self._listeners.append(told)

    # Adding one

    async def needs_proof(self, session: Session) -> None:
        """Whoever has a way in proves it before he adds or removes one. StepUpNeeded, NotSaved."""
        if self._sessions.is_proved(session):
            return
        official = session.official
        if self._sessions.is_strong(official) or await self._has_password(official):
            raise StepUpNeeded

    async def added(self, tx: Tx, session: Session, kind: Kind, way_id: str = "") -> None:
        """Note that this session added it, as a part of that change."""
        now_ms = self._sessions.now_ms()
        await tx.credentials.ways.save(
            Way(session.official, kind, way_id, session.id, session.browser, session.system, now_ms)
        )

    def tell(self, session: Session) -> None:
        """A way in was added by this session: his others are to know."""
        others = {s.id for s in self._sessions.of_officials({session.official})} - {session.id}
        for told in self._listeners:
            told(frozenset(others))

    # Being told

    async def news(self, caller: Caller) -> list[Way]:
        """Give those that other sessions added since this one began or was told. NotSaved."""
        mine = self._sessions.mine(caller)
        since_ms = max(mine.created_ms, mine.told_ms)
        ways = await self._store.read(lambda tx: tx.credentials.ways.of(mine.official))
        return [w for w in ways if w.session != mine.id and w.added_ms > since_ms and not w.shut]

    async def by(self, sessions: Collection[Session]) -> dict[str, set[Kind]]:
        """Give what each of these sessions added. NotSaved."""
        found: dict[str, set[Kind]] = {session.id: set() for session in sessions}
        for way in await self._store.read(lambda tx: tx.credentials.ways.by(found.keys())):
            if not way.shut:
                found[way.session].add(way.kind)
        return found

    # Taking it away

    async def find(self, official: str, kind: Kind, way_id: str) -> Way:
        """Give one of an official's. NoSuchPasskey, NotSaved."""
        ways = await self._store.read(lambda tx: tx.credentials.ways.of(official))
        for way in ways:
            if (way.kind, way.id) == (kind, way_id):
                return way
        raise NoSuchPasskey

    async def take_away(self, tx: Tx, ways: Collection[Way], *, proved: bool) -> None:
        """Let them sign nobody in any more.

        proved: he who says so is surely the official, or an administrator: they are forgotten.
        Else they are shut and go on guarding the rest. A thief who ends his victim's session must
        not be rid of what he cannot prove.
        """
        for way in ways:
            if not proved:
                await tx.credentials.ways.shut(way.official, way.kind, way.id)
                continue
            match way.kind:
                case "password":
                    await tx.credentials.remove_password(way.official)
                case "totp":
                    await tx.credentials.remove_totp(way.official)
                case "passkey":
                    await tx.credentials.remove_passkey(way.id)
            await tx.credentials.ways.remove(way.official, way.kind, way.id)

    async def count_again(self, officials: Collection[str]) -> None:
        """See who has a second factor now. NotSaved."""
        strong = await self._store.read(lambda tx: tx.credentials.with_second_factor())
        for official in officials:
            self._sessions.second_factor(official, official in strong)

    async def _has_password(self, official: str) -> bool:
        found = await self._store.read(lambda tx: tx.credentials.password(official))
        return found is not None
