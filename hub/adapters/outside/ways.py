"""Whom the watchdog tells, and by what: ntfy, apprise, and a telephone that speaks."""

import asyncio
import uuid
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp

from hub.adapters.notify.message import Messages
from hub.adapters.notify.ntfy import Ntfy
from hub.adapters.notify.phone_process import PhoneDown, PhoneLink
from hub.adapters.notify.speech import CannotSpeak, Speech
from hub.domain.outage import Words
from hub.domain.summons.spoken import Language, reply
from hub.services.channels import Call, Outcome

PHONE_TRIES_MAX = 3
"""A telephone nobody takes is not rung all night."""
TAKEN = ("key", "no_key", "hung_up")


class ByNtfy:
    """The port `Way`: one topic."""

    tries_max: int | None = None

    def __init__(self, ntfy: Ntfy, topic: str) -> None:
        self._ntfy = ntfy
        self._topic = topic

    async def tell(self, words: Words) -> str | None:
        """See the port."""
        return await _in_time(self._ntfy.limit_s, self._ntfy.send(_call(self._topic, words)))


class ByMessage:
    """The port `Way`: one recipient of apprise's. url: of the hub, for who wants to look."""

    tries_max: int | None = None

    def __init__(self, messages: Messages, to: str, url: str) -> None:
        self._messages = messages
        self._to = to
        self._url = url

    async def tell(self, words: Words) -> str | None:
        """See the port."""
        sent = self._messages.post(self._to, words.title, f"{words.text}\n{self._url}")
        return await _in_time(self._messages.limit_s, sent)


class ByPhone:
    """The port `Way`: one number. That somebody, or something, takes the call is all there is to
    know; a key only ends it."""

    tries_max: int | None = PHONE_TRIES_MAX

    def __init__(self, link: PhoneLink, speech: Speech, number: str, language: Language) -> None:
        self._link = link
        self._speech = speech
        self._number = number
        self._language = language

    async def tell(self, words: Words) -> str | None:
        """See the port."""
        try:
            say = await self._speech.file(f"{words.title}. {words.text}")
            thanks = await self._speech.file(reply("heard", self._language))

            async def pressed(key: str) -> Path | None:
                return thanks

            end = await self._link.ring(self._number, say, pressed)
        except CannotSpeak:
            return "no_speech"
        except PhoneDown:
            return "phone_down"
        return None if end.reason in TAKEN else end.reason


async def _in_time(limit_s: float, sending: Coroutine[Any, Any, Outcome]) -> str | None:
    """Give why it was not taken, or None."""
    try:
        async with asyncio.timeout(limit_s):
            outcome = await sending
    except (TimeoutError, OSError, aiohttp.ClientError):
        return "unreachable"
    return None if outcome.sent == "accepted" else outcome.result or outcome.sent


def _call(address: str, words: Words) -> Call:
    """Give it as a trial is given: with nothing to answer."""
    return Call(
        attempt=str(uuid.uuid4()),
        recipient="",
        summons="",
        post="",
        holder="",
        point="",
        address=address,
        title=words.title,
        text=words.text,
        profile="darurat",
        drill=False,
        issuer="",
        deadline=0.0,
        ttl_s=0,
        topic="",
        token="",
        test=True,
    )
