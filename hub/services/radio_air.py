"""The air of each radio channel: what its bridge may send, and what its people see of it.

A grant is made when somebody has the floor and the bridge is there, and is taken back with the
floor; while it lasts it is renewed, so that nothing the hub says last keeps a transmitter keyed.
All of it follows from the floor as it is now: `_settle` is asked at every change, and at every
renewal whether a change was missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.domain import floor as rules
from hub.domain.radio import TRANSMITS, Unit, device_id, unit_of
from hub.domain.rooms import Room
from hub.services.floors import FloorService
from hub.services.news import News
from hub.services.ports import Announcer, Clock, Media, SessionId
from hub.services.presence import Presence, Voice
from hub.services.ticker import Ticker
from hub.wire.live import Live
from hub.wire.radio import Kind, RadioGrant, RadioNow, RadioSay, Says, Status, UnitCard

RENEW_S = 0.2
TAIL_S = 0.15
"""A grant outlasts the key so long: what the worker still plays of the last word is sent too."""
STATUS_LIMIT_S = 3.0
"""What a bridge said longer ago is not shown as how it is now."""


@dataclass(slots=True)
class _Lease:
    """A grant that is out: whose talk it is, and which voice of the bridge it was told to.

    ends: when it will, since nobody talks any more. say: what the bridge itself is to speak.
    """

    grant: int
    talk: tuple[str, float]
    voice: str
    limit_s: float
    due: float
    ends: float | None = None
    say: str | None = None


class RadioAir:
    """Follows the floors of channels. `status` and `heard` are said by their bridges."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        floors: FloorService,
        media: Media,
        news: News,
        announcer: Announcer,
        clock: Clock,
        ticker: Ticker,
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._floors = floors
        self._media = media
        self._news = news
        self._announcer = announcer
        self._clock = clock
        self._ticker = ticker
        self._grant = 0
        self._leases: dict[str, _Lease] = {}
        self._status: dict[str, tuple[Status, float]] = {}
        self._silent: set[str] = set()
        """Channels whose bridge is connected and says nothing any more: it hangs."""
        self._heard: dict[str, UnitCard] = {}
        self._busy_s: dict[str, float] = {}
        """By channel: when it was last seen that somebody has it."""
        self._listeners: list[Callable[[str], None]] = []
        self.says: dict[str, Says] = {}
        """By channel: what the hub is about to say there, or says; kept by its speech."""
        self.units: Mapping[str, tuple[Unit, ...]] = {}
        """By channel; kept by the register of channels."""
        floors.listen(self._floor_is)
        floors.sends = self.sends
        news.radio_of(self.now, self.bridge_changed)

    # What bridges say

    def carrier(self, voice: Voice, request: int, is_open: bool, emergency: bool) -> None:
        """Its receiver hears somebody, or no longer. MediaDown, Muted, FloorDenied."""
        if is_open:
            self._floors.request(voice, request, emergency=emergency)
        else:
            self._floors.fade(voice, request)

    def status(self, channel: str, status: Status) -> None:
        """How a radio is now."""
        before = self._status_of(channel)
        self._status[channel] = (status, self._clock.monotonic())
        if (before.carrier, before.on_air) != (status.carrier, status.on_air):
            self._stirs(channel)
        self._silent.discard(channel)
        self._ticker.wake()
        self.tell(channel)

    def unit_heard(self, channel: str, number: str) -> UnitCard | None:
        """A radio said who keys: heard, which is not present. Give whose number it is."""
        card = self.unit(channel, number)
        if card:
            self._heard[channel] = card
            self.tell(channel)
        return card

    def unit(self, channel: str, number: str) -> UnitCard | None:
        """Give whose number this is; one that is in no register is only a number."""
        if not number:
            return None
        unit = unit_of(self.units.get(channel, ()), number)
        if unit is None:
            return UnitCard(number=number)
        return UnitCard(number=number, post=unit.post or None, name=unit.name)

    def sends(self, channel: str) -> bool:
        """May it transmit, by its licence and as far as its bridge says? Other rooms may."""
        room = self._rooms[channel]
        licensed = not room.radio or _kind(room) in TRANSMITS
        return licensed and not self._status_of(channel).receive_only

    # The hub's own speech

    def listen(self, stirs: Callable[[str], None]) -> None:
        """Be told of each change of a channel: somebody talks, or no more; its bridge came."""
        self._listeners.append(stirs)

    def speaks(self, channel: str) -> bool:
        """May something be said there: is there a bridge that hears, and may it send?"""
        room, voice = self._rooms.get(channel), self._bridge(channel)
        licensed = room is not None and room.radio and self.sends(channel)
        there = voice is not None and voice.linked and channel not in self._silent
        return bool(licensed and there and self._media.serves(channel))

    def quiet_s(self, channel: str) -> float:
        """Give for how long nobody has had the channel, as far as the hub knows."""
        floor, status = self._floors.floor(channel), self._status_of(channel)
        now = self._clock.monotonic()
        if floor.talker or floor.queue or status.carrier or status.on_air != "off":
            self._busy_s[channel] = now
        if channel in self._leases:
            self._busy_s[channel] = now
        return now - self._busy_s.setdefault(channel, now)

    def ask(self, channel: str, said: RadioSay) -> None:
        """Tell its bridge what to make ready to say."""
        voice = self._bridge(channel)
        if voice and voice.session is not None:
            self._announcer.tell([voice.session], Live(room=channel, kind="say", body=said))

    def _stirs(self, channel: str) -> None:
        self._busy_s[channel] = self._clock.monotonic()
        for told in self._listeners:
            told(channel)

    # What there is to see

    def now(self, room: Room) -> RadioNow | None:
        """The radio of a room, or of the channel it is patched to."""
        channel = self._rooms.get(room.patched or room.id)
        if channel is None or not channel.radio:
            return None
        voice = self._bridge(channel.id)
        status = self._status_of(channel.id) if voice else Status()
        lease = self._leases.get(channel.id)
        on_air = status.on_air if lease is None or status.grant == lease.grant else "asked"
        left_s = status.left_s
        return RadioNow(
            channel=channel.id,
            kind=_kind(channel),
            up=voice is not None and voice.linked and channel.id not in self._silent,
            receive_only=not self.sends(channel.id),
            on_air=on_air,
            carrier=status.carrier,
            latched=status.latched,
            until_ms=None if left_s is None else round((self._clock.now() + left_s) * 1000),
            sent_dbfs=status.sent_dbfs,
            received_dbfs=status.received_dbfs,
            alarms=status.alarms,
            heard=self._heard.get(channel.id),
            says=self._said_now(channel.id),
            patches=self._floors.under(channel.id),
        )

    def served(self, channel: str, session: SessionId) -> bool:
        """Is there a bridge that is well, besides the one that asks by this session?"""
        voice = self._bridge(channel)
        if voice is None or voice.session == session:
            return False
        return voice.linked and channel not in self._silent

    @property
    def up(self) -> int:
        """How many channels have a bridge that hears."""
        nows = [self.now(room) for room in self._rooms.values() if room.radio]
        return sum(now is not None and now.up for now in nows)

    def tell(self, channel: str) -> None:
        """Tell the channel, and what is patched to it, how its radio is."""
        if channel in self._rooms and (now := self.now(self._rooms[channel])):
            for room in (channel, *now.patches):
                self._news.radio(room, now)

    def bridge_changed(self, room: str) -> None:
        """Somebody's voice came, went, or hears now."""
        if room in self._rooms and self._rooms[room].radio:
            if self._bridge(room) is None:
                self._forget(room)
            self._settle(room)
            self._stirs(room)
            self.tell(room)

    def channel_gone(self, room: str) -> None:
        """It is no channel any more."""
        self._end(room)
        self._forget(room)
        self._heard.pop(room, None)
        self._busy_s.pop(room, None)
        self.says.pop(room, None)
        self._stirs(room)

    def fire_due(self) -> float | None:
        """Renew what lasts, forget what is old; give the next deadline."""
        now = self._clock.monotonic()
        for channel in list(self._leases):
            if now >= self._leases[channel].due:
                self._settle(channel)
                self._renew(channel, now)
        for channel, (_, at) in list(self._status.items()):
            if channel not in self._silent and now - at >= STATUS_LIMIT_S:
                self._silent.add(channel)
                self._status[channel] = (Status(), now)
                self.tell(channel)
        dues = [lease.due for lease in self._leases.values()]
        speaking = self._status.keys() - self._silent
        dues += [self._status[channel][1] + STATUS_LIMIT_S for channel in speaking]
        return min(dues, default=None)

    # Grants

    def _floor_is(self, room: str, floor: rules.Floor) -> None:
        if not self._rooms[room].radio:
            return
        if not (floor.talk and not floor.talk.claim.revocable):
            self._heard.pop(room, None)
        self._settle(room)
        self._stirs(room)
        self.tell(room)

    def _settle(self, channel: str) -> None:
        """Make the grant what the floor says it should be."""
        wanted = self._wanted(channel)
        lease = self._leases.get(channel)
        same = lease and wanted and (lease.talk, lease.voice) == (wanted.talk, wanted.voice)
        if lease and same and lease.ends is None:
            return
        if lease and self._fades(channel, lease):
            return
        self._end(channel)
        if wanted is None:
            return
        # By the time of day, so that it is higher than all of before a restart.
        self._grant = wanted.grant = max(self._grant + 1, int(self._clock.now()))
        self._leases[channel] = wanted
        if wanted.say is None:  # What the bridge speaks itself needs no sound of the worker.
            self._media.feed(wanted.voice, wanted.grant)
        floor = self._floors.floor(channel)
        self._say(
            wanted,
            "granted",
            talker=floor.talker and rules.person_of(floor.talker),
            limit_s=wanted.limit_s,
            over_radio=bool(floor.talk and floor.talk.claim.over_radio),
            say=wanted.say,
        )
        self._ticker.wake()

    def _fades(self, channel: str, lease: _Lease) -> bool:
        """Does it last a moment longer? Only while the channel is still, and the bridge there."""
        voice = self._bridge(channel)
        if self._floors.floor(channel).talker or voice is None or voice.id != lease.voice:
            return False
        if lease.say is not None:
            return False  # What is cut off, or out, has no last word on its way.
        now = self._clock.monotonic()
        if lease.ends is None:
            lease.ends = now + TAIL_S
            lease.due = min(lease.due, lease.ends)
            self._ticker.wake()
        return now < lease.ends

    def _wanted(self, channel: str) -> _Lease | None:
        """Say what should be sent now: nothing when nobody talks, or the radio itself does."""
        room = self._rooms.get(channel)
        voice = self._bridge(channel)
        if room is None or voice is None or not voice.linked or not self.sends(channel):
            return None
        now = self._clock.monotonic()
        floor = self._floors.floor(channel)
        if floor.talk is None:
            if floor.call is None:
                return None
            return _Lease(0, (floor.call, 0.0), voice.id, rules.TALK_LIMIT_S, now + RENEW_S)
        talk = floor.talk
        if talk.claim.person == device_id(channel):
            return None
        left_s = max(0.0, talk.until - now) if talk.until is not None else rules.TALK_LIMIT_S
        own = self.says.get(channel) if talk.claim.person == rules.ANNOUNCER else None
        say = own.id if own else None
        return _Lease(0, (talk.claim.person, talk.since), voice.id, left_s, now + RENEW_S, say=say)

    def _renew(self, channel: str, now: float) -> None:
        lease = self._leases.get(channel)
        if lease and now >= lease.due:
            ends = now + RENEW_S if lease.ends is None else lease.ends
            lease.due = min(now + RENEW_S, ends)
            self._say(lease, "renewed")

    def _end(self, channel: str) -> None:
        lease = self._leases.pop(channel, None)
        if lease and lease.voice in self._presence.voices:
            if lease.say is None:
                self._media.feed(lease.voice, None)
            self._say(lease, "ended")

    def _say(self, lease: _Lease, state: str, **more: object) -> None:
        voice = self._presence.voices.get(lease.voice)
        if voice is None or voice.session is None:
            return
        body = RadioGrant.model_validate(
            {
                "grant": lease.grant,
                "state": state,
                "at_ms": round(self._clock.monotonic() * 1000),
                **more,
            }
        )
        self._announcer.tell([voice.session], Live(room=voice.room, kind="grant", body=body))

    def _said_now(self, channel: str) -> Says | None:
        """What the hub says there just now, for its people to read: they do not hear it."""
        speaks = self._floors.floor(channel).talker == rules.ANNOUNCER
        return self.says.get(channel) if speaks else None

    def _bridge(self, channel: str) -> Voice | None:
        """Give the voice of a channel's bridge while it is here."""
        voice = self._presence.at(channel, device_id(channel))
        return voice if voice and voice.session is not None else None

    def _forget(self, channel: str) -> None:
        """Nothing is known of how its radio is."""
        self._status.pop(channel, None)
        self._silent.discard(channel)

    def _status_of(self, channel: str) -> Status:
        status, _ = self._status.get(channel, (Status(), 0.0))
        return status


def _kind(room: Room) -> Kind:
    kinds: dict[str, Kind] = {"poc": "poc", "isr": "isr", "krap": "krap", "amatir": "amatir"}
    return kinds[room.radio]
