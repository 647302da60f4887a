"""Commands that start fast: one process has loaded what `posko` loads, and forks one for each test.

Each is a process of its own as `posko` is, to be signalled and killed, and so is a hub's media
worker; only the second in which Python loads their modules is saved. That the command itself
starts is seen where a test runs `python -m hub.cli`.
"""

import asyncio
import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from asyncio import StreamReader
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

REQUEST_MAX_BYTES = 100_000
ENDED_S = 10.0
WORKER = ("-m", "hub.media.worker")


class Pipe:
    """Where something is read."""

    def __init__(self, reader: StreamReader, transport: asyncio.ReadTransport) -> None:
        self.reader, self.transport = reader, transport

    @staticmethod
    async def of(number: int) -> "Pipe":
        """Read at the end of a pipe that has this number."""
        reader = StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(number, "rb", 0)
        )
        return Pipe(reader, transport)


class Forked:
    """A process, as far as the tests use asyncio.subprocess.Process."""

    def __init__(self, pid: int, end: Pipe, out: Sequence[Pipe] = ()) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._end, self._out = end, out

    @property
    def stdout(self) -> StreamReader:
        """What it prints."""
        return self._out[0].reader

    @property
    def stderr(self) -> StreamReader:
        """What it says of errors, where that is asked for."""
        return self._out[1].reader

    async def wait(self) -> int:
        """Give the exit code once it has ended; nothing is read of it any more."""
        if self.returncode is None:
            self.returncode = int(await self._end.reader.readline())
            for pipe in (self._end, *self._out):
                pipe.transport.close()
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        """Read what it says to its end."""
        out, err = await asyncio.gather(*(pipe.reader.read() for pipe in self._out))
        await self.wait()
        return out, err

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, if it has not."""
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that forks, as long as the tests run."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # No thread outlives a fork.
        )
        theirs.close()

    async def start(
        self, *arguments: str, folder: Path | None = None, errors: bool = False
    ) -> Forked:
        """Run `posko` with these arguments in a folder.

        errors: what it says of errors is read by the test, not shown.
        """
        order = {"do": "posko", "arguments": arguments, "folder": str(folder or Path.cwd())}
        return await _ordered(self._orders, order | {"env": dict(os.environ)}, 1 + errors)

    async def worker(self, link: int, *, errors: bool = False) -> Forked:
        """Run a media worker at the end of a link to it.

        errors: what it says of errors is read by the test as `stdout`, and not shown.
        """
        return await _ordered(self._orders, {"do": "worker"}, int(errors), link)

    def close(self) -> None:
        """End it; what runs goes on."""
        self._orders.close()
        self._process.wait(ENDED_S)


@functools.cache
def nursery() -> Nursery:
    """Give the one of these tests; it ends with them."""
    kept = Nursery()
    atexit.register(kept.close)
    return kept


async def _ordered(
    orders: socket.socket, order: dict[str, Any], streams: int, *files: int
) -> Forked:
    """Have a process forked that prints to so many pipes and is given files."""
    pipes = [os.pipe() for _ in range(1 + streams)]
    theirs = [theirs for _, theirs in pipes]
    socket.send_fds(orders, [json.dumps(order).encode()], [*theirs, *files])
    for number in theirs:
        os.close(number)
    end, *out = [await Pipe.of(ours) for ours, _ in pipes]
    return Forked(int(await end.reader.readline()), end, out)


def main(orders: socket.socket) -> None:
    """Fork a command or a worker for each order until nobody is left to give one."""
    gc.disable()  # What is being loaded stays: no collector need walk through it.
    import hub.cli
    from hub.adapters.store.migrate import migrate

    for command in pkgutil.iter_modules(hub.cli.__path__, "hub.cli."):
        if not command.name.endswith("__main__"):
            importlib.import_module(command.name)
    importlib.import_module("hub.main")
    importlib.import_module("hub.media.worker")
    with tempfile.TemporaryDirectory() as folder:  # What a new hub's migrations load, and prepare.
        migrate(Path(folder), 0.0)
    gc.collect()
    gc.freeze()  # What is loaded stays shared: no collection touches it.
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits here for those who mind one.
    asked, ask = socket.socketpair(type=socket.SOCK_SEQPACKET)
    runs: dict[str, Run] = {"posko": functools.partial(_posko, ask), "worker": _worker}
    with selectors.DefaultSelector() as waiting:
        waiting.register(orders, selectors.EVENT_READ)
        waiting.register(asked, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                assert isinstance(key.fileobj, socket.socket)
                request, files, *_ = socket.recv_fds(key.fileobj, REQUEST_MAX_BYTES, 3)
                if not request:
                    return
                if os.fork() == 0:
                    for kept in (waiting, orders, asked):
                        kept.close()
                    order = json.loads(request)
                    _mind(functools.partial(runs[order["do"]], order, *files[1:]), *files)
                for number in files:
                    os.close(number)


Run = Callable[..., object]


def _mind(run: Callable[[], object], end: int, *given: int) -> NoReturn:
    """Start one, say its number, and when it has ended its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(end)
        _ending(run)
    for number in given:
        os.close(number)
    with contextlib.suppress(BrokenPipeError):  # Who asked may be gone.
        os.write(end, f"{pid}\n".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.write(end, f"{code}\n".encode())
    os._exit(0)


def _ending(run: Callable[[], object]) -> NoReturn:
    """Be what is asked for, to its end."""
    code: object = 0
    try:
        run()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _posko(ask: socket.socket, order: dict[str, Any], *streams: int) -> None:
    """Be the command, whose media workers are forked as well."""
    from hub.cli import main as posko

    execute: Any = asyncio.create_subprocess_exec

    async def start(program: str, *rest: str, **options: Any) -> Any:
        alone = len(options.get("pass_fds", ())) == 1  # Numbers of a mesh hold in a child only.
        if rest[:2] != WORKER or not alone:
            return await execute(program, *rest, **options)
        return await _ordered(ask, {"do": "worker"}, 0, int(rest[rest.index("--fd") + 1]))

    asyncio.create_subprocess_exec = start
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["env"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, stream in enumerate(streams, 1):
        os.dup2(stream, number)
        os.close(stream)
    sys.argv = ["posko", *order["arguments"]]
    posko()


def _worker(_: dict[str, Any], *files: int) -> None:
    """Be a media worker at the end of a hub's link, which is the last of the files."""
    from hub.media.worker import main as work

    *errors, link = files
    for number in errors:
        os.dup2(number, 2)
        os.close(number)
    os.setsid()
    sys.argv = ["worker", "--fd", str(link)]
    work()


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
