"""Any order of presses, answers, silence, outages and restarts, over whole summonses.

Nobody is lost, no answer is rewritten, nobody is called after he answered, one's answer never
silences another, and whoever holds two posts has one ring.
"""

import asyncio
import contextlib
import itertools
import sqlite3
import tempfile
import uuid
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.adapters.store.engine import FILE
from hub.domain.officials import Assignment, Book
from hub.domain.refusals import Refused
from hub.domain.summons.recipient import Recipient
from hub.services.summons_store import Called
from tests.summons_town import SummonsTown, city, summons_town

Row = tuple[Any, ...]
POSTS = ("bpbd", "bpbd-2", "dinkes", "dinkes-2", "dishub", "dishub-2")
OFFICIALS = ("bpbd", "bpbd-2", "dinkes", "dinkes-2", "dishub-2")
"""Whose pages are open. The head of bpbd holds dishub as well."""
CODES = ("ready", "coming", "present", "unable", "represented")
OVER_S = 31 * 60.0
"""After this long without a press nobody is waited for any more: the longest deadline is 30 min."""

picks = st.integers(0, 1000)


def one_with_two_posts() -> Book:
    """A city where an official acts for another agency too."""
    book = city()
    book.assignments["a-dishub"] = replace(book.assignments["a-dishub"], to_ms=1)
    book.put(Assignment("plt", "dishub", "o-bpbd", "plt", 1))
    return book


