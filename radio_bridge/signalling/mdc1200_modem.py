"""MDC1200 as sound: 1200 bit/s, a bit like the one before is a cycle of 1200 Hz, else 1.5 of 1800.

That is MSK around 1500 Hz, and linear: with p = +1 for a 0 and -1 for a 1, the sound is the sum of
one and the same pulse, `p * -sin(pi t / 2T) * cos(2 pi 1500 t)` two bits long, for every bit. The
pulses of different bits do not disturb each other; a filter of that shape gives back each p.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from radio_bridge.signalling.mdc1200_block import Bits, encode
from radio_bridge.signalling.mdc1200_messages import NEVER_SENT, NotSent, Packet
from radio_bridge.signalling.stream import RATE_HZ, Signal

BIT_RATE = 1_200
BIT = RATE_HZ // BIT_RATE
"""Samples a bit."""
PREAMBLE_BYTES = 7
SYNC_BYTES = bytes.fromhex("07092A446F")
SYNC: Bits = np.unpackbits(np.frombuffer(SYNC_BYTES, np.uint8))
_CENTRE_HZ = 1_500.0


def signs(bits: Bits) -> NDArray[np.float64]:
    """Give +1 for a 0, -1 for a 1."""
    return np.where(bits, -1.0, 1.0)


def pulse() -> NDArray[np.complex128]:
    """Give the pulse of one bit, (80,), and as its imaginary part the same a quarter turn on."""
    t = np.arange(2 * BIT) / RATE_HZ
    shape = -np.sin(np.pi / 2 * BIT_RATE * t)
    turned: NDArray[np.complex128] = shape * np.exp(2j * np.pi * _CENTRE_HZ * t)
    return turned


def bits_of(packet: Packet, preamble_bytes: int = PREAMBLE_BYTES) -> Bits:
    """Give all bits of a burst in the order of the air."""
    head = np.unpackbits(np.frombuffer(b"\x55" * preamble_bytes, np.uint8))
    return np.concatenate((head, SYNC, *(encode(block) for block in packet.blocks())))


def modulate(bits: Iterable[int], level_dbfs: float = -12.0) -> Signal:
    """Give bits as sound (40 samples each). level_dbfs: a full sine is -3 dBFS."""
    t = np.arange(BIT) / RATE_HZ
    same, other = np.sin(2 * np.pi * 1_200 * t), np.sin(2 * np.pi * 1_800 * t)
    before, cells = 0, [np.zeros(0)]
    for bit in bits:
        cells.append((1 - 2 * before) * (same if bit == before else other))
        before = int(bit)
    amplitude: float = np.sqrt(2) * 10 ** (level_dbfs / 20)
    return np.concatenate(cells) * amplitude


def burst(
    packet: Packet, *, level_dbfs: float = -12.0, preamble_bytes: int = PREAMBLE_BYTES
) -> Signal:
    """Give a packet as sound. NotSent: what would silence somebody's radio."""
    if packet.name in NEVER_SENT:
        raise NotSent(f"MDC1200 {packet.name} is never sent")
    return modulate(bits_of(packet, preamble_bytes).tolist(), level_dbfs)
