"""The air of the rig: two virtual sound cards back to back, the bridge's and a handheld's.

A PulseAudio of its own, without devices. Two null sinks are the air, one a way; the bridge's card
stands on them as `rig_tx` and `rig_rx_mic`, and can be pulled out. PortAudio sees it and the
handheld's as the ALSA devices `soundcard` and `htcard`.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MONO = "rate=48000 channels=1 channel_map=mono"
# Without rewinds an idle one wakes every 50 ms; with them it sleeps for two seconds.
AIR = tuple(
    f"load-module module-null-sink {_MONO} format=s16le sink_name={name} norewinds=1"
    for name in ("air_tx", "air_rx")
)
CARD = (
    "load-module module-remap-sink channels=1 channel_map=mono master=air_tx sink_name=rig_tx",
    "load-module module-remap-source channels=1 channel_map=mono master=air_rx.monitor"
    " source_name=rig_rx_mic",
)
DOOR = "load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1"
_DEVICE = 'pcm.{name} {{ type pulse server "unix:{folder}/native" device "{device}" }}'
_NAMED = {
    "rigtx": "rig_tx",
    "rigrxmic": "rig_rx_mic",
    "airrx": "air_rx",
    "airtxear": "air_tx.monitor",
}
_PAIR = "pcm.{name} {{ type asym playback.pcm {out} capture.pcm {into} hint {{ show on }} }}"
KEEPER = ("pacat", "-p", "--latency-msec=10", "--rate=48000", "--channels=1", "/dev/zero")
"""Somebody who plays has it wake every 10 ms."""
ALSA = Path("/usr/share/alsa/alsa.conf")
PLUGIN = "*/alsa-lib/libasound_module_pcm_pulse.so"
PATIENCE_S = 10.0


def why_not() -> str | None:
    """Say what this machine lacks, or None."""
    if shutil.which("pulseaudio") is None or shutil.which("pactl") is None:
        return "pulseaudio is not installed: it is the rig's sound card"
    if not ALSA.exists() or not list(Path("/usr/lib").glob(PLUGIN)):
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
        named = [
            _DEVICE.format(name=name, folder=folder, device=device)
            for name, device in _NAMED.items()
        ]
        pairs = [
            _PAIR.format(name="soundcard", out="rigtx", into="rigrxmic"),
            _PAIR.format(name="htcard", out="airrx", into="airtxear"),
        ]
        (folder / "asound.conf").write_text("\n".join((*named, *pairs, "")))
        (folder / "radio.pa").write_text("\n".join((*AIR, *CARD, DOOR.format(folder=folder), "")))
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
        while "rig_rx_mic" not in self.pactl("list", "short", "sources"):
            assert time.monotonic() < deadline_s, (folder / "pulse.log").read_text()
            time.sleep(0.05)
        self._keepers = [self._keeper(sink) for sink in ("air_tx", "air_rx")]

    def _keeper(self, sink: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [*KEEPER, "-d", sink],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def pactl(self, *words: str) -> str:
        """Give an order to the server; give what it says."""
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def unplug(self) -> None:
        """Pull the bridge's card out."""
        for line in reversed(self.pactl("list", "short", "modules").splitlines()):
            if "module-remap-" in line:
                self.pactl("unload-module", line.split("\t")[0])

    def plug_in(self) -> None:
        """Put it back."""
        for line in CARD:
            self.pactl(*line.split())

    def signal(self, number: int) -> None:
        """Stop the server, or let it go on."""
        self._server.send_signal(number)

    def close(self) -> None:
        """End the server."""
        for keeper in self._keepers:
            keeper.kill()
            keeper.wait()
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
