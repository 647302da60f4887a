"""Refusals: everything the hub may say no with, each with a stable `code`.

    Refused
      NotSignedIn NotAMember NoSuchRoom NoSuchVoice RoomFull WrongMode      who, where
      FloorDenied RateLimited NotSaved ReceiveOnly                         not now, never here
      Muted NotCalledOn RoomLocked Removed                                 a moderator said so
      NotAllowed NotYours TooLate NoSuchPost PostTaken                     who may, who is
      NoSuchStream NoSuchMessage NoSuchFile IdTaken EmptyMessage BadText   writing
      FileTooBig UploadQuota WrongOffset                                   files
      BadSdp MediaDown                                                     said by the media side
      LinkUnknown LinkUsed LinkExpired CodeWrong                           signing in
      WrongCredentials TotpNeeded TotpWrong PasskeyRefused PasskeysElsewhere
      StepUpNeeded SecondFactorNeeded                                      proving it again
      PasswordShort PasswordCommon PasswordIsName PasswordWrong            choosing a password
      NoSuchSession NoSuchPasskey
      NoSuchSummons NoRecipients CannotBeRung SummonsOver BadAnswer BadLadder   summonses
      LadderChanged BadLeave ListFull                                     how a city calls
      NoSuchWay BadAddress NotTested                                      by what one is reached
      NoSuchRollCall RollCallLed RollCallState FloorHeld BadReport        roll-calls
      NoSuchDecision BadDecision DuePast BadRule                          what was decided

A refusal changes nothing. The codes are those of `hub.wire.base.Code`; a test holds them equal.
"""

from typing import ClassVar


class Refused(Exception):
    """A command that is not done. `retry_after_s`: seconds after which it is worth trying again.
    `by`: the post that stands in the way."""

    code: ClassVar[str]

    def __init__(
        self, why: str = "", *, retry_after_s: float | None = None, by: str | None = None
    ) -> None:
        super().__init__(why or type(self).code)
        self.retry_after_s = retry_after_s
        self.by = by


class NotSignedIn(Refused):
    code = "not_signed_in"


class NotAMember(Refused):
    code = "not_a_member"


class NoSuchRoom(Refused):
    code = "no_such_room"


class NoSuchVoice(Refused):
    code = "no_such_voice"


class RoomFull(Refused):
    code = "room_full"


class WrongMode(Refused):
    code = "wrong_mode"


class FloorDenied(Refused):
    code = "floor_denied"


class Muted(Refused):
    """A moderator muted him, or all."""

    code = "muted"


class NotCalledOn(Refused):
    """In a moderated room: raise a hand, and wait to be called on."""

    code = "not_called_on"


class RoomLocked(Refused):
    """Knock, and wait to be let in."""

    code = "room_locked"


class Removed(Refused):
    """A moderator put him out. He may knock."""

    code = "removed"


class ReceiveOnly(Refused):
    """Of this radio channel only what comes in is heard: by its licence, or for want of a key."""

    code = "receive_only"


class RateLimited(Refused):
    code = "rate_limited"


class BadSdp(Refused):
    code = "bad_sdp"


class MediaDown(Refused):
    code = "media_down"


class LinkUnknown(Refused):
    code = "link_unknown"


class LinkUsed(Refused):
    code = "link_used"


class LinkExpired(Refused):
    code = "link_expired"


class NotSaved(Refused):
    """The store cannot save just now: the disk is full, or does not answer."""

    code = "not_saved"


class NotAllowed(Refused):
    code = "not_allowed"


class NotYours(Refused):
    code = "not_yours"


class TooLate(Refused):
    code = "too_late"


class NoSuchStream(Refused):
    code = "no_such_stream"


class NoSuchMessage(Refused):
    code = "no_such_message"


class NoSuchFile(Refused):
    code = "no_such_file"


class FileTooBig(Refused):
    code = "file_too_big"


class UploadQuota(Refused):
    """Too much under way, or brought within a day."""

    code = "upload_quota"


class WrongOffset(Refused):
    """A piece of a file that does not go on where the last one ended."""

    code = "wrong_offset"


