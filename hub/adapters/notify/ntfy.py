"""ntfy on a server of the city: the app on an Android phone rings through silence (priority 5).

Its buttons post the answer themselves, by the ticket of the call. The same button is the same
answer, so a second press changes nothing. When it is over a quiet message of the same sequence
takes its place; a server older than 2.16 shows it beside the first.
"""

import json
import uuid
from typing import Any

import aiohttp

from hub.adapters.notify.outgoing import Outgoing, passing
from hub.domain.summons import notices
from hub.domain.summons.ladder import Act
from hub.domain.summons.notices import Over
from hub.services.channels import Call, Outcome

PRIORITY, QUIET = 5, 1
TAGS, OVER_TAGS = ["rotating_light"], ["white_check_mark"]
SEQUENCE_MAX = 64
SPACE = uuid.UUID("0d3f7c52-9a3c-4c55-8f43-1c2a7a0f6e11")


class Ntfy:
    """The port `Channel`. server, token: of ntfy. url: the hub's own, as phones reach it."""

    name: Act = "ntfy"
    at_once = 10
    limit_s = 10.0
    again = True

    def __init__(self, server: str, token: str | None, url: str, outgoing: Outgoing) -> None:
        self._server = server
        self._token = token
        self._url = url
        self._outgoing = outgoing

    async def send(self, call: Call) -> Outcome:
        """See the port."""
        return await self._post(self._message(call))

    async def clear(self, call: Call, over: Over) -> None:
        """See the port."""
        message = self._message(call) | {
            "title": f"{notices.END}: {call.title}",
            "message": notices.OVER[over],
            "priority": QUIET,
            "tags": OVER_TAGS,
        }
        if over != "missed" or call.duty:  # What was missed may be answered still.
            message.pop("actions", None)
        await self._post(message)

    async def _post(self, message: dict[str, Any]) -> Outcome:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = json.dumps(message, ensure_ascii=False).encode()
        try:
            answer = await self._outgoing.post(self._server, headers, body, trusted=True)
        except (aiohttp.ClientError, OSError):
            return Outcome("failed_temp", "unreachable", ours=True)
        return passing(answer) or Outcome("accepted")

    def _message(self, call: Call) -> dict[str, Any]:
        message: dict[str, Any] = {
            "topic": call.address,
            "sequence_id": call.attempt[:SEQUENCE_MAX],
            "title": call.title,
            "message": call.text,
            "priority": PRIORITY,
            "tags": TAGS,
            "click": self._url,
        }
        if not call.test and not call.duty:
            message["actions"] = [
                self._button(call, notices.READY, "ready", ""),
                self._button(call, notices.UNABLE, "unable", notices.UNABLE_BECAUSE),
                {"action": "view", "label": notices.OPEN, "url": self._url},
            ]
        return message

    def _button(self, call: Call, label: str, code: str, reason: str) -> dict[str, Any]:
        said = {
            "id": str(uuid.uuid5(SPACE, f"{call.recipient} {call.point} {code}")),
            "recipient": call.recipient,
            "code": code,
            "reason": reason,
            "token": call.token,
        }
        return {
            "action": "http",
            "label": label,
            "url": f"{self._url}/api/summons/answer",
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps(said, ensure_ascii=False),
            "clear": True,
        }
