"""What the watchdog outside makes of its looks, and what it says of them."""

import random

import pytest

from hub.domain.outage import Patience, Place, Watched, Why, news, step, trial

PATIENCE = Patience(down_after=3, back_after=2)
WIB = Place("Kota Contoh", "id", "WIB", 7)
NOON = 1_798_693_200.0  # 12:00 WIB


def after(looks: str, every_s: float = 10.0) -> list[Watched]:
    """Look as the letters say: x without an answer, o with one; give what was known each time."""
    watched, known = Watched(), []
    for n, look in enumerate(looks):
        failed: Why | None = "refused" if look == "x" else None
        watched = step(watched, failed, NOON + n * every_s, PATIENCE)
        known.append(watched)
    return known


@pytest.mark.parametrize(
    ("looks", "numbers"),
    [
        ("oooo", "0000"),
        ("xxo", "000"),
        ("xxoxxo", "000000"),
        ("xxx", "001"),
        ("xxxxxxxx", "00111111"),
        ("xxxoxo", "001111"),
        ("xxxoo", "00112"),
        ("xxxoooooxxx", "00112222223"),
    ],
)
def test_only_looks_in_a_row_are_news(looks: str, numbers: str) -> None:
    assert "".join(str(one.number) for one in after(looks)) == numbers


def test_news_alternate_whatever_is_seen() -> None:
    seed = random.randrange(1 << 30)
    dice = random.Random(seed)
    known = after("".join(dice.choice("xo") for _ in range(3000)))
    for before, now in zip(known, known[1:], strict=False):
        assert (now.number - before.number) == (now.down != before.down), seed
        assert now.down == (now.number % 2 == 1), seed
    assert known[-1].number > 10, seed


def test_an_outage_began_with_the_first_look_that_failed() -> None:
    known = after("oxoxxxxxoo", every_s=60.0)
    assert news(known[5], WIB).text == (
        "Posko Kota Contoh tidak menjawab sejak 12.03 WIB (sambungan ditolak). Panggilan, suara "
        "dan obrolan mungkin tidak berjalan. Mohon periksa servernya, dan pakai telepon dan HT "
        "untuk sementara."
    )
    back = news(known[-1], WIB)
    assert back.title == "Posko menjawab lagi"
    assert back.text == (
        "Posko Kota Contoh menjawab lagi sejak 12.08 WIB, setelah 5 menit tidak menjawab "
        "(sejak 12.03 WIB)."
    )


def test_it_is_said_in_english_too_and_a_long_one_in_hours() -> None:
    there = Place("Exampletown", "en", "WIT", 9)
    long = after("xxxoo", every_s=3600.0)[-1]
    assert "since 17:00 WIT, after 3 h 0 min" in news(long, there).text
    assert "Exampletown" in trial(there).text
    for why in ("refused", "no_reply", "no_name", "certificate", "not_ready", "strange", "network"):
        for place in (WIB, there):
            assert "{" not in news(Watched(True, 1, NOON, NOON, why), place).text
