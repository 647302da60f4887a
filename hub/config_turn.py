"""The section [turn]: relays for phones whose network lets no UDP through."""

from typing import Annotated

from pydantic import Field

from hub.config_parts import PATH, Allowed, FilePath, Section

TurnUrl = Annotated[
    str,
    Field(
        pattern=r"^turns?:[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?(\?transport=(udp|tcp))?$",
    ),
]


class Turn(Section):
    """TURN servers of the city (RFC 8656); without `urls` there is none.

    secret_file: what coturn has as `static-auth-secret`; it is for the hub's user alone.
    """

    urls: Annotated[
        tuple[TurnUrl, ...],
        Allowed(
            'daftar "turn:nama[:porta][?transport=udp|tcp]" atau "turns:…"',
            'a list of "turn:host[:port][?transport=udp|tcp]" or "turns:…"',
        ),
    ] = ()
    secret_file: Annotated[FilePath | None, PATH] = None

    def contradiction(self) -> str | None:
        """Say what does not go together, if anything."""
        if bool(self.urls) != (self.secret_file is not None):
            there, missing = ("urls", "secret_file") if self.urls else ("secret_file", "urls")
            return f"turn.{missing}: harus diisi bersama (must be set together with) turn.{there}"
        return None
