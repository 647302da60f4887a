"""Passkeys: making one, signing in by one, and proving by one who is there (WebAuthn Level 2)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hub.domain.refusals import NoSuchPasskey, PasskeyRefused
from hub.domain.sessions import Session
from hub.domain.text import one_line
from hub.services.access import Opened, Visitor
from hub.services.access_notes import AccessNotes
from hub.services.access_store import Passkey
from hub.services.brakes import Brake, network_of
from hub.services.callers import Caller
from hub.services.ceremonies import Ceremonies, Ceremony
from hub.services.directory import Directory
from hub.services.proving import Authenticators
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx
from hub.services.ways import Ways

ASKED_PER_MINUTE = 60
"""From one address, by visitors."""

Asked = tuple[str, dict[str, Any]]
"""The name of a ceremony, and what the browser is asked."""


class PasskeyService:
    """The only door for passkeys."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        sessions: SessionService,
        notes: AccessNotes,
        ways: Ways,
        authenticators: Authenticators,
        ceremonies: Ceremonies,
        of_address: Brake,
        city: str,
    ) -> None:
        """of_address: the brake of visitors who ask."""
        self._directory = directory
        self._store = store
        self._sessions = sessions
        self._notes = notes
        self._ways = ways
        self._authenticators = authenticators
        self._ceremonies = ceremonies
        self._of_address = of_address
        self._city = city

    # Signing in

    def ask(self, visitor: Visitor) -> Asked:
        """Begin: the browser offers whichever passkey it has. PasskeysElsewhere, RateLimited."""
        self._of_address.take(network_of(visitor.address))
        number, ceremony = self._ceremonies.begin("sign_in", visitor.origin)
        return number, self._authenticators.ask(ceremony.rp_id, ceremony.challenge, [])

    async def sign_in(self, number: str, answer: dict[str, Any], visitor: Visitor) -> Opened:
        """Sign in, as the first of the posts the official holds. PasskeyRefused, NotSaved."""
        try:
            ceremony = self._ceremonies.take(number, "sign_in")
            passkey = await self._find(answer)
            used = self._checked(answer, ceremony, passkey)
            posts = self._directory.posts_of(passkey.official)
            if not posts or self._directory.acting(passkey.official, posts[0]) is None:
                raise PasskeyRefused

            async def note_use(tx: Tx, session: Session) -> Sequence[str]:
                await self._note_use(tx, used)
                if await tx.credentials.ways.is_shut(used.official, "passkey", used.id):
                    raise PasskeyRefused
                return ()

            return await self._sessions.open(
                passkey.official, posts[0], "passkey", visitor, note_use, stepped_up=True
            )
        except PasskeyRefused:
            await self._notes.refused("passkey", "", visitor.address)
            raise

    # Proving it again

    async def ask_again(self, caller: Caller) -> Asked:
        """Begin with one of the caller's own. PasskeysElsewhere, NoSuchPasskey, NotSaved."""
        session = self._sessions.mine(caller)
        number, ceremony = self._ceremonies.begin("step_up", caller.origin, session.id)
        mine = [p.id for p in await self.of(session.official) if p.rp_id == ceremony.rp_id]
        if not mine:
            raise NoSuchPasskey
        return number, self._authenticators.ask(ceremony.rp_id, ceremony.challenge, mine)

    async def step_up(self, caller: Caller, number: str, answer: dict[str, Any]) -> int:
        """Prove it; give until when that counts, in ms. PasskeyRefused, NotSaved."""
        session = self._sessions.mine(caller)
        try:
            ceremony = self._ceremonies.take(number, "step_up", session.id)
            passkey = await self._find(answer)
            if passkey.official != session.official:
                raise PasskeyRefused
            used = self._checked(answer, ceremony, passkey)

            async def note_use(tx: Tx) -> None:
                await self._note_use(tx, used)

            return await self._sessions.stepped_up(session, "passkey", caller.address, note_use)
        except PasskeyRefused:
            await self._notes.refused("passkey", session.post, caller.address)
            raise

    # Having them

    async def of(self, official: str) -> list[Passkey]:
        """Give an official's passkeys. NotSaved."""
        return await self._store.read(lambda tx: tx.credentials.passkeys(official))

    async def ask_new(self, caller: Caller) -> Asked:
        """Begin to make one. StepUpNeeded, PasskeysElsewhere, NotSaved."""
        session = self._sessions.mine(caller)
        await self._ways.needs_proof(session)
        number, ceremony = self._ceremonies.begin("new", caller.origin, session.id)
        has = [p.id for p in await self.of(session.official) if p.rp_id == ceremony.rp_id]
        account = f"{caller.person.short} – {caller.person.post}"
        return number, self._authenticators.ask_new(
            ceremony.rp_id, f"Posko {self._city}", session.official, account,
            ceremony.challenge, has,
        )  # fmt: skip

    async def add(self, caller: Caller, number: str, answer: dict[str, Any], name: str) -> None:
        """Keep what the browser made. The session is stepped up by it.

        PasskeyRefused, StepUpNeeded, NotSaved.
        """
        session = self._sessions.mine(caller)
        await self._ways.needs_proof(session)
        ceremony = self._ceremonies.take(number, "new", session.id)
        made = self._authenticators.check_new(
            answer, ceremony.challenge, ceremony.rp_id, ceremony.origin
        )

        async def change(tx: Tx) -> None:
            if await tx.credentials.passkey(made.id):
                raise PasskeyRefused  # Of another official, or the same one twice.
            await tx.credentials.save_passkey(
                Passkey(
                    made.id,
                    session.official,
                    ceremony.rp_id,
                    made.public_key,
                    made.sign_count,
                    one_line(name),
                    created_ms=self._sessions.now_ms(),
                )
            )
            await self._ways.added(tx, session, "passkey", made.id)
            await self._notes.add(tx, session, "passkey:add", caller.address)

        await self._sessions.stepped_up(session, "passkey", caller.address, change)
        self._sessions.second_factor(session.official, True)
        self._ways.tell(session)

    async def remove(self, caller: Caller, passkey_id: str) -> None:
        """Forget one. StepUpNeeded, NoSuchPasskey, NotSaved."""
        session = self._sessions.mine(caller)
        await self._ways.needs_proof(session)

        async def change(tx: Tx) -> bool:
            passkey = await tx.credentials.passkey(passkey_id)
            if passkey is None or passkey.official != session.official:
                raise NoSuchPasskey
            await tx.credentials.remove_passkey(passkey_id)
            await tx.credentials.ways.remove(session.official, "passkey", passkey_id)
            await self._notes.add(tx, session, "passkey:remove", caller.address)
            return session.official in await tx.credentials.with_second_factor()

        self._sessions.second_factor(session.official, await self._store.write(change))

    # Inside

    async def _find(self, answer: dict[str, Any]) -> Passkey:
        passkey_id = answer.get("id")
        if not isinstance(passkey_id, str) or not passkey_id.isascii():
            raise PasskeyRefused
        found = await self._store.read(lambda tx: tx.credentials.passkey(passkey_id))
        if found is None:
            raise PasskeyRefused
        return found

    def _checked(self, answer: dict[str, Any], ceremony: Ceremony, passkey: Passkey) -> Passkey:
        if passkey.rp_id != ceremony.rp_id:
            raise PasskeyRefused
        sign_count = self._authenticators.check(
            answer,
            ceremony.challenge,
            ceremony.rp_id,
            ceremony.origin,
            passkey.public_key,
            passkey.sign_count,
        )
        return replace(passkey, sign_count=sign_count, used_ms=self._sessions.now_ms())

    async def _note_use(self, tx: Tx, used: Passkey) -> None:
        """Save how often it signed, unless it was taken away or used by a copy meanwhile."""
        now = await tx.credentials.passkey(used.id)
        if now is None or (now.sign_count and now.sign_count >= used.sign_count):
            raise PasskeyRefused
        await tx.credentials.save_passkey(used)
