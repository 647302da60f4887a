"""Telephone numbers: what may be dialled, how it is written for the trunk, how it is shown.

Pure. A number is typed as people write it (+62 811-1000-0001, 0811 1000 0001, 1234) and dialled as
the trunk wants it. Emergency services and numbers that cost are never dialled by a machine.
"""

import re
from dataclasses import dataclass
from typing import Literal

EMERGENCY = ("110", "112", "113", "115", "117", "118", "119", "129", "911")
"""Police, the single number, fire, search and rescue, disasters, ambulance (two), women and
children; and what some dial from films."""
PREMIUM_PREFIXES = ("0809", "0900")
DIGITS = (2, 15)
EXTENSION_MAX_DIGITS = 6
ABROAD_PREFIX = "00"

Why = Literal["shape", "emergency", "premium", "abroad"]
Form = Literal["local", "e164", "digits"]
"""How a trunk wants them: 0811…, +62811…, 62811…"""


class NotDialled(ValueError):
    """A number that is not dialled, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Plan:
    """How this city's trunk wants numbers, and which it is never given.

    outside_line: digits before every number that is no extension. refused: whole numbers;
    refused_prefixes: as they are dialled within the country.
    """

    country: str = "62"
    form: Form = "local"
    outside_line: str = ""
    abroad: bool = False
    refused: tuple[str, ...] = EMERGENCY
    refused_prefixes: tuple[str, ...] = PREMIUM_PREFIXES


def dialled(typed: str, plan: Plan) -> str:
    """Give a number as it is dialled. NotDialled."""
    within = _within_country(typed, plan)
    bare = within.lstrip("+")
    if not DIGITS[0] <= len(bare) <= DIGITS[1]:
        raise NotDialled("shape")
    if _emergency(bare, plan):
        raise NotDialled("emergency")
    if within.startswith(plan.refused_prefixes):
        raise NotDialled("premium")
    if within.startswith("+"):
        if not plan.abroad:
            raise NotDialled("abroad")
        return within if plan.form == "e164" else f"{plan.outside_line}{_abroad(bare, plan)}"
    if not within.startswith("0"):
        short = len(within) <= EXTENSION_MAX_DIGITS
        return within if short else f"{plan.outside_line}{within}"
    if plan.form == "e164":
        return f"+{plan.country}{within[1:]}"
    local = within if plan.form == "local" else f"{plan.country}{within[1:]}"
    return f"{plan.outside_line}{local}"


def masked(number: str) -> str:
    """Give a number for a screen or a log: whose it is can be guessed by who knows it already."""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:3]}…{digits[-2:]}" if len(digits) > EXTENSION_MAX_DIGITS else "…"


def _within_country(typed: str, plan: Plan) -> str:
    """Give it as it is written within the country; what is abroad begins with a plus."""
    number = re.sub(r"[ ().\-\u00a0\u2011]", "", typed)
    if number.startswith(ABROAD_PREFIX):
        number = f"+{number[len(ABROAD_PREFIX) :]}"
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise NotDialled("shape")
    if number.startswith(f"+{plan.country}"):
        rest = number[1 + len(plan.country) :].lstrip("0")
        # +62 112 is 112; a number of an agency is longer.
        return rest if len(rest) <= 3 else f"0{rest}"
    if number.startswith(plan.country) and len(number) > DIGITS[1] - 6 and plan.country:
        return f"0{number[len(plan.country) :].lstrip('0')}"
    return number


def _emergency(number: str, plan: Plan) -> bool:
    """Also behind the digits for an outside line, or an area code."""
    tries = {number, number.removeprefix(plan.outside_line), number.lstrip("0")}
    return not tries.isdisjoint(plan.refused)


def _abroad(bare: str, plan: Plan) -> str:
    return bare if plan.form == "digits" else f"{ABROAD_PREFIX}{bare}"
