"""What a client may ask, and what it gets back: the whole list, over all modules of the wire.

Every command is `noun:verb` with one object, and is always acknowledged: with its reply
(`ok: true`) or with a `Refusal`. Over the socket, or by POST /api/command/<name>: the same door.
"""

from hub.wire.access import ACCESS_COMMANDS
from hub.wire.base import Done, Message
from hub.wire.chat import CHAT_COMMANDS
from hub.wire.decisions import DECISION_COMMANDS
from hub.wire.directory import DIRECTORY_COMMANDS
from hub.wire.handling import HANDLING_COMMANDS
from hub.wire.minutes import MINUTES_COMMANDS
from hub.wire.moderation import MODERATION_COMMANDS
from hub.wire.office import OFFICE_COMMANDS
from hub.wire.policy import POLICY_COMMANDS
from hub.wire.radio import RADIO_COMMANDS
from hub.wire.reach import REACH_COMMANDS
from hub.wire.record import RECORD_COMMANDS
from hub.wire.recordings import RECORDING_COMMANDS
from hub.wire.rollcall_commands import ROLLCALL_COMMANDS
from hub.wire.rollcall_past import ROLLCALL_PAST_COMMANDS
from hub.wire.rollcall_schedule import ROLLCALL_SCHEDULE_COMMANDS
from hub.wire.streams import STREAM_COMMANDS
from hub.wire.summons import SUMMONS_COMMANDS
from hub.wire.voice import VOICE_COMMANDS

COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    **VOICE_COMMANDS,
    **MODERATION_COMMANDS,
    **STREAM_COMMANDS,
    **CHAT_COMMANDS,
    **ACCESS_COMMANDS,
    **DIRECTORY_COMMANDS,
    **SUMMONS_COMMANDS,
    **HANDLING_COMMANDS,
    **RECORD_COMMANDS,
    **POLICY_COMMANDS,
    **REACH_COMMANDS,
    **OFFICE_COMMANDS,
    **RADIO_COMMANDS,
    **ROLLCALL_COMMANDS,
    **ROLLCALL_PAST_COMMANDS,
    **ROLLCALL_SCHEDULE_COMMANDS,
    **DECISION_COMMANDS,
    **MINUTES_COMMANDS,
    **RECORDING_COMMANDS,
}
