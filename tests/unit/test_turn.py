"""Names for the city's relay: as coturn reckons them, and one line for what cannot be read."""

from pathlib import Path

import pytest

from hub.adapters.turn import LIFE_S, relays
from hub.config_reading import ConfigError
from hub.config_turn import Turn
from tests.town import FakeClock

URLS = ("turn:turn.kota.example:3478", "turns:turn.kota.example:443?transport=tcp")


def test_the_password_is_the_hmac_of_when_it_ends_and_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "turn.secret").write_text("north\n")
    clock = FakeClock()
    clock.set_by(1_433_065_916 - LIFE_S - clock.now())
    [one] = relays(Turn(urls=URLS, secret_file=tmp_path / "turn.secret"), clock)("dinkes")
    assert (one.urls, one.username) == (URLS, "1433065916:dinkes")
    # printf 1433065916:dinkes | openssl dgst -sha1 -hmac north -binary | base64
    assert one.credential == "+Rui3hzu8gD3bQ7JWiibXOzM4mc="


def test_without_one_there_is_none() -> None:
    assert relays(Turn(), FakeClock())("dinkes") == ()


@pytest.mark.parametrize("text", [None, b"", b"\xff\xfe"])
def test_a_secret_that_cannot_be_read_is_one_line(tmp_path: Path, text: bytes | None) -> None:
    if text is not None:
        (tmp_path / "turn.secret").write_bytes(text)
    with pytest.raises(ConfigError, match="turn.secret_file = .*cannot be read") as error:
        relays(Turn(urls=URLS, secret_file=tmp_path / "turn.secret"), FakeClock())
    assert "\n" not in str(error.value)
