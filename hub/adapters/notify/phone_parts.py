"""The telephone of a hub, put together from its settings."""

from collections.abc import Callable

from hub.adapters.notify.phone import PhoneChannel
from hub.adapters.notify.phone_process import PhoneLink
from hub.adapters.notify.phone_settings import number_plan, phone_setup
from hub.adapters.notify.speech import Speech
from hub.config import Settings
from hub.services.ports import Clock

SPEECH = "speech"
"""Below the data folder: what was said."""


def telephone(settings: Settings, named: Callable[[str], str], clock: Clock) -> PhoneChannel | None:
    """Give the telephone, or None where there is none. named: a post's title. ConfigError."""
    phone = settings.phone
    if phone.server is None:
        return None
    return PhoneChannel(
        PhoneLink(phone_setup(phone), clock),
        Speech(settings.data_dir / SPEECH, phone.language),
        number_plan(phone),
        settings.city,
        phone.language,
        named,
    )
