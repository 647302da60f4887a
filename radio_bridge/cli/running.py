"""`posko-radio run`: the bridge until it is told to stop."""

import asyncio
import signal
import sys
from pathlib import Path

import structlog

from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.cli.settings import DEFAULT, Config, fail, settings_of
from radio_bridge.config import Settings
from radio_bridge.main import Bridge, unkeying

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}

log = structlog.get_logger()


def run(config: Config = DEFAULT) -> None:
    """Jalankan jembatan radio (run the bridge)."""
    settings = settings_of(config)
    _log(settings)
    try:
        token = settings.hub.token_file.read_text().strip()
    except OSError as error:
        fail(f"hub.token_file: {settings.hub.token_file}: {error.strerror}")
    try:
        unkeying(settings)()  # What a bridge that was killed has left keyed.
    except OSError as error:
        log.warning("nothing could be un-keyed", why=str(error))
    link = HubLink(_link(settings, token))
    asyncio.run(_run(Bridge(settings, link), link))


def _link(settings: Settings, token: str) -> LinkSettings:
    return LinkSettings(
        url=settings.hub.url,
        token=token,
        folder=Path(settings.data_dir) / "outbox",
        channel=settings.hub.channel or None,
        ca=settings.hub.ca_file,
    )


async def _run(bridge: Bridge, link: HubLink) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(bridge.run()),
            group.create_task(link.run(bridge.channel)),
        ]
        await ended.wait()
        for task in tasks:
            task.cancel()


def _log(settings: Settings) -> None:
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log.json_lines
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[settings.log.level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
