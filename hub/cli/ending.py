"""How a command ends that cannot do what was asked: one line on standard error, and a code."""

from typing import NoReturn

import typer

FAILED = 1
"""What was asked cannot be done here and now."""
USAGE = 2
"""What was asked, or the settings, must be changed first."""


def fail(line: str, code: int) -> NoReturn:
    """Say why, and end."""
    typer.echo(f"posko: {line}", err=True)
    raise typer.Exit(code)
