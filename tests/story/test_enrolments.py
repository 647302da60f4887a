"""Links and codes: an invitation lets in one device, soon, and nobody who guesses."""

from pathlib import Path

import pytest

from hub.domain.refusals import CodeWrong, LinkUsed, NotAllowed, RateLimited
from hub.services.enrolments import CODE_LIFE_S, REPEAT_S, WRONG_CODES, WRONG_CODES_OF_ALL
from tests.access_town import access_town
from tests.story.test_proving import NONCE, an_admin


async def test_a_code_lets_one_device_in(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = await an_admin(town)
        enrolments = town.parts.enrolments
        invited = await enrolments.issue(town.caller(admin), "bpbd")
        assert len(invited.code) == 6
        opened = await enrolments.use_code(invited.code, NONCE, town.visitor())
        assert (opened.person.id, opened.session.how) == ("bpbd", "code")
        with pytest.raises(CodeWrong):
            await enrolments.use_code(invited.code, "m" * 22, town.visitor())
        again = await enrolments.use_code(invited.code, NONCE, town.visitor())
        assert town.is_in(again) and not town.is_in(opened), "the reply was lost: one session"
        town.clock.advance(REPEAT_S)
        with pytest.raises(CodeWrong):
            await enrolments.use_code(invited.code, NONCE, town.visitor())


async def test_an_invitation_lets_one_device_in_however_it_comes(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = town.caller(await an_admin(town))
        enrolments = town.parts.enrolments
        by_code, by_link = [await enrolments.issue(admin, "bpbd") for _ in range(2)]
        assert (await enrolments.look(by_code.token)).id == "bpbd"
        assert await enrolments.used(admin, by_code.number) is None
        opened = await enrolments.use_code(by_code.code, NONCE, town.visitor())
        with pytest.raises(LinkUsed):
            await enrolments.look(by_code.token)
        with pytest.raises(LinkUsed):
            await enrolments.use_link(by_code.token, "m" * 22, town.visitor())
        used = await enrolments.used(admin, by_code.number)
        assert used == (opened.session.created_ms, opened.session)

        town.clock.advance(CODE_LIFE_S)
        assert (await enrolments.look(by_link.token)).id == "bpbd", "a link lasts for longer"
        again = await enrolments.issue(admin, "bpbd")
        await enrolments.use_link(again.token, NONCE, town.visitor())
        with pytest.raises(CodeWrong):
            await enrolments.use_code(again.code, "m" * 22, town.visitor())
        with pytest.raises(NotAllowed):
            await enrolments.used(town.caller(opened), again.number)


async def test_one_who_mistypes_does_not_shut_out_his_whole_city_hall(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        invited = await town.parts.enrolments.issue(town.caller(await an_admin(town)), "bpbd")
        for _ in range(15):
            with pytest.raises(CodeWrong):
                await town.parts.enrolments.use_code("000000", NONCE, town.visitor())
        assert await town.parts.enrolments.use_code(invited.code, NONCE, town.visitor())


async def test_a_code_is_good_for_ten_minutes(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = await an_admin(town)
        invited = await town.parts.enrolments.issue(town.caller(admin), "bpbd")
        town.clock.advance(CODE_LIFE_S)
        with pytest.raises(CodeWrong):
            await town.parts.enrolments.use_code(invited.code, NONCE, town.visitor())


async def test_a_link_may_be_asked_again_by_its_page_for_ten_minutes(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        use, token = town.parts.enrolments.use_link, town.links.issue("bpbd")
        await use(token, NONCE, town.visitor())
        town.clock.advance(REPEAT_S)
        await use(token, NONCE, town.visitor())
        town.clock.advance(1)
        with pytest.raises(LinkUsed):
            await use(token, NONCE, town.visitor())


async def test_guessing_codes_is_slowed_down(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        use = town.parts.enrolments.use_code
        for _ in range(WRONG_CODES):
            with pytest.raises(CodeWrong):
                await use("000000", NONCE, town.visitor())
        with pytest.raises(RateLimited) as refused:
            await use("000000", NONCE, town.visitor())
        assert refused.value.retry_after_s and refused.value.retry_after_s <= 30

        wrong = WRONG_CODES
        for number in range(1, 2 * WRONG_CODES_OF_ALL):
            try:
                await use("000000", NONCE, town.visitor(address=f"2001:db8:{number:x}::1"))
            except CodeWrong:
                wrong += 1
            except RateLimited:
                break
        assert wrong <= WRONG_CODES_OF_ALL, "many addresses do not help"


async def test_right_codes_are_not_counted_as_guesses(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin = await an_admin(town)
        for _ in range(WRONG_CODES_OF_ALL + 5):
            invited = await town.parts.enrolments.issue(town.caller(admin), "bpbd")
            await town.parts.enrolments.use_code(invited.code, NONCE, town.visitor())
