"""Radio channels at the command line, beside a stopped hub; and as administrators see them."""

from pathlib import Path
from typing import Any

from tests.contract.running_hub import Hub
from tests.contract.test_command_line import posko

SETTINGS = 'data_dir = "data"\n[http]\nport = 0\n[media]\nport = 0\nlisten = ["127.0.0.1"]\n'


async def test_a_channel_and_its_tokens_are_made_beside_a_stopped_hub(tmp_path: Path) -> None:
    (tmp_path / "posko.toml").write_text(SETTINGS)

    async def radio(*words: str) -> tuple[int, str, str]:
        return await posko("radio", *words, folder=tmp_path)

    code, _, err = await radio("channel", "umum")
    assert (code, "no push-to-talk room" in err) == (2, True)
    code, _, err = await radio("channel", "siaga-banjir", "--kind", "cb")
    assert (code, "amatir" in err) == (2, True)
    code, _, err = await radio("token", "siaga-banjir")
    assert (code, "no radio channel" in err) == (2, True)
    assert (await radio("channel", "siaga-banjir", "--kind", "poc"))[0] == 0
    code, secret, _ = await radio("token", "siaga-banjir", "--label", "Menara")
    assert code == 0 and secret.startswith("posko-radio-") and len(secret.strip()) == 55
    _, listed, _ = await radio("list")
    assert (
        listed.startswith("siaga-banjir  poc") and "good" in listed and secret.strip() not in listed
    )
    token = listed.splitlines()[1].split()[0]
    assert (await radio("revoke", token))[0] == 0
    assert "revoked" in (await radio("list"))[1]
    assert (await radio("revoke", "x"))[0] == 2
    for file in (tmp_path / "data").iterdir():
        if file.is_file():
            assert secret.strip().encode() not in file.read_bytes(), file


async def test_only_administrators_make_channels_and_all_of_it_is_in_the_trail(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page("operator") as operator:
        assert (await operator.ask("radio:save", room="siaga-banjir", kind="isr"))["code"] == (
            "not_allowed"
        )
        assert (await admin.ask("radio:save", room="umum", kind="isr"))["code"] == "wrong_mode"
        assert (await admin.ask("radio:token", room="siaga-banjir", label=""))[
            "code"
        ] == "not_a_member"
        assert (await admin.ask("radio:save", room="siaga-banjir", kind="krap"))["ok"]
        issued = await admin.ask("radio:token", room="siaga-banjir", label="Menara")
        unit = {"number": "101", "post": "nobody", "name": ""}
        wrong = await admin.ask("radio:units", room="siaga-banjir", units=[unit])
        assert wrong["code"] == "no_such_post"
        unit = {"number": "101", "post": None, "name": "Mobil 1"}
        assert (await admin.ask("radio:units", room="siaga-banjir", units=[unit]))["ok"]

        named = {"number": "0112", "post": "bpbd", "name": ""}
        heard = {"room": "siaga-banjir", "unit": named}
        async with hub.page("bpbd") as head:
            assert (await head.ask("radio:name", **heard))["code"] == "not_allowed"
        assert (await operator.ask("radio:name", **heard))["ok"], "what nobody knew"
        (card,) = (await operator.ask("radio:list"))["channels"]
        assert [one["number"] for one in card["units"]] == ["101", "112"], "as it is keyed"
        for number in ("112", "0101"):  # What is known administrators change.
            renamed = {"room": "siaga-banjir", "unit": {**named, "number": number}}
            assert (await operator.ask("radio:name", **renamed))["code"] == "not_allowed"
        assert (await admin.ask("radio:units", room="siaga-banjir", units=[unit]))["ok"]

        (card,) = (await operator.ask("radio:list"))["channels"]
        assert (card["kind"], card["now"]["up"], card["units"]) == ("krap", False, [unit])
        assert issued["secret"] not in str(card)
        rooms = {room["id"]: room for room in admin.hello["rooms"]}
        assert rooms["siaga-banjir"]["radio"] == "krap", "every page was greeted anew"

        assert (await admin.ask("radio:remove", room="siaga-banjir"))["ok"]
        assert (await operator.ask("radio:list"))["channels"] == []
        trail = await admin.ask("audit:page", kind="radio")
        actions = [entry["action"] for entry in trail["lines"]]
        assert actions == [
            *("radio:remove", "radio:units", "radio:name"),
            *("radio:units", "radio:token", "radio:save"),
        ]
        assert issued["secret"] not in str(trail)


async def test_a_token_speaks_for_its_bridge_alone_and_a_proxys_password_for_nobody(
    hub: Hub,
) -> None:
    async with hub.page("admin") as admin:
        assert (await admin.ask("radio:save", room="siaga-banjir", kind="isr"))["ok"]
        secret = (await admin.ask("radio:token", room="siaga-banjir", label=""))["secret"]

        async def ask(command: str, authorization: str) -> tuple[int, Any]:
            headers = {"Authorization": authorization}
            return await admin.post(f"/api/command/{command}", {}, headers=headers)

        assert (await ask("radio:list", "Basic Zm9vOmJhcg=="))[1]["ok"]
        assert (await ask("radio:list", f"Bearer {secret}"))[1]["code"] == "not_allowed"
        assert (await ask("link:echo", f"Bearer {secret}"))[1]["ok"]
        status, reply = await ask("link:echo", f"Bearer {secret}x")
        assert (status, reply["code"]) == (401, "not_signed_in")
