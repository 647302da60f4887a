"""Opus by cffi: encoder, decoder and a look into packets, without allocating on the way.

libopus is opened in ABI mode (no compiler at install). PyAV's wheel brings a recent one under a
hashed name; the file is found through the wheel's own list, so nothing of PyAV is imported. Failing
that, the system's `libopus.so.0`.

Everything is 48 kHz mono float32, full scale +-1.0. Sources: RFC 6716 (codec and packet layout),
the comments of opus.h. A decoder of one channel takes stereo packets too and mixes them down.

One thread at a time per encoder or decoder, as libopus asks.
"""

import importlib.metadata
from functools import cache
from typing import Any

import numpy as np
from cffi import FFI
from numpy.typing import NDArray

Audio = NDArray[np.float32]

RATE_HZ = 48_000
COMPLEXITY = 5
"""Of whoever asks for no other."""
FRAME = 960  # Samples in 20 ms.
MAX_PACKET_SAMPLES = 5_760  # 120 ms, the longest packet (RFC 6716, 3.2.5).
DTX_BYTES = 2  # A packet this short, or shorter, says "still silent": nothing to send.

_MAX_PACKET_BYTES = 3 * 1_275 + 7  # Three frames of 20 ms, the most in 60 ms (RFC 6716, 3.2).
_FRAME_SIZES = (480, 960, 1_920, 2_880)
_QUIET = 1e-5  # Mean square at -50 dBov.
_QUIET_SAMPLES = 9_600  # 200 ms.
_CONCEAL_STEP = 120  # libopus conceals in units of 2.5 ms.

_APPLICATION_VOIP = 2_048
_SET_BITRATE = 4_002
_SET_BANDWIDTH = 4_008
_SET_COMPLEXITY = 4_010
_SET_INBAND_FEC = 4_012
_SET_PACKET_LOSS = 4_014
_SET_DTX = 4_016
_BANDWIDTH_WIDE = 1_103
_BANDWIDTH_FULL = 1_105
_RESET_STATE = 4_028

_ffi: Any = FFI()  # Untyped: the stubs know neither this cdef nor numpy's buffers.
_ffi.cdef(
    """
    int opus_encoder_get_size(int channels);
    int opus_encoder_init(void *st, int32_t rate, int channels, int application);
    int opus_encoder_ctl(void *st, int request, ...);
    int32_t opus_encode_float(void *st, const float *pcm, int frame_size,
                              unsigned char *data, int32_t max_bytes);
    int opus_decoder_get_size(int channels);
    int opus_decoder_init(void *st, int32_t rate, int channels);
    int opus_decoder_ctl(void *st, int request, ...);
    int opus_decode_float(void *st, const unsigned char *data, int32_t len,
                          float *pcm, int frame_size, int decode_fec);
    int opus_packet_get_samples_per_frame(const unsigned char *data, int32_t rate);
    int opus_packet_parse(const unsigned char *data, int32_t len, unsigned char *toc,
                          const unsigned char *frames[48], int16_t size[48],
                          int *payload_offset);
    const char *opus_strerror(int error);
    const char *opus_get_version_string(void);
    """
)


class OpusError(Exception):
    """libopus is missing, or refuses what it was given (a damaged packet, most often)."""

    code = "opus"


@cache
def _library() -> Any:
    """Open libopus once: PyAV's if that wheel is installed, else the system's."""
    candidates = []
    try:
        for file in importlib.metadata.files("av") or ():
            if file.match("av.libs/libopus*"):
                candidates.append(str(file.locate()))
    except importlib.metadata.PackageNotFoundError:
        pass
    candidates += ["libopus.so.0", "libopus.0.dylib"]
    for candidate in candidates:
        try:
            return _ffi.dlopen(candidate)
        except OSError:
            continue
    raise OpusError(f"no libopus: install the wheel of PyAV or libopus0 (tried {candidates})")


def version() -> str:
    """Name and version of the library in use."""
    return _text(_library().opus_get_version_string())


def _text(string: Any) -> str:
    raw = _ffi.string(string)
    return raw.decode() if isinstance(raw, bytes) else str(raw)


def _check(result: int) -> int:
    if result < 0:
        raise OpusError(_text(_library().opus_strerror(result)))
    return result


def _state(size: int) -> tuple[Any, Any]:
    """Memory for a codec state: its owner (Python frees it) and a pointer aligned to 16 bytes."""
    owner = _ffi.new("unsigned char[]", size + 15)
    address = int(_ffi.cast("uintptr_t", owner))
    return owner, _ffi.cast("void *", (address + 15) & ~15)


