"""Who talked when in a recording: lines that are only added to, and what they say in the end.

A line is written when somebody begins to talk and one when he has stopped, so a file that was cut
short still tells of whoever was talking then: he talked to its end.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

PAUSE_MS = 800
"""Whoever is heard again within so long has not stopped talking."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody talked, from and to so many ms after the beginning."""

    who: str
    from_ms: int
    to_ms: int


class TalkIndex:
    """Writes the lines of one recording."""

    def __init__(self) -> None:
        self._last_ms: dict[str, int] = {}

    def heard(self, at_ms: int, who: Collection[str], frame_ms: int = 20) -> list[str]:
        """Take who is heard in a frame; give the lines there are to add."""
        lines = [_line(at_ms, "on", one) for one in who if one not in self._last_ms]
        self._last_ms.update(dict.fromkeys(who, at_ms + frame_ms))
        silent = [one for one, last in self._last_ms.items() if at_ms - last >= PAUSE_MS]
        return lines + [_line(self._last_ms.pop(one), "off", one) for one in silent]

    def end(self) -> list[str]:
        """Give the lines for those who talk still."""
        lines = [_line(last, "off", one) for one, last in self._last_ms.items()]
        self._last_ms.clear()
        return lines


def read(lines: Iterable[str], length_ms: int) -> list[Talk]:
    """Give who talked, in the order they began; a line that was torn says nothing."""
    talks, begun = [], dict[str, int]()
    for line in lines:
        try:
            said = json.loads(line)
            at_ms = min(int(said["ms"]), length_ms)
            if "on" in said:
                begun.setdefault(str(said["on"]), at_ms)
            elif (who := str(said["off"])) in begun:
                talks.append(Talk(who, begun.pop(who), at_ms))
        except (ValueError, KeyError, TypeError):
            continue
    talks += [Talk(who, from_ms, length_ms) for who, from_ms in begun.items()]
    talks = [talk for talk in talks if talk.to_ms > talk.from_ms]
    return sorted(talks, key=lambda talk: (talk.from_ms, talk.who))


def _line(at_ms: int, what: str, who: str) -> str:
    return json.dumps({"ms": at_ms, what: who}, separators=(",", ":")) + "\n"
