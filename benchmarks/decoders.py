"""The radio's decoders: how much they hear, and how much they hear that is not there.

    python -m benchmarks.decoders [--json] [--quick] [--seed 6] [--only dtmf,mdc1200,ctcss,peers]

SNR counts the noise in 0..4 kHz. `dtmf.rate_5db`: 10,000 keys of 40 ms, every one with a random
twist of -8..+4 dB and both tones off by up to 1.5 %, at 5 dB; the other rates vary one thing at a
time. `false_per_10h`: digits in 10 h of synthetic speech. MDC1200 at 6 and 4 dB and, at 6 dB, with
60 ms of the front lost; `false_per_24h` and `damaged_per_24h`: what 24 h of white noise bring.
CTCSS: from the tone's beginning to the event, the worst of all tones, 0 and 0.5 % off, alone and
under a voice. `--quick` is for trying: a hundredth of all that. Each part runs in a process of its
own, with one thread. docs/benchmarks.md explains every figure.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

import numpy as np

from benchmarks import announcer, decoder_peers, report
from benchmarks.decoder_trials import (
    TONE_BEGINS_S,
    TONE_S,
    Keys,
    bursts,
    hits,
    keyed,
    radio_high_pass,
    toned,
)
from radio_bridge.signalling.ctcss import Closed, CtcssDecoder, Opened
from radio_bridge.signalling.ctcss_tones import TONES_HZ
from radio_bridge.signalling.dtmf import DtmfDecoder
from radio_bridge.signalling.mdc1200 import Damaged, Heard, Mdc1200Decoder
from radio_bridge.signalling.stream import RATE_HZ, Signal

Figures = dict[str, float | int | str]

SHARES = 5
"""Of what takes hours: each has another seed, and their figures are added."""
WORST = Keys(snr_db=5.0, twist_db=(-8.0, 4.0), off=(0.0, 0.015))
CASES = {
    "rate_clean": Keys(),
    "rate_twist_minus_8": Keys(twist_db=(-8.0, -8.0)),
    "rate_twist_plus_4": Keys(twist_db=(4.0, 4.0)),
    "rate_off_1_5": Keys(off=(0.015, 0.015)),
    "taken_off_3_5": Keys(off=(0.035, 0.035), tone_s=0.1),
    "taken_off_3_5_at_5db": Keys(snr_db=5.0, off=(0.035, 0.035), tone_s=0.1),
    "taken_23ms": Keys(tone_s=0.023),
}
"""What `taken_` begins must be refused."""


def dtmf_rates(scale: float, seed: int) -> Figures:
    """How many keys are heard, one thing varied at a time, and all at once."""
    figures: Figures = {}
    count = round(10_000 * scale)
    sent, at, sound = keyed(count, WORST, seed)
    right, others = hits(sent, at, DtmfDecoder().feed(sound))
    figures |= {"dtmf.rate_5db": right / count, "dtmf.digits": count, "dtmf.wrong_5db": others}
    figures["dtmf.voices"] = len(announcer.VOICES)
    for n, (name, how) in enumerate(CASES.items()):
        sent, at, sound = keyed(max(50, count // 5), how, seed + 1 + n)
        heard = DtmfDecoder().feed(sound)
        some = len(heard) if name.startswith("taken") else hits(sent, at, heard)[0]
        figures[f"dtmf.{name}"] = some / len(sent)
    return figures


def dtmf_speech(scale: float, seed: int) -> Figures:
    """How many digits ten hours of speech bring: a share of them."""
    if not announcer.installed():
        return {"dtmf.false_per_10h": f"{announcer.PROGRAM} is not installed"}
    hours = 10 * scale / SHARES
    decoders = {voice: DtmfDecoder() for voice in announcer.VOICES}
    false = sum(len(decoders[voice].feed(m)) for voice, m in announcer.speech(hours, seed))
    return {"dtmf.false_per_10h": false / scale, "dtmf.speech_h": hours}


def mdc_rates(scale: float, seed: int) -> Figures:
    """How many packets are heard, whole and with a lost front."""
    count = round(2_000 * scale)
    figures: Figures = {"mdc1200.packets": count}
    cases: dict[str, tuple[float | None, float]] = {
        "rate_6db": (6.0, 0.0),
        "rate_4db": (4.0, 0.0),
        "rate_0db": (0.0, 0.0),
        "rate_cut_60ms": (6.0, 0.06),
        "rate_cut_60ms_clean": (None, 0.06),
    }
    for n, (name, (snr_db, cut_s)) in enumerate(cases.items()):
        sent, sound = bursts(count, snr_db, cut_s, seed + n)
        events = [e for e in Mdc1200Decoder().feed(sound) if isinstance(e, Heard)]
        sync_ends = {unit: at + 96 * RATE_HZ // 1_200 for unit, at in sent}
        near = RATE_HZ // 1_000
        right = {
            (e.packet.address, e.at // RATE_HZ)
            for e in events
            if abs(sync_ends.get(e.packet.address, -RATE_HZ) - e.at) < near
        }
        figures[f"mdc1200.{name}"] = len(right) / len(sync_ends)
    return figures


def mdc_noise(scale: float, seed: int) -> Figures:
    """What a day of noise brings: a share of it."""
    rng = np.random.default_rng(seed)
    decoder = Mdc1200Decoder()
    heard = damaged = 0
    for _ in range(round(24 * 720 * scale / SHARES)):
        noise = rng.standard_normal(5 * RATE_HZ, np.float32) * np.float32(0.1)
        for event in decoder.feed(noise):
            heard += isinstance(event, Heard)
            damaged += isinstance(event, Damaged)
    return {
        "mdc1200.false_per_24h": heard / scale,
        "mdc1200.damaged_per_24h": damaged / scale,
        "mdc1200.noise_h": 24 * scale / SHARES,
    }


def ctcss(scale: float, seed: int) -> Figures:
    """How fast tones open and close, and whether neighbours and voices do."""
    rng = np.random.default_rng(seed)
    voices = list(_voices(seed))
    open_ms: dict[bool, list[float]] = {False: [], True: []}
    close_ms: list[float] = []
    missed = wrong = 0
    for _ in range(max(1, round(5 * scale))):
        for hz in TONES_HZ:
            for off, voice in ((0.0, 0), (0.005, 0), (-0.005, 0), (0.0, 1)):
                sound = toned(hz * (1 + off), 25.0, rng)
                if voice and voices:
                    sound += np.resize(
                        np.roll(voices[0], int(rng.integers(voices[0].size))), sound.size
                    )
                events = CtcssDecoder().feed(sound)
                opened = [e for e in events if isinstance(e, Opened)]
                closed = [e for e in events if isinstance(e, Closed)]
                right = [e for e in opened if e.tone_hz == hz]
                wrong += len(opened) - len(right)
                missed += not right
                if right:
                    open_ms[hz < 75].append(1e3 * (right[0].at / RATE_HZ - TONE_BEGINS_S))
                if closed and not voice:
                    ended_s = TONE_BEGINS_S + TONE_S
                    close_ms.append(1e3 * (closed[-1].at / RATE_HZ - ended_s))
    return {
        "ctcss.open_ms": round(max(open_ms[False]), 1),
        "ctcss.open_below_75_ms": round(max(open_ms[True]), 1),
        "ctcss.close_ms": round(max(close_ms), 1),
        "ctcss.trials": sum(map(len, open_ms.values())) + missed,
        "ctcss.missed": missed,
        "ctcss.wrong_tone": wrong,
        "ctcss.neighbours_opened": _neighbours(rng),
        **_voice_openings(scale, seed),
    }


def _neighbours(rng: np.random.Generator) -> int:
    """Give how many decoders set to one tone open by a tone beside it, off by up to 0.5 %."""
    opened = 0
    for low, high in pairwise(TONES_HZ):
        for wanted, other in ((low, high), (high, low)):
            for off in (0.0, 0.005, -0.005):
                sound = toned(other * (1 + off), 25.0, rng)
                opened += any(isinstance(e, Opened) for e in CtcssDecoder(wanted).feed(sound))
    return opened


def _voices(seed: int) -> Iterator[Signal]:
    """Give a minute of a man's voice through a radio's filter, at speech's level."""
    if announcer.installed():
        rng = np.random.default_rng(seed)
        sound = announcer.said("id", announcer.text(rng, 120), 140, 20).astype(np.float64)
        yield radio_high_pass(sound) * 0.5


