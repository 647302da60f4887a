"""What is kept of how officials are reached, as the services see it."""

from typing import Protocol

from hub.domain.reach import ContactPoint


class Contacts(Protocol):
    """Contact points. Their addresses are sealed in the database."""

    async def load(self) -> list[ContactPoint]:
        """Give all, the oldest first."""

    async def save(self, point: ContactPoint) -> None:
        """Put it in the place of the one with its id, or add it."""

    async def remove(self, point: str) -> None:
        """Take one away."""
