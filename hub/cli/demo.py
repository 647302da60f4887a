"""`posko demo`: a hub of Kota Probolinggo on this machine, that asks for no settings."""

from pathlib import Path
from typing import Annotated

import typer

from hub.adapters.network import has_ipv6_loopback, local_ipv4, udp_port_or_any
from hub.cli.ending import USAGE, fail
from hub.cli.greeting import Greeting
from hub.cli.running import AsJson, serve_until_stopped
from hub.config import ConfigError, Settings, check
from hub.main import Options, Running

POSTS = ("walikota", "operator", "admin", "bpbd", "dinkes", "dishub")


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Porta HTTP dan UDP; 0: bebas (any free).")
    ] = 8080,
    data: Annotated[Path, typer.Option(help="Folder data.")] = Path("var/demo"),
    listen: Annotated[str, typer.Option(help="Alamat HTTP (address).")] = "127.0.0.1",
    as_json: AsJson = False,
    worker: Annotated[str, typer.Option(hidden=True)] = "",
) -> None:
    """Jalankan hub contoh di komputer ini (run a demo hub on this machine)."""
    try:
        settings = _settings(port, data, listen)
    except ConfigError as error:
        fail(str(error), USAGE)

    def link(post: str, running: Running) -> str:
        host = f"{post}.localhost:{running.http_port}"
        return f"http://{host}/masuk#{running.link_token(post)}"

    options = Options(worker=tuple(worker.split())) if worker else Options()
    serve_until_stopped(
        settings, options, Greeting(settings, link, POSTS, as_json), port_key="--port"
    )


def _settings(port: int, data: Path, listen: str) -> Settings:
    addresses = local_ipv4()
    http_addresses = [listen]
    if listen == "127.0.0.1" and has_ipv6_loopback():
        http_addresses.append("::1")
    values = {
        "data_dir": data,
        "http": {
            "listen": http_addresses,
            "port": port,
            "hosts": ["localhost", "*.localhost", "127.0.0.1", "[::1]", *addresses],
        },
        "media": {"listen": addresses, "port": udp_port_or_any(addresses, port)},
    }
    return check(values, "demo", Path.cwd())
