"""Anything apprise reaches, by one template of the city's: Telegram, a gateway for SMS, mail.

apprise waits in the thread it is called in, for as long as its service likes. So each message has a
thread of its own that nobody waits for longer than its time, and there are never many of them.
"""

import asyncio
import logging
import threading
from contextlib import suppress
from urllib.parse import quote

from hub.domain.reach import checked
from hub.domain.refusals import BadAddress
from hub.domain.summons.ladder import Act
from hub.services.channels import Call, Outcome

THREADS_MAX = 8
ADDRESS = "{address}"


class Messages:
    """The port `Channel`. template: a URL of apprise with `{address}`. url: the hub's own."""

    name: Act = "message"
    at_once = 4
    limit_s = 20.0
    again = True

    def __init__(self, template: str, url: str) -> None:
        self._template = template
        self._url = url
        self._threads = 0

    async def send(self, call: Call) -> Outcome:
        """See the port."""
        try:
            address = checked("message", call.address)
        except BadAddress:  # It would be another part of the template's URL.
            return Outcome("failed_perm", "refused")
        return await self.post(address, call.title, f"{call.text}\n{self._url}")

    async def post(self, address: str, title: str, body: str) -> Outcome:
        """Send to an address that is good as it is."""
        if self._threads >= THREADS_MAX:  # All hang: no more of them.
            return Outcome("failed_temp", "timeout", ours=True)
        target = self._template.replace(ADDRESS, quote(address, safe=""))
        loop = asyncio.get_running_loop()
        done: asyncio.Future[bool] = loop.create_future()

        def over(taken: bool | Exception) -> None:
            self._threads -= 1
            if done.done():
                return  # Nobody waits any more.
            if isinstance(taken, Exception):
                done.set_exception(taken)
            else:
                done.set_result(taken)

        def work() -> None:
            taken: bool | Exception
            try:
                taken = notify(target, title, body)
            except Exception as error:
                taken = error
            with suppress(RuntimeError):  # The hub has ended meanwhile.
                loop.call_soon_threadsafe(over, taken)

        self._threads += 1
        threading.Thread(target=work, name="message", daemon=True).start()
        taken = await done
        # That it was not taken may be its service's fault, or the network's: apprise does not say.
        return Outcome("accepted") if taken else Outcome("failed_temp", "unreachable", ours=True)


def notify(target: str, title: str, body: str) -> bool:
    """Send by apprise; did its service take it?"""
    import apprise  # Half a second, of no use to a city that has no messages.

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # It would log addresses and tokens.
    one = apprise.Apprise()
    return bool(one.add(target)) and bool(one.notify(body=body, title=title))
