"""The commands of voice: one function each, that authorises and calls one service.

Those of the floor have nothing to wait for, so they never stand behind another command.
"""

from collections.abc import Callable

from hub.adapters.commands.door import Command
from hub.domain.permissions import Action
from hub.services.callers import Caller
from hub.services.floors import FloorService
from hub.services.voices import VoiceService
from hub.wire.base import Done
from hub.wire.voice import (
    MicSet,
    PttHeld,
    PttRelease,
    PttReply,
    PttRequest,
    VoiceAnswer,
    VoiceJoin,
    VoiceJoined,
    VoiceLeave,
    VoiceOffer,
)


class VoiceCommands:
    """The services of voice, as a client may use them."""

    def __init__(
        self,
        voices: VoiceService,
        floors: FloorService,
        emergency: Callable[[Caller, str], None] = lambda caller, room: None,
    ) -> None:
        """emergency: is told of each press before all others, and must not wait."""
        self._emergency = emergency
        self._voices = voices
        self._floors = floors
        self.table: dict[str, Command] = {
            "voice:join": self._voice_join,
            "voice:offer": self._voice_offer,
            "voice:leave": self._voice_leave,
            "mic:set": self._mic_set,
            "ptt:request": self._ptt_request,
            "ptt:held": self._ptt_held,
            "ptt:release": self._ptt_release,
        }

    async def _voice_join(self, caller: Caller, command: VoiceJoin) -> VoiceJoined:
        return await self._voices.join(
            caller, command.room, command.sdp, saver=command.saver, meters=command.meters
        )

    async def _voice_offer(self, caller: Caller, command: VoiceOffer) -> VoiceAnswer:
        return await self._voices.offer(caller, command.voice, command.sdp, saver=command.saver)

    async def _voice_leave(self, caller: Caller, command: VoiceLeave) -> Done:
        self._voices.leave(caller, command.voice)
        return Done()

    async def _mic_set(self, caller: Caller, command: MicSet) -> Done:
        self._voices.set_mic(caller, command.voice, command.open)
        return Done()

    async def _ptt_request(self, caller: Caller, command: PttRequest) -> PttReply:
        voice = self._voices.own(caller, Action.TALK, command.voice)
        if command.emergency:
            self._voices.own(caller, Action.TALK_OVER, command.voice)
        reply = self._floors.request(voice, command.request, emergency=command.emergency)
        if command.emergency:
            self._emergency(caller, voice.room)
        return reply

    async def _ptt_held(self, caller: Caller, command: PttHeld) -> Done:
        voice = self._voices.own(caller, Action.TALK, command.voice)
        self._floors.held(voice, command.request)
        return Done()

    async def _ptt_release(self, caller: Caller, command: PttRelease) -> Done:
        voice = self._voices.own(caller, Action.TALK, command.voice)
        self._floors.release(voice, command.request)
        return Done()
