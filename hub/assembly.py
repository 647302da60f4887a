"""Every object of the control plane, made once and given what it needs."""

import os
from collections.abc import Sequence
from contextlib import suppress

from hub.adapters.access import AccessParts
from hub.adapters.clock import StepWatch, SystemClock
from hub.adapters.commands.access import AccessCommands, AccessServices
from hub.adapters.commands.chat import ChatCommands
from hub.adapters.commands.directory import DirectoryCommands
from hub.adapters.commands.door import Door
from hub.adapters.commands.handling import HandlingCommands
from hub.adapters.commands.metered import MeteredDoor
from hub.adapters.commands.moderation import ModerationCommands
from hub.adapters.commands.office import OfficeCommands
from hub.adapters.commands.policy import PolicyCommands
from hub.adapters.commands.reach import ReachCommands
from hub.adapters.commands.summons import SummonsCommands
from hub.adapters.commands.voice import VoiceCommands
from hub.adapters.directory import first_book, load_rooms
from hub.adapters.files.disk import DiskBlobs
from hub.adapters.files.thumbnails import Thumbnails
from hub.adapters.greeting import Greeter
from hub.adapters.http.answering import Answering
from hub.adapters.http.command_door import CommandDoor
from hub.adapters.http.downloads import Downloads
from hub.adapters.http.exports import Exports
from hub.adapters.http.figures import Figures
from hub.adapters.http.guards import Hosts
from hub.adapters.http.server import State
from hub.adapters.http.sign_in import SignIn
from hub.adapters.http.uploads import Uploads, WhoCalls
from hub.adapters.http.visitors import Visitors, address_of
from hub.adapters.metrics import Metrics
from hub.adapters.notify.outgoing import Outgoing
from hub.adapters.notify.outlets import outlets
from hub.adapters.notify.phone_parts import telephone
from hub.adapters.sio.gateway import Gateway
from hub.adapters.store.copies import Copies
from hub.adapters.store.migrate import BACKUPS
from hub.adapters.store.seal import Seal
from hub.adapters.store.writer import SqlStore
from hub.adapters.tls.lan import LanFiles
from hub.adapters.tls.serving import Certificate, served
from hub.adapters.tokens import Links, Tickets, keyed, new_event_id, new_id, new_topic
from hub.adapters.turn import relays
from hub.adapters.voice_figures import measure_voices
from hub.adapters.watchdog import LoopWatch, Supervisor
from hub.config import DATA, Settings
from hub.domain.officials import persons
from hub.domain.refusals import NotSaved
from hub.domain.rooms import ALL_CALL, all_call_room
from hub.media_parts import media_workers
from hub.radio_parts import RadioParts
from hub.recording_parts import RecordingParts
from hub.rollcall_parts import RollCalls
from hub.services.air import Air
from hub.services.all_calls import AllCalls
from hub.services.attention import AttentionService
from hub.services.chat import ChatService
from hub.services.directory import Directory
from hub.services.files import FileService
from hub.services.floors import FloorService
from hub.services.leading import LeadingService
from hub.services.moderations import Moderations
from hub.services.news import News
from hub.services.pages import Pages
from hub.services.parts import Services
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.streams import StreamService
from hub.services.ticker import Ticker
from hub.services.trail import Trail
from hub.services.voices import VoiceService
from hub.summons_parts import Calling, Secrets


