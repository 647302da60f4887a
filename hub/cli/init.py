"""`posko init`: the first settings file of a city, its data folder, and what comes after."""

import json
import sys
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from hub.adapters.whole_file import write_whole
from hub.cli.ending import USAGE, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile
from hub.config import Settings, parse
from hub.config_reading import ConfigError

DEFAULT_CITY: str = Settings.model_fields["city"].default

TEXT = Template("""\
# Pengaturan Posko (settings of Posko). Jalur relatif berawal dari folder berkas ini
# (relative paths start from this file's folder). Yang diberi # memakai nilai bawaan
# (what is behind a # has its default). Lebih lanjut (more): docs/operations.md

city = $city
# zone = "WIB"    # jam di layar (the hours on its screens): WIB, WITA, WIT
data_dir = $data_dir    # hanya untuk pengguna hub (for the hub's user alone)

[http]
# listen = ["127.0.0.1"]    # ["0.0.0.0"]: semua alamat (every address)
# port = 8080
# hosts = ["localhost", "*.localhost", "127.0.0.1", "[::1]"]    # nama lain hub ini (other names)
$public_url
# tls_cert = "hub.crt"    # tanpa proksi TLS (without a TLS proxy); LAN: posko tls init
# tls_key = "hub.key"
# install_port = 8081    # halaman /pasang untuk ponsel LAN (for phones on the LAN)

[media]
# port = 8080    # satu porta UDP untuk suara (one UDP port for voices); buka di firewall (open it)
# listen = []    # kosong: semua alamat IPv4 (empty: every IPv4 address)
# advertise = ["203.0.113.10"]    # di balik NAT: alamat publik (behind NAT: the public address)

# talkers_mixed = 6    # suara yang dicampur sekaligus (voices mixed at once)
# workers = 1    # pekerja suara, porta port, port+1, … (voice workers): docs/operations.md

[people]
# agencies = "agencies.csv"    # bawaan: tabel Kota Probolinggo (default: its table)

[rooms]
# file = "rooms.csv"

[security]
# second_factor = "required"    # untuk administrator (for administrators)

[push]
# Notifikasi browser; hub perlu https keluar (Web Push; the hub needs outbound https)
# enabled = true
# contact = "mailto:kominfo@kota.example"    # bagi layanan push (for the push services)
# local_services = []    # layanan push di jaringan kota, "nama:porta" (of the city's own network)

[ntfy]
# Aplikasi ntfy berdering walau ponsel hening (rings on a silenced phone): docs/operations.md
# url = "https://ntfy.kota.example"    # tanpa ini tak ada ntfy (without it there is none)
# token = "tk_..."    # akun yang boleh menulis (of an account that may write)
# public_url = "https://ntfy.kota.example"    # bila ponsel memakai nama lain (where phones differ)

[message]
# Apa saja yang dijangkau apprise (whatever apprise reaches): docs/operations.md
# url = "tgram://KUNCI/{address}"

[phone]
# Telepon lewat PBX atau trunk SIP (telephones by a PBX or a SIP trunk): docs/operations.md
# server = "192.0.2.20:5060"    # tanpa ini tak ada telepon (without it there is no phone)
# domain = "pbx.kota.example"    # bawaan: nama server (default: the server's name)
# user = "posko"
# auth_user = "posko"    # bila lain dari user (where it is not the user)
# password_file = "pbx.password"    # hanya terbaca pengguna hub (for the hub's user alone)
# display_name = "Posko"
# register_s = 0    # 300 bila PBX memintanya (where the PBX wants it)
# listen = "192.0.2.10"    # alamat ke arah PBX (the address towards the PBX)
# port = 0    # porta UDP SIP; 0: bebas (any)
# rtp_ports = [18000, 18999]    # UDP
# calls_max = 4    # panggilan bersamaan (calls at once)
# reply_s = 6.0    # sampai PBX berkata berdering (until it says that it rings)
# ring_s = 28.0
# call_s = 60.0    # seluruhnya (in all)
# country = "62"
# number_form = "local"    # local 0811…, e164 +62811…, digits 62811…
# outside_line = ""    # angka sebelum nomor luar (digits before outside numbers)
# abroad = false
# refused = ["147"]    # tak pernah diputar, seperti nomor darurat (never dialled)
# refused_prefixes = ["0809", "0900"]
# language = "id"

[turn]
# Jalan lain bagi suara bila UDP tertutup (where no UDP comes through): docs/operations.md
# urls = ["turn:turn.kota.example:3478", "turns:turn.kota.example:443?transport=tcp"]
# secret_file = "turn.secret"    # static-auth-secret milik coturn (of coturn)

[log]
# level = "info"
# json = false

[backup]
# Disk lain lebih baik (another disk is better); izin menulis bagi layanan (the service must be
# let write there): docs/operations.md
# folder = "/mnt/cadangan/posko"
# every_minutes = 15
# keep = 96    # salinan yang disimpan (copies kept)

[recordings]
# leave_free_mb = 500    # sisa disk; di bawahnya rekaman ruang berhenti (below it they stop)

[metrics]
# listen = "127.0.0.1"
# port = 9108    # angka untuk Prometheus (figures; off without a port)
""")


def init(
    config: ConfigFile = DEFAULT_FILE,
    city: Annotated[str | None, typer.Option(help="Nama kota (name of the city).")] = None,
    url: Annotated[
        str | None, typer.Option(help="Alamat umum, https://… (public address), bila ada.")
    ] = None,
    data: Annotated[Path, typer.Option(help="Folder data.")] = Path("data"),
    force: Annotated[bool, typer.Option("--force", help="Timpa (overwrite).")] = False,
) -> None:
    """Tulis pengaturan pertama (write the first settings)."""
    if config.exists() and not force:
        fail(f"{config}: sudah ada (is there already). Timpa (overwrite): --force", USAGE)
    if sys.stdin.isatty():
        city = city or typer.prompt("Kota (city)", default=DEFAULT_CITY)
        if url is None:
            url = typer.prompt(
                "Alamat umum https://… (public address), boleh kosong (may be empty)",
                default="",
                show_default=False,
            )
    text = _settings_text(city or DEFAULT_CITY, url or "", data)
    try:
        settings = parse(text, config.name, config.resolve().parent)
        config.parent.mkdir(parents=True, exist_ok=True)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        settings.data_dir.chmod(0o700)
        write_whole(config, text.encode(), 0o644)
    except ConfigError as error:
        fail(str(error), USAGE)
    except OSError as error:
        fail(f"{error.filename}: tak dapat dibuat (cannot be made): {error.strerror}", USAGE)
    _print_what_next(settings, config)


def _settings_text(city: str, url: str, data: Path) -> str:
    # A JSON string is a TOML string.
    public_url = f"public_url = {json.dumps(url)}"
    return TEXT.substitute(
        city=json.dumps(city, ensure_ascii=False),
        data_dir=json.dumps(str(data), ensure_ascii=False),
        public_url=public_url if url else '# public_url = "https://posko.kota.go.id"',
    )


def _print_what_next(settings: Settings, config: Path) -> None:
    at = "" if config == DEFAULT_FILE else f" --config {config}"
    typer.echo(
        f"{config} ditulis (written). Data: {settings.data_dir}\n\n"
        "Lalu (then):\n"
        f"  1. https: posko tls init{at} untuk LAN (for a LAN),\n"
        "     atau proksi TLS di depannya (or a TLS proxy before it): docs/operations.md\n"
        f"  2. jalankan (start): posko run{at},\n"
        "     atau sebagai layanan (or as a service): deploy/posko.service\n"
        f"  3. administrator pertama (the first one): posko link admin{at}"
    )
