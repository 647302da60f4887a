"""What is printed once a hub is ready, and again at each Enter."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import typer

from hub.cli.qr import terminal_qr
from hub.config import Settings
from hub.main import Running


@dataclass(frozen=True, slots=True)
class ForPhones:
    """What phones on the LAN need besides a link."""

    host: str
    fingerprint: str

    def install_url(self, running: Running) -> str:
        """Where they get the certificate authority."""
        return f"http://{self.host}:{running.install_port}/pasang"


class Greeting:
    """Prints where the hub is and, for a demo, a sign-in link for each post."""

    def __init__(
        self,
        settings: Settings,
        link: Callable[[str, Running], str],
        posts: tuple[str, ...],
        as_json: bool,
        phones: ForPhones | None = None,
        *,
        radio: bool = False,
    ) -> None:
        self._settings = settings
        self._link = link
        self._posts = posts
        self._as_json = as_json
        self._phones = phones
        self._radio = radio

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
        if self._as_json:
            typer.echo(json.dumps(self._facts(running, links)))
            return
        typer.echo(
            f"\nPosko {self._settings.city} siap (ready): {self._url(running)}"
            f"  ·  suara (voice): UDP {', '.join(map(str, running.udp_ports))}"
        )
        if self._phones:
            self._print_for_phones(self._phones, running)
        if links:
            typer.echo("Tautan masuk sekali pakai, 24 jam (one-time sign-in links):\n")
        for post, address in links.items():
            person = running.people[post]
            typer.echo(f"  {person.short:<15} {address}")
        if self._radio:
            typer.echo(
                "\nHT tiruan, ruang Latihan HT (a simulated handheld radio):\n\n"
                f"  {'HT':<15} {self._url(running)}/ht"
            )
        if self._phones:
            typer.echo(
                "\nSatu tautan, satu ponsel: di satu alamat, satu peramban adalah satu orang "
                "(one link a phone: at one address a browser is one person)."
            )
        if links and sys.stdin.isatty():
            typer.echo("\nEnter: tautan baru (new links)  ·  Ctrl-C: berhenti (stop)")
        typer.echo("")

    def _print_for_phones(self, phones: ForPhones, running: Running) -> None:
        url = phones.install_url(running)
        typer.echo(f"\n{terminal_qr(url)}\n")
        typer.echo(
            "Ponsel: pindai kode, pasang sertifikatnya sekali, lalu buka tautannya "
            "(phones: scan, install the certificate once, then open a link):"
        )
        typer.echo(f"  {url}\n  SHA-256 {phones.fingerprint}\n")

    def _url(self, running: Running) -> str:
        http = self._settings.http
        if http.public_url:
            return http.public_url
        host = self._phones.host if self._phones else "localhost"
        return f"{http.scheme}://{host}:{running.http_port}"

    def _facts(self, running: Running, links: dict[str, str]) -> dict[str, object]:
        facts: dict[str, object] = {
            "url": f"{self._settings.http.scheme}://localhost:{running.http_port}",
            "links": links,
            "udp_ports": running.udp_ports,
            "worker_pids": running.worker_pids(),
        }
        if running.install_port is not None:
            facts["install_port"] = running.install_port
        if self._phones:
            facts["install_url"] = self._phones.install_url(running)
        return facts
