"""Minutes of roll-calls: a draft with the close, edits until the leader signs, then addenda.

Each version is saved with what brought it about, in one transaction; its hash is in the audit
trail. An edit draws up anew what was recorded: reports that came late and decisions made meanwhile.
"""

import json
from datetime import UTC, datetime, timedelta

from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchRollCall, NoSuchRoom, NotAllowed, RollCallState
from hub.domain.rollcall.course import LOCKED, RollCall
from hub.domain.rollcall.inputs import Happened
from hub.domain.rollcall.minutes import AGENDA_MAX_CHARS, Around, Free, draw_up
from hub.domain.rollcall.minutes_chain import Kind, Version, canonical, chained, content
from hub.domain.rooms import Room
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.rollcall_board import reads
from hub.services.rollcall_steps import By, Command, RollCallSteps
from hub.services.store import Note, Tx
from hub.wire.http import UTC_OFFSET_H, Zone
from hub.wire.minutes import MinutesContent, MinutesEdit, MinutesVersion, MinutesWhole

SIGNED = "Disahkan."


class MinutesService:
    """The only door to minutes; `minute` is called with every step of a roll-call."""

    def __init__(
        self, rooms: dict[str, Room], directory: Directory, steps: RollCallSteps, zone: Zone
    ) -> None:
        self._rooms = rooms
        self._directory = directory
        self._steps = steps
        self.zone: Zone = zone

    async def minute(self, tx: Tx, by: By, after: RollCall, told: list[Happened]) -> None:
        """Write down what belongs into the minutes, within the transaction of the step."""
        for one in told:
            if one.kind == "closed":
                await self._draw_up(tx, By(), "draft", after, _at_first(after))
            elif one.kind == "signed":
                await self._with_draft(tx, after)
                await self._add(tx, by, "signature", after.id, {"text": SIGNED})
            elif one.kind == "addendum":
                await self._with_draft(tx, after)
                await self._add(tx, by, "addendum", after.id, {"text": one.body["text"]})

    async def read(self, caller: Caller, rollcall: str) -> MinutesWhole:
        """Give them; to a head who is in it once they are signed.

        NotAllowed, NoSuchRollCall, RollCallState: it is not closed. NotSaved.
        """
        self._may_read(caller, await self._steps.read(lambda tx: self._closed(tx, rollcall)))
        found = await self._steps.read(lambda tx: tx.minutes.of(rollcall))
        if not found:  # Closed by a Posko that knew no minutes yet.

            async def change(tx: Tx) -> list[Version]:
                await self._with_draft(tx, await self._closed(tx, rollcall))
                return await tx.minutes.of(rollcall)

            found = await self._steps.write(change)
        return _whole(found)

    async def edit(self, caller: Caller, command: MinutesEdit) -> MinutesWhole:
        """Put other words into the free parts; the version before is kept.

        NotAllowed, NotAMember, NoSuchRollCall, RollCallState: it is signed, or not closed. IdTaken,
        BadText, NotSaved.
        """
        by, about = By.caller(caller), Command(command.id, "minutes:edit")
        remarks = {one.entry: cleaned(one.text) for one in command.remarks}

        async def change(tx: Tx) -> list[Version]:
            one = await self._closed(tx, command.rollcall)
            self._may_edit(caller, one)
            for entry in remarks:
                one.entry(entry)
            if not await self._steps.was_done(tx, by, about, one.id):
                if one.state != "closed":
                    raise RollCallState(one.state)
                await self._with_draft(tx, one)
                free = _free(await tx.minutes.of(one.id), command, remarks)
                await self._draw_up(tx, by, "edit", one, free)
            return await tx.minutes.of(one.id)

        return _whole(await self._steps.write(change))

    async def note_file(self, caller: Caller, rollcall: str, kind: str, sha256: str) -> None:
        """Write down who took them away as a file. NotSaved."""
        now_ms, told = round(self._steps.now() * 1000), {"file": kind, "sha256": sha256}
        note = Note(
            now_ms,
            caller.person.id,
            "minutes:file",
            rollcall,
            after=canonical(told),
            address=caller.address,
        )
        await self._steps.write(lambda tx: tx.audit.add_all([note]))

    # Inside

    async def _closed(self, tx: Tx, rollcall: str) -> RollCall:
        one = await tx.rollcalls.get(rollcall)
        if one is None:
            raise NoSuchRollCall(rollcall)
        if one.state not in LOCKED:
            raise RollCallState(one.state)
        return one

    def _may_read(self, caller: Caller, one: RollCall) -> None:
        if reads(caller.person):
            return
        answers_for = self._steps.board.answers_for
        mine = any(answers_for(caller.person, entry.post) for entry in one.entries.values())
        if not mine or one.state != "signed":
            raise NotAllowed

    def _may_edit(self, caller: Caller, one: RollCall) -> None:
        caller.authorise(Action.LEAD_ROLLCALL)
        room = self._rooms.get(one.room)
        if room is None:
            raise NoSuchRoom(one.room)
        caller.authorise(Action.MODERATE, room)

    async def _with_draft(self, tx: Tx, one: RollCall) -> None:
        if not await tx.minutes.of(one.id):
            await self._draw_up(tx, By(), "draft", one, _at_first(one))

    async def _draw_up(self, tx: Tx, by: By, kind: Kind, one: RollCall, free: Free) -> None:
        last = await tx.audit.before(None, None, None, 1)
        began = one.opened_at or one.closed_at or 0.0
        local = datetime.fromtimestamp(began, UTC) + timedelta(hours=UTC_OFFSET_H[self.zone])
        room = self._rooms.get(one.room)
        around = Around(
            room=room.name if room else one.room,
            leader=self._called(one.leader),
            note_taker=self._called(one.net_control),
            zone=self.zone,
            day=local.date().isoformat(),
            anchor_seq=last[0].seq if last else 0,
            anchor_hash=last[0].hash if last else "",
        )
        decisions = await tx.decisions.of_rollcall(one.id)
        made = draw_up(one, decisions, await tx.rollcalls.circulars(), around, free)
        await self._add(tx, by, kind, one.id, made.body())

    async def _add(self, tx: Tx, by: By, kind: Kind, rollcall: str, body: object) -> None:
        now_ms = round(self._steps.now() * 1000)
        post = by.post if by.holder else ""
        title = self._called(post) if post else ""
        new = Version(rollcall, 0, kind, now_ms, post, by.holder, title, canonical(body))
        new = chained(await tx.minutes.of(rollcall), new)
        await tx.minutes.add(new)
        told = canonical({"version": new.version, "sha256": new.sha256})
        note = Note(now_ms, by.post, f"minutes:{kind}", rollcall, after=told, address=by.address)
        await tx.audit.add_all([note])

    def _called(self, post: str) -> str:
        """How a post is called now: what it is, and of which agency."""
        person = self._directory.people.get(post)
        if person is None:
            return post
        return person.post if person.role == "mayor" else f"{person.post}, {person.short}"


