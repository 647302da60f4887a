"""SDP (RFC 8866, JSEP): read a browser's offer, write the answer that works in all of them.

Our own reader, since it must turn any text into either an Offer or BadOffer. The answer's form
was found by trial in Chromium and Firefox; see docs/protocol.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hub.wire.base import SDP_MAX_CHARS

LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
OPUS_FORMAT = "minptime=10;useinbandfec=1;usedtx=1;stereo=0;sprop-stereo=0;maxaveragebitrate="
SENT_BPS, SAVER_SENT_BPS = 32_000, 16_000
SAVER_PTIME_MS = 60
"""Of what a browser sends, by a=ptime (RFC 8866 §6.4): a third of the headers."""
_SECTIONS_MAX = 8
_TOKEN = re.compile(r"[A-Za-z0-9+/._:-]{1,256}")
_DIGEST = re.compile(r"(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}")
_MIRROR = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


class BadOffer(Exception):
    """An offer we cannot answer; the text says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Section:
    """One m-line of an offer: enough to answer it."""

    kind: str
    protocol: str
    mid: str
    formats: tuple[str, ...]
    direction: str
    stopped: bool
    """Rejected by the browser for good (port 0, and not for bundling): answered alike."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a browser offered: its ICE and DTLS identity, and its one Opus stream."""

    ufrag: str
    fingerprint_sha256: str
    sections: tuple[Section, ...]
    audio: int
    """Which of `sections` carries the sound."""
    payload_type: int
    level_id: int | None
    """Header extension id of the RFC 6464 level, when the browser sends one."""
    bundle: tuple[str, ...]
    """Sections that share the transport of the first named."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our side of one answer. ssrc: the stream of the mix. candidates: (address, port).

    saver: ask for few and small packets.
    """

    version: int
    ufrag: str
    password: str
    fingerprint_sha256: str
    ssrc: int
    candidates: Sequence[tuple[str, int]]
    saver: bool = False


def read_offer(text: str) -> Offer:
    """Read an offer; raises BadOffer with the reason in words."""
    if len(text) > SDP_MAX_CHARS:
        raise BadOffer("too long")
    session, *media = _split(text)
    if not media or len(media) > _SECTIONS_MAX:
        raise BadOffer("no media, or too many")
    sections = tuple(_section(lines) for lines in media)
    audio, payload_type = _opus(media, sections)
    bundle = _bundle(session, sections, sections[audio].mid)
    # Later offers may name the transport only in the first section of the bundle.
    first = next(i for i, section in enumerate(sections) if section.mid == bundle[0])
    lines = [*media[audio], *media[first], *session]
    if (_attribute(lines, "setup") or "actpass") == "passive":
        raise BadOffer("we are the passive side of DTLS")
    return Offer(
        ufrag=_token(_attribute(lines, "ice-ufrag"), "ice-ufrag"),
        fingerprint_sha256=_fingerprint(lines),
        sections=sections,
        audio=audio,
        payload_type=payload_type,
        level_id=_level_id(media[audio]),
        bundle=bundle,
    )


