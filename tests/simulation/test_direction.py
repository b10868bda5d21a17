"""More agents or less load never make it worse: per customer where theory says so, on means with intervals elsewhere.

Both sides of every comparison meet the same customers.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.core.world import Group, World, build_world
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import Plan, measure_replications
from simulation.measuring.metrics import contact_tally
from simulation.measuring.results import Figure
from simulation.measuring.statistics import paired_difference
from simulation.plans.distributions import lognormal
from simulation.plans.plan_builder import PlanBuilder
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers, DrawnSource
from tests import worlds

TARGET_US = worlds.us(30)
HOUR_US = worlds.us(3600)


def one_skill(agents: int, per_hour: float, cv: float) -> World:
    """One queue, nobody leaves, two hours; offered load = ``per_hour`` / 20 erlangs."""
    builder = PlanBuilder()
    calls = builder.add_class(work=lognormal(180, cv=cv))
    builder.add_day(calls, expected=[per_hour, per_hour], interval_us=HOUR_US)
    rules = worlds.policy(worlds.ONE_QUEUE)
    return build_world(
        rules, [Group("front", (agents, agents), {"help": 3}, ("front",))], interval_us=HOUR_US, plan=builder.build()
    )


def waits(world: World, seed: int) -> dict[tuple[int, int], int]:
    """The wait of each customer, known by arrival and work; the draws give every customer its own."""
    assert world.plan is not None
    contacts = DrawnSource(world.plan, seed).draw(0, Buffers())
    records = CompiledEngine(world).simulate(contacts).records
    who = zip(contacts["arrival"].tolist(), contacts["work"].tolist(), strict=True)
    return dict(zip(who, (records["answered"] - contacts["arrival"]).tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(
    agents=st.integers(1, 12),
    load=st.floats(0.5, 1.2),
    cv=st.floats(0.2, 2.0),
    seed=st.integers(0, 2**32),
)
def test_one_more_agent_makes_no_customer_wait_longer(agents: int, load: float, cv: float, seed: int) -> None:
    """In one first-come-first-served queue that nobody leaves, each customer's wait falls or stays with one more agent.

    So does the share answered within any time (Kiefer and Wolfowitz 1955: the ordered workloads fall in each place).
    """
    fewer = waits(one_skill(agents, 20 * agents * load, cv), seed)
    more = waits(one_skill(agents + 1, 20 * agents * load, cv), seed)
    assert fewer.keys() == more.keys()
    assert all(more[customer] <= wait for customer, wait in fewer.items())
    in_time = [sum(wait <= TARGET_US for wait in each.values()) for each in (fewer, more)]
    assert in_time[0] <= in_time[1]


@settings(max_examples=60, deadline=None)
@given(
    agents=st.integers(1, 12),
    load=st.floats(0.5, 1.2),
    less=st.floats(0.3, 0.99),
    seed=st.integers(0, 2**32),
)
def test_less_load_makes_no_customer_wait_longer(agents: int, load: float, less: float, seed: int) -> None:
    """A lower rate takes customers away and leaves the others as they are; none of those waits longer."""
    many = waits(one_skill(agents, 20 * agents * load, 1.0), seed)
    few = waits(one_skill(agents, 20 * agents * load * less, 1.0), seed)
    assert few.keys() <= many.keys()
    assert all(wait <= many[customer] for customer, wait in few.items())


def compared(base: Scenario, other: Scenario, *, queue: str | None = None, replications: int = 60) -> Figure:
    """The service level of ``other`` minus that of ``base``, with the same customers; of one queue, or of all."""
    sides = []
    for scenario in (base, other):
        tally = contact_tally(measure_replications(scenario, Plan(replications=replications, seed=20261121)))
        within, eligible = tally.within.sum(axis=1), tally.eligible.sum(axis=1)
        if queue is not None:
            problem = scenario.policy.problems.index(queue)
            of_queue = scenario.world.classes["problem"] == problem
            within, eligible = within[:, of_queue], eligible[:, of_queue]
        sides.append((within.sum(axis=1, keepdims=True), eligible.sum(axis=1, keepdims=True)))
    first, second = sides
    return paired_difference(first, second).difference.figures()[0]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("erlang_c", "groups.agents.staff+=1"),
        ("erlang_a", "groups.agents.staff+=1"),
        ("n_design", "groups.account.staff+=1"),
        ("n_design", "groups.both.staff+=1"),
        ("erlang_c", "arrivals.scale*=0.95"),
        ("erlang_a", "arrivals.scale*=0.95"),
        ("n_design", "arrivals.scale*=0.95"),
    ],
)
def test_more_agents_or_less_load_raise_the_service_level(name: str, change: str) -> None:
    """On a bundled scenario the mean service level does not fall, and the paired interval lies above zero."""
    base = load_scenario(name)
    if ".staff" in change:
        change = change.replace("groups.agents", f"groups.{base.world.group_names[0]}")
    difference = compared(base, load_scenario(name, overrides=[change]))
    assert difference.low is not None
    assert difference.low > 0


def test_scarce_last_keeps_the_rare_agent_free() -> None:
    """On n_design remittances gain at least 2 points of service level by ``scarce_last`` over ``longest_idle``."""
    scarce = load_scenario("n_design")
    longest_idle = load_scenario("n_design", overrides=["policy.queues.account.steps[0].prefer=[longest_idle]"])
    gain = compared(longest_idle, scarce, queue="fx", replications=200)
    assert gain.low is not None
    assert gain.low > 0.02


def test_same_seed_means_same_customers_whatever_the_policy() -> None:
    """Two policies meet contacts that are equal in every column."""
    plans = [
        load_scenario("n_design", overrides=changes).world.plan
        for changes in ([], ["policy.queues.account.steps[0].prefer=[longest_idle]"])
    ]
    drawn = [DrawnSource(plan, 7).draw(3, Buffers()) for plan in plans if plan is not None]
    np.testing.assert_array_equal(drawn[0], drawn[1])
