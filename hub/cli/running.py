"""`posko run`: the city's hub, until it is told to stop."""

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from hub.adapters.logs import configure
from hub.adapters.port_taken import PortTaken
from hub.adapters.table import TableError
from hub.adapters.tls.lan import TlsError
from hub.cli.ending import FAILED, USAGE, fail
from hub.cli.greeting import Greeting
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import INSTALL_PORT, Settings
from hub.config_reading import ConfigError
from hub.main import STARTUP_ERRORS, Options, Running, serve

AsJson = Annotated[
    bool, typer.Option("--json", help="Satu baris JSON bila siap (one JSON line when ready).")
]


def run(config: ConfigFile = DEFAULT_FILE, as_json: AsJson = False) -> None:
    """Jalankan hub kota (run the city's hub)."""
    settings = read(config)

    def link(post: str, running: Running) -> str:
        return f"{settings.http.url}/masuk#{running.link_token(post)}"

    greeting = Greeting(settings, link, (), as_json)
    serve_until_stopped(settings, Options(), greeting, port_key="http.port =")


def serve_until_stopped(
    settings: Settings,
    options: Options,
    on_ready: Callable[[Running], Awaitable[None]],
    port_key: str,
) -> None:
    """Run a hub; what keeps it from starting ends in one line. port_key: what sets its port."""
    configure(settings.log.level, settings.log.json_lines)
    os.umask(0o077)  # What the hub writes is its owner's, in whatever folder it was told to.
    gc.collect()
    gc.freeze()  # What was loaded stays; to look through it again and again costs a twentieth.
    try:
        asyncio.run(serve(settings, on_ready, options))
    except PortTaken as error:
        moved_by = port_key if error.setting == "http.port" else f"{error.setting} ="
        fail(f"{error}. Coba (try) {moved_by} {_another(error.port, settings)}", FAILED)
    except STARTUP_ERRORS as error:
        fail(
            str(error), USAGE if isinstance(error, ConfigError | TableError | TlsError) else FAILED
        )


def _another(port: int, settings: Settings) -> int:
    """The next port that none of ours is to have."""
    http = settings.http
    ours = {port, http.port, http.install_port, INSTALL_PORT, settings.metrics.port}
    another = port % 65_535 + 1
    while another in ours:
        another = another % 65_535 + 1
    return another
