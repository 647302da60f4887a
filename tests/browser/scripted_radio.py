"""A radio whose bridge says what the test wants: its link to the hub is the real one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from hub.wire.radio import Alarm, OnAir, Status
from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from tests.bridge.linked import Scripted
from tests.contract.running_hub import until

COMMAND = """async ([name, ask]) => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(ask);
  const reply = await fetch(`/api/command/${name}`, { method: "POST", headers, body });
  return await reply.json();
}"""


class ScriptedRadio:
    """One channel's radio. It keys by `keys` alone, however long it is asked to."""

    def __init__(self, link: HubLink, bridge: Scripted) -> None:
        self._link, self._bridge = link, bridge

    def says(self, *alarms: Alarm, on_air: OnAir = "off", receive_only: bool = False) -> None:
        """How it is from now on."""
        grant = self._bridge.grants[-1][0] if self._bridge.grants else None
        asked = grant if on_air != "off" else None
        self._link.status(
            Status(on_air=on_air, grant=asked, alarms=alarms, receive_only=receive_only)
        )

    async def keys(self) -> None:
        """Its keyer confirms the grant that lasts."""
        told = self._bridge
        await until(lambda: told.grants and told.grants[-1][0] not in told.ends)
        self.says(on_air="keyed")


async def told(page: Page, name: str, **ask: Any) -> dict[str, Any]:
    """Have a page's user ask something of the hub."""
    reply: dict[str, Any] = await page.evaluate(COMMAND, [name, ask])
    assert reply["ok"], reply
    return reply


@asynccontextmanager
async def scripted_radio(
    admin: Page, url: str, folder: Path, room: str
) -> AsyncIterator[ScriptedRadio]:
    """Make a room a channel, and have its radio until the block ends. admin: who may."""
    await told(admin, "radio:save", room=room, kind="isr")
    secret = (await told(admin, "radio:token", room=room, label="Menara"))["secret"]
    bridge = Scripted()
    link = HubLink(LinkSettings(url, secret, folder, room))
    task = asyncio.create_task(link.run(bridge))
    try:
        await until(lambda: bridge.up or task.done())
        radio = ScriptedRadio(link, bridge)
        radio.says()
        yield radio
    finally:
        task.cancel()
        await asyncio.wait([task])
