"""Rooms, the token bucket, and that domain and wire have the same words."""

from typing import get_args

import pytest

from hub.domain import refusals
from hub.domain.bucket import Bucket, take
from hub.domain.floor import PRIORITY, EndCode
from hub.domain.people import Person, Role, id_from
from hub.domain.refusals import Refused, RoomFull
from hub.domain.rollcall import course, decision, entry, form, headcount, inputs
from hub.domain.rooms import Mode, Room, check_space, members_by
from hub.domain.summons import answers, ladder, preflight, recipient
from hub.services.summons_store import AttemptState, Result
from hub.wire import base, decisions, live, people, rollcall, rooms, summons

MEMBER = Room("siaga", "Siaga", "ptt", frozenset({"bpbd"}))


def test_domain_and_wire_have_the_same_words() -> None:
    said = {refused.code for refused in Refused.__subclasses__()}
    assert said == set(get_args(base.Code)) - {"bad_request", "internal"}
    assert all(cls.__module__ == refusals.__name__ for cls in Refused.__subclasses__())
    assert get_args(Role) == get_args(people.Role)
    assert get_args(Mode) == get_args(rooms.Mode)
    assert set(PRIORITY) == set(get_args(Role))
    code = get_args(live.PttNews.model_fields["code"].annotation)[0]
    assert set(get_args(code)) == set(get_args(EndCode))


def test_the_words_of_a_summons_are_the_same_too() -> None:
    for ours, told in (
        (answers.Code, summons.AnswerCode),
        (answers.Way, summons.Way),
        (ladder.Act, summons.Act),
        (ladder.Profile, summons.Profile),
        (preflight.Problem, summons.Problem),
        (recipient.Outcome, summons.Outcome),
        (AttemptState, summons.AttemptState),
        (Result, summons.Result),
    ):
        assert set(get_args(ours)) == set(get_args(told))


def test_the_words_of_a_roll_call_are_the_same_too() -> None:
    for ours, told in (
        (course.State, rollcall.State),
        (course.Mode, rollcall.Mode),
        (entry.State, rollcall.EntryState),
        (entry.Prompt, rollcall.Prompt),
        (form.Attendance, rollcall.Attendance),
        (form.Section, rollcall.Section),
        (form.Way, rollcall.ReportWay),
        (headcount.Level, rollcall.Level),
        (headcount.Op, rollcall.Op),
        (headcount.Why, rollcall.WhyNot),
        (inputs.Kind, rollcall.Happening),
        (decision.State, decisions.DecisionState),
        (decision.Act, decisions.DecisionAct),
        (decision.Priority, decisions.Priority),
    ):
        assert set(get_args(ours)) == set(get_args(told))
    assert form.TEXT_MAX_CHARS == rollcall.TEXT_MAX_CHARS
    assert decision.TEXT_MAX_CHARS == decisions.DECISION_MAX_CHARS


def test_members_by_class_post_or_all() -> None:
    bpbd = Person("bpbd", "BPBD", "BPBD", "Kepala", "head", "kritikal")
    dlh = Person("dlh", "DLH", "DLH", "Kepala", "head", "esensial")
    assert members_by(["*"], [bpbd, dlh]) == {"bpbd", "dlh"}
    assert members_by(["kritikal"], [bpbd, dlh]) == {"bpbd"}
    assert members_by(["dlh", "kritikal"], [bpbd, dlh]) == {"bpbd", "dlh"}
    with pytest.raises(ValueError, match="dinas"):
        members_by(["dinas"], [bpbd])


def test_a_room_takes_its_limit_and_no_more() -> None:
    check_space(MEMBER, 99)
    with pytest.raises(RoomFull):
        check_space(MEMBER, 100)


def test_ids_are_safe_in_a_host_name() -> None:
    assert id_from("RSUD dr. M. Saleh") == "rsud-dr-m-saleh"
    assert id_from("DPMPTSP-Naker") == "dpmptsp-naker"


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = Bucket.full(rate=2.0, burst=3.0, now=10.0)
    waits = []
    for _ in range(4):
        bucket, wait_s = take(bucket, 10.0)
        waits.append(wait_s)
    assert waits == [0.0, 0.0, 0.0, 0.5]
    bucket, wait_s = take(bucket, 10.5)
    assert wait_s == 0.0
    bucket, _ = take(bucket, 1_000.0)
    assert bucket.left == 2.0, "it never holds more than its burst"
