"""What is said on the telephone, in Indonesian and in English: the catalogue of spoken texts.

Pure. Sentences are short and say first what matters: a drill is a drill before anything else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from hub.domain.summons.ladder import Profile

Language = Literal["id", "en"]
Reply = Literal["ready", "unable", "late", "over", "not_kept", "heard"]
TEXT_MAX_CHARS = 240
"""Of what the issuer wrote: 20 s when spoken."""
NAME_MAX_CHARS = 80
SILENT_MAX = 5
"""Of those who do not answer, named on the telephone."""

TEXTS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "id": MappingProxyType(
            {
                "drill": "Latihan. Latihan. Ini hanya latihan.",
                "drill_again": "Ini hanya latihan.",
                "darurat": "Panggilan darurat dari {issuer}, {city}.",
                "mendesak": "Panggilan mendesak dari {issuer}, {city}.",
                "biasa": "Panggilan dari {issuer}, {city}.",
                "for": "Untuk {post}.",
                "keys": "Tekan 1 untuk siap. Tekan 2 untuk berhalangan. Ulangi, tekan 3.",
                "test": "Ini uji coba telepon dari {city}, bukan panggilan. "
                "Tekan 1 jika terdengar jelas.",
                "silent": "Untuk petugas siaga. Belum menjawab: {names}.",
                "duty_keys": "Tekan 1 jika sudah didengar. Ulangi, tekan 3.",
                "heard": "Tombol diterima. Terima kasih.",
                "ready": "Jawaban siap dicatat. Terima kasih.",
                "unable": "Jawaban berhalangan dicatat. Terima kasih.",
                "late": "Jawaban dicatat, setelah batas waktu. Terima kasih.",
                "over": "Panggilan ini sudah selesai. Terima kasih.",
                "not_kept": "Maaf, jawaban belum tersimpan. "
                "Silakan jawab lewat aplikasi atau radio.",
                "reason": "lewat telepon",
            }
        ),
        "en": MappingProxyType(
            {
                "drill": "Drill. Drill. This is only a drill.",
                "drill_again": "This is only a drill.",
                "darurat": "Emergency call from {issuer}, {city}.",
                "mendesak": "Urgent call from {issuer}, {city}.",
                "biasa": "A call from {issuer}, {city}.",
                "for": "For {post}.",
                "keys": "Press 1 for ready. Press 2 if you are unable. To repeat, press 3.",
                "test": "This is a test of the telephone of {city}, not a summons. "
                "Press 1 if you hear this well.",
                "silent": "For the officer on duty. Not answering: {names}.",
                "duty_keys": "Press 1 if you have heard this. To repeat, press 3.",
                "heard": "Your key has arrived. Thank you.",
                "ready": "Your answer, ready, is recorded. Thank you.",
                "unable": "Your answer, unable, is recorded. Thank you.",
                "late": "Your answer is recorded, after the deadline. Thank you.",
                "over": "This call is over already. Thank you.",
                "not_kept": "Sorry, your answer is not saved. "
                "Please answer in the application or by radio.",
                "reason": "by phone",
            }
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a call is about. post: who is called, as people name him. silent: it tells somebody on
    duty of these, who do not answer."""

    city: str
    issuer: str
    post: str
    text: str
    profile: Profile
    drill: bool = False
    silent: Sequence[str] = ()


def prompt(call: Spoken, language: Language) -> str:
    """Give what is said when somebody takes the call."""
    texts = TEXTS[language]
    parts = [texts["drill"]] if call.drill else []
    parts.append(
        texts[call.profile].format(issuer=spoken_name(call.issuer), city=spoken_name(call.city))
    )
    if call.silent:
        names = ", ".join(spoken_name(one) for one in call.silent[:SILENT_MAX])
        parts.append(texts["silent"].format(names=names))
    else:
        parts.append(texts["for"].format(post=spoken_name(call.post)))
    parts.append(sentence(call.text))
    if call.drill:
        parts.append(texts["drill_again"])
    parts.append(texts["duty_keys" if call.silent else "keys"])
    return " ".join(part for part in parts if part)


def trial(city: str, language: Language) -> str:
    """Give what is said when the telephone itself is tried."""
    return TEXTS[language]["test"].format(city=spoken_name(city))


def reply(said: Reply, language: Language, drill: bool = False) -> str:
    """Give what is said to a key."""
    texts = TEXTS[language]
    return f"{texts['drill_again']} {texts[said]}" if drill else texts[said]


def reason(language: Language) -> str:
    """Give the reason that is kept with an "unable" by phone: a key has no more to say."""
    return TEXTS[language]["reason"]


def spoken_name(name: str) -> str:
    """Give a name as it is said: nothing that a speech program would obey, and no tale."""
    return _plain(name)[:NAME_MAX_CHARS]


def sentence(text: str, chars: int = TEXT_MAX_CHARS) -> str:
    """Cut at a word, and end it, so that the voice makes a pause."""
    plain = _plain(text)
    if len(plain) > chars:
        plain = plain[:chars].rsplit(" ", 1)[0]
    return plain if not plain or plain[-1] in ".!?" else f"{plain}."


def _plain(text: str) -> str:
    """Leave out what a speech program would take for a command, and what is not spoken."""
    return " ".join(re.sub(r"[\[\]{}<>|\\^~_*#`\x00-\x1f\x7f]", " ", text).split())
