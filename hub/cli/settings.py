"""The --config option, and the settings it names."""

from pathlib import Path
from typing import Annotated

import typer

from hub.cli.ending import USAGE, fail
from hub.config import Settings, parse
from hub.config_reading import ConfigError

DEFAULT_FILE = Path("posko.toml")

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", help="Berkas pengaturan (settings file, TOML).")
]


def read(config: Path) -> Settings:
    """Give the settings of a file, or end in one line that says what is wrong with it."""
    try:
        text = config.read_text(encoding="utf-8")
        return parse(text, config.name, config.resolve().parent)
    except OSError as error:
        fail(f"{config}: tak terbaca (cannot be read): {error.strerror}", USAGE)
    except UnicodeDecodeError:
        fail(f"{config}: bukan UTF-8 (not UTF-8)", USAGE)
    except ConfigError as error:
        fail(str(error), USAGE)
