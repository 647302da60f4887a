"""`posko demo`: a hub of Kota Probolinggo on this machine, that asks for no settings."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.adapters.clock import SystemClock
from hub.adapters.network import (
    has_ipv6_loopback,
    lan_ipv4,
    local_ipv4,
    local_names,
    tcp_port_or_any,
    udp_port_or_any,
)
from hub.adapters.tls.authority import fingerprint, this_machine
from hub.adapters.tls.lan import LanFiles, TlsError, keep_up
from hub.cli.ending import USAGE, fail
from hub.cli.greeting import ForPhones, Greeting
from hub.cli.running import AsJson, serve_until_stopped
from hub.cli.training import Training, there_is_one
from hub.config import DATA, Settings, check
from hub.config_reading import ConfigError
from hub.main import WORKER, Options, Running

POSTS = ("walikota", "operator", "admin", "bpbd", "dinkes", "dishub")
NO_LAN = (
    "posko: tak ada alamat LAN; hanya untuk komputer ini (no LAN address; for this machine only)"
)


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Porta HTTP dan UDP; 0: bebas (any free).")
    ] = 8080,
    data: Annotated[Path, typer.Option(help="Folder data.")] = Path("var/demo"),
    listen: Annotated[str, typer.Option(help="Alamat HTTP (address).")] = "127.0.0.1",
    lan: Annotated[
        bool,
        typer.Option(
            "--lan", help="Untuk ponsel di jaringan ini, lewat https (for phones on the LAN)."
        ),
    ] = False,
    radio: Annotated[
        bool, typer.Option(help="Dengan radio tiruan dan HT di /ht (with a simulated radio).")
    ] = True,
    as_json: AsJson = False,
    worker: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Jalankan hub contoh di komputer ini (run a demo hub on this machine)."""
    lan_host = lan_ipv4() if lan else None
    if lan and lan_host is None:
        typer.echo(NO_LAN, err=True)
    with_radio = radio and there_is_one()
    try:
        settings = _settings(port, data, listen, lan_host is not None, with_radio)
        phones = _phones(settings, lan_host) if lan_host else None
    except (ConfigError, TlsError) as error:
        fail(str(error), USAGE)

    def link(post: str, running: Running) -> str:
        host = lan_host or f"{post}.localhost"
        origin = f"{settings.http.scheme}://{host}:{running.http_port}"
        return f"{origin}/masuk#{running.link_token(post)}"

    training = Training(settings) if with_radio else None
    if training:
        training.prepare()
    options = Options(
        worker=tuple(worker.split()) or WORKER, air=training.socket if training else None
    )
    greeting = Greeting(settings, link, POSTS, as_json, phones, radio=training is not None)

    async def on_ready(running: Running) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(greeting(running))
            if training:
                group.create_task(training.run(running))

    serve_until_stopped(settings, options, on_ready, port_key="--port")


def _settings(port: int, data: Path, listen: str, for_lan: bool, with_radio: bool) -> Settings:
    addresses = local_ipv4()
    http_addresses = list(addresses) if for_lan else [listen]
    if (for_lan or listen == "127.0.0.1") and has_ipv6_loopback():
        http_addresses.append("::1")
    http: dict[str, Any] = {
        "listen": http_addresses,
        "port": port,
        "hosts": ["localhost", "*.localhost", "127.0.0.1", "[::1]", *addresses],
    }
    if for_lan:
        files = LanFiles(data / "tls")
        http |= {
            "tls_cert": files.certificate,
            "tls_key": files.key,
            "install_port": tcp_port_or_any(addresses, port + 1) if port else 0,
        }
    media = {"listen": addresses, "port": udp_port_or_any(addresses, port)}
    values = {
        "data_dir": data,
        "http": http,
        "media": media,
        # The administrator's screens are to be tried without a passkey.
        "security": {"second_factor": "optional"},
    }
    if with_radio:
        values["rooms"] = {"file": DATA / "demo_rooms.csv"}
    return check(values, "demo", Path.cwd())


def _phones(settings: Settings, lan_host: str) -> ForPhones:
    """Make or renew the certificate. TlsError."""
    subjects = this_machine(local_names(), local_ipv4())
    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    kept = keep_up(LanFiles(settings.data_dir / "tls"), settings.city, subjects, now)
    if kept.left_out.addresses and lan_host in map(str, kept.left_out.addresses):
        folder = settings.data_dir / "tls"
        raise TlsError(
            f"{lan_host}: di luar batas CA (outside of the CA's limits). Hapus (remove) {folder}"
        )
    return ForPhones(lan_host, fingerprint(kept.authority))
