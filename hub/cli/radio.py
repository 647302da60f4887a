"""`posko radio`: radio channels and their bridges' tokens at the command line; the hub is stopped.

While it runs, an administrator does the same by its pages.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, TypeVar, get_args

import typer

from hub.adapters.directory import first_book, load_rooms
from hub.adapters.logs import configure
from hub.adapters.store.seal import Seal
from hub.adapters.store.writer import SqlStore, Transaction
from hub.adapters.tokens import RadioSecrets
from hub.cli.ending import FAILED, USAGE, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import Settings
from hub.domain.officials import persons
from hub.domain.radio import Channel, Kind, check_channel
from hub.domain.refusals import NotSaved, Refused
from hub.opening import OPENING_ERRORS, clock_of, opened
from hub.services.radio_register import MAKER, new_token

TOKEN_ID_BYTES = 8

Room = Annotated[str, typer.Argument(help="Id ruang, mis. darurat (id of a room).")]
T = TypeVar("T")

radio = typer.Typer(no_args_is_help=True, help="Kanal radio (radio channels); hub dihentikan.")


@radio.command("channel")
def channel(
    room: Room,
    kind: Annotated[
        str, typer.Option(help="Izin radio (licence): poc, isr, krap, amatir.")
    ] = "isr",
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Jadikan ruang PTT kanal radio (make a push-to-talk room a radio channel)."""
    settings = read(config)
    kinds: dict[str, Kind] = {known: known for known in get_args(Kind)}
    if kind not in kinds:
        fail(f"--kind: {', '.join(kinds)}; bukan (not) {kind}", USAGE)
    _check_room(settings, room)

    async def change(tx: Transaction, now_ms: int) -> None:
        await tx.radios.save_channel(Channel(room, kinds[kind]))
        await tx.audit.add(now_ms, MAKER, "radio:save", room, after=kind)

    in_store(settings, change)
    typer.echo(f"{room}: kanal radio (radio channel), {kind}")


@radio.command("token")
def token(
    room: Room,
    label: Annotated[str, typer.Option(help="Untuk mengenalinya (to know it by).")] = "",
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Terbitkan token jembatan radio; tampil sekali ini (issue a bridge's token, shown once)."""

    async def change(tx: Transaction, now_ms: int) -> str | None:
        if room not in {known.room for known in await tx.radios.channels()}:
            return None
        made, secret = new_token(
            RadioSecrets(), secrets.token_hex(TOKEN_ID_BYTES), room, label, now_ms
        )
        await tx.radios.save_token(made)
        await tx.audit.add(now_ms, MAKER, "radio:token", room, after=made.id)
        return secret

    secret = in_store(read(config), change)
    if secret is None:
        fail(f"{room}: bukan kanal radio (no radio channel); posko radio channel {room}", USAGE)
    typer.echo(secret)


@radio.command("revoke")
def revoke(
    token_id: Annotated[str, typer.Argument(help="Id token, dari posko radio list.")],
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Cabut token (revoke a token)."""

    async def change(tx: Transaction, now_ms: int) -> bool:
        for known in await tx.radios.tokens():
            if known.id == token_id:
                await tx.radios.save_token(replace(known, revoked_ms=known.revoked_ms or now_ms))
                await tx.audit.add(now_ms, MAKER, "radio:revoke", known.room, after=known.id)
                return True
        return False

    if not in_store(read(config), change):
        fail(f"{token_id}: token tak dikenal (unknown token)", USAGE)
    typer.echo(f"{token_id}: dicabut (revoked)")


@radio.command("list")
def show(config: ConfigFile = DEFAULT_FILE) -> None:
    """Daftar kanal dan tokennya (channels and their tokens)."""

    async def look(tx: Transaction, _: int) -> list[str]:
        lines = []
        tokens = await tx.radios.tokens()
        for known in await tx.radios.channels():
            lines.append(f"{known.room}  {known.kind}")
            for one in tokens:
                if one.room == known.room:
                    state = "dicabut (revoked)" if one.revoked_ms else "berlaku (good)"
                    issued = datetime.fromtimestamp(one.issued_ms / 1000, UTC).date()
                    lines.append(f"  {one.id}  {issued}  {state}  {one.label}")
        return lines

    for line in in_store(read(config), look):
        typer.echo(line)


def _check_room(settings: Settings, room: str) -> None:
    """End in one line when the room cannot be a channel."""
    posts = {p.id: p for p in persons(first_book(settings.people.agencies, settings.city), 0)}
    try:
        check_channel(load_rooms(settings.rooms.file, posts).get(room))
    except OPENING_ERRORS as error:
        fail(str(error), USAGE)
    except Refused:
        fail(f"{room}: tak ada ruang PTT bernama itu (no push-to-talk room of that id)", USAGE)


def in_store(settings: Settings, change: Callable[[Transaction, int], Awaitable[T]]) -> T:
    """Do it in the store of a hub that is stopped."""
    configure("error", json_lines=False)
    try:
        with opened(settings.data_dir) as key:
            return asyncio.run(_done(settings, key, change))
    except OPENING_ERRORS as error:
        fail(str(error), FAILED)
    except NotSaved as error:
        fail(f"tak dapat disimpan (cannot be saved): {error}", FAILED)


async def _done(
    settings: Settings, key: bytes, change: Callable[[Transaction, int], Awaitable[T]]
) -> T:
    clock = clock_of(settings.data_dir)
    now_ms = round(clock.now() * 1000)
    store = SqlStore(settings.data_dir, Seal(key), clock)
    writer = asyncio.create_task(store.run())
    try:
        return await store.write(lambda tx: change(tx, now_ms))
    finally:
        writer.cancel()
        await asyncio.wait([writer])
        await store.close()
