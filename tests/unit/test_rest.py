"""While nobody may be heard most ticks are not made; nobody hears that, nor waits for it."""

import asyncio
import itertools
from collections.abc import Callable, Iterator

import pytest

from hub.audio.opus import FRAME
from hub.media import clock
from hub.media.meters import Meters
from hub.media.mix_encoder import REFRESH_TICKS, SETTLE_TICKS, MixEncoder
from hub.media.rooms import STIRRED_S, Rooms
from hub.media.saver_encoder import SAVER_TICKS, SaverEncoder
from hub.media.ticker import REST_TICKS, TICK_S, Ticker
from hub.media.udp_port import open_ports
from tests.rtc_client import RtcClient
from tests.unit.test_mixer import Room, tone
from tests.unit.test_rooms import OFFER

Tick = tuple[float, int, int]


class Ticks:
    """A ticker on the real clock, and what it called."""

    def __init__(self) -> None:
        self.made: list[Tick] = []
        self.resting = True
        self.ticker = Ticker(
            lambda: None, lambda *tick: self.made.append(tick), Meters(), rests=lambda: self.resting
        )

    async def until(self, count: int) -> None:
        while len(self.made) < count:
            await self.ticker.after_tick()


async def test_at_rest_each_fifth_tick_is_made_and_media_time_goes_on_with_time() -> None:
    ticks = Ticks()
    running = asyncio.create_task(ticks.ticker.run())
    await ticks.until(5)
    running.cancel()
    for (before_s, before, _), (due_s, time, rested) in itertools.pairwise(ticks.made):
        assert time % (REST_TICKS * FRAME) == 0
        assert (time - before) / FRAME == pytest.approx((due_s - before_s) / TICK_S)
        assert (time - before) // FRAME == rested + 1 or ticks.ticker._meters.ticks_skipped


async def test_whoever_joins_at_rest_need_not_wait_for_a_tick() -> None:
    ticks = Ticks()
    running = asyncio.create_task(ticks.ticker.run())
    await ticks.until(2)
    await asyncio.sleep(0)
    ended_s = ticks.made[-1][0]
    before_s, spare_s, after_s = clock.monotonic_s(), ticks.ticker.spare_s(), clock.monotonic_s()
    next_s = ended_s + REST_TICKS * TICK_S
    assert next_s - after_s - 1e-6 <= spare_s <= next_s - before_s + 1e-6
    running.cancel()


@pytest.mark.parametrize("after_ticks", [0.2, 1.5, 3.7])
async def test_who_wakes_it_waits_no_longer_than_if_it_had_never_rested(after_ticks: float) -> None:
    ticks = Ticks()
    running = asyncio.create_task(ticks.ticker.run())
    await ticks.until(2)
    await asyncio.sleep(after_ticks * TICK_S)
    made, ticks.resting, woken_s = len(ticks.made), False, clock.monotonic_s()
    ticks.ticker.wake()
    await ticks.until(made + 3)
    running.cancel()
    first, second, _ = ticks.made[made : made + 3]
    assert first[0] - woken_s < TICK_S, "the next there would have been, by when it was due"
    assert second[1] - first[1] == FRAME and second[2] == 0


def payloads(encoder: MixEncoder, ticks: int, step: int) -> list[int]:
    """Let it be silent; give the ticks in which it sent something."""
    sent = []
    for tick in range(step, ticks + 1, step):
        encoder.skip(step - 1)
        if encoder.encode(None) is not None:
            sent.append(tick)
    return sent


@pytest.mark.parametrize("awake_before", range(0, REFRESH_TICKS, 7))
def test_a_room_at_rest_is_refreshed_each_400_ms(awake_before: int) -> None:
    encoder = MixEncoder()
    payloads(encoder, SETTLE_TICKS + awake_before, 1)
    assert encoder.rests
    sent = payloads(encoder, 200, REST_TICKS)
    assert {b - a for a, b in itertools.pairwise(sent)} == {REFRESH_TICKS}
    assert sent[0] <= REFRESH_TICKS + REST_TICKS


