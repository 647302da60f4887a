"""What this radio says itself: speech made ready for the hub, and the station's own name.

The hub asks for a text to be made ready, and later gives a grant for it; without one nothing made
ready is ever heard. The station's name goes the same way, only that the bridge asks: every so many
minutes in which it has transmitted, as licences want it. Where there is no voice the hub is told so
each time, an alarm stands, and nothing is keyed.

Pure: whoever makes the speech is given, and times are monotonic seconds given by the caller.
"""

import uuid
from collections.abc import Callable
from typing import Protocol

from hub.wire.radio import RadioPrepared, RadioSaid
from radio_bridge.config import Identify
from radio_bridge.dsp import RATE_HZ, Audio
from radio_bridge.link import ToHub
from radio_bridge.spoken import Spoken
from radio_bridge.transmit import KEYS, Grant, Phase

LONGEST_S = 55.0
"""What is longer would run into the time-out timer."""
KEPT = 4
"""Speeches that are ready; the oldest goes."""
ASK_AGAIN_S = 60.0
"""The hub did not give the air for the station's name."""


class Speaker(Protocol):
    """Makes speech."""

    def speak(self, name: str, text: str) -> None:
        """Begin; `Announcing.spoken` is told when it is made, or cannot be."""


class Mute:
    """Where nothing makes speech. Implements Speaker."""

    def __init__(self, made: Callable[[str, Audio | None], None]) -> None:
        self._made = made

    def speak(self, name: str, text: str) -> None:
        """Say at once that it cannot."""
        self._made(name, None)


class Announcing:
    """One radio's own voice. mute: the last speech could not be made."""

    def __init__(self, identify: Identify, limit_s: float, hub: ToHub, speaker: Speaker) -> None:
        self._identify = identify
        self._longest_s = min(LONGEST_S, limit_s)
        self._hub = hub
        self._speaker = speaker
        self._asked: dict[str, str] = {}
        self._ready: dict[str, tuple[str, Audio]] = {}
        self._on: tuple[Grant, Spoken] | None = None
        self._own = ""
        self._own_s = float("-inf")
        self._named_s = float("-inf")
        self._transmitted = False
        self.mute = False

    def say(self, name: str, text: str) -> None:
        """The hub wants this made ready; what it asked for before is made, and kept a while."""
        self._asked[name] = text
        while len(self._asked) > KEPT:
            del self._asked[next(iter(self._asked))]
        self._speaker.speak(name, text)

    def spoken(self, name: str, sound: Audio | None) -> None:
        """A speech is made; None: it cannot be."""
        text = self._asked.pop(name, None)
        if text is None:
            return
        self.mute = sound is None
        own = text if name == self._own else ""
        if sound is None:
            if not own:
                self._hub.prepared(RadioPrepared(id=name, length_s=0, failed="no_speech"))
            return
        length_s = sound.size / RATE_HZ
        if length_s > self._longest_s:
            self._hub.prepared(RadioPrepared(id=name, length_s=length_s, failed="too_long"))
            return
        self._ready[name] = (text, sound)
        while len(self._ready) > KEPT:
            del self._ready[next(iter(self._ready))]
        self._hub.prepared(RadioPrepared(id=name, length_s=length_s, text=own))

    def take(self, name: str, grant: Grant) -> Spoken | None:
        """Give what a grant is for; None: it is not here, and the hub is told so."""
        if name not in self._ready:
            self._hub.said(RadioSaid(id=name, end="unknown"))
            return None
        grant.words, sound = self._ready[name]
        talk = Spoken(name, sound, grant)
        self._on = (grant, talk)
        return talk

    def look(self, phase: Phase, now_s: float) -> None:
        """See what has become of what is said, and whether the station's name is due."""
        self._transmitted = self._transmitted or phase in KEYS
        if self._on is not None:
            grant, talk = self._on
            if grant.spent is not None:
                self._hub.said(RadioSaid.model_validate({"id": talk.name, "end": grant.spent}))
                self._on = None
            elif talk.cut:  # The hub did it, and knows.
                self._on = None
            elif talk.over() and phase not in KEYS:
                self._out(talk.name, now_s)
        self._name_station(now_s)

    def _out(self, name: str, now_s: float) -> None:
        self._on = None
        self._ready.pop(name, None)
        self._hub.said(RadioSaid(id=name, end=""))
        if name == self._own:
            self._named_s, self._transmitted, self._own = now_s, False, ""

    def _name_station(self, now_s: float) -> None:
        every_s = self._identify.every_min * 60
        if not self._identify.text or not self._transmitted or self._on is not None:
            return
        if now_s >= self._named_s + every_s and now_s >= self._own_s + ASK_AGAIN_S:
            self._ready.pop(self._own, None)
            self._own, self._own_s = str(uuid.uuid4()), now_s
            self.say(self._own, self._identify.text)
