"""What is ended while something of it is under way stays ended, and gives itself no way back."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hub.domain.refusals import CodeWrong, LinkUsed, NotSignedIn, WrongCredentials
from hub.services.access import Opened
from tests.access_town import AccessTown, access_town

GOOD = "kapal biru menunggu hujan"
NONCE = "n" * 22


class Held:
    """Stands before a function: it was called, and goes on when the test says so."""

    def __init__(self, answer: Callable[..., Awaitable[Any]]) -> None:
        self.answer = answer
        self.called = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self, *asked: Any) -> Any:
        given = await self.answer(*asked)
        self.called.set()
        await self.go_on.wait()
        return given


async def an_admin(town: AccessTown) -> Opened:
    admin = await town.sign_in("admin")
    await town.enable_app(admin)
    return admin


async def ended_while_saved(
    town: AccessTown,
    monkeypatch: pytest.MonkeyPatch,
    phone: Opened,
    under_way: Callable[[], Awaitable[Any]],
) -> None:
    """What is under way is saved; before it hears of that, an administrator ends the session."""
    admin = town.caller(await an_admin(town))
    with monkeypatch.context() as patched:
        held = Held(town.store.write)
        patched.setattr(town.store, "write", held)
        task = asyncio.ensure_future(under_way())
        await held.called.wait()
    await town.parts.devices.end(admin, phone.session.id)
    held.go_on.set()
    with pytest.raises(NotSignedIn):
        await task
    assert not town.is_in(phone)


async def test_acting_as_another_post_does_not_bring_a_session_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        await town.holds("dinkes", "o-bpbd", "plh")
        caller = town.caller(phone)
        await ended_while_saved(
            town, monkeypatch, phone, lambda: town.parts.devices.act(caller, "dinkes")
        )


async def test_nor_does_proving_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        secret, _ = await town.enable_app(phone)
        town.clock.advance(60)
        caller, code = town.caller(phone), town.code(secret)
        await ended_while_saved(
            town, monkeypatch, phone, lambda: town.parts.codes.step_up(caller, code)
        )


async def test_a_stolen_session_sets_no_password_after_it_was_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with access_town(tmp_path) as town:
        admin, phone = await an_admin(town), await town.sign_in("bpbd")
        held = Held(town.parts.hasher.hash)
        monkeypatch.setattr(town.parts.hasher, "hash", held)
        setting = asyncio.create_task(town.parts.passwords.set(town.caller(phone), GOOD, None))
        await held.called.wait()
        await town.parts.devices.reset(town.caller(admin), "bpbd")
        held.go_on.set()
        with pytest.raises(NotSignedIn):
            await setting
        with pytest.raises(WrongCredentials):
            await town.parts.passwords.sign_in("bpbd", GOOD, None, town.visitor())


async def test_sessions_end_before_credentials_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with access_town(tmp_path) as town:
        admin, phone = await an_admin(town), await town.sign_in("bpbd")
        caller = town.caller(admin)
        held = Held(town.store.write)
        with monkeypatch.context() as patched:
            patched.setattr(town.store, "write", held)
            resetting = asyncio.create_task(town.parts.devices.reset(caller, "bpbd"))
            await held.called.wait()
            assert not town.is_in(phone)
        held.go_on.set()
        await resetting


async def test_a_password_that_was_forgotten_meanwhile_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with access_town(tmp_path) as town:
        admin, phone = await an_admin(town), await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(phone), GOOD, None)
        held = Held(town.parts.hasher.verify)
        monkeypatch.setattr(town.parts.hasher, "verify", held)
        coming = asyncio.create_task(
            town.parts.passwords.sign_in("bpbd", GOOD, None, town.visitor())
        )
        await held.called.wait()
        await town.parts.devices.reset(town.caller(admin), "bpbd")
        held.go_on.set()
        with pytest.raises(WrongCredentials):
            await coming


async def test_the_link_it_came_by_is_no_way_back_for_a_session_that_was_ended(
    tmp_path: Path,
) -> None:
    """Its page has the nonce with which it could ask again, had the reply been lost."""
    async with access_town(tmp_path) as town:
        admin, token = town.caller(await an_admin(town)), town.links.issue("bpbd")
        use = town.parts.enrolments.use_link
        stranger = await use(token, NONCE, town.visitor())
        await town.parts.devices.end(admin, stranger.session.id)
        with pytest.raises(LinkUsed):
            await use(token, NONCE, town.visitor())
        invited = await town.parts.enrolments.issue(admin, "bpbd")
        stranger = await town.parts.enrolments.use_code(invited.code, NONCE, town.visitor())
        await town.parts.devices.end(admin, stranger.session.id)
        with pytest.raises(CodeWrong):
            await town.parts.enrolments.use_code(invited.code, NONCE, town.visitor())


async def test_a_reset_voids_links_and_codes_that_are_out(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = town.caller(await an_admin(town))
        await town.holds("dinkes", "o-bpbd", "plh")
        out = await town.parts.enrolments.issue(admin, "bpbd")
        of_his_other_post, of_another = town.links.issue("dinkes"), town.links.issue("walikota")
        town.clock.advance(1)
        await town.parts.devices.reset(admin, "bpbd")
        for token in (out.token, of_his_other_post):
            with pytest.raises(LinkUsed):
                await town.parts.enrolments.use_link(token, None, town.visitor())
        with pytest.raises(CodeWrong):
            await town.parts.enrolments.use_code(out.code, None, town.visitor())
        assert await town.parts.enrolments.use_link(of_another, None, town.visitor())
        assert await town.sign_in("bpbd"), "a new one lets him in"
