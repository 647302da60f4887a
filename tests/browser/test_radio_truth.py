"""A head's button in a radio channel's room: red when the radio sends, and never before."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.chromium import Chromiums
from tests.browser.conftest import talk_button
from tests.browser.scripted_radio import scripted_radio, told
from tests.browser.stage import FLOOD, press, release, stage, voice
from tests.nursery import Nursery

ON_AIR, IDLE, OFF = (re.compile(rf"\b{face}\b") for face in ("onair", "idle", "off"))


async def test_a_phone_is_red_only_when_the_radio_sends(
    tmp_path: Path, chromiums: Chromiums, nursery: Nursery
) -> None:
    async with chromiums.lent() as browser, stage(tmp_path, browser, None, nursery.start) as city:
        url = f"http://127.0.0.1:{city.hub.port}"
        maker = await city.enter("admin")
        async with scripted_radio(maker, url, tmp_path / "box", FLOOD) as radio:
            head = await city.enter("bpbd")
            button, pinned = talk_button(head), head.locator(".pin")
            await voice(head)
            await press(head, "busy")
            await expect(button).to_contain_text("TIDAK MENGUDARA")
            await expect(button).to_contain_text("tekan lagi")
            await expect(pinned).not_to_have_class(ON_AIR)
            await radio.keys()
            await expect(button).to_have_class(ON_AIR)
            await expect(pinned).to_have_class(ON_AIR)
            radio.says("keyer_lost")
            await expect(button).to_contain_text("TIDAK MENGUDARA")
            await release(head)

            # In a room that is patched to it as well.
            await told(await city.enter("operator"), "patch:make", room="umum", channel=FLOOD)
            await voice(head, "umum")
            await expect(head.locator(".note", has_text="Siaga Banjir")).to_be_visible()
            await press(head, "busy")
            await expect(button).to_contain_text("TIDAK MENGUDARA")
            await release(head)

            # A radio without a key is only heard, and a press there asks for nothing.
            radio.says(receive_only=True)
            await expect(button).to_have_class(OFF)
            await expect(button).to_contain_text("Hanya mendengar")
            radio.says()
            await expect(button).to_have_class(IDLE)
        await press(head, "busy")
        await expect(button).to_contain_text("PC radio tidak tersambung")
