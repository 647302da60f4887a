"""`posko watchdog`: looks at a hub from outside, and tells people when it is down, and back."""

import asyncio
import os
import signal
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import structlog
import typer

from hub.adapters.clock import SystemClock
from hub.adapters.logs import configure
from hub.adapters.notify.message import Messages
from hub.adapters.notify.ntfy import Ntfy
from hub.adapters.notify.outgoing import Outgoing
from hub.adapters.notify.phone_process import PhoneLink
from hub.adapters.notify.phone_settings import number_plan, phone_setup
from hub.adapters.notify.speech import Speech
from hub.adapters.outside.health_page import HealthPage
from hub.adapters.outside.state_file import StateFile
from hub.adapters.outside.ways import ByMessage, ByNtfy, ByPhone
from hub.adapters.watchdog import LoopWatch, Supervisor
from hub.cli.ending import FAILED, USAGE, fail
from hub.config_reading import ConfigError
from hub.config_watchdog import Watchdog, parse
from hub.domain.outage import Patience, Place, trial
from hub.domain.phone_numbers import NotDialled, dialled, masked
from hub.services.outside import Note, OutsideWatch, Way
from hub.wire.http import UTC_OFFSET_H

DEFAULT_FILE = Path("watchdog.toml")
STATE = "state.json"
SPEECH = "speech"

log = structlog.get_logger()


def watchdog(
    config: Annotated[
        Path, typer.Option("--config", "-c", help="Berkas pengaturan (settings file, TOML).")
    ] = DEFAULT_FILE,
    test: Annotated[
        bool,
        typer.Option(
            "--test", help="Tunjukkan dan kirim kabar uji (show a trial message, and send it)."
        ),
    ] = False,
) -> None:
    """Awasi hub dari luar (watch the hub from outside); contoh (example): deploy/watchdog.toml."""
    try:
        settings = parse(config.read_text(encoding="utf-8"), config.name, config.resolve().parent)
        configure("error" if test else settings.log.level, settings.log.json_lines)
        os.umask(0o077)
        watch = Parts.of(settings)
    except UnicodeDecodeError:
        fail(f"{config}: bukan UTF-8 (not UTF-8)", USAGE)
    except OSError as error:
        name = error.filename or config
        fail(f"{name}: tak dapat dipakai (cannot be used): {error.strerror}", USAGE)
    except ConfigError as error:
        fail(str(error), USAGE)
    if test:
        if not asyncio.run(_try(watch)):
            raise typer.Exit(FAILED)
    else:
        asyncio.run(_run(watch))


@dataclass(frozen=True)
class Parts:
    """What a watchdog is made of."""

    settings: Watchdog
    clock: SystemClock
    page: HealthPage
    ways: Mapping[str, Way]
    outgoing: Outgoing
    link: PhoneLink | None
    place: Place

    @staticmethod
    def of(settings: Watchdog) -> "Parts":
        """Make them. ConfigError, OSError."""
        clock = SystemClock()
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        outgoing = Outgoing(clock)
        link = PhoneLink(phone_setup(settings.phone), clock) if settings.phone.server else None
        place = Place(settings.city, settings.language, settings.zone, UTC_OFFSET_H[settings.zone])
        page = HealthPage(settings.hub, settings.limit_s, _trust(settings))
        return Parts(settings, clock, page, _ways(settings, outgoing, link), outgoing, link, place)


async def _run(parts: Parts) -> None:
    """Watch until told to end."""
    settings = parts.settings
    supervisor = Supervisor(os.environ)
    watch = OutsideWatch(
        parts.page,
        parts.ways,
        StateFile(settings.data_dir / STATE),
        parts.place,
        Patience(settings.down_after, settings.back_after),
        settings.every_s,
        parts.clock,
        _note,
    )
    tasks = [asyncio.create_task(watch.run())]
    tasks.append(asyncio.create_task(LoopWatch(parts.clock, supervisor).run()))
    if parts.link:
        tasks.append(asyncio.create_task(parts.link.run()))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, tasks[0].cancel)
    supervisor.ready()
    log.info("watching", hub=settings.hub, ways=list(parts.ways))
    try:
        with suppress(asyncio.CancelledError):
            await tasks[0]
    finally:
        supervisor.stopping()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await parts.outgoing.close()


async def _try(parts: Parts) -> bool:
    """Ask the hub once, and send a trial by every way; are they all good?"""
    running = asyncio.create_task(parts.link.run()) if parts.link else None
    try:
        failed = await parts.page.look()
        state = f"tidak siap (not ready): {failed}" if failed else "siap (ready)"
        typer.echo(f"{parts.settings.hub}: {state}")
        words = trial(parts.place)
        good = failed is None
        for name, way in parts.ways.items():
            typer.echo(f"{name}: «{words.title}» {words.text}")
            why = await way.tell(words)
            typer.echo(f"  gagal (failed): {why}" if why else "  terkirim (sent)")
            good = good and why is None
        return good
    finally:
        if running:
            running.cancel()
            await asyncio.wait([running])
        await parts.outgoing.close()


def _ways(settings: Watchdog, outgoing: Outgoing, link: PhoneLink | None) -> dict[str, Way]:
    """Give them by a name that holds no secret and stays the same. ConfigError."""
    ways: dict[str, Way] = {}
    if settings.ntfy.url:
        ntfy = Ntfy(settings.ntfy.url, settings.ntfy.token, settings.hub, outgoing)
        ways |= {f"ntfy {topic}": ByNtfy(ntfy, topic) for topic in settings.ntfy.topics}
    if settings.message.url:
        messages = Messages(settings.message.url, settings.hub)
        for place, to in enumerate(settings.message.to, 1):
            ways[f"message {place}"] = ByMessage(messages, to, settings.hub)
    if link:
        plan, language = number_plan(settings.phone), settings.phone.language
        speech = Speech(settings.data_dir / SPEECH, language)
        for place, typed in enumerate(settings.phone.numbers, 1):
            try:
                number = dialled(typed, plan)
            except NotDialled as refused:
                raise ConfigError(
                    f"phone.numbers = {typed!r}: tidak diputar (not dialled): {refused.why}"
                ) from None
            ways[f"phone {place} ({masked(number)})"] = ByPhone(link, speech, number, language)
    return ways


def _trust(settings: Watchdog) -> ssl.SSLContext | None:
    """Give whom to trust when the city has an authority of its own. ConfigError."""
    if settings.ca is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(settings.ca))
    except OSError as error:
        why = error.strerror or "bukan PEM (not PEM)"
        raise ConfigError(f"ca = {settings.ca}: tak terbaca (cannot be read): {why}") from None


def _note(note: Note) -> None:
    about = {key: value for key, value in (("way", note.way), ("why", note.why)) if value}
    bad = note.what in ("hub does not answer", "hub is down", "not told")
    (log.error if bad else log.info)(note.what, **about)
