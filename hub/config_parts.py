"""What sections of the configuration are made of: kinds of values, and what each takes."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a key takes, in words, for the line that refuses something else."""

    id: str
    en: str


def _address(value: str) -> str:
    return str(ipaddress.ip_address(value))


def _host(value: str) -> str:
    name = value.lower()
    bare = name.removeprefix("*.")
    if not bare or any(c in bare for c in "*/ @") or bare.startswith("."):
        raise ValueError(value)
    return name


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError(value)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _from_folder(value: Path, info: ValidationInfo) -> Path:
    folder = info.context if isinstance(info.context, Path) else Path()
    return folder / value


PORT = Allowed("bilangan bulat 0–65535", "an integer 0–65535")
PATH = Allowed("jalur berkas", "a path")
TEXT = Allowed("teks 1–80 huruf", "text of 1–80 characters")

Address = Annotated[str, AfterValidator(_address)]
Host = Annotated[str, AfterValidator(_host)]
Url = Annotated[str, AfterValidator(_url)]
Port = Annotated[int, Field(ge=0, le=65_535, strict=True), PORT]
FilePath = Annotated[Path, AfterValidator(_from_folder), PATH]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Log(Section):
    """What is said on standard error."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Allowed("debug, info, warning, error", "debug, info, warning, error"),
    ] = "info"
    json_lines: Annotated[
        bool, Field(alias="json", strict=True), Allowed("true atau false", "true or false")
    ] = False