def _voice_openings(scale: float, seed: int) -> Figures:
    """Give how often an hour of voices opens any tone, as it is and through a radio's filter."""
    if not announcer.installed():
        return {"ctcss.voice_openings_per_hour": f"{announcer.PROGRAM} is not installed"}
    raw = filtered = 0
    for _, minute in announcer.speech(scale, seed):
        sound = minute.astype(np.float64)
        raw += sum(isinstance(e, Opened) for e in CtcssDecoder().feed(sound))
        sound = radio_high_pass(sound)
        filtered += sum(isinstance(e, Opened) for e in CtcssDecoder().feed(sound))
    return {
        "ctcss.voice_openings_per_hour": filtered / scale,
        "ctcss.voice_openings_unfiltered_per_hour": raw / scale,
    }


PARTS: dict[str, tuple[Callable[[float, int], Figures], ...]] = {
    "dtmf": (dtmf_rates, *(dtmf_speech,) * SHARES),
    "mdc1200": (mdc_rates, *(mdc_noise,) * SHARES),
    "ctcss": (ctcss,),
    "peers": (decoder_peers.multimon, decoder_peers.svxlink),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a hundredth of it, for trying")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    # Small products gain nothing by threads and lose much: each child reads this as it starts.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    scale = 0.01 if options.quick else 1.0
    figures: Figures = {"benchmark": "decoders", "seed": options.seed, "quick": options.quick}
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        wanted = [part for name in options.only.split(",") for part in PARTS[name]]
        running = {
            pool.submit(part, scale, options.seed + 1_000 * n): part.__name__
            for n, part in enumerate(wanted)
        }
        for done in as_completed(running):
            print(f"{running[done]}: {done.result()}", file=sys.stderr, flush=True)
            for name, figure in done.result().items():
                before = figures.get(name, 0)
                text = isinstance(figure, str) or isinstance(before, str)
                figures[name] = figure if text else before + figure
    if options.json:
        print(json.dumps(nested(figures)))
    else:
        report.show(figures, as_json=False)


def nested(figures: Figures) -> dict[str, Any]:
    """Give `{"dtmf": {"rate_5db": ...}}` for `dtmf.rate_5db`."""
    out: dict[str, Any] = {}
    for name, figure in figures.items():
        *path, last = name.split(".")
        inner = out
        for step in path:
            inner = inner.setdefault(step, {})
        inner[last] = figure
    return out


if __name__ == "__main__":
    main()
