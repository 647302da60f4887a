"""How a command gets its settings, and how it ends in one line for a person."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hub.config_reading import ConfigError
from radio_bridge.config import Settings, read

DEFAULT = Path("/etc/posko/radio.toml")
EXAMPLE = Path(__file__).parent.parent / "posko-radio.toml"

Config = Annotated[Path, typer.Option("--config", "-c", help="berkas pengaturan (settings file)")]


def settings_of(path: Path) -> Settings:
    """Read them, or end with the line that says what is wrong."""
    try:
        return read(path.read_text(), str(path), path.parent)
    except ConfigError as error:
        fail(str(error))
    except UnicodeDecodeError:
        fail(f"{path}: bukan teks UTF-8 (no text in UTF-8)")
    except OSError as error:
        fail(
            f"{path}: {error.strerror}; contohnya {EXAMPLE} (an example is {EXAMPLE})",
        )


def fail(text: str) -> NoReturn:
    """End in one line."""
    typer.echo(f"posko-radio: {text}", err=True)
    raise typer.Exit(1)
