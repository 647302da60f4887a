"""Answers keyed on a handheld: whole ones, short ones, and everything else by its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radio_bridge.signalling.answers import (
    LONGEST,
    TIME_OUT,
    Answer,
    Keying,
    Message,
    Said,
    Unrecognised,
    check_digit,
    lapse,
    step,
)
from radio_bridge.signalling.dtmf_tones import KEYS

APART = 9_600


def keyed(digits: str, keying: Keying | None = None) -> list[Message]:
    keying, messages = keying or Keying(), []
    for n, key in enumerate(digits):
        keying, more = step(keying, key, 1_000 + n * APART)
        messages += more
    _, more = lapse(keying, 1_000 + len(digits) * APART + TIME_OUT + 1)
    return messages + more


@pytest.mark.parametrize(
    ("digits", "unit", "said"),
    [
        ("12317#", "123", Said.PRESENT),
        ("12328#", "123", Said.HELP),
        ("00033#", "000", Said.COMING),
        ("99996#", "999", Said.EMERGENCY),
        ("*12317#", "123", Said.PRESENT),
        ("**12317#", "123", Said.PRESENT),
        ("1#", None, Said.PRESENT),
        ("*9#", None, Said.EMERGENCY),
    ],
)
def test_answers(digits: str, unit: str | None, said: Said) -> None:
    assert keyed(digits) == [Answer(unit, said, digits, 1_000)]


@pytest.mark.parametrize(
    ("digits", "reason"),
    [
        ("12318#", "wrong_check"),
        ("12344#", "wrong_check"),
        ("12340#", "no_such_answer"),
        ("4#", "no_such_answer"),
        ("2317#", "too_short"),
        ("12#", "too_short"),
        ("123170#", "too_long"),
        ("12A17#", "not_a_number"),
        ("1*317#", "not_a_number"),
        ("D#", "not_a_number"),
        ("12317", "no_end"),
        ("123", "no_end"),
    ],
)
def test_everything_else_is_named(digits: str, reason: str) -> None:
    assert keyed(digits) == [Unrecognised(reason, digits, 1_000)]  # type: ignore[arg-type]


@pytest.mark.parametrize("digits", ["", "#", "*#", "1", "*", "*1", "**"])
def test_a_slip_of_a_finger_is_let_go(digits: str) -> None:
    assert keyed(digits) == []


def test_the_check_finds_every_key_that_was_misheard() -> None:
    for unit in ("123", "007", "990"):
        whole = unit + "1" + check_digit(unit, "1")
        for place in range(5):
            for other in "0123456789":
                wrong = whole[:place] + other + whole[place + 1 :]
                if wrong != whole:
                    (message,) = keyed(wrong + "#")
                    assert isinstance(message, Unrecognised)


def test_a_stop_in_the_middle_ends_a_message_and_the_next_stands_for_itself() -> None:
    keying, messages = Keying(), []
    for n, key in enumerate("12"):
        keying, more = step(keying, key, n * APART)
        messages += more
    late = APART + TIME_OUT + 1
    assert lapse(keying, late - 1) == (keying, [])
    for n, key in enumerate("3#"):
        keying, more = step(keying, key, late + n * APART)
        messages += more
    assert messages == [Unrecognised("no_end", "12", 0), Answer(None, Said.COMING, "3#", late)]


def test_a_flood_is_one_message_of_16_keys() -> None:
    (message,) = keyed("5" * 5_000)
    assert message == Unrecognised("too_long", "5" * LONGEST, 1_000)
    (message,) = keyed("12317" * 1_000 + "#")
    assert isinstance(message, Unrecognised) and message.reason == "too_long"


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.integers(0, 400_000)), max_size=60))
def test_any_keys_at_any_pace(presses: list[tuple[str, int]]) -> None:
    keying, at, ends = Keying(), 0, 0
    for key, wait in presses:
        at += wait
        keying, messages = step(keying, key, at)
        assert len(keying.digits) <= LONGEST
        for message in messages:
            ends += message.digits.endswith("#")
            if isinstance(message, Answer):
                digits = message.digits.lstrip("*")[:-1]
                assert len(digits) == 1 or digits[-1] == check_digit(digits[:3], digits[3])
    assert ends <= sum(key == "#" for key, _ in presses)
