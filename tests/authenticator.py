"""An authenticator in software: makes passkeys and signs with them, as WebAuthn Level 2 §6 says."""

import base64
import hashlib
import json
import secrets
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class Authenticator:
    """One device with one passkey at most. verifies: does it ask for a finger or a PIN?"""

    def __init__(self, origin: str = "https://posko.example", *, verifies: bool = True) -> None:
        self.origin = origin
        self.verifies = verifies
        self.count = 0
        self._id = secrets.token_bytes(32)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer navigator.credentials.create()."""
        data = self._client_data("webauthn.create", options["challenge"])
        numbers = self._key.public_key().public_numbers()
        cose = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )
        credential = bytes(16) + struct.pack("!H", len(self._id)) + self._id + cose
        auth = self._auth_data(options["rp"]["id"], HAS_KEY) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": auth})
        return self._answer({"clientDataJSON": _b64(data), "attestationObject": _b64(attestation)})

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer navigator.credentials.get()."""
        self.count += 1
        data = self._client_data("webauthn.get", options["challenge"])
        auth = self._auth_data(options["rpId"], 0)
        signed = auth + hashlib.sha256(data).digest()
        return self._answer(
            {
                "clientDataJSON": _b64(data),
                "authenticatorData": _b64(auth),
                "signature": _b64(self._key.sign(signed, ec.ECDSA(SHA256()))),
            }
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _auth_data(self, rp_id: str, more: int) -> bytes:
        flags = USER_PRESENT | more | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack("!BI", flags, self.count)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        own = _b64(self._id)
        return {"id": own, "rawId": own, "type": "public-key", "response": response}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
