"""Other people's DTMF decoders on the same sound, where they are installed: multimon-ng, SvxLink.

Each case is given to the peer and to ours; what is counted is the longest common sequence of keys,
since a peer does not say when it heard one. SvxLink is a whole repeater that takes sound over UDP
at the pace of a sound card, so it gets fewer keys.
"""

import difflib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import tty
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.decoder_trials import Keys, keyed
from radio_bridge.signalling.dtmf import DtmfDecoder
from radio_bridge.signalling.stream import RATE_HZ, Signal

Figures = dict[str, float | int | str]

CASES = {
    "rate_10db": Keys(snr_db=10.0, tone_s=0.08, pause_s=0.08),
    "rate_5db": Keys(snr_db=5.0, tone_s=0.08, pause_s=0.08),
    "rate_4db": Keys(snr_db=4.0, tone_s=0.08, pause_s=0.08),
    "rate_3db": Keys(snr_db=3.0, tone_s=0.08, pause_s=0.08),
    "rate_twist_minus_8": Keys(twist_db=(-8.0, -8.0), tone_s=0.08, pause_s=0.08),
    "rate_twist_plus_4": Keys(twist_db=(4.0, 4.0), tone_s=0.08, pause_s=0.08),
    "rate_off_1_5": Keys(off=(0.015, 0.015), tone_s=0.08, pause_s=0.08),
    "taken_off_3_5": Keys(off=(0.035, 0.035), tone_s=0.08, pause_s=0.08),
    "rate_45ms": Keys(tone_s=0.045, pause_s=0.045),
    "rate_5db_worst": Keys(5.0, (-8.0, 4.0), (0.0, 0.015)),
}
_MESSAGE = 12

Decode = Callable[[Signal], str]


def compared(name: str, decode: Decode, messages: int, seed: int) -> Figures:
    """Give the rates of a peer and ours in each case, and the keys it made up or doubled."""
    figures: Figures = {f"peers.{name}.digits": messages * _MESSAGE}
    for n, (case, how) in enumerate(CASES.items()):
        right, wrong = {"peer": 0, "ours": 0}, {"peer": 0, "ours": 0}
        for k in range(messages):
            sent, _, sound = keyed(_MESSAGE, how, seed + 100 * n + 10_000 * k)
            for who, heard in (("peer", decode(sound)), ("ours", ours(sound))):
                same = common(sent, heard)
                right[who] += same
                wrong[who] += len(heard) - same
        sum_of = messages * _MESSAGE
        figures |= {
            f"peers.{name}.{case}": right["peer"] / sum_of,
            f"peers.{name}.{case}_ours": right["ours"] / sum_of,
            f"peers.{name}.{case}_wrong": wrong["peer"],
            f"peers.{name}.{case}_wrong_ours": wrong["ours"],
        }
    return figures


def common(sent: str, heard: str) -> int:
    """Give how many keys of one stand in the other, in order."""
    match = difflib.SequenceMatcher(None, sent, heard, autojunk=False)
    return sum(block.size for block in match.get_matching_blocks())


def ours(sound: Signal) -> str:
    """Give the keys our decoder hears."""
    return "".join(digit.key for digit in DtmfDecoder().feed(sound))


def multimon(scale: float, seed: int) -> Figures:
    """Compare with multimon-ng."""
    if shutil.which("multimon-ng") is None:
        return {"peers.multimon": "multimon-ng is not installed"}
    return compared("multimon", heard_by_multimon, max(2, round(100 * scale)), seed)


