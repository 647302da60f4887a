"""What is made ahead of the card grows with each hole, and shrinks again when all is calm."""

from radio_bridge.lead import CALM, FEWEST, MOST, Lead


def test_each_hole_takes_one_more_up_to_the_most() -> None:
    lead = Lead()
    assert lead.blocks == FEWEST
    assert [lead.made(late) for late in (0, 1, 0, 2, 1, 1)] == [FEWEST, 3, 3, 4, MOST, MOST]


def test_a_machine_that_stood_still_for_longer_than_all_of_them_is_no_reason() -> None:
    lead = Lead()
    assert [lead.made(late) for late in (0, 10, 0, 4)] == [FEWEST] * 4
    assert lead.made(2) == FEWEST + 1


def test_a_calm_while_takes_one_back_and_never_all() -> None:
    lead = Lead()
    for _ in range(2):
        lead.made(1)
    after = [lead.made(0) for _ in range(3 * CALM)]
    assert after[CALM - 2 : CALM] == [FEWEST + 2, FEWEST + 1]
    assert after[2 * CALM - 2 : 2 * CALM] == [FEWEST + 1, FEWEST]
    assert set(after[2 * CALM :]) == {FEWEST}


def test_a_hole_begins_the_calm_anew() -> None:
    lead = Lead()
    lead.made(1)
    for _ in range(CALM - 1):
        lead.made(0)
    lead.made(1)
    for _ in range(CALM - 1):
        assert lead.made(0) == FEWEST + 2
    assert lead.made(0) == FEWEST + 1


def test_who_was_wrong_to_try_with_less_waits_twice_as_long() -> None:
    lead = Lead()
    lead.made(1)
    for patience in (CALM, 2 * CALM, 4 * CALM):
        assert [lead.made(0) for _ in range(patience)][-2:] == [FEWEST + 1, FEWEST]
        assert lead.made(1) == FEWEST + 1
