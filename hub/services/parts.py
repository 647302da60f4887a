"""The services of a hub, by name, for whoever puts it together."""

from dataclasses import dataclass

from hub.services.air import Air
from hub.services.all_calls import AllCalls
from hub.services.attention import AttentionService
from hub.services.chat import ChatService
from hub.services.floors import FloorService
from hub.services.leading import LeadingService
from hub.services.moderations import Moderations
from hub.services.news import News
from hub.services.presence import Presence
from hub.services.streams import StreamService
from hub.services.voices import VoiceService


@dataclass(frozen=True, slots=True)
class Services:
    """The services, by name."""

    presence: Presence
    news: News
    floors: FloorService
    voices: VoiceService
    streams: StreamService
    attention: AttentionService
    chat: ChatService
    air: Air
    moderations: Moderations
    leading: LeadingService
    all_calls: AllCalls
