"""`posko phone-test` at the terminal, against a PBX that is not ours."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.nursery import nursery
from tests.phone import scenario as at
from tests.phone.conftest import needs_phone
from tests.phone.pbx import Pbx

pytestmark = [
    needs_phone,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]


async def posko(folder: Path, number: str) -> tuple[int | None, str, str]:
    process = await nursery().start(
        *("phone-test", number, "--config", str(folder / "posko.toml")), errors=True
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def settings(folder: Path, port: int) -> None:
    (folder / "pbx.password").write_text(at.PASSWORD)
    (folder / "posko.toml").write_text(
        f'''data_dir = "data"
        [phone]
        server = "127.0.0.1:{port}"
        domain = "{at.DOMAIN}"
        user = "{at.USER}"
        password_file = "pbx.password"
        listen = "127.0.0.1"
        port = 5
        '''
    )


async def test_it_says_where_it_stands_and_which_key_came(exchange: Pbx, tmp_path: Path) -> None:
    settings(tmp_path, exchange.port)
    pressed, busy, emergency = await asyncio.gather(
        *(posko(tmp_path, number) for number in (at.KEY_1, at.BUSY, "112"))
    )
    assert pressed[0] == 0, pressed
    stages = [line.split(" ")[0] for line in pressed[1].splitlines()]
    assert stages == ["menghubungi", "berdering", "diangkat;", "tombol"]
    assert "tombol (key) 1" in pressed[1]
    assert busy[0] == 1 and busy[2].endswith("sibuk (busy) [SIP 486]\n")
    assert emergency[0] == 2 and "tidak pernah diputar" in emergency[2]
    assert "sip:112" not in exchange.said()


async def test_what_is_not_set_up_or_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    settings(tmp_path, 5060)
    (tmp_path / "pbx.password").write_text('a"b')
    unusable = await posko(tmp_path, "0811")
    (tmp_path / "posko.toml").write_text('data_dir = "data"')
    code, _, err = await posko(tmp_path, "0811")
    assert (code, err) == (2, "posko: phone.server: harus diisi (must be set)\n")
    assert unusable[0] == 1 and unusable[2].count("\n") == 1
    assert unusable[2].startswith("posko: telepon tidak siap (the phone is not ready): password:")
