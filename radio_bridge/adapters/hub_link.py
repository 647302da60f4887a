"""The link between a radio and its hub: ToHub on this side, FromHub on the other.

It signs in by a device token, joins the room of its channel, and comes back by itself: first
within half a second, then ever more slowly, always at random. While it is down, what was heard and
recorded waits in the outbox; live sound does not. A hub that is silent for FRESH_S is lost for the
radio, whatever the connection says: the bridge is told, and a renewal that was long under way is
none.
"""

import asyncio
import random
import ssl
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from hub.wire.radio import RadioGrant, RadioPrepared, RadioSaid, Signal, Status
from radio_bridge.adapters.clock import now_ms, now_s
from radio_bridge.adapters.hub_delivery import Delivery
from radio_bridge.adapters.hub_files import HubFiles
from radio_bridge.adapters.hub_outbox import Item, Outbox
from radio_bridge.adapters.hub_socket import Body, HubGone, HubRefused, HubSocket
from radio_bridge.adapters.hub_talk import HubTalk
from radio_bridge.adapters.hub_voice import HubVoice, VoiceFailed
from radio_bridge.adapters.hub_words import HubWords
from radio_bridge.link import FromHub, Packet, Recorded
from radio_bridge.transit import Transit

RETRY_FIRST_S = 0.5
RETRY_MOST_S = 5.0
REFUSED_RETRY_S = 10.0
"""A token that is refused is not mended by trying often."""
LOOK_EVERY_S = 0.05
LATE_MAX_S = 0.25
"""A renewal so long under way is not handed on."""
SILENT_S = 3.0
"""The hub sends sound or a sign of it every 400 ms: without any the connection is made anew."""
EARLY_MAX = 25
"""Packets of a grant that came before its word did: half a second."""
BEAT_S = 1.0
"""How the radio is, is told that often though nothing has changed: it lives."""
ASK_TIME_EVERY_S = 60.0
METERS_EVERY_S = 0.2
STATUS_EVERY_S = 0.1
"""Also what changes is not told more often: the hub counts what a connection asks."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Where the hub is, and by what one comes in.

    url: as `https://posko.example`. channel: which it should be; None: whatever the token is of.
    ca: a file of an authority to trust besides the system's. folder: of the outbox.
    """

    url: str
    token: str
    folder: Path
    channel: str | None = None
    ca: Path | None = None


