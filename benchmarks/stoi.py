"""STOI: how much of some speech is still understood, as a number between about 0 and 1.

After C. H. Taal, R. C. Hendriks, R. Heusdens, J. Jensen: "An Algorithm for Intelligibility
Prediction of Time-Frequency Weighted Noisy Speech", IEEE Trans. Audio, Speech, Language Processing
19(7), 2011. The envelopes of 15 third-octave bands, clean and heard, are correlated over 384 ms,
the heard one brought to the same energy and clipped at 15 dB below the clean one's error.
"""

import numpy as np
from numpy.typing import NDArray

from hub.audio.resample import resampled

Sound = NDArray[np.floating]

RATE_HZ = 10_000
_FRAME = 256
_HOP = _FRAME // 2
_FFT = 512
_BANDS = 15
_LOWEST_HZ = 150.0
_SEGMENT = 30  # Frames: 384 ms.
_CLIP = 1.0 + 10 ** (15 / 20)
_RANGE_DB = 40.0  # Frames of the clean speech quieter than its loudest by more are left out.
_EPS = np.finfo(float).eps
_WINDOW = np.hanning(_FRAME + 2)[1:-1]


def stoi(clean: Sound, heard: Sound, rate_hz: int) -> float:
    """Give the intelligibility of `heard`; 1.0 when it is `clean` itself, or louder or softer.

    clean, heard: (samples,) of the same length at `rate_hz`, aligned in time. ValueError when less
    than 384 ms of speech is in them.
    """
    assert clean.shape == heard.shape and clean.ndim == 1, (clean.shape, heard.shape)
    pair = [_at_10_khz(sound, rate_hz) for sound in (clean, heard)]
    x, y = (_envelopes(sound) for sound in _without_silence(*pair))
    if x.shape[1] < _SEGMENT:
        raise ValueError("less than 384 ms of speech")
    return float(np.mean(_correlations(_segments(x), _segments(y))))


def _at_10_khz(sound: Sound, rate_hz: int) -> Sound:
    return resampled(sound.astype(np.float32), rate_hz, RATE_HZ).astype(np.float64)


def _frames(sound: Sound) -> Sound:
    """Give the windowed frames, (frames, 256), half of each being in the next."""
    return np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP] * _WINDOW


def _without_silence(clean: Sound, heard: Sound) -> tuple[Sound, Sound]:
    """Drop the frames in which the clean speech pauses, from both."""
    x, y = _frames(clean), _frames(heard)
    energy_db = 20 * np.log10(np.linalg.norm(x, axis=1) + _EPS)
    speech = energy_db > energy_db.max() - _RANGE_DB
    return _overlapped(x[speech]), _overlapped(y[speech])


def _overlapped(frames: Sound) -> Sound:
    """Add the frames up again, each half a frame after the one before."""
    out = np.zeros((len(frames) + 1) * _HOP)
    out[:-_HOP] += frames[:, :_HOP].reshape(-1)
    out[_HOP:] += frames[:, _HOP:].reshape(-1)
    return out


def _envelopes(sound: Sound) -> Sound:
    """Give the magnitude in each band and frame, (15, frames)."""
    power = np.abs(np.fft.rfft(_frames(sound), _FFT)) ** 2
    return np.sqrt(_BAND_OF_BIN @ power.T)


def _bands() -> Sound:
    """Give which bins belong to which third of an octave, (15, bins) of 0 and 1."""
    bins_hz = np.arange(_FFT // 2 + 1) * (RATE_HZ / _FFT)
    band = np.arange(_BANDS)
    edges_hz = [_LOWEST_HZ * 2 ** ((2 * band + side) / 6) for side in (-1, 1)]
    low, high = (np.abs(bins_hz - hz[:, None]).argmin(axis=1) for hz in edges_hz)
    bins = np.arange(bins_hz.size)
    return ((bins >= low[:, None]) & (bins < high[:, None])).astype(np.float64)


_BAND_OF_BIN = _bands()


def _segments(envelopes: Sound) -> Sound:
    """Give every run of 30 frames, (15, runs, 30)."""
    return np.lib.stride_tricks.sliding_window_view(envelopes, _SEGMENT, axis=1)


def _correlations(x: Sound, y: Sound) -> Sound:
    """Give how alike the envelopes are, (15, runs), each in -1..1."""
    scale = np.linalg.norm(x, axis=2) / (np.linalg.norm(y, axis=2) + _EPS)
    clipped = np.minimum(y * scale[..., None], x * _CLIP)
    return np.sum(_unit(x) * _unit(clipped), axis=2)


def _unit(runs: Sound) -> Sound:
    centred = runs - runs.mean(axis=2, keepdims=True)
    return centred / (np.linalg.norm(centred, axis=2, keepdims=True) + _EPS)
