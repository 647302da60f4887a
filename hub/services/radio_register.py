"""The register of radio channels: which rooms are one, their bridges' tokens, and their units.

Read from the store at the start and changed through it. A channel is a room with `radio` set, and
its bridge a member of that room alone. Of a token only a hash is kept; its secret is told once.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Protocol

from hub.domain.people import Person
from hub.domain.permissions import Action
from hub.domain.radio import (
    TOKENS_MAX,
    TRANSMITS,
    UNITS_MAX,
    Channel,
    Kind,
    Token,
    Unit,
    as_keyed,
    check_channel,
    device,
    device_id,
    unit_of,
)
from hub.domain.refusals import ListFull, NoSuchPost, NoSuchRoom, NoSuchSession, NotAllowed
from hub.domain.rooms import Room
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx
from hub.wire.radio import TokenCard, UnitCard

MAKER = "posko radio"
"""Who did it, in the audit trail, when it was done at the command line."""


class Secrets(Protocol):
    """Makes the secret of a token, and its hash."""

    def new(self) -> str: ...
    def hashed(self, secret: str) -> str: ...


class RadioRegister:
    """The only door to what is kept of channels. `load` before anything else."""

    def __init__(
        self,
        rooms: dict[str, Room],
        directory: Directory,
        store: Store,
        secrets: Secrets,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._rooms = rooms
        self._directory = directory
        self._store = store
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id
        self._tokens: dict[str, Token] = {}
        self._by_hash: dict[str, Token] = {}
        self.units: dict[str, tuple[Unit, ...]] = {}
        self._listeners: list[Callable[[str], None]] = []

    def listen(self, changed: Callable[[str], None]) -> None:
        """Be told of each channel that was made, changed or removed, or of which a token ended."""
        self._listeners.append(changed)

    async def load(self) -> None:
        """Read all; channels of rooms that are no more are passed over. NotSaved."""

        async def look(tx: Tx) -> tuple[Sequence[Channel], Sequence[Token], Sequence[Unit]]:
            return (
                await tx.radios.channels(),
                await tx.radios.tokens(),
                await tx.radios.units(),
            )

        channels, tokens, units = await self._store.read(look)
        for token in tokens:
            self._keep(token)
        for unit in units:
            self.units[unit.room] = (*self.units.get(unit.room, ()), unit)
        for channel in channels:
            if channel.room in self._rooms and self._rooms[channel.room].mode == "ptt":
                self._put(channel.room, channel.kind)

    # Bridges

    def bridge(self, secret: str) -> tuple[Person, str] | None:
        """Give the bridge that has this secret, and the id of its token."""
        token = self._by_hash.get(self._secrets.hashed(secret))
        if token is None or token.revoked_ms is not None:
            return None
        room = self._rooms.get(token.room)
        return (device(room), token.id) if room and room.radio else None

    @property
    def channels(self) -> int:
        """How many rooms have a radio."""
        return sum(bool(room.radio) for room in self._rooms.values())

    def is_channel(self, room: str) -> bool:
        """Has the room a radio?"""
        return room in self._rooms and bool(self._rooms[room].radio)

    # What administrators do; an operator may look

    def tokens_of(self, room: str) -> tuple[TokenCard, ...]:
        """Give all that were issued for a channel."""
        return tuple(
            TokenCard(id=t.id, label=t.label, issued_ms=t.issued_ms, revoked_ms=t.revoked_ms)
            for t in self._tokens.values()
            if t.room == room
        )

    async def save(self, caller: Caller, room: str, kind: Kind) -> None:
        """Make a room a channel, or change its kind; what never sends has nothing patched to it.

        NotAllowed…, NoSuchRoom, WrongMode.
        """
        caller.authorise(Action.MANAGE_RADIO)
        check_channel(self._rooms.get(room))
        note = self._note(caller, "radio:save", room, kind)

        async def change(tx: Tx) -> None:
            await tx.radios.save_channel(Channel(room, kind))
            for patch in await tx.radios.patches() if kind not in TRANSMITS else ():
                if patch.channel == room:
                    await tx.radios.remove_patch(patch.room)
            await tx.audit.add_all([note])

        await self._store.write(change)
        self._put(room, kind)
        self._changed(room)

    async def remove(self, caller: Caller, room: str) -> None:
        """Make it an ordinary room again; its tokens open nothing any more."""
        caller.authorise(Action.MANAGE_RADIO)
        self._channel(room)
        now_ms = self._now_ms()
        tokens = [
            replace(t, revoked_ms=now_ms)
            for t in self._tokens.values()
            if t.room == room and t.revoked_ms is None
        ]
        note = self._note(caller, "radio:remove", room, "")

        async def change(tx: Tx) -> None:
            await tx.radios.remove_channel(room)
            for token in tokens:
                await tx.radios.save_token(token)
            await tx.audit.add_all([note])

        await self._store.write(change)
        for token in tokens:
            self._keep(token)
        self.units.pop(room, None)
        self._put(room, "")
        self._changed(room)

    async def issue(self, caller: Caller, room: str, label: str) -> tuple[Token, str]:
        """Make a token, and tell its secret this once. NoSuchRoom, ListFull, NotSaved."""
        caller.authorise(Action.MANAGE_RADIO)
        self._channel(room)
        token, secret = new_token(self._secrets, self._new_id(), room, label, self._now_ms())
        used = [t for t in self._tokens.values() if t.room == room and t.revoked_ms is None]
        if len(used) >= TOKENS_MAX:
            raise ListFull
        note = self._note(caller, "radio:token", room, token.id)

        async def change(tx: Tx) -> None:
            await tx.radios.save_token(token)
            await tx.audit.add_all([note])

        await self._store.write(change)
        self._keep(token)
        return token, secret

    async def revoke(self, caller: Caller, token_id: str) -> None:
        """End a token; its bridge is cut off. NoSuchSession, NotSaved."""
        caller.authorise(Action.MANAGE_RADIO)
        token = self._tokens.get(token_id)
        if token is None:
            raise NoSuchSession
        if token.revoked_ms is not None:
            return
        ended = replace(token, revoked_ms=self._now_ms())
        note = self._note(caller, "radio:revoke", token.room, token.id)

        async def change(tx: Tx) -> None:
            await tx.radios.save_token(ended)
            await tx.audit.add_all([note])

        await self._store.write(change)
        self._keep(ended)
        self._changed(token.room)

    async def set_units(self, caller: Caller, room: str, cards: Sequence[UnitCard]) -> None:
        """Put a unit register in the place of the one before. NoSuchRoom, NoSuchPost, BadText."""
        caller.authorise(Action.MANAGE_RADIO)
        await self._set_units(caller, room, cards, "radio:units", f"{len(cards)}")

    async def name_unit(self, caller: Caller, room: str, card: UnitCard) -> None:
        """Say whose a number is that was heard and that nobody knows yet.

        NotAllowed: not his, or it is known: what is known administrators change. NotAMember,
        NoSuchRoom, NoSuchPost, BadText, ListFull.
        """
        caller.authorise(Action.NAME_UNIT)
        caller.authorise(Action.ENTER_ROOM, self._channel(room))
        known = self.units.get(room, ())
        if unit_of(known, card.number) is not None:
            raise NotAllowed(f"{card.number} is in the register")
        if len(known) >= UNITS_MAX:
            raise ListFull
        named = card.model_copy(update={"number": as_keyed(card.number)})
        cards = (*unit_cards(known), named)
        await self._set_units(caller, room, cards, "radio:name", named.number)

    async def _set_units(
        self, caller: Caller, room: str, cards: Sequence[UnitCard], action: str, after: str
    ) -> None:
        self._channel(room)
        units = {c.number: Unit(room, c.number, c.post or "", cleaned(c.name)) for c in cards}
        for unit in units.values():
            if unit.post and unit.post not in self._directory.people:
                raise NoSuchPost(unit.post)
        note = self._note(caller, action, room, after)

        async def change(tx: Tx) -> None:
            await tx.radios.replace_units(room, list(units.values()))
            await tx.audit.add_all([note])

        await self._store.write(change)
        self.units[room] = tuple(sorted(units.values(), key=lambda unit: unit.number))

    # Inside

    def _channel(self, room_id: str) -> Room:
        room = self._rooms.get(room_id)
        if room is None or not room.radio:
            raise NoSuchRoom
        return room

    def _put(self, room_id: str, kind: str) -> None:
        room = self._rooms[room_id]
        own = device_id(room_id)
        members = room.members - {own} | ({own} if kind else frozenset())
        self._rooms[room_id] = replace(room, radio=kind, members=members)

    def _keep(self, token: Token) -> None:
        self._tokens[token.id] = self._by_hash[token.hash] = token

    def _changed(self, room: str) -> None:
        for changed in self._listeners:
            changed(room)

    def _note(self, caller: Caller, action: str, subject: str, after: str) -> Note:
        return Note(
            self._now_ms(), caller.person.id, action, subject, after=after, address=caller.address
        )

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)


def new_token(
    secrets: Secrets, token_id: str, room: str, label: str, now_ms: int
) -> tuple[Token, str]:
    """Make a token and its secret. BadText."""
    secret = secrets.new()
    return Token(token_id, room, secrets.hashed(secret), cleaned(label), now_ms), secret


def unit_cards(units: Sequence[Unit]) -> tuple[UnitCard, ...]:
    """A register as it is shown."""
    rows = (asdict(unit) for unit in units)
    return tuple(
        UnitCard(number=row["number"], post=row["post"] or None, name=row["name"]) for row in rows
    )
