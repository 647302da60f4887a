"""What those at the board do about somebody who is called: they write notes, and take him in hand.

Never an answer, and it changes nothing that is done for him: the ladder goes on. All of it stays.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Act = Literal["note", "take", "give"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did. id: of the command. give: he has him in hand no longer."""

    id: str
    recipient: str
    at: float
    post: str
    holder: str
    act: Act
    text: str = ""


def in_hand(deeds: Iterable[Deed]) -> Deed | None:
    """Give the deed by which somebody has him in hand."""
    held = None
    for one in deeds:
        if one.act == "take":
            held = one
        elif one.act == "give":
            held = None
    return held


def kept_by_another(deeds: Iterable[Deed], post: str, here: Collection[str]) -> Deed | None:
    """Give who has him in hand already, if that is another: one of those who are here.

    Whoever went home leaves nobody behind whom no other may take.
    """
    held = in_hand(deeds)
    return held if held and held.post != post and held.post in here else None


def notes(deeds: Iterable[Deed]) -> list[Deed]:
    """Give what was noted, oldest first."""
    return [one for one in deeds if one.act == "note"]
