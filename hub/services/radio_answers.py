"""Answers by radio: what a handheld keys closes the summons it was called by, as *by radio*.

Never a guess: an answer that fits no call, or more than one, stays on the operator's board with the
reason. What is kept is read back on the channel, the same thing not twice, and no more than a few
a minute: whoever floods the channel with tones does not keep the transmitter busy.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from types import MappingProxyType

from hub.domain.radio import Call, Said, unit_of
from hub.domain.refusals import NotSaved, Refused
from hub.domain.summons.answers import Code
from hub.domain.summons.on_air import Unit as Called
from hub.domain.summons.on_air import read_back
from hub.domain.summons.recipient import Recipient
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.radio_air import RadioAir
from hub.services.radio_calls import spoken_name
from hub.services.radio_log import Settled
from hub.services.radio_speech import RadioSpeech, Wanted
from hub.services.rollcall_reports import ByRadio
from hub.services.store import Store
from hub.services.summons_answers import Heard, SummonsAnswers, asked
from hub.services.summons_board import Board
from hub.wire.radio import Signal

SHORT_S = 120.0
"""`1#` is whoever was called alone, for so long after the call."""
LATE_S = 3600.0
"""An answer to a call that was missed is one so long after its deadline."""
READ_BACK_S = 30.0
READ_BACKS_A_MINUTE = 6
CODES: Mapping[Said, tuple[Code, str]] = MappingProxyType(
    {
        "present": ("present", ""),
        "help": ("present", "Butuh bantuan"),
        "coming": ("coming", ""),
        "emergency": ("unable", "Keadaan darurat"),
    }
)
"""What a key means to a summons. Who is in an emergency himself does not come."""


InRollCall = Callable[[Caller, str, ByRadio, float], Awaitable[bool]]
IN_ROLLCALL: Mapping[Said, ByRadio] = MappingProxyType(
    {"present": "present", "help": "help", "coming": "heard", "emergency": "emergency"}
)
"""What a key means to a roll-call: who is on his way is not there."""


async def _in_none(caller: Caller, post: str, kind: ByRadio, at: float) -> bool:
    return False


class RadioAnswers:
    """Settles what was keyed. `settle` is the log's, `called` the speech's."""

    def __init__(
        self,
        air: RadioAir,
        speech: RadioSpeech,
        answers: SummonsAnswers,
        board: Board,
        directory: Directory,
        store: Store,
        clock: Clock,
    ) -> None:
        self._air = air
        self._speech = speech
        self._answers = answers
        self._board = board
        self._directory = directory
        self._store = store
        self._clock = clock
        self.rollcall: InRollCall = _in_none
        """Marks what was heard of a post in a roll-call; was it in one?"""
        self._calls: dict[str, Call] = {}
        self._saving: set[asyncio.Task[None]] = set()
        self._read_back: deque[tuple[float, str, str, str]] = deque()

    async def load(self) -> None:
        """Know again who was called last. NotSaved."""
        for call in await self._store.read(lambda tx: tx.radios.calls()):
            self._calls[call.room] = call

    def called(self, channel: str, wanted: Collection[Wanted]) -> None:
        """These were called together just now."""
        if wanted:
            numbers = tuple(one.unit.number for one in wanted if one.unit)
            recipients = tuple(one.recipient for one in wanted)
            said_ms = round(self._clock.now() * 1000)
            self._calls[channel] = Call(channel, numbers, recipients, said_ms)
            task = asyncio.get_running_loop().create_task(self._save(self._calls[channel]))
            self._saving.add(task)
            task.add_done_callback(self._saving.discard)

    async def settle(self, caller: Caller, channel: str, signal: Signal) -> Settled:
        """Keep an answer, if it is one, and have it read back. NotSaved."""
        if signal.said is None:
            return Settled()
        call = self._calls.get(channel)
        number = signal.unit or _alone(call, signal.heard_ms)
        if not number:
            return Settled("which")
        unit = unit_of(self._air.units.get(channel, ()), number)
        if unit is None or not unit.post:
            return Settled("unknown_unit")
        at = signal.heard_ms / 1000
        in_rollcall = await self.rollcall(caller, unit.post, IN_ROLLCALL[signal.said], at)
        found = self._meant(unit.post, call.recipients if call else (), at)
        if in_rollcall and not found and signal.said != "coming":
            self._say(channel, Called(unit.number, spoken_name(self._directory, unit)), signal.said)
            return Settled("answered")
        if len(found) != 1:
            return Settled("which" if found else "no_call")
        code, reason = CODES[signal.said]
        heard = Heard(signal.id, found[0].id, code, reason, signal.heard_ms / 1000)
        try:
            await self._answers.by_radio(caller, unit.post, heard)
        except NotSaved:
            raise  # The bridge brings it again.
        except Refused:
            return Settled("refused", found[0].id)
        called = Called(unit.number, spoken_name(self._directory, unit))
        self._say(channel, called, signal.said)
        return Settled("answered", found[0].id)

    async def keyed(self, caller: Caller, channel: str, signal: Signal) -> None:
        """A radio said who it is: in a roll-call that is *heard*, and no answer. NotSaved."""
        unit = unit_of(self._air.units.get(channel, ()), signal.unit)
        if unit and unit.post:
            await self.rollcall(caller, unit.post, "heard", signal.heard_ms / 1000)

    # Inside

    async def _save(self, call: Call) -> None:
        """It was said, whether that can be saved or not: if not, a short answer is the board's."""
        with suppress(NotSaved):
            await self._store.write(lambda tx: tx.radios.save_call(call))

    def _meant(self, post: str, last: Collection[str], at: float) -> list[Recipient]:
        """Give to what a post may be answering: what still waits for it, or else what it missed."""
        its = [r for one in self._board.called.values() if post in asked(r := one.recipient)]
        waiting = [one for one in its if one.is_open]
        if len(waiting) > 1:
            return [one for one in waiting if one.id in last] or waiting
        if waiting:
            return waiting
        return self._late(its) or self._again(its, last, at)

    def _late(self, its: list[Recipient]) -> list[Recipient]:
        now = self._clock.now()
        missed = [r for r in its if r.outcome == "missed" and now - r.deadline < LATE_S]
        return sorted(missed, key=lambda one: one.deadline)[-1:]

    def _again(self, its: list[Recipient], last: Collection[str], at: float) -> list[Recipient]:
        """He has answered, and says something else now to what was called here last; or this was
        kept already, and the hub ended before it could say so."""
        return [r for r in its if r.answer and (r.id in last or r.answer.heard_at == at)]

    def _say(self, channel: str, unit: Called, said: Said) -> None:
        now = self._clock.monotonic()
        while self._read_back and now - self._read_back[0][0] >= 60.0:
            self._read_back.popleft()
        here = [one for one in self._read_back if one[1] == channel]
        same = (channel, unit.number, said)
        if len(here) >= READ_BACKS_A_MINUTE or any(
            one[1:] == same and now - one[0] < READ_BACK_S for one in here
        ):
            return
        self._read_back.append((now, *same))
        text = read_back(unit, said)
        self._speech.want(channel, Wanted("read_back", now + READ_BACK_S, lambda end: None, text))


def _alone(call: Call | None, heard_ms: int) -> str:
    """Say who answers without a number: whoever was called alone just before."""
    if call is None or len(call.numbers) != 1:
        return ""
    after_s = (heard_ms - call.said_ms) / 1000
    return call.numbers[0] if -SHORT_S < after_s < SHORT_S else ""
