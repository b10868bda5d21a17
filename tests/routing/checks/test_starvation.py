"""The starvation bound: the closed forms, and all small cases against the order of waiting tickets itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.checks.starvation import Bound, Cause, starvation_bounds, uncovered
from routing.model import NEVER, SECOND, Agent
from routing.policy import (
    Compare,
    Condition,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
)


def policy_of(*queues: Queue, order: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Policy:
    return Policy("", ("p",), ("t",), ("c",), ("s",), ("x", "y"), queues, order)


def bound(waiting: Queue, overtaking: Queue, **more: tuple[tuple[str, tuple[str, ...]], ...]) -> Bound:
    """The bound for agents without an own order."""
    bounds = starvation_bounds(policy_of(waiting, overtaking, **more))
    return next(one for one in bounds if (one.waiting, one.overtaking) == (waiting.name, overtaking.name))


def a_queue(name: str, **fields: int) -> Queue:
    return Queue(name, **fields)  # type: ignore[arg-type]


A, B = a_queue("a"), a_queue("b")


def bands(queue: Queue, wait: int) -> set[int]:
    """The bands in which a ticket may be found after ``wait``; at the instant of its promotion either."""
    if queue.promote_after_us >= NEVER:
        return {queue.band}
    after, rest = divmod(wait, queue.promote_after_us)
    found = {max(queue.band - after, 0)}
    if rest == 0 and after:
        found.add(max(queue.band - after + 1, 0))
    return found


def keys(queue: Queue, rank: int, wait: int, now: int, number: int) -> Iterator[tuple[int, int, int, int, int]]:
    """The places in an agent's order of a ticket that has waited so long, as the design states the order."""
    credit = 1000 * queue.head_start_us + queue.ageing_per_mille * wait
    for band in bands(queue, wait):
        yield band, rank, -credit, now - wait, number


def gaps(a: Queue, b: Queue, ranks: tuple[int, int], horizon: int) -> list[tuple[int, int]]:
    """(arrival of b − arrival of a, wait of a) of all waits up to the horizon in which b stands before a."""
    found = []
    for wait_a in range(horizon + 1):
        for wait_b in range(horizon + 1):
            ours = keys(a, ranks[0], wait_a, horizon, 0 if wait_a >= wait_b else 1)
            theirs = list(keys(b, ranks[1], wait_b, horizon, 0 if wait_b > wait_a else 1))
            if any(their < our for our in ours for their in theirs):
                found.append((wait_a - wait_b, wait_a))
    return found


def test_equal_rates_give_the_difference_of_the_head_starts() -> None:
    """With equal ageing, Δ is the head start of the overtaking queue beyond that of the waiting one."""
    vip = a_queue("b", head_start_us=60 * SECOND)
    assert bound(A, vip).fixed_us == 60 * SECOND
    assert bound(vip, A).fixed_us == -60 * SECOND
    assert bound(A, B).fixed_us == 0


def test_equal_rates_scale_the_difference() -> None:
    """With ageing 2 on both sides a head start of 60 s is worth 30 s of arrival."""
    slow, vip = a_queue("a", ageing_per_mille=2000), a_queue("b", ageing_per_mille=2000, head_start_us=60 * SECOND)
    assert bound(slow, vip).fixed_us == 30 * SECOND


def test_a_faster_ageing_queue_adds_a_share_of_the_wait() -> None:
    """Where B ages twice as fast, Δ = (h_B − h_A) / 2, and half of A's wait is added."""
    fast = a_queue("b", ageing_per_mille=2000, head_start_us=60 * SECOND)
    found = bound(A, fast)
    assert (found.fixed_us, found.share) == (30 * SECOND, Fraction(1, 2))


def test_rounding_never_breaks_the_bound() -> None:
    """With rates 0.5 and 1.5 and 1 µs ahead, Δ is 2/3 µs: after 1 µs of wait, B may be 2/3 + 2/3 > 1 µs younger."""
    slow, fast = a_queue("a", ageing_per_mille=500), a_queue("b", ageing_per_mille=1500, head_start_us=1)
    found = bound(slow, fast)
    assert (found.fixed_us, found.share) == (1, Fraction(2, 3))


def test_a_slower_ageing_queue_has_only_its_head_start() -> None:
    """Where A ages twice as fast, B goes first at most until A has earned its head start: 60 s / 2."""
    fast, vip = a_queue("a", ageing_per_mille=2000), a_queue("b", head_start_us=60 * SECOND)
    assert bound(fast, vip) == Bound("a", "b", 30 * SECOND)
    # And where A has 60 s more, B at rate 1 must be 60 s older than a newly arrived A.
    assert bound(a_queue("a", ageing_per_mille=2000, head_start_us=60 * SECOND), B).fixed_us == -60 * SECOND


