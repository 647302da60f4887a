"""Sessions: how long they last, whose they are, and that one that ended is worth nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.refusals import (
    LinkUsed,
    NoSuchSession,
    NotAllowed,
    NotSignedIn,
    NotYours,
    RateLimited,
    StepUpNeeded,
)
from hub.domain.sessions import DAY_S, PROVED_LIFE_S, UNUSED_LIFE_S
from hub.services.devices import ACTS_PER_MINUTE
from hub.services.steady import BELIEVED_AFTER_S
from tests.access_town import AccessTown, access_town


async def settled(town: AccessTown) -> None:
    """What may wait is written now."""
    await town.sessions._write_down()


async def test_a_phone_of_a_head_stays_signed_in_while_it_is_used(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        for _ in range(3):
            town.clock.advance(UNUSED_LIFE_S - DAY_S)
            assert town.is_in(phone)
        town.clock.advance(UNUSED_LIFE_S)
        assert not town.is_in(phone)


async def test_a_duty_desk_proves_itself_every_day(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        desk = await town.sign_in("operator")
        for _ in range(11):
            town.clock.advance(3600)
            assert town.is_in(desk)
        town.clock.advance(PROVED_LIFE_S - 11 * 3600)
        assert not town.is_in(desk), "however busy it was"


async def test_use_is_written_down_seldom_and_survives(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        commits = 0

        async def counted(change):  # type: ignore[no-untyped-def]
            nonlocal commits
            commits += 1
            return await write(change)

        write, town.store.write = town.store.write, counted  # type: ignore[method-assign]
        for _ in range(100):
            town.clock.advance(60)
            assert town.is_in(phone)
        await settled(town)
        assert commits <= 2
        saved = (await town.store.read(lambda tx: tx.sessions.load()))[0]
        assert town.now_ms - saved.used_ms <= 3600 * 1000


async def test_it_belongs_to_an_official_and_goes_with_him(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        await town.holds("dinkes", "o-bpbd", "plt")
        await town.leaves("bpbd")
        assert town.ended == [phone.session.id], "its page and voice go, they were of the old post"
        assert town.caller(phone).person.id == "dinkes"

        await town.leaves("dinkes")
        assert not town.is_in(phone)
        await settled(town)
        await town.holds("bpbd", "o-bpbd")
        assert not town.is_in(phone), "what ended stays ended"
    async with access_town(tmp_path) as town:
        assert not town.is_in(phone)


async def test_a_link_is_for_who_held_the_post_when_it_was_made(tmp_path: Path) -> None:
    """After a mutasi the one before must not come in as his successor by a link of before."""
    async with access_town(tmp_path) as town:
        of_before = town.links.issue("bpbd")
        town.clock.advance(60)
        await town.holds("bpbd", "o-dinkes")
        with pytest.raises(LinkUsed):
            await town.parts.enrolments.use_link(of_before, None, town.visitor())
        opened = await town.sign_in("bpbd")
        assert opened.session.official == "o-dinkes"


async def test_who_is_disabled_is_out_at_once(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        caller = town.caller(phone)
        await town.official("o-bpbd", active=False)
        assert not town.is_in(phone) and town.ended == [phone.session.id]
        with pytest.raises(NotSignedIn):
            town.parts.devices.list(caller, None)


async def test_acting_as_another_of_ones_posts(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        with pytest.raises(NotYours):
            await town.parts.devices.act(town.caller(phone), "dinkes")
        await town.holds("dinkes", "o-bpbd", "plh")
        await town.parts.devices.act(town.caller(phone), "dinkes")
        caller = town.caller(phone)
        assert (caller.person.id, caller.person.post) == ("dinkes", "Plh. Dinkes")
        assert town.ended == [phone.session.id]
    async with access_town(tmp_path) as town:
        assert town.caller(phone).person.id == "dinkes", "also after a restart"


async def test_going_to_and_fro_does_not_fill_the_audit_trail(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone = await town.sign_in("bpbd")
        await town.holds("dinkes", "o-bpbd", "plh")
        with pytest.raises(RateLimited):
            for n in range(100):
                await town.parts.devices.act(town.caller(phone), ("dinkes", "bpbd")[n % 2])
        acts = [entry for entry in await town.audit() if entry.action == "session:act"]
        assert len(acts) == ACTS_PER_MINUTE


async def test_one_sees_and_ends_ones_own_and_an_administrator_anyones(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        devices = town.parts.devices
        phone, tablet = await town.sign_in("bpbd"), await town.sign_in("bpbd")
        other, admin = await town.sign_in("dinkes"), await town.sign_in("admin")
        mine = {s.id for s in devices.list(town.caller(phone), None)}
        assert mine == {phone.session.id, tablet.session.id}
        assert (phone.session.browser, phone.session.system) == ("Chrome", "Android")

        with pytest.raises(NotAllowed):
            devices.list(town.caller(phone), "dinkes")
        with pytest.raises(NotAllowed):
            await devices.end(town.caller(phone), other.session.id)
        with pytest.raises(NoSuchSession):
            await devices.end(town.caller(phone), "nothing")
        await devices.end_others(town.caller(phone))
        assert town.is_in(phone) and not town.is_in(tablet) and town.is_in(other)

        await town.enable_app(admin)
        assert [s.id for s in devices.list(town.caller(admin), "dinkes")] == [other.session.id]
        await devices.end(town.caller(admin), other.session.id)
        assert not town.is_in(other)
        town.clock.advance(15 * 60)
        with pytest.raises(StepUpNeeded):
            await devices.end(town.caller(admin), phone.session.id)
        assert town.is_in(phone)


class SetClock:
    """A clock that somebody sets: only the one on the wall moves."""

    def __init__(self, town: AccessTown) -> None:
        self._town, self.ahead_s = town, 0.0
        right = town.clock.now
        town.clock.now = lambda: right() + self.ahead_s  # type: ignore[method-assign]


async def test_a_clock_set_ahead_ends_nothing_at_once(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        phone, desk, clock = (
            await town.sign_in("bpbd"),
            await town.sign_in("operator"),
            SetClock(town),
        )
        clock.ahead_s = 400 * DAY_S
        await settled(town)
        assert town.is_in(phone) and town.is_in(desk)
        clock.ahead_s = 0.0
        assert town.is_in(phone) and town.is_in(desk)
        clock.ahead_s = 400 * DAY_S
        assert town.is_in(phone)
        town.clock.advance(BELIEVED_AFTER_S)
        assert not town.is_in(desk), "so it was right"


async def test_what_was_used_while_the_clock_was_ahead_does_not_last_for_years(
    tmp_path: Path,
) -> None:
    async with access_town(tmp_path) as town:
        phone, clock = await town.sign_in("bpbd"), SetClock(town)
        clock.ahead_s = 400 * DAY_S
        assert town.is_in(phone)
        clock.ahead_s = 0.0
        assert town.is_in(phone)
        town.clock.advance(BELIEVED_AFTER_S)
        await settled(town)
        town.clock.advance(UNUSED_LIFE_S)
        assert not town.is_in(phone)


async def test_a_step_up_does_not_last_longer_because_the_clock_went_back(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, clock = await town.sign_in("admin"), SetClock(town)
        await town.enable_app(admin)
        clock.ahead_s = -3600.0
        assert town.caller(admin).proof == "stale"


async def test_an_assignment_that_is_over_by_a_wrong_clock_ends_no_session(tmp_path: Path) -> None:
    """Set right, whoever holds the post again is in again; nobody had taken it from him."""
    async with access_town(tmp_path) as town:
        phone, clock = await town.sign_in("bpbd"), SetClock(town)
        (held,) = [a for a in town.directory.book.assignments.values() if a.post == "bpbd"]
        town.directory.book.put(replace(held, to_ms=town.now_ms + 30 * DAY_S * 1000))
        clock.ahead_s = 400 * DAY_S
        town.directory.clock_was_set()
        await settled(town)
        assert not town.is_in(phone) and town.ended == [phone.session.id]
        clock.ahead_s = 0.0
        town.directory.clock_was_set()
        assert town.is_in(phone)


async def test_nothing_is_forgotten_for_its_age_while_the_clock_may_be_wrong(
    tmp_path: Path,
) -> None:
    async with access_town(tmp_path) as town:
        phone, clock = await town.sign_in("bpbd"), SetClock(town)
        clock.ahead_s = 2000 * DAY_S
        await settled(town)
    async with access_town(tmp_path) as town:
        assert town.is_in(phone)


async def test_a_browser_is_one_post_at_a_time(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        first = await town.sign_in("bpbd")
        second = await town.sign_in("dinkes", secret=first.secret)
        assert town.is_in(second) and not town.is_in(first)


async def test_every_step_is_in_the_audit_trail(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        admin, phone = await town.sign_in("admin"), await town.sign_in("bpbd")
        await town.enable_app(admin)
        invitation = await town.parts.enrolments.issue(town.caller(admin), "dinkes")
        await town.parts.devices.end(town.caller(admin), phone.session.id)
        trail = await town.audit()
        told = [(e.actor, e.action) for e in trail]
        assert told == [
            ("admin", "session:begin"),
            ("bpbd", "session:begin"),
            ("admin", "totp:enable"),
            ("admin", "session:step_up"),
            ("admin", "enrolment:issue"),
            ("admin", "session:end"),
        ]
        assert trail[-1].subject == phone.session.id and trail[-1].address == "10.0.0.1"
        said = repr(trail)
        assert invitation.code not in said and invitation.token not in said
        assert phone.secret not in said
