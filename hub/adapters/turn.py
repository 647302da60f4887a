"""What lets a page use the city's TURN servers: a name that ends, and its HMAC.

As coturn takes it (`use-auth-secret`; draft-uberti-behave-turn-rest-00): the name is when it ends
and for whom it was made, the password is the HMAC-SHA1 of that. Nothing is stored on either side.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable

from hub.config_reading import ConfigError
from hub.config_turn import Turn
from hub.services.ports import Clock
from hub.wire.live import Relay

LIFE_S = 48 * 3600
"""No page goes so long without connecting anew, and each time it is given another."""

Relays = Callable[[str], tuple[Relay, ...]]
"""For a post."""


def relays(turn: Turn, clock: Clock) -> Relays:
    """Give what makes them; reads the secret. ConfigError."""
    if turn.secret_file is None:
        return lambda _: ()
    try:
        secret = turn.secret_file.read_text(encoding="utf-8").strip().encode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(_unreadable(turn, getattr(error, "strerror", None) or "UTF-8")) from None
    if not secret:
        raise ConfigError(_unreadable(turn, "kosong (empty)"))

    def issue(post: str) -> tuple[Relay, ...]:
        username = f"{int(clock.now()) + LIFE_S}:{post}"
        password = base64.b64encode(hmac.digest(secret, username.encode(), hashlib.sha1))
        return (Relay(urls=turn.urls, username=username, credential=password.decode()),)

    return issue


def _unreadable(turn: Turn, why: str) -> str:
    return f"turn.secret_file = {turn.secret_file}: tak terbaca (cannot be read): {why}"
