"""How a city calls, over real sockets: each command with its reply, and what it refuses."""

import time
import uuid
from typing import Any

from hub.wire.policy import POLICY_COMMANDS
from tests.contract.running_hub import Hub, until


def fresh() -> str:
    return str(uuid.uuid4())


def right(name: str, reply: dict[str, Any]) -> dict[str, Any]:
    """A reply is what the wire says it is."""
    assert reply["ok"], reply
    POLICY_COMMANDS[name][1].model_validate(reply)
    return reply


async def test_a_ladder_is_read_checked_saved_and_climbed(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page("bpbd") as head:
        read = right("ladder:read", await admin.ask("ladder:read"))
        (urgent,) = [one for one in read["now"] if one["profile"] == "mendesak"]
        assert (urgent["version"], urgent["deadline_s"], read["versions"]) == (1, 900, [])
        draft = {name: urgent[name] for name in ("profile", "rungs", "repeat_s", "heeds_leave")}
        draft |= {"base": 1, "deadline_s": 200}
        checked = right("ladder:save", await admin.ask("ladder:save", **draft, apply=True))
        assert not checked["saved"]
        assert {one["why"] for one in checked["flaws"]} == {"unreachable"}
        draft["rungs"] = [{"after_s": 0, "act": "ring"}, {"after_s": 20, "act": "deputy"}]
        saved = await admin.ask("ladder:save", **draft, apply=True, knowing=True)
        assert right("ladder:save", saved)["version"] == 2
        stale = await admin.ask(
            "ladder:save", **draft | {"deadline_s": 300}, apply=True, knowing=True
        )
        assert stale["code"] == "ladder_changed"
        for name in ("ladder:read", "template:list"):
            assert (await head.ask(name))["code"] == "not_allowed"
        assert (await head.ask("ladder:save", **draft, apply=True))["code"] == "not_allowed"
        async with hub.page("walikota") as mayor:
            values = {"id": fresh(), "posts": ["bpbd"], "text": "Rapat", "profile": "mendesak"}
            card = (await mayor.ask("summons:issue", **values))["summons"]
        assert card["deadline_ms"] - card["t0_ms"] == 200_000
        await until(lambda: head.heard("rings"))


async def test_a_leave_is_noted_listed_and_taken_back(hub: Hub) -> None:
    now_ms = round(time.time() * 1000)
    async with hub.page("dinkes") as head, hub.page("walikota") as mayor:
        leave = {"id": fresh(), "post": "dinkes", "from_ms": now_ms - 1000, "note": "Cuti"}
        assert (await head.ask("leave:add", **leave, to_ms=now_ms))["code"] == "bad_leave"
        right("leave:add", await head.ask("leave:add", **leave, to_ms=now_ms + 3_600_000))
        listed = right("leave:list", await head.ask("leave:list", post="dinkes"))
        assert ([one["id"] for one in listed["leaves"]], listed["stood_in"]) == (
            [leave["id"]],
            False,
        )
        check = await mayor.ask("summons:check", posts=["dinkes"], profile="mendesak")
        assert check["problems"] == [{"post": "dinkes", "problem": "on_leave"}]
        assert (await mayor.ask("leave:remove", id=leave["id"]))["code"] == "not_allowed"
        right("leave:remove", await head.ask("leave:remove", id=leave["id"]))
        assert (await head.ask("leave:list", post="dinkes"))["leaves"] == []
        assert (await head.ask("leave:list", post="bpbd"))["code"] == "not_allowed"


async def test_a_plh_is_rung_in_the_place_of_a_head_on_leave(hub: Hub) -> None:
    now_ms = round(time.time() * 1000)
    async with (
        hub.page("admin") as admin,
        hub.page("walikota") as mayor,
        hub.page("dinkes") as head,
    ):
        plh = {"id": fresh(), "post": "dinkes", "official": fresh(), "kind": "plh"}
        saved = await admin.ask(
            "directory:save",
            officials=[{"id": plh["official"]}],
            assignments=[{**plh, "from_ms": now_ms - 1000}],
        )
        assert saved["ok"], saved
        leave = {"id": fresh(), "post": "dinkes", "from_ms": now_ms - 1000}
        right("leave:add", await head.ask("leave:add", **leave, to_ms=now_ms + 3_600_000))
        async with hub.page("dinkes") as acting:
            assert acting.hello["me"]["post"].startswith("Plh. ")
            values = {"posts": ["dinkes"], "text": "Rapat"}
            issued = await mayor.ask("summons:issue", id=fresh(), profile="mendesak", **values)
            assert issued["ok"], issued
            await until(lambda: acting.heard("rings"))
            assert [len(one["rings"]) for one in head.heard("rings")] == []
            issued = await mayor.ask("summons:issue", id=fresh(), profile="darurat", **values)
            await until(lambda: head.heard("rings"))
            assert [one["profile"] for one in head.heard("rings")[-1]["rings"]] == ["darurat"]
            await until(lambda: len(acting.heard("rings")[-1]["rings"]) == 2)


async def test_the_weekly_drill_is_chosen_and_read(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page("operator") as operator:
        first = right("drill:read", await operator.ask("drill:read"))
        assert (first["on"], first["next_ms"], first["last_ms"]) == (False, None, None)
        choice = {"on": True, "weekday": 2, "minute": 540, "profile": "mendesak"}
        saved = right("drill:save", await admin.ask("drill:save", **choice))
        assert saved["next_ms"] > time.time() * 1000
        assert right("drill:read", await operator.ask("drill:read")) == saved
        assert (await operator.ask("drill:save", **choice))["code"] == "not_allowed"
        wrong = await admin.ask("drill:save", **(choice | {"minute": 1440}))
        assert wrong["code"] == "bad_request", wrong
        ready = await admin.ask("reach:readiness")
        assert ready["ok"] and ready["drill_ms"] is None


async def test_templates_over_the_socket(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page("walikota") as mayor:
        card = {"id": fresh(), "title": "Banjir", "text": "Berkumpul.", "profile": "darurat"}
        right("template:save", await admin.ask("template:save", template=card))
        listed = right("template:list", await mayor.ask("template:list"))
        assert listed["templates"] == [card]
        assert (await mayor.ask("template:remove", id=card["id"]))["code"] == "not_allowed"
        right("template:remove", await admin.ask("template:remove", id=card["id"]))
        assert (await mayor.ask("template:list"))["templates"] == []


async def test_a_card_says_what_sort_of_agency(hub: Hub) -> None:
    async with hub.page("walikota") as mayor:
        cards = {one["id"]: one for one in mayor.hello["people"]}
    assert cards["bpbd"]["agency_class"] == "kritikal"
    kinds = [one for one in cards.values() if one["agency_kind"] == "kecamatan"]
    assert len([one for one in kinds if one["role"] == "head"]) >= 5
