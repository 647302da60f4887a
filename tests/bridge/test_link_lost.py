"""A link that is refused, lost, silent or late: what the radio is told, what waits for the hub."""

import asyncio
import hashlib
import os
import signal as signal_numbers
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog

from hub.wire.radio import Recording, Signal, Status
from radio_bridge.adapters import hub_link, hub_outbox
from radio_bridge.adapters.clock import now_s
from radio_bridge.adapters.hub_link import LATE_MAX_S, HubLink, LinkSettings
from radio_bridge.link import Recorded
from tests.bridge.linked import CHANNEL, Scripted, linked, new_channel, voice
from tests.bridge.test_link import ROOMS
from tests.bridge.unhurried import unhurried
from tests.contract.running_hub import Hub, running_hub, until
from tests.media.sound import tone
from tests.tcp_gate import Gate

pytestmark = pytest.mark.quiet


@pytest_asyncio.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    rooms = tmp_path / "rooms.csv"
    rooms.write_text(ROOMS)
    async with running_hub(tmp_path / "data", media=True, rooms={"file": str(rooms)}) as running:
        yield running


def signal(**more: Any) -> Signal:
    fields = {"id": str(uuid.uuid4()), "heard_ms": 1, "kind": "answer", "unit": "101", **more}
    return Signal.model_validate(fields)


@pytest.mark.parametrize("wrong", ["of another channel", "revoked", "invented"])
async def test_a_token_that_opens_nothing_gives_one_clear_message(
    hub: Hub, tmp_path: Path, wrong: str
) -> None:
    secret = await new_channel(hub)
    channel = CHANNEL
    match wrong:
        case "of another channel":
            await new_channel(hub, "siaga")
            channel = "siaga"
        case "revoked":
            async with hub.page("admin") as admin:
                tokens = (await admin.ask("radio:list"))["channels"][0]["tokens"]
                assert (await admin.ask("radio:revoke", token=tokens[-1]["id"]))["ok"]
        case "invented":
            secret = "posko-radio-" + "x" * 43
    with structlog.testing.capture_logs() as logs:
        async with linked(hub, tmp_path, secret, channel, wait=False) as (_, bridge):
            await until(lambda: [line for line in logs if "token" in str(line.get("link"))])
            await asyncio.sleep(1.0)
            assert not bridge.ups
    said = [str(line["link"]) for line in logs if line["event"] == "hub"]
    assert len(said) == 1, said
    assert ("another channel" in said[0]) == (wrong == "of another channel")


