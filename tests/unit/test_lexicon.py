"""What is written, as it is read aloud; and what is said on the air of it."""

import pytest

from hub.domain.radio import ANSWER_KEYS, answer_code, can_key
from hub.domain.summons.ladder import Profile
from hub.domain.summons.on_air import (
    TEXT_MAX_CHARS,
    TOGETHER,
    About,
    Unit,
    call_text,
    read_back,
    together,
)
from hub.lexicon import LETTERS, WORDS, digits, sayable
from hub.wire.radio import SAY_MAX_CHARS
from radio_bridge.signalling import answers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Plt. Kepala Dinkes P2KB", "pelaksana tugas Kepala Dinas Kesehatan pe dua ka be"),
        ("Kalaksa BPBD dan Dishub", "Kepala Pelaksana be pe be de dan Dinas Perhubungan"),
        ("Satpol PP", "Satuan Polisi Pamong Praja"),
        ("Bag. PBJ Setda", "Bagian pengadaan barang dan jasa Sekretariat Daerah"),
        ("Kumpul di Dinkes.", "Kumpul di Dinas Kesehatan."),
        ("pukul 19.30 WIB", "pukul 19 lewat 30 menit waktu Indonesia barat"),
        ("pukul 07.00 WIB", "pukul 7 waktu Indonesia barat"),
        ("2 km, 80 cm, 3 ha", "2 kilometer, 80 sentimeter, 3 hektare"),
        ("ha, no 5", "ha, no 5"),
        ("tinggi air 2.5 m", "tinggi air 2.5 meter"),
        ("RT 03 RW 05 Jl. Mawar", "er te 03 er we 05 Jalan Mawar"),
        ("tim SAR dan KTP", "tim es a er dan ka te pe"),
        ("DARURAT. SEGERA ke posko", "DARURAT. SEGERA ke posko"),
        ("Banjir di Kademangan", "Banjir di Kademangan"),
        ("", ""),
    ],
)
def test_what_is_written_is_read_as_people_say_it(written: str, read: str) -> None:
    assert sayable(written) == read


def test_what_is_read_is_not_read_anew() -> None:
    for written in WORDS:
        once = sayable(f"{written} dan")
        assert sayable(once) == once, written


def test_a_units_number_is_said_digit_by_digit() -> None:
    assert digits("101") == "satu nol satu" and digits("00A7") == "nol nol a tujuh"
    assert len(LETTERS) == 26


@pytest.mark.parametrize("said", list(ANSWER_KEYS))
@pytest.mark.parametrize("number", ["101", "000", "999", "047"])
def test_the_code_that_is_said_is_the_one_the_bridge_reads(number: str, said: str) -> None:
    code = answer_code(number, said)  # type: ignore[arg-type]
    keying, read = answers.Keying(), []
    for n, key in enumerate(f"{code}#"):
        keying, told = answers.step(keying, key, n * 4_800)
        read += told
    (answer,) = read
    assert isinstance(answer, answers.Answer)
    assert (answer.unit, answer.said.value) == (number, said)
    assert {key: value.value for key, value in answers.ANSWERS.items()} == {
        key: value for value, key in ANSWER_KEYS.items()
    }


ONE, TWO = Unit("101", "Kepala Dinas Kesehatan"), Unit("102", "Kalaksa BPBD")


def about(words: str = "Banjir", profile: Profile = "darurat", *, drill: bool = False) -> About:
    return About("s1", profile, "Wali Kota", words, drill)


def test_a_drill_is_a_drill_before_anything_else() -> None:
    assert call_text(about(drill=True), [ONE]).startswith("Latihan. Latihan.")
    assert "atihan" not in call_text(about(), [ONE])


def test_a_unit_without_a_number_of_three_digits_is_asked_for_its_voice() -> None:
    assert not can_key("00A7") and not can_key("1011")
    text = call_text(about(), [Unit("00A7", "Kalaksa BPBD")])
    assert "nol nol a tujuh" in text and text.endswith("Mohon jawab dengan suara.")


def test_what_is_said_at_once_stays_short_however_much_was_written() -> None:
    long = about("kata " * 400)
    units = [Unit(f"10{n}", "Kepala Dinas Pemberdayaan Perempuan") for n in range(TOGETHER)]
    many = together(long, units)
    text = call_text(long, units[:many])
    assert 1 < many < TOGETHER and len(text) <= TEXT_MAX_CHARS
    assert together(about(), [ONE, TWO, ONE, TWO, ONE]) == TOGETHER
    endless = [Unit("101", "Kepala " * 60)]
    assert together(long, endless) == 1 and len(call_text(long, endless)) <= SAY_MAX_CHARS
    assert "<" not in call_text(about("a <b> [[x]]"), [TWO]), "no words to the speech program"


def test_an_answer_is_read_back_by_name() -> None:
    said = read_back(ONE, "coming")
    assert said == "satu nol satu, Kepala Dinas Kesehatan, menjawab menuju lokasi. Diterima."
