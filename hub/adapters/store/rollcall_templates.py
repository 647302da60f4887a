"""Templates of roll-calls in the database."""

import json
from dataclasses import asdict

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from hub.adapters.store.engine import Connection
from hub.adapters.store.rollcall_tables import rollcall_template
from hub.domain.rollcall.schedule import Template


class RollCallTemplateRows:
    """The port `RollCallTemplates` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self) -> list[Template]:
        """See the port."""
        rows = await self._connection.execute(
            select(rollcall_template).order_by(rollcall_template.c.id)
        )
        return [_template(row.body) for row in rows]

    async def save(self, one: Template) -> None:
        """See the port."""
        values = {"id": one.id, "body": json.dumps(asdict(one), ensure_ascii=False)}
        await self._connection.execute(
            upsert(rollcall_template).values(values).on_conflict_do_update(["id"], set_=values)
        )

    async def remove(self, template: str) -> None:
        """See the port."""
        await self._connection.execute(
            delete(rollcall_template).where(rollcall_template.c.id == template)
        )


def _template(body: str) -> Template:
    values = json.loads(body)
    lists = {name: tuple(values[name]) for name in ("posts", "weekdays")}
    return Template(**values | lists)
