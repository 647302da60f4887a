"""One recipient: every state that can be reached, by every input, keeps what a summons promises."""

from collections import deque
from dataclasses import replace

import pytest

from hub.domain.refusals import BadAnswer
from hub.domain.summons.answers import Answer, Code, check, heard_at
from hub.domain.summons.inputs import (
    Answered,
    Cancel,
    Climb,
    Do,
    Extend,
    Input,
    Kept,
    Missed,
    Progress,
    Refer,
    Tick,
    Withdrawn,
)
from hub.domain.summons.ladder import FIRST, Act, Ladder, Rung, flaws
from hub.domain.summons.recipient import (
    ANSWERED,
    COMING,
    IN_TIME,
    LATE,
    REFERRED_MIN_S,
    SEEN,
    SENT,
    Recipient,
    due,
    is_late,
    issue,
    refer,
    ring_posts,
    skip,
    step,
)

LADDER = Ladder(
    "darurat", 1, (Rung(0, "ring"), Rung(10, "deputy"), Rung(20, "duty")), 5, deadline_s=30
)
HEAD, DEPUTY = "dinkes", "dinkes-2"


def answer(code: Code = "ready", by: str = HEAD, at: float = 0.0, **more: object) -> Answered:
    reason = "sakit" if code == "unable" else ""
    return Answered(Answer(code, by, "page", at, reason, **more))  # type: ignore[arg-type]


def called() -> Recipient:
    return issue("r1", "s1", HEAD, LADDER, 0.0)


def run(recipient: Recipient, until: float, ladder: Ladder = LADDER) -> tuple[Recipient, list[Do]]:
    """Tick whenever something is due."""
    done: list[Do] = []
    while (at := due(recipient, ladder)) is not None and at <= until:
        recipient, effects = step(recipient, Tick(), ladder, at)
        done += [effect for effect in effects if isinstance(effect, Do)]
    return recipient, done


INPUTS: dict[str, Input] = {
    "sent": Progress(SENT),
    "seen": Progress(SEEN),
    "ready": answer(),
    "unable": answer("unable"),
    "sends_deputy": answer("represented", deputy=DEPUTY),
    "deputy_comes": answer(by=DEPUTY),
    "deputy_cannot": answer("unable", by=DEPUTY),
    "sent_cannot": Withdrawn(answer("unable", by=DEPUTY).answer),
    "cancel": Cancel(),
    "climb": Climb(),
    "tick": Tick(),
}
TIMES = (0.0, 12.0, 30.0, 35.0)


def alike(recipient: Recipient) -> Recipient:
    """Without what only counts up, or is only shown."""
    shown = recipient.answer and replace(recipient.answer, at=0.0)
    return replace(recipient, version=0, answer=shown, not_before=0.0)


def test_every_state_that_can_be_reached() -> None:
    start = ring_posts(called(), (DEPUTY,))
    seen: set[tuple[Recipient, float]] = {(alike(start), 0.0)}
    waiting = deque(seen)
    edges = 0
    while waiting:
        before, now = waiting.popleft()
        for name, event in INPUTS.items():
            if isinstance(event, Answered):
                event = Answered(replace(event.answer, at=now))
            after, effects = step(before, event, LADDER, now)
            edges += 1
            promises(before, after, name, now)
            kept = [e for e in effects if isinstance(e, Kept)]
            assert len(kept) == isinstance(event, Answered), "each answer is kept, once"
            for later in (t for t in TIMES if t >= now):
                if (alike(after), later) not in seen:
                    seen.add((alike(after), later))
                    waiting.append((alike(after), later))
    assert edges > 1_000, edges
    assert {r.outcome for r, _ in seen} == {"queued", "ringing", "cancelled", "missed"} | ANSWERED
    for recipient, now in seen:
        assert not recipient.is_open or due(recipient, LADDER) is not None, "stuck"
        assert run(recipient, 1e9)[0].is_open is False
        if recipient.is_open and now <= recipient.deadline:
            assert step(recipient, answer(at=now), LADDER, now)[0].outcome == "acked"


