"""Settings of a radio box: a TOML text becomes one frozen Settings, or a line that names the key.

Every key is explained in posko-radio.toml beside this file. Reads no file: the caller gives the
text, and the folder its paths start from.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from hub.config_parts import PATH, TEXT, Allowed, FilePath, Log, Section, Url
from hub.config_reading import ConfigError, checked, toml
from radio_bridge.ptt import LONGEST_LIMIT_S
from radio_bridge.signalling.ctcss_tones import TONES_HZ

Service = Literal["poc", "isr", "krap", "amatir"]
RECEIVE_ONLY = frozenset(("krap", "amatir"))
"""Licences that forbid what others say on a network to be put on their air."""
LINES = ("cts", "dsr", "dcd")
LIMIT_S = 60.0
LINE_MS, LOW_TONE_HZ = 60.0, 75.0
"""A line opens within that; a tone takes longer, below LOW_TONE_HZ still longer."""
ROOM_S = 3.0
"""The keyer's own limit lies so much above ours: it is the last resort, not the rule."""

_TRUTH = Allowed("true atau false", "true or false")
Truth = Annotated[bool, Field(strict=True), _TRUTH]
Device = Annotated[str, Field(min_length=1, max_length=200), TEXT]


def _number(low: float, high: float, unit: str) -> tuple[Any, Allowed]:
    words = f"{low:g}–{high:g} {unit}"
    return Field(ge=low, le=high, allow_inf_nan=False), Allowed(f"angka {words}", f"{words}")


_TONES = Allowed("nada CTCSS, mis. 88.5", "a CTCSS tone such as 88.5")
_DB = Annotated[float, *_number(-40, 40, "dB")]
_MS = Annotated[float, *_number(0, 2_000, "ms")]


class Hub(Section):
    """Where the hub is, and what this radio is known by there."""

    url: Annotated[Url, Allowed("https://nama[:porta]", "https://name[:port]")]
    token_file: Annotated[FilePath, PATH]
    channel: Annotated[
        str,
        Field(pattern=r"^([a-z0-9][a-z0-9._-]{0,63})?$"),
        Allowed("nama saluran, mis. ht-1", "a channel's name such as ht-1"),
    ] = ""
    ca_file: Annotated[FilePath | None, PATH] = None


class Sound(Section):
    """The sound card between this machine and the radio."""

    device: Device
    input: Annotated[str, TEXT] = ""
    loopback: Annotated[str, TEXT] = ""
    present: Annotated[
        tuple[str, ...],
        Allowed('daftar jalur, atau "pulse:nama"', 'a list of paths, or "pulse:name"'),
    ] = ()
    flat_line_s: Annotated[float, *_number(0, 60, "s")] = 0.0


class Ptt(Section):
    """What keys the transmitter."""

    kind: Annotated[
        Literal["serial", "cm108", "none"],
        Allowed("serial, cm108, none", "serial, cm108, none"),
    ]
    device: Annotated[str, Field(max_length=200), PATH] = ""
    line: Annotated[
        Literal["rts", "dtr", "dtr-not-rts"],
        Allowed("rts, dtr, dtr-not-rts", "rts, dtr, dtr-not-rts"),
    ] = "dtr-not-rts"
    inverted: Truth = False
    pin: Annotated[int, Field(ge=1, le=8, strict=True), Allowed("1–8", "1–8")] = 3
    limit_s: Annotated[float, *_number(5, LONGEST_LIMIT_S - ROOM_S, "s")] = LIMIT_S
    tx_delay_ms: _MS = 150.0
    tail_ms: _MS = 50.0


class Carrier(Section):
    """How it is known that somebody is heard."""

    by: Annotated[
        tuple[Literal["cts", "dsr", "dcd", "cm108", "vox", "ctcss"], ...],
        Field(min_length=1),
        Allowed("daftar dari cts, dsr, dcd, cm108, vox, ctcss", "some of these"),
    ] = ("vox",)
    combine: Annotated[Literal["any", "all"], Allowed("any, all", "any, all")] = "any"
    inverted: Truth = False
    vox_dbfs: Annotated[float, *_number(-90, 0, "dBFS")] = -40.0
    vox_attack_ms: _MS = 20.0
    hang_ms: _MS = 0.0
    vox_hang_ms: Annotated[float, *_number(0, 5_000, "ms")] = 600.0
    ctcss_hz: Annotated[float | None, _TONES] = None
    pre_roll_ms: Annotated[float | None, *_number(0, 1_000, "ms")] = None
    deaf_ms: _MS = 150.0
    stuck_s: Annotated[float, *_number(10, 3_600, "s")] = 180.0

    @property
    def look_back_ms(self) -> float:
        """What was heard before the squelch opened, and is sent along.

        Of several that must all say so the slowest opens it, of any of them the fastest.
        """
        if self.pre_roll_ms is not None:
            return self.pre_roll_ms
        slow_ms = 250.0 if (self.ctcss_hz or 0.0) >= LOW_TONE_HZ else 400.0
        opens_ms = {by: LINE_MS for by in (*LINES, "cm108")} | {"vox": 250.0, "ctcss": slow_ms}
        each_ms = [opens_ms[by] for by in self.by]
        return max(each_ms) if self.combine == "all" else min(each_ms)

    @property
    def line(self) -> str | None:
        """Which line the keyer is to look at, in its own words."""
        told = [by for by in self.by if by in (*LINES, "cm108")]
        return {"cm108": "volume-down"}.get(told[0], told[0]) if told else None