def _split(text: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in text.replace("\r", "").split("\n"):
        if line.startswith("m="):
            parts.append([])
        parts[-1].append(line)
    return parts


def _bundle(session: Sequence[str], sections: Sequence[Section], audio: str) -> tuple[str, ...]:
    """Give the mids that share the sound's transport; it alone, where nothing is bundled."""
    here = {s.mid for s in sections if s.kind in ("audio", "video") and not s.stopped}
    for line in session:
        if line.startswith("a=group:BUNDLE "):
            mids = tuple(dict.fromkeys(mid for mid in line.split()[1:] if mid in here))
            if audio in mids:
                return mids
    return (audio,)


def _fingerprint(lines: Sequence[str]) -> str:
    """Find the SHA-256 one; others may stand beside it (RFC 8122 §5)."""
    for line in lines:
        if line.startswith("a=fingerprint:"):
            algorithm, _, digest = line.partition(":")[2].strip().partition(" ")
            if algorithm.lower() == "sha-256" and _DIGEST.fullmatch(digest):
                return digest.upper()
    raise BadOffer("no sha-256 fingerprint")


def _attribute(lines: Sequence[str], name: str) -> str | None:
    start = f"a={name}:"
    return next((line[len(start) :].strip() for line in lines if line.startswith(start)), None)


def _token(value: str | None, what: str) -> str:
    if value is None or not _TOKEN.fullmatch(value):
        raise BadOffer(f"no {what}, or a strange one")
    return value


def _section(lines: Sequence[str]) -> Section:
    words = lines[0][2:].split()
    if len(words) < 4 or not all(_TOKEN.fullmatch(word) for word in words):
        raise BadOffer("an m-line that is none")
    directions = [line[2:] for line in lines if line[2:] in _MIRROR]
    return Section(
        kind=words[0],
        protocol=words[2],
        mid=_token(_attribute(lines, "mid"), "mid"),
        formats=tuple(words[3:]),
        direction=directions[0] if directions else "sendrecv",
        stopped=words[1] == "0" and "a=bundle-only" not in lines,
    )


def _opus(media: Sequence[Sequence[str]], sections: Sequence[Section]) -> tuple[int, int]:
    """Find the first audio section with Opus, and its payload type."""
    for index, section in enumerate(sections):
        if section.kind != "audio" or section.stopped or "RTP/SAVPF" not in section.protocol:
            continue
        for line in media[index]:
            found = re.fullmatch(r"a=rtpmap:(\d{1,3}) opus/48000/2", line.strip(), re.IGNORECASE)
            if found and _fits(int(found[1])) and found[1] in section.formats:
                return index, int(found[1])
    raise BadOffer("no Opus")


def _fits(payload_type: int) -> bool:
    """Tell whether a payload type can be told from RTCP on one port (RFC 5761 §4)."""
    return payload_type < 128 and not 64 <= payload_type <= 95


def _level_id(lines: Sequence[str]) -> int | None:
    for line in lines:
        found = re.fullmatch(r"a=extmap:(\d{1,2})(?:/\w+)? (\S+).*", line)
        if found and found[2] == LEVEL_URI and 1 <= int(found[1]) <= 14:
            return int(found[1])
    return None


def write_answer(offer: Offer, ours: Ours) -> str:
    """Write the answer: ICE-lite, DTLS passive, one stream each way; other media inactive."""
    lines = [
        "v=0",
        f"o=- 1 {ours.version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(offer.bundle)}",
    ]
    for index, section in enumerate(offer.sections):
        if index == offer.audio:
            lines += _sound(offer, section, ours)
        else:
            lines += _silenced(section, offer, ours)
    return "\r\n".join(lines) + "\r\n"


def _sound(offer: Offer, section: Section, ours: Ours) -> list[str]:
    payload_type = offer.payload_type
    level = [f"a=extmap:{offer.level_id} {LEVEL_URI}"] if offer.level_id is not None else []
    return [
        f"m=audio 9 {section.protocol} {payload_type}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        f"a={_MIRROR[section.direction]}",
        "a=rtcp-mux",
        f"a=rtpmap:{payload_type} opus/48000/2",
        f"a=fmtp:{payload_type} {OPUS_FORMAT}{SAVER_SENT_BPS if ours.saver else SENT_BPS}",
        *([f"a=ptime:{SAVER_PTIME_MS}", f"a=maxptime:{SAVER_PTIME_MS}"] if ours.saver else []),
        *level,
        "a=msid:mix mix0",
        f"a=ssrc:{ours.ssrc} cname:posko",  # Without it Chromium connects and stays silent.
        *_transport(ours),
        *_candidates(ours),
    ]


def _silenced(section: Section, offer: Offer, ours: Ours) -> list[str]:
    """Answer a medium we do not carry yet: inactive, since a rejected one cannot come back.

    One outside the bundle would need a transport of its own, and is rejected.
    """
    port = 9 if section.mid in offer.bundle else 0
    transport = [*_transport(ours), "a=rtcp-mux"] if port else []
    if section.mid == offer.bundle[0]:
        transport += _candidates(ours)  # The first of the bundle speaks for all.
    return [
        f"m={section.kind} {port} {section.protocol} {section.formats[0]}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        "a=inactive",
        *transport,
    ]


def _transport(ours: Ours) -> list[str]:
    return [
        f"a=ice-ufrag:{ours.ufrag}",
        f"a=ice-pwd:{ours.password}",
        f"a=fingerprint:sha-256 {ours.fingerprint_sha256}",
        "a=setup:passive",
    ]


def _candidates(ours: Ours) -> list[str]:
    """List our addresses, the first preferred (RFC 8445 §5.1.2.1: only local preference falls)."""
    lines = []
    for n, (address, port) in enumerate(ours.candidates, start=1):
        priority = (126 << 24) + ((65_536 - n) << 8) + 255
        lines.append(f"a=candidate:{n} 1 udp {priority} {address} {port} typ host")
    return [*lines, "a=end-of-candidates"]
