"""The `posko` command as a process: what it prints, how it ends, how it refuses."""

import asyncio
import json
import os
import pty
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.contract.running_hub import FAKE_WORKER
from tests.nursery import Forked, nursery

LIMIT_S = 60.0
WORKER = " ".join(FAKE_WORKER)


async def posko(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Run to the end; give code, output and errors."""
    process = await start(*arguments, folder=folder)
    async with asyncio.timeout(LIMIT_S):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def start(*arguments: str, folder: Path) -> Forked:
    return await nursery().start(*arguments, folder=folder, errors=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_from_start_to_end(tmp_path: Path, number: signal.Signals) -> None:
    process = await start(
        "demo", "--no-radio", "--port", "0", "--json", "--worker", WORKER, folder=tmp_path
    )
    assert process.stdout
    async with asyncio.timeout(LIMIT_S):
        ready = json.loads(await process.stdout.readline())
    assert list(ready["links"]) == ["walikota", "operator", "admin", "bpbd", "dinkes", "dishub"]
    host, _, token = ready["links"]["dinkes"].partition("/masuk#")
    assert host == ready["url"].replace("localhost", "dinkes.localhost")
    async with aiohttp.ClientSession() as http:
        async with http.post(ready["url"] + "/api/link/use", json={"token": token}) as reply:
            assert (await reply.json())["me"]["id"] == "dinkes"
        process.send_signal(number)
        async with asyncio.timeout(3.0):
            out, err = await process.communicate()
    assert (process.returncode, out) == (0, b"")
    assert b"Traceback" not in err
    assert token.encode() not in err
    assert (tmp_path / "var" / "demo" / "secret.key").exists()


async def test_the_demo_prints_for_people(tmp_path: Path) -> None:
    process = await start("demo", "--no-radio", "--port", "0", "--worker", WORKER, folder=tmp_path)
    assert process.stdout
    lines: list[str] = []
    async with asyncio.timeout(LIMIT_S):
        while not lines or "dishub.localhost" not in lines[-1]:
            lines.append((await process.stdout.readline()).decode())
    process.send_signal(signal.SIGINT)
    await process.communicate()
    assert lines[1].startswith("Posko Kota Probolinggo siap (ready): http://localhost:")
    assert sum("/masuk#" in line for line in lines) == 6


async def test_enter_prints_fresh_links_and_ctrl_c_ends(tmp_path: Path) -> None:
    terminal, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.cli", "demo", "--no-radio", "--port", "0", "--worker", WORKER),
        *("--data", str(tmp_path)),
        stdin=theirs,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(theirs)
    assert process.stdout
    async with asyncio.timeout(LIMIT_S):
        printed = await process.stdout.readuntil(b"Ctrl-C")
        os.write(terminal, b"\n")
        again = await process.stdout.readuntil(b"Ctrl-C")
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(3.0):
        await process.communicate()
    os.close(terminal)
    links = [word for word in (printed + again).split() if b"/masuk#" in word]
    assert (process.returncode, len(links), len(set(links))) == (0, 12, 12)


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = await posko(
            "demo", "--no-radio", "--port", str(port), "--worker", WORKER, folder=tmp_path
        )
    code, out, err = result
    assert (code, out) == (1, "")
    assert err == (
        f"posko: 127.0.0.1 port {port} tak dapat dipakai (cannot be used): "
        f"Address already in use. Coba (try) --port {port + 1}\n"
    )


async def test_a_port_for_voices_that_is_taken(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        text = (
            'data_dir = "data"\n[http]\nport = 0\n'
            f'[media]\nlisten = ["127.0.0.1"]\nport = {port}\n[log]\nlevel = "warning"\n'
        )
        (tmp_path / "posko.toml").write_text(text)
        code, out, err = await posko("run", folder=tmp_path)
    assert (code, out) == (1, "")
    assert err == (
        f"posko: 127.0.0.1 port {port} (UDP) tak dapat dipakai (cannot be used): "
        f"Address already in use. Coba (try) media.port = {port + 1}\n"
    )


async def test_a_second_hub_on_the_same_data_is_told_who_holds_it(tmp_path: Path) -> None:
    first = await start(
        "demo", "--no-radio", "--port", "0", "--json", "--worker", WORKER, folder=tmp_path
    )
    assert first.stdout
    async with asyncio.timeout(LIMIT_S):
        await first.stdout.readline()
    code, out, err = await posko(
        "demo", "--no-radio", "--port", "0", "--worker", WORKER, folder=tmp_path
    )
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"posko: {tmp_path}/var/demo: sedang dipakai hub lain ")
    assert f"(in use by another hub): pid {first.pid}, " in err

    first.kill()  # However it ends, the next one can have it.
    await first.communicate()
    third = await start(
        "demo", "--no-radio", "--port", "0", "--json", "--worker", WORKER, folder=tmp_path
    )
    assert third.stdout
    async with asyncio.timeout(LIMIT_S):
        assert json.loads(await third.stdout.readline())["links"]
    third.terminate()
    await third.communicate()


async def test_backup_restore_and_verify_at_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text('data_dir = "data"\n[http]\nport = 0\n[media]\nport = 0\n')
    code, _, err = await posko("verify", folder=tmp_path)
    assert (code, err.count("\n")) == (1, 1)
    hub = await start("run", "--json", folder=tmp_path)
    assert hub.stdout
    async with asyncio.timeout(LIMIT_S):
        await hub.stdout.readline()
    code, out, _ = await posko("backup", "--to", "aman", "--recordings", folder=tmp_path)
    assert (code, "cadangan (backup): aman/posko-" in out) == (0, True)
    [archive] = (tmp_path / "aman").glob("*.tar")
    code, _, err = await posko("restore", str(archive), folder=tmp_path)
    assert (code, err.count("\n"), "in use by another hub" in err) == (1, 1, True)
    hub.terminate()
    await hub.communicate()

    (tmp_path / "data" / "posko.db").unlink()
    code, out, _ = await posko("restore", str(archive), folder=tmp_path)
    assert (code, "dikembalikan ke (restored to)" in out) == (0, True)
    code, out, _ = await posko("verify", folder=tmp_path)
    assert (code, out.splitlines()[-1]) == (0, "semua utuh (all is whole)")


async def test_who_lost_everything_is_helped_at_the_server(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text(
        'data_dir = "data"\n[http]\nport = 0\n[media]\nport = 0\nlisten = ["127.0.0.1"]\n'
    )
    code, link, _ = await posko("link", "admin", folder=tmp_path)
    hub = await start("run", "--json", folder=tmp_path)
    assert hub.stdout
    async with asyncio.timeout(LIMIT_S):
        url = json.loads(await hub.stdout.readline())["url"].replace("localhost", "127.0.0.1")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        body = {"token": link.strip().partition("#")[2]}
        async with http.post(url + "/api/link/use", json=body) as reply:
            assert reply.status == 200
        cookies = {cookie.key: cookie.value for cookie in jar}
    code, _, err = await posko("reset", "admin", folder=tmp_path)
    assert (code, "in use by another hub" in err) == (1, True)
    hub.terminate()
    await hub.communicate()

    code, out, _ = await posko("reset", "admin", folder=tmp_path)
    assert (code, out.splitlines()[0]) == (
        0,
        "admin: 1 perangkat dikeluarkan (devices signed out)",
    )
    assert (await posko("reset", "bpbd", folder=tmp_path))[0] == 2, "nobody holds it yet"
    hub = await start("run", "--json", folder=tmp_path)
    assert hub.stdout
    async with asyncio.timeout(LIMIT_S):
        url = json.loads(await hub.stdout.readline())["url"].replace("localhost", "127.0.0.1")
    async with (
        aiohttp.ClientSession(cookies=cookies) as http,
        http.get(url + "/api/me") as reply,
    ):
        assert reply.status == 401
    hub.terminate()
    await hub.communicate()


async def test_a_worker_that_does_not_start(tmp_path: Path) -> None:
    code, out, err = await posko(
        "demo", "--no-radio", "--port", "0", "--worker", f"{WORKER} port-taken", folder=tmp_path
    )
    assert (code, out) == (1, "")
    assert "media: cannot listen on UDP port 8080\n" in err
    assert err.endswith("posko: pekerja media tidak mau jalan "
                        "(media worker does not start), kode (code) 3\n")  # fmt: skip
    assert "Traceback" not in err


@pytest.mark.parametrize("command", [("run",), ("link", "walikota")])
async def test_bad_settings_are_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "posko.toml").write_text('data_dir = "data"\n[http]\nprot = 80\n')
    assert await posko(*command, folder=tmp_path) == (
        2,
        "",
        "posko: posko.toml: http.prot: kunci tak dikenal (unknown key) – maksudnya "
        "(did you mean) port? Ada: listen, port, hosts, public_url, tls_cert, tls_key, "
        "install_port\n",
    )


async def test_settings_that_are_not_there(tmp_path: Path) -> None:
    code, _, err = await posko("run", folder=tmp_path)
    assert (code, err) == (
        2,
        "posko: posko.toml: tak terbaca (cannot be read): No such file or directory\n",
    )


async def test_a_bad_table_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text('data_dir = "data"\n[rooms]\nfile = "ruang.csv"\n')
    (tmp_path / "ruang.csv").write_text("id,name,mode,members\numum,Umum,loud,*\n")
    code, _, err = await posko("run", folder=tmp_path)
    assert (code, err) == (
        2,
        "posko: ruang.csv:2: mode = 'loud': yang boleh (allowed): open, moderated, ptt\n",
    )


async def test_a_link_made_beside_the_hub(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text(
        'data_dir = "data"\n[http]\npublic_url = "https://posko.kota.go.id"\n'
    )
    code, out, _ = await posko("link", "walikota", folder=tmp_path)
    assert code == 0
    assert out.startswith("https://posko.kota.go.id/masuk#")
    code, _, err = await posko("link", "presiden", folder=tmp_path)
    assert code == 2
    assert err.startswith("posko: jabatan tak dikenal (unknown post): 'presiden'. Ada (known): ")
