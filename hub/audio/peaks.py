"""The peaks of a recording: how loud it is along its length, to be drawn.

A picture of an hour is some hundred points wide, so of a long recording not all is decoded: the
beginning of each second is. What is a pause is never decoded.
"""

from collections.abc import Iterator

import numpy as np

from hub.audio import ogg
from hub.audio.opus import DTX_BYTES, FRAME, Decoder, OpusError

PEAKS_MAX = 800
DECODED_MAX = 40_000
"""Packets: 2 to 3 s of work, and all there is of 13 minutes of talk."""
OF_A_PAGE_MIN = 12
LEAD_IN = 2
"""Packets after a jump whose loudness is not theirs: the decoder, begun anew, finds in again."""
TICKS_MAX = 4 * 3_600 * 50
"""A recording lasts an hour; what stands after four is no time of its own."""


def peaks(data: bytes) -> bytes:
    """Give the peaks of an Ogg/Opus file as `ogg.Pages` makes it, in equal steps of its length.

    Each is a byte, 0..255 of full scale; at most PEAKS_MAX, one for each 20 ms of what is shorter
    than 16 s, none of a file without sound. Where a page is damaged it is still.
    """
    pages = [(at // FRAME, packets) for at, packets in ogg.sound(data)]
    pages = [(tick, packets) for tick, packets in pages if 0 <= tick < TICKS_MAX]
    if not any(packets for _, packets in pages):
        return b""
    of_a_page = max(OF_A_PAGE_MIN, DECODED_MAX // len(pages))
    ticks = max(tick + _ticks(packets) for tick, packets in pages)
    count = min(PEAKS_MAX, ticks)
    made = np.zeros(count, np.float32)
    for tick, peak in _loud(pages, of_a_page):
        at = tick * count // ticks
        made[at] = max(made[at], peak)
    return bytes(np.rint(255 * np.minimum(made, 1)).astype(np.uint8))


def _loud(pages: list[tuple[int, list[bytes]]], of_a_page: int) -> Iterator[tuple[int, float]]:
    """Give the peak of each packet that is decoded, by its tick."""
    decoder, decoded_to, settling = Decoder(), 0, 0
    for tick, packets in pages:
        for packet in packets[:of_a_page]:
            length = ogg.duration(packet) // FRAME
            if length and len(packet) > DTX_BYTES:
                if tick != decoded_to:
                    decoder.reset()
                    settling = LEAD_IN if of_a_page < len(packets) else 0
                peak = _peak(decoder, packet)
                if settling == 0:
                    yield tick, peak
                settling = max(0, settling - 1)
                decoded_to = tick + length
            tick += length


def _peak(decoder: Decoder, packet: bytes) -> float:
    try:
        return float(np.abs(decoder.decode(packet)).max())
    except OpusError:
        return 0.0


def _ticks(packets: list[bytes]) -> int:
    return sum(map(ogg.duration, packets)) // FRAME
