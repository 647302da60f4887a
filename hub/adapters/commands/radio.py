"""The commands of radio: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.domain.permissions import Action
from hub.domain.radio import TRANSMITS, device_id
from hub.domain.refusals import NotAMember
from hub.domain.rooms import Room
from hub.services.callers import Caller
from hub.services.patches import PatchService
from hub.services.ports import Clock, Media
from hub.services.radio_air import RadioAir
from hub.services.radio_log import RadioLog
from hub.services.radio_register import RadioRegister, unit_cards
from hub.services.radio_speech import RadioSpeech
from hub.services.voices import VoiceService
from hub.wire.base import Done
from hub.wire.radio import (
    ChannelCard,
    PatchCut,
    PatchMake,
    RadioCarrier,
    RadioChannels,
    RadioHello,
    RadioList,
    RadioName,
    RadioPrepared,
    RadioRecorded,
    RadioRemove,
    RadioRevoke,
    RadioSaid,
    RadioSave,
    RadioSignal,
    RadioStatus,
    RadioToken,
    RadioTokenIssued,
    RadioUnits,
    RadioWelcome,
)


class RadioCommands:
    """Channels as their bridges and as people use them."""

    def __init__(
        self,
        rooms: dict[str, Room],
        voices: VoiceService,
        air: RadioAir,
        register: RadioRegister,
        patches: PatchService,
        log: RadioLog,
        media: Media,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._voices = voices
        self._air = air
        self._register = register
        self._patches = patches
        self._log = log
        self._media = media
        self._clock = clock
        self.speech: RadioSpeech
        self.table: dict[str, Command] = {
            "radio:hello": self._hello,
            "radio:carrier": self._carrier,
            "radio:status": self._status,
            "radio:signal": self._signal,
            "radio:recorded": self._recorded,
            "radio:prepared": self._prepared,
            "radio:said": self._said,
            "radio:list": self._list,
            "radio:save": self._save,
            "radio:remove": self._remove,
            "radio:token": self._token,
            "radio:revoke": self._revoke,
            "radio:units": self._units,
            "radio:name": self._name,
            "patch:make": self._patch,
            "patch:cut": self._cut,
        }

    # Bridges

    async def _hello(self, caller: Caller, command: RadioHello) -> RadioWelcome:
        if caller.person.id != device_id(command.channel):
            raise NotAMember(f"{caller.person.id} is not of {command.channel}")
        room = self._voices.room_for(caller, Action.BRIDGE, command.channel)
        return RadioWelcome.model_validate(
            {
                "channel": room.id,
                "name": room.name,
                "kind": room.radio,
                "transmits": room.radio in TRANSMITS,
                "served": self._air.served(room.id, caller.session),
                "time_ms": round(self._clock.now() * 1000),
            }
        )

    async def _carrier(self, caller: Caller, command: RadioCarrier) -> Done:
        voice = self._voices.own(caller, Action.BRIDGE, command.voice)
        self._air.carrier(voice, command.request, command.open, command.emergency)
        if command.open:  # Its sound follows the answer at once, by another way.
            await self._media.settled(voice.id)
        return Done()

    async def _status(self, caller: Caller, command: RadioStatus) -> Done:
        if channel := self._of(caller):
            self._air.status(channel, command.status)
        return Done()

    async def _signal(self, caller: Caller, command: RadioSignal) -> Done:
        await self._log.signal(caller, command.signal)
        return Done()

    async def _recorded(self, caller: Caller, command: RadioRecorded) -> Done:
        await self._log.recorded(caller, command.recording, command.file)
        return Done()

    async def _prepared(self, caller: Caller, command: RadioPrepared) -> Done:
        if channel := self._of(caller):
            self.speech.prepared(channel, command)
        return Done()

    async def _said(self, caller: Caller, command: RadioSaid) -> Done:
        if channel := self._of(caller):
            self.speech.said(channel, command)
        return Done()

    def _of(self, caller: Caller) -> str | None:
        """Give the channel of a bridge."""
        rooms = (room.id for room in self._rooms.values() if room.radio)
        return next((room for room in rooms if caller.person.id == device_id(room)), None)

    # Administrators; the operator and the mayor look

    async def _list(self, caller: Caller, _: RadioList) -> RadioChannels:
        caller.authorise(Action.SEE_RADIO)
        cards = []
        for room in self._rooms.values():
            now = self._air.now(room) if room.radio else None
            if now:
                cards.append(
                    ChannelCard(
                        room=room.id,
                        kind=now.kind,
                        now=now,
                        units=unit_cards(self._register.units.get(room.id, ())),
                        tokens=self._register.tokens_of(room.id),
                    )
                )
        return RadioChannels(channels=tuple(cards))

    async def _save(self, caller: Caller, command: RadioSave) -> Done:
        await self._register.save(caller, command.room, command.kind)
        return Done()

    async def _remove(self, caller: Caller, command: RadioRemove) -> Done:
        await self._register.remove(caller, command.room)
        return Done()

    async def _token(self, caller: Caller, command: RadioToken) -> RadioTokenIssued:
        token, secret = await self._register.issue(caller, command.room, command.label)
        return RadioTokenIssued(id=token.id, secret=secret)

    async def _revoke(self, caller: Caller, command: RadioRevoke) -> Done:
        await self._register.revoke(caller, command.token)
        return Done()

    async def _units(self, caller: Caller, command: RadioUnits) -> Done:
        await self._register.set_units(caller, command.room, command.units)
        return Done()

    # The operator and the mayor

    async def _name(self, caller: Caller, command: RadioName) -> Done:
        await self._register.name_unit(caller, command.room, command.unit)
        return Done()

    async def _patch(self, caller: Caller, command: PatchMake) -> Done:
        await self._patches.make(caller, command.room, command.channel)
        return Done()

    async def _cut(self, caller: Caller, command: PatchCut) -> Done:
        await self._patches.cut(caller, command.room)
        return Done()
