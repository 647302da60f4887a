"""The watchdog outside rings a telephone: who takes it was told, who does not is rung thrice."""

import asyncio
import shutil
from pathlib import Path

import pytest

from hub.adapters.clock import SystemClock
from hub.adapters.notify.speech import Speech
from hub.adapters.outside.ways import ByPhone
from hub.domain.outage import Patience, Place, Watched, Why
from hub.services.outside import Kept, Note, OutsideWatch
from tests.contract.running_hub import until
from tests.phone import scenario as at
from tests.phone.conftest import linked, needs_phone, setup
from tests.phone.pbx import Pbx

pytestmark = [
    needs_phone,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]


class Down:
    async def look(self) -> Why | None:
        return "refused"


class Nothing:
    def read(self) -> Kept:
        return Kept(Watched(), {})

    def write(self, kept: Kept) -> None:
        pass


async def test_who_takes_it_is_told_once_and_who_does_not_is_let_be(
    exchange: Pbx, tmp_path: Path
) -> None:
    notes: list[Note] = []
    async with linked(setup(exchange.port)) as link:
        speech = Speech(tmp_path / "speech", "id")
        ways = {
            number: ByPhone(link, speech, number, "id") for number in (at.KEY_1, at.LEAVES, at.BUSY)
        }
        watch = OutsideWatch(
            Down(),
            ways,
            Nothing(),
            Place("Kota Contoh", "id", "WIB", 7),
            Patience(1, 1),
            0.05,
            SystemClock(),
            notes.append,
            (0.01,),
        )
        running = asyncio.create_task(watch.run())
        await until(lambda: sum(note.way != "" for note in notes) >= 5, 30)
        looks = len(notes)
        await watch.look()  # It is known to be down: nothing is new.
        assert len(notes) == looks
        running.cancel()
        await asyncio.wait([running])
    said = sorted((note.way, note.what, note.why) for note in notes if note.way)
    assert said == [
        (at.KEY_1, "told", ""),
        (at.LEAVES, "told", ""),
        *[(at.BUSY, "not told", "busy")] * 3,
    ]
    assert exchange.said().count(f"INVITE sip:{at.KEY_1}@") >= 1
