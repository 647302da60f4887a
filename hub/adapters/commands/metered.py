"""The door of commands, with a clock beside it: what was asked, how it ended, how long it took."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.adapters.commands.door import Command, Door
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.wire.commands import COMMANDS

OTHER = "other"

Done = Callable[[str, str, float], None]
"""(command, `ok` or the code of the refusal, seconds)"""


class MeteredDoor(Door):
    """Tells of each command once it is answered. Names that are no command are one name."""

    def __init__(self, clock: Clock, done: Done, *tables: Mapping[str, Command]) -> None:
        super().__init__(*tables)
        self._clock = clock
        self._done = done

    async def call(self, caller: Caller, name: str, body: Any) -> dict[str, Any]:
        """Do a command; give what is answered, as JSON has it."""
        began_s = self._clock.monotonic()
        reply = await super().call(caller, name, body)
        outcome = "ok" if reply.get("ok") else str(reply.get("code"))
        known = name if name in COMMANDS else OTHER
        self._done(known, outcome, self._clock.monotonic() - began_s)
        return reply
