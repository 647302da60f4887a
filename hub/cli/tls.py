"""`posko tls init`: an authority and a certificate for the LAN, and what to do with them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from hub.adapters.clock import SystemClock
from hub.adapters.network import lan_ipv4, local_ipv4, local_names
from hub.adapters.tls.authority import Subjects, fingerprint, is_host_name, this_machine
from hub.adapters.tls.lan import Kept, LanFiles, TlsError, keep_up, subjects_of
from hub.cli.ending import USAGE, fail
from hub.cli.qr import terminal_qr
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import Settings

INSTALL_PORT = 8081
NO_NAMES: list[str] = []

tls = typer.Typer(no_args_is_help=True, help="Sertifikat untuk LAN (certificates for the LAN).")


@tls.callback()
def _group() -> None:
    """Without this a group of one command would lose its first word."""


@tls.command("init")
def tls_init(
    config: ConfigFile = DEFAULT_FILE,
    name: Annotated[
        list[str], typer.Option("--name", help="Nama DNS, mis. posko.lan (DNS name); berulang.")
    ] = NO_NAMES,
    new_ca: Annotated[
        bool,
        typer.Option(
            "--new-ca", help="CA baru; semua ponsel harus dipasangi lagi (phones start anew)."
        ),
    ] = False,
) -> None:
    """Buat atau perbarui sertifikat LAN (make or renew the LAN's certificate)."""
    settings = read(config)
    for one in name:
        if not is_host_name(one):
            fail(f"--name {one!r}: yang boleh nama DNS (allowed: a DNS name)", USAGE)
    files = LanFiles(settings.data_dir / "tls")
    wanted = this_machine(name or _names(files, settings), local_ipv4())
    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    try:
        kept = keep_up(files, settings.city, wanted, now, start_anew=new_ca)
    except TlsError as error:
        fail(str(error), USAGE)
    _print_what_is(files, kept)
    _print_what_next(files, settings, config)


def _names(files: LanFiles, settings: Settings) -> tuple[str, ...]:
    """Without --name: those it has; at first this machine's, and that of the public address."""
    public = urlsplit(settings.http.public_url or "").hostname or ""
    is_name = public.rpartition(".")[2].isalpha()
    return subjects_of(files).names or (*local_names(), *([public] if is_name else []))


def _print_what_is(files: LanFiles, kept: Kept) -> None:
    new, old = "baru (new)", "tetap (kept)"
    typer.echo(
        f"CA: {files.ca_certificate}, {new if kept.new_authority else old}, "
        f"sampai (until) {kept.authority.not_valid_after_utc.date()}\n"
        f"  SHA-256 {fingerprint(kept.authority)}\n"
        f"Sertifikat hub (the hub's): {files.certificate}, {new if kept.new_leaf else old}, "
        f"sampai (until) {kept.leaf.not_valid_after_utc.date()}\n"
        f"  {_in_words(Subjects.in_certificate(kept.leaf))}"
    )
    if kept.left_out:
        typer.echo(
            "  Di luar batas CA, tidak dimuat (outside of the CA's limits, left out; "
            f"--new-ca): {_in_words(kept.left_out)}"
        )


def _print_what_next(files: LanFiles, settings: Settings, config: Path) -> None:
    http = settings.http
    host = lan_ipv4() or "localhost"
    port = INSTALL_PORT if http.install_port is None else http.install_port
    if http.tls_cert != files.certificate or http.install_port is None:
        typer.echo(
            f"\nTaruh di (put into) {config}:\n\n"
            "  [http]\n"
            '  listen = ["0.0.0.0"]\n'
            f'  public_url = "https://{host}:{http.port}"\n'
            f'  tls_cert = "{files.certificate}"\n'
            f'  tls_key = "{files.key}"\n'
            f"  install_port = {port}\n\n"
            "Lalu jalankan ulang hub (then start the hub again)."
        )
    else:
        typer.echo("\nHub yang berjalan memakainya dalam semenit (a running hub takes it up).")
    url = f"http://{host}:{port}/pasang"
    typer.echo(
        f"\n{terminal_qr(url)}\n\n"
        f"Ponsel membuka sekali (each phone opens once): {url}\n"
        "dan mencocokkan SHA-256 di atas (and compares the SHA-256 above)."
    )


def _in_words(subjects: Subjects) -> str:
    return ", ".join([*subjects.names, *map(str, subjects.addresses)])
