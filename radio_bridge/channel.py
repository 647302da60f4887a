"""One radio channel: all rules and all sound between a card, a keyer and the hub, in one place.

It is called from one event loop only and never waits: `heard` and `next_block` at the card's beat,
`tick` every 20 ms whatever the card does, `keyer_said` for what `pttd` reports, and what FromHub
has. It knows no device: a simulated radio stands where the card and the keyer would.
"""

import numpy as np

from hub.wire.radio import Alarm, OnAir, Signal, Status
from radio_bridge.announcing import Announcing, Mute, Speaker
from radio_bridge.config import Settings
from radio_bridge.dsp import BLOCK, SILENCE_DBFS, Audio
from radio_bridge.dsp.meter import mean_dbfs
from radio_bridge.health import Health
from radio_bridge.hearing import Hearing
from radio_bridge.link import LEASE_S, Packet, ToHub
from radio_bridge.ports import Clock, Keyer, Recorder
from radio_bridge.ptt import RENEW_S
from radio_bridge.receive import CLOSED_S, Receiver
from radio_bridge.sender import Sender
from radio_bridge.spoken import Spoken
from radio_bridge.talk import Talk, roger_beep
from radio_bridge.transmit import MEDIA_S, Around, Grant, Phase, Spent, Transmitter

CLOCK_OFF_S = 2.0
STATUS_S = 0.1
WAITING = 2
"""Grants kept beside the one on the air."""
EARLY = 25
"""Packets kept of a grant that has not been heard of yet."""

KEYING = np.float32(0.1)
"""Digits after the first hurt nobody's ears: 20 dB less. The recording has them as they were."""

_SILENCE: Audio = np.zeros(BLOCK, np.float32)


