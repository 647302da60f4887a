"""A certificate authority for one LAN: what it signs, and the limits that are written into it.

A phone that trusts it need not trust it for anything else: its certificate says, critically, that
it stands only for the names of this hub, for private addresses and for the hub's own. Whoever
stole its key could not pass for a bank. Pure: `now` is given, and nothing is read or written.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3652)
LEAF_LIFE = timedelta(days=397)
"""The longest that browsers and phones take."""
RENEW_BEFORE = timedelta(days=30)
CLOCK_SLACK = timedelta(hours=1)
"""A phone's clock may be this much behind ours."""
NAME_MAX_CHARS = 64  # RFC 5280 ub-common-name, ub-organization-name.

PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "::1/128",
    )
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a certificate stands for: names in lower case, and addresses; each in order, once."""

    names: tuple[str, ...]
    addresses: tuple[Address, ...]

    @classmethod
    def of(cls, names: Iterable[str], addresses: Iterable[str]) -> "Subjects":
        """Put them in order."""
        found = {ipaddress.ip_address(address) for address in addresses}
        in_order = sorted(found, key=lambda address: (address.version, int(address)))
        return cls(tuple(sorted({name.lower() for name in names})), tuple(in_order))

    @classmethod
    def in_certificate(cls, certificate: x509.Certificate) -> "Subjects":
        """Read what a certificate stands for; nothing when it does not say."""
        try:
            said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        except x509.ExtensionNotFound:
            return cls((), ())
        names = said.value.get_values_for_type(x509.DNSName)
        addresses = said.value.get_values_for_type(x509.IPAddress)
        return cls.of(names, (str(address) for address in addresses))

    def __bool__(self) -> bool:
        return bool(self.names or self.addresses)


def is_host_name(name: str) -> bool:
    """May this stand in a certificate as a DNS name?"""
    labels = name.lower().split(".")
    return len(name) <= 253 and all(_LABEL.fullmatch(label) for label in labels)


def this_machine(names: Iterable[str], addresses: Iterable[str]) -> Subjects:
    """Give what a hub's certificate stands for: these, as far as they can be, and loopback."""
    usable = [name for name in names if is_host_name(name)]
    return Subjects.of(["localhost", *usable], ["127.0.0.1", "::1", *addresses])


def new_authority(city: str, subjects: Subjects, now: datetime) -> Signed:
    """Make an authority that can sign for these names (and what is below them), and these
    addresses, and every private address.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    # Its number is in its name, so that an old and a new one can be told apart on a phone.
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, city[:NAME_MAX_CHARS]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Posko LAN CA {serial % 0x1000000:06X}"),
        ]
    )
    own = (ipaddress.ip_network(address) for address in subjects.addresses)
    networks = [*PRIVATE, *(net for net in own if not any(_within(net, p) for p in PRIVATE))]
    limits = x509.NameConstraints(
        permitted_subtrees=[
            *(x509.DNSName(name) for name in subjects.names),
            *(x509.IPAddress(network) for network in networks),
        ],
        excluded_subtrees=None,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(limits, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Signed(certificate, key)


def new_leaf(authority: Signed, subjects: Subjects, now: datetime) -> Signed:
    """Make a server's certificate; it ends no later than the authority does."""
    assert subjects, "a certificate for nobody"
    key = ec.generate_private_key(ec.SECP256R1())
    begin = now - CLOCK_SLACK
    issuer = authority.certificate
    alternatives: list[x509.GeneralName] = [
        *(x509.DNSName(name) for name in subjects.names),
        *(x509.IPAddress(address) for address in subjects.addresses),
    ]
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Posko")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        # Both ends count: a second less, or Apple sees a day too many.
        .not_valid_after(min(begin + LEAF_LIFE - timedelta(seconds=1), issuer.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Signed(certificate, key)


def permitted(authority: x509.Certificate, subjects: Subjects) -> Subjects:
    """Give what an authority's limits let it sign for."""
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    trees = limits.permitted_subtrees or []
    below = [tree.value for tree in trees if isinstance(tree, x509.DNSName)]
    networks = [tree.value for tree in trees if isinstance(tree, x509.IPAddress)]
    return Subjects(
        tuple(n for n in subjects.names if any(n == b or n.endswith(f".{b}") for b in below)),
        tuple(a for a in subjects.addresses if any(_holds(net, a) for net in networks)),
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """Give the SHA-256 of a certificate as people compare it: pairs with colons."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def belong_together(certificate: x509.Certificate, key: object) -> bool:
    """Is this the private key of that certificate?"""
    public = getattr(key, "public_key", None)
    return public is not None and public() == certificate.public_key()


def _holds(network: object, address: Address) -> bool:
    assert isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network)
    return address in network


def _within(
    inner: ipaddress.IPv4Network | ipaddress.IPv6Network,
    outer: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> bool:
    return inner.version == outer.version and inner.network_address in outer


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
