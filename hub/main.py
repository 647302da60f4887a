"""Composition root of the control plane: settings become objects, and objects one TaskGroup."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from aiohttp import web

from hub.adapters.http.air_door import AirDoor
from hub.adapters.http.doors import Doors
from hub.adapters.http.install import InstallPage
from hub.adapters.http.server import Listener, build, serving
from hub.adapters.media_link import WorkerFailed
from hub.adapters.network import lan_ipv4
from hub.adapters.port_taken import PortTaken
from hub.adapters.tls.lan import TlsError, read_authority
from hub.assembly import Hub
from hub.config import Settings
from hub.domain.people import Person
from hub.domain.refusals import NotSaved
from hub.opening import OPENING_ERRORS, opened

WORKER = (sys.executable, "-m", "hub.media.worker")
WEBAPP = Path(__file__).parent / "webapp"

STARTUP_ERRORS = (*OPENING_ERRORS, TlsError, PortTaken, WorkerFailed)
"""What may keep a hub from starting; the text of each is one line for a person."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Running:
    """A hub that is up: what whoever started it may want to know or ask."""

    http_port: int
    udp_ports: list[int]
    """Where voices come in: one of each media worker."""
    people: dict[str, Person]
    link_token: Callable[[str], str]
    """Makes a one-time sign-in token for a post."""
    worker_pids: Callable[[], list[int | None]]
    """Of the media workers, while they run."""
    install_port: int | None = None
    """Where /pasang is on plain http, if anywhere."""
    metrics_port: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What tests and the demo need to be otherwise."""

    worker: Sequence[str] = WORKER
    webapp: Path = WEBAPP
    air: Path | None = None
    """Where a simulated radio takes handhelds, on a hub that is for learning."""
    handle_signals: bool = True
    stop: asyncio.Event = field(default_factory=asyncio.Event)


async def serve(
    settings: Settings,
    on_ready: Callable[[Running], Awaitable[None]],
    options: Options | None = None,
) -> None:
    """Run a hub until it is told to stop.

    `on_ready` is run beside it once media is ready. One of STARTUP_ERRORS when it cannot start.
    """
    options = options or Options()
    with opened(settings.data_dir) as key:
        await _serve(Hub(settings, options.worker, key), settings, on_ready, options)


async def _serve(
    hub: Hub,
    settings: Settings,
    on_ready: Callable[[Running], Awaitable[None]],
    options: Options,
) -> None:
    tls = hub.certificate.context if hub.certificate else None
    doors = Doors(settings.http, settings.metrics, tls)
    if options.handle_signals:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, options.stop.set)
    not_started: Exception | None = None
    try:
        served_at = _served_at(hub, settings, doors, options)
        async with asyncio.TaskGroup() as tasks:
            store = tasks.create_task(hub.store.run())
            await hub.load()
            async with serving(*served_at):
                await _until_stopped(tasks, hub, options.stop, on_ready, doors)
            store.cancel()
    except* (TlsError, WorkerFailed, PortTaken) as failed:
        not_started = failed.exceptions[0]
    finally:
        doors.close()
        hub.access.hasher.close()
        await hub.outgoing.close()
        await hub.store.close()
    if not_started:  # Not inside `except*`: older Pythons make a group of what is raised there.
        raise not_started
    log.info("stopped")


def _served_at(
    hub: Hub, settings: Settings, doors: Doors, options: Options
) -> list[tuple[web.Application, Listener]]:
    """Say what is served at which door. TlsError without an authority to install."""
    doors_within = (
        *(hub.sign_in, hub.figures, hub.command_door),
        *(hub.answering, hub.exports, hub.uploads, hub.downloads, hub.recordings.files),
    )
    routes = [route for door in doors_within for route in door.routes()]
    install = _install_page(hub, settings, doors)
    if install:
        routes += install.routes()
    if options.air:
        routes += AirDoor(options.air, hub.hosts).routes()
    pages = build(hub.hosts, routes, hub.gateway.attach, hub.state, options.webapp)
    served_at = [(pages, doors.pages)]
    if install and doors.install:
        pages.on_response_prepare.append(install.allow_check)
        served_at.append((install.plain_http(), doors.install))
    if doors.metrics:
        served_at.append((hub.metrics.app(), doors.metrics))
    return served_at


def _install_page(hub: Hub, settings: Settings, doors: Doors) -> InstallPage | None:
    if doors.install is None:
        return None
    return InstallPage(
        read_authority(hub.lan_files),
        settings.city,
        hub.hosts,
        lan_host=lan_ipv4() or "127.0.0.1",
        https_port=doors.pages.port,
        install_port=doors.install.port,
    )


async def _until_stopped(
    tasks: asyncio.TaskGroup,
    hub: Hub,
    stop: asyncio.Event,
    on_ready: Callable[[Running], Awaitable[None]],
    doors: Doors,
) -> None:
    beside = [
        tasks.create_task(hub.services.streams.run()),
        tasks.create_task(hub.services.air.run()),
        tasks.create_task(hub.calling.clock.run()),
        tasks.create_task(hub.calling.deliveries.run()),
        tasks.create_task(hub.calling.drills.run()),
        tasks.create_task(hub.rollcall.clock.run()),
        tasks.create_task(hub.rollcall.schedule.run()),
        tasks.create_task(hub.access.sessions.run()),
        tasks.create_task(hub.files.run()),
        tasks.create_task(hub.recordings.taker.run()),
        tasks.create_task(hub.media.run(hub.services.voices)),
        tasks.create_task(hub.ticker.run()),
        tasks.create_task(hub.gateway.run()),
        tasks.create_task(hub.watch.run()),
        tasks.create_task(hub.step_watch.run()),
        tasks.create_task(hub.copies.run()),
        tasks.create_task(_tell_ready(hub, on_ready, doors)),
    ]
    if hub.certificate:
        beside.append(tasks.create_task(hub.certificate.run()))
    if hub.phone:
        beside.append(tasks.create_task(hub.phone.run()))
    try:
        await stop.wait()
        hub.watch.supervisor.stopping()
        log.info("stopping")
    finally:
        for task in beside:
            task.cancel()
        await hub.gateway.close()
        with suppress(NotSaved):
            await hub.services.air.save_all()


async def _tell_ready(
    hub: Hub, on_ready: Callable[[Running], Awaitable[None]], doors: Doors
) -> None:
    await hub.media.until_ready()
    running = Running(
        http_port=doors.pages.port,
        udp_ports=hub.media.ports,
        people=hub.people,
        link_token=hub.links.issue,
        worker_pids=lambda: hub.media.pids,
        install_port=doors.install.port if doors.install else None,
        metrics_port=doors.metrics.port if doors.metrics else None,
    )
    hub.watch.supervisor.ready()
    log.info("ready", http_port=running.http_port, udp_ports=hub.media.ports)
    await on_ready(running)
