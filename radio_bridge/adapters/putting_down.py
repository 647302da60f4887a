"""How a transmitter is put off by whoever is not its keyer.

In a file of its own: `posko-radio unkey` must be quick, and loads nothing of the bridge but this.
"""

from collections.abc import Callable

from radio_bridge.adapters.keyer_cm108 import put_down as cm108_down
from radio_bridge.adapters.keyer_serial import put_down as serial_down
from radio_bridge.config import Settings


def unkeying(settings: Settings) -> Callable[[], None]:
    """Give what un-keys when `pttd` is dead and its line may have stayed up."""
    ptt = settings.ptt
    if ptt.kind == "cm108":
        return lambda: cm108_down(ptt.device, ptt.pin)
    if ptt.kind == "serial" and ptt.inverted:
        return lambda: serial_down(ptt.device)
    return lambda: None
