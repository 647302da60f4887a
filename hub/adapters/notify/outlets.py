"""What this hub has to reach people by, made of its settings."""

from hub.adapters.notify.message import Messages
from hub.adapters.notify.ntfy import Ntfy
from hub.adapters.notify.outgoing import Outgoing
from hub.adapters.notify.phone_settings import number_plan
from hub.adapters.notify.web_push import WebPush
from hub.config import Settings
from hub.domain.phone_numbers import NotDialled, dialled
from hub.domain.refusals import BadAddress
from hub.domain.summons.ladder import Act
from hub.services.channels import Channel, Outlets
from hub.services.ports import Clock

NOBODY = "mailto:posko@localhost.localdomain"
"""Whom to write to when the city gave nobody and has no address of its own."""


def outlets(
    settings: Settings, key: bytes, outgoing: Outgoing, clock: Clock, phone: Channel | None = None
) -> Outlets:
    """Give the channels that are set up."""
    channels: dict[Act, Channel] = {}
    url, vapid = settings.http.url, None
    if settings.push.enabled:
        contact = settings.push.contact or (url if url.startswith("https://") else NOBODY)
        push = WebPush(key, contact, outgoing, clock)
        channels[push.name], vapid = push, push.public_key
    if settings.ntfy.url:
        channels["ntfy"] = Ntfy(settings.ntfy.url, settings.ntfy.token, url, outgoing)
    if settings.message.url:
        channels["message"] = Messages(settings.message.url, url)
    if phone:
        channels["phone"] = phone
    plan = number_plan(settings.phone)

    def check_phone(number: str) -> None:
        try:
            dialled(number, plan)
        except NotDialled as refused:
            raise BadAddress(refused.why) from None

    return Outlets(channels, vapid, settings.ntfy.subscribed_at, outgoing.check, check_phone)
