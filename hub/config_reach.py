"""The sections [push], [ntfy] and [message]: by what people are reached when no page is open."""

from typing import Annotated

from pydantic import AfterValidator, Field

from hub.config_parts import Allowed, Section, Url

ADDRESS = "{address}"


def _contact(value: str) -> str:
    if not value.startswith(("mailto:", "https://")) or " " in value or len(value) > 200:
        raise ValueError(value)
    return value


def _template(value: str) -> str:
    if "://" not in value or value.count(ADDRESS) != 1 or len(value) > 500:
        raise ValueError(value)
    return value


Contact = Annotated[
    str,
    AfterValidator(_contact),
    Allowed("mailto:… atau https://…", "mailto:… or https://…"),
]
HostPort = Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?$")]


class Push(Section):
    """Web Push, through the push services of the browsers' makers: the hub needs outbound https.

    contact: whom their operators may write to; without it, the hub's own address. local_services:
    push services in the city's own network (`host` or `host:port`); any other address of a private
    network is refused, since it is a browser that names it.
    """

    enabled: Annotated[bool, Field(strict=True), Allowed("true atau false", "true or false")] = True
    contact: Contact | None = None
    local_services: Annotated[
        tuple[HostPort, ...],
        Allowed('daftar "nama[:porta]"', 'a list of "host[:port]"'),
    ] = ()


class Ntfy(Section):
    """An ntfy server of the city. Without `url` there is none. token: of an account that may write;
    whoever knows a topic, which the hub makes and nobody guesses, may read."""

    url: Annotated[
        Url | None,
        Allowed("http(s)://nama[:porta] tanpa jalur", "http(s)://name[:port] without a path"),
    ] = None
    token: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9_.-]{1,200}$"),
        Allowed("kunci akses ntfy", "an access token of ntfy"),
    ] = None
    public_url: Annotated[
        Url | None,
        Allowed("http(s)://nama[:porta] tanpa jalur", "http(s)://name[:port] without a path"),
    ] = None

    @property
    def subscribed_at(self) -> str | None:
        """Where phones subscribe: as the hub sees the server, unless said otherwise."""
        return self.public_url or self.url


class Messages(Section):
    """Whatever apprise reaches: Telegram, an SMS gateway, mail. Without `url` there is none.

    url: a template of apprise's, in which `{address}` stands for the person's own.
    """

    url: Annotated[
        str | None,
        AfterValidator(lambda value: None if value is None else _template(value)),
        Allowed(
            'URL apprise berisi {address}, mis. "tgram://KUNCI/{address}"',
            'a URL of apprise with {address}, e.g. "tgram://TOKEN/{address}"',
        ),
    ] = None
