"""A real coturn on this machine: UDP, TCP and TLS on ports of its own, with the hub's secret."""

import asyncio
import contextlib
import datetime
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.killing import free_port

PROGRAM = "turnserver"
SECRET = "rahasia-uji"
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Coturn:
    """A running one, and its ports."""

    port: int
    tls_port: int
    log: Path


def why_not() -> str | None:
    """Say what this machine lacks, or None."""
    return None if shutil.which(PROGRAM) else "coturn is not installed: it is the relay"


@contextlib.asynccontextmanager
async def coturn(folder: Path) -> AsyncIterator[Coturn]:
    """Run it until the block ends: as docs/operations.md has it, but for loopback."""
    _certificate(folder)
    one = Coturn(free_port(), free_port(), folder / "turn.log")
    (folder / "turnserver.conf").write_text(
        "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nallow-loopback-peers\n"
        f"listening-port={one.port}\ntls-listening-port={one.tls_port}\n"
        f"use-auth-secret\nstatic-auth-secret={SECRET}\nrealm=posko\n"
        f"cert={folder}/turn.crt\npkey={folder}/turn.key\n"
        f"no-cli\nno-multicast-peers\nlog-file={one.log}\nsimple-log\nnew-log-timestamp\n"
        f"pidfile={folder}/turn.pid\nverbose\n"
    )
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "-c", str(folder / "turnserver.conf"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for port in (one.port, one.tls_port):
            await _listens(port)
        yield one
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _listens(port: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "turn.localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("turn.localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    (folder / "turn.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "turn.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
