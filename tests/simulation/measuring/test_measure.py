"""The compiled pass over the facts of a replication."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.model import Presence
from routing.policy import Match, Queue
from simulation.core.records import Outcome
from simulation.core.world import Group, World, build_world
from simulation.measuring.engine_measure import (
    ABANDONED,
    ABANDONED_WAIT,
    ANSWERED,
    ANSWERED_WAIT,
    BALKED,
    BLOCKED,
    BUSY,
    N_BUCKETS,
    OPEN,
    OUTCOMES,
    SIGNED_ON,
    SUB_BUCKETS,
    TAKEN,
    WITHIN,
    bucket_of,
    latest_time,
)
from simulation.measuring.measures import (
    ChecksFailed,
    Measures,
    measure,
    new_measures,
    replication_groups,
    wait_sum_us,
)
from simulation.measuring.metrics import bucket_ends
from simulation.measuring.results import Goal
from tests.simulation.facts import Facts, as_engine, measured, small_world, us
from tests.simulation.naive_measure import Naive


def test_each_outcome_is_counted_in_its_interval_of_arrival() -> None:
    """A contact counts in the interval in which it arrived, whatever happens to it later."""
    facts = Facts()
    facts.answered(at=10, wait=25, talk=100)  # interval 0, within 30 s
    facts.answered(at=50, wait=60, talk=10)  # interval 0, though answered at 110
    facts.abandoned(at=120, wait=30)  # interval 1, gone at the target itself
    facts.abandoned(at=130, wait=31)  # interval 1
    facts.balked(at=140)
    facts.blocked(at=210)
    facts.open(at=220)
    cells = measured(small_world(), facts).cells[0, :, 0]
    assert cells[0, ANSWERED] == 2
    assert cells[0, WITHIN] == 1
    assert cells[0, ANSWERED_WAIT] == us(25 + 60)
    assert (cells[1, ABANDONED], cells[1, WITHIN + 1], cells[1, BALKED]) == (2, 1, 1)
    assert cells[1, ABANDONED_WAIT] == us(30 + 31)
    assert (cells[2, BLOCKED], cells[2, OPEN]) == (1, 1)
    assert cells.sum(axis=0)[:OUTCOMES].sum() == 7


def test_a_wait_of_exactly_the_target_is_within_it() -> None:
    """Answered within 30 s means at most 30 s; a microsecond more is late."""
    facts = Facts()
    facts.answered(at=0, wait=30)
    facts.answered(at=1, wait=30.000001)
    assert measured(small_world(), facts, target=30).cells[0, 0, 0, WITHIN] == 1


def test_an_arrival_at_an_intervals_end_belongs_to_the_next() -> None:
    """Intervals contain their start and not their end; what arrives at the close or later counts in the last one."""
    facts = Facts()
    for second in (0, 99.999999, 100, 200, 299.999999, 300, 345):
        facts.abandoned(at=second)
    # 0 and 99.999999 | 100 | 200, 299.999999 and, closed already, 300 and 345
    assert measured(small_world(), facts).cells[0, :, 0, ABANDONED].tolist() == [2, 1, 4]


def test_waiting_time_is_spread_over_the_intervals_it_overlaps() -> None:
    """The integral of the queue's length in an interval is the time waited within it; after the close is apart."""
    facts = Facts()
    facts.answered(at=90, wait=20)  # 10 s in interval 0, 10 s in interval 1
    facts.abandoned(at=50, wait=300)  # 50 s, 100 s, 100 s, and 50 s after the close
    facts.answered(at=100, wait=100)  # exactly interval 1
    facts.abandoned(at=310, wait=5)  # arrived after the close
    measures = measured(small_world(), facts)
    assert measures.waiting[0, :, 0].tolist() == [us(60), us(10 + 100 + 100), us(100), us(50 + 5)]
    assert wait_sum_us(measures, 0) == us(20 + 300 + 100 + 5)


