"""What is kept of what those at the board did about recipients, as the services see it."""

from collections.abc import Collection
from typing import Protocol

from hub.domain.summons.handling import Deed


class Deeds(Protocol):
    """Deeds, added to and never changed."""

    async def add(self, deed: Deed) -> None:
        """Keep one for ever."""

    async def of(self, recipients: Collection[str]) -> list[Deed]:
        """Give what was done about these, oldest first."""
