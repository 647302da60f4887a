"""`posko-radio unkey`: puts the line down when no bridge is there to do it.

A serial line that is not inverted is down by itself when `pttd` is dead; a CM108's pin and an
inverted line stay as they were. The systemd unit runs this whenever the bridge has ended.
"""

import typer

from radio_bridge.adapters.putting_down import unkeying
from radio_bridge.cli.settings import DEFAULT, Config, fail, settings_of


def unkey(config: Config = DEFAULT) -> None:
    """Matikan pemancar sekarang (put the transmitter off now)."""
    settings = settings_of(config)
    if settings.ptt.kind == "none":
        typer.echo("ptt.kind = none: tidak ada pemancar (there is no transmitter)")
        return
    try:
        unkeying(settings)()
    except OSError as error:
        fail(f"{settings.ptt.device}: {error.strerror or error}")
    typer.echo(f"{settings.ptt.device}: mati (off)")
