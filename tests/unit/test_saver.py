"""Who saves data: packets of 60 ms, one encoding for all of them, and the same sound."""

import numpy as np

from hub.audio.opus import FRAME, packet_samples
from hub.media.carries import guest_of
from hub.media.fanout import header
from hub.media.outbound import OWN_MIX_HANG_OVER_TICKS, Outbound
from hub.media.saver_encoder import SAVER_BPS, SAVER_TICKS, SaverEncoder
from tests.media.sound import energy_near, share_near, tone
from tests.unit.test_mixer import Room

HEADERS = 50
"""IP, UDP, RTP and the SRTP tag."""


def saving(*names: str, among: tuple[str, ...]) -> Room:
    room = Room(*among)
    for name in names:
        room.mixer.peers[name].outbound.save(True)
    return room


def sent(room: Room, name: str) -> list[tuple[int, bytes]]:
    return room.ear.heard.get(room.mixer.peers[name].outbound.ssrc, [])


def bytes_per_s(packets: list[tuple[int, bytes]], ticks: int) -> float:
    return sum(HEADERS + len(payload) for _, payload in packets) / (ticks * 0.02)


def test_they_share_an_encoding_of_their_own_and_all_hear_the_same() -> None:
    room = saving("one", "other", among=("talker", "one", "other", "desk"))
    room.run(150, talker=tone(440, 3))
    assert sent(room, "one") == sent(room, "other")
    assert len(sent(room, "desk")) >= 148
    packets = sent(room, "one")
    assert len(packets) == 150 // SAVER_TICKS
    assert {packet_samples(payload) for _, payload in packets} == {SAVER_TICKS * FRAME}
    times = [time for time, _ in packets]
    assert times == list(range(0, 150 * FRAME, SAVER_TICKS * FRAME)), "of the first sample in each"
    assert bytes_per_s(packets, 150) < bytes_per_s(sent(room, "desk"), 150) / 2
    assert share_near(room.heard_by("one")[-48_000:], 440) > 0.95


def test_the_marker_is_set_after_a_pause_and_not_between_long_packets() -> None:
    stream = Outbound(111)
    stream.save(True)
    marked = [bool(header(stream, tick * FRAME)[1] & 0x80) for tick in (30, 33, 36, 57, 60)]
    assert marked == [True, False, False, True, False]


def test_nobody_pays_for_it_while_nobody_wants_it() -> None:
    room = saving(among=("talker", "one"))
    room.run(6, talker=tone(440, 1))
    assert room.mixer._saving is None
    room.mixer.peers["one"].outbound.save(True)
    room.run(6, talker=tone(440, 1))
    assert isinstance(room.mixer._saving, SaverEncoder)
    room.mixer.peers["one"].outbound.save(False)
    room.run(6, talker=tone(440, 1))
    assert room.mixer._saving is None
    assert [packet_samples(p) // FRAME for _, p in sent(room, "one")] == [1] * 6 + [3] * 2 + [1] * 6


def test_who_talks_and_saves_hears_the_others_and_not_himself() -> None:
    room = saving("a", "b", among=("a", "b", "desk"))
    room.run(150, a=tone(440, 3), b=tone(1000, 3))
    at_a = room.heard_by("a")[-48_000:]
    assert share_near(at_a, 1000) > 0.95
    assert energy_near(at_a, 440) < 1e-4 * energy_near(at_a, 1000)
    room.run(OWN_MIX_HANG_OVER_TICKS + 50, b=tone(1000, 3))
    assert room.mixer.peers["a"].outbound.own is None, "he listens with the others again"
    assert share_near(room.heard_by("a")[-24_000:], 1000) > 0.95


def test_silence_costs_next_to_nothing_and_is_never_quite_silent() -> None:
    room = saving("one", among=("talker", "one"))
    room.run(50, talker=tone(440, 0.5))
    before = len(sent(room, "one"))
    room.run(500)
    packets = sent(room, "one")[before:]
    gaps = np.diff([time for time, _ in packets]) / FRAME
    assert bytes_per_s(packets, 500) < 250
    assert gaps.max() <= 30, "a browser that hears nothing for longer raises its buffer"


def test_speech_keeps_to_its_rate() -> None:
    encoder = SaverEncoder()
    rng = np.random.default_rng(7)
    noise = (0.2 * rng.standard_normal((600, FRAME))).astype(np.float32)
    payloads = [payload for frame in noise if (payload := encoder.encode(frame)) is not None]
    assert len(payloads) == 200
    assert sum(len(p) for p in payloads) * 8 / 12 <= 1.1 * SAVER_BPS, "even of what is hardest"


def test_an_all_call_comes_to_them_in_long_packets_too() -> None:
    home = saving("mayor", among=("mayor",))
    room = saving("one", "other", "talker", among=("talker", "one", "other", "desk"))
    mayor, here = tone(1000, 3, 0.1), tone(440, 3, 0.1)
    for n in range(150):
        home.take(n, mayor=mayor)
        room.take(n, talker=here)
        home.play()
        room.play([guest_of(frame) for frame in home.mixer.frames])
    assert sent(room, "one") == sent(room, "other")
    for name in ("one", "talker"):
        packets = sent(room, name)
        assert len(packets) == 150 // SAVER_TICKS, name
        assert {packet_samples(payload) for _, payload in packets} == {SAVER_TICKS * FRAME}
    assert len(sent(room, "desk")) >= 148
    heard, talker = room.heard_by("one")[-48_000:], room.heard_by("talker")[-48_000:]
    assert energy_near(heard, 1000) > 5 * energy_near(heard, 440) > 0, "over those who talk here"
    assert share_near(talker, 1000) > 0.95, "who talks here hears the call, and not himself"
