"""A whole hub with a telephone: an official adds his number, tries it, is summoned, and presses."""

import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.notify.phone_settings import phone_setup
from hub.config_phone import Phone
from hub.config_reading import ConfigError
from tests.contract.running_hub import Hub, Page, running_hub, until
from tests.phone import scenario as at
from tests.phone.conftest import needs_phone
from tests.phone.pbx import Pbx

pytestmark = [
    needs_phone,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]


@pytest.fixture
async def hub(exchange: Pbx, tmp_path: Path) -> AsyncIterator[Hub]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "pbx.password").write_text(f"{at.PASSWORD}\n")
    phone = {
        "server": f"127.0.0.1:{exchange.port}",
        "domain": at.DOMAIN,
        "user": at.USER,
        "password_file": "pbx.password",
        "listen": "127.0.0.1",
    }
    async with running_hub(
        data, phone=phone, push={"enabled": False}, metrics={"port": 0}
    ) as running:
        yield running


async def test_from_the_number_to_the_key(hub: Hub, exchange: Pbx) -> None:
    async with hub.page("bpbd") as head, hub.page("walikota") as mayor:
        mine = await head.ask("reach:mine")
        assert mine["channels"] == ["phone"]
        added = await head.ask(
            "reach:add", id=str(uuid.uuid4()), channel="phone", address=at.KEY_1, label="HP"
        )
        way: dict[str, Any] = added["way"]
        tried = await head.ask("reach:test", id=way["id"])
        assert tried["tried"] == "delivered", "rung, taken, and a key came back"
        assert (await head.ask("reach:heard", id=way["id"]))["ok"]

        recipient = await summoned(mayor)
        for _ in range(3):
            await mayor.ask("summons:push", recipient=recipient, act="climb")
        card = await until(lambda: answered(mayor, recipient))
        assert (card["outcome"], card["answer"]["way"]) == ("acked", "phone")
        assert card["answer"]["code"] == "ready"
        async with head.http.get(f"http://127.0.0.1:{hub.running.metrics_port}/metrics") as figures:
            assert "posko_phone_up 1.0" in await figures.text()
    assert exchange.said().count(f"\nINVITE sip:{at.KEY_1}@") == 4, "the trial and the call"
    assert not (hub.data / "speech").stat().st_mode & 0o077


async def test_the_telephone_rings_by_a_press_on_the_board(hub: Hub, exchange: Pbx) -> None:
    async with hub.page("bpbd") as head, hub.page("walikota") as mayor:
        way = str(uuid.uuid4())
        number = {"channel": "phone", "address": at.KEY_1, "label": "HP"}
        await head.ask("reach:add", id=way, **number)
        recipient, press = await summoned(mayor), str(uuid.uuid4())
        refused = await mayor.ask("summons:dial", id=press, recipient=recipient)
        assert refused["code"] == "no_such_way", "it has not been heard yet"
        await head.ask("reach:test", id=way)
        assert (await head.ask("reach:heard", id=way))["ok"]
        for _ in range(2):
            assert (await mayor.ask("summons:dial", id=press, recipient=recipient))["ok"]
        card = await until(lambda: answered(mayor, recipient))
        assert (card["outcome"], card["answer"]["way"]) == ("acked", "phone")
    assert exchange.said().count(f"\nINVITE sip:{at.KEY_1}@") == 4, "the trial and one call"


async def summoned(mayor: Page) -> str:
    issued = await mayor.ask(
        "summons:issue",
        **{"id": str(uuid.uuid4()), "posts": ["bpbd"], "text": "Banjir", "profile": "darurat"},
        **{"drill": True, "stop_when_met": False, "knowing": True, "at_once": True},
    )
    assert issued["ok"], issued
    board = await mayor.ask("summons:board")
    (one,) = board["recipients"]
    return str(one["id"])


def answered(mayor: Page, recipient: str) -> Any:
    cards = [card for now in mayor.heard("summons") for card in now["recipients"]]
    return next((card for card in cards if card["id"] == recipient and card.get("answer")), None)


def test_a_password_that_cannot_be_read_keeps_the_hub_from_starting(tmp_path: Path) -> None:
    phone = Phone(server="pbx", user="u", password_file=tmp_path / "none")
    with pytest.raises(ConfigError, match=r"phone.password_file = .*none: tak terbaca"):
        phone_setup(phone)
