"""Permission: every action by every role on every kind of thing, against a table by hand."""

from typing import get_args

import pytest

from hub.domain.people import Person, Role
from hub.domain.permissions import (
    RULES,
    STEPPED_UP,
    Action,
    Inbox,
    Office,
    Proof,
    Thing,
    Written,
    allowed,
    authorise,
)
from hub.domain.refusals import (
    NotAllowed,
    NotAMember,
    NotYours,
    SecondFactorNeeded,
    StepUpNeeded,
)
from hub.domain.rooms import ALL_CALL, Room

MINE = Room("siaga", "Siaga", "ptt", frozenset({"bpbd"}))
CALL = Room(ALL_CALL, "", "ptt", frozenset({"bpbd"}))
OTHERS = Room("lain", "Lain", "ptt", frozenset({"dinkes"}))

THINGS: dict[str, Thing] = {
    "my room": MINE,
    "a room of others": OTHERS,
    "the all-call": CALL,
    "my message": Written(MINE, "bpbd", "p1"),
    "my predecessor's message": Written(MINE, "bpbd", "p0"),
    "another's message": Written(MINE, "dinkes", "p2"),
    "my message in a room I left": Written(OTHERS, "bpbd", "p1"),
    "another's message in a room of others": Written(OTHERS, "dinkes", "p2"),
    "my inbox": Inbox("bpbd"),
    "another's inbox": Inbox("dinkes"),
    "my office": Office("bpbd"),
    "the office of my head": Office("sekda", ("bpbd",)),
    "another's office": Office("dinkes", ("dinkes-2",)),
    "the hub": None,
}
ALL = frozenset(get_args(Role))
WITH_A_FACE = ALL - {"device"}
MODERATORS = frozenset({"operator", "administrator"})

# Action -> thing -> who may. What is not named here is permitted to nobody.
MATRIX: dict[Action, dict[str, frozenset[str]]] = {
    Action.SEE_ROOM: {"my room": ALL},
    Action.ENTER_ROOM: {"my room": ALL, "the all-call": ALL},
    Action.TALK: {"my room": ALL, "the all-call": ALL},
    Action.OPEN_MIC: {"my room": WITH_A_FACE, "the all-call": WITH_A_FACE},
    Action.MODERATE: {"my room": frozenset({"mayor", "operator"})},
    Action.SET_RECORDING: {"my room": frozenset({"mayor", "operator"})},
    Action.HEAR_RECORDING: {"my room": frozenset({"mayor", "operator"})},
    Action.READ_ROOM: {"my room": WITH_A_FACE},
    Action.WRITE_ROOM: {"my room": WITH_A_FACE},
    Action.EDIT_MESSAGE: {"my message": ALL},
    Action.DELETE_MESSAGE: {
        "my message": ALL,
        "my predecessor's message": MODERATORS,
        "another's message": MODERATORS,
    },
    Action.BRING_FILE: {"my room": ALL},
    Action.USE_UPLOAD: {"my message": ALL},
    Action.TALK_OVER: {"my room": frozenset({"mayor", "operator"})},
    Action.BRIDGE: {"my room": frozenset({"device"})},
    Action.READ_INBOX: {"my inbox": ALL},
    Action.READ_BOARD: {"the hub": frozenset({"mayor", "operator"})},
    Action.SEE_FIGURES: {"the hub": frozenset({"administrator"})},
    Action.SEE_PEOPLE: {"the hub": MODERATORS},
    Action.MANAGE_PEOPLE: {"the hub": frozenset({"administrator"})},
    Action.ISSUE_ENROLMENT: {"the hub": frozenset({"administrator"})},
    Action.SEE_SESSIONS: {"the hub": frozenset({"administrator"})},
    Action.END_SESSIONS: {"the hub": frozenset({"administrator"})},
    Action.SUMMON: {"the hub": frozenset({"mayor", "operator"})},
    Action.ENTER_ANSWERS: {"the hub": frozenset({"operator"})},
    Action.READ_RECORD: {"the hub": frozenset({"mayor", "operator", "administrator", "head"})},
    Action.CORRECT_RECORD: {"the hub": frozenset({"head"})},
    Action.SEE_AUDIT: {"the hub": frozenset({"administrator"})},
    Action.MANAGE_CALLS: {"the hub": frozenset({"administrator"})},
    Action.READ_CALLING: {"the hub": frozenset({"administrator", "mayor", "operator"})},
    Action.MANAGE_RADIO: {"the hub": frozenset({"administrator"})},
    Action.SEE_RADIO: {"the hub": frozenset({"administrator", "mayor", "operator"})},
    Action.NAME_UNIT: {"the hub": frozenset({"administrator", "operator"})},
    Action.PATCH: {"the hub": frozenset({"mayor", "operator"})},
    Action.LEAD_ROLLCALL: {"the hub": frozenset({"mayor", "operator"})},
    Action.SET_CIRCULARS: {"the hub": frozenset({"mayor", "operator", "administrator"})},
    Action.SET_LEAVE: {"my office": ALL, "the office of my head": ALL},
}