class Channel:
    """Implements FromHub, and is what the card listens to."""

    def __init__(
        self,
        settings: Settings,
        to_hub: ToHub,
        keyer: Keyer,
        recorder: Recorder,
        clock: Clock,
        speaker: Speaker | None = None,
    ) -> None:
        self._settings, self._hub, self._keyer = settings, to_hub, keyer
        self._recorder, self._clock = recorder, clock
        self.health = Health(settings.sound.flat_line_s)
        self.transmitter = Transmitter(
            limit_s=settings.ptt.limit_s,
            tx_delay_s=settings.ptt.tx_delay_ms / 1000,
            tail_s=settings.ptt.tail_ms / 1000,
            allowed=settings.may_transmit,
        )
        self._receiver = Receiver(settings.carrier, settings.receive)
        self._hearing = Hearing(settings, self._signalled)
        self._announcing = Announcing(
            settings.identify, settings.ptt.limit_s, to_hub, speaker or Mute(self.spoken)
        )
        self._roger = roger_beep(settings.transmit.roger_ms)
        self._talks: dict[int, tuple[Grant, Talk | Spoken]] = {}
        """By number; the oldest first."""
        self._early: dict[int, list[Packet]] = {}
        self._newest = 0
        self._sender = Sender(settings.transmit)
        self._keyed = self._keyer_there = self._port_lost = False
        self._key_s = float("-inf")
        self._deaf_until_s = float("-inf")
        self._out_s = float("-inf")
        """When the last sound that was given to the card will have been heard."""
        self._open = False
        self._closed_s = float("-inf")
        self._receiving: str | None = None
        self._sending: str | None = None
        self._told: tuple[object, ...] = ()
        self._told_s = float("-inf")

    # --- What the hub says ---

    def say(self, name: str, text: str) -> None:
        """The hub wants this made ready to be spoken."""
        self._announcing.say(name, text)

    def spoken(self, name: str, sound: Audio | None) -> None:
        """Whoever makes speech has made it, (n,) at 48 kHz, or cannot."""
        self._announcing.spoken(name, sound)

    def hub_is_ahead(self, seconds: float) -> None:
        """The two clocks are so far apart."""
        self.health.clock_off = abs(seconds) > CLOCK_OFF_S

    def link_up(self, up: bool) -> None:
        """Nobody is cut off by it: grants run out by themselves. The next hub has other numbers."""
        if not up:
            self._newest = 0
            self._early.clear()

    def granted(
        self, grant: int, talker: str, limit_s: float, over_radio: bool = False, say: str = ""
    ) -> None:
        """The hub gives the air to a talker, or to what it wants to be said."""
        if grant <= self._newest:
            return
        self._newest = grant
        for older in self._talks:  # The hub gives the air to one at a time: they are over.
            self.ended(older)
        given = Grant(grant, talker, limit_s, over_radio, renewed_s=self._clock.now_s())
        if len(self._talks) > WAITING:  # The air is given faster than it can be used.
            current = self.transmitter.grant
            waiting = (n for n in self._talks if current is None or n != current.number)
            del self._talks[next(waiting)]
        talk = self._announcing.take(say, given) if say else Talk(self._roger)
        if talk is None:
            return
        self._talks[grant] = (given, talk)
        for packet in self._early.pop(grant, []):
            self.sound(grant, packet)
        self._early = {n: kept for n, kept in self._early.items() if n > grant}
        self.tick()

    def renewed(self, grant: int) -> None:
        """The grant still holds. One whose lease was void does not, whoever stood still."""
        if grant in self._talks:
            given, now_s = self._talks[grant][0], self._clock.now_s()
            if now_s < given.renewed_s + LEASE_S:
                given.renewed_s = now_s

    def ended(self, grant: int) -> None:
        """The talker has let go."""
        if grant in self._talks:
            given, talk = self._talks[grant]
            now_s = self._clock.now_s()
            given.ended_s = now_s if given.ended_s is None else given.ended_s
            talk.end(now_s)

    def sound(self, grant: int, packet: Packet) -> None:
        """20 ms of that grant."""
        if grant in self._talks:
            given, talk = self._talks[grant]
            if packet.late_s >= MEDIA_S:
                return  # Too old to be put on the air.
            given.born_s = max(given.born_s, packet.came_s - packet.late_s)
            talk.put(packet)
        elif grant > self._newest and len(self._early) <= WAITING:
            self._early.setdefault(grant, []).append(packet)
            del self._early[grant][:-EARLY]

    def delivered(self, recording: str) -> None:
        """The hub has it."""
        self._recorder.delivered(recording)

    # --- What the keyer says ---

    def keyer_said(self, word: str, rest: str) -> None:
        """Take a word of `pttd`, and the rest of its line: why."""
        if word in ("open", "closed"):
            self._receiver.detect.line = word == "open"
        elif word in ("keyed", "off", "latched"):
            self._keyed = word == "keyed"
            grant = self.transmitter.grant
            if word == "latched" and grant and grant.spent is None:
                grant.spent = Spent.LIMIT
        elif word == "ready":
            self._keyer_there, self._port_lost = True, False
        elif word in ("gone", "failed"):
            self._keyed = self._keyer_there = False
            self._port_lost = self._port_lost or bool(rest)
            self._receiver.detect.line = False
        self.tick()

    # --- What the card says ---

    def heard(self, raw: Audio) -> None:
        """Take BLOCK samples (480,) that were just captured."""
        now_s, now_ms = self._clock.now_s(), self._clock.now_ms()
        deaf = self._deaf(now_s)
        self._hearing.feed(_SILENCE if deaf else raw, now_ms)
        self._receiver.detect.tone = self._hearing.tone
        heard = self._receiver.block(raw, now_s, deaf=deaf)
        self.health.block(raw, now_s, deaf=deaf)
        if heard.open and not self._open:
            self._opened(now_ms, len(heard.frames))
        for frame in heard.frames:
            self._hub.received(frame * KEYING if self._hearing.keying else frame)
            if self._receiving:
                self._recorder.write(self._receiving, frame)
        if self._open and not heard.open:
            self._closed(now_ms)
        self.tick()

    def next_block(self, later_s: float = 0.0) -> Audio:
        """Give the card's next samples (480,); silence unless something is on the air.

        later_s: so much later they are heard.
        """
        now_s = self._clock.now_s()
        self.tick()
        talk = self._talk()
        sound = None
        if talk and self.transmitter.phase is Phase.AIR:
            sound = talk.block(now_s)
            if sound is not None:
                self._out_s = now_s + later_s
        block = self._sender.block(sound, self.transmitter.phase)
        if self._sending and self.transmitter.phase is Phase.AIR:
            self._recorder.write(self._sending, block)
        self.health.sent(mean_dbfs(block), now_s, keyed=self._keyed)
        return block

    def looped(self, sound: Audio) -> None:
        """The loop-back heard this."""
        self.health.looped(mean_dbfs(sound), self._clock.now_s())

    # --- Time ---

    def tick(self) -> None:
        """See what time has changed."""
        now_s = self._clock.now_s()
        transmitter = self.transmitter
        transmitter.failing = self._failing(now_s)
        for grant, talk in self._talks.values():
            talk.feed(now_s, fresh=grant.fresh(now_s))
        self._next_grant(now_s)
        talk_now = self._talk()
        phase = transmitter.step(
            Around(
                now_s=now_s,
                keyed=self._keyed,
                sound=bool(talk_now and talk_now.begun),
                out=bool(talk_now is None or talk_now.over()) and now_s >= self._out_s,
                held_s=talk_now.left_s if talk_now else 0.0,
                busy=self._open,
            )
        )
        self._announcing.look(phase, now_s)
        self._line(now_s)
        self._record(phase)
        self._received(now_s)
        self._report(now_s)

    def _failing(self, now_s: float) -> Spent | None:
        if self.health.card(now_s) is not None or self.health.deaf(now_s):
            return Spent.CARD
        return None if self._keyer_there else Spent.KEYER

    def _next_grant(self, now_s: float) -> None:
        """Let go of a grant that is over, and take the next that waits."""
        grant = self.transmitter.grant
        if grant is not None and not self.transmitter.keys:
            _, talk = self._talks[grant.number]
            missed = self.transmitter.missed(now_s)
            if missed or _over(grant, talk, now_s, others=len(self._talks) > 1):
                del self._talks[grant.number]
                self.transmitter.grant = None
        if self.transmitter.grant is None and self._talks:
            self.transmitter.take(next(iter(self._talks.values()))[0])

    def _talk(self) -> Talk | Spoken | None:
        grant = self.transmitter.grant
        return self._talks[grant.number][1] if grant else None

    def _line(self, now_s: float) -> None:
        """Say `key` as often as it must be said, and `off` once."""
        if self.transmitter.keys:
            self._deaf_until_s = now_s + self._settings.carrier.deaf_ms / 1000
            if now_s >= self._key_s + RENEW_S:
                self._key_s = now_s
                self._keyer.key()
        elif self._key_s != float("-inf"):
            self._key_s = float("-inf")
            self._keyer.off()

    def _record(self, phase: Phase) -> None:
        if phase is Phase.AIR and self._sending is None:
            self._sending = self._recorder.begin(self._clock.now_ms(), self.transmitter.grant)
        elif phase is Phase.REST and self._sending is not None:
            self._recorder.end(self._sending)
            self._sending = None

    def _deaf(self, now_s: float) -> bool:
        return self._keyed or self.transmitter.keys or now_s < self._deaf_until_s

    # --- What is received ---

    def _opened(self, now_ms: int, frames: int) -> None:
        self._open = True
        began_ms = now_ms - 20 * frames
        self._hub.carrier(True, began_ms)
        if self._receiving is None:
            self._receiving = self._recorder.begin(began_ms, None)
            self._hearing.transmission = self._receiving

    def _closed(self, now_ms: int) -> None:
        self._open = False
        self._hub.carrier(False, now_ms)
        self._closed_s = self._clock.now_s()

    def _received(self, now_s: float) -> None:
        """End a recording whose carrier is gone, and not for a moment only: one talk is one."""
        if self._receiving and not self._open and now_s >= self._closed_s + CLOSED_S:
            self._recorder.end(self._receiving)
            self._receiving = self._hearing.transmission = None

    def _signalled(self, signal: Signal) -> None:
        if signal.unit and signal.transmission and signal.kind in ("answer", "mdc1200"):
            known_by = "dtmf" if signal.kind == "answer" else "mdc1200"
            self._recorder.name(signal.transmission, signal.unit, known_by)
        self._hub.signalled(signal)

    # --- What is told ---

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What is wrong just now."""
        now_s = self._clock.now_s()
        card = self.health.card(now_s)
        wrong: list[Alarm] = [card] if card else []
        if card is None and self.health.deaf(now_s):
            wrong.append("card_silent")
        if self._settings.ptt.kind != "none" and not self._keyer_there:
            wrong.append("port_lost" if self._port_lost else "keyer_lost")
        if self._receiver.stuck:
            wrong.append("stuck_receiver")
        if self.health.clipping(now_s):
            wrong.append("clipping")
        if self._recorder.full():
            wrong.append("disk_full")
        if self._announcing.mute:
            wrong.append("no_speech")
        return (*wrong, *self.health.around())

    def _report(self, now_s: float) -> None:
        """Tell the hub how it is: what has changed at once, the meters now and then."""
        latched = self.transmitter.latched
        now = (self._on_air(now_s), self._number(), self._open, latched, self.alarms)
        if now != self._told or now_s >= self._told_s + STATUS_S:
            self._told, self._told_s = now, now_s
            self._hub.status(self._status(now_s))

    def _status(self, now_s: float) -> Status:
        transmitter = self.transmitter
        left_s = transmitter.left_s(now_s)
        sent = self._sender.meter.peak_dbfs if transmitter.keys else SILENCE_DBFS
        return Status(
            on_air=self._on_air(now_s),
            receive_only=not self._settings.may_transmit,
            grant=self._number(),
            carrier=self._open,
            latched=transmitter.latched,
            left_s=None if left_s is None else round(left_s, 1),
            sent_dbfs=round(sent, 1),
            received_dbfs=round(self._receiver.meter.peak_dbfs, 1),
            alarms=self.alarms,
        )

    def _number(self) -> int | None:
        """Give the grant that is on the air."""
        transmitter = self.transmitter
        return transmitter.grant.number if transmitter.grant and transmitter.keys else None

    def _on_air(self, now_s: float) -> OnAir:
        if self._keyed:
            return "heard" if self.health.heard(now_s) else "keyed"
        return "asked" if self.transmitter.keys else "off"


def _over(grant: Grant, talk: Talk | Spoken, now_s: float, *, others: bool) -> bool:
    """Say whether a grant that does not key has nothing more to say. others: somebody waits."""
    if grant.ended_s is None and grant.holds(now_s):
        return others and grant.spent is not None
    if grant.ended_s is None or grant.spent is not None:
        return True
    return talk.over()
