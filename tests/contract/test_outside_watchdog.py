"""`posko watchdog` against a real hub that is killed, and an ntfy server that notes everything."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.contract.running_hub import FAKE_WORKER, until
from tests.contract.test_command_line import posko, start
from tests.nursery import Forked
from tests.push_service import Peer, peer

DOWN, BACK = "Posko tidak menjawab", "Posko menjawab lagi"
WORKER = " ".join(FAKE_WORKER)


@pytest.fixture
async def service() -> AsyncIterator[Peer]:
    async with peer() as made:
        made.status = 200
        yield made


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settings(folder: Path, port: int, more: str) -> None:
    (folder / "watchdog.toml").write_text(
        f'hub = "http://127.0.0.1:{port}"\ncity = "Kota Contoh"\n'
        f"every_s = 1.0\nlimit_s = 0.5\ndown_after = 2\nback_after = 2\n{more}"
    )


def ntfy(service: Peer) -> str:
    return f'[ntfy]\nurl = "{service.url}"\ntoken = "tk_1"\ntopics = ["posko-operator"]\n'


def told(service: Peer) -> list[str]:
    return [json.loads(body)["title"] for _, _, body in service.came]


@asynccontextmanager
async def hub(folder: Path, port: int) -> AsyncIterator[Forked]:
    """A demo hub in a process of its own, at this port each time."""
    process = await start(
        "demo", "--no-radio", "--port", str(port), "--json", "--worker", WORKER, folder=folder
    )
    assert process.stdout
    try:
        async with asyncio.timeout(60):
            await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Forked]:
    """A watchdog; it has to end cleanly when told to."""
    process = await start("watchdog", folder=folder)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            _, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        assert b"Traceback" not in err
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_a_hub_that_is_killed_is_told_once_and_once_when_it_is_back(
    tmp_path: Path, service: Peer
) -> None:
    port = free_port()
    settings(tmp_path, port, ntfy(service))
    async with watching(tmp_path):
        async with hub(tmp_path, port) as running:
            running.kill()
            await until(lambda: service.came)
        async with hub(tmp_path, port):
            await until(lambda: len(service.came) == 2)
    assert told(service) == [DOWN, BACK]
    down, back = ((path, headers, json.loads(body)) for path, headers, body in service.came)
    for path, headers, message in (down, back):
        assert path == "/" and headers["Authorization"] == "Bearer tk_1"
        assert message["topic"] == "posko-operator" and message["priority"] == 5
        assert message["click"] == f"http://127.0.0.1:{port}"
        assert "actions" not in message, "there is nothing to answer"
    assert "Kota Contoh tidak menjawab sejak" in down[2]["message"]
    assert "(sambungan ditolak)" in down[2]["message"]
    assert "menjawab lagi sejak" in back[2]["message"]


async def test_a_watchdog_that_is_killed_says_nothing_twice_and_forgets_nothing(
    tmp_path: Path, service: Peer
) -> None:
    port = free_port()
    settings(tmp_path, port, ntfy(service))
    state = tmp_path / "watchdog-data" / "state.json"

    def kept() -> dict[str, Any]:
        read: dict[str, Any] = json.loads(state.read_text()) if state.exists() else {"told": {}}
        return read

    first = await start("watchdog", folder=tmp_path)
    await until(lambda: kept()["told"].get("ntfy posko-operator") == 1)
    first.kill()
    await first.communicate()
    async with watching(tmp_path) as second:
        assert second.stderr
        async with asyncio.timeout(20):
            while b"does not answer" not in (line := await second.stderr.readline()):
                assert b"is down" not in line, "it had been told"
                if b"watching" in line:
                    break
        async with hub(tmp_path, port):
            await until(lambda: len(service.came) == 2)
    assert told(service) == [DOWN, BACK]


async def test_news_nobody_takes_wait_and_only_the_newest_is_told(
    tmp_path: Path, service: Peer
) -> None:
    port = free_port()
    service.status = 503
    settings(tmp_path, port, ntfy(service))
    async with watching(tmp_path):
        await until(lambda: service.came)
        assert told(service) == [DOWN]
        async with hub(tmp_path, port):
            state = tmp_path / "watchdog-data" / "state.json"
            await until(lambda: json.loads(state.read_text())["watched"]["number"] == 2)
            service.came.clear()
            service.status = 200
            await until(lambda: service.came)
    assert set(told(service)) == {BACK}
    assert json.loads(state.read_text())["told"] == {"ntfy posko-operator": 2}


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, "<html>Situs sedang dirawat</html>", "yang menjawab bukan Posko"),
        (200, '{"ok": false}', "hub belum siap"),
        (302, "", "yang menjawab bukan Posko"),
        (502, "Bad Gateway", "hub belum siap"),
        (0, "", "tidak ada jawaban"),
    ],
)
async def test_what_answers_instead_of_the_hub_is_not_the_hub(
    tmp_path: Path, service: Peer, status: int, body: str, why: str
) -> None:
    stop = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        assert request.path == "/health/ready"
        if not status:
            await stop.wait()
        return web.Response(status=status or 500, text=body, headers={"Location": "/masuk"})

    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    settings(tmp_path, server.port or 0, ntfy(service))
    try:
        async with watching(tmp_path):
            await until(lambda: service.came)
    finally:
        stop.set()
        await server.close()
    ((_, _, said),) = service.came
    assert f"({why})" in json.loads(said)["message"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Of apprise.
async def test_a_trial_shows_what_it_sends_and_says_what_came_of_it(
    tmp_path: Path, service: Peer
) -> None:
    port = free_port()
    by_apprise = service.url.replace("http://", "json://")
    more = f'[message]\nurl = "{by_apprise}/to/{{address}}"\nto = ["-1001234567890"]\n'
    settings(tmp_path, port, ntfy(service) + more)
    code, out, err = await posko("watchdog", "--test", folder=tmp_path)
    assert (code, err) == (1, ""), "there is no hub"
    lines = out.splitlines()
    assert lines[0] == f"http://127.0.0.1:{port}: tidak siap (not ready): refused"
    assert lines[1].startswith("ntfy posko-operator: «Uji pengawas Posko» Ini uji dari")
    assert lines[3].startswith("message 1: «Uji pengawas Posko»")
    assert lines[2] == lines[4] == "  terkirim (sent)"
    by_ntfy, by_message = service.came
    assert json.loads(by_ntfy[2])["title"] == "Uji pengawas Posko"
    assert by_message[0] == "/to/-1001234567890"
    assert json.loads(by_message[2])["message"].endswith(f"\nhttp://127.0.0.1:{port}")
    service.status = 401
    async with hub(tmp_path, port):
        code, out, _ = await posko("watchdog", "--test", folder=tmp_path)
    assert code == 1
    assert out.splitlines()[0].endswith(": siap (ready)")
    assert out.splitlines()[2] == "  gagal (failed): refused"
    assert out.splitlines()[4] == "  gagal (failed): unreachable"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "hub: harus diisi (must be set): http(s)://"),
        ('hub = "posko.kota.example"', "hub = 'posko.kota.example': yang boleh http(s)://"),
        ('hub = "http://h"', "belum ada yang dikabari (nobody is told yet)"),
        ('hub = "http://h"\nevery = 1', "every: kunci tak dikenal (unknown key)"),
        ('hub = "http://h"\nevery_s = 0.1', "every_s = 0.1: yang boleh detik 1–3600"),
        ('hub = "http://h"\n[ntfy]\nurl = "http://n"', "ntfy.topics: harus diisi bersama"),
        ('hub = "http://h"\n[ntfy]\ntopics = ["a/b"]', "ntfy.topics = 'a/b': yang boleh daftar"),
        ('hub = "http://h"\n[message]\nto = ["1"]', "message.url: harus diisi bersama"),
        (
            'hub = "http://h"\nca = "none.crt"\n[ntfy]\nurl = "http://n"\ntopics = ["a"]',
            "tak terbaca (cannot be read): No such file",
        ),
        (
            'hub = "http://h"\n[phone]\nserver = "192.0.2.1"\nuser = "p"\nnumbers = ["112"]',
            "phone.numbers = '112': tidak diputar (not dialled): emergency",
        ),
    ],
)
async def test_a_mistake_in_its_settings_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "watchdog.toml").write_text(text)
    code, out, err = await posko("watchdog", folder=tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith("posko: ") and err.count("\n") == 1
    assert said in err


async def test_without_settings_it_says_which_file_it_wants(tmp_path: Path) -> None:
    code, _, err = await posko("watchdog", folder=tmp_path)
    assert code == 2 and "watchdog.toml: tak dapat dipakai (cannot be used)" in err
