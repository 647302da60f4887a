"""The door of commands: one body by name, in; its reply or a refusal, out. Never an exception.

The socket and POST /api/command/<name> both come in here. Whatever is not a refusal of the domain
is a bug: logged with its traceback, and the client is told `internal`.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args

import structlog
from pydantic import ValidationError

from hub.domain.refusals import NoSuchRoom, NotAMember, Refused
from hub.services.callers import Caller
from hub.wire.base import Code, Done, Refusal
from hub.wire.commands import COMMANDS
from hub.wire.radio import BRIDGE_COMMANDS

Command = Callable[[Caller, Any], Awaitable[Done]]

CODES = get_args(Code)

log = structlog.get_logger()


class Door:
    """Every command there is, from the tables it is given."""

    def __init__(self, *tables: Mapping[str, Command]) -> None:
        self._table: dict[str, Command] = {}
        for table in tables:
            assert not self._table.keys() & table.keys(), "a command stands in two tables"
            self._table.update(table)
        assert self._table.keys() == COMMANDS.keys(), self._table.keys() ^ COMMANDS.keys()

    async def call(self, caller: Caller, name: str, body: Any) -> dict[str, Any]:
        """Do a command; give what is answered, as JSON has it."""
        if name not in COMMANDS:
            return refusal("bad_request")
        if caller.person.role == "device" and name not in BRIDGE_COMMANDS:
            return refusal("not_allowed")
        try:
            command = COMMANDS[name][0].model_validate_json(_text(body), strict=True)
            done = await self._table[name](caller, command)
            return done.model_dump(mode="json")
        except Refused as refused:
            return refusal(told(refused), retry_after_s=refused.retry_after_s, by=refused.by)
        except ValidationError as error:
            return refusal("bad_request", field=field_of(error))
        except Exception:
            log.exception("command failed", command=name, person=caller.person.id)
            return refusal("internal")


def _text(body: Any) -> str:
    """A body as the JSON it was: there a list is a list, and strict lets nothing else pass for it.

    What was never JSON, as an attachment of bytes, becomes something no command takes.
    """
    try:
        return json.dumps(body)
    except (TypeError, ValueError):
        return "null"


def told(refused: Refused) -> str:
    """Give the code that is told: a room one may not see is as one that is not there."""
    return NotAMember.code if isinstance(refused, NoSuchRoom) else refused.code


def refusal(
    code: str,
    *,
    field: str | None = None,
    retry_after_s: float | None = None,
    by: str | None = None,
) -> dict[str, Any]:
    """A refusal as JSON has it."""
    known: Any = code if code in CODES else "internal"
    done = Refusal(code=known, field=field, retry_after_s=retry_after_s, by=by)
    return done.model_dump(mode="json")


def field_of(error: ValidationError) -> str | None:
    """Name the field that is wrong, as far as it is one of ours."""
    loc = error.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
    return str(loc[0])[:40] if loc else None
