"""The hours on the screens are the city's, wherever the device believes to be."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import expect

from hub.main import WEBAPP
from tests.browser.chromium import Chromiums
from tests.browser.stage import sign_in
from tests.contract.running_hub import running_hub

FAR_AWAY = "America/Lima"


def hours(ahead: int) -> "re.Pattern[str]":
    """What a clock shows now in a zone, or did a minute ago."""
    now = datetime.now(UTC) + timedelta(hours=ahead)
    both = (f"{at:%H}.{at:%M}" for at in (now, now + timedelta(minutes=1)))
    return re.compile("|".join(re.escape(one) for one in both))


async def test_clocks_show_the_zone_of_the_city(tmp_path: Path, chromiums: Chromiums) -> None:
    zone, ahead = "WIT", 9  # The farthest from where it believes to be; others show WIB.
    async with running_hub(tmp_path, WEBAPP, zone=zone) as hub, chromiums.lent() as browser:
        context = await browser.new_context(
            locale="id-ID",
            timezone_id=FAR_AWAY,
            viewport={"width": 1920, "height": 1080},
            service_workers="block",
        )
        mayor = await context.new_page()
        await sign_in(mayor, hub, "walikota")
        clock = mayor.locator("header time")
        await expect(clock).to_have_text(re.compile(rf"^{hours(ahead).pattern}"))
        await expect(clock).to_contain_text(zone)

        operator = await context.new_page()
        await sign_in(operator, hub, "operator")
        await expect(operator.locator("header time")).to_have_text(re.compile(rf"\d{zone}$"))
        await operator.evaluate("location.hash = '#/dinding'")
        await expect(operator.locator(".wall time")).to_have_text(hours(ahead))
        await expect(operator.locator(".wall time small")).to_have_text(zone)

        admin = await context.new_page()
        await sign_in(admin, hub, "admin")
        await admin.evaluate("location.hash = '#/kelola/jabatan/bpbd'")
        await admin.locator("main .acts button").first.click()
        await expect(admin.get_by_role("dialog")).to_contain_text(f"24.00 {zone}")