def _at_first(one: RollCall) -> Free:
    """Give the free parts of a draft: nothing in them may hold up the close."""
    return Free(agenda=one.agenda[:AGENDA_MAX_CHARS])


def _free(versions: list[Version], command: MinutesEdit, remarks: dict[str, str]) -> Free:
    """Give the free parts as they are to be: what was there, and what is new."""
    last = content(versions)
    assert last is not None
    before = json.loads(last.body)
    kept = {line["entry"]: line["remark"] for line in before["lines"]}
    return Free(
        agenda=before["agenda"] if command.agenda is None else cleaned(command.agenda),
        closing=before["closing"] if command.closing is None else cleaned(command.closing),
        remarks=kept | remarks,
    )


def _whole(versions: list[Version]) -> MinutesWhole:
    last = content(versions)
    assert last is not None
    return MinutesWhole(
        content=MinutesContent.model_validate_json(last.body),
        versions=tuple(_version(one) for one in versions),
        signed=any(one.kind == "signature" for one in versions),
    )


def _version(one: Version) -> MinutesVersion:
    return MinutesVersion(
        version=one.version,
        kind=one.kind,
        made_ms=one.made_at_ms,
        by=one.signed_by_post,
        title=one.title,
        text=json.loads(one.body).get("text", "") if one.kind in ("signature", "addendum") else "",
        sha256=one.sha256,
    )
