"""What the telephone is given as text: numbers, the account line, and what is said."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.config_phone import Phone
from hub.domain.phone_numbers import EMERGENCY, NotDialled, Plan, dialled, masked
from hub.domain.summons.spoken import TEXT_MAX_CHARS, TEXTS, Spoken, prompt, reply
from hub.phone.account import BadAccount, line, settings
from hub.wire.phone import Account, Dial, Setup


@pytest.mark.parametrize(
    ("typed", "form", "outside", "number"),
    [
        ("+62 811-1000-0001", "local", "", "081110000001"),
        ("+62 (0)811 1000 0001", "local", "", "081110000001"),
        ("6281110000001", "local", "", "081110000001"),
        ("0811 1000 0001", "e164", "", "+6281110000001"),
        ("0811.1000.0001", "digits", "", "6281110000001"),
        ("0811 1000 0001", "local", "9", "9081110000001"),
        ("(0335) 421234", "local", "", "0335421234"),
        ("421234", "local", "9", "421234"),
        ("4212345", "local", "9", "94212345"),
        ("1234", "e164", "9", "1234"),
    ],
)
def test_numbers_as_people_write_them(typed: str, form: str, outside: str, number: str) -> None:
    plan = Plan(form=form, outside_line=outside)  # type: ignore[arg-type]
    assert dialled(typed, plan) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("112", "emergency"),
        ("+62112", "emergency"),
        ("+62 0112", "emergency"),
        ("0112", "emergency"),
        ("9112", "emergency"),
        ("147", "emergency"),
        ("1 1 2", "emergency"),
        ("0809 1234567", "premium"),
        ("+62809 1234567", "premium"),
        ("62809 1234567", "premium"),
        ("+65 6123 4567", "abroad"),
        ("001 65 6123 4567", "abroad"),
        ("0065 6123 4567", "abroad"),
        ("1", "shape"),
        ("", "shape"),
        ("+", "shape"),
        ("0811x2", "shape"),
        ("0811;100@evil", "shape"),
        ("٠٨١١", "shape"),
        ("08111000000112345", "shape"),
    ],
)
def test_numbers_that_are_never_dialled(typed: str, why: str) -> None:
    plan = Plan(outside_line="9", refused=(*EMERGENCY, "147"))
    with pytest.raises(NotDialled) as refused:
        dialled(typed, plan)
    assert refused.value.why == why


def test_abroad_where_that_is_allowed() -> None:
    assert dialled("+65 6123 4567", Plan(abroad=True)) == "006561234567"
    assert dialled("0065 6123 4567", Plan(abroad=True, form="e164")) == "+6561234567"
    assert dialled("+65 6123 4567", Plan(abroad=True, form="digits")) == "6561234567"


@given(st.text(string.digits + "+ -", max_size=20), st.sampled_from(["", "0", "9"]))
def test_no_way_of_writing_dials_an_emergency(typed: str, outside: str) -> None:
    plan = Plan(outside_line=outside, abroad=True)
    try:
        number = dialled(typed, plan)
    except NotDialled:
        return
    assert number not in EMERGENCY
    assert number.removeprefix(outside) not in EMERGENCY
    assert Dial(call="a", number=number, say="x")


def test_a_number_in_a_log_is_not_whole() -> None:
    assert masked("+62 811-1000-0001") == "628…01"
    assert masked("1234") == "…"


ABOUT = Spoken("Kota X", "Wali Kota", "Kepala BPBD", "Banjir di Kedopok", "darurat")


def test_what_is_said() -> None:
    assert prompt(ABOUT, "id") == (
        "Panggilan darurat dari Wali Kota, Kota X. Untuk Kepala BPBD. Banjir di Kedopok. "
        "Tekan 1 untuk siap. Tekan 2 untuk berhalangan. Ulangi, tekan 3."
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_drill_is_a_drill_before_anything_else(language: str) -> None:
    drill = Spoken("Kota X", "Wali Kota", "Kepala", "Banjir", "biasa", drill=True)
    said = prompt(drill, language)  # type: ignore[arg-type]
    first = "Latihan." if language == "id" else "Drill."
    assert said.startswith(first)
    assert TEXTS[language]["drill_again"] in said.split("Banjir")[1]  # type: ignore[index]
    assert TEXTS[language]["drill_again"] in reply("ready", language, drill=True)  # type: ignore


def test_a_text_is_cut_at_a_word_and_commands_the_voice_nothing() -> None:
    text = "[[k'a]] <break/> " + "kata " * 200
    said = prompt(Spoken("K", "W", "P", text, "biasa"), "id")
    assert not set(said) & set("[]<>")
    assert len(said) < TEXT_MAX_CHARS + 150
    assert "kata. Tekan 1" in said


def test_both_languages_say_the_same_things() -> None:
    assert TEXTS["id"].keys() == TEXTS["en"].keys()


def test_the_account_as_the_stack_reads_it() -> None:
    account = Account(
        user="u", domain="d", password="a b;c", server="h:5080", display_name="Pusat Siaga"
    )
    assert line(account) == (
        '"Pusat Siaga" <sip:u@d;transport=udp>;auth_pass="a b;c";regint=0;answermode=manual;'
        'audio_codecs=pcmu,pcma;dtmfmode=rtpevent;outbound="sip:h:5080"'
    )
    assert settings(Setup(account=account, listen="::1", port=5)).endswith("sip_listen [::1]:5\n")


@pytest.mark.parametrize(
    "wrong",
    [
        {"user": "a;b"},
        {"user": ""},
        {"domain": "a b"},
        {"password": 'a"b'},
        {"password": "a\nb"},
        {"server": "h;transport=tcp"},
        {"display_name": 'a"'},
        {"auth_user": "a;b"},
    ],
)
def test_what_the_stack_would_misread_is_refused_without_telling_the_password(
    wrong: dict[str, str],
) -> None:
    values = {"user": "u", "domain": "d", "password": "rahasia"}
    with pytest.raises(BadAccount) as refused:
        line(Account.model_validate(values | wrong))
    assert "rahasia" not in str(refused.value)


def test_the_hub_dials_no_more_than_its_settings_allow() -> None:
    assert Phone().contradiction() is None
    assert Phone(server="pbx", user="u").contradiction() is None
    assert Phone(server="pbx", user="u", rtp_ports=(80, 18_000)).contradiction() is not None
