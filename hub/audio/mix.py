"""Mixing: one sum for the listeners, and for each speaker the sum without their own voice."""

import math

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]

_BLOCK = 32  # Samples (0.67 ms) for which one peak is looked up.
_SLOPE = (np.arange(1, _BLOCK + 1) / _BLOCK).astype(np.float32)


def mix_minus(frames: Audio, gains: Audio) -> tuple[Audio, Audio]:
    """Mix the speakers; leave each speaker out of what they hear themselves.

    frames: (speakers, 960) float32, full scale +-1.0, 48 kHz mono.
    gains:  (speakers,) float32, linear.
    Returns `full` (960,), heard by listeners, and `minus` (speakers, 960), where
    minus[i] = full - gains[i] * frames[i]. Neither is limited: limit once, at the output.
    """
    assert frames.ndim == 2, frames.shape
    assert gains.shape == frames.shape[:1], (gains.shape, frames.shape)
    scaled = frames * gains[:, np.newaxis]
    full = scaled.sum(axis=0)
    return full, full - scaled


class Limiter:
    """Keeps one output under full scale, without delay and without clicks.

    A frame that stays under the ceiling while the gain is at rest is handed back untouched. Above
    it the gain for each block of 32 samples is what its peak asks for; it goes down ahead of the
    peak (the whole frame is known, so the slope begins up to a block early, or at the frame's first
    sample) and comes back with `release_s`. It is drawn as straight lines between the blocks'
    corners, so nothing jumps. Where a peak sits at the very start of a frame there is no room for a
    slope: the first block takes a short one and a soft knee above the ceiling holds the rest.
    """

    def __init__(self, ceiling: float = 0.97, release_s: float = 0.15) -> None:
        """ceiling: linear, below 1.0, where limiting begins. release_s: time constant."""
        assert 0.0 < ceiling < 1.0
        self._ceiling = ceiling
        self._keep = math.exp(-_BLOCK / 48_000 / release_s)
        self._gain = 1.0  # At the end of the last frame.

    def limit(self, frame: Audio) -> Audio:
        """Give the frame with every sample within +-1.0; the same object when it needs nothing.

        frame: (samples,) float32, samples a multiple of 32.
        """
        assert frame.ndim == 1 and frame.size % _BLOCK == 0, frame.shape
        peak = max(float(frame.max()), -float(frame.min()))
        if peak <= self._ceiling and self._gain >= 1.0:
            return frame
        if not peak < math.inf:  # NaN or infinity is a fault upstream; it must not reach an ear.
            frame = np.nan_to_num(frame, nan=0.0, posinf=0.0, neginf=0.0)
        corners = self._corners(frame)
        gain = (corners[:-1, None] + (corners[1:] - corners[:-1])[:, None] * _SLOPE).reshape(-1)
        self._gain = float(corners[-1]) if corners[-1] < 0.9999 else 1.0
        return self._knee(frame * gain)

    def _corners(self, frame: Audio) -> Audio:
        """Give the gain at each block's edge, (blocks + 1,), the first being where we stand."""
        peaks = np.abs(frame.reshape(-1, _BLOCK)).max(axis=1).tolist()
        allowed = [min(1.0, self._ceiling / p) if p > 0.0 else 1.0 for p in peaks]
        # A corner serves the blocks on both its sides.
        need = [min(a, b) for a, b in zip(allowed, [*allowed[1:], 1.0], strict=True)]
        corners = [self._gain]
        for limit in need:
            rising = 1.0 - (1.0 - corners[-1]) * self._keep
            corners.append(min(limit, rising))
        return np.array(corners, np.float32)

    def _knee(self, sound: Audio) -> Audio:
        """Bend what is still above the ceiling so that it never reaches full scale."""
        size = np.abs(sound)
        if float(size.max()) <= self._ceiling:
            return sound
        room = 1.0 - self._ceiling
        over = np.maximum(size - self._ceiling, 0.0)
        bent = self._ceiling + room * over / (over + room)
        return np.where(size > self._ceiling, np.copysign(bent, sound), sound).astype(np.float32)