class Encoder:
    """Speech of one mix to Opus packets of 20 ms, or as long as its frames are.

    DTX is given to libopus only while the sound is quiet. Left alone, its speech layer takes a
    steady tone (a siren, a radio's signalling, a test at 440 Hz) for background noise and stops
    sending it after a second: 95 of 150 frames of a tone at -13 dBov vanished, measured on 1.6.1.

    In-band FEC costs bits, and at 32 kbit/s libopus spends them only from 10 % loss upwards.
    """

    def __init__(
        self,
        bitrate_bps: int = 32_000,
        complexity: int = COMPLEXITY,
        fec: bool = True,
        dtx: bool = True,
        loss_percent: int = 5,
        wideband: bool = False,
    ) -> None:
        """bitrate_bps: 6,000..510,000. complexity: 0..10. loss_percent: see `set_loss_percent`.

        wideband: up to 8 kHz only, which below 20 kbit/s sounds better than all of the band, and
        is the only way to have 60 ms in one frame of speech rather than in three small ones.

        With `fec` and a loss above zero, packets of speech carry a coarse copy of the one before.
        """
        library = _library()
        self._encode = library.opus_encode_float
        self._size = library.opus_encoder_get_size(1)
        self._owner, self._st = _state(self._size)
        _check(library.opus_encoder_init(self._st, RATE_HZ, 1, _APPLICATION_VOIP))
        self._packet = _ffi.new("unsigned char[]", _MAX_PACKET_BYTES)
        self._packet_view = _ffi.buffer(self._packet)
        self._dtx = dtx
        self._dtx_allowed = False
        self._quiet_samples = 0
        self._set(_SET_BITRATE, bitrate_bps)
        self._set(_SET_BANDWIDTH, _BANDWIDTH_WIDE if wideband else _BANDWIDTH_FULL)
        self._set(_SET_COMPLEXITY, complexity)
        self._set(_SET_INBAND_FEC, int(fec))
        self.set_loss_percent(loss_percent)
        self.set_dtx(dtx)

    def encode(self, frame: Audio) -> bytes:
        """Give the packet for one frame of (960,) contiguous float32 (also 480, 1,920, 2,880).

        A result of `DTX_BYTES` or less means the encoder is in DTX: send nothing, but let the RTP
        timestamp go on. About every 400 ms of silence it gives a real packet: send that.
        """
        assert frame.ndim == 1 and frame.size in _FRAME_SIZES, frame.shape
        assert frame.dtype == np.float32, frame.dtype
        if self._dtx:
            self._gate_dtx(frame)
        pcm = _ffi.from_buffer("float[]", frame)
        length = self._encode(self._st, pcm, frame.size, self._packet, _MAX_PACKET_BYTES)
        if length < 0:
            _check(length)
        packet: bytes = self._packet_view[:length]
        return packet

    def copy_state_from(self, other: "Encoder") -> None:
        """Go on exactly where `other` stands, settings included.

        The state is one block without pointers into itself, so a plain copy is enough (opus.h). A
        listener who begins to talk moves so from the shared encoder to one of their own, and their
        decoder hears no seam.
        """
        assert self._size == other._size
        _ffi.memmove(self._st, other._st, self._size)
        self._dtx = other._dtx
        self._dtx_allowed = other._dtx_allowed
        self._quiet_samples = other._quiet_samples

    def set_loss_percent(self, percent: int) -> None:
        """Tell what share of packets gets lost, 0..100: it decides how much FEC is spent."""
        self._set(_SET_PACKET_LOSS, percent)

    def set_dtx(self, on: bool) -> None:
        """Stop sending in silence, or not."""
        self._dtx = on
        self._dtx_allowed = False
        self._quiet_samples = 0
        self._set(_SET_DTX, 0)

    def reset(self) -> None:
        """Forget the past, keep the settings."""
        _check(_library().opus_encoder_ctl(self._st, _RESET_STATE))

    def _gate_dtx(self, frame: Audio) -> None:
        """Let libopus use DTX after 200 ms of quiet, and take it away at the first loud frame."""
        quiet = float(np.dot(frame, frame)) < _QUIET * frame.size
        self._quiet_samples = self._quiet_samples + frame.size if quiet else 0
        allowed = self._quiet_samples >= _QUIET_SAMPLES
        if allowed != self._dtx_allowed:
            self._dtx_allowed = allowed
            self._set(_SET_DTX, int(allowed))

    def _set(self, request: int, value: int) -> None:
        _check(_library().opus_encoder_ctl(self._st, request, _ffi.cast("int32_t", value)))


