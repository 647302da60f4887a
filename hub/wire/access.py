"""Access of those who are signed in: their devices, passwords, passkeys and codes, and inviting.

A passkey ceremony has two halves: the hub gives `options` for the browser's own dialog, as
WebAuthn Level 2 has them, under a `ceremony` that is good once and for five minutes.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message
from hub.wire.people import PersonCard

Secret = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A password as it was typed."""
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Otp = Annotated[str, StringConstraints(min_length=6, max_length=16)]
"""Six digits of an authenticator app, or a recovery code."""
Ceremony = Annotated[str, StringConstraints(min_length=8, max_length=64)]
PasskeyId = Annotated[str, StringConstraints(min_length=1, max_length=1400)]
"""A credential's id, base64url; WebAuthn allows 1023 bytes."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
How = Literal["link", "code", "password", "passkey"]
Kind = Literal["password", "totp", "passkey"]
"""A way in, or part of one."""


class SessionCard(Message):
    """One device that is signed in. `browser`, `system`: names, or empty when not known.

    mine: the one that asks. online: a page of it is connected now. added: ways in that it added,
    and that go with it when it is ended.
    """

    id: Id
    post: Id
    browser: str
    system: str
    address: str
    how: How
    created_ms: int
    used_ms: int
    mine: bool
    online: bool
    added: tuple[Kind, ...]


class SessionList(Message):
    """Where am I signed in? With `post`, for administrators: where is whoever holds it?"""

    post: Id | None = None


class Sessions(Done):
    """The devices, last used first."""

    sessions: tuple[SessionCard, ...]


class SessionEnd(Message):
    """Sign a device out: mine, or as an administrator anyone's. Its page and voice end at once,
    and ways in that it added let nobody in any more."""

    session: Id


class SessionEndOthers(Message):
    """Sign out every device of mine but this one."""


class SessionAct(Message):
    """Go on as another of the posts I hold. The page is cut off, and comes back as that post."""

    post: Id


class PasskeyCard(Message):
    """A passkey. `here`: it works for the name by which this page was opened."""

    id: PasskeyId
    name: str
    created_ms: int
    used_ms: int | None
    here: bool


class AccessShow(Message):
    """How do I sign in, and what may this session do?"""


class Access(Done):
    """My ways in. `posts`: those I hold now. `proof`: for what needs a second factor.

    ends_ms: when this session ends if it is left alone. passkeys_here: can this page make any?
    """

    posts: tuple[PersonCard, ...]
    password: bool
    totp: bool
    recovery_left: int
    passkeys: tuple[PasskeyCard, ...]
    passkeys_here: bool
    proof: Literal["fresh", "stale", "missing"]
    stepped_up_until_ms: int
    ends_ms: int


class AccessReset(Message):
    """Administrators: end all sessions of whoever holds a post, and forget his password, passkeys
    and codes. For a lost phone, or a lost second factor."""

    post: Id


class PasswordSet(Message):
    """Choose a password. `old` where there is one, unless the session is freshly stepped up."""

    new: Secret
    old: Secret | None = None


class TotpBegin(Message):
    """I want codes of an authenticator app. They count once `totp:enable` has seen one."""


class QrCode(Message):
    """A drawing, `size` wide and high with its border; `d`: an SVG path, to be stroked 1 wide."""

    size: int
    d: str


class TotpBegun(Done):
    """The secret for the app (RFC 6238): as text, as its link, and that link as a drawing."""

    secret: str
    uri: str
    qr: QrCode


class TotpEnable(Message):
    """This is what my app shows."""

    code: Digits


class TotpEnabled(Done):
    """It counts from now on. Each recovery code works once instead; they are not shown again."""

    recovery: tuple[str, ...]


class TotpDisable(Message):
    """I have no authenticator app any more."""


class PasskeyBegin(Message):
    """I want a passkey on this device."""


class PasskeyAsked(Done):
    """What the browser is to be asked: options of a WebAuthn ceremony, in JSON."""

    ceremony: Ceremony
    options: dict[str, Any]


class PasskeyAdd(Message):
    """What the browser answered, and what I call it."""

    ceremony: Ceremony
    credential: dict[str, Any]
    name: Name


class PasskeyRemove(Message):
    """This passkey opens nothing any more."""

    passkey: PasskeyId


class StepBegin(Message):
    """I want to prove by passkey that it is me."""


class StepPasskey(Message):
    """What the browser answered."""

    ceremony: Ceremony
    credential: dict[str, Any]


class StepCode(Message):
    """What my authenticator app shows, or a recovery code."""

    code: Otp


class StepPassword(Message):
    """My password: to add a way in where there is no second factor. Never for administration."""

    password: Secret


class WayCard(Message):
    """A way in that another of my sessions added; `id` of a passkey, else empty."""

    kind: Kind
    id: Annotated[str, StringConstraints(max_length=1400)]
    browser: str
    system: str
    added_ms: int


class WayNews(Message):
    """Which ways in did my other devices add since I came in here, or said `way:seen`?"""


class News(Done):
    """Those ways in. clock_ok: false tells an administrator to set the server's clock."""

    ways: tuple[WayCard, ...]
    clock_ok: bool


class WaySeen(Message):
    """I know of all of them."""


class WayDisown(Message):
    """That was not me: it lets nobody in any more, and the device that added it is signed out."""

    kind: Kind
    id: Annotated[str, StringConstraints(max_length=1400)] = ""


class Stepped(Done):
    """Until then this session may do what needs a second factor."""

    until_ms: int


class EnrolIssue(Message):
    """Administrators: invite a device of whoever holds this post."""

    post: Id


class EnrolLook(Message):
    """Was this invitation used?"""

    id: Id


class EnrolLooked(Done):
    """When, and on what, while that is signed in; null: not yet."""

    used_ms: int | None
    browser: str = ""
    system: str = ""


class Enrolment(Done):
    """A link, also as a drawing, and a code to type into the installed app: whichever is used
    first uses up both."""

    id: Id
    link: str
    qr: QrCode
    link_until_ms: int
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    code_until_ms: int


ACCESS_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "access:show": (AccessShow, Access),
    "access:reset": (AccessReset, Done),
    "session:list": (SessionList, Sessions),
    "session:end": (SessionEnd, Done),
    "session:end_others": (SessionEndOthers, Done),
    "session:act": (SessionAct, Done),
    "password:set": (PasswordSet, Done),
    "totp:begin": (TotpBegin, TotpBegun),
    "totp:enable": (TotpEnable, TotpEnabled),
    "totp:disable": (TotpDisable, Done),
    "passkey:begin": (PasskeyBegin, PasskeyAsked),
    "passkey:add": (PasskeyAdd, Done),
    "passkey:remove": (PasskeyRemove, Done),
    "step:begin": (StepBegin, PasskeyAsked),
    "step:passkey": (StepPasskey, Stepped),
    "step:code": (StepCode, Stepped),
    "step:password": (StepPassword, Stepped),
    "way:news": (WayNews, News),
    "way:seen": (WaySeen, Done),
    "way:disown": (WayDisown, Done),
    "enrol:issue": (EnrolIssue, Enrolment),
    "enrol:look": (EnrolLook, EnrolLooked),
}
