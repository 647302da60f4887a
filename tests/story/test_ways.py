"""Ways in a stolen session added: wanted proving, told of, and gone when that session is ended."""

from pathlib import Path

import pytest

from hub.domain.refusals import (
    NoSuchPasskey,
    PasskeyRefused,
    PasswordWrong,
    StepUpNeeded,
    WrongCredentials,
)
from hub.services.access import Opened
from tests.access_town import AccessTown, access_town
from tests.authenticator import Authenticator

GOOD = "kapal biru menunggu hujan"
OTHER = "pohon tua menyapa angin"


async def an_admin(town: AccessTown) -> Opened:
    admin = await town.sign_in("admin")
    await town.enable_app(admin)
    return admin


async def add_passkey(town: AccessTown, opened: Opened) -> Authenticator:
    authenticator = Authenticator()
    number, options = await town.parts.passkeys.ask_new(town.caller(opened))
    answer = authenticator.make(options)
    await town.parts.passkeys.add(town.caller(opened), number, answer, "kunci")
    return authenticator


async def by_passkey(town: AccessTown, authenticator: Authenticator) -> Opened:
    number, options = town.parts.passkeys.ask(town.visitor())
    return await town.parts.passkeys.sign_in(number, authenticator.sign(options), town.visitor())


async def by_password(town: AccessTown, password: str = GOOD) -> Opened:
    return await town.parts.passwords.sign_in("bpbd", password, None, town.visitor())


@pytest.mark.parametrize("who", ["he himself", "all others", "an administrator"])
async def test_a_password_goes_with_the_session_that_added_it(tmp_path: Path, who: str) -> None:
    async with access_town(tmp_path) as town:
        admin, mine, thief = (
            await an_admin(town),
            await town.sign_in("bpbd"),
            await town.sign_in("bpbd"),
        )
        await town.parts.passwords.set(town.caller(thief), GOOD, None)
        came = await by_password(town)
        devices = town.parts.devices
        if who == "all others":
            await devices.end_others(town.caller(mine))
        else:
            by = admin if who == "an administrator" else mine
            await devices.end(town.caller(by), thief.session.id)
        with pytest.raises(WrongCredentials):
            await by_password(town)
        assert not town.is_in(came), "who came by it is no more he than who added it"
        told = [entry for entry in await town.audit() if entry.action == "way:end"]
        assert len(told) == 1 and "password" in told[0].after


@pytest.mark.parametrize("who", ["he himself", "an administrator"])
async def test_a_passkey_goes_with_the_session_that_added_it(tmp_path: Path, who: str) -> None:
    async with access_town(tmp_path) as town:
        admin, mine, thief = (
            await an_admin(town),
            await town.sign_in("bpbd"),
            await town.sign_in("bpbd"),
        )
        authenticator = await add_passkey(town, thief)
        by = admin if who == "an administrator" else mine
        await town.parts.devices.end(town.caller(by), thief.session.id)
        with pytest.raises(PasskeyRefused):
            await by_passkey(town, authenticator)


async def test_an_app_goes_too_when_an_administrator_ends_the_session(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, mine, thief = (
            await an_admin(town),
            await town.sign_in("bpbd"),
            await town.sign_in("bpbd"),
        )
        await town.enable_app(thief)
        assert town.caller(mine).proof == "stale"
        await town.parts.devices.end(town.caller(admin), thief.session.id)
        assert town.caller(mine).proof == "missing"
        await town.enable_app(mine)


async def test_what_others_added_stays(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        mine, old = await town.sign_in("bpbd"), await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(mine), GOOD, None)
        came = await by_password(town)
        await town.parts.devices.end(town.caller(mine), old.session.id)
        assert town.is_in(came) and await by_password(town)
        await town.parts.devices.end(town.caller(mine), mine.session.id)
        assert await by_password(town), "nor does he lose it by signing out"


async def test_a_thief_is_not_rid_of_what_he_cannot_prove(tmp_path: Path) -> None:
    """He ends his victim's session, which added the ways in: they go on guarding the others."""
    async with access_town(tmp_path) as town:
        thief, mine = await town.sign_in("bpbd"), await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(mine), GOOD, None)
        await town.parts.devices.end(town.caller(thief), mine.session.id)
        with pytest.raises(PasswordWrong):
            await town.parts.passwords.set(town.caller(thief), OTHER, None)
        with pytest.raises(StepUpNeeded):
            await add_passkey(town, thief)
        again = await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(again), OTHER, GOOD)
        assert await by_password(town, OTHER), "whoever knows it has it back"

        admin = await an_admin(town)
        other = await town.sign_in("admin")
        await town.parts.codes.step_up(town.caller(admin), await next_code(town))
        await town.parts.devices.end(town.caller(other), admin.session.id)
        assert town.caller(other).proof == "stale", "a second factor is not ended with its session"


