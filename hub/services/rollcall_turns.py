"""The right to talk follows the queue: in the room of a roll-call only who has the turn is heard.

Leader and operators always may. Nothing of it is kept with the room: it follows the roll-call.
"""

from collections.abc import Mapping

from hub.domain import moderation as rules
from hub.domain.rooms import Room
from hub.services.moderations import Moderations
from hub.services.rollcall_board import RollCallBoard
from hub.services.voices import VoiceService


class RollCallTurns:
    """Lets voices be heard, or not, as the board says."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        board: RollCallBoard,
        moderations: Moderations,
        voices: VoiceService,
    ) -> None:
        self._rooms = rooms
        self._board = board
        self._moderations = moderations
        self._voices = voices
        moderations.turn_in = board.turn_in
        board.listen(self.turned)

    def turned(self, room: str) -> None:
        """Others may talk there now: whoever may no longer is not heard any more."""
        if room not in self._rooms:
            return
        turn = self._board.turn_in(room)
        state = self._moderations.of(room)
        for person in turn.talkers if turn else ():
            state = rules.give_turn(state, person)
        self._moderations.put(room, state)
        self._voices.hush(room)
        self._moderations.tell(room)
