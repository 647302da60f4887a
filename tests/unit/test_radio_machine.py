"""The machine beside the radio: its clock, its temperature, its voice."""

import asyncio
import sys
from pathlib import Path

import numpy as np
import pytest

from radio_bridge.adapters import thermal
from radio_bridge.adapters.speaking import Speaking
from radio_bridge.config import Speech
from radio_bridge.dsp import Audio
from tests.bridge.simulated import World


def test_a_clock_away_from_the_hubs_is_an_alarm_until_it_is_right() -> None:
    world = World()
    for ahead_s, alarms in ((0.5, ()), (-3.0, ("clock_off",)), (2.5, ("clock_off",)), (0.1, ())):
        world.channel.hub_is_ahead(ahead_s)
        world.pass_s(0.15)
        assert world.hub.newest.alarms == alarms


def test_it_is_hot_until_it_has_cooled(tmp_path: Path) -> None:
    assert thermal.hottest_c(tmp_path) is None and not thermal.is_hot(None, was=True)
    for n, told in enumerate(("48500", "broken", "83000")):
        zone = tmp_path / f"thermal_zone{n}"
        zone.mkdir()
        (zone / "temp").write_text(f"{told}\n")
    assert thermal.hottest_c(tmp_path) == 83.0
    seen, was = [], False
    for hottest in (79.0, 80.0, 76.0, 74.0, 79.0):
        was = thermal.is_hot(hottest, was=was)
        seen.append(was)
    assert seen == [False, True, True, False, False]


def test_a_hot_machine_is_an_alarm_and_goes_on_transmitting() -> None:
    world = World()
    world.channel.health.hot = True
    world.says(1, np.zeros(48_000, np.float32))
    world.pass_s(0.5)
    assert world.line and world.hub.newest.alarms == ("hot",)


class Made:
    """What was made, by name."""

    def __init__(self) -> None:
        self.sounds: dict[str, Audio | None] = {}
        self.filled = asyncio.Event()

    def __call__(self, name: str, sound: Audio | None) -> None:
        self.sounds[name] = sound
        self.filled.set()


async def spoken(program: str, *names: str) -> dict[str, Audio | None]:
    made = Made()
    speaking = Speaking(Speech(), made, program)
    running = asyncio.create_task(speaking.run())
    for name in names:
        speaking.speak(name, "Uji.")
    async with asyncio.timeout(20.0):
        while names[-1] not in made.sounds:
            await made.filled.wait()
            made.filled.clear()
    running.cancel()
    return made.sounds


async def test_a_machine_without_a_voice_says_so_once_in_its_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await spoken("no-such-voice", "a", "b") == {"a": None, "b": None}
    logged = capsys.readouterr().out
    assert logged.count("no speech for the radio") == 1 and "espeak-ng" in logged


async def test_of_more_than_can_be_made_the_newest_are(tmp_path: Path) -> None:
    program = tmp_path / "voice"
    program.write_text(f"#!{sys.executable}\nraise SystemExit(1)\n")
    program.chmod(0o700)
    made = await spoken(str(program), *"abcdefgh")
    assert list(made) == list("efgh")
