"""Calls by radio: the ladder's radio rung, spoken on the channel where a post has a handheld.

A post without one, or a channel without a bridge, is left to the operator, whose card stands from
the moment the rung is reached until there is an answer.
"""

import asyncio

from hub.domain.radio import Unit
from hub.domain.summons.ladder import Act
from hub.domain.summons.on_air import About
from hub.domain.summons.on_air import Unit as Called
from hub.services.channels import Call, Outcome
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.radio_air import RadioAir
from hub.services.radio_speech import End, RadioSpeech, Wanted

LIMIT_S = 180.0
"""So long a call waits for a free channel, and is said."""
AGAIN_S = 20.0
"""A bridge that was not there is looked for again."""
OUTCOMES: dict[End, Outcome] = {
    "said": Outcome("accepted"),
    "stale": Outcome("failed_perm", ours=True),
    "no_air": Outcome("failed_perm", "no_air", ours=True),
    "no_speech": Outcome("failed_perm", "no_speech", ours=True),
    "no_bridge": Outcome("failed_temp", "no_bridge", AGAIN_S, ours=True),
}


class RadioCalls:
    """The port `Channel`, over speech on the air."""

    name: Act = "radio"
    again = False
    at_once = 200
    limit_s = LIMIT_S + 10.0

    def __init__(
        self, air: RadioAir, speech: RadioSpeech, directory: Directory, clock: Clock
    ) -> None:
        self._air = air
        self._speech = speech
        self._directory = directory
        self._clock = clock

    async def send(self, call: Call) -> Outcome:
        """Have one called by name. Cancelled: not said, or cut off."""
        units = self._units(call.post)
        if not units:
            return Outcome("failed_perm", "no_unit", ours=True)
        there = [unit for unit in units if self._air.speaks(unit.room)]
        if not there:
            return OUTCOMES["no_bridge"]
        over: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        wanted = self._wanted(call, there[0], over)
        if not self._speech.want(there[0].room, wanted):
            return OUTCOMES["no_air"]
        try:
            return OUTCOMES[await over]
        finally:
            self._speech.drop(wanted)

    # Inside

    def _units(self, post: str) -> list[Unit]:
        """Give the handhelds of a post, in the order of the registers."""
        return [u for units in self._air.units.values() for u in units if post and u.post == post]

    def _wanted(self, call: Call, unit: Unit, over: asyncio.Future[End]) -> Wanted:
        left_s = min(LIMIT_S, call.deadline - self._clock.now())

        def tell(end: End) -> None:
            if not over.done():
                over.set_result(end)

        return Wanted(
            "call",
            self._clock.monotonic() + left_s,
            tell,
            about=About(call.summons, call.profile, call.issuer, call.words, call.drill),
            unit=Called(unit.number, spoken_name(self._directory, unit)),
            recipient=call.recipient,
        )


def spoken_name(directory: Directory, unit: Unit) -> str:
    """Give how a unit is called on the air: by its post, or as the register has it."""
    person = directory.people.get(unit.post)
    return person.post if person else unit.name or "unit"
