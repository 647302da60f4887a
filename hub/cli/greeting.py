"""What is printed once a hub is ready, and again at each Enter."""

import asyncio
import json
import os
import sys
from collections.abc import Callable

import typer

from hub.config import Settings
from hub.main import Running


class Greeting:
    """Prints where the hub is and, for a demo, a sign-in link for each post."""

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
