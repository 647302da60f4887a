"""`posko-radio run`: the bridge until it is told to stop."""

import asyncio
import gc
import os
import signal
import ssl
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from radio_bridge.adapters import service_manager
from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.adapters.keyer import claimed, sentence
from radio_bridge.adapters.putting_down import unkeying
from radio_bridge.cli.settings import DEFAULT, Config, fail, settings_of
from radio_bridge.config import Settings
from radio_bridge.main import Bridge

NICE = -10
"""Sound is due each 10 ms, whatever else the machine does."""
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}

log = structlog.get_logger()


def run(config: Config = DEFAULT) -> None:
    """Jalankan jembatan radio (run the bridge)."""
    settings = settings_of(config)
    _log(settings)
    token = _token(settings)
    _check(settings)
    _unkey(settings)
    link = HubLink(_link(settings, token))
    _settle()
    asyncio.run(_run(Bridge(settings, link), link))


def _settle() -> None:
    """Go before other processes if we may, and never scan again what was made at the start.

    To look through all that was loaded holds the loop for up to 60 ms: a hole in a word.
    """
    with suppress(PermissionError):  # An ordinary account: its unit file may grant it.
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    gc.collect()
    gc.freeze()


def _token(settings: Settings) -> str:
    path = settings.hub.token_file
    try:
        return path.read_text().strip()
    except OSError as error:
        fail(f"hub.token_file: {path}: {error.strerror}")
    except UnicodeDecodeError:
        fail(f"hub.token_file: {path}: bukan teks (no text)")


def _check(settings: Settings) -> None:
    """See that what will be needed later is there, and end in one line where it is not."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        if not os.access(settings.data_dir, os.W_OK | os.X_OK):
            fail(f"data_dir: {settings.data_dir}: tak boleh ditulisi (may not be written to)")
    except OSError as error:
        fail(f"data_dir: {settings.data_dir}: {error.strerror}")
    authority = settings.hub.ca_file
    if authority is None:
        return
    try:
        ssl.create_default_context(cafile=authority)
    except OSError as error:  # An SSLError is one.
        fail(f"hub.ca_file: {authority}: {error.strerror or error}")


def _unkey(settings: Settings) -> None:
    """Put down what a bridge that was killed has left keyed; one that lives is left alone."""
    if settings.ptt.kind == "none":
        return
    try:
        lock = claimed(settings.ptt.device)
        try:
            unkeying(settings)()
        finally:
            os.close(lock)
    except OSError as error:
        log.warning("nothing could be un-keyed", why=sentence(settings.ptt.device, error))


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
            group.create_task(service_manager.keep_told()),
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
