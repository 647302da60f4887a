"""What the watchdog has seen and said, in a file that is put in place whole."""

import json
from dataclasses import asdict
from pathlib import Path

import structlog

from hub.adapters.whole_file import write_whole
from hub.domain.outage import Watched
from hub.services.outside import Kept

log = structlog.get_logger()


class StateFile:
    """The port `Memory`. What cannot be read or written is logged: it watches all the same."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Kept:
        """See the port."""
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
            told = {str(way): int(number) for way, number in values["told"].items()}
            return Kept(Watched(**values["watched"]), told)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.error("state is not readable, begun anew", file=self._path.name, why=str(error))
        return Kept(Watched(), {})

    def write(self, kept: Kept) -> None:
        """See the port."""
        text = json.dumps({"watched": asdict(kept.watched), "told": dict(kept.told)})
        try:
            write_whole(self._path, text.encode(), 0o600)
        except OSError as error:
            log.error("state is not kept", file=self._path.name, why=error.strerror)