@unhurried
async def test_a_revoked_token_is_cut_off_at_once_and_opens_nothing_else(
    hub: Hub, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (link, bridge), hub.page("admin") as admin:
        assert link._socket
        for name, body in {
            "chat:send": {"id": str(uuid.uuid4()), "room": CHANNEL, "text": "halo"},
            "summons:board": {},
            "radio:list": {},
            "stream:join": {"stream": f"air:{CHANNEL}", "after": None},
        }.items():
            reply = await link._socket._sio.call(name, body)  # type: ignore[union-attr]
            assert reply["code"] == "not_allowed", name
        assert link._socket.hello["people"] == []
        tokens = (await admin.ask("radio:list"))["channels"][0]["tokens"]
        assert (await admin.ask("radio:revoke", token=tokens[-1]["id"]))["ok"]
        revoked_s = time.monotonic()
        await until(lambda: not bridge.up)
        assert time.monotonic() - revoked_s < 0.6


@unhurried
async def test_a_network_that_falls_silent_is_told_within_half_a_second(
    hub: Hub, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with Gate.to(hub.url) as gate:
        bridge = Scripted()
        link = HubLink(LinkSettings(gate.url, secret, tmp_path, CHANNEL))
        task = asyncio.create_task(link.run(bridge))
        async with voice(hub, "operator") as operator:
            await until(lambda: bridge.up)
            await operator.press()
            await until(lambda: len(bridge.renewals) >= 3)
            gate.hold()
            silent_s = time.monotonic()
            await until(lambda: not bridge.up)
            assert time.monotonic() - silent_s < 0.5
            count = len(bridge.renewals)
            await asyncio.sleep(0.8)
            with structlog.testing.capture_logs() as logs:
                gate.let_go()
                await until(lambda: [line for line in logs if "under way" in line["event"]])
            late = [at for _, at in bridge.renewals[count:] if at - silent_s < 0.8 + LATE_MAX_S]
            assert not late, "what was held back for so long renews nothing"
            await until(lambda: bridge.up and len(bridge.renewals) > count + 2)
            assert bridge.ups[-1][0]
        task.cancel()
        await asyncio.wait([task])


async def test_it_comes_back_by_itself_and_brings_what_waited_once(
    tmp_path: Path,
) -> None:
    rooms = tmp_path / "rooms.csv"
    rooms.write_text(ROOMS)
    settings: dict[str, Any] = {"media": True, "rooms": {"file": str(rooms)}}
    data = tmp_path / "data"
    async with running_hub(data, **settings) as hub:
        secret = await new_channel(hub)
        port = hub.running.http_port
    bridge = Scripted()
    link = HubLink(LinkSettings(f"http://127.0.0.1:{port}", secret, tmp_path / "box", CHANNEL))
    first, second = signal(said="present"), signal(kind="unrecognised", reason="wrong_check")
    task = asyncio.create_task(link.run(bridge))
    link.signalled(first)
    link.signalled(first)
    assert await link._outbox.next("signal")
    task.cancel()
    await asyncio.wait([task])

    again = HubLink(LinkSettings(f"http://127.0.0.1:{port}", secret, tmp_path / "box", CHANNEL))
    task = asyncio.create_task(again.run(bridge))
    again.signalled(second)
    async with running_hub(data, http={"port": port}, **settings) as hub:
        await until(lambda: bridge.up)
        async with hub.page("operator") as operator:

            async def board() -> list[Any]:
                reply = await operator.ask("stream:join", stream="board", after=0)
                return list(reply["events"])

            events: list[Any] = []
            for _ in range(100):
                events = await board()
                if len(events) == 2:
                    break
                await asyncio.sleep(0.05)
            assert [e["id"] for e in events] == [first.id, second.id]
            assert [e["kind"] for e in events] == ["heard", "heard"]
            assert events[1]["body"]["signal"]["reason"] == "wrong_check"
    await until(lambda: not bridge.up)
    task.cancel()
    await asyncio.wait([task])


async def test_a_recording_is_brought_and_can_be_heard_again_by_members_alone(
    hub: Hub, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with hub.page("admin") as admin:
        units = [{"number": "101", "post": "bpbd", "name": ""}]
        assert (await admin.ask("radio:units", room=CHANNEL, units=units))["ok"]
    file = tmp_path / "satu.wav"
    file.write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 400_000)

    def recording(path: Path, **more: Any) -> Recorded:
        content = path.read_bytes()
        said = {
            "id": str(uuid.uuid4()),
            "direction": "received",
            "began_ms": 1,
            "length_ms": 4_000,
            "unit": "101",
            "known_by": "dtmf",
            "mime": "audio/wav",
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            **more,
        }
        return Recorded(Recording.model_validate(said), path)

    whole, lost = recording(file), recording(file)
    gone = tmp_path / "hilang.wav"
    lost = Recorded(lost.said.model_copy(update={"id": str(uuid.uuid4())}), gone)
    async with linked(hub, tmp_path / "box", secret) as (link, bridge), hub.page("bpbd") as bpbd:
        link.recorded(whole)
        link.recorded(lost)
        other = recording(file, sha256="0" * 64)
        link.recorded(other)
        await until(lambda: bridge.kept == [one.said.id for one in (whole, lost, other)])
        joined = await bpbd.ask("stream:join", stream=f"air:{CHANNEL}", after=0)
        events = [e for e in joined["events"] if e["kind"] == "recorded"]
        assert [e["body"].get("file", {}).get("mime") for e in events] == ["audio/wav", None, None]
        assert events[0]["body"]["unit"] == {"number": "101", "post": "bpbd"}
        path = f"/api/files/{events[0]['body']['file']['id']}"
        async with bpbd.http.get(hub.url + path) as response:
            assert (response.status, await response.read()) == (200, file.read_bytes())
        async with hub.page() as stranger:
            status, _ = await stranger.get(path)
            assert status == 401


async def test_a_flood_of_signals_keeps_what_was_said(tmp_path: Path) -> None:
    box = hub_outbox.Outbox(tmp_path)
    box.put(hub_outbox.Item("answer", "signal", "{}"))
    for n in range(hub_outbox.SIGNALS_MAX + 50):
        box.put(hub_outbox.Item(f"id-{n}", "signal", "{}", answer=False))
    found = []
    while item := await box.next("signal"):
        found.append(item.id)
        await box.done(item.id)
    await box.close()
    assert len(found) == hub_outbox.SIGNALS_MAX
    assert found[0] == "answer" and found[1] == "id-51"


@unhurried
async def test_the_room_sees_how_the_radio_is(hub: Hub, tmp_path: Path) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (link, bridge), voice(hub, "operator") as operator:
        await operator.press()
        await until(lambda: bridge.grants)
        assert operator.radio[-1]["on_air"] == "asked"
        link.status(Status(on_air="keyed", grant=bridge.grants[-1][0], sent_dbfs=-9.0))
        await until(lambda: operator.radio[-1]["on_air"] == "keyed")
        await operator.say(tone(440, 0.2))
        await operator.let_go()
        link.status(Status(alarms=("card_lost",)))
        await until(lambda: operator.radio[-1]["alarms"] == ["card_lost"])
        count = len(operator.radio)
        await until(lambda: len(operator.radio) > count + 3)
        assert operator.radio[-1]["alarms"] == ["card_lost"], "it lasts though nothing changes"
    assert bridge.ups[-1][0] is False


async def test_a_worker_that_dies_is_joined_anew_and_who_talks_is_heard_again(
    hub: Hub, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (link, bridge), hub.page("operator") as operator:
        link.carrier(True, 0)

        def talker() -> Any:
            cards = [c for body in operator.heard("rooms") for c in body["rooms"]]
            newest = [card["talker"] for card in cards if card["id"] == CHANNEL]
            return newest[-1] if newest else None

        await until(lambda: talker() == f"radio.{CHANNEL}")
        [pid] = hub.running.worker_pids()
        assert pid
        os.kill(pid, signal_numbers.SIGKILL)
        await until(lambda: talker() is None)
        await until(lambda: talker() == f"radio.{CHANNEL}")
        assert [up for up, _ in bridge.ups] == [True, False, True]
        link.carrier(False, 0)
        await until(lambda: talker() is None)


def test_a_grant_whose_word_came_late_is_given_once_it_is_renewed_in_time(tmp_path: Path) -> None:
    bridge = Scripted()
    link = HubLink(LinkSettings("http://localhost", "", tmp_path))
    link._bridge = bridge

    def says(state: str, grant: int, late_ms: int, **more: Any) -> None:
        at_ms = round(now_s() * 1000) - late_ms
        link._heard("grant", {"grant": grant, "state": state, "at_ms": at_ms, **more})

    says("renewed", 7, 0)
    says("granted", 8, 700, talker="bpbd", limit_s=60.0)
    says("renewed", 8, 500)
    assert not bridge.grants
    says("renewed", 8, 20)
    (given,) = bridge.grants
    assert given[:2] == (8, "bpbd") and 59.2 < given[2] < 59.4
    says("renewed", 7, 0)
    assert not bridge.renewals
    says("renewed", 8, 0)
    assert [grant for grant, _ in bridge.renewals] == [8]


@unhurried
async def test_of_two_bridges_on_one_channel_the_later_stays(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_link, "REFUSED_RETRY_S", 0.4)
    secret = await new_channel(hub)
    with structlog.testing.capture_logs() as logs:
        async with linked(hub, tmp_path / "one", secret) as (_, one):
            async with linked(hub, tmp_path / "other", secret) as (_, other):
                await until(lambda: not one.up)
                await asyncio.sleep(1.5)
                assert [up for up, _ in other.ups] == [True], "they do not take turns"
            await until(lambda: one.up)
    said = [str(line["link"]) for line in logs if line["event"] == "hub"]
    assert len([line for line in said if "another bridge" in line]) == 1, said
