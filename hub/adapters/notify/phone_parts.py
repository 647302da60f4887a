"""The telephone of a hub, put together from its settings."""

from collections.abc import Mapping

from hub.adapters.notify.phone import PhoneChannel
from hub.adapters.notify.phone_process import PhoneLink
from hub.adapters.notify.phone_settings import number_plan, phone_setup
from hub.adapters.notify.speech import Speech
from hub.config import Settings
from hub.domain.people import Person
from hub.services.ports import Clock

SPEECH = "speech"
"""Below the data folder: what was said."""


def telephone(
    settings: Settings, people: Mapping[str, Person], clock: Clock
) -> PhoneChannel | None:
    """Give the telephone, or None where there is none. people: by post. ConfigError."""
    phone = settings.phone
    if phone.server is None:
        return None

    def named(post: str) -> str:
        return people[post].post if post in people else ""

    return PhoneChannel(
        PhoneLink(phone_setup(phone), clock),
        Speech(settings.data_dir / SPEECH, phone.language),
        number_plan(phone),
        settings.city,
        phone.language,
        named,
    )
