"""The commands about the hub itself: an echo, and the audit trail."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.trail import Trail
from hub.wire.base import Done
from hub.wire.office import TEXT_MAX_CHARS, AuditLine, AuditLines, AuditPage, LinkEcho


class OfficeCommands:
    """What concerns the hub, as a client may ask it."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self.table: dict[str, Command] = {"link:echo": self._echo, "audit:page": self._page}

    async def _echo(self, _caller: Caller, _: LinkEcho) -> Done:
        return Done()

    async def _page(self, caller: Caller, command: AuditPage) -> AuditLines:
        page = await self._trail.page(caller, command.before, command.post, command.kind)
        lines = tuple(
            AuditLine(
                seq=e.seq,
                at_ms=e.at_ms,
                actor=e.actor,
                action=e.action,
                subject=e.subject,
                before=e.before[:TEXT_MAX_CHARS],
                after=e.after[:TEXT_MAX_CHARS],
                address=e.address,
            )
            for e in page.entries
        )
        return AuditLines(lines=lines, older=page.older, checked=page.checked, broken=page.broken)