class Receive(Section):
    """What is done to the receiver's sound on its way to the hub."""

    high_pass: Truth = True
    de_emphasis: Truth = False
    slow_gain: Truth = True
    gain_db: _DB = 0.0


class Transmit(Section):
    """What is done to the hub's sound on its way to the transmitter."""

    pre_emphasis: Truth = False
    gain_db: _DB = 0.0
    ctcss_hz: Annotated[float | None, _TONES] = None
    reverse_burst: Truth = False
    roger_ms: Annotated[float, *_number(0, 150, "ms")] = 0.0


class Speech(Section):
    """The voice that speaks for this radio."""

    voice: Annotated[
        str,
        Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]+)*(\+[a-z0-9]+)?$", max_length=32),
        Allowed("nama suara espeak-ng, mis. id, id+f3", "a voice of espeak-ng such as id+f3"),
    ] = "id"
    words_a_minute: Annotated[
        int, Field(ge=80, le=300, strict=True), Allowed("bilangan bulat 80–300", "80–300")
    ] = 150


class Identify(Section):
    """The station's name on the air."""

    text: Annotated[str, Field(max_length=200), TEXT] = ""
    every_min: Annotated[float, *_number(1, 120, "min")] = 15.0


class Decode(Section):
    """Which signals are listened for."""

    dtmf: Truth = True
    mdc1200: Truth = True
    most_a_minute: Annotated[
        int, Field(ge=1, le=600, strict=True), Allowed("bilangan bulat 1–600", "1–600")
    ] = 20


class Records(Section):
    """Recordings that wait for the hub, or were kept."""

    keep_mb: Annotated[float, *_number(1, 1_000_000, "MB")] = 2_000.0
    leave_free_mb: Annotated[float, *_number(1, 1_000_000, "MB")] = 500.0


class Settings(Section):
    """All there is to set."""

    data_dir: FilePath
    service: Annotated[Service, Allowed("poc, isr, krap, amatir", "poc, isr, krap, amatir")]
    hub: Hub
    sound: Sound
    ptt: Ptt
    carrier: Carrier = Carrier()
    receive: Receive = Receive()
    transmit: Transmit = Transmit()
    speech: Speech = Speech()
    identify: Identify = Identify()
    decode: Decode = Decode()
    records: Records = Records()
    log: Log = Log()

    @property
    def may_transmit(self) -> bool:
        """Whether this radio ever may."""
        return self.service not in RECEIVE_ONLY and self.ptt.kind != "none"

    def keyer_words(self) -> tuple[str, ...]:
        """Give the command line of `pttd`."""
        ptt = self.ptt
        words = [ptt.kind, ptt.device, "--limit-s", f"{ptt.limit_s + ROOM_S:g}"]
        if ptt.kind == "serial":
            words += ["--line", ptt.line, *(["--inverted"] if ptt.inverted else [])]
        else:
            words += ["--pin", str(ptt.pin)]
        if self.carrier.line:
            words += ["--carrier", self.carrier.line]
            words += ["--carrier-inverted"] if self.carrier.inverted else []
        return tuple(words)


def read(text: str, source: str, folder: Path) -> Settings:
    """Read a TOML text; `source` is what errors call it. ConfigError: one line for a person."""
    settings = checked(Settings, toml(text, source), source, folder)
    for wrong, key, why in _contradictions(settings):
        if wrong:
            raise ConfigError(f"{source}: {key}: {why}")
    return settings


def _contradictions(settings: Settings) -> list[tuple[bool, str, str]]:
    """Give what each key alone cannot show: whether it is wrong, the key, and one sentence."""
    ptt, carrier = settings.ptt, settings.carrier
    lines = [by for by in carrier.by if by in LINES]
    tones = (
        ("carrier.ctcss_hz", carrier.ctcss_hz),
        ("transmit.ctcss_hz", settings.transmit.ctcss_hz),
    )
    return [
        (
            ptt.kind != "none" and not ptt.device,
            "ptt.device",
            "harus diisi (must be set): /dev/ttyUSB0, /dev/hidraw0",
        ),
        (
            ptt.inverted and (ptt.kind != "serial" or ptt.line == "dtr-not-rts"),
            "ptt.inverted",
            "hanya untuk rts atau dtr (of rts or dtr only)",
        ),
        (
            bool(lines) and ptt.kind != "serial",
            "carrier.by",
            f"{lines and lines[0]} hanya dengan ptt.kind = serial (only with ptt.kind = serial)",
        ),
        (
            "cm108" in carrier.by and ptt.kind != "cm108",
            "carrier.by",
            "cm108 hanya dengan ptt.kind = cm108 (only with ptt.kind = cm108)",
        ),
        (
            len(lines) > 1,
            "carrier.by",
            "satu garis serial saja (one serial line only)",
        ),
        (
            "ctcss" in carrier.by and carrier.ctcss_hz is None,
            "carrier.ctcss_hz",
            "harus diisi bila carrier.by memuat ctcss (must be set when carrier.by has ctcss)",
        ),
        *(
            (
                tone is not None and tone not in TONES_HZ,
                key,
                f"{tone} bukan nada CTCSS (no CTCSS tone)",
            )
            for key, tone in tones
        ),
    ]
