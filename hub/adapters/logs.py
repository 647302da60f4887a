"""Logging: one line an event on standard error, for people or as JSON. No tokens, no secrets."""

import logging
import sys
import traceback
from pathlib import Path

import structlog

import hub

LINE_CHARS = 200

HUB = str(Path(hub.__file__).parent)


class OneLine(logging.Filter):
    """What a library says of a peer that misbehaves is one line of warning, without a traceback.

    A mistake of ours keeps its own: its innermost line is ours.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite such a record; none is left out."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or _is_ours(error):
            return True
        if record.name == "asyncio" and not isinstance(error, OSError):
            return True  # A task of ours that failed.
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        line = " ".join(str(error).split())[:LINE_CHARS]
        record.msg = f"{record.getMessage()}: {type(error).__name__}: {line}"
        record.args = record.exc_info = record.exc_text = None
        return True


def _is_ours(error: BaseException) -> bool:
    """Was it raised by a line of ours?"""
    frames = traceback.extract_tb(error.__traceback__)
    return not frames or frames[-1].filename.startswith(HUB)


def configure(level: str, json_lines: bool) -> None:
    """Send structlog and the libraries' own logging through one renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if json_lines else "%H:%M:%S", utc=json_lines),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            pad_event_to=0,
            exception_formatter=structlog.dev.plain_traceback,  # Others show locals: tokens.
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    tail: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta
    ]
    if json_lines:
        tail.append(structlog.processors.format_exc_info)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[*tail, renderer], foreign_pre_chain=shared)
    )
    one_line = OneLine()
    for name in ("aiohttp.server", "aiohttp.web", "asyncio"):
        logging.getLogger(name).addFilter(one_line)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # What a stranger sends must not fill the log; our own handlers report their own bugs.
    logging.getLogger("engineio").setLevel(logging.CRITICAL)
    logging.getLogger("socketio").setLevel(logging.CRITICAL)
    for name in ("asyncio", "alembic", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
