"""The phone as a channel: what an end means, what a key becomes, and what is said to it."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from hub.adapters.notify.phone import OUTCOMES, PhoneChannel
from hub.adapters.notify.phone_process import CallEnd, OnKey, OnStage, PhoneDown
from hub.adapters.notify.speech import CannotSpeak
from hub.domain.phone_numbers import Plan
from hub.domain.refusals import NotSaved, NotYours
from hub.domain.summons.answers import Way
from hub.services.channels import Call, Outcome
from hub.wire.phone import CallReason
from hub.wire.summons import SummonsAnswer, SummonsAnswered
from tests.contract.running_hub import until

CALL = Call(
    attempt="a" * 64,
    recipient="r1",
    summons=str(uuid.uuid4()),
    post="bpbd",
    holder="o-bpbd",
    point="p1",
    address="0811 1000 0001",
    title="Panggilan DARURAT",
    text="Wali Kota: Banjir",
    profile="darurat",
    drill=False,
    issuer="Wali Kota",
    deadline=1e9,
    ttl_s=120,
    topic="t",
    token="x",
    words="Banjir",
)
KEPT = SummonsAnswered(outcome="acked", counts=True, late=False)


class FakeLine:
    """A line at whose other end `keys` are pressed, and which ends as it is told to."""

    up, calls_max, longest_s = True, 2, 90.0

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.keys = ""
        self.end = CallEnd("answered", "no_key")
        self.rings = True
        self.down = False
        self.said: list[str] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.hung_up = False

    async def run(self) -> None:
        raise AssertionError

    async def ring(self, number: str, say: Path, on_key: OnKey, on_stage: OnStage) -> CallEnd:
        if self.down:
            raise PhoneDown
        self.rung.append(number)
        self.said.append(str(say))
        on_stage("trying")
        if self.rings:
            on_stage("ringing")
        try:
            for key in self.keys:
                self.said.append(str(await on_key(key)))
            await self.goes_on.wait()
        except asyncio.CancelledError:
            self.hung_up = True
            raise
        return self.end


class FakeVoice:
    """A file is the text it says."""

    def __init__(self) -> None:
        self.mute = False

    async def file(self, text: str) -> Path:
        if self.mute:
            raise CannotSpeak("mute")
        return Path(text)


class FakeAnswers:
    """Keeps answers, or refuses as it is told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Way, SummonsAnswer, str]] = []
        self.says: SummonsAnswered | Exception = KEPT

    async def by_way(
        self, official: str, way: Way, command: SummonsAnswer, address: str = ""
    ) -> SummonsAnswered:
        self.kept.append((official, way, command, address))
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class Desk:
    """A telephone with fakes around it."""

    def __init__(self) -> None:
        self.line, self.voice, self.answers = FakeLine(), FakeVoice(), FakeAnswers()
        self.phone = PhoneChannel(
            self.line, self.voice, Plan(), "Kota X", "id", lambda post: "Kepala BPBD"
        )
        self.phone.answers = self.answers


@pytest.fixture
async def desk() -> Desk:
    return Desk()


async def test_what_is_said_is_who_calls_whom_and_why(desk: Desk) -> None:
    await desk.phone.send(CALL)
    assert desk.line.rung == ["081110000001"]
    assert desk.line.said == [
        "Panggilan darurat dari Wali Kota, Kota X. Untuk Kepala BPBD. Banjir. "
        "Tekan 1 untuk siap. Tekan 2 untuk berhalangan. Ulangi, tekan 3."
    ]
    await desk.phone.send(replace(CALL, drill=True))
    assert desk.line.said[-1].startswith("Latihan. Latihan.")


@pytest.mark.parametrize(
    ("key", "code", "reason", "word"),
    [("1", "ready", "", "Jawaban siap dicatat."), ("2", "unable", "lewat telepon", "Jawaban ber")],
)
async def test_a_key_is_kept_then_said_to_be(
    desk: Desk, key: str, code: str, reason: str, word: str
) -> None:
    desk.line.keys, desk.line.end = key, CallEnd("answered", "key", key=key)
    assert await desk.phone.send(CALL) == Outcome("delivered")
    await desk.phone.send(CALL)
    (official, way, command, address), again = desk.answers.kept
    assert (official, way, address) == ("o-bpbd", "phone", "081…01")
    assert (command.recipient, command.code, command.reason) == ("r1", code, reason)
    assert again[2].id == command.id, "the same key of the same attempt is the same answer"
    assert desk.line.said[1].startswith(word)


@pytest.mark.parametrize(
    ("says", "word"),
    [
        (SummonsAnswered(outcome="acked_late", counts=False, late=True), "setelah batas waktu"),
        (SummonsAnswered(outcome="cancelled", counts=False, late=False), "sudah selesai"),
        (NotSaved(), "belum tersimpan"),
        (NotYours(), "belum tersimpan"),
    ],
)
async def test_what_is_not_so_is_never_said(
    desk: Desk, says: SummonsAnswered | Exception, word: str
) -> None:
    desk.line.keys, desk.answers.says = "1", says
    await desk.phone.send(CALL)
    assert word in desk.line.said[1]


