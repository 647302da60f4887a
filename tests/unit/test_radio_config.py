"""The settings of a radio box: the example is whole, and each mistake is one line with its key."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from hub.config_reading import ConfigError
from radio_bridge.cli import COMMANDS
from radio_bridge.cli.settings import EXAMPLE
from radio_bridge.config import Settings, read

LEAST = """
data_dir = "data"
service = "isr"
[hub]
url = "https://posko.local"
token_file = "token"
[sound]
device = "USB"
[ptt]
kind = "serial"
device = "/dev/ttyUSB0"
"""


def without_comments(text: str) -> str:
    return re.sub(r"^#(\w+ = )", r"\1", text, flags=re.M)


def keys(model: type[BaseModel], above: str = "") -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        path = f"{above}{field.alias or name}"
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys(inner, f"{path}.")
        else:
            found.add(path)
    return found


def written(table: dict[str, object], above: str = "") -> set[str]:
    found = set()
    for name, value in table.items():
        if isinstance(value, dict):
            found |= written(value, f"{above}{name}.")
        else:
            found.add(above + name)
    return found


def test_the_example_holds_every_key_and_can_be_used_as_it_is() -> None:
    text = EXAMPLE.read_text()
    read(text, "radio.toml", Path())
    assert written(tomllib.loads(without_comments(text))) == keys(Settings)


def test_what_is_commented_out_in_the_example_are_the_defaults() -> None:
    plain = read(EXAMPLE.read_text(), "radio.toml", Path()).model_dump()
    table = tomllib.loads(without_comments(EXAMPLE.read_text()))
    free = {"hub.ca_file", "sound.present", "carrier.ctcss_hz", "carrier.pre_roll_ms"}
    free |= {"transmit.ctcss_hz"}
    for path in written(table) - free:
        section, _, key = path.rpartition(".")
        theirs = table[section][key] if section else table[key]
        ours = plain[section]["json_lines" if key == "json" else key] if section else plain[key]
        if isinstance(ours, Path):
            ours = str(ours)
        assert ours == (tuple(theirs) if isinstance(theirs, list) else theirs), path


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('[carrier]\nby = ["cts", "dsr"]', "carrier.by"),
        ('[carrier]\nby = ["cm108"]', "carrier.by"),
        ('[carrier]\nby = ["ctcss"]', "carrier.ctcss_hz"),
        ("[carrier]\nctcss_hz = 88.0", "carrier.ctcss_hz"),
        ("[transmit]\nctcss_hz = 1.0", "transmit.ctcss_hz"),
        ("[carrier]\nby = []", "carrier.by"),
        ("[carrier]\nvox = -40", "carrier.vox"),
        ("[records]\nkeep_mb = -1", "records.keep_mb"),
        ("[transmit]\ngain_db = nan", "transmit.gain_db"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(line: str, says: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(f"{LEAST}{line}\n", "radio.toml", Path())
    assert says in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('device = "/dev/ttyUSB0"', "", "ptt.device"),
        ('device = "/dev/ttyUSB0"', 'device = "/dev/ttyUSB0"\nlimit_s = 500', "ptt.limit_s"),
        ('device = "/dev/ttyUSB0"', 'device = "/dev/ttyUSB0"\ninverted = true', "ptt.inverted"),
        ('device = "/dev/ttyUSB0"', 'device = "/dev/ttyUSB0"\nbaud = 9600', "ptt.baud"),
        ('kind = "serial"', 'kind = "vox"', "ptt.kind"),
        ('service = "isr"', 'service = "cb"', "service"),
        ('service = "isr"', "", "service"),
        ('url = "https://posko.local"', 'url = "posko.local"', "hub.url"),
    ],
)
def test_so_is_a_mistake_in_what_must_be_set(before: str, after: str, says: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)):
        read(LEAST.replace(before, after), "radio.toml", Path())


def test_the_keyers_own_limit_lies_above_the_timer() -> None:
    settings = read(LEAST, "radio.toml", Path())
    words = settings.keyer_words()
    assert float(words[words.index("--limit-s") + 1]) > settings.ptt.limit_s


def test_a_line_looks_back_less_far_than_vox() -> None:
    with_line = read(f'{LEAST}[carrier]\nby = ["cts"]\n', "radio.toml", Path())
    assert (with_line.carrier.look_back_ms, with_line.carrier.line) == (60.0, "cts")
    assert read(LEAST, "radio.toml", Path()).carrier.look_back_ms == 250.0


@pytest.mark.parametrize(
    ("carrier", "looks_back_ms"),
    [
        ('by = ["ctcss"]\nctcss_hz = 88.5', 250.0),
        ('by = ["ctcss"]\nctcss_hz = 67.0', 400.0),
        ('by = ["cts", "ctcss"]\ncombine = "all"\nctcss_hz = 88.5', 250.0),
        ('by = ["cts", "ctcss"]\nctcss_hz = 88.5', 60.0),
        ('by = ["cts"]\npre_roll_ms = 20', 20.0),
    ],
)
def test_it_looks_back_as_far_as_what_opens_it_takes(carrier: str, looks_back_ms: float) -> None:
    settings = read(f"{LEAST}[carrier]\n{carrier}\n", "radio.toml", Path())
    assert settings.carrier.look_back_ms == looks_back_ms


def test_the_unit_runs_what_there_is_and_unkeys_whatever_ended_it() -> None:
    unit = (Path(__file__).parents[2] / "deploy" / "posko-radio.service").read_text()
    words = dict(re.findall(r"^(Exec\w+)=\S+/posko-radio (\w+) --config \S+$", unit, re.M))
    assert words == {"ExecStart": "run", "ExecStopPost": "unkey"}
    assert set(words.values()) <= set(COMMANDS)
    manager = dict(re.findall(r"^(Type|NotifyAccess|WatchdogSec|Restart)=(\S+)$", unit, re.M))
    assert manager == {
        "Type": "notify",
        "NotifyAccess": "main",
        "WatchdogSec": "10",
        "Restart": "always",
    }