def test_open_contacts_have_waited_until_the_runs_end_but_have_no_wait() -> None:
    """An open contact counts as offered and in the queue's length, not in the waits."""
    facts = Facts()
    facts.open(at=150)
    facts.answered(at=160, wait=10, talk=5)
    measures = measured(small_world(), facts, end=260)
    # Open: 50 s of interval 1 and 60 s of interval 2; answered: 10 s of interval 1.
    assert measures.waiting[0, :, 0].tolist() == [0, us(60), us(60), 0]
    assert measures.longest[0, 1, 0] == us(10)
    assert measures.class_waits.sum() == 1
    assert wait_sum_us(measures, 0) == us(110 + 10)


def test_blocked_contacts_have_no_wait() -> None:
    """The histograms hold the answered, the abandoned and the balked."""
    facts = Facts()
    facts.blocked(at=1)
    facts.balked(at=2)
    facts.abandoned(at=3, wait=4)
    facts.answered(at=5, wait=6)
    measures = measured(small_world(), facts)
    assert measures.interval_waits[0].sum(axis=1).tolist() == [3, 0, 0]
    assert measures.class_waits[0, 0, [0, bucket_of(us(4)), bucket_of(us(6))]].tolist() == [1, 1, 1]


def test_a_groups_work_and_presence_are_spread_over_the_intervals() -> None:
    """Talk and wrap-up count while they last; signed on is everything but offline, finishing after a shift included."""
    groups = (Group("a", (1, 1, 1)), Group("b", (1, 0, 0)))
    facts = Facts()
    facts.presence(at=0, presence=Presence.READY, agent=0)
    facts.presence(at=0, presence=Presence.READY, agent=1)
    facts.presence(at=100, presence=Presence.DRAINING, agent=1)
    facts.presence(at=130, presence=Presence.OFFLINE, agent=1)
    facts.presence(at=180, presence=Presence.BREAK, agent=0)
    facts.answered(at=80, wait=10, talk=30, wrap=10, agent=1)  # group b, 90 to 130: 10 s and 30 s
    facts.answered(at=250, wait=20, talk=60, agent=0)  # group a, 270 to 330: 30 s and, after the close, 30 s
    measures = measured(small_world(groups=groups), facts)
    assert measures.groups[0, :, 0, BUSY].tolist() == [0, 0, us(30), us(30)]
    assert measures.groups[0, :, 1, BUSY].tolist() == [us(10), us(30), 0, 0]
    # Agent 0 stays to the end of the run, at 330; the break counts.
    assert measures.groups[0, :, 0, SIGNED_ON].tolist() == [us(100), us(100), us(100), us(30)]
    assert measures.groups[0, :, 1, SIGNED_ON].tolist() == [us(100), us(30), 0, 0]
    assert measures.groups[0, :, :, TAKEN].tolist() == [[0, 1], [0, 0], [1, 0], [0, 0]]


