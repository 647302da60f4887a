"""The hub as a service manager sees it: ready when people can join, alive, and asked to end."""

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from tests.contract.test_command_line import LIMIT_S, WORKER, start


async def test_the_service_manager_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(LIMIT_S)
        process = await start(
            "demo", "--no-radio", "--port", "0", "--worker", WORKER, folder=tmp_path
        )
        heard: list[bytes] = []
        while heard.count(b"WATCHDOG=1") < 3 or b"READY=1" not in heard:
            heard.append(await asyncio.to_thread(systemd.recv, 99))
        process.send_signal(signal.SIGTERM)
        while heard[-1] != b"STOPPING=1":
            heard.append(await asyncio.to_thread(systemd.recv, 99))
        async with asyncio.timeout(LIMIT_S):
            await process.communicate()
    assert process.returncode == 0
    assert heard.count(b"READY=1") == 1
