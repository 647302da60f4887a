"""A roll-call as it stands on the screens of the matrix: it is held while they are looked at."""

from playwright.async_api import Page, expect

from tests.browser.screen import Screen, at
from tests.browser.stage import SOON_MS, turn

HOLD = """async (posts) => {
  const ask = (name, said) => fetch(`/api/command/rollcall:${name}`, { method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...said, id: crypto.randomUUID() }) }).then((reply) => reply.json());
  const rollcall = window.held ??= crypto.randomUUID();
  const plan = { room: "rapat", title: "Apel siaga banjir", posts, drill: true, profile: null };
  await ask("draft", { ...plan, rollcall });
  await ask("announce", { rollcall });
  await ask("open", { rollcall });
  return await ask("call", { rollcall });
}"""
END = """async () => {
  const said = { id: crypto.randomUUID(), rollcall: window.held };
  delete window.held;
  for (const id of [crypto.randomUUID(), crypto.randomUUID()])
    await fetch("/api/command/rollcall:close", { method: "POST",
      headers: { "content-type": "application/json" }, body: JSON.stringify({ ...said, id }) });
}"""


def leads(*posts: str) -> tuple[Screen, ...]:
    """What who leads one sees: before it, and while one has the turn."""

    async def start(page: Page) -> None:
        await turn(page, "#/")
        await turn(page, "#/apel")
        await page.locator(".rollcall .empty .btn, .rollcall header .btn").click()
        await expect(page.locator(".picks li").first).to_be_visible(timeout=SOON_MS)

    async def board(page: Page) -> None:
        await turn(page, "#/apel")
        if await page.locator(".tile").count() == 0 or await page.locator(".course").count() == 0:
            await page.evaluate(HOLD, list(posts))
        await expect(page.locator(".rollcall .turn")).to_be_visible(timeout=SOON_MS)

    async def ended(page: Page) -> None:
        await page.evaluate(END)

    return Screen("rollcall-start", start), Screen("rollcall-board", board, ended)


def asked(caller: Page, *posts: str) -> tuple[Screen, ...]:
    """What a head in one sees: the form, and his turn over the rooms."""

    async def form(page: Page) -> None:
        await caller.evaluate(HOLD, list(posts))
        await turn(page, "#/apel")
        await expect(page.locator(".stepper").first).to_be_visible(timeout=SOON_MS)

    async def ended(page: Page) -> None:
        await caller.evaluate(END)
        await expect(page.locator("section.turn")).to_have_count(0, timeout=SOON_MS)

    rooms = at("rollcall-turn", "#/", "section.turn")
    return Screen("rollcall-form", form), Screen(rooms.name, rooms.show, ended)