class Hub:
    """The control plane of one city; nothing of it runs yet. The data folder is ours."""

    def __init__(self, settings: Settings, worker: Sequence[str], key: bytes) -> None:
        self._clock = clock = SystemClock()
        self._first = first_book(settings.people.agencies, settings.city)
        self.store = SqlStore(settings.data_dir, Seal(key), clock)
        self.ticker = Ticker(clock)
        posts = {person.id: person for person in persons(self._first, 0)}
        self.rooms = {ALL_CALL: all_call_room(), **load_rooms(settings.rooms.file, posts)}
        self.directory = Directory(self.rooms, self.store, clock, self.ticker, new_id=new_id)
        self.people = self.directory.people
        self.links = Links(key, clock)
        self.lan_files = LanFiles(settings.data_dir / "tls")
        self.certificate = _certificate(settings, self.lan_files, clock)
        self.hosts = Hosts(
            (*settings.http.hosts, *(self.certificate.checked.names if self.certificate else ())),
            settings.http.url,
        )
        self.access = AccessParts(
            self.directory,
            self.store,
            clock,
            self.links,
            key,
            settings.city,
            DATA / "common_passwords.txt",
            second_factor=settings.security.second_factor == "required",
        )
        self._settings = settings
        visitors = Visitors(
            self.hosts, self.access.sessions, lambda secret: self.radio.register.bridge(secret)
        )
        self.sign_in = SignIn(visitors, self.access.ways_in, settings.city, settings.zone)
        blobs = DiskBlobs(settings.data_dir, Thumbnails())
        self.files = FileService(self.rooms, self.store, blobs, clock)
        self.uploads = Uploads(self.files, visitors.caller)
        self.downloads = Downloads(self.files, blobs, visitors.caller)
        self.media = media_workers(settings, worker, clock)
        self.watch = LoopWatch(clock, Supervisor(os.environ))
        self.metrics = Metrics(self.media.stats_of_each, lambda: self.media.pids)
        self.gateway = Gateway(visitors.caller, address_of, self.hosts.same_origin, clock)
        self.services = self._services(clock)
        self.radio, self.recordings = self._radio(clock), self._recordings(visitors.caller)
        self.outgoing = Outgoing(clock, settings.push.local_services)
        self.phone = telephone(settings, self.people, clock)
        self.calling = Calling(
            self.rooms,
            self.directory,
            self.services.presence,
            self.store,
            self.gateway.outbox,
            clock,
            new_id,
            settings.zone,
            outlets(settings, key, self.outgoing, clock, self.phone),
            Secrets(
                Tickets(key, clock), keyed(key, "contact"), new_topic, self.access.sessions.lasts
            ),
            self.radio.calls,
        )
        self.rollcall = self._rollcall(clock)
        self.door = self._door()
        self.answering = Answering(
            self.calling.by_ticket, self.calling.answers, visitors.caller, address_of, clock
        )
        self.figures = Figures(self.sign_in.who_is, self.media.figures)
        self.exports = Exports(
            self.calling.record, self.rollcall.filed, visitors.caller, settings.city, clock
        )
        self.command_door = CommandDoor(self.door, visitors.caller, clock)
        self._serve()
        self._listen()
        self.copies = Copies(
            settings.data_dir,
            settings.backup.folder or settings.data_dir / BACKUPS,
            settings.backup.every_minutes * 60,
            settings.backup.keep,
            clock,
        )
        self.step_watch = StepWatch(clock, self._clock_was_set)
        self._measure()

    def _serve(self) -> None:
        """Let pages in."""
        services = self.services
        self.gateway.serve(
            self.door,
            Pages(services.voices, services.streams, services.attention),
            Greeter(
                self.people,
                self.rooms,
                services.presence,
                services.news,
                services.streams,
                services.all_calls,
                self.calling.board,
                self.rollcall.board,
                self.store,
                self._clock,
                relays(self._settings.turn, self._clock),
            ),
        )

    def _listen(self) -> None:
        """Who is told when something changes."""
        services = self.services
        self.radio.answered_by(self.calling.answers, self.calling.board, self.rollcall.reports)
        if self.phone:
            self.phone.answers = self.calling.answers
        self.access.sessions.listen(services.voices.access_ended)
        self.access.sessions.listen(lambda _: self.gateway.look_again())
        self.directory.listen(self.access.sessions.assignments_changed)
        self.directory.listen(services.voices.permissions_changed)
        self.directory.listen(self.calling.board.posts_changed)
        self.directory.listen(self.gateway.greet_all)
        self.radio.register.listen(lambda _: self.gateway.greet_all())
        self.radio.register.listen(lambda _: self.gateway.look_again())
        self.store.listen(services.streams.grown, services.attention.storage_changed)

    async def load(self) -> None:
        """Read what must be known before the first page comes; the store runs."""
        newest_ms, oldest_ms = await self.store.read(lambda tx: tx.events.span_ms())
        self._clock.not_before(newest_ms / 1000, oldest_ms / 1000)
        await self.directory.load(self._first)
        await self.services.moderations.load()
        await self.radio.load()
        await self.recordings.taker.load()
        await self.calling.book.load()
        await self.calling.summonses.load()
        await self.rollcall.rollcalls.load()
        with suppress(NotSaved):  # Its clock tries it again.
            await self.calling.clock.make_good()
        await self.access.sessions.load()
        self.access.ways.listen(self.gateway.greet)

    def state(self) -> State:
        """Say what a monitor asks for: can people join, and is the machine's clock right?"""
        return State(ready=self.media.up, clock_ok=not self._clock.behind_s)

    def _measure(self) -> None:
        services, watch, media, add = self.services, self.watch, self.media, self.metrics
        streams = services.streams
        measure_voices(add, services.presence)
        add.counter("posko_media_restarts", "Media workers lost", lambda: media.restarts)
        add.counter("posko_loop_stalls", "Event loop still > 100 ms", lambda: watch.stalls)
        add.counter("posko_loop_stalled_seconds", "Stalls together", lambda: watch.stalled_s)
        add.counter("posko_calls_sent", "To channels", lambda: self.calling.deliveries.made)
        if phone := self.phone:
            add.gauge("posko_phone_up", "Can numbers be rung?", lambda: phone.up)
        add.gauge("posko_radios", "Radio channels", lambda: self.radio.register.channels)
        add.gauge("posko_radios_up", "Of which the bridge hears", lambda: self.radio.air.up)
        self.recordings.measure(add)
        add.gauge("posko_store_waiting", "Changes not yet committed", lambda: self.store.waiting)
        add.gauge("posko_store_ok", "Can the store be written?", lambda: self.store.ok)
        add.gauge("posko_store_commit_seconds", "The last commit", lambda: self.store.commit_s)
        add.gauge("posko_clock_behind_seconds", "Clock", lambda: self._clock.behind_s)
        add.gauge("posko_copied_at_seconds", "Last copy of the data", lambda: self.copies.last_at)
        add.gauge("posko_streams_behind", "Streams grown, not yet told", lambda: streams.behind)

    def _clock_was_set(self, step_s: float) -> None:
        """Deadlines in UTC are looked at anew; pages learn the hub's time."""
        self.directory.clock_was_set()
        self.ticker.wake()
        self.calling.clock.wake()
        self.rollcall.clock.clock_was_set(step_s)
        self.gateway.greet_all()

    def _services(self, clock: Clock) -> Services:
        rooms, ticker, outbox = self.rooms, self.ticker, self.gateway.outbox
        presence = Presence()
        news = News(rooms, presence, outbox, clock, ticker)
        air = Air(self.store, clock, new_event_id)
        moderations = Moderations(rooms, presence, news, self.store)
        floors = FloorService(rooms, presence, self.media, moderations, news, air, clock, ticker)
        voices = VoiceService(
            rooms,
            presence,
            floors,
            moderations,
            self.media,
            news,
            clock,
            ticker,
            new_id=new_id,
        )
        streams = StreamService(rooms, presence, self.store, outbox)
        attention = AttentionService(presence, streams, self.store, outbox, clock, ticker)
        for source in (
            floors.fire_due,
            voices.fire_due,
            news.fire_due,
            attention.fire_due,
            self.directory.fire_due,
        ):
            ticker.add(source)
        chat = ChatService(rooms, self.store, clock)
        leading = LeadingService(
            rooms,
            self.people,
            presence,
            moderations,
            voices,
            floors,
            news,
            self.store,
            clock,
            new_event_id,
        )
        all_calls = AllCalls(rooms, presence, floors, self.media, news, air, clock)
        return Services(
            presence,
            news,
            floors,
            voices,
            streams,
            attention,
            chat,
            air,
            moderations,
            leading,
            all_calls,
        )

    def _radio(self, clock: Clock) -> RadioParts:
        s = self.services
        return RadioParts(
            self.rooms,
            self.directory,
            s.presence,
            s.floors,
            s.voices,
            s.all_calls,
            self.media,
            s.news,
            self.gateway.outbox,
            self.store,
            clock,
            self.ticker,
            new_id,
            new_event_id,
        )

    def _recordings(self, who_calls: WhoCalls) -> RecordingParts:
        s, folder = self.services, self._settings.data_dir
        return RecordingParts(folder, self.rooms, s, self.media, self.store, self._clock, who_calls)

    def _rollcall(self, clock: Clock) -> RollCalls:
        c = self.calling
        return RollCalls(
            self.rooms,
            self.directory,
            self.services,
            self.store,
            self.gateway.outbox,
            clock,
            self.ticker,
            self._settings.zone,
            *(c.summonses, c.answers, c.board),
        )

    def _door(self) -> Door:
        s, c = self.services, self.calling
        return MeteredDoor(
            self._clock,
            self.metrics.commanded,
            VoiceCommands(s.voices, s.floors, self.radio.emergency).table,
            ModerationCommands(s.leading).table,
            ChatCommands(self.rooms, s.streams, s.chat, s.attention, self._clock).table,
            DirectoryCommands(self.directory, self._clock, new_id, self._settings.zone).table,
            SummonsCommands(c.summonses, c.answers, c.board, c.record, self._clock).table,
            HandlingCommands(c.handling, c.dialling).table,
            PolicyCommands(c.ladders, c.leaves, c.templates, c.drills).table,
            ReachCommands(c.ways, c.readiness, self._clock).table,
            OfficeCommands(Trail(self.store, self._clock)).table,
            self._access_commands().table,
            self.radio.commands.table,
            *self.rollcall.tables,
            self.recordings.table,
        )

    def _access_commands(self) -> AccessCommands:
        a = self.access
        return AccessCommands(
            AccessServices(
                self.directory,
                self.store,
                self.services.presence,
                a.sessions,
                a.devices,
                a.enrolments,
                a.passwords,
                a.codes,
                a.passkeys,
                a.ways,
                lambda: not self._clock.behind_s,
            ),
            self._settings.http.public_url,
        )


def _certificate(settings: Settings, files: LanFiles, clock: Clock) -> Certificate | None:
    http = settings.http
    if http.tls_cert is None or http.tls_key is None:
        return None
    return served(http.tls_cert, http.tls_key, files, settings.city, clock)
