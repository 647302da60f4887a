"""`posko link`: a one-time sign-in link, made beside the hub."""

from typing import Annotated

import typer

from hub.adapters.logs import configure
from hub.cli.ending import USAGE, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.opening import OPENING_ERRORS, new_link


def link(
    post: Annotated[str, typer.Argument(help="Id jabatan, mis. walikota (id of a post).")],
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Buat tautan masuk sekali pakai (make a one-time sign-in link)."""
    configure("error", json_lines=False)
    try:
        typer.echo(new_link(read(config), post))
    except OPENING_ERRORS as error:
        fail(str(error), USAGE)
