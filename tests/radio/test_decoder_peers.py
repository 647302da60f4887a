"""Our signals heard by other decoders, ours no worse than they; and speech says nothing."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks import announcer
from benchmarks.decoder_peers import SvxLink, common, heard_by_multimon, ours
from benchmarks.decoder_trials import Keys, keyed, radio_high_pass
from radio_bridge.signalling.ctcss import CtcssDecoder, Opened
from radio_bridge.signalling.dtmf import DtmfDecoder
from radio_bridge.signalling.dtmf_tones import KEYS, encode
from radio_bridge.signalling.mdc1200 import Mdc1200Decoder
from radio_bridge.signalling.stream import RATE_HZ

needs_multimon = pytest.mark.skipif(
    shutil.which("multimon-ng") is None, reason="multimon-ng is not installed"
)
needs_svxlink = pytest.mark.skipif(
    shutil.which("svxlink") is None, reason="svxlink-server is not installed"
)
needs_espeak = pytest.mark.skipif(not announcer.installed(), reason="espeak-ng is not installed")

SECOND = np.zeros(RATE_HZ)


@needs_multimon
def test_multimon_hears_every_key_we_send() -> None:
    assert heard_by_multimon(np.concatenate((encode(KEYS), SECOND))) == KEYS


@needs_multimon
@pytest.mark.parametrize("snr_db", [10.0, 5.0, 4.0])
def test_in_noise_we_hear_what_multimon_hears(snr_db: float) -> None:
    theirs = mine = 0
    for seed in range(10):
        sent, _, sound = keyed(12, Keys(snr_db, tone_s=0.08, pause_s=0.08), seed)
        theirs += common(sent, heard_by_multimon(sound))
        mine += common(sent, ours(sound))
    assert mine >= theirs >= 100


@needs_svxlink
def test_svxlink_hears_us_and_we_hear_all_it_takes(tmp_path: Path) -> None:
    with SvxLink(tmp_path) as peer:
        for how in (
            Keys(tone_s=0.1, pause_s=0.05),
            Keys(twist_db=(-8.0, -8.0), tone_s=0.08, pause_s=0.08),
            Keys(twist_db=(4.0, 4.0), tone_s=0.08, pause_s=0.08),
            Keys(off=(0.015, 0.015), tone_s=0.08, pause_s=0.08),
        ):
            sent, _, sound = keyed(12, how, seed=3)
            assert ours(sound) == sent
            assert common(sent, peer.heard(sound)) >= 11
        sent, _, sound = keyed(12, Keys(off=(0.035, 0.035), tone_s=0.1), seed=4)
        assert ours(sound) == peer.heard(sound) == ""


@needs_espeak
def test_a_minute_of_each_of_four_voices_says_nothing() -> None:
    rng = np.random.default_rng(8)
    for voice in ("id+m1", "id+f2", "id+whisper", "id+klatt"):
        sound = announcer.said(voice, announcer.text(rng, 110), 140, 50).astype(np.float64)
        assert sound.size > 40 * RATE_HZ
        assert DtmfDecoder().feed(sound) == []
        assert Mdc1200Decoder().feed(sound) == []
        events = CtcssDecoder().feed(radio_high_pass(sound))
        assert not any(isinstance(event, Opened) for event in events)
