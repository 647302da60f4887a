"""A roll-call: who is called when, what silence leads to, and what is left at the close."""

import pytest

from hub.domain.refusals import FloorHeld, NoSuchRollCall, RollCallState
from hub.domain.rollcall.course import clash, due, queue, read_as_list, talker
from hub.domain.rollcall.inputs import (
    Addendum,
    Announce,
    Answer,
    BreakIn,
    Call,
    Close,
    ComeBack,
    Emergency,
    Finish,
    HeardRadio,
    Move,
    Next,
    Open,
    Pause,
    Pick,
    ReadList,
    Restarted,
    Resume,
    SetMode,
    Shift,
    Sign,
    Skip,
    TakeOver,
    Tick,
    Withdraw,
)
from hub.domain.rollcall.machine import step
from tests.unit.rollcalls import drafted, kinds, reported, steps

OPEN = steps(drafted(), Announce(), Open())


def names(rollcall: object) -> list[str]:
    return [one.id for one in queue(rollcall)]  # type: ignore[arg-type]


def test_the_order_is_by_class_and_districts_come_last() -> None:
    assert names(OPEN) == ["bpbd", "dinkes", "dishub", "dlh", "sukapura"]
    moved = steps(OPEN, Move("sukapura", "bpbd"), Move("bpbd"))
    assert names(moved) == ["sukapura", "dinkes", "dishub", "dlh", "bpbd"]
    assert names(steps(moved, Emergency("dlh")))[0] == "dlh"


def test_only_those_are_called_there_is_something_to_talk_about_with() -> None:
    told = steps(
        OPEN,
        reported("bpbd"),
        reported("dinkes", obstacle="Obat kurang"),
        reported("dishub", wants="Jalan ditutup?"),
        reported("dlh"),
    )
    assert names(told) == ["dinkes", "dishub", "sukapura"], "and who sent nothing"
    assert [one.id for one in read_as_list(told)] == ["bpbd", "dlh"]
    assert names(steps(told, Pick("dlh"))) == ["dinkes", "dishub", "dlh", "sukapura"]
    assert len(names(steps(told, SetMode("voice")))) == 5

    read = steps(told, ReadList())
    assert [read.entries[one].state for one in ("bpbd", "dlh")] == ["reported", "reported"]
    assert names(read) == names(told)
    assert names(steps(read, Pick("bpbd")))[0] == "bpbd", "the leader may hear it all the same"


def test_silence_is_asked_twice_then_the_next_is_called_and_it_comes_once_more_at_the_tail() -> (
    None
):
    rc = steps(OPEN, Call())
    assert (rc.floor, talker(rc), due(rc)) == ("bpbd", "bpbd-1", 10.0)
    rc, told = step(rc, Tick(), 9.9)
    assert told == []
    rc, told = step(rc, Tick(), 10.0)
    assert kinds(told) == [("called_again", "bpbd")]
    rc, told = step(rc, Tick(), 20.0)
    assert kinds(told) == [("no_answer", "bpbd"), ("called", "dinkes")]
    assert (rc.entries["bpbd"].state, rc.entries["bpbd"].tries) == ("no_answer", 1)
    assert names(rc) == ["dishub", "dlh", "sukapura", "bpbd"]

    for _ in range(4):
        rc = steps(rc, Answer(rc.floor or ""), Next())
    assert rc.entries["bpbd"].state == "recalled"
    rc = steps(steps(rc, Tick(), now=30.0), Tick(), now=40.0)
    assert (rc.entries["bpbd"].tries, rc.floor, names(rc)) == (2, None, [])
    assert steps(rc, Call()).floor is None, "nobody is left"
    assert steps(rc, Call("bpbd")).entries["bpbd"].state == "recalled", "by hand he is called again"


def test_who_talks_is_never_cut_off_only_the_board_is_told() -> None:
    rc = steps(OPEN, Call(), Answer("bpbd"))
    seen = []
    for now in (44.0, 45.0, 60.0, 180.0, 900.0):
        rc, told = step(rc, Tick(), now)
        seen += [one.body["prompt"] for one in told]
    assert seen == ["amber", "soft", "hard"]
    assert (rc.floor, due(rc)) == ("bpbd", None)
    late, told = step(steps(OPEN, Call(), Answer("bpbd")), Tick(), 200.0)
    assert [one.body["prompt"] for one in told] == ["hard"], "what was slept through is said once"
    assert late.floor == "bpbd"


def test_nobody_is_called_while_another_has_the_turn() -> None:
    rc = steps(OPEN, Call())
    with pytest.raises(FloorHeld) as refused:
        step(rc, Call("dlh"), 0.0)
    assert refused.value.by == "bpbd-1"
    with pytest.raises(NoSuchRollCall):
        step(OPEN, Call("nobody"), 0.0)
    skipped = steps(rc, Skip("bpbd"))
    assert (skipped.floor, names(skipped)[-1]) == (None, "bpbd")
    assert skipped.entries["bpbd"].tries == 0, "that was no call in vain"
    assert names(steps(skipped, ComeBack("bpbd")))[0] == "bpbd"


