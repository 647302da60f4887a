"""A real hub in a process of its own, on loopback and free ports, and links into it."""

import asyncio
import contextlib
import json
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.adapters.clock import SystemClock
from hub.adapters.tokens import Links, load_key
from tests.nursery import Forked
from tests.ready_data import prepare

SETTINGS = """
city = "Kota Probolinggo"
data_dir = "var"
[http]
listen = ["127.0.0.1"]
port = 0
{tls}
[media]
listen = {media}
port = 0
[log]
level = "warning"
"""
TLS = """
tls_cert = "var/tls/hub.crt"
tls_key = "var/tls/hub.key"
install_port = 0
"""


@dataclass(frozen=True)
class HubProcess:
    """A hub that is ready."""

    port: int
    pid: int
    worker_pid: int
    data_dir: Path
    install_port: int | None = None

    def token(self, post: str) -> str:
        """Make a one-time token that signs a post in."""
        return Links(load_key(self.data_dir), SystemClock()).issue(post)

    def link(self, post: str) -> str:
        """Make a one-time link for a post, on a host of its own."""
        return f"http://{post}.localhost:{self.port}/masuk#{self.token(post)}"


Start = Callable[..., Awaitable[Process | Forked]]


async def executed(*arguments: str) -> Process:
    """Start `posko` with these arguments."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub.cli", *arguments, stdout=asyncio.subprocess.PIPE
    )


@contextlib.asynccontextmanager
async def hub_process(
    folder: Path,
    media: Sequence[str] = ("127.0.0.1",),
    *,
    start: Start = executed,
    tls: bool = False,
    second_factor: str = "required",
    more: str = "",
    port: int = 0,
) -> AsyncIterator[HubProcess]:
    """Run `posko run` until the block ends, then see that it ends cleanly.

    media: the addresses it listens at for voices. start: how it is started.
    tls: with certificates that are in var/tls.
    second_factor: whether administrators must prove one. more: further settings.
    port: where it listens for pages; 0 takes a free one.
    """
    prepare(folder / "var")
    settings = folder / "posko.toml"
    listen = json.dumps(list(media))
    text = SETTINGS.replace("{media}", listen).replace("{tls}", TLS if tls else "")
    text += f'[security]\nsecond_factor = "{second_factor}"\n{more}'
    settings.write_text(text.replace("port = 0", f"port = {port}", 1), encoding="utf-8")
    process = await start("run", "--config", str(settings), "--json")
    assert process.stdout is not None
    try:
        said = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        port = int(said["url"].rpartition(":")[2])
        yield HubProcess(
            port, process.pid, int(said["worker_pids"][0]), folder / "var", said.get("install_port")
        )
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()