def test_every_action_has_a_row_in_the_rules_and_in_this_table() -> None:
    assert set(Action) == set(RULES) == set(MATRIX)


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("action", Action)
def test_every_cell_of_the_matrix(role: Role, action: Action) -> None:
    actor = Person("bpbd", "BPBD", "BPBD", "Kepala", role, holder="p1")
    for name, thing in THINGS.items():
        expected = role in MATRIX[action].get(name, frozenset())
        assert allowed(actor, action, thing, "fresh") is expected, (role, action, name)


ADMINISTRATION = {
    Action.MANAGE_PEOPLE,
    Action.ISSUE_ENROLMENT,
    Action.SEE_SESSIONS,
    Action.END_SESSIONS,
    Action.SEE_AUDIT,
    Action.MANAGE_CALLS,
    Action.MANAGE_RADIO,
}


@pytest.mark.parametrize("action", Action)
def test_administration_alone_wants_a_second_factor(action: Action) -> None:
    assert (action in STEPPED_UP) == (action in ADMINISTRATION), "never to talk or to answer"
    actor = Person("bpbd", "BPBD", "BPBD", "Kepala", "administrator", holder="p1")
    for name, thing in THINGS.items():
        if "administrator" not in MATRIX[action].get(name, frozenset()):
            continue
        for proof in get_args(Proof):
            expected = action not in ADMINISTRATION or proof == "fresh"
            assert allowed(actor, action, thing, proof) is expected, (action, name, proof)
        if action in ADMINISTRATION:
            assert not allowed(actor, action, thing), "who does not say has not"
            with pytest.raises(StepUpNeeded):
                authorise(actor, action, thing, "stale")
            with pytest.raises(SecondFactorNeeded):
                authorise(actor, action, thing, "missing")
    head = Person("bpbd", "BPBD", "BPBD", "Kepala", "head", holder="p1")
    if action in ADMINISTRATION:
        with pytest.raises(NotAllowed):
            authorise(head, action, None, "missing")


def test_no_row_no_permission() -> None:
    actor = Person("bpbd", "BPBD", "BPBD", "Kepala", "mayor")
    for thing in THINGS.values():
        assert not allowed(actor, "anything", thing)  # type: ignore[arg-type]


def test_a_refusal_says_what_it_is_about() -> None:
    actor = Person("bpbd", "BPBD", "BPBD", "Kepala", "head", holder="p1")
    with pytest.raises(NotAMember):
        authorise(actor, Action.READ_ROOM, OTHERS)
    with pytest.raises(NotYours):
        authorise(actor, Action.EDIT_MESSAGE, THINGS["another's message"])
    with pytest.raises(NotAllowed):
        authorise(actor, Action.SEE_FIGURES)
    authorise(actor, Action.READ_ROOM, MINE)
