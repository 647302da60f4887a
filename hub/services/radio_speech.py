"""Speech on the air: what the hub itself says on radio channels, when nobody else has them.

    waiting --nothing else is being said--> asked: the bridge makes the sound ready
    asked   --prepared------------------> ready: until the channel has been quiet for CLEAR_S
    ready   --the floor is ours---------> air: the bridge speaks, under a grant like any talker's
    air     --said----------------------> over; whoever asks for the floor meanwhile has it at
                                          once, and it is said again from the beginning, later

What nobody needs any more (the summons was answered, the time is over) is dropped wherever it
stands; on the air it is cut off. Calls of one summons that wait together are said together. The
bridge never keys by a word of ours alone: only by a grant, renewed as long as the floor is ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hub.domain.summons.on_air import About, Unit, call_text
from hub.domain.summons.on_air import together as how_many
from hub.services.floors import FloorService
from hub.services.ports import Clock
from hub.services.radio_air import RadioAir
from hub.services.ticker import Ticker
from hub.wire.radio import RadioPrepared, RadioSaid, RadioSay, Says

End = Literal["said", "stale", "no_air", "no_speech", "no_bridge"]
"""stale: nobody needs it any more. no_air: the channel was never free long enough."""

CLEAR_S = 1.0
"""Nobody has the channel for so long before the hub speaks."""
PREPARE_S = 15.0
"""A bridge that has no speech ready by then has none."""
SLACK_S = 4.0
"""What keying, the TX delay and the way back may take beyond the speech itself."""
HOLD_EVERY_S = 0.3
LOOK_EVERY_S = 0.1
AGAIN_AFTER_S = 5.0
"""After a failure of the transmitter."""
TRIES_MAX = 5
WAITING_MAX = 200
IDENTIFY_WITHIN_S = 120.0
ORDER = {"call": 0, "read_back": 1, "identify": 2}


@dataclass(slots=True, eq=False)
class Wanted:
    """One thing to be said. over: told once how it ended. about, unit, recipient: of a call."""

    kind: Literal["call", "read_back", "identify"]
    until_s: float
    over: Callable[[End], None]
    text: str = ""
    about: About | None = None
    unit: Unit | None = None
    recipient: str = ""
    dropped: bool = False


@dataclass(slots=True)
class _Saying:
    """What is being said. own: the bridge made it, of itself. due_s: by when a state must end."""

    says: Says
    wanted: list[Wanted]
    due_s: float
    state: Literal["asked", "ready", "air"] = "asked"
    length_s: float = 0.0
    own: bool = False
    tries: int = 0
    not_before_s: float = 0.0
    held_s: float = 0.0
    request: int = 0


@dataclass(slots=True)
class _Desk:
    waiting: list[Wanted] = field(default_factory=list)
    now: _Saying | None = None


class RadioSpeech:
    """The only one who speaks. `called`: told which units were called together on a channel."""

    def __init__(
        self,
        air: RadioAir,
        floors: FloorService,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
    ) -> None:
        self._air = air
        self._floors = floors
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._desks: dict[str, _Desk] = {}
        self._request = 0
        self.called: Callable[[str, tuple[Wanted, ...]], None] = lambda channel, wanted: None
        air.listen(self._stirs)

    # What is asked

    def want(self, channel: str, wanted: Wanted) -> bool:
        """Have something said when the channel is free; False: too much waits already."""
        desk = self._desks.setdefault(channel, _Desk())
        if len(desk.waiting) >= WAITING_MAX:
            return False
        desk.waiting.append(wanted)
        self._ticker.wake()
        return True

    def drop(self, wanted: Wanted) -> None:
        """Nobody needs it any more."""
        wanted.dropped = True
        self._ticker.wake()

    # What bridges say

    def prepared(self, channel: str, said: RadioPrepared) -> None:
        """A speech is ready at the bridge, or cannot be."""
        desk = self._desks.setdefault(channel, _Desk())
        now = self._clock.monotonic()
        if said.text and not said.failed:
            self._own(desk, said, now)
        elif (saying := desk.now) and saying.says.id == said.id and saying.state == "asked":
            if said.failed:
                self._finish(channel, desk, "no_speech")
            else:
                saying.state, saying.length_s = "ready", said.length_s
        self._ticker.wake()

    def said(self, channel: str, said: RadioSaid) -> None:
        """What was granted is over at the transmitter."""
        desk = self._desks.get(channel)
        saying = desk.now if desk else None
        if desk is None or saying is None or saying.says.id != said.id or saying.state != "air":
            return
        if said.end == "":
            if saying.wanted:
                self.called(channel, tuple(w for w in saying.wanted if w.kind == "call"))
            self._finish(channel, desk, "said")
        elif said.end == "unknown":  # It began anew since.
            self._put_back(channel, desk)
        else:
            self._failed(channel, desk, saying, AGAIN_AFTER_S)
        self._ticker.wake()

    # Time

    def fire_due(self) -> float | None:
        """Go on where something is to be said; give when to look again."""
        dues = [self._step(channel, desk) for channel, desk in self._desks.items()]
        return min((due for due in dues if due is not None), default=None)

    def _step(self, channel: str, desk: _Desk) -> float | None:
        now = self._clock.monotonic()
        self._drop_stale(channel, desk, now)
        if not self._air.speaks(channel):
            if desk.now:
                self._put_back(channel, desk)
            return min((wanted.until_s for wanted in desk.waiting), default=None)
        if desk.now is None and desk.waiting:
            self._ask(channel, desk, now)
        saying = desk.now
        if saying is None:
            return None
        match saying.state:
            case "asked" if now >= saying.due_s:
                self._finish(channel, desk, "no_speech")
            case "ready" if now >= saying.not_before_s and self._air.quiet_s(channel) >= CLEAR_S:
                self._begin(channel, desk, saying, now)
            case "air" if now >= saying.due_s:
                self._failed(channel, desk, saying, AGAIN_AFTER_S)
            case "air" if now >= saying.held_s + HOLD_EVERY_S:
                saying.held_s = now
                self._floors.announcing(channel, saying.request)
        return now + LOOK_EVERY_S

    # Inside

    def _drop_stale(self, channel: str, desk: _Desk, now: float) -> None:
        stale = [wanted for wanted in desk.waiting if _stale(wanted, now)]
        desk.waiting = [wanted for wanted in desk.waiting if wanted not in stale]
        saying = desk.now
        if saying and (gone := [wanted for wanted in saying.wanted if _stale(wanted, now)]):
            stale += gone
            saying.wanted = [wanted for wanted in saying.wanted if wanted not in gone]
            if not saying.wanted:
                self._leave(channel, desk)
            elif saying.state != "air":  # Fewer are called: in other words.
                self._put_back(channel, desk)
        for wanted in stale:
            wanted.over("stale" if wanted.dropped else "no_air")

    def _ask(self, channel: str, desk: _Desk, now: float) -> None:
        """Have the bridge make ready what comes first."""
        first = min(desk.waiting, key=lambda wanted: ORDER[wanted.kind])
        together = [first]
        if first.about:
            same = [one for one in desk.waiting if one.about == first.about]
            units = [one.unit for one in same if one.unit]
            together = same[: how_many(first.about, units)]
        desk.waiting = [one for one in desk.waiting if one not in together]
        units = [one.unit for one in together if one.unit]
        text = call_text(first.about, units) if first.about else first.text
        says = Says(id=self._new_id(), kind=first.kind, text=text)
        desk.now = _Saying(says, together, now + PREPARE_S)
        self._air.ask(channel, RadioSay(id=says.id, kind=says.kind, text=says.text))

    def _own(self, desk: _Desk, said: RadioPrepared, now: float) -> None:
        """The bridge wants to say its name: after all else, and not twice."""
        if desk.now or desk.waiting:
            return  # It asks again.
        says = Says(id=said.id, kind="identify", text=said.text)
        until_s = now + IDENTIFY_WITHIN_S
        wanted = Wanted("identify", until_s, lambda end: None, said.text)
        desk.now = _Saying(says, [wanted], until_s, "ready", said.length_s, own=True)

    def _begin(self, channel: str, desk: _Desk, saying: _Saying, now: float) -> None:
        self._request = saying.request = self._request + 1
        saying.state, saying.held_s = "air", now
        saying.due_s = now + saying.length_s + SLACK_S
        self._air.says[channel] = saying.says
        if not self._floors.announce(channel, saying.request):
            saying.state = "ready"

    def _stirs(self, channel: str) -> None:
        """Something changed there: was the floor taken from us?"""
        desk = self._desks.get(channel)
        if desk is None:
            return
        saying = desk.now
        if saying and saying.state == "air" and not self._has_floor(channel):
            saying.state = "ready"
            self._tried(channel, desk, saying, 0.0)
        if desk.now or desk.waiting:
            self._ticker.wake()

    def _has_floor(self, channel: str) -> bool:
        return self._floors.announces(channel)

    def _failed(self, channel: str, desk: _Desk, saying: _Saying, wait_s: float) -> None:
        saying.state = "ready"
        self._floors.announcing(channel, saying.request, over=True)
        self._tried(channel, desk, saying, wait_s)

    def _tried(self, channel: str, desk: _Desk, saying: _Saying, wait_s: float) -> None:
        saying.tries += 1
        saying.not_before_s = self._clock.monotonic() + wait_s
        if saying.tries >= TRIES_MAX or saying.own:  # A bridge asks again for its own.
            self._finish(channel, desk, "no_air")

    def _put_back(self, channel: str, desk: _Desk) -> None:
        """Have it said anew, in other words or by a bridge that comes again."""
        saying = desk.now
        self._leave(channel, desk)
        if saying and not saying.own:
            desk.waiting[:0] = saying.wanted

    def _finish(self, channel: str, desk: _Desk, end: End) -> None:
        saying = desk.now
        self._leave(channel, desk)
        for wanted in saying.wanted if saying else ():
            wanted.over(end)

    def _leave(self, channel: str, desk: _Desk) -> None:
        """Nothing is being said any more; the floor is let go if it was ours."""
        saying, desk.now = desk.now, None
        if saying and saying.state == "air":
            self._floors.announcing(channel, saying.request, over=True)
        self._air.says.pop(channel, None)


def _stale(wanted: Wanted, now: float) -> bool:
    return wanted.dropped or now >= wanted.until_s
