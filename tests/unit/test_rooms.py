"""The worker's rooms: one room's fault is not another's, and nobody who left comes back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hub.media import clock, reports, rtcp
from hub.media.control import Control
from hub.media.meters import Meters
from hub.media.rooms import RECORDS_MAX, Rooms
from hub.media.spare_time import PATIENCE_TICKS, SpareTime
from hub.media.ticker import TICK_S, Ticker
from hub.media.udp_port import open_ports
from hub.wire.worker import Setup, Tell
from tests.rtc_client import RtcClient

OFFER = RtcClient().offer()


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    told: list[Tell] = []
    made = Rooms(open_ports(("127.0.0.1",), 0), (), 6, Meters(), told.append)
    yield made
    for port in made.mux.ports:
        port.close()


class Writer:
    """As much of a StreamWriter as Control touches."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    def write(self, line: bytes) -> None:
        self.said.append(json.loads(line))


@asynccontextmanager
async def served(rooms: Rooms, *lines: bytes) -> AsyncIterator[list[dict[str, Any]]]:
    """Say the lines at once, then let spare time be."""
    writer, reader = Writer(), asyncio.StreamReader(limit=1 << 18)
    control = Control(writer, lambda _: rooms)  # type: ignore[arg-type]
    setup = {"n": 0, "do": "setup", **Setup(listen=("127.0.0.1",), port=0).model_dump()}
    reader.feed_data(json.dumps(setup).encode() + b"\n" + b"".join(line + b"\n" for line in lines))
    reader.feed_eof()
    rooms.ticker._next_s = clock.monotonic_s() + 1e6
    working = asyncio.create_task(rooms.spare_time.run())
    await control.serve(reader)
    for _ in range(20):
        await asyncio.sleep(0)
    yield writer.said
    working.cancel()


def ask(n: int, do: str, **body: Any) -> bytes:
    return json.dumps({"n": n, "do": do, **body}).encode()


@pytest.mark.parametrize("half", ["pull", "play"])
def test_a_fault_in_one_room_is_told_once_and_the_others_play_on(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], half: str
) -> None:
    ticked = []
    for room in ("broken", "sound"):
        rooms.join(room, f"in-{room}", OFFER)
        monkeypatch.setattr(rooms._mixers[room], "play", lambda *_, room=room: ticked.append(room))

    def fail(*_: object) -> None:
        raise RuntimeError("a wheel is off")

    monkeypatch.setattr(rooms._mixers["broken"], half, fail)
    for number in range(100):
        rooms._tick(clock.monotonic_s(), number * 960)
    assert ticked.count("sound") == 100
    assert rooms.stats(reset=True)["faults"] == {"tick": 100}
    [line] = capfd.readouterr().err.splitlines()
    assert "broken" in line and "a wheel is off" in line


