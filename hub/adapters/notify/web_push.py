"""Web Push (RFC 8030): encrypted for one browser (RFC 8291), signed as this hub (RFC 8292).

The push service keeps it for its time to live while the phone sleeps, one of each topic. That it
took it (201) says nothing of the phone. When the ring is over nothing is sent: a push that shows
nothing costs the permission on iPhones, and topic and time to live do what is needed.
"""

import base64
import json
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher

from hub.adapters.notify.outgoing import Outgoing, passing
from hub.domain.summons.ladder import Act
from hub.services.channels import Call, Outcome
from hub.services.ports import Clock
from hub.wire.reach import PushNotice

SIGNED_FOR_S = 12 * 3600
"""A push service takes no signature for more than a day."""
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY_BYTES = 48


def vapid_key(key: bytes) -> ec.EllipticCurvePrivateKey:
    """Give the key by which push services know this hub, derived from the hub's own: whoever keeps
    that keeps this, and devices registered before a restore are reached after it."""
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"posko vapid").derive(key)
    secret = int.from_bytes(derived, "big") % (P256_ORDER - 1) + 1
    return ec.derive_private_key(secret, ec.SECP256R1())


class WebPush:
    """The port `Channel`. contact: whom the push service's operator may write to."""

    name: Act = "ring"
    at_once = 40
    limit_s = 10.0
    again = True

    def __init__(self, key: bytes, contact: str, outgoing: Outgoing, clock: Clock) -> None:
        self._vapid = Vapid02(vapid_key(key), {"no-strict": True})
        self._contact = contact
        self._outgoing = outgoing
        self._clock = clock

    @property
    def public_key(self) -> str:
        """What a browser subscribes with: the uncompressed point, base64url."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    async def send(self, call: Call) -> Outcome:
        """See the port."""
        subscription: dict[str, Any] = json.loads(call.address)
        endpoint: str = subscription["endpoint"]
        try:
            body = WebPusher(subscription).encode(notice(call), "aes128gcm")["body"]
        except Exception:  # Keys that are no point of the curve: the browser sent nonsense.
            return Outcome("gone", "gone")
        headers = self._signed(endpoint) | {
            "TTL": str(call.ttl_s),
            "Urgency": "high",
            "Topic": call.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        try:
            answer = await self._outgoing.post(endpoint, headers, body)
        except (aiohttp.ClientError, OSError):
            return Outcome("failed_temp", "unreachable", ours=True)
        if answer.status in (404, 410):
            return Outcome("gone", "gone")
        return passing(answer) or Outcome("accepted")

    def _signed(self, endpoint: str) -> dict[str, str]:
        scheme, _, rest = endpoint.partition("://")
        audience = f"{scheme}://{rest.partition('/')[0]}"
        expires = int(self._clock.now()) + SIGNED_FOR_S
        claims = {"aud": audience, "exp": expires, "sub": self._contact}
        signed: dict[str, str] = self._vapid.sign(claims)
        return signed


def notice(call: Call) -> bytes:
    """Give what the service worker reads."""
    told = PushNotice(
        kind="test" if call.test else "summons",
        title=call.title,
        text=call.text,
        tag=call.summons or call.topic,
        token=call.token,
        url="/",
        summons=call.summons,
        recipient=call.recipient,
        post=call.post,
        profile=None if call.test else call.profile,
        drill=call.drill,
        round=call.round,
        deadline_ms=round(call.deadline * 1000),
    )
    return told.model_dump_json(exclude_none=True).encode()
