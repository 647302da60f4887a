"""Passwords, authenticator apps, recovery codes and passkeys in the database."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import Table, delete, func, insert, select, union

from hub.adapters.store.access_tables import passkey, password, recovery_code, totp, way
from hub.adapters.store.engine import Connection
from hub.adapters.store.seal import Seal
from hub.adapters.store.ways import WayRows
from hub.services.access_store import Passkey, Totp

_OF_AN_OFFICIAL: tuple[Table, ...] = (password, totp, recovery_code, passkey, way)


class CredentialRows:
    """The port `Credentials` over one connection."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal
        self.ways = WayRows(connection)

    async def password(self, official: str) -> str | None:
        """See the port."""
        found = await self._connection.execute(
            select(password.c.hash).where(password.c.official == official)
        )
        return found.scalar_one_or_none()

    async def set_password(self, official: str, hashed: str, at_ms: int) -> None:
        """See the port."""
        await self._clear(password, official)
        await self._connection.execute(
            insert(password).values(official=official, hash=hashed, set_ms=at_ms)
        )

    async def remove_password(self, official: str) -> None:
        """See the port."""
        await self._clear(password, official)

    async def totp(self, official: str) -> Totp | None:
        """See the port. Unsealable."""
        row = (
            await self._connection.execute(select(totp).where(totp.c.official == official))
        ).one_or_none()
        if row is None:
            return None
        return replace(Totp(**row._asdict()), secret=self._seal.open(row.secret))

    async def save_totp(self, saved: Totp) -> None:
        """See the port."""
        await self._clear(totp, saved.official)
        values = asdict(saved) | {"secret": self._seal.close(saved.secret)}
        await self._connection.execute(insert(totp).values(**values))

    async def remove_totp(self, official: str) -> None:
        """See the port."""
        await self._clear(totp, official)
        await self._clear(recovery_code, official)

    async def set_recovery(self, official: str, codes: Sequence[str]) -> None:
        """See the port."""
        await self._clear(recovery_code, official)
        for code in codes:
            await self._connection.execute(
                insert(recovery_code).values(official=official, hash=code)
            )

    async def use_recovery(self, official: str, code: str) -> bool:
        """See the port."""
        used = await self._connection.execute(
            delete(recovery_code).where(
                recovery_code.c.official == official, recovery_code.c.hash == code
            )
        )
        return used.rowcount > 0

    async def recovery_left(self, official: str) -> int:
        """See the port."""
        counted = select(func.count()).where(recovery_code.c.official == official)
        return int((await self._connection.execute(counted)).scalar_one())

    async def passkeys(self, official: str) -> list[Passkey]:
        """See the port."""
        rows = await self._connection.execute(
            select(passkey).where(passkey.c.official == official).order_by(passkey.c.created_ms)
        )
        return [Passkey(**row._asdict()) for row in rows]

    async def passkey(self, passkey_id: str) -> Passkey | None:
        """See the port."""
        row = (
            await self._connection.execute(select(passkey).where(passkey.c.id == passkey_id))
        ).one_or_none()
        return Passkey(**row._asdict()) if row else None

    async def save_passkey(self, saved: Passkey) -> None:
        """See the port."""
        await self.remove_passkey(saved.id)
        await self._connection.execute(insert(passkey).values(**asdict(saved)))

    async def remove_passkey(self, passkey_id: str) -> None:
        """See the port."""
        await self._connection.execute(delete(passkey).where(passkey.c.id == passkey_id))

    async def with_second_factor(self) -> set[str]:
        """See the port."""
        both = union(
            select(passkey.c.official), select(totp.c.official).where(totp.c.enabled.is_(True))
        )
        return {str(row[0]) for row in await self._connection.execute(both)}

    async def forget(self, official: str) -> None:
        """See the port."""
        for table in _OF_AN_OFFICIAL:
            await self._clear(table, official)

    async def _clear(self, table: Table, official: str) -> None:
        await self._connection.execute(delete(table).where(table.c.official == official))
