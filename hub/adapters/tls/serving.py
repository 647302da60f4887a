"""The certificate the hub serves: checked at the start, watched, reread when its files change."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hub.adapters.network import local_ipv4
from hub.adapters.tls.authority import Subjects, belong_together
from hub.adapters.tls.lan import LanFiles, TlsError, keep_up, read_authority, subjects_of
from hub.services.ports import Clock

WARN_BEFORE = timedelta(days=30)
WARN_EVERY_S = 24 * 3600.0
LOOK_EVERY_S = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate file that can be served."""

    names: tuple[str, ...]
    """Names and addresses it stands for, as a Host header has them."""
    ends: datetime


class Certificate:
    """What is served over TLS. Connections that are open keep what they began with."""

    def __init__(
        self,
        certificate: Path,
        key: Path,
        clock: Clock,
        renew: Callable[[datetime], None] | None = None,
    ) -> None:
        """renew: brings the files up to date when they are ours to write. TlsError."""
        self._certificate = certificate
        self._key = key
        self._clock = clock
        self._renew = renew
        self._try_to_renew()
        self.checked = check(certificate, key, self._now())
        self.context = context_for(certificate, key)
        self._seen = self._signature()
        self._warned_s: float | None = None

    async def run(self) -> None:
        """Look after it for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Serve what the files are now; warn once a day of an end that is near."""
        daily = self._warned_s is None or self._clock.monotonic() - self._warned_s >= WARN_EVERY_S
        if daily:
            self._warned_s = self._clock.monotonic()
            self._try_to_renew()
        self._take_anew()
        if daily and self.checked.ends - self._now() < WARN_BEFORE:
            log.warning("certificate ends soon", ends=self.checked.ends.date().isoformat())

    def _try_to_renew(self) -> None:
        if self._renew:
            try:
                self._renew(self._now())
            except TlsError as error:
                log.error("certificate not renewed", why=str(error))

    def _take_anew(self) -> None:
        seen = self._signature()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            checked = check(self._certificate, self._key, self._now())
            # New connections get it; a context need not be given to the listeners again.
            self.context.load_cert_chain(self._certificate, self._key)
        except (TlsError, ssl.SSLError, OSError) as error:
            log.error("new certificate not taken, the old one is served", why=str(error))
            return
        self.checked = checked
        log.info("certificate taken anew", ends=checked.ends.date().isoformat())

    def _signature(self) -> tuple[tuple[int, int, int], ...]:
        return tuple(_identity(path) for path in (self._certificate, self._key))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)


def served(certificate: Path, key: Path, files: LanFiles, city: str, clock: Clock) -> Certificate:
    """Give what the hub serves. What stands in its own folder is also renewed. TlsError."""

    def renew(now: datetime) -> None:
        read_authority(files)  # Gone, it is for a person to say that phones must start anew.
        # Addresses are only added: one that is away at the moment will be back.
        before = subjects_of(files)
        known = (*(str(address) for address in before.addresses), *local_ipv4())
        keep_up(files, city, Subjects.of(before.names, known), now)

    ours = certificate.resolve() == files.certificate.resolve() and certificate.exists()
    return Certificate(certificate, key, clock, renew if ours else None)


def check(certificate: Path, key: Path, now: datetime) -> Checked:
    """Give what a pair of files stands for. TlsError when a browser would not take it."""
    chain = _certificates(certificate)
    private = _private_key(key)
    leaf = chain[0]
    if not belong_together(leaf, private):
        raise TlsError(
            f"http.tls_key = {key}: bukan kunci dari (is not the key of) "
            f"http.tls_cert = {certificate}"
        )
    ends = min(one.not_valid_after_utc for one in chain)
    if ends <= now:
        raise TlsError(
            f"http.tls_cert = {certificate}: kedaluwarsa sejak (expired on) {ends.date()}"
        )
    if leaf.not_valid_before_utc > now:
        raise TlsError(
            f"http.tls_cert = {certificate}: baru berlaku mulai (valid only from) "
            f"{leaf.not_valid_before_utc.date()}. Jam server benar (is the clock right)?"
        )
    subjects = Subjects.in_certificate(leaf)
    addresses = (f"[{a}]" if a.version == 6 else str(a) for a in subjects.addresses)
    return Checked((*subjects.names, *addresses), ends)


def context_for(certificate: Path, key: Path) -> ssl.SSLContext:
    """Give a server's context: TLS 1.2 and up, the ciphers Python's ssl takes for good."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise TlsError(
            f"http.tls_cert = {certificate}: tak dapat dipakai (cannot be used): {error.reason}"
        ) from None
    return context


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise _unreadable("tls_cert", path, error) from None
    except ValueError:
        raise TlsError(
            f"http.tls_cert = {path}: bukan sertifikat PEM (not a PEM certificate)"
        ) from None


def _private_key(path: Path) -> object:
    try:
        return load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise _unreadable("tls_key", path, error) from None
    except TypeError:
        raise TlsError(
            f"http.tls_key = {path}: bersandi, simpan tanpa sandi "
            "(has a password; store it without one)"
        ) from None
    except ValueError:
        raise TlsError(f"http.tls_key = {path}: bukan kunci PEM (not a PEM key)") from None


def _unreadable(key: str, path: Path, error: OSError) -> TlsError:
    return TlsError(f"http.{key} = {path}: tak terbaca (cannot be read): {error.strerror}")


def _identity(path: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced or written; zeros while it is not there."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)
