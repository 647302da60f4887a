"""The service manager is told, and a loop that stood still is counted, logged, and shown where."""

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from hub.adapters.clock import SystemClock
from hub.adapters.watchdog import BEAT_S, STALL_S, LoopWatch, Supervisor
from tests.town import FakeClock

LIMIT_S = 5.0
SILENT = Supervisor({})


@contextlib.contextmanager
def manager(address: str | bytes) -> Iterator[socket.socket]:
    """Stand in for systemd at a notify socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address)
        listening.settimeout(LIMIT_S)
        yield listening


@pytest.mark.parametrize("abstract", [False, True])
def test_the_manager_is_told(tmp_path: Path, abstract: bool) -> None:
    name = f"posko-{os.getpid()}"
    address = f"\0{name}" if abstract else str(tmp_path / "notify")
    with manager(address) as systemd:
        supervisor = Supervisor({"NOTIFY_SOCKET": f"@{name}" if abstract else address})
        supervisor.ready()
        supervisor.ping()
        supervisor.stopping()
        assert [systemd.recv(99) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_without_a_manager_nothing_is_sent() -> None:
    SILENT.ready()
    SILENT.ping()
    assert SILENT.ping_every_s is None


def test_a_manager_that_is_gone_ends_nothing(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as said:
        Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ping()
    assert [line["event"] for line in said] == ["service manager not told"]


@pytest.mark.parametrize(
    ("environment", "every_s"),
    [
        ({"WATCHDOG_USEC": "10000000"}, 5.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, 5.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "often"}, None),
    ],
)
def test_how_often_it_is_pinged(environment: dict[str, str], every_s: float | None) -> None:
    assert Supervisor(environment).ping_every_s == every_s


async def test_the_loop_pings_for_as_long_as_it_turns(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with manager(address) as systemd:
        supervisor = Supervisor({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "100000"})
        watch = asyncio.create_task(LoopWatch(SystemClock(), supervisor).run())
        for _ in range(3):
            assert await asyncio.to_thread(systemd.recv, 99) == b"WATCHDOG=1"
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        systemd.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while systemd.recv(99):
                pass
        assert not [t for t in threading.enumerate() if t.name == "loop-watch"], "it ends too"


def test_a_stall_is_counted_and_told_once_with_its_length() -> None:
    clock = FakeClock()
    watch = LoopWatch(clock, SILENT)
    with structlog.testing.capture_logs() as said:
        for passed_s in (BEAT_S, BEAT_S + STALL_S - 0.01, BEAT_S + 0.7, BEAT_S):
            clock.advance(passed_s)
            watch.beat()
    assert watch.stalls == 1
    assert watch.stalled_s == pytest.approx(0.7)
    assert said == [{"event": "event loop stood still", "seconds": 0.7, "log_level": "warning"}]


async def test_a_long_stall_shows_where_the_loop_stands_and_no_values() -> None:
    told = threading.Event()

    def hear(_: object, __: str, line: dict[str, object]) -> str:
        lines.append(line)
        if "stack" in line:
            told.set()
        return ""

    lines: list[dict[str, object]] = []
    before = structlog.get_config()
    structlog.configure(
        processors=[hear], logger_factory=structlog.ReturnLoggerFactory(), wrapper_class=None
    )
    try:
        watch = asyncio.create_task(LoopWatch(SystemClock(), SILENT, dump_after_s=0.2).run())
        await asyncio.sleep(0)
        password = "rahasia" + "123"
        assert told.wait(LIMIT_S), password  # The loop stands still here, until it was seen.
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
    finally:
        structlog.configure(**before)
    stack = str(next(line["stack"] for line in lines if "stack" in line))
    assert "test_a_long_stall_shows" in stack and "told.wait" in stack
    assert password not in stack
