"""The town with a radio channel: room `siaga` has a bridge, rooms `umum` and `tertutup` may be
patched to it. What a bridge is told is read from its page, as a real one reads its socket."""

import uuid
from dataclasses import replace

from hub.domain.people import Person
from hub.domain.permissions import Action
from hub.domain.radio import Kind, device
from hub.services.patches import PatchService
from hub.services.store import Store
from hub.wire.live import Live
from hub.wire.radio import RadioGrant, RadioNow, Status
from tests.town import Device, FakeClock, FullDisk, Town

CHANNEL = "siaga"
BRIDGE = f"radio.{CHANNEL}"


class RadioTown(Town):
    """A town whose `siaga` is a radio channel."""

    def __init__(
        self, kind: Kind = "isr", store: Store | None = None, clock: FakeClock | None = None
    ) -> None:
        super().__init__(store=store or FullDisk(), clock=clock or FakeClock())
        room = self.rooms[CHANNEL]
        members = room.members | {BRIDGE}
        self.rooms[CHANNEL] = replace(room, radio=kind, members=members, limit=10)
        self.people[BRIDGE] = device(self.rooms[CHANNEL])
        self.patches = PatchService(
            self.rooms,
            self.floors,
            self.voices,
            self.all_calls,
            self.radio_air,
            self.news,
            self.store,
            self.clock,
            lambda: str(uuid.uuid4()),
        )

    async def bridge(self) -> "Bridge":
        """A bridge comes in, and hears."""
        plain = self.device(BRIDGE)
        made = Bridge(plain.caller, self)
        self._devices[-1] = made
        await made.join(CHANNEL)
        self.voices.voice_connected(made.voice)
        return made

    def patch(self, room: str, channel: str = CHANNEL) -> None:
        """Patched without being saved; an empty channel: no longer."""
        self.patches._put(room, channel)

    def on_the_air(self) -> list[Person]:
        """Who may be heard on the channel: by the worker, in any of its rooms."""
        rooms = {CHANNEL, *self.floors.under(CHANNEL)}
        voices = [self.presence.voices[v] for v in self.worker.permitted]
        return [voice.person for voice in voices if voice.room in rooms]


class Bridge(Device):
    """A bridge: its carrier, and what it was told of the air."""

    town: RadioTown

    def carrier(self, is_open: bool = True, *, emergency: bool = False) -> None:
        if is_open and not emergency:
            self.request += 1
        self.holding = is_open
        voice = self.town.voices.own(self.caller, Action.BRIDGE, self.voice)
        self.town.radio_air.carrier(voice, self.request, is_open, emergency)

    def reports(self, status: Status) -> None:
        self.town.radio_air.status(CHANNEL, status)

    @property
    def grants(self) -> list[RadioGrant]:
        return [m.body for m in self.heard if isinstance(m.body, RadioGrant)]

    @property
    def states(self) -> list[str]:
        """Each state it was told, renewals of one grant counted as one."""
        told: list[str] = []
        for grant in self.grants:
            if not (grant.state == "renewed" and told and told[-1] == "renewed"):
                told.append(grant.state)
        return told

    @property
    def keyed(self) -> bool:
        """Would it be on the air: a grant that was renewed within 500 ms, and is fed?"""
        if not self.grants or self.grants[-1].state == "ended":
            return False
        age_s = self.town.clock.monotonic() - self.grants[-1].at_ms / 1000
        return age_s < 0.5 and self.town.worker.fed.get(self.voice) == self.grants[-1].grant


def radio_of(device: Device) -> RadioNow:
    """How the radio is, as a page was told last."""
    told = [m for m in device.heard if isinstance(m.body, RadioNow)]
    message: Live = told[-1]
    assert isinstance(message.body, RadioNow)
    return message.body