class Decoder:
    """Packets of one talker to sound; what is missing is guessed from what went before."""

    def __init__(self) -> None:
        library = _library()
        self._decode = library.opus_decode_float
        self._owner, self._st = _state(library.opus_decoder_get_size(1))
        _check(library.opus_decoder_init(self._st, RATE_HZ, 1))
        self._pcm = np.zeros(MAX_PACKET_SAMPLES, np.float32)
        self._pcm_pointer = _ffi.from_buffer("float[]", self._pcm, require_writable=True)

    def decode(self, payload: bytes) -> Audio:
        """Give a packet's sound, as long as the packet says: 120..5,760 samples (2.5..120 ms).

        Raises OpusError for what is not an Opus packet; the decoder stays usable.
        """
        if not payload:
            raise OpusError("empty packet")
        return self._run(payload, len(payload), MAX_PACKET_SAMPLES, 0)

    def decode_fec(self, next_payload: bytes, samples: int = FRAME) -> Audio:
        """Rebuild `samples` lost just before `next_payload`, from the copy that it carries.

        Without a copy (see `has_fec`) this equals `conceal`. Decode `next_payload` itself after.
        """
        assert samples % _CONCEAL_STEP == 0 and 0 < samples <= MAX_PACKET_SAMPLES, samples
        if not next_payload:
            raise OpusError("empty packet")
        return self._run(next_payload, len(next_payload), samples, 1)

    def conceal(self, samples: int = FRAME) -> Audio:
        """Guess `samples` (a multiple of 120) of a lost packet; fades to noise when repeated."""
        assert samples % _CONCEAL_STEP == 0 and 0 < samples <= MAX_PACKET_SAMPLES, samples
        return self._run(_ffi.NULL, 0, samples, 0)

    def reset(self) -> None:
        """Forget the past: what comes next is another stream."""
        _check(_library().opus_decoder_ctl(self._st, _RESET_STATE))

    def _run(self, data: Any, length: int, samples: int, fec: int) -> Audio:
        got = self._decode(self._st, data, length, self._pcm_pointer, samples, fec)
        if got < 0:
            _check(got)
        return self._pcm[:got].copy()


# Where `_parse` lets libopus write what nobody reads.
_toc = _ffi.new("unsigned char *")
_sizes = _ffi.new("int16_t[48]")


def _parse(payload: bytes) -> int:
    """Give the number of frames in a packet, or raise OpusError."""
    if not payload:
        raise OpusError("empty packet")
    parse = _library().opus_packet_parse
    return _check(parse(payload, len(payload), _toc, _ffi.NULL, _sizes, _ffi.NULL))


def packet_samples(payload: bytes) -> int:
    """Length in samples of what a packet holds, 120..5,760; OpusError if it is not Opus.

    The whole framing is checked (RFC 6716, 3.4), not only the first byte.
    """
    frames = _parse(payload)
    samples = frames * int(_library().opus_packet_get_samples_per_frame(payload, RATE_HZ))
    if samples > MAX_PACKET_SAMPLES:
        raise OpusError("packet longer than 120 ms")
    return samples


def has_fec(payload: bytes) -> bool:
    """Say whether a packet carries a copy (LBRR) of the one before; False for what is not Opus.

    The first bits of a SILK frame are one voice flag for each 20 ms and one LBRR flag, for each
    channel, mid first (RFC 6716, 4.2.3). They are coded with even odds, so they lie in the first
    byte as they are. CELT-only packets (configurations 16 and up) have none.
    """
    if not payload or payload[0] >> 3 >= 16:
        return False
    library = _library()
    sizes, offset = _ffi.new("int16_t[48]"), _ffi.new("int *")
    frames = library.opus_packet_parse(payload, len(payload), _toc, _ffi.NULL, sizes, offset)
    if frames <= 0 or sizes[0] == 0:
        return False
    samples = library.opus_packet_get_samples_per_frame(payload, RATE_HZ)
    silk_frames = max(1, samples // FRAME)
    flags = payload[offset[0]]
    mid = flags >> (7 - silk_frames) & 1
    stereo = payload[0] & 0x04
    side = flags >> (6 - 2 * silk_frames) & 1 if stereo else 0
    return bool(mid or side)
