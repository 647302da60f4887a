"""How a settings file is read: a TOML text becomes a frozen model, or one line for a person.

The line names the key, the value and what is allowed. Reads no file and no environment.
"""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from hub.config_parts import Allowed

Model = TypeVar("Model", bound=BaseModel)


class ConfigError(ValueError):
    """Configuration that cannot be used; its text is one line for a person."""


def toml(text: str, source: str) -> dict[str, Any]:
    """Read a TOML text; `source` is what errors call it. ConfigError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: {_not_toml(str(error))}") from None


def checked(kind: type[Model], values: dict[str, Any], source: str, folder: Path) -> Model:
    """Check values, and give the model of them; paths start from `folder`. ConfigError."""
    try:
        return kind.model_validate(values, context=folder)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ConfigError(f"{source}: {_explain(first, kind)}") from None


def _not_toml(why: str) -> str:
    """The mistake that is made most often, in both languages; the rest as the reader says it."""
    twice = re.match(r"Cannot declare \((.*?),?\) twice \(at line (\d+)", why)
    if twice is None:
        return f"bukan TOML (not TOML): {_one_line(why)}"
    table = ".".join(part.strip(" '\"") for part in twice[1].split(","))
    return (
        f"baris {twice[2]}: [{table}] sudah ada di atas; satukan "
        f"(line {twice[2]}: [{table}] is there already, above; put them together)"
    )


def _explain(error: Any, root: type[BaseModel]) -> str:
    loc = [part for part in error["loc"] if isinstance(part, str)]
    key = ".".join(loc)
    section = root
    for part in loc[:-1]:
        section = _sections(section)[part]
    known = _known(section)
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(loc[-1], known, n=1, cutoff=0.5)
        ask = f" – maksudnya (did you mean) {near[0]}?" if near else ""
        return f"{key}: kunci tak dikenal (unknown key){ask} Ada: {', '.join(known)}"
    words = known[loc[-1]]
    if error["type"] == "missing":
        return f"{key}: harus diisi (must be set): {words.id} ({words.en})"
    value = _one_line(repr(error["input"]))
    return f"{key} = {value}: yang boleh {words.id} (allowed: {words.en})"


def _known(section: type[BaseModel]) -> dict[str, Allowed]:
    """The keys of a section, as written in the file, with what each takes."""
    table = Allowed("tabel", "a table")
    return {
        field.alias or name: next((m for m in field.metadata if isinstance(m, Allowed)), table)
        for name, field in section.model_fields.items()
    }


def _sections(section: type[BaseModel]) -> dict[str, type[BaseModel]]:
    fields = section.model_fields.items()
    return {
        name: field.annotation
        for name, field in fields
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:117] + "..."
