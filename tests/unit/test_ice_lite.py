"""STUN checks are answered only when signed, and the peer's path follows the browsers' habits."""

import pytest
from aioice import stun
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.media import ice_lite
from hub.media.ice_lite import BadStun, Paths, read_check


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
    assert ice_lite.is_signed(check, "secret")
    reply = stun.parse_message(ice_lite.answer(check, ("192.0.2.1", 5), "secret"))
    assert reply.attributes["XOR-MAPPED-ADDRESS"] == ("192.0.2.1", 5)
    assert reply.transaction_id == check.message.transaction_id
    assert reply.check_message_integrity(b"secret")


def test_a_check_signed_with_another_password_is_not() -> None:
    assert not ice_lite.is_signed(read_check(binding(password="guess")), "secret")


def test_an_unsigned_check_is_not() -> None:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    assert not ice_lite.is_signed(read_check(bytes(message)), "secret")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\1\0\0" + bytes(16),
        binding()[:-3],
        binding("x" * ice_lite.STUN_MAX_BYTES),
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


def test_the_first_check_gives_the_path() -> None:
    paths: Paths[str] = Paths()
    assert paths.checked("wifi", nominates=False, now_s=0.0)
    assert paths.chosen == "wifi"


def test_nomination_moves_at_once() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    assert paths.checked("4g", nominates=True, now_s=0.1)


def test_firefox_which_nominates_no_more_moves_when_the_old_path_is_silent() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    assert not paths.checked("4g", nominates=False, now_s=0.9)
    assert paths.checked("4g", nominates=False, now_s=1.1)
    assert paths.chosen == "4g"


def test_a_second_path_does_not_take_over_while_the_first_is_alive() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    for tenth in range(1, 50):
        paths.checked("wifi", nominates=False, now_s=tenth / 10)
        assert not paths.checked("cable", nominates=False, now_s=tenth / 10)


def test_genuine_sound_moves_at_once() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    assert paths.authenticated("4g", 0.01)
    assert (paths.chosen, paths.last_heard_s) == ("4g", 0.01)


def test_many_paths_are_not_remembered() -> None:
    paths: Paths[int] = Paths()
    for number in range(100):
        paths.checked(number, nominates=True, now_s=float(number))
    assert len(paths.heard_s) <= ice_lite.PATHS_MAX
    assert paths.chosen == 99