class IdTaken(Refused):
    """A command of another author, or another kind, has this id."""

    code = "id_taken"


class EmptyMessage(Refused):
    code = "empty_message"


class BadText(Refused):
    code = "bad_text"


class NoSuchPost(Refused):
    code = "no_such_post"


class PostTaken(Refused):
    """Somebody holds this post in that way at that time."""

    code = "post_taken"


class CodeWrong(Refused):
    """No such code, or no longer, or it was used: which of these is nobody's business."""

    code = "code_wrong"


class WrongCredentials(Refused):
    """The name or the password; it is not said which."""

    code = "wrong_credentials"


class TotpNeeded(Refused):
    """The password is right; now the code of the authenticator app."""

    code = "totp_needed"


class TotpWrong(Refused):
    code = "totp_wrong"


class PasskeyRefused(Refused):
    """The browser's answer proves nothing: too late, of another site, or of an unknown passkey."""

    code = "passkey_refused"


class PasskeysElsewhere(Refused):
    """Passkeys belong to a name; this page was opened by an address."""

    code = "passkeys_elsewhere"


class StepUpNeeded(Refused):
    """Permitted, once the second factor was proved again."""

    code = "step_up"


class SecondFactorNeeded(Refused):
    """Permitted to whoever has a second factor; this official has none yet."""

    code = "second_factor_needed"


class PasswordShort(Refused):
    code = "password_short"


class PasswordCommon(Refused):
    code = "password_common"


class PasswordIsName(Refused):
    """It is made of the name of the account or the city."""

    code = "password_is_name"


class PasswordWrong(Refused):
    """The old one, when a new one is chosen."""

    code = "password_wrong"


class NoSuchSession(Refused):
    code = "no_such_session"


class NoSuchPasskey(Refused):
    code = "no_such_passkey"


class BadAnswer(Refused):
    """An answer that lacks its reason, its minutes or its deputy."""

    code = "bad_answer"


class NoSuchSummons(Refused):
    code = "no_such_summons"


class NoRecipients(Refused):
    """A summons to nobody."""

    code = "no_recipients"


class CannotBeRung(Refused):
    """Somebody it is for cannot be rung, and the issuer did not say that he knows."""

    code = "cannot_be_rung"


class SummonsOver(Refused):
    """It was cancelled, or nobody is waited for any more."""

    code = "summons_over"


class BadLadder(Refused):
    code = "bad_ladder"


class LadderChanged(Refused):
    code = "ladder_changed"


class BadLeave(Refused):
    code = "bad_leave"


class ListFull(Refused):
    code = "list_full"


class NoSuchWay(Refused):
    """Nobody is reached by that, or it is somebody else's."""

    code = "no_such_way"


class BadAddress(Refused):
    """Nobody could be reached there, or this hub sends nothing to such a place."""

    code = "bad_address"


class NotTested(Refused):
    """Nothing was sent by it lately that could have been heard."""

    code = "not_tested"


class NoSuchRollCall(Refused):
    """No such roll-call, or the agency is not in it."""

    code = "no_such_rollcall"


class RollCallLed(Refused):
    """Another leads one there, or runs its queue: `by`."""

    code = "rollcall_led"


class RollCallState(Refused):
    """Not now: it is not open, or over."""

    code = "rollcall_state"


class MinutesChanged(Refused):
    """There is a newer version of the minutes than the one that was read."""

    code = "minutes_changed"


class FloorHeld(Refused):
    """Somebody has the turn: `by`."""

    code = "floor_held"


class BadReport(Refused):
    """A report that lacks something or contradicts itself."""

    code = "bad_report"


class NoSuchDecision(Refused):
    code = "no_such_decision"


class BadDecision(Refused):
    """More than two lines, or a step that does not follow from where it is."""

    code = "bad_decision"


class DuePast(Refused):
    """Its due date has passed already."""

    code = "due_past"


class BadRule(Refused):
    """A rule of a circular that cannot be kept."""

    code = "bad_rule"
