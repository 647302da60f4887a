"""What a notification outside the page says, in Indonesian: the language of the city's offices.

The page itself has its texts in the client's catalogues; these go where there is no page. What both
say is said alike: a test compares them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hub.domain.summons.ladder import Profile

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


def ttl_s(profile: Profile, left_s: float) -> int:
    """Give how long it is of use: never past the deadline."""
    return max(1, min(TTL_S[profile], int(left_s)))
