"""Setting a hub up from the command line: init, certificates for the LAN, a demo for phones."""

import asyncio
import json
import os
import pty
import re
import signal
import socket
import ssl
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from pydantic import BaseModel

from hub.adapters.clock import SystemClock
from hub.adapters.network import lan_ipv4
from hub.adapters.tls.authority import Subjects
from hub.adapters.tls.lan import LanFiles, keep_up
from hub.config import Settings, parse
from tests.contract.test_command_line import LIMIT_S, WORKER, posko, start

SETTINGS = 'data_dir = "data"\n'
TLS = '[http]\nport = 0\ntls_cert = "data/tls/hub.crt"\ntls_key = "data/tls/hub.key"\n'


async def test_the_first_settings(tmp_path: Path) -> None:
    code, out, err = await posko("init", "--city", 'Kota "Lain"', folder=tmp_path)
    assert (code, err) == (0, "")
    settings = parse((tmp_path / "posko.toml").read_text(), "posko.toml", tmp_path)
    assert settings.city == 'Kota "Lain"'
    assert settings.http.public_url is None
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    for step in ("posko tls init", "posko run", "posko link admin", "deploy/posko.service"):
        assert step in out


async def test_every_key_that_is_commented_out_is_one_that_may_be_set(tmp_path: Path) -> None:
    await posko("init", "--url", "https://posko.kota.go.id", folder=tmp_path)
    text = (tmp_path / "posko.toml").read_text()
    uncommented = [line.removeprefix("# ") if " = " in line else line for line in text.splitlines()]
    settings = parse("\n".join(uncommented), "posko.toml", tmp_path)
    assert settings.http.public_url == "https://posko.kota.go.id"
    assert settings.metrics.port == 9108
    known = {name: field.annotation for name, field in Settings.model_fields.items()}
    written = tomllib.loads("\n".join(uncommented))
    assert written.keys() == known.keys()
    for name, section in known.items():
        if isinstance(section, type) and issubclass(section, BaseModel):
            fields = section.model_fields.items()
            assert written[name].keys() == {field.alias or key for key, field in fields}, name
    default = parse('data_dir = "data"', "posko.toml", tmp_path)
    assert settings.media.port == default.media.port
    assert (settings.http.listen, settings.http.hosts) == (default.http.listen, default.http.hosts)


