"""What a floor is told, and what it says: the words of `floor.py`."""

from dataclasses import dataclass
from typing import Literal

EndCode = Literal["time_out", "preempted", "not_held", "left", "media_down", "muted"]


@dataclass(frozen=True, slots=True)
class Request:
    """The key went down. over_radio: an emergency, which does not wait for a radio to end.

    A radio, which is not revocable, says it again with a higher priority when it is in need.
    """

    person: str
    request: int
    priority: int
    revocable: bool = True
    over_radio: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The key is still down."""

    person: str
    request: int


@dataclass(frozen=True, slots=True)
class Fade:
    """The carrier of a radio is gone; for a moment it may only be a gap."""

    person: str
    request: int


@dataclass(frozen=True, slots=True)
class Release:
    """The key went up."""

    person: str
    request: int


@dataclass(frozen=True, slots=True)
class Leave:
    """His voice or his connection is gone, and with it his numbering."""

    person: str


@dataclass(frozen=True, slots=True)
class Revoke:
    """He may not talk any more: a moderator said so."""

    person: str


@dataclass(frozen=True, slots=True)
class Call:
    """He speaks to all rooms from now on."""

    person: str


@dataclass(frozen=True, slots=True)
class CallOver:
    """Nobody speaks to all rooms any more."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The media worker is gone: nobody is heard, whatever the floor says."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went by."""


Input = Request | Held | Fade | Release | Leave | Revoke | Call | CallOver | Reset | Tick


@dataclass(frozen=True, slots=True)
class Granted:
    """His press has the floor; `until` as in Talk."""

    request: int
    until: float | None


@dataclass(frozen=True, slots=True)
class Queued:
    """His press waits at `place`, from 1, behind the talker and those before him."""

    request: int
    place: int
    talker: str


@dataclass(frozen=True, slots=True)
class Ended:
    """His press was ended by the hub. It goes nowhere: he must press again."""

    request: int
    code: EndCode


@dataclass(frozen=True, slots=True)
class Forbid:
    """He must not be heard from now on."""

    person: str


@dataclass(frozen=True, slots=True)
class Permit:
    """He may be heard."""

    person: str


@dataclass(frozen=True, slots=True)
class Carry:
    """Whose call this room hears from now on; None: nobody's."""

    person: str | None


@dataclass(frozen=True, slots=True)
class Tell:
    """News for one person."""

    person: str
    news: Granted | Queued | Ended