class SummonsMachine(RuleBasedStateMachine):
    """Everything that can happen to a summons, as often and in whatever order it likes."""

    town: SummonsTown

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self._read: list[Called] | None = None
        self.stack = AsyncExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.folder = Path(folder)
        self.run(self._begin())
        self.named: dict[str, frozenset[str]] = {}
        self.answers: dict[Row, Row] = {}
        self.once: dict[str, tuple[float | None, float | None]] = {}
        self._minutes = itertools.cycle((5, 15, 30))

    async def _begin(self) -> None:
        made = summons_town(self.folder, one_with_two_posts())
        self.town = await self.stack.enter_async_context(made)
        self._pages()

    def _pages(self) -> None:
        self.callers = {post: self.town.caller(post) for post in OFFICIALS}

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        self._read = None
        return self.runner.run(coroutine)

    def teardown(self) -> None:
        self.run(self._ends_and_close())
        self.runner.close()

    async def _ends_and_close(self) -> None:
        """Whatever happened, in the end nobody is waited for any more, and none is stuck."""
        for _ in range(3):  # A deputy who was named at the very end has his own time.
            await self.town.wait(OVER_S + 16 * 3600.0)
        assert not [c for c in await self.called() if c.recipient.is_open]
        assert self.town.alarms == []
        await self.stack.aclose()

    async def called(self) -> list[Called]:
        return await self.town.store.read(lambda tx: tx.summonses.recipients(list(self.named)))

    def seen(self) -> list[Called]:
        """Give whom the file has; it is read once, as long as nothing runs meanwhile."""
        read = self.run(self.called()) if self._read is None else self._read
        self._read = read
        return read

    def pick(self, number: int, *, is_open: bool | None = None) -> Called | None:
        found = sorted(self.seen(), key=lambda c: c.recipient.id)
        if is_open is not None:
            found = [c for c in found if c.recipient.is_open == is_open]
        return found[number % len(found)] if found else None

    # What happens

    @rule(
        posts=st.sets(st.sampled_from(POSTS), min_size=1),
        profile=st.sampled_from(["darurat", "mendesak", "biasa"]),
        need=st.sampled_from([None, None, 1, 2]),
        stop=st.booleans(),
    )
    def summon(self, posts: set[str], profile: str, need: int | None, stop: bool) -> None:
        chosen: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "need": need,
            "stop_when_met": stop,
            "at_once": True,
        }

        async def twice() -> None:
            for _ in range(2):  # The reply was lost on the way: sent again.
                await self.town.summon(*sorted(posts), profile=profile, **chosen)

        self.run(twice())
        self.named[str(chosen["id"])] = frozenset(posts)

    @precondition(lambda self: self.named)
    @rule(number=picks, post=st.sampled_from(OFFICIALS), code=st.sampled_from(CODES))
    def answer(self, number: int, post: str, code: str) -> None:
        called = self.pick(number)
        assert called
        more: dict[str, Any] = {"id": str(uuid.uuid4())}
        if code == "coming":
            more["eta_min"] = next(self._minutes)
        if code == "unable":
            more["reason"] = "di luar kota"
        if code == "represented":
            more["deputy"] = "dinkes-2"
        before = self._open()

        async def twice() -> None:
            with suppress(Refused):
                for _ in range(2):
                    caller = self.callers[post]
                    await self.town.answer(caller, called.recipient.id, code, **more)

        self.run(twice())
        self._only_his(before, called.recipient, post)

    @precondition(lambda self: self.named)
    @rule(number=picks, code=st.sampled_from(["ready", "unable"]))
    def record(self, number: int, code: str) -> None:
        called = self.pick(number)
        assert called
        self.run(self.town.record(called.recipient.id, code, reason="lewat radio"))

    @precondition(lambda self: self.named)
    @rule(number=picks)
    def call_off(self, number: int) -> None:
        summons = sorted(self.named)[number % len(self.named)]
        caller = self.town.caller("walikota", page=False)
        self.run(self.town.summonses.cancel(caller, summons, "cukup"))

    @precondition(lambda self: self.named)
    @rule(number=picks, act=st.sampled_from(["climb", "again"]))
    def push(self, number: int, act: str) -> None:
        called = self.pick(number, is_open=True)
        if called:
            caller = self.town.caller("operator", page=False)
            self.run(self.town.summonses.push(caller, called.recipient.id, act))

    @rule(seconds=st.sampled_from([0.5, 14.0, 45.0, 95.0, 310.0, 1000.0]))
    def wait(self, seconds: float) -> None:
        self.run(self.town.wait(seconds))

    @rule(out_s=st.sampled_from([0.0, 2.0, 60.0, 900.0]))
    def restart(self, out_s: float) -> None:
        self.run(self._restart(out_s))

    async def _restart(self, out_s: float) -> None:
        now = self.town.clock.now()
        await self.town.store.write(lambda tx: tx.summonses.beat(now))
        before = {c.recipient.id: c.recipient for c in await self.called()}
        self.town.clock.advance(out_s)
        self.town.start()
        self.town.presence.sessions.clear()
        self._pages()
        await self.town.summonses.load()
        await self.town.timer.make_good()
        for called in await self.called():
            was = before[called.recipient.id]
            if was.is_open and out_s >= 3.0 and was.deadline > now:
                assert called.recipient.deadline >= was.deadline + out_s - 0.01, "our own fault"
        await self.town.timer.fire_due()

    # What always holds

    @invariant()
    def nobody_is_lost(self) -> None:
        assert self.run(self.town.timer.audit()) == []
        called = self.seen()
        for summons, posts in self.named.items():
            own = [c for c in called if c.recipient.summons == summons and not c.recipient.parent]
            assert sorted(c.recipient.post for c in own) == sorted(posts)
        for one in called:
            if one.recipient.is_open:
                assert one.due is not None
                assert one.due <= one.recipient.deadline

    @invariant()
    def what_was_written_down_stays(self) -> None:
        for one in self.seen():
            recipient = one.recipient
            now = (recipient.missed_at, recipient.first_answer_at)
            for was, is_ in zip(self.once.get(recipient.id, (None, None)), now, strict=True):
                assert was in (None, is_)
            self.once[recipient.id] = now
        kept = self._rows()
        for name, before in self.answers.items():
            assert kept[name] == before
        self.answers = kept

    @invariant()
    def who_answered_or_is_let_be_is_not_rung(self) -> None:
        over = {c.recipient.id for c in self.seen() if not c.recipient.is_open}
        for post in OFFICIALS:
            rings = self.town.board.rings_for(f"o-{post}")
            assert not over & {ring.recipient for ring in rings}
            assert len({ring.summons for ring in rings}) == len(rings), "one ring for two posts"
            told = [m.body for m in self.town.pages.heard.get(self.callers[post].session, ())]
            if last := [body for body in told if hasattr(body, "rings")]:
                assert [r.recipient for r in last[-1].rings] == [r.recipient for r in rings]

    @invariant()
    def the_board_is_what_is_saved(self) -> None:
        for one in self.seen():
            if shown := self.town.board.called.get(one.recipient.id):
                assert shown.recipient == one.recipient

    def _rows(self) -> dict[Row, Row]:
        """All answers, as they stand in the file."""
        with contextlib.closing(sqlite3.connect(self.folder / FILE)) as file:
            return {row[:2]: row for row in file.execute("SELECT recipient, id, * FROM answer")}

    def _open(self) -> dict[str, Recipient]:
        found = self.seen()
        return {c.recipient.id: c.recipient for c in found if c.recipient.is_open}

    def _only_his(self, before: dict[str, Recipient], asked: Recipient, who: str) -> None:
        """Who was waited for beside him is waited for still, unless enough come."""
        summons = self.town.board.summonses[asked.summons]
        if summons.stop_when_met and summons.met_at is not None:
            return
        speaking = self.town.directory.speaking
        after = self._open()
        for name, other in before.items():
            his = f"o-{who}" in speaking[other.post] and other.summons == asked.summons
            if name != asked.id and not his:
                assert name in after
                assert set(other.posts) <= set(after[name].posts), "and his devices ring on"


TestSummonsMachine = SummonsMachine.TestCase
TestSummonsMachine.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # To shrink a failure takes minutes.
)
