"""Hubs that start fast: one process has loaded what a hub loads, and forks one for each test.

Each is a process of its own as `posko` is, to be signalled and killed; only the second in which
Python loads its modules is saved. How the command itself starts is for tests/contract.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

REQUEST_MAX_BYTES = 10_000


@dataclass(frozen=True)
class Pipe:
    """Where something is read."""

    reader: asyncio.StreamReader
    transport: asyncio.ReadTransport

    @staticmethod
    async def of(number: int) -> "Pipe":
        """Read at the end of a pipe that has this number."""
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(number, "rb", 0)
        )
        return Pipe(reader, transport)


class Forked:
    """A hub, as far as the tests use asyncio.subprocess.Process."""

    def __init__(self, pid: int, stdout: "Pipe", end: "Pipe") -> None:
        self.pid, self.stdout = pid, stdout.reader
        self.returncode: int | None = None
        self._end = end
        self._pipes = (stdout, end)

    async def wait(self) -> int:
        """Give the exit code once it has ended."""
        if self.returncode is None:
            self.returncode = int(await self._end.reader.readline())
            for pipe in self._pipes:
                pipe.transport.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


class Nursery:
    """The process that forks, as long as the tests run."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.hub_nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    async def start(self, *arguments: str) -> Forked:
        """Run `posko` with these arguments."""
        stdout, end = os.pipe(), os.pipe()
        request = json.dumps(arguments).encode()
        socket.send_fds(self._orders, [request], [stdout[1], end[1]])
        os.close(stdout[1])
        os.close(end[1])
        said, ended = await Pipe.of(stdout[0]), await Pipe.of(end[0])
        return Forked(int(await ended.reader.readline()), said, ended)

    def close(self) -> None:
        """End it; a hub that runs goes on."""
        self._orders.close()
        self._process.wait()


def main(orders: socket.socket) -> None:
    """Fork a hub for each order until nobody is left to give one."""
    import hub.cli.running
    import hub.main  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits here for those who mind a hub.
    while True:
        request, pipes, *_ = socket.recv_fds(orders, REQUEST_MAX_BYTES, 2)
        if not request:
            return
        arguments, (stdout, end) = json.loads(request), pipes
        if os.fork() == 0:
            orders.close()
            _mind(arguments, stdout, end)
        os.close(stdout)
        os.close(end)


def _mind(arguments: Sequence[str], stdout: int, end: int) -> NoReturn:
    """Start the hub, say its number, and when it has ended its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(end)
        _run(arguments, stdout)
    os.close(stdout)
    os.write(end, f"{pid}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(end, f"{code}\n".encode())
    os._exit(0)


def _run(arguments: Sequence[str], stdout: int) -> NoReturn:
    """Be the hub."""
    from hub.cli import main as posko

    os.dup2(stdout, 1)
    os.close(stdout)
    sys.argv = ["posko", *arguments]
    code: object = 0
    try:
        posko()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
