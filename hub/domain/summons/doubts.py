"""What a ladder would not reach as the city is now: shown before it is saved, and then confirmed.

A flaw is of the ladder alone and refuses it; a doubt is of the city, and may be mended later.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from hub.domain.summons.ladder import Act, Ladder, does_something

Doubt = Literal["no_channel", "no_way", "no_deputy", "nobody_on_duty"]
"""no_channel: the hub has not set it up, the rung is passed over. no_way: these posts have no
tried address there. no_deputy: nobody answers for these posts. nobody_on_duty: no operator."""

UNREACHED: dict[Act, Doubt] = {
    "ntfy": "no_way",
    "message": "no_way",
    "phone": "no_way",
    "deputy": "no_deputy",
}


@dataclass(frozen=True, slots=True)
class Doubted:
    """A rung, what is doubtful about it, and the posts it would not reach."""

    rung: int
    why: Doubt
    posts: tuple[str, ...] = ()


def doubts(
    ladder: Ladder,
    channels: Collection[Act],
    unreached: Callable[[Act], tuple[str, ...]],
    on_duty: bool,
) -> list[Doubted]:
    """Give what a ladder would not reach. unreached: the posts a channel or the deputies miss."""
    found = []
    for n, rung in enumerate(ladder.rungs):
        if not does_something(rung.act, channels):
            found.append(Doubted(n, "no_channel"))
        elif rung.act == "duty":
            found += [] if on_duty else [Doubted(n, "nobody_on_duty")]
        elif (why := UNREACHED.get(rung.act)) and (posts := unreached(rung.act)):
            found.append(Doubted(n, why, posts))
    return found