def test_a_contact_takes_its_share_of_an_agent() -> None:
    """With three units an agent is a third busy with a chat, and wholly with a call that takes three."""
    policy = replace(small_world(channels=("phone", "chat")).policy, costs=(("phone", 3),))
    groups = [Group("desk", (1, 1, 1), capacity=3), Group("half", (1, 1, 1), capacity=6)]
    world = build_world(policy, groups, interval_us=us(100))
    facts = Facts()
    for agent in (0, 1):
        facts.presence(at=0, presence=Presence.READY, agent=agent)
    facts.answered(at=0, talk=90, cls=1)  # two chats at once, then a call
    facts.answered(at=30, talk=60, wrap=30, cls=1)
    facts.answered(at=120, talk=30, cls=0)
    facts.answered(at=0, talk=50, cls=0, agent=1)
    measures = measured(world, facts)
    assert measures.groups[0, :, 0, BUSY].tolist() == [us(30) + us(70) // 3, us(20) // 3 + us(30), 0, 0]
    assert measures.groups[0, :, 1, BUSY].tolist() == [us(25), 0, 0, 0]
    assert measures.groups[0, :3, 0, SIGNED_ON].tolist() == [us(100)] * 3


def test_deflected_contacts_were_in_the_queue() -> None:
    """They count as offered, and in the queue's length until they go; not in the waits of those who were served."""
    facts = Facts()
    facts.deflected(at=10, wait=40)
    facts.deflected(at=60)
    facts.abandoned(at=70, wait=5)
    measures = measured(small_world(), facts)
    assert measures.cells[0, 0, 0, :OUTCOMES].tolist() == [0, 0, 1, 0, 0, 2, 0, 0]
    assert measures.waiting[0, :, 0].tolist() == [us(45), 0, 0, 0]
    assert wait_sum_us(measures, 0) == us(45)
    assert measures.class_waits.sum() == 1


def test_who_is_still_signed_on_is_so_until_the_close_of_a_day_that_went_quiet() -> None:
    """The last event does not end the shift: staff counts until the close."""
    facts = Facts()
    facts.presence(at=0, presence=Presence.READY)
    facts.answered(at=10, talk=20)
    groups = measured(small_world(heads=1), facts).groups[0, :, 0]
    assert groups[:, SIGNED_ON].tolist() == [us(100), us(100), us(100), 0]


@pytest.mark.parametrize(
    "wait", [0, 1, 2, 3, 127, 128, 129, 255, 256, 257, 1000, 29_999_999, 30_000_000, 2**40, 2**41 - 1]
)
def test_a_bucket_is_at_most_a_128th_of_its_values_wide(wait: int) -> None:
    """Each wait lies between the ends of its bucket, and these differ by less than 1/128 of it."""
    least, most = bucket_ends()
    bucket = bucket_of(wait)
    assert least[bucket] <= wait <= most[bucket]
    assert (most[bucket] - least[bucket]) * SUB_BUCKETS < max(wait, 1)


def test_a_wait_beyond_all_buckets_goes_into_the_last() -> None:
    """From 2^41 microseconds, 25 days, on there is one bucket."""
    assert bucket_of(2**41) == bucket_of(2**60) == N_BUCKETS - 1


def test_bucket_edges_leave_no_gap() -> None:
    """The buckets that can hold a whole microsecond follow each other without a gap."""
    least, most = bucket_ends()
    held = most >= least
    assert np.array_equal(least[held][1:], most[held][:-1] + 1)


def test_goals_have_their_own_limits() -> None:
    """Besides the target every goal's time is counted up to, each limit once."""
    goals = (Goal("fast", ("ordinary",), 0.8, 10), Goal("same", ("ordinary",), 0.8, 30), Goal("slow", (), 0.9, 60))
    facts = Facts()
    for wait in (5, 10, 20, 40, 80):
        facts.answered(at=0, wait=wait)
    measures = measured(small_world(), facts, goals=goals)
    assert measures.day.limits.tolist() == [us(10), us(30), us(60)]
    assert measures.cells[0, 0, 0, WITHIN:].tolist() == [2, 3, 4, 0, 0, 0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answered", 5),  # before it arrived
        ("left", us(11)),  # answered, yet left at another time
        ("done", us(3)),  # finished before it began
        ("agent", 99),
        ("agent", -1),
        ("outcome", 9),
        ("outcome", Outcome.ABANDONED),  # abandoned, yet answered
        ("outcome", Outcome.OPEN),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(field: str, value: int) -> None:
    """A fault of the engine does not become a figure."""
    facts = Facts()
    facts.answered(at=10, wait=5, talk=5)
    contacts, records, states = facts.tables()
    records[field] = value
    with pytest.raises(ChecksFailed, match="contradict"):
        measure(new_measures(small_world(), 1, target_us=us(30)), 0, as_engine(contacts, records, states))


def test_a_class_in_two_queues_is_refused() -> None:
    """Figures by queue rest on one queue for each class."""
    facts = Facts()
    facts.abandoned(at=1, queue=0)
    facts.abandoned(at=2, queue=1)
    with pytest.raises(ChecksFailed, match="contradict"):
        measured(small_world(), facts)


def test_contacts_out_of_order_are_refused() -> None:
    """The pass relies on ascending arrivals."""
    facts = Facts()
    facts.abandoned(at=1)
    facts.abandoned(at=2)
    contacts, records, states = facts.tables()
    tables = as_engine(contacts[::-1].copy(), records[::-1].copy(), states)
    with pytest.raises(ChecksFailed, match="contradict"):
        measure(new_measures(small_world(), 1, target_us=us(30)), 0, tables)


def test_an_engine_whose_queue_integral_differs_by_a_microsecond_is_refused() -> None:
    """The integral of the queue's length must equal the sum of the waits exactly."""
    facts = Facts()
    facts.answered(at=10, wait=5, talk=5)
    facts.abandoned(at=20, wait=7)
    exact = new_measures(small_world(), 1, target_us=us(30))
    measure(exact, 0, as_engine(*facts.tables(), queue_area_us=us(12)))
    assert exact.queue_area_us.tolist() == [us(12)]
    more = as_engine(*facts.tables(), queue_area_us=us(12) + 1)
    with pytest.raises(ChecksFailed, match="queue integral"):
        measure(new_measures(small_world(), 1, target_us=us(30)), 0, more)


def test_work_without_presence_is_refused() -> None:
    """No group works longer than its agents are there."""
    facts = Facts()
    facts.presence(at=0, presence=Presence.READY)
    facts.presence(at=20, presence=Presence.OFFLINE)
    facts.answered(at=0, talk=21)
    with pytest.raises(ChecksFailed, match="without being there"):
        measured(small_world(heads=1), facts)


@pytest.mark.parametrize(
    ("replications", "groups"),
    [(1, 1), (19, 1), (20, 20), (23, 23), (40, 20), (41, 20), (100, 20), (105, 21), (74, 37)],
)
def test_replications_are_grouped_for_the_jackknife(replications: int, groups: int) -> None:
    """20 to 40 equal groups where the number allows, none below 20 replications."""
    assert replication_groups(replications) == groups
    sizes = new_measures(small_world(), replications, target_us=us(30)).group_sizes
    assert len(sizes) == groups
    assert sizes.sum() == replications
    assert sizes.max() - sizes.min() <= (0 if replications % groups == 0 else 1)


@st.composite
def random_facts(draw: st.DrawFn, world: World) -> Facts:
    """Contacts on a coarse clock, so that they meet the ends of intervals, and agents who come and go."""
    facts = Facts()
    second = st.integers(0, 380)
    for agent in range(len(world.agents)):
        times = sorted(draw(st.lists(second, max_size=5)))
        for time in times:
            facts.presence(at=time, presence=draw(st.sampled_from(Presence)), agent=agent)
    facts.states.sort()
    wait = st.one_of(st.just(0.0), st.integers(0, 250).map(float), st.floats(0, 250).map(lambda s: round(s, 6)))
    for at, cls, kind in draw(st.lists(st.tuples(second, st.integers(0, 3), st.sampled_from(Outcome)), max_size=40)):
        queue = cls % 2
        if kind is Outcome.ANSWERED:
            agent = draw(st.integers(0, len(world.agents) - 1))
            facts.answered(at, draw(wait), draw(wait), draw(wait), cls, agent, queue)
        elif kind is Outcome.ABANDONED:
            facts.abandoned(at, draw(wait), cls, queue)
        elif kind is Outcome.DEFLECTED:
            facts.deflected(at, draw(wait), cls, queue)
        elif kind is Outcome.CALLBACK:
            facts.called_back(at, draw(wait), cls, queue)
        elif kind is Outcome.CONTAINED:
            facts.contained(at, draw(wait), cls)
        else:
            {Outcome.BALKED: facts.balked, Outcome.BLOCKED: facts.blocked, Outcome.OPEN: facts.open}[kind](
                at, cls, queue
            )
    return facts


WORLD = small_world(
    problems=("a", "b"),
    tiers=("ordinary", "vip"),
    queues=(Queue("first", Match(tiers=("vip",))), Queue("rest")),
    groups=(Group("x", (2, 1, 2)), Group("y", (1, 1, 1), capacity=3)),
)


@settings(max_examples=150, deadline=None)
@given(facts=random_facts(WORLD), extra=st.integers(0, 100))
def test_the_compiled_pass_equals_the_naive_one(facts: Facts, extra: int) -> None:
    """On random facts every sum equals that of plain Python which asks one question at a time over all rows."""
    tables = facts.tables()
    end = latest_time(as_engine(*tables)) + us(extra)
    measures = new_measures(WORLD, 1, target_us=us(30), goals=(Goal("g", (), 0.9, 60),))
    # Random presence does not cover random work. Only the last check minds, when all sums are in place.
    with suppress(ChecksFailed) if len(facts.states) else nullcontext():
        measure(measures, 0, as_engine(*tables), end_us=end)
    naive = Naive(WORLD, *tables, end)
    for interval in range(WORLD.n_intervals):
        for cls in range(len(WORLD.classes)):
            cell = measures.cells[0, interval, cls]
            assert [naive.count(interval, cls, outcome) for outcome in Outcome] == cell[:OUTCOMES].tolist()
            answered = naive.waits(interval, cls, Outcome.ANSWERED)
            abandoned = naive.waits(interval, cls, Outcome.ABANDONED)
            known = sorted(answered + abandoned + naive.waits(interval, cls, Outcome.BALKED))
            assert cell[ANSWERED_WAIT] == sum(answered)
            assert cell[ABANDONED_WAIT] == sum(abandoned)
            soon = [sum(w <= us(limit) for w in waits) for waits in (answered, abandoned) for limit in (30, 60)]
            assert cell[WITHIN:].tolist() == soon
            assert measures.longest[0, interval, cls] == max(known, default=0)
    for interval in range(WORLD.n_intervals + 1):
        waiting = [naive.waiting(interval, cls) for cls in range(len(WORLD.classes))]
        assert measures.waiting[0, interval].tolist() == waiting
        for group in range(2):
            expected = [naive.busy(interval, group), naive.signed_on(interval, group), naive.taken(interval, group)]
            expected.append(naive.finishing(interval, group))
            assert measures.groups[0, interval, group].tolist() == expected
    histograms(measures, naive)


def histograms(measures: Measures, naive: Naive) -> None:
    settled = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BALKED)
    by_class = np.zeros_like(measures.class_waits[0])
    by_interval = np.zeros_like(measures.interval_waits[0])
    for interval in range(WORLD.n_intervals):
        for cls in range(len(WORLD.classes)):
            for wait in naive.waits(interval, cls, *settled):
                by_class[cls, bucket_of(wait)] += 1
                by_interval[interval, bucket_of(wait)] += 1
    assert np.array_equal(measures.class_waits[0], by_class)
    assert np.array_equal(measures.interval_waits[0], by_interval)


def test_threads_give_the_same_sums_as_one() -> None:
    """Replications measured at once, in whatever order, add up to the same, group histograms included."""
    replications = []
    for number in range(40):
        facts = Facts()
        for second in range(0, 300, 1 + number % 7):
            facts.answered(at=second, wait=(second * 7 + number) % 61, talk=1, cls=0)
        replications.append(as_engine(*facts.tables()))
    alone = new_measures(small_world(), 40, target_us=us(30))
    together = new_measures(small_world(), 40, target_us=us(30))
    for number, tables in enumerate(replications):
        measure(alone, number, tables)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda item: measure(together, *item), reversed(list(enumerate(replications)))))
    for field in fields(Measures):
        if isinstance(getattr(alone, field.name), np.ndarray):
            assert np.array_equal(getattr(alone, field.name), getattr(together, field.name)), field.name