async def next_code(town: AccessTown) -> str:
    town.clock.advance(60)
    app = await town.store.read(lambda tx: tx.credentials.totp("o-admin"))
    assert app
    return town.code(app.secret)


@pytest.mark.parametrize("second_factor", [True, False])
async def test_who_has_a_password_proves_it_before_he_adds_another_way_in(
    tmp_path: Path, second_factor: bool
) -> None:
    async with access_town(tmp_path, second_factor=second_factor) as town:
        mine, thief = await town.sign_in("bpbd"), await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(mine), GOOD, None)
        for adding in (add_passkey, AccessTown.enable_app):
            with pytest.raises(StepUpNeeded):
                await (adding(town, thief) if adding is add_passkey else town.enable_app(thief))
        with pytest.raises(PasswordWrong):
            await town.parts.passwords.step_up(town.caller(thief), OTHER)
        await town.parts.passwords.step_up(town.caller(thief), GOOD)
        await add_passkey(town, thief)
        with pytest.raises(StepUpNeeded):
            await town.enable_app(mine)
        with pytest.raises(StepUpNeeded):
            await town.parts.passwords.step_up(town.caller(mine), GOOD)


async def test_a_password_alone_opens_no_administration(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = await town.sign_in("admin")
        await town.parts.passwords.set(town.caller(admin), GOOD, None)
        await town.parts.passwords.step_up(town.caller(admin), GOOD)
        assert town.caller(admin).proof == "missing"


async def test_a_second_factor_wants_proving_before_a_first_password(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        mine, thief = await town.sign_in("bpbd"), await town.sign_in("bpbd")
        await add_passkey(town, mine)
        with pytest.raises(StepUpNeeded):
            await town.parts.passwords.set(town.caller(thief), GOOD, None)


async def test_his_other_devices_are_told_until_he_has_seen_it(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        mine, thief, other = [await town.sign_in(p) for p in ("bpbd", "bpbd", "dinkes")]
        told: list[str] = []
        town.parts.ways.listen(lambda devices: told.extend(devices))
        town.clock.advance(60)
        await town.parts.passwords.set(town.caller(thief), GOOD, None)
        assert told == [mine.session.id]
        news = town.parts.ways.news
        assert [way.kind for way in await news(town.caller(mine))] == ["password"]
        assert not await news(town.caller(thief)) and not await news(town.caller(other))
        town.sessions.told(town.sessions.mine(town.caller(mine)))
        assert not await news(town.caller(mine))


async def test_a_way_in_is_disowned_also_when_who_added_it_has_gone(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        mine, thief = await town.sign_in("bpbd"), await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(thief), GOOD, None)
        await town.sessions.end([thief.session.id], "sign out", thief.session, "10.0.0.1")
        again = await by_password(town)
        await town.parts.devices.disown(town.caller(mine), "password", "")
        with pytest.raises(WrongCredentials):
            await by_password(town)
        with pytest.raises(NoSuchPasskey):
            await town.parts.devices.disown(town.caller(mine), "passkey", "")
        assert not town.is_in(again) and town.is_in(mine)
