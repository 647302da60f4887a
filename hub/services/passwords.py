"""Passwords: signing in by one, and choosing one. A wrong name costs as much as a wrong word."""

from collections.abc import Collection, Sequence

from hub.domain.officials import holders
from hub.domain.passwords import check_password, prepared
from hub.domain.refusals import (
    PasswordWrong,
    RateLimited,
    StepUpNeeded,
    TotpNeeded,
    TotpWrong,
    WrongCredentials,
)
from hub.domain.sessions import Session
from hub.services.access import Opened, Visitor
from hub.services.access_notes import AccessNotes
from hub.services.brakes import Brake, network_of
from hub.services.callers import Caller
from hub.services.codes import Codes
from hub.services.directory import Directory
from hub.services.proving import Hasher
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx
from hub.services.ways import Ways

TRIES_PER_MINUTE = 5
"""For one account, good ones too."""
FAILURES_PER_MINUTE = 100
"""From one address: a carrier may have put a whole city behind it."""


class PasswordService:
    """The only door for passwords. An official may give the name of any post he holds."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        sessions: SessionService,
        notes: AccessNotes,
        hasher: Hasher,
        codes: Codes,
        ways: Ways,
        brakes: tuple[Brake, Brake],
        common: Collection[str],
        city: str,
    ) -> None:
        """brakes: of one account, and of failures from one address."""
        self._directory = directory
        self._store = store
        self._sessions = sessions
        self._notes = notes
        self._hasher = hasher
        self._codes = codes
        self._ways = ways
        self._of_account, self._of_address = brakes
        self._common = common
        self._city = city

    async def sign_in(self, name: str, password: str, code: str | None, visitor: Visitor) -> Opened:
        """Sign in. code: of the authenticator app, where there is one.

        WrongCredentials, TotpNeeded, TotpWrong, RateLimited, NotSaved.
        """
        network = network_of(visitor.address)
        # The address first: whoever makes up names does not push out those that are counted.
        self._of_address.take(network)
        try:
            self._of_account.take(name)
        except RateLimited:
            self._of_address.give_back(network)
            raise
        try:
            opened = await self._sign_in(name, password, code, visitor)
        except TotpNeeded:
            self._of_address.give_back(network)
            raise
        except (WrongCredentials, TotpWrong):
            await self._notes.refused("password", name, visitor.address)
            raise
        self._of_address.give_back(network)
        return opened

    async def set(self, caller: Caller, new: str, old: str | None) -> None:
        """Choose a password.

        PasswordWrong: one that is there is not what was given as `old`, nor was a second factor
        proved lately. StepUpNeeded: there is none, but a second factor. PasswordShort,
        PasswordCommon, PasswordIsName, NotSignedIn, RateLimited, NotSaved.
        """
        session = self._sessions.mine(caller)
        person = caller.person
        strong = self._sessions.is_strong(session.official)
        check_password(new, (person.id, person.short, person.post, self._city), self._common)
        there = await self._store.read(lambda tx: tx.credentials.password(session.official))
        self._of_account.take(session.official)  # Each costs a slow hash, of which there are few.
        if not (strong and self._sessions.is_proved(session)):
            if there is None and strong:
                raise StepUpNeeded
            if there and not (old and await self._hasher.verify(there, prepared(old))):
                raise PasswordWrong
        hashed = await self._hasher.hash(prepared(new))

        async def change(tx: Tx) -> None:
            self._sessions.mine(caller)  # It may have been ended while the hash was made.
            await tx.credentials.set_password(session.official, hashed, self._sessions.now_ms())
            await self._ways.added(tx, session, "password")
            await self._notes.add(tx, session, "password:set", caller.address)

        await self._sessions.stepped_up(session, "password", caller.address, change, strong=False)
        self._ways.tell(session)

    async def step_up(self, caller: Caller, password: str) -> int:
        """Prove it by the password, which opens no more than adding a way in; give until when.

        PasswordWrong; StepUpNeeded: whoever has a second factor proves that. RateLimited, NotSaved.
        """
        session = self._sessions.mine(caller)
        if self._sessions.is_strong(session.official):
            raise StepUpNeeded
        hashed = await self._hash_of(session.official)
        self._of_account.take(session.official)
        if not await self._hasher.verify(hashed, prepared(password)):
            await self._notes.refused("password", session.post, caller.address)
            raise PasswordWrong

        async def check_again(tx: Tx) -> None:
            if await tx.credentials.password(session.official) != hashed:
                raise PasswordWrong

        return await self._sessions.stepped_up(
            session, "password", caller.address, check_again, strong=False
        )

    async def _sign_in(
        self, name: str, password: str, code: str | None, visitor: Visitor
    ) -> Opened:
        official, hashed = await self._whose(name, prepared(password))
        wanted = await self._codes.wanted(official)
        if wanted and code is None:
            raise TotpNeeded

        async def check_again(tx: Tx, session: Session) -> Sequence[str]:
            if await tx.credentials.password(official) != hashed:
                raise WrongCredentials  # It was changed or forgotten while we looked at it.
            if await tx.credentials.ways.is_shut(official, "password"):
                raise WrongCredentials
            if wanted and code is not None:
                await self._codes.use(tx, official, code)
            return ()

        return await self._sessions.open(
            official, name, "password", visitor, check_again, stepped_up=wanted
        )

    async def _whose(self, name: str, password: str) -> tuple[str, str]:
        """Give the holder of a post whose password this is, and its hash. WrongCredentials."""
        assignments = self._directory.book.assignments.values()
        held = [a.official for a in holders(assignments, name, self._sessions.now_ms())]
        found = None
        for official in held or [""]:
            hashed = await self._hash_of(official)
            if await self._hasher.verify(hashed, password) and hashed and found is None:
                found = official, hashed
        if found is None:
            raise WrongCredentials
        return found

    async def _hash_of(self, official: str) -> str | None:
        return await self._store.read(lambda tx: tx.credentials.password(official))
