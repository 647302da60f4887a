"""The `posko` command: the only place that reads arguments and prints.

A command is a function in a file of its own here, and stands in COMMANDS (or, with a first word
that it shares with others, in GROUPS). It reads the settings by `settings.read`, and ends by
`ending.fail` in one line for a person.
"""

from collections.abc import Callable

import typer

from hub.cli.backups import backup, restore, verify
from hub.cli.demo import demo
from hub.cli.health import health
from hub.cli.init import init
from hub.cli.links import link
from hub.cli.reset import reset
from hub.cli.running import run
from hub.cli.tls import tls

COMMANDS: tuple[Callable[..., None], ...] = (
    demo,
    init,
    run,
    link,
    reset,
    backup,
    restore,
    verify,
    health,
)
"""As `posko --help` lists them. A function's name is the command's; its docstring is its help."""
GROUPS = {"tls": tls}

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Posko: pusat koordinasi suara kota (a city's real-time voice coordination hub).",
)
for command in COMMANDS:
    app.command()(command)
for first_word, group in GROUPS.items():
    app.add_typer(group, name=first_word)


def main() -> None:
    """Entry point."""
    app()
