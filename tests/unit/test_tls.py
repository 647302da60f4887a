"""The LAN's authority: what it can sign for, what is kept and what is made again, and when."""

import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from hub.adapters.tls.authority import (
    LEAF_LIFE,
    RENEW_BEFORE,
    Signed,
    Subjects,
    fingerprint,
    is_host_name,
    new_authority,
    new_leaf,
    permitted,
)
from hub.adapters.tls.lan import Kept, LanFiles, TlsError, keep_up, subjects_of

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
OURS = Subjects.of(["posko.lan"], ["192.168.1.10", "127.0.0.1"])
OPENSSL_TIME = str(int((NOW + timedelta(days=1)).timestamp()))


@pytest.fixture(scope="module")
def authority() -> Signed:
    return new_authority("Kota Probolinggo", OURS, NOW)


def accepts(authority: Signed, leaf: Signed, host: str) -> bool:
    """Would one who trusts only this authority take that certificate for this host?"""
    subjects = Subjects.of([host], []) if host[-1].isalpha() else Subjects.of([], [host])
    subject = x509.DNSName(host) if subjects.names else x509.IPAddress(subjects.addresses[0])
    policy = PolicyBuilder().store(Store([authority.certificate])).time(NOW + timedelta(days=1))
    try:
        policy.build_server_verifier(subject).verify(leaf.certificate, [])
    except VerificationError:
        return False
    return True


def openssl_accepts(authority: Signed, leaf: Signed, folder: Path) -> bool:
    """Ask another implementation the same."""
    for name, signed in (("ca.pem", authority), ("leaf.pem", leaf)):
        (folder / name).write_bytes(signed.certificate.public_bytes(Encoding.PEM))
    asked = ["openssl", "verify", "-x509_strict", "-attime", OPENSSL_TIME, "-purpose", "sslserver"]
    done = subprocess.run(
        [*asked, "-CAfile", folder / "ca.pem", folder / "leaf.pem"], capture_output=True, text=True
    )
    assert done.returncode == 0 or "permitted subtree violation" in done.stdout + done.stderr
    return done.returncode == 0


@pytest.mark.parametrize(
    "host",
    ["posko.lan", "bpbd.posko.lan", "192.168.1.10", "10.9.8.7", "172.31.0.1", "127.0.0.1", "::1"],
)
def test_what_it_signs_for_us_is_taken(authority: Signed, host: str, tmp_path: Path) -> None:
    leaf = new_leaf(authority, _only(host), NOW)
    assert accepts(authority, leaf, host)
    assert openssl_accepts(authority, leaf, tmp_path)


@pytest.mark.parametrize(
    "host",
    ["bank.example", "lan", "notposko.lan", "8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::1"],
)
def test_what_it_signs_for_others_is_refused(authority: Signed, host: str, tmp_path: Path) -> None:
    leaf = new_leaf(authority, _only(host), NOW)
    assert not accepts(authority, leaf, host)
    assert not openssl_accepts(authority, leaf, tmp_path)
    assert not permitted(authority.certificate, _only(host)), "and the hub knows beforehand"


def test_a_name_of_others_beside_ours_spoils_the_certificate(
    authority: Signed, tmp_path: Path
) -> None:
    leaf = new_leaf(authority, Subjects.of(["posko.lan", "bank.example"], []), NOW)
    assert not accepts(authority, leaf, "posko.lan")
    assert not openssl_accepts(authority, leaf, tmp_path)


def test_it_cannot_make_another_authority(authority: Signed) -> None:
    limits = authority.certificate.extensions
    basic = limits.get_extension_for_class(x509.BasicConstraints)
    usage = limits.get_extension_for_class(x509.KeyUsage)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    assert usage.value.key_cert_sign and not usage.value.digital_signature
    assert limits.get_extension_for_class(x509.NameConstraints).critical


def test_an_address_of_ours_that_is_not_private_is_the_only_one_of_its_kind(tmp_path: Path) -> None:
    authority = new_authority("Kota", Subjects.of([], ["203.0.113.9"]), NOW)
    assert accepts(authority, new_leaf(authority, _only("203.0.113.9"), NOW), "203.0.113.9")
    assert not accepts(authority, new_leaf(authority, _only("203.0.113.8"), NOW), "203.0.113.8")


def test_a_leaf_lives_no_longer_than_browsers_take(authority: Signed) -> None:
    leaf = new_leaf(authority, OURS, NOW).certificate
    life = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert life < LEAF_LIFE == timedelta(days=397)
    late = authority.certificate.not_valid_after_utc - timedelta(days=10)
    last = new_leaf(authority, OURS, late).certificate
    assert last.not_valid_after_utc == authority.certificate.not_valid_after_utc


def test_long_names_of_cities_fit() -> None:
    made = new_authority("Kota " + "x" * 75, OURS, NOW)
    assert "Posko LAN CA" in made.certificate.subject.rfc4514_string()


@pytest.mark.parametrize("name", ["posko.lan", "a", "x-1.local", "POSKO.Kota.go.id"])
def test_names_that_can_be(name: str) -> None:
    assert is_host_name(name)


