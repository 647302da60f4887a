"""What the watchdog outside the hub knows: does the hub answer, and what is to be said of it?

    UP ---`down_after` looks in a row without an answer---> DOWN   news: it does not answer
    DOWN ---`back_after` looks in a row with an answer----> UP     news: it answers again

One look that fails is no outage, and one that succeeds is no end of it. Each news has a number;
whoever was told a number is told that news once. Pure: `now` is Unix seconds, given by the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Literal

Why = Literal["refused", "no_reply", "no_name", "certificate", "not_ready", "strange", "network"]
Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many looks in a row it takes to believe either."""

    down_after: int
    back_after: int


@dataclass(frozen=True, slots=True)
class Watched:
    """The hub, as seen from outside.

    number: of the newest news; 0 when there was none. turned_at: of the first look of the row that
    made the news. down_at: when the outage began that the news is about. row, row_at: looks in a
    row that say the opposite of `down`, and the first of them.
    """

    down: bool = False
    number: int = 0
    down_at: float = 0.0
    turned_at: float = 0.0
    why: Why = "no_reply"
    row: int = 0
    row_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """A headline, and what is said under it."""

    title: str
    text: str


def step(watched: Watched, failed: Why | None, now: float, patience: Patience) -> Watched:
    """Take one look into account; a higher `number` is news."""
    if (failed is not None) == watched.down:
        return replace(watched, row=0)
    row_at = watched.row_at if watched.row else now
    row = watched.row + 1
    if row < (patience.back_after if watched.down else patience.down_after):
        return replace(watched, row=row, row_at=row_at)
    down_at = watched.down_at if failed is None else row_at
    return Watched(
        down=failed is not None,
        number=watched.number + 1,
        down_at=down_at,
        turned_at=row_at,
        why=failed or watched.why,
    )


TEXTS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "id": MappingProxyType(
            {
                "down": "Posko tidak menjawab",
                "down_text": "Posko {city} tidak menjawab sejak {from_} ({why}). Panggilan, suara "
                "dan obrolan mungkin tidak berjalan. Mohon periksa servernya, dan pakai telepon "
                "dan HT untuk sementara.",
                "back": "Posko menjawab lagi",
                "back_text": "Posko {city} menjawab lagi sejak {at}, setelah {lasted} tidak "
                "menjawab (sejak {from_}).",
                "test": "Uji pengawas Posko",
                "test_text": "Ini uji dari pengawas Posko {city}. Bila Anda menerimanya, kabar "
                "gangguan Posko juga akan sampai kepada Anda.",
                "refused": "sambungan ditolak",
                "no_reply": "tidak ada jawaban",
                "no_name": "nama server tidak ditemukan",
                "certificate": "sertifikat TLS tidak dapat dipercaya",
                "not_ready": "hub belum siap",
                "strange": "yang menjawab bukan Posko",
                "network": "jaringan terputus",
                "minutes": "{n} menit",
                "hours": "{h} jam {n} menit",
            }
        ),
        "en": MappingProxyType(
            {
                "down": "Posko does not answer",
                "down_text": "Posko {city} has not answered since {from_} ({why}). Summonses, "
                "voice and chat may not work. Please look at its server, and use telephones and "
                "radios meanwhile.",
                "back": "Posko answers again",
                "back_text": "Posko {city} answers again since {at}, after {lasted} without an "
                "answer (since {from_}).",
                "test": "Trial of Posko's watchdog",
                "test_text": "This is a trial of the watchdog of Posko {city}. If you receive it, "
                "news of an outage will reach you too.",
                "refused": "connection refused",
                "no_reply": "no answer",
                "no_name": "the server's name is not found",
                "certificate": "its TLS certificate cannot be trusted",
                "not_ready": "the hub is not ready",
                "strange": "what answers is not Posko",
                "network": "no network",
                "minutes": "{n} min",
                "hours": "{h} h {n} min",
            }
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how it is said. zone: the hours' name, `offset_h` ahead of UTC."""

    city: str
    language: Language
    zone: str
    offset_h: int


def news(watched: Watched, place: Place) -> Words:
    """Give what is said of the newest news."""
    texts = TEXTS[place.language]
    from_ = _hour(watched.down_at, place)
    if watched.down:
        why = texts[watched.why]
        said = texts["down_text"].format(city=place.city, from_=from_, why=why)
        return Words(texts["down"], said)
    lasted = _span(watched.turned_at - watched.down_at, texts)
    at = _hour(watched.turned_at, place)
    said = texts["back_text"].format(city=place.city, at=at, lasted=lasted, from_=from_)
    return Words(texts["back"], said)


def trial(place: Place) -> Words:
    """Give what is said when the watchdog itself is tried."""
    texts = TEXTS[place.language]
    return Words(texts["test"], texts["test_text"].format(city=place.city))


def _hour(at: float, place: Place) -> str:
    local = datetime.fromtimestamp(at, UTC) + timedelta(hours=place.offset_h)
    sign = "." if place.language == "id" else ":"
    return f"{local:%H}{sign}{local:%M} {place.zone}"


def _span(seconds: float, texts: Mapping[str, str]) -> str:
    """In whole minutes; what is shorter is one."""
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    return texts["hours" if hours else "minutes"].format(h=hours, n=minutes)