def test_a_break_in_takes_the_turn_and_gives_it_back_with_its_time() -> None:
    rc = steps(steps(OPEN, Call()), BreakIn("dlh-1"), now=4.0)
    assert (rc.state, talker(rc), due(rc)) == ("paused", "dlh-1", None)
    with pytest.raises(FloorHeld) as refused:
        step(rc, BreakIn("dishub-1"), 5.0)
    assert refused.value.by == "dlh-1"
    with pytest.raises(RollCallState):
        step(rc, Call(), 5.0)
    rc = steps(rc, Resume(), now=104.0)
    assert (talker(rc), due(rc)) == ("bpbd-1", 110.0)

    rc = steps(steps(rc, Pause(), now=105.0), HeardRadio("bpbd", False, 107.0), now=107.0)
    assert talker(rc) is None
    rc = steps(rc, Resume(), now=120.0)
    assert rc.entries["bpbd"].since == 120.0, "what came in the pause is counted from its end"


def test_heard_by_its_handheld_is_not_present_unless_it_said_so() -> None:
    rc = steps(OPEN, HeardRadio("dlh", False, 1.0), HeardRadio("dishub", True, 2.0), Call())
    rc = steps(rc, HeardRadio("bpbd", False, 3.0))
    assert rc.entries["bpbd"].state == "reporting", "somebody talks: the call is answered"
    rc = steps(rc, Finish(), Close())
    states = {one.id: one.state for one in rc.entries.values()}
    assert states["dlh"] == "absent"
    assert states["dishub"] == states["bpbd"] == "reported"
    assert rc.entries["bpbd"].way == "radio"


def test_a_press_right_after_the_call_was_given_up_counts() -> None:
    rc = steps(steps(OPEN, Call()), Next())
    rc = steps(rc, Answer("bpbd", "page"))
    assert (rc.entries["bpbd"].state, rc.entries["bpbd"].tries) == ("waiting", 0)
    assert "bpbd" in names(rc)


def test_the_close_waits_for_who_talks_and_leaves_a_word_about_everybody() -> None:
    rc = steps(
        OPEN,
        reported("dinkes", attendance="represented", deputy="Sekretaris"),
        reported("dishub", attendance="excused", reason="sakit"),
        Call("bpbd"),
        Answer("bpbd"),
        Close(),
    )
    assert rc.state == "closing"
    with pytest.raises(RollCallState):
        step(rc, Call("dlh"), 1.0)
    rc = steps(rc, Next(), now=9.0)
    assert (rc.state, rc.closed_at) == ("closed", 9.0)
    assert {one.id: one.state for one in rc.entries.values()} == {
        "bpbd": "reported",
        "dinkes": "represented",
        "dishub": "excused",
        "dlh": "absent",
        "sukapura": "absent",
    }
    assert steps(steps(OPEN, Call(), Close()), Close()).state == "closed", "said again it is over"


def test_what_is_closed_is_only_added_to() -> None:
    closed = steps(OPEN, reported("bpbd"), Close())
    for event in (Call(), Open(), Pause(), Next(), Pick("dlh"), TakeOver("x"), Withdraw(), Close()):
        with pytest.raises(RollCallState):
            step(closed, event, 1.0)
    late = steps(closed, reported("dlh", obstacle="Truk rusak"), reported("bpbd"), now=99.0)
    assert late.entries["dlh"].state == "reported_late"
    assert late.entries["dlh"].absent_at == 0.0, "it was absent all the same"
    assert [one.late for one in late.entries["bpbd"].reports] == [False, True]
    assert late.entries["bpbd"].state == "reported"
    signed, told = step(steps(late, Sign("walikota")), Addendum("DLH hadir lewat HT"), 100.0)
    assert (signed.state, signed.signed_by) == ("signed", "walikota")
    assert told[0].body == {"text": "DLH hadir lewat HT"}
    with pytest.raises(RollCallState):
        step(OPEN, Addendum("x"), 0.0)


def test_our_outage_and_a_set_clock_are_nobodys_silence() -> None:
    rc = steps(OPEN, Call())
    assert due(steps(rc, Restarted(), now=500.0)) == 510.0
    assert due(steps(rc, Shift(3600.0))) == 3610.0
    talking = steps(rc, Answer("bpbd"))
    assert steps(talking, Restarted(), now=500.0) == talking


def test_two_roll_calls_do_not_share_a_room_or_an_agency() -> None:
    other = drafted(id="other", room="lain")
    assert clash(other, [OPEN]) is OPEN, "its agencies are called elsewhere"
    assert clash(drafted(id="other", entries={}), [OPEN]) is OPEN, "its room is taken"
    assert clash(drafted(id="other", room="lain", entries={}), [OPEN]) is None
    assert clash(other, [steps(OPEN, Close())]) is None
    assert clash(OPEN, [OPEN]) is None
