"""`posko tls init`: an authority and a certificate for the LAN, and what to do with them."""

import tomllib
from collections.abc import Iterable
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
from hub.config import INSTALL_PORT, Settings

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
    _print_what_next(files, settings, config, name[0] if name else None)


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


def _print_what_next(files: LanFiles, settings: Settings, config: Path, name: str | None) -> None:
    http = settings.http
    host = lan_ipv4() or "localhost"
    free = INSTALL_PORT if http.port != INSTALL_PORT else INSTALL_PORT + 1
    port = free if http.install_port is None else http.install_port
    if http.tls_cert != files.certificate or http.install_port is None:
        lines = {
            "listen": '["0.0.0.0"]',
            "public_url": f'"https://{name or host}:{http.port}"',
            "tls_cert": f'"{files.certificate}"',
            "tls_key": f'"{files.key}"',
            "install_port": str(port),
        }
        typer.echo(f"\n{_where(config, lines)}\n")
        typer.echo("\n".join(f"  {key} = {value}" for key, value in lines.items()))
        typer.echo("\nLalu jalankan ulang hub (then start the hub again).")
    else:
        typer.echo("\nHub yang berjalan memakainya dalam semenit (a running hub takes it up).")
    url = f"http://{host}:{port}/pasang"
    typer.echo(
        f"\n{terminal_qr(url)}\n\n"
        f"Ponsel membuka sekali (each phone opens once): {url}\n"
        "dan mencocokkan SHA-256 di atas (and compares the SHA-256 above)."
    )


def _where(config: Path, lines: Iterable[str]) -> str:
    """Say where lines belong in a file: TOML takes no table and no key twice."""
    there = tomllib.loads(config.read_text(encoding="utf-8")).get("http")
    if there is None:
        return f"Tambahkan di akhir (add at the end of) {config}:\n\n  [http]"
    doubled = ", ".join(key for key in lines if key in there)
    return (
        f"Taruh di bawah [http] yang sudah ada di (put under the existing [http] of) {config}:"
    ) + (f"\n(ganti yang sudah ada (replace what is there): {doubled})" if doubled else "")


def _in_words(subjects: Subjects) -> str:
    return ", ".join([*subjects.names, *map(str, subjects.addresses)])