async def test_a_trial_keeps_nothing(desk: Desk) -> None:
    desk.line.keys, desk.line.end = "1", CallEnd("answered", "key", key="1")
    assert await desk.phone.send(replace(CALL, test=True, drill=True)) == Outcome("delivered")
    assert desk.answers.kept == []
    assert "bukan panggilan" in desk.line.said[0]
    assert desk.line.said[1] == "Tombol diterima. Terima kasih."


@pytest.mark.parametrize("address", ["112", "0809 1234567", "+65 6123 4567", "kepala@kota"])
async def test_what_is_never_dialled_is_refused_for_good(desk: Desk, address: str) -> None:
    assert await desk.phone.send(replace(CALL, address=address)) == Outcome(
        "failed_perm", "refused"
    )
    assert desk.line.rung == []


@pytest.mark.parametrize(
    ("end", "rings", "outcome"),
    [
        (CallEnd("no_answer", "no_answer", 480), False, Outcome("failed_temp", "no_answer", 30.0)),
        (CallEnd("no_answer", "no_answer"), True, Outcome("delivered", "no_answer")),
        (CallEnd("answered", "hung_up"), True, Outcome("delivered", "no_key")),
        (CallEnd("busy", "busy", 486), True, Outcome("failed_temp", "busy", 30.0)),
        (
            CallEnd("failed", "wrong_account", 401),
            False,
            Outcome("failed_perm", "refused", ours=True),
        ),
        (CallEnd("unknown", "worker_died"), True, Outcome("unknown", "cut_off", ours=True)),
    ],
)
async def test_how_a_call_ends_is_what_was_proved(
    desk: Desk, end: CallEnd, rings: bool, outcome: Outcome
) -> None:
    desk.line.end, desk.line.rings = end, rings
    assert await desk.phone.send(CALL) == outcome


def test_every_reason_has_its_outcome() -> None:
    reasons = {*get_args(CallReason), "worker_died"}
    assert reasons - set(OUTCOMES) == {"no_answer"}
    sent = {outcome.sent for outcome in OUTCOMES.values()}
    assert not sent & {"accepted", "gone"}, "no PBX may have a number thrown away"


async def test_a_telephone_that_is_down_or_mute_is_tried_again(desk: Desk) -> None:
    desk.line.down = True
    assert (await desk.phone.send(CALL)).sent == "failed_temp"
    desk.line.down, desk.voice.mute = False, True
    assert (await desk.phone.send(CALL)).sent == "failed_temp"
    assert desk.line.rung == [], "nobody is rung by a hub that has nothing to say"


async def test_an_answer_from_elsewhere_hangs_up_but_not_on_who_pressed(desk: Desk) -> None:
    desk.line.goes_on.clear()
    sending = asyncio.create_task(desk.phone.send(CALL))
    await _until(lambda: bool(desk.line.rung))
    sending.cancel()
    await _until(lambda: desk.line.hung_up)

    desk.line.hung_up, desk.line.keys = False, "1"
    sending = asyncio.create_task(desk.phone.send(CALL))
    await _until(lambda: len(desk.line.said) == 3)
    sending.cancel()
    await asyncio.wait([sending])
    await asyncio.sleep(0)
    assert not desk.line.hung_up, "he is told first that it was kept"
    desk.line.goes_on.set()


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(2):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_summons_takes_the_line_of_a_trial(desk: Desk) -> None:
    """Two lines: a trial has one, a call the other. The next call ends the trial."""
    desk.line.goes_on.clear()
    async with asyncio.timeout(5.0):
        trial = asyncio.create_task(desk.phone.send(replace(CALL, test=True)))
        await until(lambda: len(desk.line.rung) == 1)
        assert await desk.phone.send(replace(CALL, test=True)) == OUTCOMES["no_line"]
        assert len(desk.line.rung) == 1, "a trial does not take the last line"
        one = asyncio.create_task(desk.phone.send(CALL))
        await until(lambda: len(desk.line.rung) == 2)
        other = asyncio.create_task(desk.phone.send(CALL))
        await until(lambda: len(desk.line.rung) == 3)
        assert await trial == OUTCOMES["no_line"]
        assert desk.line.hung_up
        assert not one.done()
        desk.line.goes_on.set()
        assert [(await task).sent for task in (one, other)] == ["delivered", "delivered"]


async def test_who_is_on_duty_is_told_and_answers_for_nobody(desk: Desk) -> None:
    desk.line.keys = "1"
    silent = ("Kepala BPBD", "Kepala Dinkes")
    await desk.phone.send(replace(CALL, recipient="", duty=silent))
    assert desk.answers.kept == []
    assert "Belum menjawab: Kepala BPBD, Kepala Dinkes." in desk.line.said[0]
    assert "Tekan 1 jika sudah didengar" in desk.line.said[0]
    assert desk.line.said[1] == "Tombol diterima. Terima kasih."
