"""What is refused when a password is chosen, and by what name a device is shown."""

import pytest

from hub.config import DATA
from hub.domain.devices import browser_and_system
from hub.domain.passwords import check_password, prepared
from hub.domain.refusals import PasswordCommon, PasswordIsName, PasswordShort, Refused
from hub.services.brakes import network_of

COMMON = frozenset((DATA / "common_passwords.txt").read_text(encoding="utf-8").split())
NAMES = ("bpbd", "BPBD", "Kepala Pelaksana", "Kota Contoh")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kurang", PasswordShort),
        ("1234567890", PasswordCommon),
        ("sayangkamu123!", PasswordCommon),
        ("Indonesia1945", PasswordCommon),
        ("P@ssw0rd!!!", PasswordCommon),
        ("aaaaaaaaaaaaaa", PasswordCommon),
        ("abcdefghijklmno", PasswordCommon),
        ("9876543210", PasswordCommon),
        ("KotaContoh99", PasswordIsName),
        ("kepalapelaksana1", PasswordIsName),
        ("bpbd bpbd 2026", PasswordIsName),
        ("kapal biru menunggu hujan", None),
        ("hujan deras di bpbd semalam", None),
        ("x7Lq0-vT2p", None),
    ],
)
def test_what_others_would_try_first(password: str, why: type[Refused] | None) -> None:
    if why is None:
        check_password(password, NAMES, COMMON)
        return
    with pytest.raises(why):
        check_password(password, NAMES, COMMON)


def test_one_password_however_the_keyboard_composes_it() -> None:
    assert prepared("cafe\u0301 \uff11") == prepared("caf\u00e9 1")


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Safari/537.36",
            "Chrome",
            "Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari", "iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) CriOS/126.0 Safari/604.1", "Chrome", "iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge", "Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0",
            "Firefox",
            "Linux",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/17.5 Safari/605.1", "Safari", "Mac"),
        ("curl/8", "", ""),
        ("", "", ""),
    ],
)
def test_a_device_is_known_by_two_words(user_agent: str, browser: str, system: str) -> None:
    assert browser_and_system(user_agent) == (browser, system)


def test_an_ipv6_network_counts_as_one() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("2001:db8:1:2::5") != network_of("2001:db8:1:3::5")
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"
    assert network_of("fe80::1%eth0") == network_of("fe80::2")
    assert network_of("") == ""
