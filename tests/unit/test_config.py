"""Configuration: what is wrong is one line that names key, value and what is allowed."""

from pathlib import Path

import pytest

from hub.config import parse
from hub.config_reading import ConfigError

FOLDER = Path("/etc/posko")


def test_the_least_there_is_to_set() -> None:
    settings = parse('data_dir = "data"', "posko.toml", FOLDER)
    assert settings.data_dir == FOLDER / "data"
    assert settings.http.port == settings.media.port == 8080
    assert settings.people.agencies.name == "kota_probolinggo_agencies.csv"


def test_everything_there_is_to_set() -> None:
    settings = parse(
        """
        city = "Kota Lain"
        zone = "WITA"
        data_dir = "/var/lib/posko"
        [http]
        listen = ["127.0.0.1", "::1"]
        port = 80
        hosts = ["Posko.Kota.go.id"]
        public_url = "https://Posko.Kota.go.id"
        tls_cert = "tls/hub.crt"
        tls_key = "/etc/ssl/hub.key"
        install_port = 8081
        [media]
        listen = ["10.0.0.5"]
        advertise = ["203.0.113.7"]
        port = 3478
        talkers_mixed = 4
        [people]
        agencies = "opd.csv"
        [rooms]
        file = "/srv/ruang.csv"
        [log]
        level = "warning"
        json = true
        [metrics]
        listen = "10.0.0.5"
        port = 9108
        [phone]
        server = "pbx.kota.example:5060"
        user = "posko"
        password_file = "pbx.password"
        calls_max = 2
        number_form = "e164"
        refused = ["147"]
        """,
        "posko.toml",
        FOLDER,
    )
    assert settings.zone == "WITA"
    assert settings.http.hosts == ("posko.kota.go.id",)
    assert settings.http.public_url == "https://posko.kota.go.id"
    assert settings.people.agencies == FOLDER / "opd.csv"
    assert settings.rooms.file == Path("/srv/ruang.csv")
    assert settings.log.json_lines is True
    assert (settings.http.tls_cert, settings.http.tls_key) == (
        FOLDER / "tls/hub.crt",
        Path("/etc/ssl/hub.key"),
    )
    assert (settings.http.scheme, settings.metrics.port) == ("https", 9108)
    assert settings.phone.password_file == FOLDER / "pbx.password"
    assert (settings.phone.calls_max, settings.phone.refused) == (2, ("147",))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "data_dir: harus diisi (must be set): jalur berkas (a path)"),
        ("data_dir = 3", "data_dir = 3: yang boleh jalur berkas (allowed: a path)"),
        (
            "[http]\nport = 99999",
            "http.port = 99999: yang boleh bilangan bulat 0–65535 (allowed: an integer 0–65535)",
        ),
        (
            '[http]\nport = "80"',
            "http.port = '80': yang boleh bilangan bulat 0–65535 (allowed: an integer 0–65535)",
        ),
        (
            "[http]\nprot = 80",
            "http.prot: kunci tak dikenal (unknown key) – maksudnya (did you mean) port? "
            "Ada: listen, port, hosts, public_url, tls_cert, tls_key, install_port",
        ),
        (
            "[htpp]\nport = 80",
            "htpp: kunci tak dikenal (unknown key) – maksudnya (did you mean) http? "
            "Ada: city, zone, data_dir, http, media, people, rooms, log, metrics, backup, "
            "recordings, security, phone, push, ntfy, message, turn",
        ),
        (
            '[phone]\nserver = "pbx"',
            "phone.user: harus diisi bersama (must be set together with) phone.server",
        ),
        (
            '[turn]\nurls = ["turn:turn.kota.example"]',
            "turn.secret_file: harus diisi bersama (must be set together with) turn.urls",
        ),
        (
            '[phone]\nserver = "sip:pbx"',
            "phone.server = 'sip:pbx': yang boleh nama[:porta] PBX "
            "(allowed: host[:port] of the PBX)",
        ),
        (
            '[phone]\nserver = "pbx"\nuser = "x"\nrtp_ports = [18000, 18004]',
            "phone.rtp_ports = [18000, 18004]: terlalu sempit (too narrow)",
        ),
        ("http = 3", "http = 3: yang boleh tabel (allowed: a table)"),
        (
            '[http]\nlisten = ["here"]',
            "http.listen = 'here': yang boleh daftar alamat IP (allowed: a list of IP addresses)",
        ),
        (
            "[http]\nlisten = []",
            "http.listen = []: yang boleh daftar alamat IP (allowed: a list of IP addresses)",
        ),
        (
            '[http]\nhosts = ["*"]',
            "http.hosts = '*': yang boleh daftar nama, mis. \"*.localhost\" "
            "(allowed: a list of host names)",
        ),
        (
            '[http]\npublic_url = "posko"',
            "http.public_url = 'posko': yang boleh http(s)://nama[:porta] tanpa jalur "
            "(allowed: http(s)://name[:port] without a path)",
        ),
        (
            "[media]\nworkers = 17",
            "media.workers = 17: yang boleh bilangan bulat 1–16 (allowed: an integer 1–16)",
        ),
        (
            "[media]\nport = 65530\nworkers = 7",
            "media.workers = 7: dengan (with) media.port = 65530 porta terakhir (the last port) "
            "65536 > 65535",
        ),
        (
            "[media]\ntalkers_mixed = 0",
            "media.talkers_mixed = 0: yang boleh bilangan bulat 1–32 (allowed: an integer 1–32)",
        ),
        (
            '[log]\nlevel = "loud"',
            "log.level = 'loud': yang boleh debug, info, warning, error "
            "(allowed: debug, info, warning, error)",
        ),
        ("[log]\njson = 1", "log.json = 1: yang boleh true atau false (allowed: true or false)"),
        (
            "[http]\ntls_cert = 3",
            "http.tls_cert = 3: yang boleh jalur berkas (allowed: a path)",
        ),
        (
            '[http]\ntls_cert = "a"',
            "http.tls_key: harus diisi bersama (must be set together with) http.tls_cert",
        ),
        (
            '[http]\ntls_key = "a"',
            "http.tls_cert: harus diisi bersama (must be set together with) http.tls_key",
        ),
        (
            "[http]\ninstall_port = 8081",
            "http.install_port: perlu (needs) http.tls_cert, http.tls_key",
        ),
        (
            '[http]\ntls_cert = "a"\ntls_key = "b"\npublic_url = "http://posko.lan"',
            "http.public_url = 'http://posko.lan': dengan (with) http.tls_cert: https://…",
        ),
        (
            "[metrics]\nport = -1",
            "metrics.port = -1: yang boleh bilangan bulat 0–65535 (allowed: an integer 0–65535)",
        ),
        (
            '[http]\ntls_cert = "a"\ntls_key = "b"\nport = 8081\ninstall_port = 8081',
            "http.install_port = 8081: sudah dipakai (taken by) http.port",
        ),
        (
            "[metrics]\nport = 8080",
            "metrics.port = 8080: sudah dipakai (taken by) http.port",
        ),
        (
            "[http]\nport = 80\n[log]\n[http]\nport = 81",
            "baris 5: [http] sudah ada di atas; satukan "
            "(line 5: [http] is there already, above; put them together)",
        ),
        ('zone = "WIM"', "zone = 'WIM': yang boleh WIB, WITA, WIT (allowed: WIB, WITA, WIT)"),
        ('city = ""', "city = '': yang boleh teks 1–80 huruf (allowed: text of 1–80 characters)"),
    ],
)
def test_what_is_wrong_is_one_line(text: str, line: str) -> None:
    if text not in ("", "data_dir = 3"):
        text = 'data_dir = "data"\n' + text
    with pytest.raises(ConfigError) as refused:
        parse(text, "posko.toml", FOLDER)
    assert str(refused.value) == f"posko.toml: {line}"


def test_https_is_implied_by_a_certificate() -> None:
    text = 'data_dir = "data"\n[http]\ntls_cert = "a"\ntls_key = "b"\nport = 8443\n'
    assert parse(text, "posko.toml", FOLDER).http.url == "https://localhost:8443"


def test_what_is_no_toml_says_where() -> None:
    with pytest.raises(ConfigError) as refused:
        parse("data_dir = \n", "posko.toml", FOLDER)
    assert "\n" not in str(refused.value)
    assert "line 1" in str(refused.value)


def test_a_long_value_is_cut_short() -> None:
    with pytest.raises(ConfigError) as refused:
        parse(f'data_dir = "x"\ncity = "{"a" * 500}"', "posko.toml", FOLDER)
    assert len(str(refused.value)) < 250
