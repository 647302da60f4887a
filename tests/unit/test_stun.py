"""STUN checks are read, and answered only when signed; aioice's codec is the other side."""

import pytest
from aioice import stun
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.media import stun as ours
from hub.media.stun import BadStun, read_check


def binding(ufrag: str = "ours", password: str = "secret", *, nominate: bool = False) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{ufrag}:theirs"
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


def test_a_signed_check_is_answered_with_its_address() -> None:
    check = read_check(binding(nominate=True))
    assert (check.ufrag, check.nominates) == ("ours", True)
    assert ours.is_signed(check, "secret")
    reply = stun.parse_message(ours.answer(check, ("192.0.2.1", 5), "secret"))
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == ("192.0.2.1", 5)
    assert reply.transaction_id == check.transaction
    assert reply.check_message_integrity(b"secret")


def test_a_check_signed_with_another_password_is_not() -> None:
    assert not ours.is_signed(read_check(binding(password="guess")), "secret")


def test_an_unsigned_check_is_not() -> None:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    assert not ours.is_signed(read_check(bytes(message)), "secret")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\1\0\0" + bytes(16),
        binding()[:-3],
        binding("x" * ours.MAX_BYTES),
        bytes(stun.Message(stun.Method.BINDING, stun.Class.RESPONSE)),
        bytes(stun.Message(stun.Method.ALLOCATE, stun.Class.REQUEST)),
        bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST))[:2]
        + b"\0\4!\x12\xa4B" + bytes(12) + b"\0\x24\0\0",
    ],
    ids=["none", "no-cookie", "cut", "too-long", "response", "allocate", "short-priority"],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadStun):
        read_check(data)


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_no_bytes_break_the_reader(tail: bytes) -> None:
    try:
        read_check(binding()[:8] + tail)
    except BadStun:
        pass


def test_of_a_v6_address_too() -> None:
    reply = stun.parse_message(
        ours.answer(read_check(binding()), ("2001:db8::7", 49_152), "secret")
    )
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == ("2001:db8::7", 49_152)


def test_what_stands_behind_the_signature_is_nobodys_word() -> None:
    message = stun.parse_message(binding())
    signed = bytes(message)[:-8]  # Without its fingerprint.
    later = signed + b"\0\x25\0\0"
    check = read_check(later[:2] + (len(later) - 20).to_bytes(2, "big") + later[4:])
    assert ours.is_signed(check, "secret")
    assert not check.nominates


def test_a_damaged_one_is_refused_by_its_fingerprint() -> None:
    good = binding()
    with pytest.raises(BadStun, match="damaged"):
        read_check(good[:10] + bytes([good[10] ^ 1]) + good[11:])
