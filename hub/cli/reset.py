"""`posko reset`: the way back for who lost every device and second factor; the hub is stopped."""

import asyncio
from typing import Annotated

import typer

from hub.adapters.logs import configure
from hub.adapters.store.seal import Seal
from hub.adapters.store.writer import SqlStore, Transaction
from hub.cli.ending import FAILED, USAGE, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import Settings
from hub.domain.officials import holders
from hub.domain.refusals import NotSaved
from hub.opening import OPENING_ERRORS, clock_of, opened
from hub.services.enrolments import voided


def reset(
    post: Annotated[str, typer.Argument(help="Id jabatan, mis. admin (id of a post).")],
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Lupakan sandi, passkey, dan semua perangkat satu jabatan (forget all ways in of a post)."""
    settings = read(config)
    configure("error", json_lines=False)
    try:
        with opened(settings.data_dir) as key:
            officials, sessions = asyncio.run(_reset(settings, key, post))
    except OPENING_ERRORS as error:
        fail(str(error), FAILED)
    except NotSaved as error:
        fail(f"tak dapat disimpan (cannot be saved): {error}", FAILED)
    if not officials:
        fail(f"{post}: tak ada pemegang jabatan (nobody holds this post)", USAGE)
    typer.echo(f"{post}: {sessions} perangkat dikeluarkan (devices signed out)")
    typer.echo(f"Tautan baru (a new link): posko link {post} --config {config}")


async def _reset(settings: Settings, key: bytes, post: str) -> tuple[int, int]:
    """Give how many hold the post, and how many sessions of theirs have ended."""
    clock = clock_of(settings.data_dir)
    now_ms = round(clock.now() * 1000)

    async def change(tx: Transaction) -> tuple[int, int]:
        book = await tx.people.load()
        officials = {a.official for a in holders(book.assignments.values(), post, now_ms)}
        ended = [s.id for s in await tx.sessions.load() if s.official in officials]
        for official in officials:
            await tx.credentials.forget(official)
        if officials:
            await tx.sessions.end(ended, now_ms, "reset")
            await tx.enrolments.save(voided(post, now_ms))
            await tx.audit.add(now_ms, "posko reset", "access:reset", post)
        return len(officials), len(ended)

    store = SqlStore(settings.data_dir, Seal(key), clock)
    writer = asyncio.create_task(store.run())
    try:
        return await store.write(change)
    finally:
        writer.cancel()
        await asyncio.wait([writer])
        await store.close()