def test_a_lower_band_without_promotion_has_no_bound() -> None:
    """Nothing bounds the wait of tickets that stay behind a more urgent band."""
    found = bound(a_queue("a", band=1), B)
    assert found.is_none
    assert found.cause is Cause.BAND
    assert not bound(B, a_queue("a", band=1)).overtakes


def test_promotion_ends_the_strict_priority() -> None:
    """A ticket that joins band 0 after 300 s is overtaken by one at most 300 s younger."""
    assert bound(a_queue("a", band=1, promote_after_us=300 * SECOND), B).fixed_us == 300 * SECOND


def test_promotion_of_the_other_queue_alone_has_no_bound() -> None:
    """Where only B's tickets are promoted they pass A's, however long those have waited."""
    stays, rises = a_queue("a", band=1), a_queue("b", band=1, promote_after_us=SECOND)
    assert bound(stays, rises).cause is Cause.BAND


def test_an_own_order_has_no_bound_and_names_its_pool() -> None:
    """Agents who serve b before a whatever the credits may let a wait for ever."""
    found = bound(A, B, order=(("x", ("b", "a")),))
    assert found.is_none
    assert (found.cause, found.pool) == (Cause.OWN_ORDER, "x")
    assert bound(B, A, order=(("x", ("b", "a")),)).fixed_us == 0  # from agents without an own order


def test_an_own_order_does_not_pass_a_band() -> None:
    """Where a rises to band 0 and b never leaves band 1, b's place in an own order is worth two promotions at most."""
    rises, stays = a_queue("a", band=1, promote_after_us=10), a_queue("b", band=1)
    # In band 1 together, a has waited 10 at most and b may have just come.
    assert bound(rises, stays, order=(("x", ("b", "a")),)).fixed_us == 10


def test_only_queues_that_share_an_agent_are_compared() -> None:
    """With a roster, pairs of queues that no agent can serve both have no bound to state."""
    apart = (Queue("a", steps=(Step(pools=("x",)),)), Queue("b", steps=(Step(pools=("y",)),)))
    agents = [Agent("1", {}, ("x",)), Agent("2", {}, ("y",))]
    assert starvation_bounds(policy_of(*apart), agents) == []
    both = [*agents, Agent("3", {}, ("x", "y"))]
    assert [(one.waiting, one.overtaking) for one in starvation_bounds(policy_of(*apart), both)] == [
        ("a", "b"),
        ("b", "a"),
    ]


def test_the_roster_decides_whose_own_order_counts() -> None:
    """An own order counts only if somebody has it: that of the agent's first pool that has one."""
    order = (("x", ("b", "a")),)
    nobody = starvation_bounds(policy_of(A, B, order=order), [Agent("1", {}, ("y",))])
    assert [one.fixed_us for one in nobody] == [0, 0]
    somebody = starvation_bounds(policy_of(A, B, order=order), [Agent("1", {}, ("y", "x"))])
    assert [one.is_none for one in somebody] == [True, False]
    assert not somebody[1].overtakes  # the only agent serves b before a, so a never goes first


def test_an_agents_own_order_counts_in_place_of_the_pools() -> None:
    """An agent who serves b before a lets a wait for ever, and is named; their pool says the opposite in vain."""
    order = (("x", ("a", "b")),)
    own = Agent("ann", {}, ("x",), queue_order=("b",))
    waits, goes_first = starvation_bounds(policy_of(A, B, order=order), [own])
    assert (waits.waiting, waits.cause, waits.pool, waits.agent) == ("a", Cause.OWN_ORDER, None, "ann")
    assert not goes_first.overtakes
    none = Agent("bob", {}, ("x",), queue_order=())  # an order of their own that names nothing ranks all alike
    assert [one.fixed_us for one in starvation_bounds(policy_of(A, B, order=order), [none])] == [0, 0]


def test_only_agents_with_the_labels_compete() -> None:
    """Queues that ask for different languages share an agent only if the roster has one who speaks both."""
    french, german = (
        Queue(name, steps=(Step(labels=(Condition(label, Compare.EQ, True),)),))
        for name, label in (("a", "french"), ("b", "german"))
    )
    apart = [Agent("1", labels={"french": True}), Agent("2", labels={"german": True, "french": False})]
    assert starvation_bounds(policy_of(french, german), apart) == []
    both = Agent("3", labels={"german": True, "french": True})
    assert len(starvation_bounds(policy_of(french, german), [*apart, both])) == 2


