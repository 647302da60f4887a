"""Answers by DTMF: `<unit 3><answer 1><check 1>#`, or `<answer>#` by one who was just called.

    answer: 1 present, 2 present and in need of help, 3 on the way, 9 emergency
    check:  the last digit of the sum of the four before it

A message ends with `#`. A `*` before it is for a squelch to swallow, and means nothing. Whatever
else comes is *unrecognised*, with its digits and the reason: for a person to settle, never a guess.
Only a single key without an end is let go in silence: that is a slipped finger, or half a tone.

Pure: times are samples at 48 kHz, given by the caller. `step` takes a key; `lapse` is asked now and
then whether somebody has stopped in the middle. Whether a short answer is due, and who a unit is,
the hub knows.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

TIME_OUT = 3 * 48_000
"""Between two keys."""
LONGEST = 16
"""Keys kept of one message: a flood fills no memory, and no board."""
_END, _SACRIFICE = "#", "*"
_UNIT, _WHOLE = 3, 5


class Said(StrEnum):
    """What a unit answers."""

    PRESENT = "present"
    HELP = "help"
    COMING = "coming"
    EMERGENCY = "emergency"


ANSWERS = {"1": Said.PRESENT, "2": Said.HELP, "3": Said.COMING, "9": Said.EMERGENCY}

Reason = Literal["wrong_check", "no_such_answer", "too_short", "too_long", "not_a_number", "no_end"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. unit: three digits, or None: whoever was called just now."""

    unit: str | None
    said: Said
    digits: str
    at: int


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """What was keyed is no answer. digits: what was heard of it."""

    reason: Reason
    digits: str
    at: int


Message = Answer | Unrecognised


@dataclass(frozen=True, slots=True)
class Keying:
    """A message under way. at, last: samples of its first and its last key."""

    digits: str = ""
    at: int = field(default=0)
    last: int = field(default=0)
    flooded: bool = False


def step(keying: Keying, key: str, at: int) -> tuple[Keying, list[Message]]:
    """Take a key, and give the messages that end by it: by its time or by itself."""
    keying, messages = lapse(keying, at)
    first = keying.at if keying.digits else at
    if key == _END:
        return Keying(), [*messages, *_read(keying, first)]
    if len(keying.digits) >= LONGEST:
        return Keying(keying.digits, first, at, flooded=True), messages
    return Keying(keying.digits + key, first, at, keying.flooded), messages


def lapse(keying: Keying, now: int) -> tuple[Keying, list[Message]]:
    """Say what has become of a message whose next key has not come."""
    if not keying.digits or now - keying.last <= TIME_OUT:
        return keying, []
    if len(keying.digits.lstrip(_SACRIFICE)) < 2:
        return Keying(), []
    reason: Reason = "too_long" if keying.flooded else "no_end"
    return Keying(), [Unrecognised(reason, keying.digits, keying.at)]


def check_digit(unit: str, answer: str) -> str:
    """Give the check for three digits and one."""
    return str(sum(int(digit) for digit in unit + answer) % 10)


def _read(keying: Keying, at: int) -> list[Message]:
    """Read what stands before the `#`."""
    digits = keying.digits.lstrip(_SACRIFICE)
    if not digits:
        return []
    whole = keying.digits + _END
    reason = _wrong(digits, keying.flooded)
    if reason:
        return [Unrecognised(reason, whole, at)]
    unit = digits[:_UNIT] if len(digits) == _WHOLE else None
    return [Answer(unit, ANSWERS[digits[_UNIT] if unit else digits], whole, at)]


def _wrong(digits: str, flooded: bool) -> Reason | None:
    """Say what keeps the digits from being an answer."""
    if flooded or len(digits) > _WHOLE:
        return "too_long"
    if not (digits.isascii() and digits.isdigit()):
        return "not_a_number"
    if len(digits) == 1:
        return None if digits in ANSWERS else "no_such_answer"
    if len(digits) < _WHOLE:
        return "too_short"
    if digits[-1] != check_digit(digits[:_UNIT], digits[_UNIT]):
        return "wrong_check"
    return None if digits[_UNIT] in ANSWERS else "no_such_answer"
