"""The tick of a room: who hears what, with one encoder or two, and no seam between them."""

import math
from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from hub.audio.notice import recording_notice
from hub.audio.opus import DTX_BYTES, Decoder
from hub.media.carries import guest_of
from hub.media.guests import Guest
from hub.media.inbound import Inbound
from hub.media.meters import Meters
from hub.media.mixer import Mixer
from hub.media.outbound import OWN_MIX_HANG_OVER_TICKS, Outbound
from hub.media.peer import Peer
from tests.media.sound import energy_near, share_near, tone

FRAME = 960


class Ear:
    """A fan-out that keeps what each stream is sent, tick by tick."""

    dropped = 0

    def __init__(self) -> None:
        self.heard: dict[int, list[tuple[int, bytes]]] = {}

    def destination(self, address: tuple[str, int]) -> Any:
        return address

    def send(self, streams: Sequence[Outbound], payload: bytes, media_time: int) -> int:
        for stream in streams:
            self.heard.setdefault(stream.ssrc, []).append((media_time, payload))
        return len(streams)


class Room:
    """A mixer with peers that need no network: packets in at each tick, payloads out."""

    def __init__(self, *names: str) -> None:
        self.ear = Ear()
        self.meters = Meters()
        self.mixer = Mixer(6, self.meters)
        self.ticks = 0
        self.voices: dict[str, list[bytes]] = {}
        for name in names:
            self.mixer.peers[name] = self._peer(name)

    def _peer(self, name: str) -> Peer:
        peer = cast("Peer", type("BarePeer", (), {})())
        peer.name, peer.who = name, None
        peer.inbound = Inbound(111, None, Counter())
        peer.outbound = Outbound(111)
        peer.outbound.srtp = cast("Any", SimpleNamespace(context=None))
        peer.outbound.goes_to(cast("Any", self.ear), ("", 0))
        return peer

    def run(self, ticks: int, **saying: list[bytes]) -> None:
        """Go on for so many ticks; who is named says his packets from the first on."""
        for n in range(ticks):
            self.take(n, **saying)
            self.play()

    def take(self, n: int, **saying: list[bytes]) -> None:
        """Half a tick: who is named says his packet of this number, and it is taken."""
        now_s = self.ticks * 0.02
        for name, packets in saying.items():
            inbound = self.mixer.peers[name].inbound
            inbound.sounding, inbound.level = True, 20
            if n < len(packets):
                inbound.playout.put(self.ticks & 0xFFFF, self.ticks * FRAME, packets[n], now_s)
        self.mixer.pull(now_s + 0.012)

    def play(self, guests: Sequence[Guest] = ()) -> None:
        """The other half: it is sent."""
        self.mixer.play(self.ticks * FRAME, guests)
        self.ticks += 1

    def heard_by(self, name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Decode all this peer was sent, pauses as silence."""
        sound = np.zeros(self.ticks * FRAME, np.float32)
        decoder = Decoder()
        for media_time, payload in self.ear.heard.get(self._ssrc(name), []):
            piece = decoder.decode(payload)[: sound.size - media_time]
            sound[media_time : media_time + piece.size] = piece
        return sound

    def payloads(self, name: str) -> list[bytes]:
        return [payload for _, payload in self.ear.heard.get(self._ssrc(name), [])]

    def _ssrc(self, name: str) -> int:
        return self.mixer.peers[name].outbound.ssrc


def test_listeners_share_one_encoding() -> None:
    room = Room("talker", "one", "other")
    room.run(50, talker=tone(440, 1))
    assert room.payloads("one") == room.payloads("other")
    assert len(room.payloads("one")) >= 48


def test_nobody_hears_himself() -> None:
    room = Room("talker", "listener")
    room.run(75, talker=tone(440, 1.5))
    assert share_near(room.heard_by("listener")[-48_000:], 440) > 0.95
    assert np.abs(room.heard_by("talker")).max() < 1e-3
    assert len(room.payloads("talker")) < 15, "and is sent next to nothing while alone on the air"


def test_who_left_is_not_heard_though_another_came_in_the_same_moment() -> None:
    room = Room("talker", "listener")
    packets = tone(440, 1)
    room.run(20, talker=packets)
    assert [frame.peer.name for frame in room.mixer.frames] == ["talker"]
    room.take(20, talker=packets)
    del room.mixer.peers["talker"]
    room.mixer.peers["another"] = room._peer("another")
    room.mixer.pull(room.ticks * 0.02 + 0.012)
    assert room.mixer.frames == []


def test_two_talkers_hear_each_other_and_the_listener_both() -> None:
    room = Room("a", "b", "listener")
    room.run(75, a=tone(440, 1.5), b=tone(1000, 1.5))
    at_a, at_b, both = (room.heard_by(n)[-48_000:] for n in ("a", "b", "listener"))
    assert share_near(at_a, 1000) > 0.95 and share_near(at_b, 440) > 0.95
    assert energy_near(both, 440) / energy_near(both, 1000) == pytest.approx(1.0, abs=0.1)


def test_a_listener_who_begins_to_talk_hears_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    def worst(*, copied: bool) -> tuple[float, float]:
        if not copied:
            monkeypatch.setattr("hub.media.mix_encoder.MixEncoder.take_over", lambda *_: None)
        room = Room("a", "b")
        a = tone(440, 6)
        room.run(50, a=a)
        room.run(50, a=a[50:], b=tone(1000, 1))
        room.run(OWN_MIX_HANG_OVER_TICKS + 50, a=a[100:])
        heard = room.heard_by("b")[25 * FRAME :]
        return _worst_click(heard, 440), _worst_splatter_db(heard)

    click, splatter_db = worst(copied=True)
    assert click < 0.03 and splatter_db < -45
    click, splatter_db = worst(copied=False)
    assert click > 0.06 and splatter_db > -35, "the measures see the seam that copying avoids"


def _worst_click(sound: np.ndarray[Any, np.dtype[np.float32]], hz: float) -> float:
    """Give the largest sample left when the tone is taken out of each 10 ms piece."""
    worst = 0.0
    for start in range(0, sound.size - 480, 240):
        t = (np.arange(480) + start) / 48_000
        basis = np.stack([np.sin(2 * np.pi * hz * t), np.cos(2 * np.pi * hz * t)], axis=1)
        piece = sound[start : start + 480]
        fit, *_ = np.linalg.lstsq(basis, piece, rcond=None)
        worst = max(worst, float(np.abs(piece - basis @ fit).max()))
    return worst


def _worst_splatter_db(sound: np.ndarray[Any, np.dtype[np.float32]]) -> float:
    """Give the most that any 20 ms have above 3 kHz, by all they have: a click is broad."""
    pieces = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[:: FRAME // 2]
    power = np.abs(np.fft.rfft(pieces * np.hanning(FRAME), axis=1)) ** 2
    return float(10 * np.log10((power[:, 60:].sum(axis=1) / power.sum(axis=1)).max()))


def test_a_guest_is_heard_by_all_over_those_who_talk_here() -> None:
    home, room = Room("guest"), Room("talker", "listener")
    guest, here = tone(1000, 2, 0.1), tone(440, 2, 0.1)  # So loud that none is levelled.
    for n in range(100):
        home.take(n, guest=guest)
        room.take(n, talker=here)
        home.play()
        room.play([guest_of(frame) for frame in home.mixer.frames])
    listener, talker = (room.heard_by(name)[-48_000:] for name in ("listener", "talker"))
    lowered_db = 10 * np.log10(energy_near(listener, 440) / energy_near(listener, 1000))
    assert lowered_db == pytest.approx(-12, abs=1), "the others are lowered"
    assert share_near(talker, 1000) > 0.95, "who talks here hears him, and not himself"
    assert len(home.payloads("guest")) < 15, "and he does not hear himself"
    assert set(room.mixer.take_levels()) == {"guest", "talker"}

    for n in range(100):
        home.take(n)
        room.take(n, talker=here)
        home.play()
        room.play()
    after = room.heard_by("listener")[-48_000:]
    assert energy_near(after, 440) > 10 * energy_near(listener, 440), "and raised again"


def test_a_silent_room_is_refreshed_each_400_ms_and_costs_no_encoding() -> None:
    room = Room("one", "other")
    room.run(200)
    times = [at for at, _ in room.ear.heard[room._ssrc("one")]]
    assert np.diff(times[-8:]).tolist() == [20 * FRAME] * 7


def test_a_pause_is_softly_heard_and_a_long_one_is_still() -> None:
    room = Room("a", "b")
    room.run(50, a=tone(440, 1))
    room.run(900)
    sent, decoder = dict(room.ear.heard[room._ssrc("b")]), Decoder()
    sound = [
        decoder.decode(sent[at]) if at in sent else decoder.conceal(FRAME)
        for at in range(0, room.ticks * FRAME, FRAME)
    ]

    def heard_db(from_s: float, until_s: float) -> float:
        part = np.concatenate(sound[round(from_s * 50) : round(until_s * 50)])
        return 10 * math.log10(float(np.mean(part**2)) + 1e-12)

    for second in range(2, 14):
        assert -80 < heard_db(second, second + 1) < -62, second
    assert heard_db(17, 18) < -90
    assert len(sent) < 50 + 30 + 50, "one packet in 400 ms"


def test_who_talks_after_a_pause_is_heard_from_the_first_packet() -> None:
    room = Room("a", "b")
    room.run(30, a=tone(440, 0.6))
    room.run(100)
    before = room.ticks
    room.run(25, a=tone(440, 0.5))
    sound = room.heard_by("b")[before * FRAME :]
    loud = np.flatnonzero(np.abs(sound) > 0.1)
    assert loud[0] < 3 * FRAME


def test_one_who_is_outdone_by_six_louder_ones_is_left_out() -> None:
    names = [f"p{n}" for n in range(7)]
    room = Room("listener", *names)
    tones = {name: tone(400 + 150 * n, 1) for n, name in enumerate(names)}
    for n in range(50):
        for k, name in enumerate(names):
            inbound = room.mixer.peers[name].inbound
            inbound.sounding, inbound.level = True, 20 + 8 * k
            inbound.playout.put(n, n * FRAME, tones[name][n], n * 0.02)
        room.mixer.pull(n * 0.02 + 0.012)
        room.mixer.play(n * FRAME)
        room.ticks += 1
    sound = room.heard_by("listener")[-24_000:]
    assert energy_near(sound, 400 + 150 * 6) < 0.01 * energy_near(sound, 400 + 150 * 5)


def test_of_seven_who_speak_at_once_nobody_is_chopped() -> None:
    """Levels of single packets go up and down with each syllable; who is heard must not."""
    names = [f"p{n}" for n in range(7)]
    room = Room(*names)
    rng = np.random.default_rng(8)
    packets, changes = tone(440, 0.02), 0
    before: list[str] = []
    for n in range(500):
        for k, name in enumerate(names):
            inbound = room.mixer.peers[name].inbound
            syllable = 10 * (1 + np.sin(2 * np.pi * (n / 12 + k / 7)))
            inbound.sounding, inbound.level = True, round(22 + syllable + rng.normal(0, 2))
            inbound.playout.put(n, n * FRAME, packets[0], n * 0.02)
        room.mixer.pull(n * 0.02 + 0.012)
        heard = sorted(frame.peer.name for frame in room.mixer.frames)
        changes += n > 50 and heard != before
        before = heard
    assert len(before) == 6
    assert changes <= 5, "by their levels alone they take turns at every syllable: 176"


def test_a_soft_and_a_loud_talker_are_heard_alike() -> None:
    room = Room("soft", "loud", "listener")
    room.run(300, soft=tone(440, 6, 0.03), loud=tone(1000, 6, 0.3))
    both = room.heard_by("listener")
    first, last = both[24_000:48_000], both[-48_000:]
    apart_db = [10 * np.log10(energy_near(s, 1000) / energy_near(s, 440)) for s in (first, last)]
    assert apart_db[0] > 15, "at first as they are"
    assert apart_db[1] < 7, "then within what the leveller leaves alone, and the codec adds"


def test_a_transmitter_is_fed_in_every_tick_and_never_its_own_sound() -> None:
    room = Room("radio", "talker")
    room.mixer.peers["radio"].outbound.feed(7)
    room.run(50, talker=tone(440, 1))
    room.run(150)
    assert len(room.payloads("radio")) == 200, "in a pause too"
    assert min(map(len, room.payloads("radio"))) > DTX_BYTES
    assert share_near(room.heard_by("radio")[24_000:48_000], 440) > 0.95
    room.run(50, radio=tone(1000, 1))
    assert energy_near(room.heard_by("radio")[-48_000:], 1000) < 1e-6
    assert share_near(room.heard_by("talker")[-24_000:], 1000) > 0.95
    room.mixer.peers["radio"].outbound.feed(None)
    room.run(100)
    assert len(room.payloads("radio")) < 290, "no longer fed, it pauses like everybody"


def test_a_notice_is_heard_by_all_whoever_talks() -> None:
    room = Room("talker", "listener")
    room.run(25)
    room.mixer.say(recording_notice())
    room.run(50, talker=tone(440, 1))
    for name in ("talker", "listener"):
        sound = room.heard_by(name)[25 * FRAME + 2_000 :]
        assert energy_near(sound[:9_000], 660) > 1e-3, name
        assert energy_near(sound[11_520:20_000], 880) > 1e-3, name
        assert energy_near(sound[-12_000:], 880) < 1e-4, name


def test_what_is_sent_to_all_and_who_talked_is_there_after_each_tick() -> None:
    room = Room("talker", "listener")
    room.mixer.peers["talker"].who = "bpbd"
    room.run(50, talker=tone(440, 1))
    assert room.mixer.sent_to_all == room.payloads("listener")[-1]
    assert room.mixer.talking == ["bpbd"]
    room.run(100)
    assert room.mixer.talking == []
