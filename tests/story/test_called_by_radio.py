"""Stories of a summons that reaches its radio rung: called by name, answered by keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.services.callers import Caller
from hub.services.rollcall_reports import ByRadio
from hub.wire.radio import Signal
from tests.radio_town import CHANNEL
from tests.speech_town import LENGTH_S, CalledTown, called_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[CalledTown]:
    async with called_town(tmp_path) as made:
        yield made


async def test_a_head_is_called_by_name_answers_by_keys_and_it_is_read_back(
    town: CalledTown,
) -> None:
    await town.summons.summon("dinkes")
    await town.later(59)
    assert town.bridge.said == [], "its rung is at 60 s"
    await town.later(8)
    (said,) = town.bridge.said
    assert "Panggilan darurat dari Wali Kota" in said
    assert said.count("satu nol satu, Kepala") == 2, "who is called is named twice"
    assert "Banjir, berkumpul sekarang." in said and "satu pagar hadir" in said
    card = town.summons.recipient("dinkes")
    assert card.last and (card.last.channel, card.last.state) == ("radio", "sent")
    assert card.radio_ms is None, "the operator need not call him as well"

    event = await town.keys("1#", "present")
    assert event["became"] == "answered" and event["recipient"] == card.id
    card = town.summons.recipient("dinkes")
    assert card.outcome == "acked" and card.answer
    assert (card.answer.code, card.answer.way, card.answer.by) == ("present", "radio", "dinkes")
    town.bridge.live(LENGTH_S + 2)
    assert town.bridge.said[1:] == ["satu nol satu, Kepala, menjawab hadir. Diterima."]


async def test_who_was_called_alone_is_known_after_a_restart(town: CalledTown) -> None:
    await town.summons.summon("dinkes")
    await town.later(68)
    await town.settles().load()
    assert (await town.keys("1#", "present"))["became"] == "answered"
    await town.summons.summon("dinkes", "bpbd")
    await town.later(68)
    await town.settles().load()
    assert (await town.keys("1#", "present"))["became"] == "which", "two were called"


async def test_heads_who_are_called_together_answer_by_their_own_codes(town: CalledTown) -> None:
    await town.summons.summon("dinkes", "bpbd", "dishub", drill=True)
    await town.later(68)
    (said,) = town.bridge.said
    assert said.startswith("Latihan. Latihan.")
    assert "satu nol satu satu tiga pagar" in said and "satu nol dua satu empat pagar" in said
    dishub = town.summons.recipient("dishub")
    assert dishub.last and dishub.last.result == "no_unit", "and its card is the operator's"
    assert dishub.radio_ms
    assert (await town.keys("1#", "present"))["became"] == "which", "two were called"
    assert town.summons.recipient("dinkes").outcome == "ringing"
    assert (await town.keys("10236#", "coming", "102"))["became"] == "answered"
    answer = town.summons.recipient("bpbd").answer
    assert answer and (answer.code, answer.eta_min) == ("coming", None)
    assert town.summons.recipient("dinkes").outcome == "ringing", "nobody else's"


@pytest.mark.parametrize(
    ("digits", "said", "code", "reason", "outcome"),
    [
        ("10124#", "help", "present", "Butuh bantuan", "acked"),
        ("10191#", "emergency", "unable", "Keadaan darurat", "declined"),
    ],
)
async def test_need_and_emergency_are_answers_with_their_reason(
    town: CalledTown, digits: str, said: str, code: str, reason: str, outcome: str
) -> None:
    await town.summons.summon("dinkes")
    await town.later(2)
    assert (await town.keys(digits, said, "101"))["became"] == "answered", "before its rung too"
    card = town.summons.recipient("dinkes")
    assert card.answer and (card.answer.code, card.answer.reason) == (code, reason)
    assert card.outcome == outcome


async def test_a_roll_call_is_told_of_who_keyed_and_of_who_says_he_is_there(
    town: CalledTown,
) -> None:
    marked: list[tuple[str, str]] = []

    async def in_rollcall(caller: Caller, post: str, kind: ByRadio, at: float) -> bool:
        marked.append((post, kind))
        return post == "dinkes"

    town.settling.rollcall = in_rollcall
    await town.signal(kind="mdc1200", name="ptt_id", unit="0101")
    await town.signal(kind="mdc1200", name="ptt_id", unit="0190")
    assert (await town.keys("10113#", "present", "101"))["became"] == "answered"
    assert (await town.keys("10135#", "coming", "101"))["became"] == "no_call", "not there yet"
    assert (await town.keys("10225#", "help", "102"))["became"] == "no_call", "not in it"
    await town.summons.summon("bpbd")
    assert (await town.keys("10225#", "help", "102"))["became"] == "answered", "a summons is, too"
    assert marked == [
        ("dinkes", "heard"),
        ("dinkes", "present"),
        ("dinkes", "heard"),
        ("bpbd", "help"),
        ("bpbd", "help"),
    ]


async def test_what_is_no_answer_to_a_call_stays_for_a_person(town: CalledTown) -> None:
    assert (await town.keys("10113#", "present", "101"))["became"] == "no_call"
    assert (await town.keys("55516#", "present", "555"))["became"] == "unknown_unit"
    assert (await town.keys("19010#", "present", "190"))["became"] == "unknown_unit", "a car's"
    assert (await town.keys("1#", "present"))["became"] == "which"
    await town.summons.summon("dinkes")
    await town.summons.summon("dinkes")
    assert (await town.keys("10113#", "present", "101"))["became"] == "which", "two calls wait"
    assert town.summons.recipient("dinkes").outcome != "acked"
    town.bridge.live(5.0)
    assert town.bridge.said == [], "nothing is said to what was not understood"


async def test_of_two_calls_it_answers_the_one_that_was_said_last(town: CalledTown) -> None:
    first = await town.summons.summon("dinkes", profile="biasa")
    await town.later(2)
    await town.summons.summon("dinkes")
    await town.later(70)
    assert (await town.keys("10113#", "present", "101"))["became"] == "answered"
    cards = {c.summons: c.outcome for c in town.summons.board.cards()[1]}
    assert cards.pop(first.id) == "queued" and set(cards.values()) == {"acked"}


async def test_an_answer_after_the_deadline_is_late_and_the_miss_stays(town: CalledTown) -> None:
    await town.summons.summon("bpbd")
    await town.summons.wait(302)
    assert town.summons.recipient("bpbd").outcome == "missed"
    assert (await town.keys("10214#", "present", "102"))["became"] == "answered"
    card = town.summons.recipient("bpbd")
    assert card.outcome == "acked_late" and card.missed_ms


async def test_whoever_answers_otherwise_meanwhile_is_not_called(town: CalledTown) -> None:
    await town.summons.summon("dinkes")
    (operator,) = await town.air.in_room(CHANNEL, "operator")
    operator.press()
    await town.later(62)
    assert town.bridge.said == []
    await town.summons.answer(
        town.summons.caller("dinkes", page=False), town.summons.recipient("dinkes").id
    )
    operator.let_go()
    await town.later(8)
    assert town.bridge.said == []


async def test_an_answer_that_is_brought_again_is_one_and_is_read_back_once(
    town: CalledTown,
) -> None:
    await town.summons.summon("dinkes")
    await town.later(2)
    event = await town.keys("10113#", "present", "101")
    signal = Signal.model_validate(event["signal"])
    version = town.summons.recipient("dinkes").version
    await town.log.signal(town.bridge.caller, signal)
    assert town.summons.recipient("dinkes").version == version
    town.bridge.live(2 * LENGTH_S + 4)
    assert len(town.bridge.said) == 1
    # The hub ended after the answer was kept, before the board's event was.
    again = await town.log.settle(town.bridge.caller, CHANNEL, signal)
    assert again.became == "answered" and town.summons.recipient("dinkes").version == version


async def test_a_flood_of_answers_does_not_keep_the_transmitter_busy(town: CalledTown) -> None:
    await town.summons.summon("dinkes", "bpbd")
    await town.later(68)
    codes = {"present": 1, "help": 2, "coming": 3}
    for _ in range(2):
        for said, key in 2 * tuple(codes.items()):
            for unit in ("101", "102"):
                digits = f"{unit}{key}{(sum(map(int, unit)) + key) % 10}#"
                await town.keys(digits, said, unit)
        town.bridge.live(31.0)
    assert len(town.bridge.said[1:]) == 6, "in this minute"


async def test_a_bridge_that_comes_late_calls_then(town: CalledTown) -> None:
    town.bridge.lose_connection()
    await town.summons.summon("dinkes")
    await town.later(62)
    card = town.summons.recipient("dinkes")
    assert card.last and card.last.result == "no_bridge" and card.radio_ms
    town.bridge = await town.air.speaker()
    await town.later(21)
    town.summons.deliveries.wake()
    await town.later(8)
    assert len(town.bridge.said) == 1
