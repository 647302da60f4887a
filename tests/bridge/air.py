"""The air of the rig: two virtual sound cards back to back, the bridge's and a handheld's.

A PulseAudio of its own, without devices: what the bridge plays into `rig_tx` the handheld hears,
and the other way round by `rig_rx`. PortAudio sees them as ALSA devices `soundcard` and `htcard`.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SINK = "load-module module-null-sink rate=48000 channels=1 channel_map=mono format=s16le"
_SOURCE = "load-module module-remap-source channels=1 channel_map=mono"
CARD = (
    f"{_SINK} sink_name=rig_tx",
    f"{_SINK} sink_name=rig_rx",
    f"{_SOURCE} master=rig_rx.monitor source_name=rig_rx_mic",
    f"{_SOURCE} master=rig_tx.monitor source_name=rig_tx_ear",
)
DOOR = "load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1"
DEVICES = """
pcm.rigtx {{ type pulse server "unix:{folder}/native" device "rig_tx" hint {{ show on }} }}
pcm.rigrx {{ type pulse server "unix:{folder}/native" device "rig_rx" hint {{ show on }} }}
pcm.rigrxmic {{ type pulse server "unix:{folder}/native" device "rig_rx_mic" hint {{ show on }} }}
pcm.rigtxear {{ type pulse server "unix:{folder}/native" device "rig_tx_ear" hint {{ show on }} }}
pcm.soundcard {{ type asym playback.pcm "rigtx" capture.pcm "rigrxmic" hint {{ show on }} }}
pcm.htcard {{ type asym playback.pcm "rigrx" capture.pcm "rigtxear" hint {{ show on }} }}
pcm.!default {{ type asym playback.pcm "rigtx" capture.pcm "rigrxmic" }}
ctl.!default {{ type pulse server "unix:{folder}/native" }}
"""
ALSA = Path("/usr/share/alsa/alsa.conf")
PATIENCE_S = 10.0


def why_not() -> str | None:
    """Say what this machine lacks, or None."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        return "pulseaudio is not installed: it is the rig's sound card"
    if not ALSA.exists() or not list(Path("/usr/lib").glob("**/libasound_module_pcm_pulse.so")):
        return "libasound2-plugins is not installed: it joins PortAudio to the rig's sound card"
    try:
        import sounddevice
    except (ImportError, OSError):
        return "libportaudio2 or the package sounddevice is not installed"
    return None if sounddevice else "sounddevice is empty"


class Air:
    """A running server. environment: for whoever opens the cards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("run", "home", "xdg"):
            (folder / name).mkdir()
        (folder / "asound.conf").write_text(DEVICES.format(folder=folder))
        (folder / "radio.pa").write_text("\n".join((*CARD, DOOR.format(folder=folder), "")))
        self.added = {
            "PULSE_RUNTIME_PATH": str(folder / "run"),
            "XDG_RUNTIME_DIR": str(folder / "xdg"),
            "PULSE_SERVER": f"unix:{folder}/native",
            "ALSA_CONFIG_PATH": f"{ALSA}:{folder}/asound.conf",
        }
        self.environment = {**os.environ, **self.added, "HOME": str(folder / "home")}
        self._log = (folder / "pulse.log").open("w")
        self._server = subprocess.Popen(
            [
                *("pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit"),
                *("--use-pid-file=no", "-n", "-F", str(folder / "radio.pa")),
                *("--disable-shm=true", "--high-priority=no", "--realtime=no"),
            ],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
        )
        deadline_s = time.monotonic() + PATIENCE_S
        while "rig_tx_ear" not in self.pactl("list", "short", "sources"):
            assert time.monotonic() < deadline_s, (folder / "pulse.log").read_text()
            time.sleep(0.05)

    def pactl(self, *words: str) -> str:
        """Give an order to the server; give what it says."""
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def unplug(self) -> None:
        """Pull the bridge's card out."""
        for line in reversed(self.pactl("list", "short", "modules").splitlines()):
            if "module-null-sink" in line or "module-remap-source" in line:
                self.pactl("unload-module", line.split("\t")[0])

    def plug_in(self) -> None:
        """Put it back."""
        for line in CARD:
            self.pactl(*line.split())

    def close(self) -> None:
        """End the server."""
        self._server.kill()
        self._server.wait()
        self._log.close()


@contextmanager
def air(folder: Path) -> Iterator[Air]:
    """Have the cards until the block ends."""
    running = Air(folder)
    try:
        yield running
    finally:
        running.close()
