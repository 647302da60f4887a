"""The media worker's main: `python -m hub.media.worker --fd N`, N one end of a socket pair.

It lives as long as the hub holds the other end. Exit codes: 0 the hub hung up, 3 a UDP port
cannot be had (the hub is told which, and why).
"""

import argparse
import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from hub.media.control import LINE_MAX, Control
from hub.media.mesh import Mesh
from hub.media.meters import Meters
from hub.media.notice_words import NoticeWords
from hub.media.record_files import RecordFiles
from hub.media.recorder import Recorder
from hub.media.rooms import Rooms
from hub.media.udp_port import UdpPort, open_ports
from hub.realtime import go_first
from hub.wire.worker import NoPort, Ready, RecordingStopped, Setup, Shelf, Tell

NO_PORT = 3


class NotOurs(Exception):
    """An address is not ours, or its port is taken."""

    def __init__(self, no_port: NoPort) -> None:
        super().__init__(f"cannot listen on UDP {no_port.address}:{no_port.port}: {no_port.why}")
        self.no_port = no_port


def main() -> None:
    """Run until the hub hangs up."""
    parser = argparse.ArgumentParser(description="Media worker of Posko; started by the hub.")
    parser.add_argument("--fd", type=int, required=True, help="socket pair end to speak with")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the hub, which hangs up.
    code = 0
    try:
        asyncio.run(_run(socket.socket(fileno=arguments.fd)))
    except* NotOurs:
        code = NO_PORT
    sys.exit(code)  # Not inside `except*`: older Pythons make a group of what is raised there.


async def _run(link: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=link, limit=LINE_MAX)
    meters = Meters()
    async with asyncio.TaskGroup() as tasks:

        def set_up(setup: Setup) -> Rooms:
            try:
                ports = _open(setup)
            except NotOurs as refused:
                control.tell(refused.no_port)
                raise
            recorder = _recorder(setup.shelf, meters, control.tell)
            notice = NoticeWords(_words(setup.shelf))
            mesh = Mesh.inherited(setup.mesh.hears, setup.mesh.reaches) if setup.mesh else None
            talkers, advertise = setup.talkers_mixed, setup.advertise
            rooms = Rooms(ports, advertise, talkers, meters, control.tell, recorder, notice, mesh)
            running.append(tasks.create_task(rooms.ticker.run()))
            running.append(tasks.create_task(rooms.spare_time.run()))
            _settle()
            control.tell(Ready(port=rooms.port))
            return rooms

        running: list[asyncio.Task[None]] = []
        control = Control(writer, set_up)
        await control.serve(reader)
        for task in running:
            task.cancel()
        if control.rooms is not None:
            control.rooms.close()
    writer.close()


def _recorder(shelf: Shelf | None, meters: Meters, tell: Callable[[Tell], None]) -> Recorder | None:
    """Make what records; what its thread tells goes to the hub by the loop."""
    if shelf is None:
        return None
    loop = asyncio.get_running_loop()

    def told(news: Tell) -> None:
        if isinstance(news, RecordingStopped):
            recorder.stopped(news.recording)
        tell(news)

    def from_thread(news: Tell) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is over: the next worker tells it.
            loop.call_soon_threadsafe(told, news)

    files = RecordFiles(
        Path(shelf.folder),
        shelf.leave_free_bytes,
        meters.faults,
        from_thread,
        Path(shelf.making or shelf.folder),
        [Path(folder) for folder in shelf.adopt],
    )
    recorder = Recorder(files, tell)
    return recorder


def _words(shelf: Shelf | None) -> Path | None:
    return Path(shelf.notice) if shelf and shelf.notice else None


def _open(setup: Setup) -> list[UdpPort]:
    try:
        return open_ports(setup.listen, setup.port)
    except (OSError, ValueError) as refused:
        address, why = ", ".join(setup.listen), str(refused)
        if isinstance(refused, OSError):
            address, why = refused.filename or address, refused.strerror or why
        no_port = NoPort(address=address, port=setup.port, why=why)
        raise NotOurs(no_port) from refused


def _settle() -> None:
    """Go before other processes if we may, and never scan again what was made at the start."""
    go_first("the media worker does not rest: for a while it goes before nobody")
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
