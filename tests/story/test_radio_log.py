"""Stories of what a radio's bridge reports for good: who keyed, what was answered, and for whom."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from hub.domain.radio import Unit
from hub.domain.refusals import IdTaken, NotAMember
from hub.services.radio_log import RadioLog
from hub.services.store import Store
from hub.wire.radio import Recording, Signal
from tests.chat_town import running_store
from tests.radio_town import CHANNEL, RadioTown, radio_of

AIR = f"air:{CHANNEL}"


def signal(kind: str, **more: Any) -> Signal:
    fields = {"id": str(uuid.uuid4()), "heard_ms": 5, "kind": kind, **more}
    return Signal.model_validate(fields)


async def events(store: Store, stream: str) -> list[Any]:
    return await store.read(lambda tx: tx.events.after(stream, 0, 50))


async def test_who_keyed_is_heard_and_nobody_takes_it_for_an_answer(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        town = RadioTown(store=store)
        town.radio_air.units = {CHANNEL: (Unit(CHANNEL, "00A7", "bpbd", "Mobil 1"),)}
        log = RadioLog(town.rooms, town.radio_air, store, town.clock)
        bridge = await town.bridge()
        (operator,) = await town.in_room(CHANNEL, "operator")
        bridge.carrier()
        await log.signal(bridge.caller, signal("mdc1200", name="ptt_id", unit="00A7"))
        heard = radio_of(operator).heard
        assert heard and (heard.post, heard.name) == ("bpbd", "Mobil 1")
        (event,) = await events(store, AIR)
        assert (event.kind, event.body["unit"]["post"]) == ("heard", "bpbd")
        assert not await events(store, "board")
        assert "bpbd" not in town.presence.online(), "heard is not present"

        bridge.carrier(False)
        town.wait(1.0)
        operator.press()
        assert radio_of(operator).heard is None, "somebody else talks now"


async def test_an_answer_one_in_need_and_what_is_not_recognised_are_for_a_person(
    tmp_path: Path,
) -> None:
    async with running_store(tmp_path) as store:
        town = RadioTown(store=store)
        log = RadioLog(town.rooms, town.radio_air, store, town.clock)
        caller = (await town.bridge()).caller
        for one in (
            signal("answer", unit="101", said="present", digits="10113#"),
            signal("unrecognised", digits="10119#", reason="wrong_check"),
            signal("mdc1200", name="emergency", unit="00A7"),
        ):
            await log.signal(caller, one)
            await log.signal(caller, one)
        kept = await events(store, "board")
        kinds = [e.body["signal"]["kind"] for e in kept]
        assert kinds == ["answer", "unrecognised", "mdc1200"], "what comes again is one"
        assert kept[0].body["unit"] == {"number": "101"}, "one that is in no register is a number"
        assert all(e.by == f"radio.{CHANNEL}" for e in kept)


async def test_an_id_is_good_for_one_thing_and_only_a_bridge_reports(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        town = RadioTown(store=store)
        log = RadioLog(town.rooms, town.radio_air, store, town.clock)
        caller = (await town.bridge()).caller
        one = signal("answer", unit="101", said="present")
        await log.signal(caller, one)
        recording = Recording.model_validate(
            {
                "id": one.id,
                "direction": "received",
                "began_ms": 1,
                "length_ms": 1,
                "bytes": 1,
                "sha256": "0" * 64,
            }
        )
        with pytest.raises(IdTaken):
            await log.recorded(caller, recording, None)
        head = town.device("bpbd").caller
        with pytest.raises(NotAMember):
            await log.signal(head, signal("answer", unit="101"))
        assert len(await events(store, "board")) == 1
