"""What encoding, decoding and sending cost on this machine, and how late it wakes; in 3 seconds."""

import socket
import time
from collections.abc import Callable
from contextlib import closing

import numpy as np
import pylibsrtp

from hub.audio.opus import FRAME, Decoder
from hub.media import clock
from hub.media.fanout import best_fanout
from hub.media.mix_encoder import MixEncoder
from hub.media.outbound import Outbound
from hub.media.srtp import SrtpOut

FRAMES = 150
STREAMS = 64
ROUNDS = 40
SLEEPS = 100
SLEEP_S = 0.02


def measure_us() -> tuple[float, float, float]:
    """Give µs of CPU for a frame encoded, a frame decoded, and a packet encrypted and sent."""
    encoder, decoder = MixEncoder(), Decoder()
    frames = _speechlike()
    payloads: list[bytes] = []

    def encode() -> None:
        payloads.extend(payload for one in frames if (payload := encoder.encode(one)))

    def decode() -> None:
        for payload in payloads:
            decoder.decode(payload)

    encode_us, decode_us = _took_us(encode) / FRAMES, _took_us(decode) / FRAMES
    return encode_us, decode_us, _send_us(payloads)


def _send_us(payloads: list[bytes]) -> float:
    """Send from a socket to one that nobody reads: what it cannot hold, the kernel drops."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as theirs,
    ):
        theirs.bind(("127.0.0.1", 0))
        ours.bind(("127.0.0.1", 0))
        with closing(best_fanout(ours.fileno())) as fanout:
            streams = [_stream() for _ in range(STREAMS)]
            for stream in streams:
                stream.goes_to(fanout, theirs.getsockname())

            def send() -> None:
                for tick in range(ROUNDS):
                    fanout.send(streams, payloads[tick], tick * FRAME)

            return _took_us(send) / (ROUNDS * STREAMS)


def _stream() -> Outbound:
    stream = Outbound(111)
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    stream.srtp = SrtpOut(pylibsrtp.Session(policy))
    return stream


def _speechlike() -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Give frames that are as dear as speech: a voice of many harmonics, rising and falling."""
    t = np.arange(FRAMES * FRAME) / 48_000
    phase = 2 * np.pi * np.cumsum(120 + 20 * np.sin(2 * np.pi * 0.7 * t)) / 48_000
    voice = sum(np.sin(n * phase) / n for n in range(1, 25)) * (1.1 + np.sin(2 * np.pi * 3 * t))
    return list((0.08 * np.asarray(voice)).astype(np.float32).reshape(FRAMES, FRAME))


def _took_us(work: Callable[[], None]) -> float:
    began_s = clock.thread_cpu_s()
    work()
    return (clock.thread_cpu_s() - began_s) * 1e6


def lateness_ms() -> float:
    """Sleep from tick to tick as the worker does; give how late it woke, 99th percentile."""
    late_s = []
    due_s = clock.monotonic_s()
    for _ in range(SLEEPS):
        due_s += SLEEP_S
        time.sleep(max(0.0, due_s - clock.monotonic_s()))
        late_s.append(clock.monotonic_s() - due_s)
    return sorted(late_s)[-1 - SLEEPS // 100] * 1e3
