"""The course of a call: what follows from what, and that every call ends once, in time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.phone.closing import Close, closed
from hub.phone.course import (
    Closed,
    Course,
    Effect,
    End,
    HangUp,
    Hush,
    Input,
    Leave,
    News,
    Pressed,
    Progress,
    SayText,
    SayWord,
    Spoken,
    Taken,
    TellKey,
    Tick,
    Word,
    begin,
    step,
)
from hub.phone.early import CALLS_MAX, EVENTS_MAX, ByCall
from hub.wire.phone import Limits

LIMITS = Limits(reply_s=6, ring_s=28, call_s=60, word_s=6, parting_s=12, goodbye_s=3)


class Told:
    """A call under a clock that the test turns."""

    def __init__(self) -> None:
        self.course: Course = begin(LIMITS, "12", "3", 100.0)
        self.now = 100.0
        self.effects: list[Effect] = []

    def feed(self, *events: Input) -> list[Effect]:
        found: list[Effect] = []
        for event in events:
            self.course, effects = step(self.course, event, self.now)
            found += effects
        self.effects += found
        return found

    def wait(self, seconds: float) -> list[Effect]:
        self.now += seconds
        return self.feed(Tick())

    @property
    def end(self) -> Close:
        (end,) = [one for one in self.effects if isinstance(one, End)]
        return end.close


def test_a_key_is_told_then_the_word_is_said_then_it_hangs_up() -> None:
    call = Told()
    assert call.feed(Progress(), Taken()) == [News("ringing"), News("answered"), SayText()]
    assert call.feed(Pressed("9")) == []
    assert call.feed(Pressed("3")) == [SayText()], "from its beginning"
    assert call.feed(Pressed("2")) == [Hush(), TellKey("2")]
    assert call.feed(Pressed("1")) == [], "the first key is the answer"
    assert call.feed(Word("kept")) == [SayWord("kept")]
    assert call.feed(Spoken()) == [Hush(), Leave()]
    assert call.feed(Closed("Rejected by user")) == [End(Close("answered", "key"), "2")]
    assert call.feed(Closed("twice"), Pressed("1"), Tick()) == []


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("486 Busy Here", Close("busy", "busy", 486)),
        ("600 Busy Everywhere", Close("busy", "busy", 600)),
        ("603 Decline", Close("rejected", "rejected", 603)),
        ("480 Temporarily Unavailable", Close("no_answer", "no_answer", 480)),
        ("408 Request Timeout", Close("no_answer", "no_answer", 408)),
        ("487 Request Terminated", Close("no_answer", "no_answer", 487)),
        ("401 Unauthorized", Close("failed", "wrong_account", 401)),
        ("407 Proxy Authentication Required", Close("failed", "wrong_account", 407)),
        ("403 Forbidden", Close("failed", "refused", 403)),
        ("404 Not Found", Close("failed", "bad_number", 404)),
        ("488 Not Acceptable Here", Close("failed", "codec", 488)),
        ("503 Service Unavailable", Close("failed", "pbx", 503)),
        ("500", Close("failed", "pbx", 500)),
        ("302 Moved", Close("failed", "pbx", 302)),
        ("Connection timed out [110]", Close("failed", "unreachable")),
        ("Connection refused [111]", Close("failed", "unreachable")),
        ("4864 cows", Close("failed", "pbx")),
        ("", Close("failed", "pbx")),
    ],
)
def test_why_a_call_that_nobody_took_was_closed(text: str, close: Close) -> None:
    assert closed(text) == close
    call = Told()
    call.feed(Progress(), Closed(text))
    assert call.end == close


def test_a_pbx_that_never_says_it_rings() -> None:
    call = Told()
    assert call.wait(5.9) == []
    assert call.wait(0.1) == [Hush(), Leave()]
    call.feed(Closed("487 Request Terminated"))
    assert call.end == Close("failed", "no_reply")


def test_nobody_takes_it() -> None:
    call = Told()
    call.feed(Progress(), Progress())
    assert call.wait(27.9) == []
    assert call.wait(0.1) == [Hush(), Leave()]
    assert call.wait(3.0) == [End(Close("no_answer", "no_answer"), None)], "though not confirmed"


def test_somebody_takes_it_and_presses_nothing() -> None:
    call = Told()
    call.feed(Progress())
    call.wait(20)
    call.feed(Taken())
    assert call.wait(39.9) == []
    assert call.wait(0.1) == [Hush(), Leave()], "60 s after it was dialled"
    assert call.feed(Pressed("1")) == [TellKey("1")], "at the last moment"
    call.feed(Closed(""))
    assert call.end == Close("answered", "key")


def test_whoever_hangs_up_without_a_key_has_not_answered() -> None:
    call = Told()
    call.feed(Taken(), Closed("Connection reset by peer [104]"))
    assert call.end == Close("answered", "hung_up")


def test_a_hub_that_says_nothing_to_a_key() -> None:
    call = Told()
    call.feed(Taken(), Pressed("1"))
    assert call.wait(6) == [Hush(), Leave()]
    call.feed(Word("too late"), Closed(""))
    assert call.end == Close("answered", "key")
    assert SayWord("too late") not in call.effects


def test_the_hub_lets_it_be_while_it_rings() -> None:
    call = Told()
    assert call.feed(Progress(), HangUp(), HangUp()) == [News("ringing"), Hush(), Leave()]
    assert call.feed(Taken(), Pressed("1")) == [], "taken back, whatever crossed it on the way"
    call.feed(Closed("487 Request Terminated"))
    assert call.end == Close("cancelled", "cancelled")


EVENTS = st.one_of(
    st.sampled_from([Progress(), Taken(), HangUp(), Spoken(), Tick(), Word("w")]),
    st.sampled_from("123456#").map(Pressed),
    st.sampled_from(["486 Busy", "", "Connection reset"]).map(Closed),
)


@given(st.lists(st.tuples(EVENTS, st.floats(0, 30)), max_size=40))
def test_whatever_happens_it_ends_once_and_in_time(events: list[tuple[Input, float]]) -> None:
    call = Told()
    for event, seconds in events:
        call.feed(event)
        while call.course.stage != "over" and call.course.due <= call.now + seconds:
            seconds -= max(0.0, call.course.due - call.now)
            call.now = max(call.now, call.course.due)
            call.feed(Tick())
        call.now += seconds
    while call.course.stage != "over":
        before = replace(call.course)
        call.now = max(call.now, call.course.due)
        call.feed(Tick())
        assert call.course != before, "a timer that does nothing"
    longest = LIMITS.call_s + LIMITS.word_s + LIMITS.parting_s + LIMITS.goodbye_s
    assert call.course.due - 100.0 <= longest
    assert len([one for one in call.effects if isinstance(one, End)]) == 1
    keys = [one.key for one in call.effects if isinstance(one, TellKey)]
    assert len(keys) <= 1
    assert (call.end.reason == "key") == bool(keys)
    if keys:
        assert News("answered") in call.effects, "a key without a call that was taken"


def test_what_came_before_anybody_knew_the_call_is_handed_over_first() -> None:
    events: ByCall[str] = ByCall()
    events.put(7, "ringing")
    events.put(7, "closed")
    heard: list[str] = []
    events.claim(7, heard.append)
    events.put(7, "late")
    assert heard == ["ringing", "closed", "late"]
    events.forget(7)
    events.put(7, "of another call with the same number")
    assert len(heard) == 3


def test_strangers_who_call_cannot_fill_the_memory() -> None:
    events: ByCall[int] = ByCall()
    for call in range(CALLS_MAX + 10):
        for event in range(EVENTS_MAX + 10):
            events.put(call, event)
    oldest: list[int] = []
    newest: list[int] = []
    events.claim(0, oldest.append)
    events.claim(CALLS_MAX + 9, newest.append)
    assert (len(oldest), len(newest)) == (0, EVENTS_MAX)
