"""What is kept of radio channels, as the services see it."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.radio import Call, Channel, Patch, Token, Unit


class Radios(Protocol):
    """Channels, the tokens of their bridges, their units, and what is patched to them."""

    async def channels(self) -> Sequence[Channel]:
        """Give all."""

    async def save_channel(self, channel: Channel) -> None:
        """Put it in the place of the one of its room."""

    async def remove_channel(self, room: str) -> None:
        """Take it away, with its units and patches; its tokens stay, for the record."""

    async def tokens(self) -> Sequence[Token]:
        """Give all that were ever issued, newest first."""

    async def save_token(self, token: Token) -> None:
        """Put it in the place of the one with its id."""

    async def units(self) -> Sequence[Unit]:
        """Give all, by number."""

    async def replace_units(self, room: str, units: Sequence[Unit]) -> None:
        """Put these in the place of all of a channel."""

    async def patches(self) -> Sequence[Patch]:
        """Give those that are in force."""

    async def save_patch(self, patch: Patch) -> None:
        """Put it in the place of the one of its room."""

    async def remove_patch(self, room: str) -> None:
        """Take it away."""

    async def calls(self) -> Sequence[Call]:
        """Give who was called last on each channel."""

    async def save_call(self, call: Call) -> None:
        """Put it in the place of the one before on its channel."""
