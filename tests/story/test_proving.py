"""Proving who one is: passwords, authenticator apps and passkeys."""

import asyncio
from pathlib import Path

import pytest

from hub.adapters.secrets import hashing
from hub.adapters.secrets.totp import STEP_S
from hub.domain.refusals import (
    NoSuchPasskey,
    PasskeyRefused,
    PasskeysElsewhere,
    PasswordWrong,
    RateLimited,
    SecondFactorNeeded,
    StepUpNeeded,
    TotpNeeded,
    TotpWrong,
    WrongCredentials,
)
from hub.services.access import Opened
from hub.services.passwords import FAILURES_PER_MINUTE, TRIES_PER_MINUTE
from tests.access_town import AccessTown, access_town
from tests.authenticator import Authenticator

GOOD = "kapal biru menunggu hujan"
NONCE = "n" * 22


async def an_admin(town: AccessTown) -> Opened:
    admin = await town.sign_in("admin")
    await town.enable_app(admin)
    return admin


def database(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("posko.db*"))


# Passwords


async def test_a_password_lets_its_official_in_by_any_post_he_holds(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        passwords = town.parts.passwords
        phone = await town.sign_in("bpbd")
        await passwords.set(town.caller(phone), GOOD, None)
        await town.holds("dinkes", "o-bpbd", "plt")
        for post in ("bpbd", "dinkes"):
            opened = await passwords.sign_in(post, GOOD, None, town.visitor())
            assert (opened.person.id, opened.session.official) == (post, "o-bpbd")
        for post, password in (("bpbd", GOOD + "x"), ("walikota", GOOD), ("nobody", GOOD)):
            with pytest.raises(WrongCredentials):
                await passwords.sign_in(post, password, None, town.visitor())
        await town.official("o-bpbd", active=False)
        town.clock.advance(60)
        with pytest.raises(WrongCredentials):
            await passwords.sign_in("bpbd", GOOD, None, town.visitor())


async def test_a_new_password_needs_the_old_one_or_a_second_factor(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        passwords, phone = town.parts.passwords, await town.sign_in("bpbd")
        await passwords.set(town.caller(phone), GOOD, None)
        for old in (None, "another one entirely"):
            with pytest.raises(PasswordWrong):
                await passwords.set(town.caller(phone), GOOD + " lagi", old)
        await passwords.set(town.caller(phone), GOOD + " lagi", GOOD)
        await town.enable_app(phone)
        await passwords.set(town.caller(phone), GOOD, None)


async def test_an_unknown_name_costs_the_same_work(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        worked: list[str | None] = []
        verify = town.parts.hasher.verify

        async def counted(hashed: str | None, password: str) -> bool:
            worked.append(hashed)
            return await verify(hashed, password)

        town.parts.hasher.verify = counted  # type: ignore[method-assign]
        for name in ("bpbd", "nobody"):
            with pytest.raises(WrongCredentials):
                await town.parts.passwords.sign_in(name, GOOD, None, town.visitor())
        assert worked == [None, None]
        assert not await verify(None, "of nobody"), "the stand-in lets nobody in"


async def test_guessing_passwords_is_slowed_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "MEMORY_KIB", 64)  # Guesses are counted, whatever one costs.
    async with access_town(tmp_path) as town:
        sign_in = town.parts.passwords.sign_in
        for _ in range(TRIES_PER_MINUTE):
            with pytest.raises(WrongCredentials):
                await sign_in("bpbd", "x", None, town.visitor())
        with pytest.raises(RateLimited) as refused:
            await sign_in("bpbd", "x", None, town.visitor(address="10.9.9.9"))
        assert refused.value.retry_after_s and refused.value.retry_after_s <= 12
        for number in range(FAILURES_PER_MINUTE - TRIES_PER_MINUTE):
            with pytest.raises(WrongCredentials):
                await sign_in(f"p{number}", "x", None, town.visitor())
        with pytest.raises(RateLimited):
            await sign_in("walikota", "x", None, town.visitor())
        refusals = [e for e in await town.audit() if e.action == "session:refused"]
        assert 0 < len(refusals) <= 20, "a flood does not fill the disk"


async def test_the_loop_goes_on_while_a_password_is_looked_at(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        turns, loop = 0, asyncio.get_running_loop()
        slowest_s, before = 0.0, loop.time()

        async def count() -> None:
            nonlocal turns, slowest_s, before
            while True:
                before = loop.time()
                await asyncio.sleep(0.001)
                turns, slowest_s = turns + 1, max(slowest_s, loop.time() - before)

        counting = asyncio.create_task(count())
        await asyncio.gather(*(town.parts.hasher.verify(None, f"p{n}") for n in range(6)))
        counting.cancel()
        assert turns > 10


# Authenticator apps


async def test_a_code_of_the_app_counts_once_and_one_step_to_each_side(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, codes = await town.sign_in("admin"), town.parts.codes
        secret, _ = await codes.begin(town.caller(admin))
        with pytest.raises(TotpWrong):
            await codes.enable(town.caller(admin), "000000")
        assert town.caller(admin).proof == "missing", "it counts once a code was seen"
        await codes.enable(town.caller(admin), town.code(secret))
        with pytest.raises(TotpWrong):
            await codes.step_up(town.caller(admin), town.code(secret))
        town.clock.advance(60)
        early = town.code(secret)
        town.clock.advance(STEP_S)
        await codes.step_up(town.caller(admin), early)
        for _ in range(2):
            town.clock.advance(60)
            late = town.code(secret)
            town.clock.advance(2 * STEP_S)
            with pytest.raises(TotpWrong):
                await codes.step_up(town.caller(admin), late)


async def test_two_who_show_the_same_code_at_once_are_not_both_believed(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = await town.sign_in("admin")
        secret, _ = await town.enable_app(admin)
        town.clock.advance(60)
        code, caller = town.code(secret), town.caller(admin)
        tries = (town.parts.codes.step_up(caller, code) for _ in range(4))
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(r, int) for r in results) == 1


async def test_the_secret_is_sealed_and_recovery_codes_are_hashed(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = await town.sign_in("admin")
        secret, recovery = await town.enable_app(admin)
        stored = database(tmp_path)
        assert len(recovery) == 8 and len(set(recovery)) == 8
        for text in (secret, recovery[0], recovery[0].replace("-", "")):
            assert text.encode() not in stored
        town.clock.advance(3600)
        with pytest.raises(TotpWrong):
            await town.parts.codes.step_up(town.caller(admin), "aaaaa-aaaaa")
        await town.parts.codes.step_up(town.caller(admin), recovery[0].upper().replace("-", " "))
        with pytest.raises(TotpWrong):
            await town.parts.codes.step_up(town.caller(admin), recovery[0])


async def test_a_password_wants_the_app_too_where_there_is_one(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, passwords = await town.sign_in("admin"), town.parts.passwords
        await passwords.set(town.caller(admin), GOOD, None)
        secret, _ = await town.enable_app(admin)
        town.clock.advance(60)
        with pytest.raises(WrongCredentials):
            await passwords.sign_in("admin", "wrong password", town.code(secret), town.visitor())
        with pytest.raises(TotpNeeded):
            await passwords.sign_in("admin", GOOD, None, town.visitor())
        with pytest.raises(TotpWrong):
            await passwords.sign_in("admin", GOOD, "000000", town.visitor())
        opened = await passwords.sign_in("admin", GOOD, town.code(secret), town.visitor())
        assert town.caller(opened).proof == "fresh", "he has just proved it"


async def test_administration_wants_it_proved_lately(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, issue = await town.sign_in("admin"), town.parts.enrolments.issue
        with pytest.raises(SecondFactorNeeded):
            await issue(town.caller(admin), "bpbd")
        secret, _ = await town.enable_app(admin)
        await issue(town.caller(admin), "bpbd")
        town.clock.advance(15 * 60)
        with pytest.raises(StepUpNeeded):
            await issue(town.caller(admin), "bpbd")
        with pytest.raises(StepUpNeeded):
            await town.parts.codes.disable(town.caller(admin))
        with pytest.raises(StepUpNeeded):
            await town.parts.passkeys.ask_new(town.caller(admin))
        await town.parts.codes.step_up(town.caller(admin), town.code(secret))
        await issue(town.caller(admin), "bpbd")
        await town.parts.codes.disable(town.caller(admin))
        town.clock.advance(15 * 60)
        with pytest.raises(SecondFactorNeeded):
            await issue(town.caller(admin), "bpbd")


async def test_a_demo_asks_for_no_second_factor(tmp_path: Path) -> None:
    async with access_town(tmp_path, second_factor=False) as town:
        await town.parts.enrolments.issue(town.caller(await town.sign_in("admin")), "bpbd")


async def test_a_lost_phone_is_forgotten_with_all_that_it_opened(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, phone = await an_admin(town), await town.sign_in("bpbd")
        await town.parts.passwords.set(town.caller(phone), GOOD, None)
        await town.parts.devices.reset(town.caller(admin), "bpbd")
        assert not town.is_in(phone) and town.is_in(admin)
        with pytest.raises(WrongCredentials):
            await town.parts.passwords.sign_in("bpbd", GOOD, None, town.visitor())


# Passkeys


async def with_passkey(town: AccessTown, post: str) -> tuple[Opened, Authenticator]:
    opened, authenticator = await town.sign_in(post), Authenticator()
    number, options = await town.parts.passkeys.ask_new(town.caller(opened))
    answer = authenticator.make(options)
    await town.parts.passkeys.add(town.caller(opened), number, answer, "Ponsel saya")
    return opened, authenticator


async def test_a_passkey_signs_in_and_steps_up(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, authenticator = await with_passkey(town, "admin")
        passkeys = town.parts.passkeys
        assert town.caller(admin).proof == "fresh"
        number, options = passkeys.ask(town.visitor())
        assert options["userVerification"] == "required" and not options["allowCredentials"]
        opened = await passkeys.sign_in(number, authenticator.sign(options), town.visitor())
        assert (opened.person.id, opened.session.how) == ("admin", "passkey")
        assert town.caller(opened).proof == "fresh"

        town.clock.advance(15 * 60)
        assert town.caller(admin).proof == "stale"
        number, options = await passkeys.ask_again(town.caller(admin))
        await passkeys.step_up(town.caller(admin), number, authenticator.sign(options))
        assert town.caller(admin).proof == "fresh"


async def test_what_is_no_answer_of_this_passkey_is_refused(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        _, authenticator = await with_passkey(town, "admin")
        passkeys = town.parts.passkeys

        async def refused(answer_of, change=None):  # type: ignore[no-untyped-def]
            number, options = passkeys.ask(town.visitor())
            answer = answer_of.sign(options)
            if change:
                change(answer)
            with pytest.raises(PasskeyRefused):
                await passkeys.sign_in(number, answer, town.visitor())

        await refused(Authenticator())
        authenticator.origin = "https://posko.example.evil.example"
        await refused(authenticator)
        authenticator.origin = "https://posko.example"
        authenticator.verifies = False
        await refused(authenticator)
        authenticator.verifies = True
        await refused(authenticator, lambda a: a["response"].update(signature="AAAA"))
        await refused(authenticator, lambda a: a.update(response={"x": [["y"]]}))
        await refused(authenticator, lambda a: a.update(id="\ud800"))
        await refused(authenticator, lambda a: a.update(id=5))

        number, options = passkeys.ask(town.visitor())
        answer = authenticator.sign(options)
        await passkeys.sign_in(number, answer, town.visitor())
        for once_more in (answer, authenticator.sign(options)):
            with pytest.raises(PasskeyRefused):
                await passkeys.sign_in(number, once_more, town.visitor())
        number, options = passkeys.ask(town.visitor())
        town.clock.advance(5 * 60)
        with pytest.raises(PasskeyRefused):
            await passkeys.sign_in(number, authenticator.sign(options), town.visitor())
        authenticator.count = 0
        await refused(authenticator)  # A copy of it that does not know how often it signed.


async def test_passkeys_belong_to_a_name_and_to_one_official(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone, authenticator = await with_passkey(town, "bpbd")
        other = await town.sign_in("dinkes")
        passkeys, caller = town.parts.passkeys, town.caller(other)
        for origin in ("https://192.168.1.2", "http://[::1]:8080", "http://127.0.0.1:8080"):
            with pytest.raises(PasskeysElsewhere):
                await passkeys.ask_new(caller._replace(origin=origin))
        with pytest.raises(NoSuchPasskey):
            await passkeys.ask_again(caller)
        number, options = await passkeys.ask_new(caller)
        with pytest.raises(PasskeyRefused):
            await passkeys.add(caller, number, authenticator.make(options), "punya orang")
        (mine,) = await passkeys.of("o-bpbd")
        with pytest.raises(NoSuchPasskey):
            await passkeys.remove(caller, mine.id)
        await passkeys.remove(town.caller(phone), mine.id)
        assert town.caller(phone).proof == "fresh" and not await passkeys.of("o-bpbd")