def promises(before: Recipient, after: Recipient, name: str, now: float) -> None:
    """What no input may break."""
    where = (before, name, now)
    assert after.progress >= before.progress, where
    assert after.level >= before.level, where
    assert after.rung >= before.rung, where
    if before.missed_at is not None:
        assert after.missed_at == before.missed_at, where
        assert after.outcome in LATE | {"missed"}, where
    withdrawn = withdraws(before, after, name, now)
    if before.first_answer_at is not None:
        assert after.first_answer_at == before.first_answer_at, where
    if before.outcome in IN_TIME and not withdrawn:
        assert after.outcome in IN_TIME, where
    if not before.is_open and not withdrawn:
        assert not after.is_open, where
        assert after.posts == (), where
    if name in ("sent", "seen", "climb", "tick") and not before.is_open:
        assert after.outcome == before.outcome, where
    if before.outcome in COMING:
        assert after.outcome in COMING or name in ("unable", "sends_deputy") or withdrawn, where
    if name == "cancel" and before.outcome in ANSWERED | {"missed"}:
        assert after == before, where
    assert (after.version > before.version) == (replace(after, version=before.version) != before)


def withdraws(before: Recipient, after: Recipient, name: str, now: float) -> bool:
    """Was it a deputy who withdraws? Then the head is asked again, for two minutes at least."""
    where = (before, name, now)
    withdrawn = before.answer is not None and after.answer is None
    stood_in = before.outcome.startswith("represented")
    sent = before.outcome.startswith("declined") and before.answer and before.answer.deputy
    if (stood_in and name == "deputy_cannot") or (sent and name == "sent_cannot"):
        assert withdrawn, where
    if withdrawn:
        assert stood_in or sent, where
        assert after.answer is None, where
        assert after.is_open == (after.missed_at is None), where
        assert not after.is_open or after.deadline >= now + REFERRED_MIN_S, where
        assert DEPUTY not in after.posts, where
    return withdrawn


def test_the_ladder_is_climbed_and_ends_in_a_miss() -> None:
    recipient, done = run(called(), 40.0)
    assert recipient.outcome == "missed"
    assert recipient.missed_at == 30.0
    assert [d.act for d in done] == [
        "ring", "ring", "deputy", "ring", "ring", "duty", "ring", "ring",
    ]  # fmt: skip
    assert [d.round for d in done if d.act == "ring"] == [0, 1, 2, 3, 4, 5]
    assert recipient.level == 2


def test_the_first_profiles_can_be_climbed_to_the_top() -> None:
    expected: dict[str, list[Act]] = {
        "darurat": ["ntfy", "message", "phone", "radio", "deputy", "duty"],
        "mendesak": ["ntfy", "message", "phone", "radio", "deputy", "duty"],
        "biasa": ["ntfy", "message", "radio", "deputy"],
    }
    for profile, ladder in FIRST.items():
        assert flaws(ladder) == []
        recipient, done = run(issue("r", "s", HEAD, ladder, 0.0), 1e6, ladder)
        assert [d.act for d in done if d.act != "ring"] == expected[profile]
        assert all(d.late_s == 0.0 for d in done)
        assert recipient.missed_at == ladder.deadline_s


@pytest.mark.parametrize(
    ("ladder", "flaw"),
    [
        (Ladder("biasa", 1, (), 0, 60), "empty"),
        (Ladder("biasa", 1, (Rung(5, "ring"),), 0, 60), "no_ring"),
        (Ladder("biasa", 1, (Rung(0, "ring"), Rung(60, "phone")), 0, 60), "unreachable"),
        (Ladder("biasa", 1, (Rung(0, "ring"), Rung(9, "phone"), Rung(5, "ntfy")), 0, 60), "order"),
        (Ladder("biasa", 1, (Rung(0, "ring"),), 3, 60), "repeat"),
        (Ladder("biasa", 1, (Rung(0, "ring"),), 0, 5), "deadline"),
        (Ladder("biasa", 1, (Rung(0, "ring"),) * 30, 0, 60), "too_many"),
        (
            Ladder("biasa", 1, (Rung(0, "ring"), Rung(5, "duty"), Rung(9, "deputy")), 0, 60),
            "duty_first",
        ),
    ],
)
def test_a_ladder_that_makes_no_sense_is_told(ladder: Ladder, flaw: str) -> None:
    assert flaw in [name for name, _ in flaws(ladder)]