def test_without_a_roster_agents_of_a_pool_may_have_any_label() -> None:
    """Who is on the roster is not known, so a pool's own order is taken to matter for labelled queues too."""
    asked = (Step(labels=(Condition("french", Compare.EQ, True),)),)
    policy = policy_of(Queue("a", steps=asked), Queue("b", steps=asked), order=(("x", ("b", "a")),))
    assert [one.is_none for one in starvation_bounds(policy)] == [True, False]


def test_what_the_bound_does_not_cover_is_listed() -> None:
    """Holds, delays, reservations, units, conditional steps and overflow let tickets pass beyond the bound."""
    plain = policy_of(A, B)
    assert uncovered(plain, [Agent("1", delays={"a": 0})]) == []
    every = replace(
        policy_of(
            Queue("a", hold_us=(0, 1, 0), steps=(Step(), Step(9, only_if_absent=True))),
            Queue("b", overflow=(Overflow(OverflowCause.CLOSED, OverflowAction.QUEUE, "a"),)),
        ),
        delays=(("x", (("a", 1),)),),
        costs=(("c", 2),),
        reservations=(Reservation("x", 1, ("a",)),),
    )
    assert uncovered(every) == [
        "holds for preferred agents",
        "delays",
        "reservations",
        "capacity in units",
        "steps that wait for an absence",
        "overflow",
    ]


@pytest.mark.parametrize(
    "agent",
    [Agent("1", delays={"a": 1}), Agent("1", capacity=2), Agent("1", most={"c": 1})],
    ids=("delay", "capacity", "most"),
)
def test_what_the_roster_adds_is_listed_too(agent: Agent) -> None:
    """Delays, capacity and limits of single agents count as those of the policy do."""
    assert uncovered(policy_of(A, B)) == []
    assert len(uncovered(policy_of(A, B), [agent])) == 1


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Bound("a", "b", 90_500_000), "goes before an older one of a only if it is younger by at most 90.5 s"),
        (Bound("a", "b", 0), "A ticket of b never goes before an older one of a"),
        (Bound("a", "b", -SECOND), "A ticket of b goes before one of a only if it is older by at least 1 s"),
        (Bound("a", "b", SECOND, Fraction(1, 3)), "at most 1 s plus 33.3 % of the wait of the older one"),
        (Bound("a", "b", None, cause=Cause.BAND), "No bound: tickets of b have or reach a more urgent band"),
        (Bound("a", "b", None, cause=Cause.OWN_ORDER, pool="x"), "No bound: agents of pool x serve b before a"),
        (Bound("a", "b", None, cause=Cause.OWN_ORDER, agent="ann"), "No bound: agent ann serves b before a"),
        (Bound("a", "b", None, overtakes=False), "Tickets of b never go before tickets of a"),
    ],
)
def test_a_bound_is_said_in_words(found: Bound, words: str) -> None:
    """Each kind of bound has its sentence."""
    assert words in found.sentence()


HORIZON = 45
"""12 µs of head start are worth 24 at rate 0.5, and 3 promotions take up to 15 more."""
SMALL_QUEUES = st.fixed_dictionaries(
    {
        "head_start_us": st.integers(-6, 6),
        "ageing_per_mille": st.sampled_from((500, 1000, 1500, 2000)),
        "band": st.integers(0, 3),
        "promote_after_us": st.sampled_from((NEVER, 1, 2, 3, 5)),
    }
)


@settings(max_examples=150, deadline=None)
@given(SMALL_QUEUES, SMALL_QUEUES, st.sampled_from(((0, 0), (0, 1), (1, 0))))
def test_the_bound_holds_and_is_reached_in_all_small_cases(
    waiting: dict[str, int], overtaking: dict[str, int], ranks: tuple[int, int]
) -> None:
    """Over all waits up to 45: no order breaks the bound, the greatest gap comes near it, and "none" means growth."""
    a, b = a_queue("a", **waiting), a_queue("b", **overtaking)
    order = (("x", ("a", "b") if ranks == (0, 1) else ("b", "a")),) if ranks != (0, 0) else ()
    roster = [Agent("1", {}, ("x",))]
    bounds = starvation_bounds(policy_of(a, b, order=order), roster)
    found = next(one for one in bounds if one.waiting == "a")
    seen = gaps(a, b, ranks, HORIZON)
    if not found.overtakes:
        assert seen == []
    elif found.fixed_us is None:
        # b may have needed up to 3 promotions of 5 before it passed a, which waits to the horizon.
        assert max(gap for gap, _ in seen) >= HORIZON - 15
    else:
        assert all(gap <= found.fixed_us + found.share * wait for gap, wait in seen)
        if not found.share and seen:
            # Ties go to the older ticket, and the exact optimum may lie between whole microseconds: rates differ by
            # a factor of 4 at most.
            assert max(gap for gap, _ in seen) >= found.fixed_us - 4
