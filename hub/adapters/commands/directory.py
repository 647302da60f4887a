"""The commands of the directory, for administrators: see it, save entries, take in tables."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from hub.adapters.commands.door import Command
from hub.adapters.tables.imports import (
    plan_agencies,
    plan_officials,
    plan_posts,
    plan_reshuffle,
)
from hub.adapters.tables.plan import ZONES, Plan
from hub.domain.officials import Agency, Assignment, Entry, Official, Post
from hub.domain.permissions import Action
from hub.domain.text import one_line
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.wire.base import Done, Message
from hub.wire.directory import (
    AgencyEntry,
    AssignmentEntry,
    DirectoryBook,
    DirectoryGet,
    DirectoryImport,
    DirectoryReshuffle,
    DirectorySave,
    ImportDone,
    OfficialEntry,
    PostEntry,
)
from hub.wire.http import Zone


class DirectoryCommands:
    """The directory, as an administrator may use it."""

    def __init__(
        self, directory: Directory, clock: Clock, new_id: Callable[[], str], zone: Zone
    ) -> None:
        self._directory = directory
        self._zone = ZONES[zone]
        self._clock = clock
        self._new_id = new_id
        self.table: dict[str, Command] = {
            "directory:get": self._get,
            "directory:save": self._save,
            "directory:import": self._import,
            "directory:reshuffle": self._reshuffle,
        }

    async def _get(self, caller: Caller, _: DirectoryGet) -> DirectoryBook:
        caller.authorise(Action.SEE_PEOPLE)
        book = self._directory.book
        return DirectoryBook(
            agencies=tuple(AgencyEntry(**asdict(a)) for a in book.agencies.values()),
            posts=tuple(PostEntry(**asdict(p)) for p in book.posts.values()),
            officials=tuple(OfficialEntry(**asdict(o)) for o in book.officials.values()),
            assignments=tuple(AssignmentEntry(**asdict(a)) for a in book.assignments.values()),
        )

    async def _save(self, caller: Caller, command: DirectorySave) -> Done:
        entries: list[Entry] = [
            *(Agency(**_fields(entry)) for entry in command.agencies),
            *(Post(**_fields(entry)) for entry in command.posts),
            *(Official(**_fields(entry)) for entry in command.officials),
            *(Assignment(**_fields(entry)) for entry in command.assignments),
        ]
        await self._directory.save(caller, entries)
        return Done()

    async def _import(self, caller: Caller, command: DirectoryImport) -> ImportDone:
        caller.authorise(Action.MANAGE_PEOPLE)
        book, now_ms = self._directory.book, round(self._clock.now() * 1000)
        match command.table:
            case "agencies":
                plan = plan_agencies(command.csv, book)
            case "posts":
                plan = plan_posts(command.csv, book)
            case "officials":
                plan = plan_officials(command.csv, book, now_ms, self._new_id, self._zone)
        return await self._settle(caller, plan, command.apply)

    async def _reshuffle(self, caller: Caller, command: DirectoryReshuffle) -> ImportDone:
        caller.authorise(Action.MANAGE_PEOPLE)
        book = self._directory.book
        plan = plan_reshuffle(command.csv, book, command.from_ms, self._new_id)
        return await self._settle(caller, plan, command.apply)

    async def _settle(self, caller: Caller, plan: Plan, apply: bool) -> ImportDone:
        applied = apply and not plan.problems
        if applied:
            await self._directory.save(caller, plan.entries)
        return ImportDone(
            problems=tuple(plan.problems), changes=tuple(plan.changes), applied=applied
        )


def _fields(entry: Message) -> dict[str, Any]:
    """An entry's fields; what people typed, as one line each."""
    return {
        name: one_line(value) if isinstance(value, str) else value
        for name, value in entry.model_dump().items()
    }
