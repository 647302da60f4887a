"""The folder data_dir/tls: an authority made once and kept, and a certificate that is renewed.

Phones trust the authority by hand, one by one: so it is never replaced unless somebody says so.
Every file is written whole or not at all. A crash between a key and its certificate leaves two
that do not belong together, which is seen at the next start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hub.adapters.tls import authority as rules
from hub.adapters.tls.authority import Signed, Subjects
from hub.adapters.whole_file import write_whole

T = TypeVar("T")


class TlsError(Exception):
    """TLS that cannot be; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class LanFiles:
    """Where it all is."""

    folder: Path

    @property
    def ca_certificate(self) -> Path:
        return self.folder / "ca.crt"

    @property
    def ca_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        """The hub's own, and the authority's after it."""
        return self.folder / "hub.crt"

    @property
    def key(self) -> Path:
        return self.folder / "hub.key"


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is after keeping it up."""

    authority: x509.Certificate
    leaf: x509.Certificate
    new_authority: bool
    new_leaf: bool
    left_out: Subjects
    """Asked for, but outside of what the authority may sign."""


def keep_up(
    files: LanFiles, city: str, wanted: Subjects, now: datetime, *, start_anew: bool = False
) -> Kept:
    """Make what is not there, and renew the hub's certificate when it is due. TlsError.

    start_anew: make another authority, which every phone must be given again.
    """
    try:
        files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make = start_anew or not files.ca_certificate.exists()
        signer = _make_authority(files, city, wanted, now) if make else _read_authority(files, now)
        stands_for = rules.permitted(signer.certificate, wanted)
        leaf = _read_leaf(files)
        renew = leaf is None or _is_due(leaf, signer.certificate, stands_for, now)
        if leaf is None or renew:
            leaf = _make_leaf(files, signer, stands_for, now)
    except OSError as error:
        raise TlsError(
            f"{error.filename or files.folder}: tak dapat dipakai (cannot be used): "
            f"{error.strerror}"
        ) from None
    left_out = Subjects(
        tuple(name for name in wanted.names if name not in stands_for.names),
        tuple(address for address in wanted.addresses if address not in stands_for.addresses),
    )
    return Kept(signer.certificate, leaf, make, renew, left_out)


def subjects_of(files: LanFiles) -> Subjects:
    """Give what the hub's certificate stands for now; nothing when there is no certificate."""
    leaf = _read_leaf(files)
    return Subjects.in_certificate(leaf) if leaf else Subjects((), ())


def read_authority(files: LanFiles) -> x509.Certificate:
    """Give the authority's certificate, as it is shown to phones. TlsError."""
    try:
        return _read(files.ca_certificate, x509.load_pem_x509_certificate)
    except OSError as error:
        raise TlsError(
            f"{files.ca_certificate}: tak terbaca (cannot be read): {error.strerror}. "
            "Buat dengan (make it by): posko tls init"
        ) from None


def _is_due(
    leaf: x509.Certificate, signer: x509.Certificate, stands_for: Subjects, now: datetime
) -> bool:
    return (
        leaf.not_valid_after_utc - now < rules.RENEW_BEFORE
        or leaf.issuer != signer.subject
        or Subjects.in_certificate(leaf) != stands_for
    )


def _make_authority(files: LanFiles, city: str, wanted: Subjects, now: datetime) -> Signed:
    made = rules.new_authority(city, wanted, now)
    write_whole(files.ca_key, _pem(made.key), 0o600)
    write_whole(files.ca_certificate, made.certificate.public_bytes(Encoding.PEM), 0o644)
    return made


def _make_leaf(
    files: LanFiles, signer: Signed, stands_for: Subjects, now: datetime
) -> x509.Certificate:
    if not stands_for:
        raise TlsError(
            "tak ada nama atau alamat untuk sertifikat (no name or address for a certificate): "
            "--name posko.lan"
        )
    made = rules.new_leaf(signer, stands_for, now)
    both = (made.certificate, signer.certificate)
    chain = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in both)
    write_whole(files.key, _pem(made.key), 0o600)
    write_whole(files.certificate, chain, 0o644)
    return made.certificate


def _read_authority(files: LanFiles, now: datetime) -> Signed:
    """Give the authority there is. Never makes another in its place: phones trust this one."""
    certificate = _read(files.ca_certificate, x509.load_pem_x509_certificate)
    key = _read(files.ca_key, lambda data: load_pem_private_key(data, None))
    anew = "Buat CA baru (make another): posko tls init --new-ca"
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not rules.belong_together(
        certificate, key
    ):
        raise TlsError(
            f"{files.ca_key}: bukan kunci dari (is not the key of) {files.ca_certificate.name}. "
            + anew
        )
    if certificate.not_valid_after_utc <= now:
        ended = certificate.not_valid_after_utc.date()
        raise TlsError(f"{files.ca_certificate}: CA kedaluwarsa sejak (expired on) {ended}. {anew}")
    return Signed(certificate, key)


def _read_leaf(files: LanFiles) -> x509.Certificate | None:
    """Give the hub's certificate, if it is one and its key is there: else it is made again."""
    try:
        certificate = _read(files.certificate, x509.load_pem_x509_certificate)
        key = _read(files.key, lambda data: load_pem_private_key(data, None))
    except (FileNotFoundError, TlsError):
        return None
    return certificate if rules.belong_together(certificate, key) else None


def _read(path: Path, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(path.read_bytes())
    except (ValueError, TypeError):
        raise TlsError(f"{path}: bukan PEM yang dapat dibaca (not readable as PEM)") from None


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
