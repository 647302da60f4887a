"""From the history of roll-calls over the map of attendance to an agency's turn, heard again."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, comes_true, join
from tests.browser.page_sound import record
from tests.browser.screens_recording import RULE
from tests.browser.stage import turn

ROOM = "Rapat Pimpinan"
BEFORE_S = 2.0
"""So long something is recorded before the turn begins."""
WITHIN_S = 0.3
ASK = """async ([name, said]) => {
  const reply = await fetch(`/api/command/${name}`, { method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(said) });
  return await reply.json();
}"""
HOLD = """async ([rollcall, ...steps]) => {
  for (const [name, said] of steps) {
    const body = JSON.stringify({ ...said, rollcall, id: crypto.randomUUID() });
    const reply = await fetch(`/api/command/rollcall:${name}`, { method: "POST", body,
      headers: { "content-type": "application/json" } });
    if (!(await reply.json()).ok) throw new Error(name);
  }
}"""
KEPT = """async () => {
  const reply = await fetch("/api/command/recording:list", { method: "POST",
    headers: { "content-type": "application/json" }, body: JSON.stringify({ room: "rapat" }) });
  return (await reply.json()).recordings[0]?.state === "kept";
}"""
ID = "5f0e9a52-0d6c-4c55-9a3a-2f6d1c9be001"


async def held_and_recorded(mayor: Page) -> float:
    """BPBD is called when the recording has gone on for a while; give how long, in seconds."""
    await join(mayor, ROOM)
    await mayor.evaluate(RULE, True)
    await expect(mayor.locator("header .rec")).to_have_text("Direkam")
    draft = {"room": "rapat", "title": "Apel pagi", "posts": ["bpbd", "dinkes"], "profile": None}
    await mayor.evaluate(HOLD, [ID, ["draft", draft], ["announce", {}], ["open", {}]])
    await record(mayor, BEFORE_S)
    steps = [["call", {"entry": "bpbd"}], ["answer", {"entry": "bpbd"}], ["finish", {}]]
    await mayor.evaluate(HOLD, [ID, *steps])
    await record(mayor, BEFORE_S)
    await mayor.evaluate(HOLD, [ID, ["close", {}]])
    await mayor.evaluate(RULE, False)
    await comes_true(mayor, KEPT)
    whole = await mayor.evaluate(ASK, ["rollcall:past_read", {"rollcall": ID}])
    (heard_ms,) = [one["heard"]["at_ms"] for one in whole["entries"] if one["heard"]]
    return float(heard_ms) / 1000


async def test_a_turn_is_found_on_the_map_and_heard_from_its_second(enter: Enter) -> None:
    mayor = await enter("walikota")
    heard_s = await held_and_recorded(mayor)
    assert heard_s >= BEFORE_S

    await turn(mayor, "#/apel")
    await mayor.get_by_role("link", name="Riwayat").click()
    await expect(mayor.get_by_role("link", name=re.compile("^Apel pagi"))).to_contain_text(
        "1 hadir · 1 tidak hadir"
    )
    await mayor.get_by_role("link", name="Bandingkan apel").click()
    bpbd = mayor.get_by_role("button", name=re.compile("^BPBD, Apel pagi.*: Hadir"))
    await bpbd.focus()
    await mayor.keyboard.press("ArrowDown")
    silent = mayor.get_by_role("button", name=re.compile("^Dinkes.*: Tidak hadir"))
    await expect(silent).to_be_focused()
    await mayor.keyboard.press("Enter")
    await expect(mayor.get_by_role("heading", name=re.compile("^Dinkes"))).to_be_visible()
    await expect(mayor.get_by_role("link", name=re.compile("^Buka apel"))).to_be_visible()
    await expect(mayor.get_by_role("button", name=re.compile("^Dengarkan"))).to_have_count(0)

    await mayor.go_back()
    await bpbd.click()
    await mayor.get_by_role("button", name=re.compile("^Dengarkan BPBD")).click()
    await expect(mayor.get_by_role("dialog")).to_contain_text("BPBD, ")
    await comes_true(mayor, "document.querySelector('audio')?.played.length > 0")
    began_s = await mayor.locator("audio").evaluate("(one) => one.played.start(0)")
    assert abs(began_s - heard_s) < WITHIN_S, "from when it was called"
