"""Offers of real browsers are answered; anything else is one typed refusal."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.media.sdp import BadOffer, Ours, read_offer, write_answer

DIGEST = ":".join(["AB"] * 32)
CHROMIUM = f"""v=0
o=- 4611 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:sOBA
a=ice-pwd:6yZSmf+3GlXFzuUfBwkVZQ1R
a=ice-options:trickle
a=fingerprint:sha-256 {DIGEST}
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=sendrecv
a=msid:- 0f
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=ice-ufrag:sOBA
a=ice-pwd:6yZSmf+3GlXFzuUfBwkVZQ1R
a=fingerprint:sha-256 {DIGEST}
a=setup:actpass
a=mid:1
a=recvonly
a=rtpmap:96 VP8/90000
""".replace("\n", "\r\n")
OURS = Ours(3, "0badcafe", "secret", DIGEST, 42, [("192.0.2.7", 4000), ("127.0.0.1", 4000)])


def test_who_saves_data_is_asked_for_few_and_small_packets() -> None:
    answer = write_answer(read_offer(CHROMIUM), replace(OURS, saver=True))
    audio = answer.split("m=")[1]
    assert "maxaveragebitrate=16000" in audio and "usedtx=1" in audio
    assert "a=ptime:60\r\n" in audio and "a=maxptime:60\r\n" in audio


def test_what_is_needed_of_an_offer() -> None:
    offer = read_offer(CHROMIUM)
    assert (offer.ufrag, offer.payload_type, offer.level_id) == ("sOBA", 111, 1)
    assert offer.fingerprint_sha256 == DIGEST
    assert [(s.kind, s.mid, s.direction) for s in offer.sections] == [
        ("audio", "0", "sendrecv"),
        ("video", "1", "recvonly"),
    ]


def test_firefox_numbers_things_its_own_way() -> None:
    text = CHROMIUM.replace("111", "109").replace("extmap:1 urn", "extmap:7/sendonly urn")
    text = text.replace(f"a=fingerprint:sha-256 {DIGEST}\r\n", "")
    offer = read_offer(text.replace("t=0 0", f"t=0 0\r\na=fingerprint:sha-256 {DIGEST.lower()}"))
    assert (offer.payload_type, offer.level_id, offer.fingerprint_sha256) == (109, 7, DIGEST)


def test_the_answer_says_what_browsers_need() -> None:
    answer = write_answer(read_offer(CHROMIUM), OURS)
    audio, video = answer.split("m=")[1:]
    for line in ("a=setup:passive", "a=rtcp-mux", "a=ssrc:42 cname:posko", "a=sendrecv"):
        assert line in audio
    assert "a=ice-lite" in answer and "a=group:BUNDLE 0 1" in answer
    assert re.findall(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+)", audio) == [
        ("192.0.2.7", "4000"),
        ("127.0.0.1", "4000"),
    ]
    assert "useinbandfec=1" in audio and "usedtx=1" in audio
    assert "maxaveragebitrate=32000" in audio and "ptime" not in audio.replace("minptime", "")
    assert "sdes:mid" not in answer, "Chromium then drops packets without a MID"
    assert "a=inactive" in video and video.startswith("video 9 "), "rejected it could not come back"


@pytest.mark.parametrize(("theirs", "ours"), [("recvonly", "sendonly"), ("inactive", "inactive")])
def test_directions_are_mirrored(theirs: str, ours: str) -> None:
    answer = write_answer(read_offer(CHROMIUM.replace("a=sendrecv", f"a={theirs}")), OURS)
    assert f"a={ours}\r\n" in answer.split("m=")[1]


def test_one_fingerprint_of_several_will_do() -> None:
    other = "a=fingerprint:sha-1 " + ":".join(["00"] * 20)
    offer = CHROMIUM.replace("a=fingerprint", f"{other}\r\na=fingerprint")
    assert read_offer(offer).fingerprint_sha256 == DIGEST


def test_what_is_not_bundled_gets_no_part_in_the_transport() -> None:
    answer = write_answer(read_offer(CHROMIUM.replace("BUNDLE 0 1", "BUNDLE 0")), OURS)
    assert "a=group:BUNDLE 0\r\n" in answer
    assert "m=video 0 " in answer and "a=ice-ufrag" not in answer.split("m=video")[1]


def test_what_the_browser_stopped_stays_stopped() -> None:
    answer = write_answer(read_offer(CHROMIUM.replace("m=video 9", "m=video 0")), OURS)
    assert "a=group:BUNDLE 0\r\n" in answer and "m=video 0 " in answer
    only = CHROMIUM.replace("m=video 9", "m=video 0").replace("a=mid:1", "a=mid:1\r\na=bundle-only")
    assert "m=video 9 " in write_answer(read_offer(only), OURS)


def test_the_first_of_the_bundle_carries_the_transport() -> None:
    session, audio, video = CHROMIUM.split("m=")
    lean = "\r\n".join(
        line for line in audio.split("\r\n") if not line.startswith(("a=ice-", "a=fingerprint"))
    )
    offer = read_offer(f"{session.replace('BUNDLE 0 1', 'BUNDLE 1 0')}m={video}m={lean}")
    assert (offer.ufrag, offer.audio) == ("sOBA", 1)
    first, second = write_answer(offer, OURS).split("m=")[1:]
    assert "a=candidate" in first and "a=candidate" in second


def test_candidates_fall_in_preference_and_in_nothing_else() -> None:
    answer = write_answer(read_offer(CHROMIUM), OURS)
    priorities = [int(p) for p in re.findall(r"a=candidate:\S+ 1 udp (\d+)", answer)]
    assert priorities == [2_130_706_431, 2_130_706_431 - 256]


def test_candidates_of_the_browser_are_of_no_use_and_no_harm() -> None:
    candidates = "".join(
        f"a=candidate:1 1 {way} typ host\r\n"
        for way in (
            "udp 2113937151 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 54596",
            "tcp 1518280447 192.0.2.9 9 tcptype active",
            "udp 2113937151 2001:db8::9 54596",
        )
    )
    offer = CHROMIUM.replace("a=ice-options:trickle\r\n", candidates)
    assert read_offer(offer) == read_offer(CHROMIUM)


@pytest.mark.parametrize(
    ("from_", "to"),
    [
        (CHROMIUM, ""),
        (CHROMIUM, "v=0\r\n" * 5000),
        ("m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=audio"),
        ("opus/48000/2", "PCMU/8000"),
        ("SAVPF 111", "SAVPF 110"),
        ("a=ice-ufrag:sOBA\r\n", ""),
        ("a=ice-ufrag:sOBA", "a=ice-ufrag:\x00\r"),
        ("sha-256", "sha-1"),
        (DIGEST, "AB:CD"),
        ("111", "72"),  # With the marker bit it would look like RTCP.
        ("m=audio 9 ", "m=audio 0 "),
        ("a=mid:0\r\n", ""),
        ("a=mid:0", "a=mid:0 a=x"),
        ("a=setup:actpass", "a=setup:passive"),
        ("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
    ],
)
def test_a_bad_offer_is_refused(from_: str, to: str) -> None:
    assert from_ in CHROMIUM
    with pytest.raises(BadOffer):
        read_offer(CHROMIUM.replace(from_, to))


@settings(deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    lines = CHROMIUM.split("\r\n")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at] = data.draw(st.sampled_from(["", "m=audio", lines[at][:7], lines[0], "a=mid:"]))
    try:
        offer = read_offer("\r\n".join(lines))
    except BadOffer:
        return
    assert "\n\n" not in write_answer(offer, OURS).replace("\r", "")


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(BadOffer):
        read_offer(text)