def test_an_answer_after_the_deadline_is_late_though_its_timer_did_not_fire() -> None:
    after, effects = step(called(), answer(at=30.5), LADDER, 30.5)
    assert (after.outcome, after.missed_at, after.first_answer_at) == ("acked_late", 30.0, 30.5)
    assert [type(e) for e in effects] == [Missed, Kept]
    assert is_late(after)
    on_time, _ = step(called(), answer(at=30.0), LADDER, 30.0)
    assert on_time.outcome == "acked"


def test_a_deputy_stands_for_the_head_and_the_head_may_still_come() -> None:
    ringing, _ = run(called(), 10.0)
    ringing = ring_posts(ringing, (DEPUTY,))
    assert ringing.posts == (HEAD, DEPUTY)
    cannot, effects = step(ringing, answer("unable", by=DEPUTY, at=11.0), LADDER, 11.0)
    assert (cannot.outcome, cannot.posts) == ("queued", (HEAD,))
    assert isinstance(effects[0], Kept)
    assert not effects[0].counts
    comes, _ = step(ringing, answer(by=DEPUTY, at=11.0), LADDER, 11.0)
    assert (comes.outcome, comes.posts) == ("represented", ())
    head, _ = step(comes, answer(at=12.0), LADDER, 12.0)
    assert (head.outcome, head.first_answer_at) == ("acked", 11.0)
    refused, _ = step(comes, answer("unable", at=12.0), LADDER, 12.0)
    assert refused.outcome == "represented"


def test_whoever_is_sent_instead_has_the_rest_of_the_time_at_least_two_minutes() -> None:
    after, effects = step(called(), answer("represented", deputy=DEPUTY, at=1.0), LADDER, 1.0)
    assert after.outcome == "declined"
    assert effects[-1] == Refer(DEPUTY, 121.0)
    child = refer("r2", after, DEPUTY, 121.0, 1.0)
    assert (child.post, child.parent, child.deadline) == (DEPUTY, "r1", 121.0)
    long = replace(LADDER, deadline_s=600)
    _, effects = step(
        issue("r", "s", HEAD, long, 0.0), answer("represented", deputy=DEPUTY), long, 100.0
    )
    assert effects[-1] == Refer(DEPUTY, 600.0)


def test_what_was_slept_through_comes_once_and_apart() -> None:
    recipient, _ = step(called(), Tick(), LADDER, 0.0)
    done: list[tuple[str, float]] = []
    now = 22.0
    while (at := due(recipient, LADDER)) is not None and at <= 25.0:
        now = max(now, at)
        recipient, effects = step(recipient, Tick(), LADDER, now)
        done += [(e.act, now) for e in effects if isinstance(e, Do)]
    assert done == [("deputy", 22.0), ("ring", 22.0), ("duty", 23.0), ("ring", 25.0)]


def test_our_own_outage_makes_nobody_late() -> None:
    extended, _ = step(called(), Extend(10.0), LADDER, 35.0)
    assert extended.deadline == 40.0
    after, _ = step(extended, answer(at=39.0), LADDER, 39.0)
    assert after.outcome == "acked"


def test_who_cannot_be_rung_is_skipped_by_name_and_stays_so() -> None:
    left_out = skip("r", "s", HEAD, 0.0)
    after, effects = step(left_out, answer(at=5.0), LADDER, 5.0)
    assert after == left_out
    assert [type(e) for e in effects] == [Kept]


def test_an_answer_without_its_reason_is_refused() -> None:
    for incomplete in (
        Answer("unable", HEAD, "page", 0.0),
        Answer("coming", HEAD, "page", 0.0),
        Answer("represented", HEAD, "page", 0.0),
    ):
        with pytest.raises(BadAnswer):
            check(incomplete)
    check(Answer("coming", HEAD, "page", 0.0, eta_min=15))
    assert heard_at(1000.0, 60.0) == 940.0
    assert heard_at(1000.0, 3600.0) == 880.0
