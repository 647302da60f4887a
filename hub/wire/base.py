"""The parent of every message, the names that run through them, and the limits they obey."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SDP_MAX_CHARS = 16_384
PACKET_MAX_BYTES = 65_536
REQUEST_MAX = 2**31 - 1

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""A person, a room or a voice: lower case, safe in a host name, a log line and a file name."""

Uuid = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    ),
]
"""Made by the client, so that a command sent twice is one command. Lower case."""

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=SDP_MAX_CHARS)]
Request = Annotated[int, Field(ge=1, le=REQUEST_MAX)]
"""The client's own number for one press of the key; a late grant is told apart by it."""

Code = Literal[
    "bad_address",
    "bad_answer",
    "bad_decision",
    "bad_ladder",
    "bad_leave",
    "bad_report",
    "bad_request",
    "bad_rule",
    "bad_sdp",
    "bad_text",
    "cannot_be_rung",
    "code_wrong",
    "due_past",
    "empty_message",
    "file_too_big",
    "floor_denied",
    "floor_held",
    "id_taken",
    "internal",
    "ladder_changed",
    "link_expired",
    "link_unknown",
    "link_used",
    "list_full",
    "media_down",
    "minutes_changed",
    "muted",
    "no_recipients",
    "no_such_decision",
    "no_such_file",
    "no_such_message",
    "no_such_passkey",
    "no_such_post",
    "no_such_rollcall",
    "no_such_room",
    "no_such_session",
    "no_such_stream",
    "no_such_summons",
    "no_such_voice",
    "no_such_way",
    "not_a_member",
    "not_allowed",
    "not_called_on",
    "not_saved",
    "not_signed_in",
    "not_tested",
    "not_yours",
    "passkey_refused",
    "passkeys_elsewhere",
    "password_common",
    "password_is_name",
    "password_short",
    "password_wrong",
    "post_taken",
    "rate_limited",
    "receive_only",
    "removed",
    "rollcall_led",
    "rollcall_state",
    "room_full",
    "room_locked",
    "second_factor_needed",
    "step_up",
    "summons_over",
    "too_late",
    "totp_needed",
    "totp_wrong",
    "upload_quota",
    "wrong_credentials",
    "wrong_mode",
    "wrong_offset",
]
"""Why something was refused. Each has a sentence in both catalogues of the client."""


class Message(BaseModel):
    """A message on a wire: unchangeable, and with no field that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Refusal(Message):
    """What a command gets when it is not done: nothing has changed."""

    ok: Literal[False] = False
    code: Code
    field: str | None = None
    retry_after_s: float | None = None
    by: Id | None = None
    """The post that stands in the way, where that helps: who leads, who has the turn."""


class Done(Message):
    """What a command gets when it is done and there is no more to say."""

    ok: Literal[True] = True
