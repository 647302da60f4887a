"""Pages: a connection that came or went, told to everyone it matters to, in order."""

from collections.abc import Collection

from hub.services.attention import AttentionService
from hub.services.callers import Caller
from hub.services.ports import SessionId
from hub.services.streams import StreamService
from hub.services.voices import VoiceService


class Pages:
    """Whoever holds connections tells this, and only this."""

    def __init__(
        self, voices: VoiceService, streams: StreamService, attention: AttentionService
    ) -> None:
        self._voices = voices
        self._streams = streams
        self._attention = attention

    def session_opened(self, caller: Caller) -> None:
        """A page is connected."""
        self._voices.session_opened(caller)
        self._attention.sessions_changed()

    def access_ended(self, devices: Collection[str]) -> None:
        """Sessions ended, or act as another post: their voices go before their connections."""
        self._voices.access_ended(devices)

    def session_lost(self, session: SessionId) -> None:
        """A page is gone."""
        self._voices.session_lost(session)
        self._streams.session_lost(session)
        self._attention.sessions_changed()
