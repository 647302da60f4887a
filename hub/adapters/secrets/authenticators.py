"""Passkeys by WebAuthn Level 2: what browsers are asked, and whether their answers are good."""

import json
from typing import Any

import structlog
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hub.domain.refusals import PasskeyRefused
from hub.services.proving import NewKey

TIMEOUT_MS = 120_000
ANSWER_MAX_CHARS = 20_000

log = structlog.get_logger()


class WebAuthn:
    """The port `Authenticators`."""

    def ask_new(
        self, rp_id: str, city: str, official: str, account: str, challenge: bytes, has: list[str]
    ) -> dict[str, Any]:
        """See the port."""
        options = generate_registration_options(
            rp_id=rp_id,
            rp_name=city,
            user_id=official.encode(),
            user_name=account,
            challenge=challenge,
            timeout=TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(has),
        )
        return _json(options_to_json(options))

    def ask(self, rp_id: str, challenge: bytes, allow: list[str]) -> dict[str, Any]:
        """See the port."""
        options = generate_authentication_options(
            rp_id=rp_id,
            challenge=challenge,
            timeout=TIMEOUT_MS,
            allow_credentials=_described(allow),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _json(options_to_json(options))

    def check_new(
        self, answer: dict[str, Any], challenge: bytes, rp_id: str, origin: str
    ) -> NewKey:
        """See the port."""
        try:
            made = verify_registration_response(
                credential=_short(answer),
                expected_challenge=challenge,
                expected_rp_id=rp_id,
                expected_origin=origin,
                require_user_verification=True,
            )
        except Exception as error:  # Whatever a stranger sends: parsers of CBOR raise anything.
            raise _refused(error) from None
        return NewKey(
            bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count
        )

    def check(
        self,
        answer: dict[str, Any],
        challenge: bytes,
        rp_id: str,
        origin: str,
        public_key: bytes,
        sign_count: int,
    ) -> int:
        """See the port."""
        try:
            used = verify_authentication_response(
                credential=_short(answer),
                expected_challenge=challenge,
                expected_rp_id=rp_id,
                expected_origin=origin,
                credential_public_key=public_key,
                credential_current_sign_count=sign_count,
                require_user_verification=True,
            )
        except Exception as error:  # See above.
            raise _refused(error) from None
        return used.new_sign_count


def _refused(error: Exception) -> PasskeyRefused:
    log.info("passkey refused", why=f"{type(error).__name__}: {error}"[:200])
    return PasskeyRefused()


def _short(answer: dict[str, Any]) -> str:
    text = json.dumps(answer)
    if len(text) > ANSWER_MAX_CHARS:
        raise ValueError("too long")
    return text


def _described(ids: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(i)) for i in ids]


def _json(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value
