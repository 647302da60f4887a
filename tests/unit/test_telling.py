"""Who comes into a recorded room is told so over the mix, and nobody else; in rounds."""

import numpy as np

from hub.audio.notice import recording_notice
from hub.audio.opus import packet_samples
from hub.media.outbound import OWN_MIX_HANG_OVER_TICKS
from hub.media.saver_encoder import SAVER_TICKS
from tests.media.sound import energy_near, share_near, tone
from tests.unit.test_mixer import Room

FRAME = 960
NOTICE = recording_notice()
ROUND_TICKS = len(NOTICE) + OWN_MIX_HANG_OVER_TICKS


def told(room: Room, *names: str) -> None:
    for name in names:
        room.mixer.telling.tell(room.mixer.peers[name].outbound, NOTICE)


def hears_notice(room: Room, name: str, from_tick: int) -> bool:
    sound = room.heard_by(name)[from_tick * FRAME :]
    return energy_near(sound[: 12 * FRAME], 660) > 1e-4


def test_who_comes_in_hears_it_over_the_talk_and_the_others_do_not() -> None:
    room = Room("talker", "old", "new")
    packets = tone(440, 5, 0.1)
    room.run(50, talker=packets)
    told(room, "new")
    room.run(ROUND_TICKS + 50, talker=packets[50:])
    assert hears_notice(room, "new", 51) and not hears_notice(room, "old", 51)
    assert energy_near(room.heard_by("new")[51 * FRAME : 63 * FRAME], 440) > 1e-4, "and the talk"
    assert room.mixer.peers["new"].outbound.own is None
    assert room.payloads("new")[-40:] == room.payloads("old")[-40:], "with the others again"
    assert len(room.payloads("new")) == len(room.payloads("old")), "a packet a tick throughout"


def test_all_who_come_at_once_share_an_encoding_and_later_ones_wait_for_the_next() -> None:
    room = Room("talker", "a", "b", "late")
    packets = tone(440, 6, 0.1)
    room.run(20, talker=packets)
    told(room, "a", "b")
    room.run(10, talker=packets[20:])
    told(room, "late")
    room.run(ROUND_TICKS, talker=packets[30:])
    room.run(ROUND_TICKS, talker=packets[30 + ROUND_TICKS :])
    pairs = zip(room.payloads("a"), room.payloads("b"), strict=True)
    assert all(one is other for one, other in pairs), "encoded once"
    assert not hears_notice(room, "late", 31) and hears_notice(room, "late", 20 + ROUND_TICKS + 1)


def test_who_talks_leaves_it_and_does_not_hear_himself() -> None:
    room = Room("a", "b", "c")
    told(room, "a", "b")
    room.run(5)
    room.run(75, a=tone(1000, 1.5), c=tone(440, 1.5))
    assert share_near(room.heard_by("a")[-24_000:], 440) > 0.95
    assert energy_near(room.heard_by("b")[-24_000:], 1000) > 1e-4
    assert room.mixer.peers["a"].outbound.own is not room.mixer.peers["b"].outbound.own


def test_who_talks_when_he_comes_is_told_when_he_is_done() -> None:
    room = Room("a", "listener")
    packets = tone(440, 1)
    room.run(25, a=packets)
    told(room, "a")
    room.run(25, a=packets[25:])
    assert not hears_notice(room, "a", 26)
    room.run(2 * ROUND_TICKS)
    sound = room.heard_by("a")[50 * FRAME :]
    assert energy_near(sound, 660) > 1e-5
    assert energy_near(room.heard_by("listener")[50 * FRAME :], 660) < 1e-7


def test_who_saves_data_is_told_too_and_saves_again_after() -> None:
    room = Room("talker", "new")
    room.mixer.peers["new"].outbound.save(True)
    told(room, "new")
    packets = tone(440, 5, 0.1)
    room.run(ROUND_TICKS + 60, talker=packets)
    assert hears_notice(room, "new", 1)
    after = {packet_samples(payload) // FRAME for payload in room.payloads("new")[-10:]}
    assert after == {SAVER_TICKS}


def test_nobody_is_told_while_all_are_nor_who_left_nor_what_is_no_longer_so() -> None:
    room = Room("a", "b", "c")
    room.mixer.say(NOTICE)
    told(room, "a", "b")
    del room.mixer.peers["b"]
    room.run(len(NOTICE))
    assert room.mixer.peers["a"].outbound.own is None
    room.run(2)
    assert room.mixer.peers["a"].outbound.own is not None, "all have been told: now he is"
    told(room, "c")
    room.mixer.telling.forget()
    room.run(2 * ROUND_TICKS)
    late = room.heard_by("c")[(len(NOTICE) + 5) * FRAME :]
    assert float(np.abs(late).max()) < 4e-3, "comfort noise"
