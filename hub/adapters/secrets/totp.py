"""One-time codes by the clock: RFC 6238 with SHA-1, six digits and 30 s, which every app knows."""

import hmac

import pyotp

STEP_S = 30
STEPS_BESIDE = 1
"""A phone's clock may be off by this many steps, either way."""


class Rfc6238:
    """The port `Totp`."""

    def new_secret(self) -> str:
        """See the port."""
        return pyotp.random_base32()

    def uri(self, secret: str, account: str, issuer: str) -> str:
        """See the port."""
        return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)

    def step_of(self, secret: str, code: str, now_s: float) -> int | None:
        """See the port."""
        now = int(now_s) // STEP_S
        app = pyotp.TOTP(secret)
        found = None
        for step in range(now - STEPS_BESIDE, now + STEPS_BESIDE + 1):
            if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()):
                found = step
        return found
