"""A room that is led, in real browsers: hands, turns, a mute over an open microphone, the door."""

import asyncio
import re

import numpy as np
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.page_sound import hears_only, record

ON_AIR = re.compile(r"\bonair\b")
ROOM = "Rapat Pimpinan"


async def lead(page: Page) -> None:
    """Open what who leads may do."""
    await page.get_by_role("button", name=re.compile(r"^Pandu( \d+)?$")).click()


async def shut(page: Page) -> None:
    """Close the sheet."""
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.quiet
async def test_a_hand_a_turn_and_a_mute(enter: Enter) -> None:
    mayor, head = await asyncio.gather(enter("walikota", 440.0), enter("bpbd", 1000.0))
    await join(mayor, ROOM)
    await join(head, ROOM)

    await talk_button(head).click()
    await expect(talk_button(head)).to_contain_text("Tangan terangkat")
    await lead(mayor)
    await mayor.get_by_role("button", name="Beri giliran").click()
    await shut(mayor)
    await expect(talk_button(head)).to_contain_text("Giliran Anda")

    await talk_button(head).click()
    await expect(talk_button(head)).to_have_class(ON_AIR)
    await hears_only(mayor, 1000)

    await mayor.get_by_role("button", name="Pandu BPBD").click()
    await mayor.get_by_role("button", name="Bisukan", exact=True).click()
    await expect(talk_button(head)).to_contain_text("Anda dibisukan")
    await expect(talk_button(head)).to_contain_text("Oleh Wali Kota")
    assert np.abs((await record(mayor, 1.0))[24_000:]).max() < 0.003
    await talk_button(head).click(force=True)
    await expect(talk_button(head)).not_to_have_class(ON_AIR)


async def test_a_locked_door_a_knock_and_a_removal(enter: Enter) -> None:
    mayor, head = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    await join(mayor, ROOM)
    await lead(mayor)
    await mayor.get_by_role("button", name="Kunci ruang").click()
    await expect(mayor.get_by_role("button", name="Buka kunci")).to_be_visible()
    await shut(mayor)

    await expect(head.get_by_role("link", name=re.compile(ROOM))).to_contain_text("Terkunci")
    await head.get_by_role("link", name=re.compile(ROOM)).click()
    await head.get_by_role("tab", name="Suara").click()
    await head.get_by_role("button", name="Gabung", exact=True).click()
    await head.get_by_role("button", name="Ketuk pintu").click()
    await expect(head.get_by_text("Menunggu diizinkan")).to_be_visible()
    await lead(mayor)
    await mayor.get_by_role("button", name="Tolak").click()
    await expect(head.get_by_text("Belum diizinkan masuk")).to_be_visible()
    await head.get_by_role("button", name="Ketuk pintu").click()
    await mayor.get_by_role("button", name="Izinkan").click()
    await shut(mayor)
    await expect(talk_button(head)).to_contain_text("Angkat tangan")
    hand = head.get_by_role("button", name=re.compile("^Tangan"))
    await expect(hand).to_have_count(0)  # The big button raises it.

    await mayor.get_by_role("button", name="Pandu BPBD").click()
    await mayor.get_by_role("button", name="Keluarkan dari ruang").click()
    # By its name: the menu before it may still be going.
    sure = mayor.get_by_role("dialog", name="Keluarkan BPBD?")
    await sure.get_by_role("button", name="Keluarkan dari ruang").click()
    await expect(head.get_by_text("Anda dikeluarkan dari ruang ini")).to_be_visible()
    await expect(head.get_by_role("button", name="Ketuk pintu")).to_be_visible()
