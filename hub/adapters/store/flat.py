"""A record's fields as a row: `dataclasses.asdict` copies deeply, which takes ten times as long."""

import functools
from dataclasses import fields
from typing import Any


def flat(record: object) -> dict[str, Any]:
    """Give the fields of a dataclass whose values are plain: text, numbers, None."""
    kind: Any = type(record)
    return {name: getattr(record, name) for name in _names(kind)}


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
