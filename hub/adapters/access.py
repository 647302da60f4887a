"""Everything of signing in, put together: services, and the secrets and clocks they are given."""

import secrets
from pathlib import Path

from hub.adapters.http.sign_in import WaysIn
from hub.adapters.secrets.authenticators import WebAuthn
from hub.adapters.secrets.hashing import Argon2
from hub.adapters.secrets.totp import Rfc6238
from hub.adapters.tokens import keyed, new_code, new_recovery, new_secret
from hub.services.access_notes import AccessNotes
from hub.services.brakes import Brake
from hub.services.ceremonies import Ceremonies
from hub.services.codes import Codes
from hub.services.devices import ACTS_PER_MINUTE, DeviceService
from hub.services.directory import Directory
from hub.services.enrolments import WRONG_CODES, WRONG_CODES_OF_ALL, EnrolmentService, Links
from hub.services.passkeys import ASKED_PER_MINUTE, PasskeyService
from hub.services.passwords import FAILURES_PER_MINUTE, TRIES_PER_MINUTE, PasswordService
from hub.services.ports import Clock
from hub.services.sessions import SessionService
from hub.services.store import Store
from hub.services.ways import Ways

CHALLENGE_BYTES = 32
CEREMONY_BYTES = 16


class AccessParts:
    """The services, by name. `second_factor`: must administrators prove one?"""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        clock: Clock,
        links: Links,
        key: bytes,
        city: str,
        common_passwords: Path,
        *,
        second_factor: bool,
    ) -> None:
        notes = AccessNotes(store, clock)
        self.hasher = Argon2()
        self.sessions = SessionService(
            directory, store, clock, new_secret, second_factor=second_factor
        )
        self.ways = Ways(store, self.sessions, notes)
        self.devices = DeviceService(
            directory, store, self.sessions, notes, self.ways, _a_minute(clock, ACTS_PER_MINUTE)
        )
        self.enrolments = EnrolmentService(
            directory,
            store,
            self.sessions,
            notes,
            links,
            keyed(key, "enrolment code"),
            new_code,
            (_slow(clock, WRONG_CODES), _slow(clock, WRONG_CODES_OF_ALL)),
        )
        self.codes = Codes(
            store,
            self.sessions,
            notes,
            self.ways,
            Rfc6238(),
            clock,
            keyed(key, "recovery code"),
            new_recovery,
            city,
        )
        self.passwords = PasswordService(
            directory,
            store,
            self.sessions,
            notes,
            self.hasher,
            self.codes,
            self.ways,
            (_a_minute(clock, TRIES_PER_MINUTE), _a_minute(clock, FAILURES_PER_MINUTE)),
            frozenset(common_passwords.read_text(encoding="utf-8").split()),
            city,
        )
        self.passkeys = PasskeyService(
            directory,
            store,
            self.sessions,
            notes,
            self.ways,
            WebAuthn(),
            Ceremonies(
                clock,
                lambda: secrets.token_hex(CEREMONY_BYTES),
                lambda: secrets.token_bytes(CHALLENGE_BYTES),
            ),
            _a_minute(clock, ASKED_PER_MINUTE),
            city,
        )

    @property
    def ways_in(self) -> WaysIn:
        """Those behind the door."""
        return WaysIn(self.sessions, self.enrolments, self.passwords, self.passkeys)


def _a_minute(clock: Clock, tries: int) -> Brake:
    return Brake(clock, burst=tries, per_minute=tries)


def _slow(clock: Clock, tries: int) -> Brake:
    """So many in ten minutes."""
    return Brake(clock, burst=tries, per_minute=tries / 10)
