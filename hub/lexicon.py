"""The lexicon: how what people write is to be read aloud, in Indonesian.

A speech program reads `Dinkes` as a word and `WIB` as a syllable. What is said often is written out
here; any other word of capitals is spelt. Pure: telephone and radio share it.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # Agencies and their parts.
        "Bag": "Bagian",
        "Bakesbangpol": "Badan Kesatuan Bangsa dan Politik",
        "Bapperida": "Badan Perencanaan Riset dan Inovasi Daerah",
        "BKPSDM": "be ka pe es de em",
        "BPBD": "be pe be de",
        "BPPKAD": "be pe pe ka a de",
        "Diskominfo": "Dinas Kominfo",
        "Dinkes": "Dinas Kesehatan",
        "Dinsos": "Dinas Sosial",
        "Dishub": "Dinas Perhubungan",
        "Disperinaker": "Dinas Perindustrian dan Tenaga Kerja",
        "DKUPP": "de ka u pe pe",
        "DLH": "Dinas Lingkungan Hidup",
        "DPMPTSP": "Dinas Penanaman Modal",
        "DPRD": "de pe er de",
        "DPUPR": "Dinas pe u pe er",
        "Damkar": "Pemadam Kebakaran",
        "Dikbud": "Pendidikan dan Kebudayaan",
        "Dispopar": "Dinas Pemuda Olahraga dan Pariwisata",
        "Dispertahankan": "Dinas Ketahanan Pangan",
        "Dispersip": "Dinas Perpustakaan dan Kearsipan",
        "Kec": "Kecamatan",
        "Kel": "Kelurahan",
        "OPD": "o pe de",
        "PBJ": "pengadaan barang dan jasa",
        "PMI": "pe em i",
        "PUPR": "pe u pe er",
        "P2KB": "pe dua ka be",
        "RSUD": "er es u de",
        "Satpol": "Satuan Polisi",
        "PP": "Pamong Praja",
        "Setda": "Sekretariat Daerah",
        "Setwan": "Sekretariat Dewan",
        "Sekda": "Sekretaris Daerah",
        "TNI": "te en i",
        "UPT": "u pe te",
        # Offices.
        "Kabag": "Kepala Bagian",
        "Kabid": "Kepala Bidang",
        "Kadis": "Kepala Dinas",
        "Kalaksa": "Kepala Pelaksana",
        "Plh": "pelaksana harian",
        "Plt": "pelaksana tugas",
        "Pj": "penjabat",
        # Time, measures, places.
        "WIB": "waktu Indonesia barat",
        "WITA": "waktu Indonesia tengah",
        "WIT": "waktu Indonesia timur",
        "km": "kilometer",
        "cm": "sentimeter",
        "kg": "kilogram",
        "ha": "hektare",
        "RT": "er te",
        "RW": "er we",
        "Jl": "Jalan",
        "Gg": "Gang",
        "No": "nomor",
        "HT": "ha te",
        "tsb": "tersebut",
        "dgn": "dengan",
        "yg": "yang",
        "utk": "untuk",
    }
)
"""As written: capitals count, so that `ha` is no part of `Ha`. A dot after it belongs to it."""

LETTERS: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "a be ce de e ef ge ha i je ka el em en o pe ki er es te u ve we eks ye zet".split(),
            strict=True,
        )
    )
)
DIGITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()
SPELT_MAX = 6
"""Longer words of capitals are emphasis, no abbreviation."""
SPOKEN = frozenset("AWAS BANJIR DARURAT HADIR LATIHAN POSKO SEGERA SIAGA SIAP UJI".split())
"""Short words of capitals that are words."""

_TIME = re.compile(r"\b([01]?\d|2[0-3])[.:]([0-5]\d)(?=\s*(?:WIB|WITA|WIT)\b)")
_MEASURE = re.compile(r"(?<=\d)\s*(km|cm|kg|ha|m)\b")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*\.?")
_PLAIN_UNITS = frozenset(("ha", "km", "cm", "kg"))
"""Only after a number: `ha` is a word too."""


def sayable(text: str) -> str:
    """Give the text as a voice is to read it."""
    text = _TIME.sub(_clock, text)
    text = _MEASURE.sub(lambda m: f" {WORDS.get(m[1], 'meter')}", text)
    return _WORD.sub(_word, text)


def digits(number: str) -> str:
    """Give a unit's number, digit by digit: `101` is `satu nol satu`, never a hundred and one."""
    return " ".join(DIGITS[int(c)] if c.isdigit() else LETTERS[c] for c in number.upper())


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    return f"{hour} lewat {minute} menit" if minute else f"{hour}"


def _word(found: re.Match[str]) -> str:
    written = found[0]
    plain = written.rstrip(".")
    if plain in WORDS and plain not in _PLAIN_UNITS:
        # Of `Bag. PBJ` the dot is the abbreviation's, of `... di Dinkes.` it ends the sentence.
        ends = written.endswith(".") and _ends(found)
        return WORDS[plain] + ("." if ends else "")
    if 1 < len(plain) <= SPELT_MAX and plain.isupper() and plain not in SPOKEN:
        spelt = " ".join(DIGITS[int(c)] if c.isdigit() else LETTERS[c] for c in plain)
        return spelt + written[len(plain) :]
    return written


def _ends(found: re.Match[str]) -> bool:
    """Does the dot end the sentence? Not when the next word goes on, and never after a title."""
    rest = found.string[found.end() :].lstrip()
    return not rest or found[0].rstrip(".") not in _TITLES


_TITLES = frozenset("Bag Kec Kel Plt Plh Pj Jl Gg No".split())