def test_who_saves_data_is_refreshed_too_and_packets_do_not_overlap() -> None:
    encoder, one = SaverEncoder(), tone(440, 1)
    sent = payloads(encoder, 600, REST_TICKS)
    gaps = [b - a for a, b in itertools.pairwise(sent)]
    assert sent and all(20 <= gap <= 25 for gap in gaps), gaps
    room = Room("talker", "saver")
    room.mixer.peers["saver"].outbound.save(True)
    room.run(100)
    for _ in range(20):
        room.mixer.skip(REST_TICKS - 1)
        room.ticks += REST_TICKS - 1
        room.run(1)
    room.run(20, talker=one)
    times = [time for time, _ in room.ear.heard[room.mixer.peers["saver"].outbound.ssrc]]
    assert all(b - a >= SAVER_TICKS * FRAME for a, b in itertools.pairwise(times)), times


def test_the_first_frame_after_a_rest_is_in_the_mix_of_its_tick() -> None:
    room = Room("talker", "listener")
    room.run(100)
    assert room.mixer.still
    room.mixer.skip(REST_TICKS - 1)
    room.ticks += REST_TICKS - 1
    now = room.ticks * FRAME
    room.run(4, talker=tone(440, 0.2))
    heard = room.ear.heard[room.mixer.peers["listener"].outbound.ssrc]
    assert [time for time, _ in heard if time >= now][:1] <= [now + FRAME]
    assert not room.mixer.still


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    """One room with one who has been connected for a while, in which nobody may talk."""
    made = Rooms(open_ports(("127.0.0.1",), 0), (), 6, Meters(), lambda _: None)
    made.join("umum", "a", OFFER)
    made._connecting.clear()
    rest(made)
    assert made._all_rest()
    yield made
    made.close()


def rest(rooms: Rooms) -> None:
    """Let the time go by after which ticks may be skipped, as far as what stirred it goes."""
    for number in range(SETTLE_TICKS):
        rooms._tick(clock.monotonic_s(), number * FRAME)
    rooms._stirred_s = clock.monotonic_s() - STIRRED_S - 0.1


@pytest.mark.parametrize(
    "stir",
    [
        lambda rooms: rooms.permit("a", True),
        lambda rooms: rooms.join("umum", "b", RtcClient().offer()),
        lambda rooms: rooms.offer("a", OFFER),
        lambda rooms: rooms.feed("a", 7),
        lambda rooms: rooms.guest(1, "far", None, ["umum"]),
    ],
    ids=["a permit", "a join", "an offer", "a grant", "a guest"],
)
async def test_what_may_be_heard_soon_ends_the_rest_at_once(
    rooms: Rooms, stir: Callable[[Rooms], object]
) -> None:
    made: list[Tick] = []
    rooms.ticker._tick = lambda *tick: made.append(tick)
    running = asyncio.create_task(rooms.ticker.run())
    while len(made) < 2:
        await rooms.ticker.after_tick()
    count, stirred_s = len(made), clock.monotonic_s()
    stir(rooms)
    assert not rooms._all_rest()
    while len(made) == count:
        await rooms.ticker.after_tick()
    running.cancel()
    assert made[count][0] - stirred_s < TICK_S


def test_there_is_no_rest_while_somebody_may_talk_however_silent(rooms: Rooms) -> None:
    rooms.permit("a", True)
    rest(rooms)
    assert not rooms._all_rest()
    rooms.permit("a", False)
    rest(rooms)
    assert rooms._all_rest()


def test_there_is_no_rest_while_somebody_comes_by_another_way(rooms: Rooms) -> None:
    rooms.mux.stirred_s = clock.monotonic_s()
    assert not rooms._all_rest()


def test_nothing_that_is_due_now_and_then_is_left_out_at_rest(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_after, turns, heeded = [], [], []
    monkeypatch.setattr(rooms, "_look_after", lambda peers, _: looked_after.append(peers))
    monkeypatch.setattr(rooms._turns, "of", lambda number: turns.append(number) or ())
    (mixer,) = rooms._mixers.values()
    monkeypatch.setattr(mixer, "heed_reports", lambda: heeded.append(None))
    first = rooms._tick_number
    for number in range(REST_TICKS, 501, REST_TICKS):
        rooms._tick(number * TICK_S, number * FRAME, REST_TICKS - 1)
    assert len(heeded) == 10, "once a second"
    assert len(looked_after) == 500
    assert turns == list(range(first + 1, first + 501))
