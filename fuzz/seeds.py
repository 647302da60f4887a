"""Well-formed input for each fuzz target: where mutation begins."""

import json
import struct
from base64 import b64encode

from aioice import stun

_ID = "90598883-8392-4515-9f84-8c14808766f8"
_COMMANDS = (
    ("chat:send", {"id": _ID, "room": "umum", "text": "Pintu air naik", "mentions": ["bpbd"]}),
    ("chat:edit", {"id": _ID, "message": _ID, "text": "turun"}),
    ("chat:search", {"words": "pintu", "room": "umum", "before_ms": 5}),
    ("stream:join", {"stream": "room:umum", "after": 0}),
    ("stream:read", {"stream": "person:bpbd", "seq": 7}),
    ("voice:join", {"room": "umum", "sdp": "v=0"}),
    ("ptt:request", {"voice": "v1", "request": 1}),
    ("directory:save", {"posts": [{"id": "x", "agency": "y", "title": "z", "role": "head"}]}),
    ("directory:import", {"table": "posts", "csv": "agency,title\nx,y\n", "apply": True}),
)
SOCKET = (
    *(f"4217{json.dumps(command)}".encode() for command in _COMMANDS),
    b"40",
    b"3",
    b'451-["chat:send",{"_placeholder":true,"num":0}]',
)

TEXT = (
    b"name,short_name,class,head_post\nDinas Kesehatan,Dinkes,kritikal,Kepala Dinas\n",
    b"post;name;phone;kind;from;to\nbpbd;Pejabat 1;0812-345-678;plt;2027-01-01;31/12/2027\n",
    b"post,from_post\nbpbd,dinkes\n",
    'Pintu "air" naik \u202e 2,4 m\r\n\u00e9 e\u0301'.encode(),
)

_ZIP = (
    b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml"
    b"PK\x01\x02" + bytes(24) + b"\x13\0\0\0\0\0" + bytes(12) + b"[Content_Types].xml"
    b"PK\x01\x02" + bytes(24) + b"\x11\0\0\0\0\0" + bytes(12) + b"word/document.xml"
    b"PK\x05\x06" + bytes(12) + b"\x31\0\0\0\0\0"
)
UPLOADS = (
    f"id {b64encode(_ID.encode()).decode()},room dW11bQ==,filename Zm90by5qcGc=\n1048576".encode(),
    "../../a\u202egnp.exe\nGIF89a=1;/*<script>*/".encode(),
    b"CON .tar.gz\n" + _ZIP,
    _ZIP,
    b"tinggi air.jpg\n\xff\xd8\xff\xe0\0\x10JFIF",
    b"x\n\0\0\0\x18ftypheic",
    b"x\nRIFF\0\0\0\0WEBPVP8 ",
    b"x\nOggS\0\2" + bytes(22) + b"OpusHead",
    "x\nnama;jiwa\r\nKel. Wonoasih é;41\r\n".encode(),
)

SDP = (
    (
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:sOBA\r\n"
        "a=ice-pwd:6yZSmf+3GlXFzuUfBwkVZQ1R\r\na=fingerprint:sha-256 " + "AB:" * 31 + "AB\r\n"
        "a=setup:actpass\r\na=mid:0\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
        "a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
    ).encode(),
)


def _check() -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = "ours:theirs"
    message.attributes["PRIORITY"] = 1
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(b"secret")
    return bytes(message)


STUN = (_check(), bytes(stun.Message(stun.Method.BINDING, stun.Class.REQUEST)))

_HEADER = struct.pack("!BBHII", 0x90, 111, 7, 960, 42)
RTP = (
    _HEADER + struct.pack("!HHBBBB", 0xBEDE, 1, 0x10, 0x9E, 0, 0) + b"opus",
    _HEADER + struct.pack("!HHBBBB", 0x1000, 1, 1, 1, 0x9E, 0) + b"opus",
    struct.pack("!BBHII", 0x80, 111, 7, 960, 42) + b"opus",
)

_REPORT = struct.pack("!IIIIII", 9, 0x01000002, 70000, 3, 4, 5)
RTCP = (
    struct.pack("!BBHI", 0x81, 201, 7, 42) + _REPORT,
    struct.pack("!BBHIQIII", 0x81, 200, 12, 42, 1 << 40, 960, 5, 500) + _REPORT,
    struct.pack("!BBHI", 0x81, 203, 1, 42),
)
