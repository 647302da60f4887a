"""The `posko` command: demo, run, link. The only place that reads arguments and prints."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hub.adapters.http.server import PortTaken
from hub.adapters.logs import configure
from hub.adapters.network import has_ipv6_loopback, local_ipv4, udp_port_or_any
from hub.adapters.table import TableError
from hub.config import ConfigError, Settings, check, parse
from hub.main import STARTUP_ERRORS, Options, Running, new_link, serve

DEMO_POSTS = ("walikota", "operator", "admin", "bpbd", "dinkes", "dishub")
FAILED = 1
USAGE = 2

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Posko: pusat koordinasi suara kota (a city's real-time voice coordination hub).",
)

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", help="Berkas pengaturan (settings file, TOML).")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Satu baris JSON bila siap (one JSON line when ready).")
]


def main() -> None:
    """Entry point."""
    app()


@app.command()
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
        settings = _demo_settings(port, data, listen)
    except ConfigError as error:
        _fail(str(error), USAGE)

    def link(post: str, running: Running) -> str:
        host = f"{post}.localhost:{running.http_port}"
        return f"http://{host}/masuk#{running.link_token(post)}"

    options = Options(worker=tuple(worker.split())) if worker else Options()
    _serve(settings, options, _Greeting(settings, link, DEMO_POSTS, as_json))


@app.command()
def run(config: ConfigFile = Path("posko.toml"), as_json: AsJson = False) -> None:
    """Jalankan hub kota (run the city's hub)."""
    settings = _read(config)

    def link(post: str, running: Running) -> str:
        return f"{settings.http.url}/masuk#{running.link_token(post)}"

    _serve(settings, Options(), _Greeting(settings, link, (), as_json))


@app.command()
def link(
    post: Annotated[str, typer.Argument(help="Id jabatan, mis. walikota (id of a post).")],
    config: ConfigFile = Path("posko.toml"),
) -> None:
    """Buat tautan masuk sekali pakai (make a one-time sign-in link)."""
    try:
        typer.echo(new_link(_read(config), post))
    except STARTUP_ERRORS as error:
        _fail(str(error), USAGE)


class _Greeting:
    """What is printed once the hub is ready, and again at each Enter."""

    def __init__(
        self,
        settings: Settings,
        link: Callable[[str, Running], str],
        posts: tuple[str, ...],
        as_json: bool,
    ) -> None:
        self._city = settings.city
        self._public_url = settings.http.public_url
        self._link = link
        self._posts = posts
        self._as_json = as_json
        self.port_key = "--port" if posts else "http.port ="

    async def __call__(self, running: Running) -> None:
        """Print, then wait for Enter for as long as the hub runs."""
        self._print(running)
        if not self._posts or self._as_json or not sys.stdin.isatty():
            return
        loop = asyncio.get_running_loop()
        gone = asyncio.Event()

        def pressed() -> None:
            # Read here, where it is known not to block.
            if os.read(sys.stdin.fileno(), 1024):
                self._print(running)
            else:
                gone.set()

        loop.add_reader(sys.stdin, pressed)
        try:
            await gone.wait()
        finally:
            loop.remove_reader(sys.stdin)

    def _print(self, running: Running) -> None:
        links = {post: self._link(post, running) for post in self._posts}
        url = f"http://localhost:{running.http_port}"
        if self._as_json:
            line = {"url": url, "links": links, "udp_port": running.udp_port}
            typer.echo(json.dumps({**line, "worker_pid": running.worker_pid()}))
            return
        shown = self._public_url or url
        typer.echo(
            f"\nPosko {self._city} siap (ready): {shown}  ·  suara (voice): UDP {running.udp_port}"
        )
        if links:
            typer.echo("Tautan masuk sekali pakai, 24 jam (one-time sign-in links):\n")
        for post, address in links.items():
            person = running.people[post]
            typer.echo(f"  {person.short:<15} {address}")
        if links and sys.stdin.isatty():
            typer.echo("\nEnter: tautan baru (new links)  ·  Ctrl-C: berhenti (stop)")
        typer.echo("")


def _demo_settings(port: int, data: Path, listen: str) -> Settings:
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


def _read(config: Path) -> Settings:
    try:
        text = config.read_text(encoding="utf-8")
        return parse(text, config.name, config.resolve().parent)
    except OSError as error:
        _fail(f"{config}: tak terbaca (cannot be read): {error.strerror}", USAGE)
    except UnicodeDecodeError:
        _fail(f"{config}: bukan UTF-8 (not UTF-8)", USAGE)
    except ConfigError as error:
        _fail(str(error), USAGE)


def _serve(settings: Settings, options: Options, greeting: _Greeting) -> None:
    configure(settings.log.level, settings.log.json_lines)
    try:
        asyncio.run(serve(settings, greeting, options))
    except PortTaken as error:
        other = settings.http.port % 65_535 + 1
        _fail(f"{error}. Coba (try) {greeting.port_key} {other}", FAILED)
    except STARTUP_ERRORS as error:
        _fail(str(error), USAGE if isinstance(error, ConfigError | TableError) else FAILED)


def _fail(line: str, code: int) -> NoReturn:
    typer.echo(f"posko: {line}", err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    main()