def test_a_voice_that_breaks_is_begun_anew_and_the_room_plays_on(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    rooms.join("umum", "a", OFFER)
    inbound = rooms._peers["a"].inbound
    broken = inbound.playout
    monkeypatch.setattr(broken, "pull", lambda _: 1 / 0)
    inbound.sounding = True
    for number in range(3):
        rooms._tick(clock.monotonic_s(), number * 960)
    assert rooms.stats(reset=False)["faults"] == {"playout": 1}
    assert inbound.playout is not broken and not inbound.sounding
    assert "playout of a" in capfd.readouterr().err


def test_a_fault_in_a_report_is_not_the_end(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reports, "send_due", lambda *_: 1 / 0)
    rooms._tick(clock.monotonic_s(), 0)
    assert rooms.stats(reset=False)["faults"] == {"housekeeping": 1}
    assert "housekeeping" in capfd.readouterr().err


def test_one_peer_does_not_fill_the_line(rooms: Rooms) -> None:
    rooms.join("umum", "a", OFFER)
    rooms.join("umum", "b", OFFER)
    for _ in range(100):
        rooms._dtls_in(rooms._peers["a"], b"\x16rubbish")
    rooms._dtls_in(rooms._peers["b"], b"\x16rubbish")
    assert rooms.spare_time._waiting.qsize() == RECORDS_MAX + 1
    assert rooms.stats(reset=False)["refused"] == {"dtls_crowded": 100 - RECORDS_MAX}


async def test_who_left_before_the_join_was_done_is_not_there_afterwards(rooms: Rooms) -> None:
    lines = [
        ask(1, "join", room="umum", peer="a", sdp=OFFER),
        ask(2, "leave", peer="a"),
        ask(3, "join", room="umum", peer="b", sdp=OFFER),
        ask(4, "permit", peer="b", may_send=True),
    ]
    async with served(rooms, *lines) as said:
        assert [(m["n"], m["ok"]) for m in said] == [(n, True) for n in range(5)]
        assert list(rooms._peers) == ["b"]
        assert rooms._peers["b"].inbound.permitted
        assert not rooms.stats(reset=False)["faults"]


async def test_an_end_of_permission_waits_for_nothing(rooms: Rooms) -> None:
    rooms.join("umum", "a", OFFER)
    rooms.permit("a", True)
    before = rooms._peers["a"].inbound
    permit = ask(2, "permit", peer="a", may_send=False)
    async with served(rooms, ask(1, "join", room="umum", peer="a", sdp=OFFER), permit):
        assert not before.permitted
        assert not rooms._peers["a"].inbound.permitted


@pytest.mark.parametrize(
    "line", [b"", b"[1]", b"7", b"{}", b'{"n":1}', b"\xff", b"[" * 100_000, b"x" * 600_000]
)
async def test_a_line_that_makes_no_sense_is_passed_over(
    rooms: Rooms, line: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    async with served(rooms, line, ask(5, "stats")) as said:
        assert said[-1]["n"] == 5 and said[-1]["ok"]
    assert "cannot read the hub" in capfd.readouterr().err


async def test_a_second_setup_is_refused(rooms: Rooms) -> None:
    async with served(rooms, ask(1, "setup", listen=["127.0.0.1"], port=0)) as said:
        assert (said[1]["ok"], said[1]["code"]) == (False, "setup")


async def test_spare_time_works_on_where_ticks_leave_none(
    capfd: pytest.CaptureFixture[str],
) -> None:
    meters = Meters()
    ticks = []

    def long_tick(*_: object) -> None:
        ticks.append(clock.monotonic_s())
        while clock.monotonic_s() < ticks[-1] + TICK_S:
            pass

    ticker = Ticker(lambda: None, long_tick, meters)
    spare = SpareTime(ticker, meters.faults)
    done: list[int] = []
    spare.do(lambda: [][0])  # A fault in one piece is not the end of it.
    finished = asyncio.Event()
    for _ in range(3):
        spare.do(lambda: done.append(len(ticks)))
    spare.do(finished.set)
    running = [asyncio.create_task(ticker.run()), asyncio.create_task(spare.run())]
    await asyncio.wait_for(finished.wait(), 5)
    for task in running:
        task.cancel()
    assert done[0] <= 2 * PATIENCE_TICKS + 1 and done[2] - done[0] <= 2 * (PATIENCE_TICKS + 1)
    assert meters.faults.counted == {"spare time": 1}
    assert "spare time" in capfd.readouterr().err


@pytest.mark.parametrize(("hurries", "reads"), [(False, 1), (True, 2)])
async def test_sockets_are_read_before_each_tick_and_between_where_somebody_hurries(
    hurries: bool, reads: int
) -> None:
    done: list[str] = []
    ticker = Ticker(
        lambda: done.append("read"), lambda *_: done.append("tick"), Meters(), lambda: hurries
    )
    running = asyncio.create_task(ticker.run())
    while done.count("tick") < 4:
        await ticker.after_tick()
    running.cancel()
    assert "".join(what[0] for what in done) == ("r" * reads + "t") * done.count("tick")


def test_a_report_ties_media_time_to_when_it_was_due(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms.join("umum", "a", OFFER)
    peer = rooms._peers["a"]
    peer.inbound.permit(True, 50.0)  # Who is heard has a report each second.
    peer.outbound.srtp = type(
        "Plain", (), {"context": None, "close_rtcp": staticmethod(lambda data: data)}
    )()
    sent: list[rtcp.SenderClock] = []
    monkeypatch.setattr(
        rtcp,
        "write",
        lambda ssrc, clock, *_: sent.append(clock) or b"",  # type: ignore[func-returns-value]
    )
    monkeypatch.setattr(clock, "monotonic_s", lambda: 50.030)
    monkeypatch.setattr(clock, "wall_s", lambda: 1_000.030)
    reports.send_due([peer], peer.lot, 50.0, 960)  # A tick 30 ms late.
    assert sent[0].wall_s == pytest.approx(1_000.0)
