"""A roll-call as it stands on the screens of the matrix: it is held while they are looked at."""

from playwright.async_api import Page, expect

from tests.browser.screen import Screen, at, shut
from tests.browser.stage import SOON_MS, turn

JOIN = ".over-bar .out .btn"
LEAVE = ".over-bar .deck-foot .row .btn >> nth=-1"
DECIDE = """async ([owner, days]) => {
  const due_day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const text = "Kirim 60 terpal dan 20 lampu ke balai Kelurahan Kedunggaleng.\\nLapor begitu tiba.";
  const said = { id: crypto.randomUUID(), owner, due_day, text, priority: "high", ring: false };
  const reply = await fetch("/api/command/decision:make", { method: "POST",
    headers: { "content-type": "application/json" }, body: JSON.stringify(said) });
  return (await reply.json()).decision.id;
}"""
CANCEL = """async (decision) => {
  const said = { id: crypto.randomUUID(), decision, act: "cancel", text: "Sudah dilihat" };
  await fetch("/api/command/decision:do", { method: "POST",
    headers: { "content-type": "application/json" }, body: JSON.stringify(said) });
}"""
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
SILENT = """async () => {
  const said = { id: crypto.randomUUID(), rollcall: window.held };
  await fetch("/api/command/rollcall:next", { method: "POST",
    headers: { "content-type": "application/json" }, body: JSON.stringify(said) });
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

    async def unheard(page: Page) -> None:
        await board(page)
        if await page.locator(LEAVE).count():  # Where it was led before, the voice is still in it.
            await page.locator(LEAVE).click()
        await expect(page.locator(JOIN)).to_be_visible(timeout=SOON_MS)

    async def ended(page: Page) -> None:
        await page.evaluate(END)

    async def decide(page: Page) -> None:
        await page.locator(".turn .btn.big").click()
        await expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON_MS)

    async def decided(page: Page) -> None:
        await shut(page)
        await ended(page)

    return (
        Screen("rollcall-start", start),
        Screen("rollcall-board", board),
        Screen("rollcall-unheard", unheard),
        Screen("rollcall-decide", decide, decided),
    )


def decided_and_minuted(owner: str) -> tuple[Screen, ...]:
    """What remains of one that was closed: the board of decisions, and its minutes."""

    async def decisions(page: Page) -> None:
        await turn(page, "#/keputusan")
        if await page.locator(".decisions li").count() == 0:
            await page.evaluate(DECIDE, [owner, 2])
        await expect(page.locator(".decisions li").first).to_be_visible(timeout=SOON_MS)

    async def minutes(page: Page) -> None:
        await turn(page, "#/notulen")
        await page.locator(".minutes .list a").first.click()
        await expect(page.locator(".minutes .versions li").first).to_be_visible(timeout=SOON_MS)

    async def correct(page: Page) -> None:
        await minutes(page)
        await page.locator(".minutes .card > .btn").nth(1).click()
        await expect(page.locator(".minutes textarea").first).to_be_visible(timeout=SOON_MS)

    return (
        Screen("decisions", decisions),
        Screen("minutes", minutes),
        Screen("minutes-edit", correct),
    )


def asked(caller: Page, *posts: str) -> tuple[Screen, ...]:
    """What a head in one sees: the form, his turn over the rooms, and that he has missed it."""

    async def form(page: Page) -> None:
        await caller.evaluate(HOLD, list(posts))
        await turn(page, "#/apel")
        await expect(page.locator(".stepper").first).to_be_visible(timeout=SOON_MS)

    async def missed(page: Page) -> None:
        await turn(page, "#/")
        if await page.locator("section.missed").count() == 0:
            await caller.evaluate(HOLD, list(posts))
            await caller.evaluate(SILENT)
        await expect(page.locator("section.missed")).to_be_visible(timeout=SOON_MS)

    async def ended(page: Page) -> None:
        await caller.evaluate(END)
        await expect(page.locator("section.turn")).to_have_count(0, timeout=SOON_MS)

    made: list[str] = []

    async def owed(page: Page) -> None:
        await turn(page, "#/")
        if not made:
            made.append(await caller.evaluate(DECIDE, [posts[0], 1]))
        await expect(page.locator("p.what")).to_be_visible(timeout=SOON_MS)

    async def owes(page: Page) -> None:
        await owed(page)
        await turn(page, "#/keputusan")
        await expect(page.locator("article .btn").first).to_be_visible(timeout=SOON_MS)

    async def forgone(page: Page) -> None:
        await caller.evaluate(CANCEL, made.pop())
        await expect(page.locator("p.what")).to_have_count(0, timeout=SOON_MS)

    rooms = at("rollcall-turn", "#/", "section.turn")
    return (
        Screen("rollcall-form", form),
        Screen(rooms.name, rooms.show, ended),
        Screen("rollcall-missed", missed, ended),
        Screen("decision-mine", owed),
        Screen("decisions-mine", owes, forgone),
    )