class HubLink:
    """The port `ToHub`. `run` it with the bridge until it is cancelled."""

    def __init__(self, settings: LinkSettings, rng: random.Random | None = None) -> None:
        self._settings = settings
        self._rng = rng or random.Random()
        self._outbox = Outbox(settings.folder)
        self._bridge: FromHub | None = None
        self._up = False
        self._talk = HubTalk()
        self._words = HubWords()
        self._socket: HubSocket | None = None
        self._voice: HubVoice | None = None
        self._newest: HubVoice | None = None
        """The same, also while it is on its way in."""
        self._grant = 0
        self._late: RadioGrant | None = None
        """One that was long under way, and may hold still."""
        self._early: deque[tuple[int, Packet]] = deque(maxlen=EARLY_MAX)
        self._transit = Transit()
        self._status = Status()
        self._status_told = Status()
        self._status_s = 0.0
        self._said = ""

    # The port `ToHub`

    def carrier(self, open: bool, at_ms: int) -> None:
        """See the port."""
        self._talk.carrier(open)

    def received(self, pcm: NDArray[np.float32]) -> None:
        """See the port."""
        self._talk.received(pcm)

    def signalled(self, signal: Signal) -> None:
        """See the port."""
        if signal.name == "emergency" or signal.said == "emergency":
            self._talk.in_need()
        answer = signal.kind in ("answer", "unrecognised") or signal.name == "emergency"
        body = signal.model_dump_json(exclude_defaults=True)
        self._outbox.put(Item(signal.id, "signal", body, answer=answer))

    def status(self, status: Status) -> None:
        """See the port."""
        self._status = status

    def prepared(self, said: RadioPrepared) -> None:
        """See the port."""
        self._words.put("radio:prepared", said)

    def said(self, said: RadioSaid) -> None:
        """See the port."""
        self._words.put("radio:said", said)

    def recorded(self, transmission: Recorded) -> None:
        """See the port."""
        body = transmission.said.model_dump_json(exclude_defaults=True)
        self._outbox.put(Item(transmission.said.id, "recording", body, str(transmission.path)))

    # Coming and going

    async def run(self, bridge: FromHub) -> None:
        """Be linked whenever it can be, until cancelled."""
        self._bridge = bridge
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._look())
                tasks.create_task(self._come_back())
        finally:
            self._show(False)
            await self._outbox.close()

    async def _come_back(self) -> None:
        wait_s = RETRY_FIRST_S
        while True:
            await asyncio.sleep(self._rng.random() * wait_s)
            linked_s = now_s()
            try:
                await self._linked()
                why = "lost"
            except HubRefused as refused:
                why = _in_words(refused.code, self._settings.channel)
                wait_s = REFUSED_RETRY_S
            except (HubGone, TimeoutError) as gone:
                why = str(gone) or "no answer"
                wait_s = min(wait_s * 2, RETRY_MOST_S)
            except Exception as error:  # The radio is heard and recorded on, whatever is said here.
                log.error("link failed", why=f"{type(error).__name__}: {error}", exc_info=True)
                why = "failed"
                wait_s = REFUSED_RETRY_S
            if now_s() - linked_s > RETRY_MOST_S:
                wait_s = RETRY_FIRST_S
            self._say(why)

    async def _linked(self) -> None:
        """One connection, from its beginning to its end. HubGone, HubRefused, TimeoutError."""
        settings = self._settings
        tls = _trust(settings)
        socket = HubSocket(settings.url, settings.token, tls)
        self._transit = Transit()
        # Another hub may count from another time of day: one whose clock was set back does.
        self._grant, self._late = 0, None
        try:
            await socket.open(self._heard)
            channel = settings.channel or str(socket.hello["me"]["id"]).removeprefix("radio.")
            await self._hello(socket, channel)
            self._socket = socket
            files = HubFiles(settings.url, settings.token, tls)
            delivery = Delivery(self._outbox, socket, files, channel, self._delivered)
            for filled in self._outbox.filled.values():
                filled.set()
            tasks = [
                asyncio.create_task(each)
                for each in (
                    socket.watch(),
                    delivery.run(),
                    self._speak(socket, channel),
                    self._talk.run(socket),
                    self._words.run(socket),
                    self._ask_time(socket, channel),
                )
            ]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            self._socket = None
            self._look_once()
            await socket.close()

    async def _hello(self, socket: HubSocket, channel: str) -> None:
        """Say which channel this is, and see what time it is there. HubGone, HubRefused."""
        before_s, asked_s = now_s(), now_ms() / 1000
        welcome = await socket.ask("radio:hello", {"channel": channel})
        half_s = (now_s() - before_s) / 2
        if self._bridge is not None:
            self._bridge.hub_is_ahead(int(welcome["time_ms"]) / 1000 - asked_s - half_s)

    async def _ask_time(self, socket: HubSocket, channel: str) -> None:
        while True:
            await asyncio.sleep(ASK_TIME_EVERY_S)
            await self._hello(socket, channel)

    async def _speak(self, socket: HubSocket, channel: str) -> None:
        """Have a voice in the room, and another when it is lost."""
        while True:
            wait_s = 0.0
            voice = self._newest = HubVoice(self._packet)
            try:
                joined = await socket.ask(
                    "voice:join", {"room": channel, "sdp": await voice.offer()}
                )
                await voice.answered(str(joined["sdp"]))
                self._voice = voice
                self._talk.joined(str(joined["voice"]), voice)
                self._say("linked")
                await _its_end(voice)
            except HubRefused as refused:
                if refused.code in ("not_a_member", "not_allowed", "no_such_room"):
                    raise
                wait_s = refused.retry_after_s or RETRY_FIRST_S
            except VoiceFailed as failed:
                self._say(str(failed))
                wait_s = RETRY_FIRST_S
            finally:
                self._voice = None
                self._talk.left()
                await voice.close()
            if voice.elsewhere:
                self._say("jembatan lain memakai kanal ini (another bridge has this channel)")
                await _until_free(socket, channel)
            await asyncio.sleep(wait_s)

    async def _look(self) -> None:
        """See whether the hub is still there, and tell it how the radio is."""
        while True:
            self._look_once()
            await self._tell_status()
            await asyncio.sleep(LOOK_EVERY_S)

    def _look_once(self) -> None:
        socket, voice = self._socket, self._voice
        self._show(socket is not None and socket.fresh and voice is not None)

    def _show(self, up: bool) -> None:
        if self._bridge is not None and up != self._up:
            self._up = up
            self._early.clear()
            self._bridge.link_up(up)

    async def _tell_status(self) -> None:
        socket, status = self._socket, self._status
        if socket is None or not self._up:
            return
        before, age_s = self._status_told, now_s() - self._status_s
        if status == before and age_s < BEAT_S:
            return
        quiet = {"sent_dbfs": 0.0, "received_dbfs": 0.0, "left_s": None}
        only_meters = status.model_copy(update=quiet) == before.model_copy(update=quiet)
        if age_s < (METERS_EVERY_S if only_meters else STATUS_EVERY_S):
            return
        self._status_told, self._status_s = status, now_s()
        await socket.tell("radio:status", {"status": status.model_dump(mode="json")})

    # What comes

    def _heard(self, kind: str, body: Body) -> None:
        if kind == "grant":
            self._granted(RadioGrant.model_validate(body))
        elif kind == "say" and self._bridge is not None:
            self._bridge.say(str(body["id"]), str(body["text"]))
        elif kind == "voice" and self._newest is not None:
            self._newest.elsewhere = body.get("why") == "elsewhere"
            self._newest.ended.set()
        elif kind == "ptt" and body.get("state") == "ended":
            self._talk.ended(int(body["request"]))

    def _granted(self, said: RadioGrant) -> None:
        bridge = self._bridge
        late_s = self._transit.late_s(said.at_ms / 1000, now_s())
        if bridge is None or said.grant < self._grant:
            return
        if said.state == "ended":
            bridge.ended(said.grant)
        elif late_s >= LATE_MAX_S:
            log.warning("hub's word was long under way", grant=said.grant, late_s=round(late_s, 3))
            if said.state == "granted":  # Good once it is renewed in time.
                self._late = said
        elif said.state == "granted":
            self._give(bridge, said, said.limit_s or 0.0)
        elif said.grant == self._grant:
            bridge.renewed(said.grant)
        elif self._late is not None and self._late.grant == said.grant:
            past_s = (said.at_ms - self._late.at_ms) / 1000
            self._give(bridge, self._late, max(0.0, (self._late.limit_s or 0.0) - past_s))

    def _give(self, bridge: FromHub, said: RadioGrant, limit_s: float) -> None:
        self._grant, self._late = said.grant, None
        bridge.granted(said.grant, said.talker or "", limit_s, said.over_radio, said.say or "")
        for grant, packet in self._early:
            if grant == said.grant:
                bridge.sound(grant, packet)
        self._early.clear()

    def _packet(self, grant: int, packet: Packet) -> None:
        if self._bridge is None:
            return
        if grant == self._grant:
            self._bridge.sound(grant, packet)
        elif grant > self._grant:  # Its word is on another way, and may come later.
            self._early.append((grant, packet))

    def _delivered(self, recording: str) -> None:
        if self._bridge is not None:
            self._bridge.delivered(recording)

    def _say(self, what: str) -> None:
        """Log how the link is, once each time it changes."""
        if what != self._said:
            self._said = what
            (log.info if what == "linked" else log.warning)("hub", link=what)


async def _its_end(voice: HubVoice) -> None:
    """Wait until a voice is lost: told so, or nothing comes any more."""
    while not voice.ended.is_set() and now_s() - voice.heard_s < SILENT_S:
        with suppress(TimeoutError):
            async with asyncio.timeout(SILENT_S / 6):
                await voice.ended.wait()


async def _until_free(socket: HubSocket, channel: str) -> None:
    """Leave the channel to another bridge as long as that is well: two would take turns."""
    while True:
        await asyncio.sleep(REFUSED_RETRY_S)
        if not (await socket.ask("radio:hello", {"channel": channel})).get("served"):
            return


def _trust(settings: LinkSettings) -> ssl.SSLContext | None:
    if settings.ca is None:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=settings.ca)
    return context


def _in_words(code: str, channel: str | None) -> str:
    """Say in one line what an administrator must do."""
    match code:
        case "not_signed_in":
            return "token ditolak: dicabut atau salah (token refused: revoked or wrong)"
        case "not_a_member" | "no_such_room":
            return f"token ini bukan untuk kanal {channel} (this token is of another channel)"
    return f"hub: {code}"
