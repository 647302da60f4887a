"""How well one is reached, what an address may be, what a call says, and whom a ticket is for."""

import itertools
from dataclasses import replace
from typing import get_args

import pytest

from hub.adapters.tokens import Links, Tickets, new_topic
from hub.domain import reach
from hub.domain.reach import ContactPoint, checked, masked, ntfy_link, of_agency, verdict
from hub.domain.refusals import BadAddress, LinkUnknown, NotSignedIn
from hub.domain.summons import notices
from hub.domain.summons.ladder import Profile
from hub.services.tickets import By, Ticket
from hub.wire import reach as wire
from tests.town import FakeClock

POINT = ContactPoint("p", "o", "push", "", "", 0, verified_ms=1)
CHANNELS: tuple[reach.Channel, ...] = get_args(reach.Channel)


def test_domain_and_wire_have_the_same_words() -> None:
    for ours, told in (
        (reach.Channel, wire.ReachChannel),
        (reach.State, wire.ReachState),
        (reach.Verdict, wire.Verdict),
    ):
        assert set(get_args(ours)) == set(get_args(told))
    assert set(reach.ACT) == set(CHANNELS)


def test_the_verdict_over_every_pair_of_ways_in_every_state() -> None:
    states = {
        "good": {},
        "unheard": {"verified_ms": None},
        "failing": {"fails": reach.FAILING_FROM},
        "gone": {"gone_ms": 2},
    }
    seen = set()
    for (one, first), (other, second) in itertools.product(
        itertools.product(CHANNELS, states), repeat=2
    ):
        points = [
            replace(POINT, channel=one, **states[first]),  # type: ignore[arg-type]
            replace(POINT, channel=other, **states[second]),  # type: ignore[arg-type]
        ]
        assert [point.state for point in points] == [first, second]
        good = [c for c, state in ((one, first), (other, second)) if state == "good"]
        expected = "not_ready"
        if good:
            expected = "partly"
        if len(good) == 2 and {"ntfy", "phone"} & set(good):
            expected = "ready"
        assert verdict(points) == expected
        seen.add(expected)
    assert seen == set(get_args(reach.Verdict))
    assert verdict([]) == "not_ready"


def test_what_is_used_is_proved_and_there() -> None:
    assert POINT.used
    assert replace(POINT, fails=99).used, "one that fails is tried all the same"
    assert not replace(POINT, verified_ms=None).used
    assert not replace(POINT, gone_ms=1).used


def test_an_agency_is_as_its_head_and_a_deputy_helps_somewhat() -> None:
    verdicts: tuple[reach.Verdict, ...] = get_args(reach.Verdict)
    for head, deputy in itertools.product(verdicts, repeat=2):
        helped = head == "not_ready" and deputy != "not_ready"
        assert of_agency(head, [deputy]) == ("partly" if helped else head)
    assert of_agency("not_ready", []) == "not_ready"


def test_addresses_are_kept_bare() -> None:
    assert checked("phone", "+62 (811) 2345-678") == "+628112345678"
    assert checked("message", " @kepala.bpbd ") == "@kepala.bpbd"
    for channel, wrong in (
        ("phone", "sip:a@b"),
        ("phone", "abc"),
        ("phone", "1" * 16),
        ("phone", ""),
        ("message", "a/b"),
        ("message", "../x"),
        ("message", "a?b"),
        ("message", "x"),
        ("message", "a\nb"),
    ):
        with pytest.raises(BadAddress):
            checked(channel, wrong)  # type: ignore[arg-type]


def test_of_an_address_only_its_owner_knows_which_it_is() -> None:
    assert masked("phone", "+628112345678") == "••••••••••678"
    assert masked("push", "https://fcm.googleapis.com/fcm/send/secret") == "fcm.googleapis.com"
    assert masked("ntfy", "posko-secret") == ""


def test_a_drill_is_called_one_in_every_text() -> None:
    profiles: tuple[Profile, ...] = get_args(Profile)
    for profile in profiles:
        assert notices.DRILL in notices.title(profile, drill=True)
        assert notices.DRILL not in notices.title(profile, drill=False)
    assert notices.DRILL in notices.text("Wali Kota", "Banjir", drill=True)
    assert notices.text("", "Banjir", drill=False) == "Banjir"


def test_nothing_is_kept_past_the_deadline_and_nothing_for_no_time() -> None:
    assert [notices.ttl_s(profile, 9_999) for profile in get_args(Profile)] == [120, 300, 1800]
    assert notices.ttl_s("biasa", 40.9) == 40
    assert notices.ttl_s("darurat", 0.2) == 1, "0 would never reach a phone that sleeps"


def test_a_ticket_says_what_was_put_in_and_is_over_in_time() -> None:
    clock = FakeClock()
    tickets = Tickets(b"key", clock)
    ways: tuple[By, ...] = get_args(By)
    for way in ways:
        ticket = Ticket("r1", "o1", "p1", way, int(clock.now()) + 10)
        assert tickets.read(tickets.issue(ticket)) == ticket
    text = tickets.issue(ticket)
    for wrong in (text[:-1], "x" + text, text.replace(".", "", 1), "", "a.b", "\x00"):
        with pytest.raises(NotSignedIn):
            tickets.read(wrong)
    with pytest.raises(NotSignedIn):
        Tickets(b"another", clock).read(text)
    clock.advance(10.0)
    with pytest.raises(NotSignedIn):
        tickets.read(text)


def test_a_sign_in_link_is_no_ticket_and_a_ticket_no_link() -> None:
    clock = FakeClock()
    with pytest.raises(NotSignedIn):
        Tickets(b"key", clock).read(Links(b"key", clock).issue("bpbd"))
    ticket = Tickets(b"key", clock).issue(Ticket("r", "o", "p", "push", 2**40))
    with pytest.raises(LinkUnknown):
        Links(b"key", clock).read(ticket)


def test_no_two_topics_are_the_same_and_ntfy_takes_them() -> None:
    topics = {new_topic() for _ in range(1_000)}
    assert len(topics) == 1_000
    assert all(
        len(topic) <= 64 and topic.replace("-", "").replace("_", "").isalnum() for topic in topics
    )


def test_the_app_opens_at_one_topic() -> None:
    assert ntfy_link("https://n.example/", "posko-a1") == "ntfy://n.example/posko-a1?display=Posko"
    assert ntfy_link("http://10.0.0.5:80", "t") == "ntfy://10.0.0.5:80/t?display=Posko&secure=false"
