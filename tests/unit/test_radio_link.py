"""The link to the hub ends no radio: whatever goes wrong in it is said, and tried again."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
from structlog.testing import capture_logs

from radio_bridge.adapters import service_manager
from radio_bridge.adapters.clock import now_s
from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.adapters.hub_socket import HubGone
from radio_bridge.cli.running import _check, _token
from radio_bridge.config import Settings
from tests.bridge.linked import Scripted
from tests.bridge.simulated import settings


class AtOnce(random.Random):
    """Nobody waits."""

    def random(self) -> float:
        return 0.0


@asynccontextmanager
async def running(given: LinkSettings) -> AsyncIterator[tuple[HubLink, "asyncio.Task[None]"]]:
    link = HubLink(given, AtOnce())
    task = asyncio.create_task(link.run(Scripted()))
    yield link, task
    task.cancel()
    await asyncio.wait([task])


async def test_a_fault_nobody_thought_of_is_said_and_the_radio_goes_on(tmp_path: Path) -> None:
    nowhere = LinkSettings("https://127.0.0.1:9", "token", tmp_path, ca=tmp_path / "none.pem")
    with capture_logs() as logged:
        async with running(nowhere) as (_, task):
            async with asyncio.timeout(5.0):
                while not logged:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            assert not task.done()
    assert "FileNotFoundError" in logged[0]["why"]


async def test_another_connection_may_count_its_grants_from_anywhere(tmp_path: Path) -> None:
    link, bridge = HubLink(LinkSettings("http://127.0.0.1:9", "", tmp_path)), Scripted()
    link._bridge = bridge

    def granted(number: int) -> None:
        at_ms = round(now_s() * 1000)
        word = {"grant": number, "state": "granted", "at_ms": at_ms, "limit_s": 60.0}
        link._heard("grant", word)

    granted(1_900_000_000)
    granted(7)
    assert [grant for grant, *_ in bridge.grants] == [1_900_000_000]
    with pytest.raises(HubGone):
        await link._linked()  # It connects anew, to nobody.
    granted(7)
    assert [grant for grant, *_ in bridge.grants] == [1_900_000_000, 7]
    await link._outbox.close()


async def test_systemd_hears_of_it_as_long_as_the_loop_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_manager, "PING_S", 0.05)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        telling = asyncio.create_task(service_manager.keep_told(environment))
        await asyncio.sleep(0.3)
        said = [systemd.recv(99) for _ in range(3)]
        assert said == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        telling.cancel()
    await service_manager.keep_told({})


def at(folder: Path, **hub: object) -> Settings:
    given = settings()
    token = folder / "token"
    changed = given.hub.model_copy(update={"token_file": token, **hub})
    return given.model_copy(update={"hub": changed, "data_dir": folder / "data"})


def test_what_is_needed_later_is_missed_at_the_start_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    (tmp_path / "ca.pem").write_text("no certificate")
    well = at(tmp_path)
    _check(well)
    assert well.data_dir.is_dir()
    (tmp_path / "file").write_text("")
    for look in (
        lambda: _token(well),
        lambda: _check(at(tmp_path, ca_file=tmp_path / "none.pem")),
        lambda: _check(at(tmp_path, ca_file=tmp_path / "ca.pem")),
        lambda: _check(well.model_copy(update={"data_dir": tmp_path / "file" / "data"})),
    ):
        with pytest.raises(typer.Exit):
            look()
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 1 and str(tmp_path) in said[0], said
