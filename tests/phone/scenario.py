"""What the test's PBX does with each number it is dialled, written as a scenario for sipp.

Every call is challenged first. sipp's own DTMF is sent with a payload type that was not offered,
so keys are played from a capture (RFC 4733); that needs root, and without it they are sent as SIP
INFO, as INFO_1 always is.
"""

import os
import struct
from pathlib import Path

USER, PASSWORD, DOMAIN = "posko", "rahasia sekali", "pbx.test"

KEY_1, KEY_2, AGAIN_THEN_1, INFO_1 = "0811001", "0811002", "0811031", "0811010"
BUSY, DECLINED, AWAY, NO_CODEC, NO_SUCH = "0811486", "0811603", "0811480", "0811488", "0811404"
RINGS_ON, VOICEMAIL, LEAVES, LISTENS = "0811180", "0811200", "0811201", "0811300"
AT_ONCE = "0811999"
"""Refused unasked who we are, often before dial() has returned."""

KEY_S = 1.2
"""How long after it took the call the other side presses."""
LISTENS_S = 3.2


def scenario(folder: Path, ear_port: int) -> str:
    """Give the scenario. LISTENS has its sound sent to `ear_port`."""
    for digit in "123":
        (folder / f"key{digit}.pcap").write_bytes(key_capture(digit))
    codes = {BUSY: "486 Busy Here", DECLINED: "603 Decline", AWAY: "480 Temporarily Unavailable"}
    codes |= {NO_CODEC: "488 Not Acceptable Here", NO_SUCH: "404 Not Found"}
    key = {n: _key(folder, n) if os.geteuid() == 0 else _info(n) for n in "123"}
    branches = {
        KEY_1: _taken(_pause(KEY_S) + key["1"] + _until_bye()),
        KEY_2: _taken(_pause(KEY_S) + key["2"] + _until_bye()),
        AGAIN_THEN_1: _taken(_pause(KEY_S) + key["3"] + _pause(KEY_S) + key["1"] + _until_bye()),
        INFO_1: _taken(_pause(KEY_S) + _info("1") + _until_bye()),
        VOICEMAIL: _taken(_until_bye()),
        LEAVES: _taken(_pause(KEY_S) + _bye()),
        LISTENS: _taken(_pause(LISTENS_S) + key["1"] + _until_bye(), str(ear_port)),
        RINGS_ON: _reply("180 Ringing", 0) + CANCELLED,
    }
    branches |= {n: _reply("180 Ringing") + _refuse(code) for n, code in codes.items()}
    branches[AT_ONCE] = _refuse("480 Temporarily Unavailable")
    names = {number: f"is{number}" for number in branches}
    picks = "".join(
        f'<ereg regexp="sip:{number}@" search_in="hdr" header="To:" assign_to="{name}"/>'
        for number, name in names.items()
    )
    picks += "".join(
        f'<ereg regexp=".*" search_in="hdr" header="{head}:" assign_to="{name}"/>'
        for head, name in (("From", "caller"), ("To", "callee"))
    )
    jumps = "".join(
        f'<nop hide="true" test="{name}" next="b{number}"/>' for number, name in names.items()
    )
    bodies = "".join(f'<label id="b{number}"/>{body}' for number, body in branches.items())
    return f"""<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="pbx">
<recv request="REGISTER" optional="true" next="register"/>
<recv request="INVITE"><action>{picks}</action></recv>
<nop hide="true" test="is{AT_ONCE}" next="b{AT_ONCE}"/>
{CHALLENGE}
<recv request="ACK"/>
<recv request="INVITE" rrs="true"><action>
<verifyauth assign_to="ok" username="{USER}" password="{PASSWORD}"/></action></recv>
<nop hide="true" test="ok" next="known"/>
{_refuse("403 Forbidden")}
<label id="known"/>
{jumps}
{_refuse("404 Not Found")}
{bodies}
<label id="register"/>
{CHALLENGE.replace(' retrans="500"', "")}
<recv request="REGISTER"><action>
<verifyauth assign_to="ok2" username="{USER}" password="{PASSWORD}"/></action></recv>
<nop hide="true" test="ok2" next="registered"/>
<send><![CDATA[\n{UNKNOWN}Content-Length: 0\n\n]]></send>
<nop next="end"/>
<label id="registered"/>
<send><![CDATA[\n{REGISTERED}Content-Length: 0\n\n]]></send>
<label id="end"/>
</scenario>"""


