"""The `posko-radio` command: the only place of the bridge that reads arguments and prints.

A command is a function in a file of its own here, and stands in COMMANDS.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

COMMANDS = {
    "run": "radio_bridge.cli.running",
    "setup": "radio_bridge.cli.setting_up",
    "doctor": "radio_bridge.cli.doctor",
    "unkey": "radio_bridge.cli.unkeying",
    "simulate": "radio_bridge.cli.simulating",
}
"""Where each is, as `posko-radio --help` lists them. The docstring of the function is its help."""


def app_for(words: Sequence[str]) -> typer.Typer:
    """Give the command line. Only what is asked for is loaded: `unkey` must be quick."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Posko: jembatan radio genggam (the bridge beside a handheld radio).",
    )
    app.callback()(_nothing)  # With one command alone it would be all there is.
    asked = [words[0]] if words and words[0] in COMMANDS else list(COMMANDS)
    for name in asked:
        app.command(name)(getattr(import_module(COMMANDS[name]), name))
    return app


def main() -> None:
    """Entry point."""
    app_for(sys.argv[1:])()


def _nothing() -> None:
    pass
