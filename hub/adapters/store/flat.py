"""A record's fields as a row: `dataclasses.asdict` copies deeply, which takes ten times as long."""

import functools
from dataclasses import fields
from typing import Any


def flat(record: Any) -> dict[str, Any]:
    """Give the fields of a dataclass whose values are plain: text, numbers, None."""
    return {name: getattr(record, name) for name in _names(type(record))}


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
