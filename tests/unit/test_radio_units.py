"""Whose number a radio says: the same unit, however many zeros stand before it."""

import pytest

from hub.domain.radio import Unit, unit_of

UNITS = (
    Unit("ht", "112", "bpbd", ""),
    Unit("ht", "00A7", "", "Mobil 1"),
    Unit("ht", "0", "", "Pusat"),
)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("112", "112"),
        ("0112", "112"),
        ("00A7", "00A7"),
        ("A7", "00A7"),
        ("0000", "0"),
        ("113", None),
        ("", None),
    ],
)
def test_a_number_is_found_as_it_is_said(said: str, number: str | None) -> None:
    unit = unit_of(UNITS, said)
    assert (unit and unit.number) == number


def test_the_number_as_it_stands_comes_first() -> None:
    both = (Unit("ht", "7", "", "one"), Unit("ht", "007", "", "other"))
    found = unit_of(both, "007")
    assert found and found.name == "other"
