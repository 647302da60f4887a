"""The `posko` command: the only place that reads arguments and prints.

A command is a function in a file of its own here, and stands in COMMANDS; `tls` is a group of them.
It reads the settings by `settings.read`, and ends by `ending.fail` in one line for a person.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

COMMANDS = {
    "demo": "hub.cli.demo",
    "init": "hub.cli.init",
    "run": "hub.cli.running",
    "link": "hub.cli.links",
    "reset": "hub.cli.reset",
    "radio": "hub.cli.radio",
    "backup": "hub.cli.backups",
    "restore": "hub.cli.backups",
    "verify": "hub.cli.backups",
    "health": "hub.cli.health",
    "doctor": "hub.cli.doctor",
    "phone-test": "hub.cli.phone_test",
    "tls": "hub.cli.tls",
    "watchdog": "hub.cli.watchdog",
}
"""Where each is, as `posko --help` lists them. The docstring of the function is its help."""


def app_for(words: Sequence[str]) -> typer.Typer:
    """Give the command line. Only what is asked for is loaded: the whole hub takes seconds."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Posko: pusat koordinasi suara kota (a city's real-time voice coordination hub).",
    )
    app.callback()(_nothing)  # With one command alone it would be all there is.
    asked = [words[0]] if words and words[0] in COMMANDS else list(COMMANDS)
    for name in asked:
        command = getattr(import_module(COMMANDS[name]), name.replace("-", "_"))
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def main() -> None:
    """Entry point."""
    app_for(sys.argv[1:])()


def _nothing() -> None:
    pass
