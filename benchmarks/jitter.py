"""The jitter buffer against simulated networks: what delay it takes, and what it has to guess.

    python -m benchmarks.jitter [--json] [--seconds 120] [--seed 5]

Real Opus packets of a made-up voice go through a network that delays them (exponential jitter, in
order, so that one spike holds up all that follows it), loses some, and are pulled every 20 ms. Each
network is run with the packets at several phases against the tick, and the figures are pooled.

`delay` is from the arrival that a packet would have on the fastest way to the tick that plays it;
`wait` from its real arrival; `lost` is the network's doing; `concealed` are guessed frames (lost
ones without a copy, and late ones), `fec` rebuilt ones; `beyond` is what of both the loss does not
explain. All in per cent of the frames sent.
"""

import argparse
import json
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hub.audio.jitter import Packet
from hub.audio.opus import Encoder
from hub.audio.playout import Playout

FRAME = 960
TICK_S = 0.02
WAY_S = 0.03
PHASES_S = (0.0005, 0.0045, 0.0085, 0.0125, 0.0165)
WARM_UP_S = 5.0  # Left out of the delays: what is judged is a call, not its first word.


@dataclass(frozen=True)
class Network:
    """Mean of the exponential jitter, chance of a spike of 50..150 ms, chance of loss."""

    name: str
    jitter_s: float
    spikes: float
    loss: float


NETWORKS = (
    Network("still", 0.0002, 0.0, 0.0),
    Network("LAN, 1 ms", 0.001, 0.0, 0.0),
    Network("Wi-Fi, 5 ms", 0.005, 0.002, 0.01),
    Network("Wi-Fi, spikes", 0.005, 0.01, 0.01),
    Network("4G, 15 ms", 0.015, 0.01, 0.03),
    Network("bad, 30 ms", 0.030, 0.02, 0.05),
)


class Watched(Playout):
    """A playout that notes when each packet was played."""

    def __init__(self) -> None:
        super().__init__()
        self.delays_s: list[float] = []
        self.waits_s: list[float] = []

    def _play(self, packet: Packet, now_s: float) -> None:
        if now_s > WARM_UP_S:
            self.delays_s.append(now_s - packet.timestamp / 48_000 - WAY_S)
            self.waits_s.append(now_s - packet.arrival_s)
        super()._play(packet, now_s)


def voice(seconds: float, seed: int) -> NDArray[np.float32]:
    """Give something that the codec takes for speech: harmonics, formants, syllables, hiss."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * 48_000)) / 48_000
    pitch = 120 * (1 + 0.15 * np.sin(2 * np.pi * 0.7 * t) + 0.05 * np.sin(2 * np.pi * 3.1 * t))
    phase = 2 * np.pi * np.cumsum(pitch) / 48_000
    formants = (
        500 + 300 * np.sin(2 * np.pi * 1.9 * t),
        1500 + 600 * np.sin(2 * np.pi * 1.3 * t),
        2600 + 200 * np.sin(2 * np.pi * 0.9 * t),
    )
    sound = np.zeros_like(t)
    for k in range(1, 40):
        weight = sum(1 / (1 + ((k * pitch - f) / 120) ** 2) for f in formants)
        sound += weight / k**0.3 * np.sin(k * phase)
    sound *= np.clip(np.sin(2 * np.pi * 3.3 * t) + 0.3, 0, 1)
    hiss = np.clip(np.sin(2 * np.pi * 5 * t) - 0.6, 0, 1)
    sound += (0.15 * hiss + 0.003) * rng.standard_normal(t.size)
    scaled: NDArray[np.float32] = (0.4 * sound / np.abs(sound).max()).astype(np.float32)
    return scaled


def packets(seconds: float, seed: int) -> list[bytes]:
    """Encode that voice as a browser on a lossy way does: 32 kbit/s, FEC, no DTX."""
    encoder = Encoder(dtx=False, loss_percent=10)
    sound = voice(min(seconds, 10.0), seed)
    return [
        encoder.encode(frame) for frame in sound[: sound.size // FRAME * FRAME].reshape(-1, FRAME)
    ]


def arrivals(net: Network, count: int, rng: np.random.Generator) -> list[tuple[float, int]]:
    """Give (arrival in s, number) of the packets that arrive, in order."""
    out = []
    last_s = 0.0
    for i in range(count):
        delay_s = WAY_S + rng.exponential(net.jitter_s)
        if rng.random() < net.spikes:
            delay_s += rng.uniform(0.05, 0.15)
        last_s = max(i * TICK_S + delay_s, last_s + 0.0002)
        if rng.random() >= net.loss:
            out.append((last_s, i))
    return out


def run(net: Network, seconds: float, seed: int) -> dict[str, float | str]:
    """Play one network at every phase and give its row of the table."""
    speech = packets(seconds, seed)
    count = int(seconds / TICK_S)
    rng = np.random.default_rng(seed)
    delays: list[float] = []
    waits: list[float] = []
    sums = dict.fromkeys(("concealed", "fec", "accelerated", "expanded"), 0)
    lost = ticks = 0
    spent_s = 0.0
    for phase_s in PHASES_S:
        playout = Watched()
        trace = arrivals(net, count, rng)
        lost += count - len(trace)
        k = 0
        for tick in range(count + 10):
            now_s = tick * TICK_S + WAY_S + phase_s
            while k < len(trace) and trace[k][0] <= now_s:
                arrival_s, i = trace[k]
                payload = speech[i % len(speech)]
                playout.put(i & 0xFFFF, i * FRAME & 0xFFFF_FFFF, payload, arrival_s)
                k += 1
            begun_s = time.process_time()
            playout.pull(now_s)
            spent_s += time.process_time() - begun_s
        ticks += count + 10
        delays += playout.delays_s
        waits += playout.waits_s
        for name in sums:
            sums[name] += getattr(playout.stats, name)
    sent = count * len(PHASES_S)
    row: dict[str, float | str] = {
        "trace": net.name,
        "delay_p50_ms": 1e3 * float(np.percentile(delays, 50)),
        "delay_p95_ms": 1e3 * float(np.percentile(delays, 95)),
        "wait_mean_ms": 1e3 * float(np.mean(waits)),
        "lost_pct": 100 * lost / sent,
    }
    row |= {f"{name}_pct": 100 * n / sent for name, n in sums.items()}
    row["beyond_pct"] = 100 * (sums["concealed"] + sums["fec"] - lost) / sent
    row["pull_us"] = 1e6 * spent_s / ticks
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    rows = [run(net, options.seconds, options.seed) for net in NETWORKS]
    if options.json:
        print(json.dumps({"benchmark": "jitter", "seed": options.seed, "rows": rows}))
        return
    print(f"seed {options.seed}, {options.seconds:.0f} s at each of {len(PHASES_S)} phases")
    names = list(rows[0])
    print(" ".join(f"{name:>14}" for name in names))
    for row in rows:
        cells = [v if isinstance(v, str) else f"{v:.2f}" for v in row.values()]
        print(" ".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main()
