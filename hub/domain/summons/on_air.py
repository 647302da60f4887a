"""What is said on the air: calls by name, answers read back. Pure; in Indonesian, the radio's
language here.

A channel is heard by everybody, so it is short, says first whether it is a drill, and names nobody
but the post. A unit's number is said digit by digit, and how to answer is said each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hub.domain.radio import Said, answer_code, can_key
from hub.domain.summons.ladder import Profile
from hub.domain.summons.spoken import sentence, spoken_name
from hub.lexicon import digits

TEXT_MAX_CHARS = 560
"""Of an announcement to several: 48 s of speech. Who is called alone is called whatever the length
of his title."""
WORDS_MAX_CHARS = 150
"""Of what the issuer wrote: 13 s on the air."""
TOGETHER = 4
"""Units called in one announcement, if it does not get too long."""

FIRST: Mapping[Profile, str] = MappingProxyType(
    {"darurat": "Panggilan darurat", "mendesak": "Panggilan mendesak", "biasa": "Panggilan"}
)
DRILL = "Latihan. Latihan."
SAID: Mapping[Said, str] = MappingProxyType(
    {
        "present": "hadir",
        "help": "hadir, dan butuh bantuan",
        "coming": "menuju lokasi",
        "emergency": "keadaan darurat",
    }
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Who is called on the air: his number, and his post as people say it."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class About:
    """What a call on the air is about; calls of one summons are said together."""

    summons: str
    profile: Profile
    issuer: str
    words: str
    drill: bool


def call_text(about: About, units: Sequence[Unit]) -> str:
    """Give the announcement that calls these, at least one."""
    parts = [DRILL] if about.drill else []
    whose = f" dari {spoken_name(about.issuer)}" if about.issuer else ""
    parts.append(f"{FIRST[about.profile]}{whose}.")
    names = [f"{digits(unit.number)}, {spoken_name(unit.name)}." for unit in units]
    parts += names if len(units) > 1 else [f"Untuk {names[0]}", names[0]]
    parts.append(sentence(about.words, WORDS_MAX_CHARS))
    parts += _how(units)
    return " ".join(part for part in parts if part)


def together(about: About, units: Sequence[Unit]) -> int:
    """Give how many of these, from the first, are called in one announcement."""
    most = min(TOGETHER, len(units))
    fits = (n for n in range(1, most + 1) if len(call_text(about, units[:n])) <= TEXT_MAX_CHARS)
    return max(fits, default=1)


def read_back(unit: Unit, said: Said) -> str:
    """Give what is said when an answer was kept."""
    return f"{digits(unit.number)}, {spoken_name(unit.name)}, menjawab {SAID[said]}. Diterima."


def _how(units: Sequence[Unit]) -> list[str]:
    """Say how each answers: by one key who is called alone, by his own code who is not."""
    if not all(can_key(unit.number) for unit in units):
        return ["Mohon jawab dengan suara."]
    if len(units) == 1:
        return [
            "Jawab dengan tombol: satu pagar hadir, dua pagar hadir butuh bantuan,",
            "tiga pagar menuju lokasi.",
        ]
    code = {unit: answer_code(unit.number, "present") for unit in units}
    each = [f"{digits(unit.number)} hadir: {digits(code[unit])} pagar." for unit in units]
    return ["Jawab dengan tombol.", *each]
