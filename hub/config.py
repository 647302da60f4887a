"""Configuration: one TOML text becomes one frozen Settings, or one line that says what is wrong.

Reads no file and no environment: the caller gives the text, and the folder its paths start from.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hub.config_parts import (
    PATH,
    PORT,
    TEXT,
    Address,
    Allowed,
    FilePath,
    Host,
    Log,
    Port,
    Section,
    Url,
)
from hub.config_phone import Phone
from hub.config_reach import Messages, Ntfy, Push
from hub.config_reading import ConfigError, checked, toml
from hub.config_turn import Turn

DATA = Path(__file__).parent / "data"
DEFAULT_PORT = 8080
PORT_MAX = 65_535
INSTALL_PORT = 8081
"""What `posko tls init` proposes."""


class Http(Section):
    """Where pages are served. `hosts`: names a request may come in by; `*.` for any below.

    With `tls_cert` and `tls_key` they are served over TLS, and the certificate's names are taken
    for hosts too. `install_port`: where phones get the LAN's certificate authority, by plain http.
    """

    listen: Annotated[
        tuple[Address, ...],
        Field(min_length=1),
        Allowed("daftar alamat IP", "a list of IP addresses"),
    ] = ("127.0.0.1",)
    port: Port = DEFAULT_PORT
    hosts: Annotated[
        tuple[Host, ...], Allowed('daftar nama, mis. "*.localhost"', "a list of host names")
    ] = ("localhost", "*.localhost", "127.0.0.1", "[::1]")
    public_url: Annotated[
        Url | None,
        Allowed("http(s)://nama[:porta] tanpa jalur", "http(s)://name[:port] without a path"),
    ] = None
    tls_cert: Annotated[FilePath | None, PATH] = None
    tls_key: Annotated[FilePath | None, PATH] = None
    install_port: Annotated[Port | None, PORT] = None

    @property
    def url(self) -> str:
        """What people type: `public_url`, or this machine's own address."""
        return self.public_url or f"{self.scheme}://localhost:{self.port}"

    @property
    def scheme(self) -> str:
        """How this process itself is spoken to."""
        return "https" if self.tls_cert else "http"


class Media(Section):
    """Where voices come in, by UDP. `listen` empty: every IPv4 address of this machine.

    `advertise`: what browsers are told instead, behind NAT. `workers`: processes that mix, each
    on a port of its own from `port` on; a room is in one of them.
    """

    listen: Annotated[
        tuple[Address, ...], Allowed("daftar alamat IP", "a list of IP addresses")
    ] = ()
    advertise: Annotated[
        tuple[Address, ...], Allowed("daftar alamat IP", "a list of IP addresses")
    ] = ()
    port: Port = DEFAULT_PORT
    talkers_mixed: Annotated[
        int,
        Field(ge=1, le=32, strict=True),
        Allowed("bilangan bulat 1–32", "an integer 1–32"),
    ] = 6
    workers: Annotated[
        int,
        Field(ge=1, le=16, strict=True),
        Allowed("bilangan bulat 1–16", "an integer 1–16"),
    ] = 1

    def contradiction(self) -> str | None:
        """Say what does not go together, if anything."""
        last = self.port + self.workers - 1
        if self.port and last > PORT_MAX:
            return (
                f"media.workers = {self.workers}: dengan (with) media.port = {self.port} "
                f"porta terakhir (the last port) {last} > {PORT_MAX}"
            )
        return None

    def port_of(self, worker: int) -> int:
        """Give the UDP port of a worker, counted from 0; 0: any free one."""
        return self.port + worker if self.port else 0


class People(Section):
    """The table of agencies."""

    agencies: FilePath = DATA / "kota_probolinggo_agencies.csv"


class Rooms(Section):
    """The table of rooms."""

    file: FilePath = DATA / "kota_probolinggo_rooms.csv"


