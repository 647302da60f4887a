"""Past roll-calls on the screens of the matrix: beside each other on a phone, one on a console."""

from playwright.async_api import Page, expect

from tests.browser.screen import Screen
from tests.browser.stage import SOON_MS, turn

PHONE_PX, DESK_PX = 390, 1280
HOLD = """async (posts) => {
  const ask = (name, said) => fetch(`/api/command/rollcall:${name}`, { method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...said, id: crypto.randomUUID() }) }).then((reply) => reply.json());
  const form = { attendance: "represented", deputy: "Sekretaris", obstacle: "Pompa 2 rusak" };
  for (const title of ["Apel pagi", "Apel siaga banjir"]) {
    const rollcall = crypto.randomUUID();
    await ask("draft", { rollcall, room: "umum", title, posts, profile: null });
    for (const step of ["announce", "open", "call"]) await ask(step, { rollcall });
    const heard = { form, way: "radio", heard_ago_s: 0 };
    await ask("record", { rollcall, entry: posts[0], ...heard });
    for (const step of ["finish", "close"]) await ask(step, { rollcall });
  }
}"""


def looked_back(*posts: str) -> tuple[Screen, Screen]:
    """Many beside each other, and one. posts: the first reports, the others are silent."""
    held: list[bool] = []

    async def listed(page: Page) -> None:
        if not held:
            await page.evaluate(HOLD, list(posts))
            held.append(True)
        await turn(page, "#/riwayat")
        await expect(page.locator(".past .list a").first).to_be_visible(timeout=SOON_MS)

    async def compared(page: Page) -> None:
        await listed(page)
        await page.locator(".past .in > a.btn").click()
        await expect(page.locator(".map button").first).to_be_visible(timeout=SOON_MS)

    async def one(page: Page) -> None:
        await listed(page)
        await page.locator(".past .list a").first.click()
        await expect(page.locator(".past .seats li").first).to_be_visible(timeout=SOON_MS)

    return (
        Screen("rollcall-compare", compared, to_px=PHONE_PX),
        Screen("console-rollcall-past", one, from_px=DESK_PX),
    )
