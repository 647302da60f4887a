"""STUN binding requests (RFC 8489) as ICE has them: read, checked by their signature, answered.

Each person sends one every few seconds for as long as he is in a room, so a hundred of them are
what a room costs in which nobody talks: only what an ICE-lite agent needs is read.
"""

import binascii
import functools
import hmac
import ipaddress
import struct
from dataclasses import dataclass

Address = tuple[str, int]

MAX_BYTES = 512
"""A browser's check has 100 to 150; a long one of strangers costs as much time as it has bytes."""

_COOKIE = 0x2112A442
_COOKIE_BYTES = _COOKIE.to_bytes(4, "big")
_REQUEST, _SUCCESS = 0x0001, 0x0101
_USERNAME, _INTEGRITY, _USE_CANDIDATE = 0x0006, 0x0008, 0x0025
_MAPPED, _FINGERPRINT = 0x0020, 0x8028
_FINGERPRINT_XOR = 0x5354554E
_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_LENGTHS = {_INTEGRITY: 20, 0x0024: 4, _USE_CANDIDATE: 0, _FINGERPRINT: 4, 0x8029: 8, 0x802A: 8}
"""Of those whose length is fixed."""


class BadStun(Exception):
    """A datagram that is no binding request we can answer."""


@dataclass(frozen=True, slots=True)
class Check:
    """A binding request: `ufrag` is the half of its USERNAME that names our session."""

    transaction: bytes
    ufrag: str
    nominates: bool
    signed: bytes
    """What its signature is of; empty when it has none."""
    signature: bytes


def read_check(data: bytes) -> Check:
    """Read a binding request; raises BadStun for anything else."""
    transaction = _transaction(data)
    name, signed, signature, nominates, at = b"", b"", b"", False, 20
    while at < len(data):
        kind, value = _attribute(data, at)
        if kind == _FINGERPRINT:
            if int.from_bytes(value, "big") != _fingerprint(data[:at], at - 12):
                raise BadStun("it was damaged on the way")
        elif signature:
            pass  # What stands after the signature anybody may have written (RFC 8489 §14.5).
        elif kind == _USERNAME:
            name = value
        elif kind == _USE_CANDIDATE:
            nominates = True
        elif kind == _INTEGRITY:
            signed, signature = _with_length(data[:at], at + 4), value
        at += 4 + (len(value) + 3 & ~3)
    ufrag = name.partition(b":")[0].decode("ascii", "replace")
    return Check(transaction, ufrag, nominates, signed, signature)


def is_signed(check: Check, password: str) -> bool:
    """Tell whether the check carries a MESSAGE-INTEGRITY made with our password."""
    if not check.signature:
        return False
    return hmac.compare_digest(_sign(check.signed, password), check.signature)


def answer(check: Check, source: Address, password: str) -> bytes:
    """Write the success response: the address we saw, signed."""
    mapped = _mapped(source, check.transaction)
    body = _ATTRIBUTE.pack(_MAPPED, len(mapped)) + mapped
    head = _HEADER.pack(_SUCCESS, len(body) + 24, _COOKIE, check.transaction)
    message = head + body
    message += _ATTRIBUTE.pack(_INTEGRITY, 20) + _sign(message, password)
    message = _with_length(message, len(message) - 12)
    crc = _fingerprint(message, len(message) - 12)
    return message + struct.pack("!HHI", _FINGERPRINT, 4, crc)


def _transaction(data: bytes) -> bytes:
    """Give the transaction a binding request is of, if the header says that it is one."""
    if not 20 <= len(data) <= MAX_BYTES or data[4:8] != _COOKIE_BYTES:
        raise BadStun("no STUN")
    kind, length, _, transaction = _HEADER.unpack_from(data)
    if kind != _REQUEST:
        raise BadStun("not a binding request")
    if length + 20 != len(data):
        raise BadStun("its length is not what it says")
    return bytes(transaction)


def _attribute(data: bytes, at: int) -> tuple[int, bytes]:
    """Give the kind and value of the attribute that begins there."""
    if at + 4 > len(data):
        raise BadStun("an attribute is cut")
    kind, size = _ATTRIBUTE.unpack_from(data, at)
    if at + 4 + size > len(data):
        raise BadStun("an attribute is cut")
    if size != _LENGTHS.get(kind, size):
        raise BadStun("an attribute is of another length")
    return kind, data[at + 4 : at + 4 + size]


def _with_length(message: bytes, length: int) -> bytes:
    """Give a message whose header says this length: of what counts, not of what is there."""
    return message[:2] + length.to_bytes(2, "big") + message[4:]


def _sign(message: bytes, password: str) -> bytes:
    return hmac.digest(password.encode(), message, "sha1")


def _fingerprint(message: bytes, length: int) -> int:
    return binascii.crc32(_with_length(message, length)) ^ _FINGERPRINT_XOR


def _mapped(source: Address, transaction: bytes) -> bytes:
    """Write an XOR-MAPPED-ADDRESS (RFC 8489 §14.2)."""
    address = _packed(source[0])
    mask = (_COOKIE_BYTES + transaction)[: len(address)]
    hidden = int.from_bytes(address, "big") ^ int.from_bytes(mask, "big")
    family = 1 if len(address) == 4 else 2
    return struct.pack("!xBH", family, source[1] ^ _COOKIE >> 16) + hidden.to_bytes(
        len(mask), "big"
    )


@functools.lru_cache(maxsize=1_024)
def _packed(host: str) -> bytes:
    return ipaddress.ip_address(host).packed