class Metrics(Section):
    """Figures for Prometheus, on a listener of their own. Without `port` there is none."""

    listen: Annotated[Address, Allowed("alamat IP", "an IP address")] = "127.0.0.1"
    port: Annotated[Port | None, PORT] = None


class Backup(Section):
    """Copies of the database while the hub runs. Without `folder`: data_dir/backups, which does
    not help when that disk is lost."""

    folder: Annotated[FilePath | None, PATH] = None
    every_minutes: Annotated[
        int, Field(ge=1, le=1440, strict=True), Allowed("bilangan bulat 1–1440", "1–1440")
    ] = 15
    keep: Annotated[
        int, Field(ge=1, le=10_000, strict=True), Allowed("bilangan bulat 1–10000", "1–10000")
    ] = 96


class Recordings(Section):
    """Recordings of rooms. `leave_free_mb`: of their disk so much is left to everything else."""

    leave_free_mb: Annotated[
        int,
        Field(ge=0, le=10_000_000, strict=True),
        Allowed("bilangan bulat 0–10000000", "an integer 0–10000000"),
    ] = 500


class Security(Section):
    """Who may administer. `optional` is for trying things out: administrators need no passkey or
    authenticator app then."""

    second_factor: Annotated[
        Literal["required", "optional"], Allowed("required, optional", "required, optional")
    ] = "required"


class Settings(Section):
    """All there is to set. Only `data_dir` has no default."""

    city: Annotated[str, Field(min_length=1, max_length=80), TEXT] = "Kota Probolinggo"
    zone: Annotated[Literal["WIB", "WITA", "WIT"], Allowed("WIB, WITA, WIT", "WIB, WITA, WIT")] = (
        "WIB"
    )
    data_dir: FilePath
    http: Http = Http()
    media: Media = Media()
    people: People = People()
    rooms: Rooms = Rooms()
    log: Log = Log()
    metrics: Metrics = Metrics()
    backup: Backup = Backup()
    recordings: Recordings = Recordings()
    security: Security = Security()
    phone: Phone = Phone()
    push: Push = Push()
    ntfy: Ntfy = Ntfy()
    message: Messages = Messages()
    turn: Turn = Turn()


def parse(text: str, source: str, folder: Path) -> Settings:
    """Check a TOML text; `source` is what errors call it, relative paths start from `folder`."""
    return check(toml(text, source), source, folder)


def check(values: dict[str, Any], source: str, folder: Path) -> Settings:
    """Check values that are parsed already."""
    settings = checked(Settings, values, source, folder)
    wrong = (
        _contradiction(settings.http)
        or _same_port(settings)
        or settings.media.contradiction()
        or settings.phone.contradiction()
        or settings.turn.contradiction()
    )
    if wrong:
        raise ConfigError(f"{source}: {wrong}")
    return settings


def _contradiction(http: Http) -> str | None:
    """Say what does not go together, if anything."""
    if (http.tls_cert is None) != (http.tls_key is None):
        there, missing = ("tls_cert", "tls_key") if http.tls_cert else ("tls_key", "tls_cert")
        return f"http.{missing}: harus diisi bersama (must be set together with) http.{there}"
    if http.tls_cert is None and http.install_port is not None:
        return "http.install_port: perlu (needs) http.tls_cert, http.tls_key"
    if http.tls_cert and http.public_url and not http.public_url.startswith("https:"):
        return f"http.public_url = {http.public_url!r}: dengan (with) http.tls_cert: https://…"
    return None


def _same_port(settings: Settings) -> str | None:
    """Each kind of listener has a port of its own; 0 gives any free one."""
    used: dict[int, str] = {}
    for key, port in (
        ("http.port", settings.http.port),
        ("http.install_port", settings.http.install_port),
        ("metrics.port", settings.metrics.port),
    ):
        if port and port in used:
            return f"{key} = {port}: sudah dipakai (taken by) {used[port]}"
        if port:
            used[port] = key
    return None
