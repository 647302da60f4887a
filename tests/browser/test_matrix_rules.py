"""The rules the matrix looks by: each finds what it is for, and nothing else."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page

from tests.browser.chromium import Chromiums
from tests.browser.looking import Looking

LONG = "Badan Penanggulangan Bencana Daerah"
HEAD = '<!doctype html><html lang="id"><title>Uji</title><main><h1>Uji</h1>'
CLIP = "overflow: hidden; white-space: nowrap; text-overflow: ellipsis"
EAR = '<b class="vh" style="position: absolute">Uji</b>'
"""For screen readers alone."""

WRONG = {
    "page": f'<p style="width: 900px">{LONG}</p>',
    "past the edge": f'<div style="position: fixed; left: 300px; width: 200px">{LONG}</div>',
    "wider than its box": f'<p style="width: 90px; white-space: nowrap">{LONG}</p>',
    "higher than its box": f'<p style="width: 90px; height: 20px; overflow: hidden">{LONG}</p>',
    "outside of what scrolls": f'<div style="overflow: auto" tabindex="0">{EAR}</div>',
    "a name is cut": f'<b class="clip" style="display: block; width: 90px; {CLIP}">{LONG}</b>',
    "too small": '<button style="width: 20px; height: 20px; padding: 0">x</button>',
    "axe color-contrast": f'<p style="color: #bbb; background: #fff">{LONG}</p>',
    "axe button-name": '<button style="width: 48px; height: 48px"></button>',
}
RIGHT = f"""<p>{LONG}</p>{EAR}
<div tabindex="0" style="position: relative; overflow: auto">{EAR}</div>
<p class="clip" style="width: 90px; {CLIP}">{LONG}</p>
<div tabindex="0" data-sideways style="overflow: auto; width: 90px">
  <div style="width: 60px; position: relative; left: 600px">{LONG[:5]}</div>
</div>
<p>Kata <a href="#">tautan</a> di dalam kalimat.</p>
<button style="min-width: 48px; height: 48px">Ya</button>"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromiums: Chromiums) -> AsyncIterator[Page]:
    """A phone."""
    async with chromiums.lent() as browser:
        yield await browser.new_page(viewport={"width": 390, "height": 844})


async def test_each_rule_finds_what_it_is_for(page: Page) -> None:
    for rule, wrong in WRONG.items():
        await page.set_content(f"{HEAD}{wrong}</main></html>")
        looking = Looking(page, pictures=None)
        await looking.look("uji")
        assert any(rule in one for one in looking.wrong), f"{rule} was not seen: {looking.wrong}"


async def test_what_is_meant_to_be_is_left_alone(page: Page) -> None:
    await page.set_content(f"{HEAD}{RIGHT}</main></html>")
    looking = Looking(page, pictures=None)
    await looking.look("uji")
    assert looking.wrong == []


CHANGED = {
    "axe button-name": "document.querySelector('button').textContent = ''",
    "axe color-contrast": "document.styleSheets[0].insertRule('p { color: #bbb }')",
    "axe label-content-name-mismatch": "document.querySelector('.save').textContent = 'Buang'",
    "axe scrollable-region-focusable": "document.querySelector('.log').style.height = '40px'",
    "axe landmark-unique": "document.querySelectorAll('nav')[1].ariaLabel = 'Satu'",
}
"""What makes a page that axe has judged wrong, and is seen all the same."""
JUDGED = f"""<style></style>{RIGHT}
<button class="save" aria-label="Simpan berkas" style="height: 48px">Simpan</button>
<nav aria-label="Satu">{LONG}</nav><nav aria-label="Dua">{LONG}</nav>
<div class="log" style="overflow: auto; height: 400px">{f"<p>{LONG}</p>" * 9}</div>"""


async def test_what_has_changed_is_judged_again(page: Page) -> None:
    for rule, change in CHANGED.items():
        await page.set_content(f"{HEAD}{JUDGED}</main></html>")
        looking = Looking(page, pictures=None)
        await looking.look("uji")
        assert looking.wrong == []
        await page.evaluate(change)
        await looking.look("uji")
        assert any(rule in one for one in looking.wrong), f"{rule} was not seen: {looking.wrong}"
