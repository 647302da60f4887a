"""The settings of the watchdog outside the hub (`posko watchdog`): a TOML file of its own.

It usually runs on another machine, so it has nothing of the hub's: what it tells whom is here.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from hub.config_parts import PATH, TEXT, Allowed, FilePath, Log, Section, Url
from hub.config_phone import Phone
from hub.config_reach import Messages, Ntfy
from hub.config_reading import ConfigError, checked, toml

ALLOWED_URL = Allowed("http(s)://nama[:porta] tanpa jalur", "http(s)://name[:port] without a path")
ALLOWED_COUNT = Allowed("bilangan bulat 1–100", "an integer 1–100")

Topic = Annotated[str, Field(pattern=r"^[-_A-Za-z0-9]{1,64}$")]
Recipient = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=1, le=100, strict=True), ALLOWED_COUNT]


class WatchdogNtfy(Ntfy):
    """An ntfy server, and the topics that are told. Not the one that dies with the hub."""

    topics: Annotated[
        tuple[Topic, ...],
        Allowed("daftar topik, huruf A–Z a–z 0–9 - _", "a list of topics, of A–Z a–z 0–9 - _"),
    ] = ()


class WatchdogMessages(Messages):
    """What apprise reaches; `to`: what stands for `{address}`, one for each who is told."""

    to: Annotated[tuple[Recipient, ...], Allowed("daftar penerima", "a list of recipients")] = ()


class WatchdogPhone(Phone):
    """The telephone, as a hub has it; `numbers`: who is rung."""

    numbers: Annotated[
        tuple[Recipient, ...], Allowed("daftar nomor telepon", "a list of telephone numbers")
    ] = ()


class Watchdog(Section):
    """All there is to set. `hub` has no default, and one way to tell must be there."""

    hub: Annotated[Url, ALLOWED_URL]
    ca: Annotated[FilePath | None, PATH] = None
    city: Annotated[str, Field(min_length=1, max_length=80), TEXT] = "Kota Probolinggo"
    zone: Annotated[Literal["WIB", "WITA", "WIT"], Allowed("WIB, WITA, WIT", "WIB, WITA, WIT")] = (
        "WIB"
    )
    language: Annotated[Literal["id", "en"], Allowed("id, en", "id, en")] = "id"
    every_s: Annotated[
        float, Field(ge=1, le=3600, strict=True), Allowed("detik 1–3600", "seconds 1–3600")
    ] = 10.0
    limit_s: Annotated[
        float, Field(ge=0.5, le=60, strict=True), Allowed("detik 0,5–60", "seconds 0.5–60")
    ] = 5.0
    down_after: Count = 3
    back_after: Count = 3
    data_dir: Annotated[FilePath, PATH] = Path("watchdog-data")
    ntfy: WatchdogNtfy = WatchdogNtfy()
    message: WatchdogMessages = WatchdogMessages()
    phone: WatchdogPhone = WatchdogPhone()
    log: Log = Log()


def parse(text: str, source: str, folder: Path) -> Watchdog:
    """Check a TOML text; `source` is what errors call it. ConfigError."""
    settings = checked(Watchdog, toml(text, source), source, folder)
    wrong = settings.phone.contradiction() or _nobody(settings)
    if wrong:
        raise ConfigError(f"{source}: {wrong}")
    return settings


def _nobody(settings: Watchdog) -> str | None:
    """Say which way has no recipient or no service, or that there is no way at all."""
    ways = (
        ("ntfy.url", settings.ntfy.url, "ntfy.topics", settings.ntfy.topics),
        ("message.url", settings.message.url, "message.to", settings.message.to),
        ("phone.server", settings.phone.server, "phone.numbers", settings.phone.numbers),
    )
    for by, service, whom, recipients in ways:
        if bool(service) != bool(recipients):
            there, missing = (by, whom) if service else (whom, by)
            return f"{missing}: harus diisi bersama (must be set together with) {there}"
    if not any(service for _, service, _, _ in ways):
        return (
            "belum ada yang dikabari (nobody is told yet): isi (set) [ntfy], [message] atau (or) "
            "[phone]"
        )
    return None
