"""What a notification outside the page says, in Indonesian: the language of the city's offices.

The page itself has its texts in the client's catalogues; these go where there is no page. What both
say is said alike: a test compares them.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from hub.domain.summons.ladder import Profile

Over = Literal["answered", "cancelled", "missed"]
"""What became of it, for whoever was sent a message."""

TITLE: Mapping[Profile, str] = MappingProxyType(
    {"darurat": "Panggilan DARURAT", "mendesak": "Panggilan mendesak", "biasa": "Panggilan"}
)
DRILL = "LATIHAN"
READY = "Siap"
UNABLE = "Berhalangan"
UNABLE_BECAUSE = "Dijawab lewat pemberitahuan"
"""A button has no room for a reason, and an answer needs one."""
OPEN = "Buka"
WEEKLY = "Latihan mingguan. Mohon dijawab, agar diketahui panggilan terdengar oleh Anda."
TEST_TITLE = "Uji Posko"
TEST_TEXT = "Ini uji. Bila Anda mendengarnya, buka Posko dan tekan Saya mendengarnya."

END = "Selesai"
OVER: Mapping[Over, str] = MappingProxyType(
    {
        "answered": "Sudah dijawab. Terima kasih.",
        "cancelled": "Panggilan dibatalkan.",
        "missed": "Batas waktu sudah lewat. Mohon tetap dijawab.",
    }
)
SILENT = "Belum menjawab"
NAMES_MAX = 5

TTL_S: Mapping[Profile, int] = MappingProxyType({"darurat": 120, "mendesak": 300, "biasa": 1800})
"""How long a service may keep what it could not bring at once. Zero would be never, for a phone
that sleeps; an hour would ring for what is over."""


def title(profile: Profile, drill: bool) -> str:
    """Give the headline; of a drill nobody is to be in doubt."""
    return f"{DRILL} · {TITLE[profile]}" if drill else TITLE[profile]


def text(issuer: str, words: str, drill: bool) -> str:
    """Give the text: who calls, and why."""
    said = f"{issuer}: {words}" if issuer else words
    return f"{said} ({DRILL})" if drill else said


def duty_title(profile: Profile, drill: bool) -> str:
    """Give the headline for whoever is on duty."""
    silent = f"{SILENT}: {TITLE[profile]}"
    return f"{DRILL} · {silent}" if drill else silent


def duty_text(names: Sequence[str], issuer: str, words: str, drill: bool) -> str:
    """Give the text for whoever is on duty: who does not answer, and what."""
    shown = ", ".join(names[:NAMES_MAX])
    more = f" dan {len(names) - NAMES_MAX} lainnya" if len(names) > NAMES_MAX else ""
    return f"{shown}{more} belum menjawab. {text(issuer, words, drill)}"


def ttl_s(profile: Profile, left_s: float) -> int:
    """Give how long it is of use: never past the deadline."""
    return max(1, min(TTL_S[profile], int(left_s)))
