"""`posko-radio`: what is missing, busy or wrong is one clear line, and nothing is keyed."""

import asyncio
import os
import pty
import subprocess
import sys
import tty
from pathlib import Path

import pytest

from tests.bridge.air import Air
from tests.bridge.keyer import keyer
from tests.bridge.radio_box import SETTINGS
from tests.bridge.rig import Rig


def command(*words: str, says: str = "") -> tuple[int, str]:
    """Run it to its end; give its code and all it said but ALSA's own chatter."""
    done = subprocess.run(
        [sys.executable, "-c", "from radio_bridge.cli import main; main()", *words],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        input=says,
        capture_output=True,
        text=True,
        timeout=60,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, "\n".join(line for line in lines if "ALSA" not in line)


def written(folder: Path, *, port: str, card: str = "soundcard", extra: str = "") -> str:
    """Write a settings file; give its path."""
    text = SETTINGS.format(card=card, service="isr", port=port, tx_delay_ms=150, limit_s=60)
    path = folder / "radio.toml"
    path.write_text(text + extra)
    (folder / "token").write_text("a-token\n")
    (folder / "token").chmod(0o600)
    return str(path)


def transmitted(port: Rig) -> bool:
    """Say whether a dtr-not-rts radio was ever keyed."""
    return any(bits & 0x6 == 0x2 for _, bits in port.seen)


@pytest.mark.quiet
def test_doctor_finds_all_well_but_the_hub_and_keys_nothing(
    serial: Rig, cards: Air, tmp_path: Path
) -> None:
    code, said = command("doctor", "-c", written(tmp_path, port=serial.device))
    assert code == 1
    wrong = [line for line in said.splitlines() if line.startswith("SALAH")]
    assert len(wrong) == 1 and "https://localhost" in wrong[0], said
    assert "siap, tidak memancar" in said
    assert not transmitted(serial)


def test_doctor_finds_a_token_that_others_may_read(tmp_path: Path) -> None:
    path = written(tmp_path, port="/dev/nosuchport", card="nosuchcard")
    (tmp_path / "token").chmod(0o644)
    _, said = command("doctor", "-c", path)
    assert "others may read it" in said


@pytest.mark.parametrize(
    ("card", "device", "says"),
    [
        ("nosuchcard", None, "no such sound card"),
        ("soundcard", "/dev/nosuchport", "no such device"),
        ("soundcard", "/dev/null", "not a serial port"),
    ],
)
def test_what_is_missing_is_one_line(
    serial: Rig, cards: Air, tmp_path: Path, card: str, device: str | None, says: str
) -> None:
    path = written(tmp_path, port=device or serial.device, card=card)
    code, said = command("doctor", "-c", path)
    assert code == 1
    assert sum(says in line for line in said.splitlines() if line.startswith("SALAH")) == 1, said
    assert not transmitted(serial)


async def test_a_busy_port_is_one_line(serial: Rig, cards: Air, tmp_path: Path) -> None:
    async with keyer(serial.environment, "serial", serial.device) as other:
        await other.says("ready")
        path = written(tmp_path, port=serial.device)
        _, said = await asyncio.to_thread(command, "doctor", "-c", path)
    assert "in use by another program" in said
    assert not transmitted(serial)


def test_a_card_that_is_not_plugged_in_is_one_line(serial: Rig, cards: Air, tmp_path: Path) -> None:
    cards.unplug()
    _, said = command("doctor", "-c", written(tmp_path, port=serial.device))
    assert "pulse:rig_tx: tidak ada" in said and "Traceback" not in said


def test_wrong_settings_and_no_settings_are_one_line(tmp_path: Path) -> None:
    path = written(tmp_path, port="/dev/ttyUSB0", extra="[ptt2]\nbaud = 1\n")
    for words in (("doctor", "-c", path), ("unkey", "-c", str(tmp_path / "none.toml"))):
        code, said = command(*words)
        assert code == 1 and len(said.splitlines()) == 1, said


def test_unkey_puts_a_pin_down_whose_bridge_and_keyer_are_dead(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    path = tmp_path / "radio.toml"
    text = SETTINGS.format(
        card="x", service="isr", port=os.ttyname(theirs), tx_delay_ms=0, limit_s=60
    )
    text = text.replace('kind = "serial"', 'kind = "cm108"').replace('"cts"', '"cm108"')
    path.write_text(text)
    code, said = command("unkey", "-c", str(path))
    assert code == 0 and "(off)" in said
    assert os.read(ours, 100) == bytes((0, 0, 0, 4, 0))
    os.close(ours)
    os.close(theirs)


@pytest.mark.quiet
def test_setup_writes_a_first_file_and_then_leads_through_levels_and_ptt(
    serial: Rig, cards: Air, tmp_path: Path
) -> None:
    code, said = command("setup", "-c", str(tmp_path / "new.toml"))
    assert code == 0 and (tmp_path / "new.toml").exists() and "soundcard" in said
    path = written(tmp_path, port=serial.device)
    code, said = command("setup", "-c", path, "--seconds", "0.5", says="y\ny\n")
    assert code == 0, said
    assert said.count("menyala, lalu mati") == 2, said
    assert "flat_line_s = 0" in said, "this card's silence is exact"
    assert transmitted(serial) and serial.bits & 0x6 != 0x2


def test_setup_keys_nothing_without_a_yes(serial: Rig, cards: Air, tmp_path: Path) -> None:
    path = written(tmp_path, port=serial.device)
    code, _ = command("setup", "-c", path, "--seconds", "0.3", says="n\n")
    assert code == 0 and not transmitted(serial)
