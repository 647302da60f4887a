"""A push service and an ntfy server, written by hand: real HTTP on loopback.

The push service is strict as the real ones are: it takes only what RFC 8030, 8188, 8291 and 8292
ask for, and it decrypts with the key of a browser of its own.
"""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def padded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """A device that subscribed: its keys, and what was decrypted with them."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)

    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` gives."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": unpadded(point), "auth": unpadded(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message (RFC 8291)."""
        plain = http_ece.decrypt(
            body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
        )
        read: dict[str, Any] = json.loads(plain)
        return read


@dataclass
class Peer:
    """What came in, and what is answered. status of 0: hang."""

    url: str = ""
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.came.append((request.path, dict(request.headers), await request.read()))
        if not self.status:
            await self.stop.wait()
        return web.Response(status=self.status or 500, headers=self.headers)

    def browser(self, name: str = "one") -> Browser:
        """Subscribe a device with this service."""
        return Browser(f"{self.url}/wpush/{name}")


@asynccontextmanager
async def peer() -> AsyncIterator[Peer]:
    """Anything that is posted to."""
    made = Peer()
    app = web.Application()
    app.router.add_post("/{tail:.*}", made.take)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    made.url = f"http://127.0.0.1:{server.port}"
    try:
        yield made
    finally:
        made.stop.set()
        await server.close()


def signed_claims(authorization: str, application_key: str) -> dict[str, Any]:
    """Check who signed (RFC 8292) and give the claims. AssertionError."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert parts["k"] == application_key
    head, body, signature = parts["t"].split(".")
    assert json.loads(padded(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = padded(signature)
    assert len(raw) == 64
    made = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), padded(application_key))
    try:
        public.verify(made, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise AssertionError("signed by another") from None
    claims: dict[str, Any] = json.loads(padded(body))
    return claims
