"""The keyer's rules: never up without a fresh lease, never over the limit, latched until `off`."""

from hypothesis import given
from hypothesis import strategies as st

from radio_bridge.ptt import GAP_S, LEASE_S, RENEW_S, Order, Ptt, State, Why, passed
from radio_bridge.ptt import ordered as ordered_when


def ordered(ptt: Ptt, order: Order, now_s: float) -> Ptt:
    """Take an order that was given this moment."""
    return ordered_when(ptt, order, now_s, now_s)


def test_an_order_to_key_that_is_old_is_none() -> None:
    assert not ordered_when(Ptt(), Order.KEY, 10.0, 10.0 - LEASE_S).keyed
    fresh = ordered_when(Ptt(), Order.KEY, 10.0, 9.8)
    assert fresh.due_s() == 9.8 + LEASE_S, "the lease counts from when it was said"
    assert ordered_when(fresh, Order.KEY, 10.1, 9.7).due_s() == 9.8 + LEASE_S


def test_an_order_of_no_time_or_of_a_time_to_come_gives_no_longer_lease() -> None:
    assert not ordered_when(Ptt(), Order.KEY, 10.0, float("nan")).keyed
    assert ordered_when(Ptt(), Order.KEY, 10.0, 99.0).due_s() == 10.0 + LEASE_S


def test_a_chattering_source_does_not_begin_anew() -> None:
    ptt, now_s = Ptt(limit_s=2.0), 0.0
    while now_s < 2.5:
        ptt = ordered(ordered(ptt, Order.KEY, now_s), Order.OFF, now_s + 0.1)
        now_s += 0.1 + GAP_S / 2
    assert not ordered(ptt, Order.KEY, now_s).keyed
    assert ordered(ordered(ptt, Order.OFF, now_s), Order.KEY, now_s + GAP_S).keyed


def test_it_keys_while_it_is_renewed_and_lets_go_when_asked() -> None:
    ptt = ordered(Ptt(), Order.KEY, 10.0)
    for n in range(1, 20):
        ptt = ordered(ptt, Order.KEY, 10.0 + n * RENEW_S)
        assert ptt.keyed
    assert not ordered(ptt, Order.OFF, 12.0).keyed


def test_a_lease_that_nobody_renews_is_void() -> None:
    ptt = ordered(Ptt(), Order.KEY, 10.0)
    assert ptt.due_s() == 10.0 + LEASE_S
    assert passed(ptt, 10.0 + LEASE_S - 0.001).keyed
    void = passed(ptt, 10.0 + LEASE_S)
    assert (void.state, void.why) == (State.OFF, Why.LEASE)
    again = ordered(void, Order.KEY, 11.0)
    assert again.keyed, "whoever comes back keys again"
    assert again.since_s == 10.0, "but the limit goes on counting"


def test_an_order_that_comes_after_the_lease_does_not_save_it() -> None:
    ptt = ordered(ordered(Ptt(limit_s=1.0), Order.KEY, 0.0), Order.KEY, 2.0)
    assert ptt.state is State.LATCHED, "the limit was over before"


def test_over_the_limit_it_is_latched_until_the_source_lets_go() -> None:
    ptt = Ptt(limit_s=1.0)
    for n in range(10):
        ptt = ordered(ptt, Order.KEY, n * RENEW_S)
    ptt = passed(ptt, 1.0)
    assert (ptt.state, ptt.why) == (State.LATCHED, Why.LIMIT)
    for n in range(100):
        ptt = ordered(ptt, Order.KEY, 1.0 + n * RENEW_S)
        assert not ptt.keyed
    ptt = ordered(ptt, Order.OFF, 20.0)
    assert ordered(ptt, Order.KEY, 21.0).keyed


STEPS = st.lists(
    st.tuples(
        st.sampled_from([Order.KEY, Order.OFF, None]), st.floats(min_value=0.0, max_value=1.0)
    )
)


@given(STEPS)
def test_whatever_is_ordered_the_line_is_never_up_without_a_lease_or_over_the_limit(
    steps: list[tuple[Order | None, float]],
) -> None:
    now_s, key_s, up_s = 0.0, float("-inf"), None
    ptt = Ptt(limit_s=2.0)
    for order, wait_s in steps:
        now_s += wait_s
        ptt = passed(ptt, now_s) if order is None else ordered(ptt, order, now_s)
        key_s = now_s if order is Order.KEY else key_s
        if order is Order.OFF:
            up_s = None
        elif ptt.keyed and up_s is None:
            up_s = now_s
        if ptt.keyed:
            assert order is not Order.OFF
            assert now_s - key_s < LEASE_S
            assert up_s is not None and now_s - up_s < 2.0
            due_s = ptt.due_s()
            assert due_s is not None and due_s > now_s
