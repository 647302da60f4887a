"""Codes of an authenticator app (RFC 6238), and the recovery codes for when the phone is lost."""

import re
from collections.abc import Callable
from dataclasses import replace

from hub.domain.refusals import NotAllowed, TotpWrong
from hub.services.access_notes import AccessNotes
from hub.services.access_store import Totp as App
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.proving import Totp
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx
from hub.services.ways import Ways

RECOVERY_CODES = 8
TRIES = 5
TRIES_PER_MINUTE = 5
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]")


class Codes:
    """The only door for codes. Each counts once, also when two come at the same moment."""

    def __init__(
        self,
        store: Store,
        sessions: SessionService,
        notes: AccessNotes,
        ways: Ways,
        totp: Totp,
        clock: Clock,
        keyed: Callable[[str], str],
        new_recovery: Callable[[], str],
        city: str,
    ) -> None:
        """keyed: hashes a recovery code under the hub's key; new_recovery: makes one."""
        self._store = store
        self._sessions = sessions
        self._notes = notes
        self._ways = ways
        self._totp = totp
        self._clock = clock
        self._keyed = keyed
        self._new_recovery = new_recovery
        self._issuer = f"Posko {city}"
        self._tries = Brake(clock, burst=TRIES, per_minute=TRIES_PER_MINUTE)

    async def wanted(self, official: str) -> bool:
        """Has he an authenticator app? NotSaved."""
        app = await self._store.read(lambda tx: tx.credentials.totp(official))
        return app is not None and app.enabled

    async def use(self, tx: Tx, official: str, code: str) -> None:
        """Use a code up, as a part of what it opens. TotpWrong, RateLimited."""
        self._tries.take(official)
        app = await tx.credentials.totp(official)
        if app is None or not app.enabled:
            raise TotpWrong
        digits = code.replace(" ", "")
        if _SIX_DIGITS.fullmatch(digits):
            await tx.credentials.save_totp(self._stepped(app, digits))
        elif not await tx.credentials.use_recovery(official, self._hash(code)):
            raise TotpWrong

    async def begin(self, caller: Caller) -> tuple[str, str]:
        """Make a secret that counts once a code of it was seen: give it and its link.

        StepUpNeeded when there is a way in already that was not proved lately; NotAllowed when it
        is an app; NotSaved.
        """
        session = self._sessions.mine(caller)
        await self._ways.needs_proof(session)
        secret = self._totp.new_secret()

        async def change(tx: Tx) -> None:
            app = await tx.credentials.totp(session.official)
            if app and app.enabled:
                raise NotAllowed  # The old one is put away first.
            await tx.credentials.save_totp(App(session.official, secret))

        await self._store.write(change)
        return secret, self._totp.uri(secret, caller.person.id, self._issuer)

    async def enable(self, caller: Caller, code: str) -> list[str]:
        """Let it count, and give recovery codes. The session is stepped up by it.

        TotpWrong, StepUpNeeded, RateLimited, NotSaved.
        """
        session = self._sessions.mine(caller)
        await self._ways.needs_proof(session)
        self._tries.take(session.official)
        recovery = [self._new_recovery() for _ in range(RECOVERY_CODES)]

        async def change(tx: Tx) -> None:
            app = await tx.credentials.totp(session.official)
            if app is None or app.enabled:
                raise TotpWrong
            await tx.credentials.save_totp(replace(self._stepped(app, code), enabled=True))
            await tx.credentials.set_recovery(session.official, [self._hash(c) for c in recovery])
            await self._ways.added(tx, session, "totp")
            await self._notes.add(tx, session, "totp:enable", caller.address)

        await self._sessions.stepped_up(session, "totp", caller.address, change)
        self._sessions.second_factor(session.official, True)
        self._ways.tell(session)
        return recovery

    async def disable(self, caller: Caller) -> None:
        """Forget the app and the recovery codes. StepUpNeeded, NotSaved."""
        session = self._sessions.mine(caller)
        await self._ways.needs_proof(session)

        async def change(tx: Tx) -> bool:
            await tx.credentials.remove_totp(session.official)
            await tx.credentials.ways.remove(session.official, "totp")
            await self._notes.add(tx, session, "totp:disable", caller.address)
            return session.official in await tx.credentials.with_second_factor()

        left = await self._store.write(change)
        self._sessions.second_factor(session.official, left)

    async def step_up(self, caller: Caller, code: str) -> int:
        """Prove by a code; give until when that counts, in ms. TotpWrong, RateLimited, NotSaved."""
        session = self._sessions.mine(caller)

        async def change(tx: Tx) -> None:
            await self.use(tx, session.official, code)

        try:
            return await self._sessions.stepped_up(session, "totp", caller.address, change)
        except TotpWrong:
            await self._notes.refused("totp", session.post, caller.address)
            raise

    def _stepped(self, app: App, code: str) -> App:
        step = self._totp.step_of(app.secret, code, self._clock.now())
        if step is None or step <= app.step:
            raise TotpWrong
        return replace(app, step=step)

    def _hash(self, recovery: str) -> str:
        return self._keyed(_NOT_IN_A_CODE.sub("", recovery.lower()))
