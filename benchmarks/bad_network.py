"""Speech over a bad network: what is understood of it, what is guessed, how late it is.

    python -m benchmarks.bad_network --loss 10 --jitter 100 [--json] [--seconds 60] [--seed 1]

Speech of espeak-ng in Indonesian goes through the hub's own path for what comes in, in simulated
time. All the time the way loses packets, each for itself; in the middle, for `--seconds`, it also
jitters, with a memory of 100 ms (see `bad_call.Way`). That is done with each of five voices, and
with the ticks at another phase for each; what is told is of all together.

`stoi_ratio`: STOI of what would be mixed, aligned anew every 0.4 s, by STOI of the same speech
through lossless Opus over a perfect network. `concealed_share`: frames the decoder had to guess, of
those sent; what is rebuilt from a copy (`fec_share`) is not among them. `added_delay_ms_p50`: from
when a packet would have come on the fastest way until its sound begins. All three are of the time
of jitter, from its first packet on. `recover_s`: how long after the last packet that was jittered
one was still more than 5 ms later than before the jitter; the worst of the five.
"""

import argparse

import numpy as np
from numpy.typing import NDArray

from benchmarks.announcer import said, text
from benchmarks.bad_call import Heard, Way, call
from benchmarks.report import show
from benchmarks.stoi import stoi
from hub.audio.opus import FRAME, RATE_HZ, Audio

VOICES = ("id", "id+m3", "id+f2", "id+m7", "id+f4")
PHASES_S = (0.0005, 0.0045, 0.0085, 0.0125, 0.0165)
CALM_S = 10.0
AFTER_S = 15.0
PIECE = RATE_HZ * 2 // 5
_BACK_S = 0.005
_SETTLE_S = 4.0  # Of the calm before the jitter: its first words are not the base.
_LATEST = RATE_HZ * 2 // 5


def speech(voice: str, seconds: float, seed: int) -> Audio:
    """Give whole frames of a voice that never says the same twice."""
    rng = np.random.default_rng(seed)
    samples = round(seconds * 50) * FRAME
    parts: list[NDArray[np.float32]] = []
    while sum(part.size for part in parts) < samples:
        parts.append(said(voice, text(rng, 60), int(rng.integers(120, 180)), 50))
    return np.concatenate(parts)[:samples]


def aligned(clean: Audio, heard: Audio) -> Audio:
    """Give `heard` with each piece of 0.4 s taken from where it is most like the clean one."""
    out = np.zeros_like(clean)
    at = 0
    for start in range(0, clean.size, PIECE):
        piece = clean[start : start + PIECE]
        around = heard[start : start + piece.size + _LATEST]
        at = _place(piece, around, at)
        found = around[at : at + piece.size]
        out[start : start + found.size] = found
    return out


def _place(piece: Audio, around: Audio, before: int) -> int:
    """Give where in `around` the piece is, in samples; where the last was, when it is silent."""
    if float(np.dot(piece, piece)) < 1e-6 * piece.size or around.size <= piece.size:
        return before
    size = 1 << (around.size + piece.size - 1).bit_length()
    match = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(piece, size)), size)
    energy = np.concatenate(((0.0,), np.cumsum(around.astype(np.float64) ** 2)))
    lags = np.arange(around.size - piece.size + 1)
    weight = np.sqrt(energy[lags + piece.size] - energy[lags] + 1e-3)
    return int(np.argmax(match[: lags.size] / weight))


def understood(clean: Audio, heard: Heard, from_s: float, until_s: float) -> float:
    """Give STOI of what was said between two moments, aligned."""
    part = slice(round(from_s * RATE_HZ), round(until_s * RATE_HZ))
    return stoi(clean[part], aligned(clean, heard.sound)[part], RATE_HZ)


def recover_s(heard: Heard, from_s: float, until_s: float) -> float:
    """Give for how long after the jitter's end the delay was above what it was before."""
    base_s = np.median([d for at, d in heard.delays_s if from_s - CALM_S + _SETTLE_S < at < from_s])
    late = [at for at, d in heard.delays_s if at >= until_s and d > base_s + _BACK_S]
    return max(late) - until_s if late else 0.0


def run(loss: float, jitter_s: float, seconds: float, seed: int) -> dict[str, float | int]:
    """Make the five calls and give the figures."""
    from_s, until_s = CALM_S, CALM_S + seconds
    perfect: list[float] = []
    bad: list[float] = []
    delays_s: list[float] = []
    waits_s: list[float] = []
    extras_s: list[float] = []
    recovered_s: list[float] = []
    sent = 0
    sums = dict.fromkeys(("concealed", "fec", "late", "accelerated", "expanded"), 0)
    for n, (voice, phase_s) in enumerate(zip(VOICES, PHASES_S, strict=True)):
        sound = speech(voice, until_s + AFTER_S, seed * 100 + n)
        way = Way(loss, jitter_s, seed * 100 + n)
        heard = call(sound, way, phase_s, (from_s, until_s))
        lossless = call(sound, Way(0.0, 0.0, seed), phase_s, (from_s, until_s))
        bad.append(understood(sound, heard, from_s, until_s))
        perfect.append(understood(sound, lossless, from_s, until_s))
        delays_s += [d for at, d in heard.delays_s if from_s <= at < until_s]
        waits_s += [d for at, d in heard.waits_s if from_s <= at < until_s]
        extras_s += heard.extras_s
        recovered_s.append(recover_s(heard, from_s, until_s))
        sent += sum(from_s <= at < until_s for at in heard.sent)
        before, after = heard.counted
        for name in sums:
            sums[name] += getattr(after, name) - getattr(before, name)
    figures: dict[str, float | int] = {
        "seed": seed,
        "stoi_ratio": float(np.mean(bad) / np.mean(perfect)),
        "stoi_perfect": float(np.mean(perfect)),
        "added_delay_ms_p50": 1e3 * float(np.percentile(delays_s, 50)),
        "added_delay_ms_p95": 1e3 * float(np.percentile(delays_s, 95)),
        "wait_ms_p50": 1e3 * float(np.percentile(waits_s, 50)),
        "recover_s": max(recovered_s),
        "way_extra_ms_p50": 1e3 * float(np.percentile(extras_s, 50)),
        "way_extra_ms_p99": 1e3 * float(np.percentile(extras_s, 99)),
        "packets": sent,
    }
    return figures | {f"{name}_share": count / sent for name, count in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--loss", type=float, default=10.0, help="per cent of the packets")
    parser.add_argument("--jitter", type=float, default=100.0, help="mean of the extra delay, ms")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = run(options.loss / 100, options.jitter / 1e3, options.seconds, options.seed)
    show({"benchmark": "bad_network", **figures}, as_json=options.json)


if __name__ == "__main__":
    main()