def heard_by_multimon(sound: Signal) -> str:
    """Give the keys multimon-ng hears. It writes E for * and F for #."""
    size = sound.size // 960 * 960
    slow = np.fft.irfft(np.fft.rfft(sound[:size])[: size * 441 // 1920 + 1], size * 441 // 960)
    pcm = (np.clip(slow * (441 / 960), -1, 1) * 32_000).astype("<i2").tobytes()
    command = ["multimon-ng", "-q", "-t", "raw", "-a", "DTMF", "/dev/stdin"]
    out = subprocess.run(command, input=pcm, capture_output=True, check=True, timeout=60)
    keys = re.findall(r"DTMF: (.)", out.stdout.decode())
    return "".join(keys).replace("E", "*").replace("F", "#")


def svxlink(scale: float, seed: int) -> Figures:
    """Compare with the decoder in SvxLink."""
    if shutil.which("svxlink") is None:
        return {"peers.svxlink": "svxlink is not installed"}
    with tempfile.TemporaryDirectory() as folder, SvxLink(Path(folder)) as running:
        return compared("svxlink", running.heard, max(1, round(10 * scale)), seed)


_CONFIG = """
[GLOBAL]
LOGICS=SimplexLogic
CFG_DIR=none.d
CARD_SAMPLE_RATE=48000
CARD_CHANNELS=2

[SimplexLogic]
TYPE=Simplex
RX=Rx1
TX=Tx1
CALLSIGN=HT1
SHORT_IDENT_INTERVAL=0
LONG_IDENT_INTERVAL=0
EVENT_HANDLER=/usr/share/svxlink/events.tcl
DEFAULT_LANG=en_US
RGR_SOUND_DELAY=-1
MUTE_RX_ON_TX=0

[Rx1]
TYPE=Local
AUDIO_DEV=udp:127.0.0.1:{hear}
AUDIO_CHANNEL=0
SQL_DET=PTY
PTY_PATH={folder}/sql
SQL_START_DELAY=0
SQL_DELAY=0
SQL_HANGTIME=20
DEEMPHASIS=0
PEAK_METER=0
DTMF_DEC_TYPE=INTERNAL
DTMF_MUTING=0
DTMF_HANGTIME=40

[Tx1]
TYPE=Local
AUDIO_DEV=udp:127.0.0.1:{speak}
AUDIO_CHANNEL=0
PTT_TYPE=PTY
PTT_PTY={folder}/ptt
TIMEOUT=30
TX_DELAY=0
PREEMPHASIS=0
"""


class SvxLink:
    """A running SvxLink, fed over UDP at the pace of a sound card, for a `with`."""

    _PACKET = 960  # 20 ms

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._in = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._in.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._log = folder / "log"
        self._due_s = 0.0

    def __enter__(self) -> "SvxLink":
        (self._folder / "none.d").mkdir()
        config = self._folder / "svxlink.conf"
        speak = self._in.getsockname()[1]
        config.write_text(_CONFIG.format(folder=self._folder, hear=self._port, speak=speak))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["svxlink", f"--config={config}"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
            )
        squelch = self._folder / "sql"
        begun_s = time.monotonic()
        while not squelch.exists():
            if time.monotonic() - begun_s > 20 or self._process.poll() is not None:
                raise RuntimeError(self._log.read_text(errors="replace"))
            time.sleep(0.05)
        self._squelch = os.open(squelch, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._squelch)
        self._due_s = time.monotonic()
        self._send(np.zeros(RATE_HZ))
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
        os.close(self._squelch)
        self._out.close()
        self._in.close()

    def heard(self, sound: Signal) -> str:
        """Give the keys it hears."""
        before = self._log.stat().st_size
        os.write(self._squelch, b"O")
        self._send(sound)
        self._send(np.zeros(RATE_HZ // 10))
        os.write(self._squelch, b"Z")
        self._send(np.zeros(RATE_HZ // 4))
        text = self._log.read_bytes()[before:].decode(errors="replace")
        return "".join(re.findall(r"digit=(.)", text))

    def _send(self, sound: Signal) -> None:
        """Send sound, both channels alike, a packet every 20 ms."""
        whole = np.pad(sound, (0, -sound.size % self._PACKET))
        pcm = np.repeat((np.clip(whole, -1, 1) * 30_000).astype("<i2"), 2)
        for packet in pcm.reshape(-1, 2 * self._PACKET):
            # SvxLink's buffer is two packets long: what comes early is lost, as on a sound card.
            self._due_s = max(self._due_s + self._PACKET / RATE_HZ, time.monotonic() - 0.02)
            time.sleep(max(0.0, self._due_s - time.monotonic()))
            self._out.sendto(packet.tobytes(), ("127.0.0.1", self._port))
