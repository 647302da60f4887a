"""Who is here: the sessions that are connected, and the voices in the rooms. Memory only.

A person has at most one voice in a room. A voice belongs to the session that joined with it; a
voice whose session was lost is kept a while, unheard, and then belongs to nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.domain.people import Person
from hub.domain.quality import Shown
from hub.domain.refusals import NoSuchVoice
from hub.services.ports import SessionId
from hub.wire.quality import Quality


@dataclass(slots=True)
class Voice:
    """One peer of the media worker.

    device: the session that was signed in when it joined. mic_open: the hub lets it be heard now.
    linked: it hears. meters: its page shows how loud everybody is.
    """

    id: str
    person: Person
    room: str
    since_ms: int
    session: SessionId | None
    device: str = ""
    mic_open: bool = False
    linked: bool = False
    meters: bool = False
    shown: Shown = Shown()
    """How good its way is, as pages have it."""
    quality: Quality | None = None
    """The figures behind that, of the last look."""
    kept_until: float | None = None
    """Without a session: when it is dropped, in monotonic seconds."""


@dataclass(slots=True)
class Presence:
    """Written by the services of voices and floors, read by all."""

    sessions: dict[SessionId, Person] = field(default_factory=dict)
    devices: dict[SessionId, str] = field(default_factory=dict)
    """By connection: the session that is signed in on it."""
    voices: dict[str, Voice] = field(default_factory=dict)
    talkers: dict[str, str] = field(default_factory=dict)
    """By room: who has the floor or, in an open room, is the loudest."""
    locked: set[str] = field(default_factory=set)
    """Rooms into which one must be let."""
    recorded: set[str] = field(default_factory=set)
    """Rooms that are recorded now."""
    _rooms: dict[str, dict[str, Voice]] = field(default_factory=dict)

    def online(self) -> set[str]:
        """Give the posts of which a page is connected."""
        return {person.id for person in self.sessions.values()}

    def add(self, voice: Voice) -> None:
        """Put a voice into its room, where the person has none."""
        here = self._rooms.setdefault(voice.room, {})
        assert voice.person.id not in here, voice
        here[voice.person.id] = voice
        self.voices[voice.id] = voice

    def remove(self, voice: Voice) -> None:
        """Take a voice out."""
        del self.voices[voice.id]
        del self._rooms[voice.room][voice.person.id]

    def own(self, voice_id: str, session: SessionId) -> Voice:
        """Give this session's voice; to any other session there is no such voice."""
        voice = self.voices.get(voice_id)
        if voice is None or voice.session != session:
            raise NoSuchVoice
        return voice

    def at(self, room: str, person: str) -> Voice | None:
        """Give a person's voice in a room."""
        return self._rooms.get(room, {}).get(person)

    def in_room(self, room: str) -> list[Voice]:
        """Give the voices in a room, first come first."""
        return list(self._rooms.get(room, {}).values())

    def of_session(self, session: SessionId) -> list[Voice]:
        """Give the voices that belong to a session."""
        return [voice for voice in self.voices.values() if voice.session == session]


def sessions_of(voices: Iterable[Voice]) -> list[SessionId]:
    """Give the sessions there are behind voices."""
    return [voice.session for voice in voices if voice.session is not None]
