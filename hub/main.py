"""Composition root of the control plane: settings become objects, and objects one TaskGroup."""

import asyncio
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog

from hub.adapters.clock import SystemClock
from hub.adapters.directory import load_people, load_rooms
from hub.adapters.http.figures import Figures
from hub.adapters.http.guards import Hosts
from hub.adapters.http.server import PortTaken, bind, build, serving
from hub.adapters.http.sign_in import SignIn
from hub.adapters.media_link import MediaLink, WorkerFailed
from hub.adapters.network import local_ipv4
from hub.adapters.sio.commands import Commands
from hub.adapters.sio.gateway import Gateway
from hub.adapters.table import TableError
from hub.adapters.tokens import Links, Sessions, load_key
from hub.config import ConfigError, Settings
from hub.domain.floor import TALK_LIMIT_S
from hub.domain.people import Person
from hub.services.floors import FloorService
from hub.services.news import News, person_card
from hub.services.presence import Presence
from hub.services.ticker import Ticker
from hub.services.voices import VoiceService
from hub.wire.live import Hello
from hub.wire.worker import Setup

WORKER = (sys.executable, "-m", "hub.media.worker")
WEBAPP = Path(__file__).parent / "webapp"
VOICE_ID_BYTES = 16

STARTUP_ERRORS = (ConfigError, TableError, PortTaken, WorkerFailed)
"""What may keep a hub from starting; the text of each is one line for a person."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Running:
    """A hub that is up: what whoever started it may want to know or ask."""

    http_port: int
    udp_port: int
    people: dict[str, Person]
    link_token: Callable[[str], str]
    """Makes a one-time sign-in token for a post."""
    worker_pid: Callable[[], int | None]


@dataclass(frozen=True, slots=True)
class Options:
    """What tests and the demo need to be otherwise."""

    worker: Sequence[str] = WORKER
    webapp: Path = WEBAPP
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
    hub = _Hub(settings, options)
    sockets = bind(settings.http.listen, settings.http.port)
    port = sockets[0].getsockname()[1]
    if options.handle_signals:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, options.stop.set)
    figures = Figures(hub.sign_in.who_is, hub.link.stats)
    app = build(
        hub.hosts, hub.sign_in, figures, hub.gateway.attach, lambda: hub.link.up, options.webapp
    )
    not_started: Exception | None = None
    try:
        async with serving(app, sockets), asyncio.TaskGroup() as tasks:
            tasks.create_task(_until_stopped(tasks, hub, options.stop, on_ready, port))
    except* WorkerFailed as failed:
        not_started = failed.exceptions[0]
    finally:
        for listener in sockets:
            listener.close()
    if not_started:  # Not inside `except*`: older Pythons make a group of what is raised there.
        raise not_started
    log.info("stopped")


async def _until_stopped(
    tasks: asyncio.TaskGroup,
    hub: "_Hub",
    stop: asyncio.Event,
    on_ready: Callable[[Running], Awaitable[None]],
    port: int,
) -> None:
    beside = [
        tasks.create_task(hub.link.run(hub.voices)),
        tasks.create_task(hub.ticker.run()),
        tasks.create_task(hub.gateway.run()),
        tasks.create_task(_tell_ready(hub, on_ready, port)),
    ]
    try:
        await stop.wait()
        log.info("stopping")
    finally:
        for task in beside:
            task.cancel()
        await hub.gateway.close()


async def _tell_ready(
    hub: "_Hub", on_ready: Callable[[Running], Awaitable[None]], port: int
) -> None:
    await hub.link.until_ready()
    running = Running(
        http_port=port,
        udp_port=hub.link.port,
        people=hub.people,
        link_token=hub.links.issue,
        worker_pid=lambda: hub.link.pid,
    )
    log.info("ready", http_port=port, udp_port=hub.link.port)
    await on_ready(running)


class _Hub:
    """Every object of the control plane, each given what it needs."""

    def __init__(self, settings: Settings, options: Options) -> None:
        clock = SystemClock()
        self.people = load_people(settings.people.agencies, settings.city)
        rooms = load_rooms(settings.rooms.file, self.people)
        key = open_data(settings.data_dir)
        self.links = Links(key, settings.data_dir, clock)
        self.hosts = Hosts(settings.http.hosts, settings.http.url)
        self.sign_in = SignIn(
            self.people, self.links, Sessions(key, clock), settings.city, self.hosts.https
        )
        media = settings.media
        setup = Setup(
            listen=media.listen or local_ipv4(),
            advertise=media.advertise,
            port=media.port,
            talkers_mixed=media.talkers_mixed,
        )
        self.link = MediaLink(options.worker, setup, clock)
        self.gateway = Gateway(self.sign_in.who_is, self.hosts.same_origin, clock)
        presence = Presence()
        self.ticker = Ticker(clock)
        news = News(rooms, presence, self.gateway.outbox, clock, self.ticker)
        floors = FloorService(rooms, presence, self.link, news, clock, self.ticker)
        self.voices = VoiceService(
            rooms,
            presence,
            floors,
            self.link,
            news,
            clock,
            self.ticker,
            new_id=lambda: secrets.token_hex(VOICE_ID_BYTES),
        )
        for source in (floors.fire_due, self.voices.fire_due, news.fire_due):
            self.ticker.add(source)
        cards = tuple(person_card(person) for person in self.people.values())
        self.gateway.serve(
            Commands(self.voices, floors),
            self.voices,
            lambda person: Hello(
                time_ms=round(clock.now() * 1000),
                version=_version(),
                me=person_card(person),
                people=cards,
                rooms=news.cards_for(person),
                talk_limit_s=TALK_LIMIT_S,
            ),
        )


def open_data(data_dir: Path) -> bytes:
    """Make the data folder if need be and give its key. ConfigError when it cannot be used."""
    try:
        return load_key(data_dir)
    except OSError as error:
        raise ConfigError(
            f"data_dir = {data_dir}: tak dapat dipakai (cannot be used): {error.strerror}"
        ) from None


def new_link(settings: Settings, post: str) -> str:
    """Make a one-time sign-in link without a running hub. ConfigError for an unknown post."""
    people = load_people(settings.people.agencies, settings.city)
    if post not in people:
        known = ", ".join(people)
        raise ConfigError(f"jabatan tak dikenal (unknown post): {post!r}. Ada (known): {known}")
    links = Links(open_data(settings.data_dir), settings.data_dir, SystemClock())
    return f"{settings.http.url}/masuk#{links.issue(post)}"


def _version() -> str:
    with suppress(PackageNotFoundError):
        return version("posko")
    return "0"
