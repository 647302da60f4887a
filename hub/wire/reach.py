"""Ways by which an official is reached when he is summoned, and how well each post can be.

A way belongs to the official, not to his post: who leaves the post is no longer called by it. Only
ways that were proved are used: a device of Web Push by its registration, any other once its owner
has said that he heard the trial of it.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.access import QrCode
from hub.wire.base import Done, Id, Message, Uuid

WAYS_MAX = 12

ReachChannel = Literal["push", "ntfy", "message", "phone"]
"""push: Web Push. ntfy: the app on a server of the city. message: what apprise reaches."""
ReachState = Literal["unheard", "good", "failing", "gone"]
"""unheard: not used before `reach:heard`. failing: the last ones did not get through. gone: the
device no longer takes any; register it again."""
Tried = Literal["delivered", "accepted", "unreachable", "not_set_up"]
"""accepted: a service took it, which says nothing of the device. not_set_up: by this hub."""
DrillCame = Literal["answered", "late", "missed", "waiting", "not_called"]
"""not_called: on leave, or called off."""
Verdict = Literal["ready", "partly", "not_ready"]
"""ready: by a way that rings through silence, and by another. partly: by any at all."""

Endpoint = Annotated[str, StringConstraints(min_length=12, max_length=700)]
Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,120}={0,2}$")]
Label = Annotated[str, StringConstraints(max_length=60)]
Address = Annotated[str, StringConstraints(max_length=120)]


class ReachWay(Message):
    """One of my ways. address: masked; of Web Push the push service's host.

    mine: it is the device that asks. verified_ms: since when it is used. last_ok_ms: when something
    last came through; fails: how often it has failed since.
    """

    id: Id
    channel: ReachChannel
    label: str
    address: str
    state: ReachState
    mine: bool
    added_ms: int
    verified_ms: int | None = None
    last_ok_ms: int | None = None
    fails: int = 0


class ReachNtfy(Message):
    """Where the ntfy app subscribes. topic: secret, and mine alone; none before `reach:add`. link:
    opens the app at it."""

    server: str
    topic: str | None = None
    link: str | None = None


class ReachMine(Message):
    """By what am I reached, and what does this hub have?"""


class ReachWays(Done):
    """channels: those this hub has. vapid: the public key to subscribe to Web Push with."""

    ways: tuple[ReachWay, ...]
    channels: tuple[ReachChannel, ...]
    vapid: str | None = None
    ntfy: ReachNtfy | None = None


class PushKeys(Message):
    """The keys of a subscription, base64url."""

    p256dh: Base64Url
    auth: Base64Url


class PushSubscription(Message):
    """What `PushSubscription.toJSON()` of the browser gives."""

    endpoint: Endpoint
    keys: PushKeys
    expirationTime: float | None = None


class ReachPush(Message):
    """Register this device for Web Push: at every start of the page. The same is one row."""

    subscription: PushSubscription
    label: Label = ""


class ReachAdd(Message):
    """Add a way. `id` makes it one, however often it is sent. address: empty for ntfy."""

    id: Uuid
    channel: Literal["ntfy", "message", "phone"]
    address: Address = ""
    label: Label = ""


class ReachAdded(Done):
    """The way as it is now."""

    way: ReachWay


class ReachRemove(Message):
    """Take a way of mine away."""

    id: Id


class ReachCode(Message):
    """The QR code of my topic of ntfy, for a phone that is not the device this page is on."""


class ReachCoded(Done):
    """What it opens is `link` of ReachNtfy."""

    qr: QrCode


class ReachTest(Message):
    """Try a way of mine now; for Web Push it waits some seconds for the device's word."""

    id: Id


class ReachTested(Done):
    """What became of it."""

    tried: Tried
    way: ReachWay


class ReachHeard(Message):
    """I heard the trial: use this way. `not_tested` when none got through in the last day."""

    id: Id


class ReachReadiness(Message):
    """For administrators and the operator: how well can each post be reached?"""


class ReadinessWay(Message):
    """A way of whoever holds the post. used: proved, and getting through."""

    channel: ReachChannel
    used: bool
    verified_ms: int | None = None
    last_ok_ms: int | None = None
    fails: int = 0


class PostReadiness(Message):
    """A post. online: a page of it is connected now. held: somebody is entered for it. drill: what
    came of the last weekly drill; unset: it was not called."""

    post: Id
    verdict: Verdict
    held: bool
    online: bool
    ways: tuple[ReadinessWay, ...] = ()
    drill: DrillCame | None = None


class AgencyReadiness(Message):
    """An agency: as its head is reached; at least partly when one of its deputies is."""

    agency: Id
    verdict: Verdict
    posts: tuple[PostReadiness, ...]


class Readiness(Done):
    """Every agency in use. channels: those this hub has. drill_ms: when the last drill was held."""

    agencies: tuple[AgencyReadiness, ...]
    channels: tuple[ReachChannel, ...]
    drill_ms: int | None = None


class AnswerByToken(Message):
    """POST /api/summons/answer: as `summons:answer`, by the token of a notification or the session.

    The same `id` is the same answer. By a token it is what a button says: ready or unable, with no
    deputy and no minutes.
    """

    id: Uuid
    recipient: Id
    code: Literal["ready", "coming", "present", "unable", "represented"]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""
    eta_min: int | None = None
    deputy: Id | None = None
    said_ms: int | None = None
    token: Annotated[str, StringConstraints(max_length=600)] | None = None


class Beacon(Message):
    """POST /api/summons/beacon: a notification came to the device, or is on its screen."""

    token: Annotated[str, StringConstraints(max_length=600)]
    proved: Literal["delivered", "shown"]


class PushNotice(Message):
    """What a Web Push says, decrypted: the service worker shows `title` and `text` under `tag`.

    drill: LATIHAN stands in the title already. test: `reach:test` sent it; there is nothing to
    answer. token: for /api/summons/answer and /api/summons/beacon. url: what a tap opens.
    """

    kind: Literal["summons", "test"]
    title: str
    text: str
    tag: str
    token: str
    url: str
    summons: str = ""
    recipient: str = ""
    post: str = ""
    profile: Literal["darurat", "mendesak", "biasa"] | None = None
    drill: bool = False
    round: Annotated[int, Field(ge=0)] = 0
    deadline_ms: int | None = None


REACH_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "reach:mine": (ReachMine, ReachWays),
    "reach:push": (ReachPush, ReachAdded),
    "reach:add": (ReachAdd, ReachAdded),
    "reach:remove": (ReachRemove, Done),
    "reach:code": (ReachCode, ReachCoded),
    "reach:test": (ReachTest, ReachTested),
    "reach:heard": (ReachHeard, ReachAdded),
    "reach:readiness": (ReachReadiness, Readiness),
}
