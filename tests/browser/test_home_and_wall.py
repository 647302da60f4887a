"""The mayor's home with the call to all rooms, and the wall, in real browsers."""

import asyncio
import re

import numpy as np
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.page_sound import hears_only, record
from tests.browser.stage import summon

ON_AIR = re.compile(r"\bonair\b")


async def press(page: Page) -> None:
    """Put a finger on the big button of the home."""
    button = talk_button(page)
    await expect(button).to_contain_text("semua ruang")
    await expect(button).not_to_have_class(re.compile(r"\boff\b"))
    box = await button.bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()


@pytest.mark.quiet
async def test_the_mayor_speaks_to_two_rooms_at_once(enter: Enter) -> None:
    mayor, in_umum, in_siaga, outside = await asyncio.gather(
        enter("walikota", 440.0),
        enter("bpbd", 1000.0),
        enter("dinkes", 1300.0),
        enter("dishub", 700.0),
    )
    await join(in_umum, "Umum")
    await join(in_siaga, "Siaga Banjir")

    await press(mayor)
    await expect(talk_button(mayor)).to_have_class(ON_AIR)
    for page in (in_umum, in_siaga):
        await expect(page.get_by_text("Wali Kota berbicara ke semua ruang")).to_be_visible()
    await asyncio.gather(hears_only(in_umum, 440), hears_only(in_siaga, 440))
    await expect(outside.get_by_role("button", name="Dengarkan")).to_be_visible()
    await expect(talk_button(in_siaga)).to_have_class(re.compile(r"\breceiving\b"))

    await mayor.mouse.up()
    await expect(in_umum.get_by_text("berbicara ke semua ruang")).to_have_count(0)
    assert np.abs((await record(in_umum, 1.0))[24_000:]).max() < 0.003


async def test_leaving_the_home_ends_the_call(enter: Enter) -> None:
    mayor, head = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    for end in ("left", "reload"):
        await press(mayor)
        await expect(talk_button(mayor)).to_have_class(ON_AIR)
        await expect(head.get_by_text("berbicara ke semua ruang")).to_be_visible()
        if end == "left":
            await mayor.evaluate("location.hash = '#/lain'")
        else:
            await mayor.reload()
        await expect(head.get_by_text("berbicara ke semua ruang")).to_have_count(0)
        await mayor.mouse.up()
        await mayor.evaluate("location.hash = '#/'")


async def test_home_and_wall_say_who_is_there_who_talks_and_who_has_not_answered(
    enter: Enter,
) -> None:
    wall, mayor = await enter("operator", 440.0), await enter("walikota", 600.0)
    await mayor.get_by_role("button", name="Lihat 22 lainnya").click()
    tile = mayor.get_by_role("listitem").filter(has_text="BPBD")
    await expect(tile).to_contain_text("Tidak tersambung")
    head = await enter("bpbd", 1000.0)
    await expect(tile).to_contain_text("Tersambung")

    await the_wall_follows_without_being_touched(wall, head)
    await expect(wall.get_by_text("Belum dijawab")).to_have_count(0)
    await summon(mayor, "bpbd", "dinkes")
    await mayor.evaluate("location.hash = '#/'")
    running = mayor.get_by_role("link", name="0 dari 2 menjawab")
    await expect(running).to_be_visible()
    missing = wall.locator(".missing li")
    await expect(missing).to_have_count(2)
    await expect(missing.filter(has_text="BPBD")).to_contain_text("Menunggu")
    await head.get_by_role("alertdialog").get_by_role("button", name="15 menit").click()
    await expect(missing).to_have_count(1)
    await expect(missing).to_contain_text("Dinkes")
    await expect(wall.get_by_text("1 dari 2")).to_be_visible()
    await expect(mayor.get_by_role("link", name="1 dari 2 menjawab")).to_be_visible()


async def the_wall_follows_without_being_touched(wall: Page, head: Page) -> None:
    await wall.set_viewport_size({"width": 1920, "height": 1080})
    await wall.evaluate("location.hash = '#/dinding'")
    await expect(wall.get_by_text("Belum ada siaran")).to_be_visible()
    assert await wall.locator("button, input, a").count() == 0, "there is nothing to operate"
    await join(head, "Siaga Banjir")
    box = await talk_button(head).bounding_box()
    assert box
    await head.mouse.move(box["x"] + 50, box["y"] + 50)
    await head.mouse.down()
    await expect(wall.get_by_text("BPBD bicara")).to_be_visible()
    await head.mouse.up()
    await expect(wall.locator("ol li").filter(has_text="BPBD")).to_be_visible()
