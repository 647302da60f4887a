"""One MDC1200 block: seven bytes into 112 bits on the air and back, with CRC, FEC and interleave.

The FEC is a convolutional code of rate 1/2 (64 states). It is decoded softly (Viterbi); the last
byte is always 0, so its end is known.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
Soft = NDArray[np.float64]

BLOCK_BITS = 112
DATA_BITS = 56
_KNOWN_ZERO = 8  # Bits at the end: the last byte.
_STATES = 64  # The last six data bits, the newest lowest.
_TAPS = 0b110010  # Data bits n-2, n-5 and n-6, as they stand in the state; and n itself.
_SEVEN, _SIXTEEN = 7, 16


@dataclass(frozen=True, slots=True)
class Block:
    """What came out of 112 bits. wrong_bits: how many of them had to be corrected."""

    content: bytes  # Four: op, arg, unit high, unit low; or the four of a second block.
    crc_holds: bool
    wrong_bits: int


def crc16(content: bytes) -> int:
    """Give the checksum: x^16+x^12+x^5+1 reflected, from 0, inverted."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return crc ^ 0xFFFF


def encode(content: bytes) -> Bits:
    """Give the 112 bits, in the order of the air, for four bytes."""
    assert len(content) == 4, len(content)
    whole = content + crc16(content).to_bytes(2, "little") + b"\0"
    data = np.unpackbits(np.frombuffer(whole, np.uint8), bitorder="little")
    return _coded(data)


def decode(soft: Soft) -> Block:
    """Give what 112 soft bits say: (112,), above 0 for a 0, below for a 1, larger is surer."""
    assert soft.shape == (BLOCK_BITS,), soft.shape
    in_order = soft.reshape(_SEVEN, _SIXTEEN).T.reshape(-1)
    data = _viterbi(in_order[:DATA_BITS], in_order[DATA_BITS:])
    whole = np.packbits(data, bitorder="little").tobytes()
    crc = int.from_bytes(whole[4:6], "little")
    wrong = int(np.count_nonzero(_coded(data) != (soft < 0)))
    return Block(whole[:4], crc16(whole[:4]) == crc, wrong)


def _coded(data: Bits) -> Bits:
    """Add parity to 56 data bits, and interleave: bit n goes to place n % 7 * 16 + n // 7."""
    past = np.concatenate((np.zeros(6, np.uint8), data))
    parity = data ^ past[4:-2] ^ past[1:-5] ^ past[:-6]
    both: Bits = np.concatenate((data, parity))
    return both.reshape(_SIXTEEN, _SEVEN).T.reshape(-1)


@cache
def _trellis() -> tuple[NDArray[np.int64], Soft, Soft]:
    """Give, for each new state and each of its two pasts: the old state, data sign, parity sign."""
    new = np.arange(_STATES)
    old = np.stack((new >> 1, new >> 1 | 32), axis=1)
    bit = (new & 1)[:, np.newaxis] + np.zeros_like(old)
    parity = bit ^ (np.bitwise_count(old & _TAPS) & 1)
    return old, np.where(bit, -1.0, 1.0), np.where(parity, -1.0, 1.0)


def _viterbi(data: Soft, parity: Soft) -> Bits:
    """Give the 56 data bits that fit the soft bits best."""
    old, data_sign, parity_sign = _trellis()
    score = np.full(_STATES, -np.inf)
    score[0] = 0.0
    chosen = np.zeros((DATA_BITS, _STATES), np.int64)
    states = np.arange(_STATES)
    for n in range(DATA_BITS):
        paths = score[old] + data_sign * data[n] + parity_sign * parity[n]
        better = (paths[:, 1] > paths[:, 0]).astype(np.int64)
        score = paths[states, better]
        if n >= DATA_BITS - _KNOWN_ZERO:
            score[1::2] = -np.inf
        chosen[n] = old[states, better]
    state = int(np.argmax(score))
    bits = np.zeros(DATA_BITS, np.uint8)
    for n in range(DATA_BITS - 1, -1, -1):
        bits[n] = state & 1
        state = int(chosen[n, state])
    return bits