async def test_settings_that_are_there_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text("mine")
    assert await posko("init", folder=tmp_path) == (
        2,
        "",
        "posko: posko.toml: sudah ada (is there already). Timpa (overwrite): --force\n",
    )
    assert (tmp_path / "posko.toml").read_text() == "mine"
    assert (await posko("init", "--force", folder=tmp_path))[0] == 0
    assert tomllib.loads((tmp_path / "posko.toml").read_text())["data_dir"] == "data"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--url", "posko"), "posko: posko.toml: http.public_url = 'posko': yang boleh"),
        (("--city", "x" * 81), "posko: posko.toml: city = 'xxx"),
        (("--data", "file/data"), "posko: file/data: tak dapat dibuat (cannot be made): Not a dir"),
    ],
)
async def test_what_cannot_be_set_up_is_one_line_and_leaves_nothing(
    tmp_path: Path, arguments: tuple[str, ...], line: str
) -> None:
    (tmp_path / "file").touch()
    code, out, err = await posko("init", *arguments, folder=tmp_path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.replace(f"{tmp_path}/", "").startswith(line)
    assert not (tmp_path / "posko.toml").exists()


async def test_at_a_terminal_it_asks_for_what_has_no_good_default(tmp_path: Path) -> None:
    terminal, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.cli", "init", "--config", str(tmp_path / "posko.toml")),
        *("--data", str(tmp_path / "data")),
        stdin=theirs,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(theirs)
    os.write(terminal, b"Kota Batu\n\n")
    async with asyncio.timeout(LIMIT_S):
        await process.communicate()
    os.close(terminal)
    written = tomllib.loads((tmp_path / "posko.toml").read_text())
    assert (process.returncode, written["city"], written["http"]) == (0, "Kota Batu", {})


async def test_a_certificate_for_the_lan(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text(SETTINGS)
    code, out, err = await posko("tls", "init", "--name", "posko.lan", folder=tmp_path)
    assert (code, err) == (0, "")
    files = LanFiles(tmp_path / "data" / "tls")
    authority = x509.load_pem_x509_certificate(files.ca_certificate.read_bytes())
    assert "SHA-256 " in out and str(authority.not_valid_after_utc.date()) in out
    assert "/pasang" in out and "█" in out
    advice = out[out.index("  [http]") : out.index("Lalu jalankan")]
    told = parse(SETTINGS + advice, "posko.toml", tmp_path)
    assert told.http.public_url == "https://posko.lan:8080"
    assert (told.http.tls_cert, told.http.tls_key) == (files.certificate, files.key)
    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = Subjects.in_certificate(leaf)
    assert names.names == ("localhost", "posko.lan")
    assert lan_ipv4() is None or lan_ipv4() in [str(address) for address in names.addresses]

    before = files.certificate.read_bytes()
    code, out, _ = await posko("tls", "init", folder=tmp_path)
    assert (code, files.certificate.read_bytes()) == (0, before), "names are remembered"
    assert out.count("tetap (kept)") == 2


async def test_what_it_says_goes_under_what_init_wrote(tmp_path: Path) -> None:
    await posko("init", "--url", "https://posko.kota.go.id", folder=tmp_path)
    code, out, _ = await posko("tls", "init", "--name", "posko.lan", folder=tmp_path)
    where, advice = out[: out.index("Lalu jalankan")].split("\n\n", 1)[1].split("\n\n", 1)
    assert code == 0
    assert "di bawah [http] yang sudah ada" in where
    assert where.endswith("(ganti yang sudah ada (replace what is there): public_url)")
    written = (tmp_path / "posko.toml").read_text()
    pasted = re.sub("^public_url.*\n", "", written, flags=re.M).replace(
        "[http]\n", f"[http]\n{advice}"
    )
    told = parse(pasted, "posko.toml", tmp_path)
    assert told.http.public_url == "https://posko.lan:8080"
    assert told.http.tls_cert == LanFiles(tmp_path / "data" / "tls").certificate


async def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text(SETTINGS)
    assert await posko("tls", "init", "--name", "*.lan", folder=tmp_path) == (
        2,
        "",
        "posko: --name '*.lan': yang boleh nama DNS (allowed: a DNS name)\n",
    )


async def test_certificates_that_cannot_be_served_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text(SETTINGS + TLS.replace("data/tls", "city"))
    files, other = LanFiles(tmp_path / "city"), LanFiles(tmp_path / "other")
    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    ours = Subjects.of(["posko.lan"], [])

    async def refused() -> str:
        code, out, err = await posko("run", folder=tmp_path)
        assert (code, out, err.count("\n")) == (2, "", 1), err
        return err.replace(f"{tmp_path}/", "")

    cert, key = "posko: http.tls_cert = city/hub.crt:", "posko: http.tls_key = city/hub.key:"
    assert await refused() == f"{cert} tak terbaca (cannot be read): No such file or directory\n"
    kept = keep_up(files, "Kota", ours, now - timedelta(days=400))
    ended = kept.leaf.not_valid_after_utc.date()
    assert await refused() == f"{cert} kedaluwarsa sejak (expired on) {ended}\n"
    keep_up(files, "Kota", ours, now)
    keep_up(other, "Kota", ours, now)
    good = files.key.read_bytes()
    for damage, why in (
        (other.key.read_bytes(), "bukan kunci dari (is not the key of) http.tls_cert"),
        (good[:40], "bukan kunci PEM (not a PEM key)"),
        (b"", "bukan kunci PEM (not a PEM key)"),
    ):
        files.key.write_bytes(damage)
        assert (await refused()).startswith(f"{key} {why}")
    files.key.write_bytes(good)
    files.certificate.write_bytes(b"no")
    assert await refused() == f"{cert} bukan sertifikat PEM (not a PEM certificate)\n"


async def test_a_hub_that_does_not_run_is_not_healthy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    (tmp_path / "posko.toml").write_text(f"{SETTINGS}[http]\nport = {port}\n")
    assert await posko("health", folder=tmp_path) == (
        1,
        "",
        f"posko: hub tidak siap (is not ready): 127.0.0.1 port {port}: ConnectionRefusedError\n",
    )


async def test_a_demo_for_phones(tmp_path: Path) -> None:
    host = lan_ipv4()
    if host is None:
        pytest.skip("this machine is on no network")
    arguments = ("demo", "--no-radio", "--lan", "--port", "0", "--data", "data", "--worker", WORKER)
    process = await start(*arguments, "--json", folder=tmp_path)
    assert process.stdout
    async with asyncio.timeout(LIMIT_S):
        ready = json.loads(await process.stdout.readline())
    origin, _, token = ready["links"]["dinkes"].partition("/masuk#")
    assert origin == f"https://{host}:{ready['url'].rpartition(':')[2]}"
    trust = ssl.create_default_context(cafile=tmp_path / "data" / "tls" / "ca.crt")
    async with aiohttp.ClientSession() as phone:
        async with phone.get(ready["install_url"]) as page:
            assert (page.status, page.url.host) == (200, host)
        for at in (origin, ready["url"], origin.replace(host, "127.0.0.1")):
            async with phone.get(f"{at}/health/ready", ssl=trust) as reply:
                assert reply.status == 200, at
        use = phone.post(f"{origin}/api/link/use", json={"token": token}, ssl=trust)
        async with use as reply:
            assert reply.headers["Set-Cookie"].startswith("__Host-posko=")
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(3.0):
        _, err = await process.communicate()
    assert process.returncode == 0 and b"Traceback" not in err


async def test_a_demo_for_phones_says_what_they_must_do(tmp_path: Path) -> None:
    host = lan_ipv4()
    if host is None:
        pytest.skip("this machine is on no network")
    process = await start(
        "demo", "--no-radio", "--lan", "--port", "0", "--worker", WORKER, folder=tmp_path
    )
    assert process.stdout
    text = ""
    async with asyncio.timeout(LIMIT_S):
        while "Satu tautan, satu ponsel" not in text:
            text += (await process.stdout.readline()).decode()
    process.send_signal(signal.SIGINT)
    await process.communicate()
    assert f"siap (ready): https://{host}:" in text
    assert text.count(f"https://{host}:") == 7 and text.count("/masuk#") == 6
    assert text.count("/pasang") == 1 and "pasang sertifikatnya sekali" in text
    assert "▀▀▀▀▀▀" in text


async def test_a_demo_for_phones_without_a_network(tmp_path: Path) -> None:
    """One line, and the demo of this machine."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path.cwd())!r}); import hub.cli.demo\n"
        "sys.modules['hub.cli.demo'].lan_ipv4 = lambda: None\n"
        "from hub.cli import main; main()"
    )
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-c",
            code,
            "demo",
            "--no-radio",
            "--lan",
            "--port",
            "0",
            "--json",
            "--worker",
            WORKER,
        ),
        cwd=tmp_path,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    async with asyncio.timeout(LIMIT_S):
        ready = json.loads(await process.stdout.readline())
    process.send_signal(signal.SIGINT)
    _, err = await process.communicate()
    assert ready["url"].startswith("http://localhost:")
    assert err.decode().startswith("posko: tak ada alamat LAN; ")
