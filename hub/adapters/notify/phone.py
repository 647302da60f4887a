"""The phone as a channel: rings, speaks, and takes a key as the answer.

That somebody, or something, took the call is no answer, and no proof that anybody heard it. A key
is kept as the answer of whose number it is, by the same door as any; only then is that said.
A trial never has a line that a summons wants: it is not begun on the last one, and it is hung up.
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Protocol

import structlog

from hub.adapters.notify.phone_process import CallEnd, OnKey, OnStage, PhoneDown, Stage
from hub.adapters.notify.speech import CannotSpeak
from hub.domain.phone_numbers import NotDialled, Plan, dialled, masked
from hub.domain.refusals import Refused
from hub.domain.summons.answers import Way
from hub.domain.summons.ladder import Act
from hub.domain.summons.spoken import Language, Reply, Spoken, prompt, reason, reply, trial
from hub.services.channels import Call, Outcome
from hub.wire.summons import SummonsAnswer, SummonsAnswered

KEYS: Mapping[str, Literal["ready", "unable"]] = MappingProxyType({"1": "ready", "2": "unable"})
SPACE = uuid.UUID("5d0c6a5e-3f0b-4b0e-9a53-6d0d1a7c2f11")
"""The same key of the same attempt is the same answer."""
BUSY_RETRY_S = 30.0
DOWN_RETRY_S = 5.0
SPEECH_S = 20.0
"""For the text to be spoken, and a worker to be there, before it rings."""

OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "key": Outcome("delivered"),
        "no_key": Outcome("delivered", "no_key"),
        "hung_up": Outcome("delivered", "no_key"),
        "rejected": Outcome("delivered", "rejected"),
        "busy": Outcome("failed_temp", "busy", BUSY_RETRY_S),
        "no_reply": Outcome("failed_temp", "unreachable", ours=True),
        "unreachable": Outcome("failed_temp", "unreachable", ours=True),
        "pbx": Outcome("failed_temp", "refused"),
        "no_line": Outcome("failed_temp", "unreachable", DOWN_RETRY_S, ours=True),
        "no_speech": Outcome("failed_temp", "unreachable", DOWN_RETRY_S, ours=True),
        "cancelled": Outcome("failed_temp", "unreachable", ours=True),
        "wrong_account": Outcome("failed_perm", "refused", ours=True),
        "refused": Outcome("failed_perm", "refused"),
        "bad_number": Outcome("failed_perm", "refused"),
        "codec": Outcome("failed_perm", "refused"),
        "worker_died": Outcome("unknown", "cut_off", ours=True),
    }
)
"""By the reason a call ended with. no_answer is looked at by whether it rang. Ours: the PBX did not
answer, or did not know this hub."""

log = structlog.get_logger()


class Line(Protocol):
    """What rings; PhoneLink fits."""

    @property
    def up(self) -> bool: ...
    @property
    def calls_max(self) -> int: ...
    @property
    def longest_s(self) -> float: ...
    async def ring(self, number: str, say: Path, on_key: OnKey, on_stage: OnStage) -> CallEnd: ...
    async def run(self) -> None: ...


class Voice(Protocol):
    """What speaks; Speech fits."""

    async def file(self, text: str) -> Path: ...


class Answers(Protocol):
    """Where an answer is kept; SummonsAnswers fits."""

    async def by_way(
        self, official: str, way: Way, command: SummonsAnswer, address: str = ""
    ) -> SummonsAnswered: ...


class PhoneChannel:
    """The port `Channel`, over the phone worker. named: gives a post's title.

    answers: where a key is kept; given before the first call.
    """

    name: Act = "phone"
    again = False
    answers: Answers

    def __init__(
        self,
        link: Line,
        speech: Voice,
        plan: Plan,
        city: str,
        language: Language,
        named: Callable[[str], str],
    ) -> None:
        self._link = link
        self._speech = speech
        self._plan = plan
        self._city = city
        self._language = language
        self._named = named
        self._parting: set[asyncio.Task[Outcome]] = set()
        self._lines: dict[asyncio.Task[Outcome], bool] = {}
        """Calls under way: is it a trial?"""

    @property
    def up(self) -> bool:
        """Can numbers be rung?"""
        return self._link.up

    @property
    def at_once(self) -> int:
        return self._link.calls_max

    @property
    def limit_s(self) -> float:
        return SPEECH_S + self._link.longest_s

    async def run(self) -> None:
        """Keep the telephone working until cancelled."""
        await self._link.run()

    async def send(self, call: Call) -> Outcome:
        """Ring once. Cancelled: hangs up, unless it was this call that brought the answer."""
        try:
            number = dialled(call.address, self._plan)
            say = await self._speech.file(self._text(call))
            if not self._has_line(call):
                return OUTCOMES["no_line"]
        except NotDialled as refused:
            log.warning("phone number is not dialled", why=refused.why, post=call.post)
            return Outcome("failed_perm", "refused")
        except CannotSpeak as failed:
            log.error("no speech for the phone", why=str(failed))
            return OUTCOMES["no_speech"]
        one = _OneCall(call, masked(number))
        ringing = asyncio.create_task(self._ring(one, number, say))
        self._lines[ringing] = call.test
        ringing.add_done_callback(self._lines.pop)
        try:
            return await asyncio.shield(ringing)
        except asyncio.CancelledError:
            if ringing.cancelled():  # A trial, whose line a summons took.
                return OUTCOMES["no_line"]
            if one.key is None:
                ringing.cancel()
            # His own key made it known that he answered: he is told so before it hangs up.
            self._parting.add(ringing)
            ringing.add_done_callback(self._parting.discard)
            raise

    # Inside

    def _has_line(self, call: Call) -> bool:
        """Is there a line? A summons takes that of a trial; a trial leaves one free."""
        if call.test:
            return len(self._lines) < max(1, self.at_once - 1)
        if len(self._lines) >= self.at_once:
            for task in [one for one, test in self._lines.items() if test][:1]:
                task.cancel()
        return True

    async def _ring(self, one: "_OneCall", number: str, say: Path) -> Outcome:
        async def pressed(key: str) -> Path | None:
            one.key = key
            return await self._pressed(one, key)

        try:
            end = await self._link.ring(number, say, pressed, one.note)
        except PhoneDown:
            return OUTCOMES["no_line"]
        log.info("phone call ended", number=one.shown, reason=end.reason, status=end.status)
        return _outcome(end, one.rang)

    async def _pressed(self, one: "_OneCall", key: str) -> Path | None:
        """Keep what a key says, and give what is said to it."""
        call = one.call
        asks = not call.test and not call.duty
        said: Reply = await self._kept(one, key) if asks else "heard"
        try:
            return await self._speech.file(
                reply(said, self._language, call.drill and not call.test)
            )
        except CannotSpeak as failed:
            log.error("no speech for the phone", why=str(failed))
            return None

    async def _kept(self, one: "_OneCall", key: str) -> Reply:
        call, code = one.call, KEYS[key]
        command = SummonsAnswer(
            id=str(uuid.uuid5(SPACE, f"{call.attempt} {key}")),
            recipient=call.recipient,
            code=code,
            reason=reason(self._language) if code == "unable" else "",
        )
        try:
            answered = await self.answers.by_way(call.holder, "phone", command, one.shown)
        except Refused as refused:
            log.error("an answer by phone was not kept", code=refused.code, post=call.post)
            return "not_kept"
        if answered.late:
            return "late"
        return "over" if answered.outcome in ("cancelled", "skipped") else code

    def _text(self, call: Call) -> str:
        if call.test:
            return trial(self._city, self._language)
        about = Spoken(
            self._city,
            call.issuer,
            self._named(call.post),
            call.words,
            call.profile,
            call.drill,
            call.duty,
        )
        return prompt(about, self._language)


class _OneCall:
    """What is known of a call while it lasts."""

    def __init__(self, call: Call, shown: str) -> None:
        self.call = call
        self.shown = shown
        self.rang = False
        self.key: str | None = None

    def note(self, stage: Stage) -> None:
        """It came to another stage."""
        self.rang = self.rang or stage != "trying"


def _outcome(end: CallEnd, rang: bool) -> Outcome:
    if end.reason == "no_answer":
        if rang:
            return Outcome("delivered", "no_answer")
        return Outcome("failed_temp", "no_answer", BUSY_RETRY_S)  # Off, or out of reach.
    return OUTCOMES[end.reason]