@pytest.mark.parametrize("name", ["", "-a", "a_b", "a..b", "*.lan", "a b", "posko.lan.", "é.lan"])
def test_names_that_cannot_be(name: str) -> None:
    assert not is_host_name(name)


class Folder:
    """One data_dir/tls, day by day."""

    def __init__(self, path: Path) -> None:
        self.files = LanFiles(path / "tls")

    def keep_up(self, day: float, *addresses: str, anew: bool = False, name: str = "") -> Kept:
        wanted = Subjects.of([name or "posko.lan"], addresses or ["192.168.1.10"])
        return keep_up(self.files, "Kota", wanted, NOW + timedelta(days=day), start_anew=anew)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_made_once_then_left_alone(folder: Folder) -> None:
    first = folder.keep_up(0)
    assert (first.new_authority, first.new_leaf) == (True, True)
    before = _contents(folder)
    second = folder.keep_up(1)
    assert (second.new_authority, second.new_leaf) == (False, False)
    assert _contents(folder) == before
    assert subjects_of(folder.files).names == ("posko.lan",)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder.files.certificate, folder.files.key)


def test_keys_are_the_owners_alone(folder: Folder) -> None:
    folder.keep_up(0)
    assert folder.files.folder.stat().st_mode & 0o777 == 0o700
    for path in (folder.files.key, folder.files.ca_key):
        assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(folder.files.folder.iterdir())) == 4, "nothing half written is left"


def test_renewed_a_month_before_its_end_under_the_same_authority(folder: Folder) -> None:
    first = folder.keep_up(0)
    due_day = (first.leaf.not_valid_after_utc - RENEW_BEFORE - NOW) / timedelta(days=1)
    assert not folder.keep_up(due_day - 0.1).new_leaf
    renewed = folder.keep_up(due_day + 0.1)
    assert (renewed.new_authority, renewed.new_leaf) == (False, True)
    assert fingerprint(renewed.authority) == fingerprint(first.authority)


def test_renewed_when_the_addresses_changed(folder: Folder) -> None:
    first = folder.keep_up(0)
    moved = folder.keep_up(1, "192.168.7.7")
    assert (moved.new_authority, moved.new_leaf) == (False, True)
    assert str(Subjects.in_certificate(moved.leaf).addresses[0]) == "192.168.7.7"
    assert moved.authority == first.authority


def test_what_the_authority_may_not_sign_is_left_out_and_said(folder: Folder) -> None:
    folder.keep_up(0)
    moved = folder.keep_up(1, "192.168.1.10", "203.0.113.9")
    assert not moved.new_leaf
    assert [str(address) for address in moved.left_out.addresses] == ["203.0.113.9"]
    with_name = folder.keep_up(1, name="bank.example")
    assert with_name.left_out.names == ("bank.example",)


def test_another_authority_only_when_somebody_says_so(folder: Folder) -> None:
    first = folder.keep_up(0)
    second = folder.keep_up(1, anew=True)
    assert second.new_authority and second.new_leaf
    assert fingerprint(second.authority) != fingerprint(first.authority)
    assert second.authority.subject != first.authority.subject
    assert second.leaf.issuer == second.authority.subject


@pytest.mark.parametrize("lost", ["hub.key", "hub.crt"])
def test_half_of_a_pair_is_made_whole(folder: Folder, lost: str) -> None:
    """As after a crash between the two."""
    first = folder.keep_up(0)
    (folder.files.folder / lost).unlink()
    again = folder.keep_up(1)
    assert (again.new_authority, again.new_leaf) == (False, True)
    assert again.authority == first.authority


def test_a_key_of_another_pair_is_noticed(folder: Folder, tmp_path: Path) -> None:
    folder.keep_up(0)
    other = Folder(tmp_path / "other")
    other.keep_up(0)
    folder.files.key.write_bytes(other.files.key.read_bytes())
    assert folder.keep_up(1).new_leaf


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_damaged_authority_is_never_replaced_by_itself(folder: Folder, damage: bytes) -> None:
    folder.keep_up(0)
    folder.files.ca_key.write_bytes(damage)
    with pytest.raises(TlsError, match=r"ca.key: bukan"):
        folder.keep_up(1)
    folder.files.ca_key.unlink()
    with pytest.raises(TlsError, match=r"ca.key: tak dapat dipakai \(cannot be used\): No such"):
        folder.keep_up(1)
    assert folder.keep_up(1, anew=True).new_authority


def test_an_authority_that_ended(folder: Folder) -> None:
    folder.keep_up(0)
    with pytest.raises(TlsError, match=r"kedaluwarsa sejak \(expired on\) 2036-02-29.*--new-ca"):
        folder.keep_up(3653)


def _only(host: str) -> Subjects:
    is_address = ":" in host or host[-1].isdigit()
    return Subjects.of([], [host]) if is_address else Subjects.of([host], [])


def _contents(folder: Folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.files.folder.iterdir()}
