"""The floor, rule by rule; the order nobody thought of is in test_floor_machine.py."""

import pytest

from hub.domain.floor import (
    EMERGENCY_PRIORITY,
    HELD_LIMIT_S,
    PRIORITY,
    TALK_LIMIT_S,
    Call,
    CallOver,
    Carry,
    Effect,
    Ended,
    Floor,
    FloorIs,
    Forbid,
    Granted,
    Held,
    Input,
    Leave,
    Permit,
    Queued,
    Release,
    Request,
    Reset,
    Revoke,
    Tell,
    Tick,
    step,
)

HEAD, MAYOR, OPERATOR, RADIO = (PRIORITY[r] for r in ("head", "mayor", "operator", "device"))


class Run:
    """One floor and a clock; `said` are the effects of the last step."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.now = 100.0
        self.said: list[Effect] = []

    def do(self, event: Input) -> list[Effect]:
        self.floor, self.said = step(self.floor, event, self.now)
        return self.said

    def press(self, person: str, request: int = 1, priority: int = HEAD) -> list[Effect]:
        return self.do(Request(person, request, priority))

    def hold(self, seconds: float, **requests: int) -> None:
        """Let time go by while keys are held down."""
        for _ in range(round(seconds / 0.25)):
            self.now += 0.25
            for person, request in requests.items():
                self.do(Held(person, request))
            self.do(Tick())

    @property
    def queue(self) -> list[str]:
        return [claim.person for claim in self.floor.queue]


@pytest.fixture
def run() -> Run:
    return Run()


def test_an_idle_floor_is_granted_at_once_and_permitted_before_it_is_told(run: Run) -> None:
    said = run.press("bpbd", 7)
    until = run.now + TALK_LIMIT_S
    assert said == [Permit("bpbd"), Tell("bpbd", Granted(7, until)), FloorIs(run.floor)]


def test_higher_pre_empts_and_the_old_is_forbidden_before_the_new_is_permitted(run: Run) -> None:
    run.press("bpbd", 7)
    said = run.press("walikota", 1, MAYOR)
    assert said == [
        Forbid("bpbd"),
        Permit("walikota"),
        Tell("bpbd", Ended(7, "preempted")),
        Tell("walikota", Granted(1, run.now + TALK_LIMIT_S)),
        FloorIs(run.floor),
    ]
    assert run.queue == [], "the pre-empted goes nowhere: he must press again"


def test_equal_is_queued_and_told_his_place(run: Run) -> None:
    run.press("bpbd")
    assert run.press("dinkes", 3) == [Tell("dinkes", Queued(3, 1, "bpbd")), FloorIs(run.floor)]


def test_the_queue_is_by_priority_then_arrival_and_places_are_told_again(run: Run) -> None:
    run.press("walikota", 1, MAYOR)
    for person in ("bpbd", "dinkes"):
        run.press(person)
    said = run.press("operator", 1, OPERATOR)
    assert run.queue == ["operator", "bpbd", "dinkes"]
    assert Tell("dinkes", Queued(1, 3, "walikota")) in said

    said = run.do(Release("walikota", 1))
    assert run.floor.talker == "operator"
    assert Tell("bpbd", Queued(1, 1, "operator")) in said
    assert Tell("dinkes", Queued(1, 2, "operator")) in said


def test_release_hands_the_floor_to_the_next(run: Run) -> None:
    run.press("bpbd")
    run.press("dinkes", 5)
    said = run.do(Release("bpbd", 1))
    assert said[:2] == [Forbid("bpbd"), Permit("dinkes")]
    assert Tell("dinkes", Granted(5, run.now + TALK_LIMIT_S)) in said


def test_a_talk_not_held_ends_at_the_limit_and_not_before(run: Run) -> None:
    run.press("bpbd")
    pressed_at = run.now
    assert run.floor.deadline == pressed_at + HELD_LIMIT_S
    run.now = pressed_at + HELD_LIMIT_S - 0.001
    assert run.do(Tick()) == []
    run.now = pressed_at + HELD_LIMIT_S
    assert Tell("bpbd", Ended(1, "not_held")) in run.do(Tick())
    assert run.floor.deadline is None


def test_a_dead_client_in_the_queue_is_not_given_the_floor(run: Run) -> None:
    run.press("bpbd")
    run.press("dinkes")
    run.hold(1.0, bpbd=1)
    assert run.queue == []
    run.do(Release("bpbd", 1))
    assert run.floor.talker is None


def test_the_time_out_latches_until_release(run: Run) -> None:
    run.press("bpbd")
    run.hold(TALK_LIMIT_S - 0.25, bpbd=1)
    assert run.floor.talker == "bpbd"
    run.now += 0.25
    assert Tell("bpbd", Ended(1, "time_out")) in run.do(Tick())

    assert run.press("bpbd", 2) == []
    assert run.floor.talker is None
    run.do(Release("bpbd", 1))
    assert run.press("bpbd", 2) == [], "denied once, a press is over: it does not key later"
    run.press("bpbd", 3)
    assert run.floor.talker == "bpbd"


def test_releasing_a_denied_press_unlatches_too(run: Run) -> None:
    run.press("bpbd")
    run.hold(TALK_LIMIT_S, bpbd=1)
    run.press("bpbd", 2)
    run.do(Release("bpbd", 2))
    run.press("bpbd", 3)
    assert run.floor.talker == "bpbd"


def test_a_late_release_of_an_older_press_changes_nothing(run: Run) -> None:
    run.press("bpbd", 1)
    run.do(Release("bpbd", 1))
    run.press("bpbd", 2)
    assert run.do(Release("bpbd", 1)) == []
    assert run.floor.talker == "bpbd"


@pytest.mark.parametrize("request_", [1, 2])
def test_a_request_that_is_over_is_never_granted(run: Run, request_: int) -> None:
    run.do(Release("bpbd", 2))
    assert run.press("bpbd", request_) == []
    assert run.floor.talker is None


def test_a_repeated_request_changes_nothing(run: Run) -> None:
    run.press("bpbd", 1)
    run.press("dinkes", 1)
    before = run.floor
    run.now += 0.3
    assert run.press("bpbd", 1) == []
    assert run.press("dinkes", 1) == []
    assert run.floor == before


def test_a_new_press_stands_in_for_a_release_that_was_lost(run: Run) -> None:
    run.press("bpbd", 1)
    run.press("dinkes", 1)
    run.press("bpbd", 2)
    assert run.floor.talker == "dinkes"
    assert run.queue == ["bpbd"]


def test_held_of_an_older_press_does_not_hold_the_new(run: Run) -> None:
    run.press("bpbd", 2)
    run.now += 0.5
    run.do(Held("bpbd", 1))
    run.now += 0.3
    run.do(Tick())
    assert run.floor.talker is None


def test_who_leaves_lets_go_and_numbers_anew(run: Run) -> None:
    run.press("bpbd", 9)
    run.press("dinkes")
    assert Tell("bpbd", Ended(9, "left")) in run.do(Leave("bpbd"))
    run.do(Leave("dinkes"))
    run.press("bpbd", 1)
    assert run.floor.talker == "bpbd"


def test_reset_ends_talk_and_queue(run: Run) -> None:
    run.press("bpbd", 1)
    run.press("dinkes", 4)
    said = run.do(Reset())
    assert said[0] == Forbid("bpbd")
    assert Tell("bpbd", Ended(1, "media_down")) in said
    assert Tell("dinkes", Ended(4, "media_down")) in said
    assert run.floor == Floor()


def test_a_radio_is_neither_pre_empted_nor_timed_out_but_must_hold(run: Run) -> None:
    run.do(Request("ht", 1, RADIO, revocable=False))
    run.press("walikota", 1, MAYOR)
    assert run.floor.talker == "ht"
    run.hold(2 * TALK_LIMIT_S, ht=1, walikota=1)
    assert (run.floor.talker, run.queue) == ("ht", ["walikota"])
    run.hold(1.0, walikota=1)
    assert run.floor.talker == "walikota"


def test_an_emergency_call_goes_before_the_mayor(run: Run) -> None:
    run.press("walikota", 1, MAYOR)
    run.do(Request("ht", 1, EMERGENCY_PRIORITY, revocable=False))
    assert run.floor.talker == "ht"


def test_time_is_settled_before_an_event_that_comes_too_late(run: Run) -> None:
    run.press("bpbd", 1)
    run.now += 10.0
    assert Tell("bpbd", Ended(1, "not_held")) in run.do(Held("bpbd", 1))
    assert run.floor.talker is None


def test_a_call_ends_the_talk_and_lets_presses_wait(run: Run) -> None:
    run.press("bpbd", 7)
    said = run.do(Call("walikota"))
    assert said == [
        Forbid("bpbd"),
        Carry("walikota"),
        Tell("bpbd", Ended(7, "preempted")),
        FloorIs(run.floor),
    ]
    assert (run.floor.talker, run.floor.deadline) == ("walikota", None)
    said = run.press("dinkes")
    assert said == [Tell("dinkes", Queued(1, 1, "walikota")), FloorIs(run.floor)]
    said = run.do(CallOver())
    until = run.now + TALK_LIMIT_S
    assert said[:3] == [Carry(None), Permit("dinkes"), Tell("dinkes", Granted(1, until))]


def test_a_call_waits_for_a_radio_that_talks(run: Run) -> None:
    run.do(Request("ht", 1, RADIO, revocable=False))
    assert run.do(Call("walikota")) == []
    assert run.floor.talker == "ht"
    said = run.do(Release("ht", 1))
    assert said == [Forbid("ht"), Carry("walikota"), FloorIs(run.floor)]


def test_a_call_is_taken_over_without_a_gap(run: Run) -> None:
    run.do(Call("operator"))
    run.press("bpbd")
    assert run.do(Call("walikota")) == [
        Carry("walikota"),
        Tell("bpbd", Queued(1, 1, "walikota")),
        FloorIs(run.floor),
    ]


def test_a_moderator_ends_a_talk_and_a_wait(run: Run) -> None:
    run.press("bpbd", 3)
    run.press("dinkes", 5)
    assert run.do(Revoke("dinkes"))[0] == Tell("dinkes", Ended(5, "muted"))
    assert run.do(Revoke("bpbd"))[:2] == [Forbid("bpbd"), Tell("bpbd", Ended(3, "muted"))]
    assert run.do(Revoke("bpbd")) == []
    run.do(Request("ht", 1, RADIO, revocable=False))
    assert run.do(Revoke("ht"))[0] == Forbid("ht"), "a stuck receiver too"