def key_capture(digit: str, payload: int = 101, length_ms: int = 160) -> bytes:
    """Give a key pressed as a capture file: RTP of the event's type, over UDP, IP and Ethernet."""
    event = "0123456789*#ABCD".index(digit)
    steps = [(n == 1, False, n * 160) for n in range(1, length_ms // 20 + 1)]
    steps += [(False, True, length_ms * 8)] * 3
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for n, (marked, over, lasted) in enumerate(steps):
        rtp = struct.pack("!BBHII", 0x80, marked << 7 | payload, 100 + n, 8000, 0x1234ABCD)
        rtp += struct.pack("!BBH", event, over << 7 | 10, lasted)
        udp = struct.pack("!HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
        here = b"\x7f\0\0\1"
        length = 20 + len(udp)
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, length, 0, 0, 64, 17, 0, here, here) + udp
        frame = bytes(12) + b"\x08\0" + ip
        out.append(struct.pack("<IIII", 1000, n * 20_000, len(frame), len(frame)) + frame)
    return b"".join(out)


def _head(code: str, more: str = "") -> str:
    return f"""SIP/2.0 {code}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
[last_CSeq:]
[last_Record-Route:]
{more}Contact: <sip:[local_ip]:[local_port]>
"""


def _reply(code: str, wait_s: float = 0.15) -> str:
    message = f"{_head(code)}Content-Length: 0"
    return f"<send><![CDATA[\n{message}\n\n]]></send>\n" + (_pause(wait_s) if wait_s else "")


def _refuse(code: str) -> str:
    return (
        f'<send retrans="500"><![CDATA[\n{_head(code)}Content-Length: 0\n\n]]></send>\n'
        '<recv request="ACK" next="end"/>\n'
    )


REGISTERED, UNKNOWN = _head("200 OK", "Expires: 60\n"), _head("403 Forbidden")
CHALLENGE = (
    '<send retrans="500"><![CDATA[\n'
    + _head(
        "401 Unauthorized",
        'WWW-Authenticate: Digest realm="pbx.test",nonce="abc123",algorithm=MD5,qop="auth"\n',
    )
    + "Content-Length: 0\n\n]]></send>"
)

CANCELLED = """<recv request="CANCEL" timeout="30000"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<send retrans="500"><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
CSeq: [cseq] INVITE
Content-Length: 0

]]></send>
<recv request="ACK" next="end"/>
"""


def _taken(then: str, port: str = "[media_port]") -> str:
    sdp = f"""v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio {port} RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
"""
    body = f"Content-Type: application/sdp\nContent-Length: [len]\n\n{sdp}"
    return (
        _reply("180 Ringing")
        + f'<send retrans="500"><![CDATA[\n{_head("200 OK")}{body}\n]]></send>\n'
        + '<recv request="ACK"/>\n'
        + then
    )


def _pause(seconds: float) -> str:
    return f'<pause milliseconds="{round(seconds * 1000)}"/>\n'


def _key(folder: Path, digit: str) -> str:
    return f'<nop><action><exec play_pcap_audio="{folder}/key{digit}.pcap"/></action></nop>\n'


def _until_bye() -> str:
    return """<recv request="BYE" timeout="30000"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<pause milliseconds="10"/>
<nop next="end"/>
"""


def _request(method: str, number: int, body: str) -> str:
    return f"""<send retrans="500"><![CDATA[
{method} [next_url] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From:[$callee];tag=[pid]t[call_number]
To:[$caller]
Call-ID: [call_id]
CSeq: {number} {method}
Contact: <sip:[local_ip]:[local_port]>
Max-Forwards: 70
{body}
]]></send>
<recv response="200"/>
"""


def _info(digit: str) -> str:
    relay = f"Signal={digit}\nDuration=160\n"
    return _request(
        "INFO", 10, f"Content-Type: application/dtmf-relay\nContent-Length: [len]\n\n{relay}"
    )


def _bye() -> str:
    return _request("BYE", 11, "Content-Length: 0\n") + '<nop next="end"/>\n'
