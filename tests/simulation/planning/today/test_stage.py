"""A day that is cut at some hour and set on the stage again goes on as it did."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.records import Facts
from simulation.engines.compiled import CompiledEngine, simulate_compiled
from simulation.experiment import drawn_source
from simulation.planning.today.lively import lively
from simulation.planning.today.part import part_of
from simulation.planning.today.staff_plan import Shift, change_rows, planned
from simulation.planning.today.stage import stage
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers
from tests.simulation.planning.today.cutting import Cut

HOUR = 3_600_000_000


def a_day(scenario: Scenario, day: int = 0) -> Facts:
    contacts = drawn_source(scenario.world, 1).draw(day, Buffers()).copy()
    return simulate_compiled(scenario.world, contacts)


def next_fall(cut: Cut) -> int:
    """When the staff of a group falls next, or the close."""
    falls = np.flatnonzero((np.diff(cut.world.staff, axis=1) < 0).any(axis=0)) + 1
    times = [int(time) for time in falls * cut.world.interval_us if time > cut.now_us]
    return min(times, default=10 * cut.world.close_us)


def gone_on(cut: Cut) -> tuple[Facts, np.ndarray]:
    """What becomes of the day from its state on; the rows of the day that it is about."""
    world, now_us = cut.world, cut.now_us
    set_up = stage(lively(world), now_us)
    now = cut.exactly()
    before, arriving = set_up.set(now, np.full(len(now.hands), 0.5))
    later = np.flatnonzero(cut.facts.contacts["arrival"] >= now_us)
    contacts = np.concatenate([before, cut.facts.contacts[later]])
    present = [len(agents) for agents in now.there]
    staff = planned(world.staff.astype(np.int64), world.interval_us)
    changes = change_rows(staff, present, now_us, world.close_us, world.leavers, world.after_close)
    facts = CompiledEngine(set_up.world).play(contacts, np.concatenate([arriving, changes]))
    return part_of(facts, facts.contacts["cls"] < set_up.own), np.concatenate([cut.waits, later])


@pytest.mark.parametrize(
    ("name", "changes", "day"),
    [
        ("n_design", (), 0),
        ("n_design", ("groups.both.staff=5",), 1),  # so few that somebody waits
        ("launch", (), 0),  # wrap-ups, several levels and queues
    ],
)
@pytest.mark.parametrize("minute", [61.7, 150.2])
def test_day_goes_on_exactly_as_it_did(name: str, changes: tuple[str, ...], day: int, minute: float) -> None:
    """Day goes on exactly as it did."""
    scenario = load_scenario(name, overrides=changes)
    cut = Cut(scenario, a_day(scenario, day), round(minute * 60e6))
    assert len(cut.in_hand) > 5
    facts, rows = gone_on(cut)
    expected = cut.facts.records[rows]
    # Who goes when the staff falls is the last by number, and the busy ones' numbers are dealt anew: until then.
    same = (expected["done"] < next_fall(cut)) & (facts.contacts["arrival"] < next_fall(cut))
    assert same.sum() > 100
    facts, expected = part_of(facts, same), expected[same]
    for column in ("answered", "left", "talk_end", "done", "outcome", "step"):
        np.testing.assert_array_equal(facts.records[column], expected[column], err_msg=column)
    groups = cut.world.agent_group
    served = expected["agent"] >= 0
    np.testing.assert_array_equal(groups[facts.records["agent"][served]], groups[expected["agent"][served]])


def test_contacts_that_wait_keep_their_own_arrival() -> None:
    """Contacts that wait keep their own arrival."""
    scenario = load_scenario("n_design", overrides=["groups.both.staff=4"])
    facts = a_day(scenario)
    now_us = next(time for time in range(HOUR, 8 * HOUR, 60_000_000) if len(Cut(scenario, facts, time).waits) > 3)
    cut = Cut(scenario, facts, now_us)
    again, rows = gone_on(cut)
    assert (again.contacts["arrival"][: len(cut.waits)] < now_us).all()
    np.testing.assert_array_equal(again.records["left"], facts.records["left"][rows])


def test_several_contacts_at_once_are_all_in_hand() -> None:
    """Several contacts at once are all in hand."""
    scenario = load_scenario("chat_blend")
    cut = Cut(scenario, a_day(scenario), round(2.2 * HOUR))
    now = cut.exactly()
    set_up = stage(lively(cut.world), cut.now_us)
    before, arriving = set_up.set(now, np.zeros(len(now.hands)))
    facts = CompiledEngine(set_up.world).play(before, arriving)
    held = (facts.contacts["cls"] >= set_up.own) & (facts.records["talk_end"] >= cut.now_us)
    assert held.sum() == len(now.hands)
    assert (facts.records["answered"][held] < cut.now_us).all()
    by_agent = np.bincount(facts.records["agent"][held], minlength=len(cut.world.agents))
    expected = np.bincount(np.unique(now.hands[["group", "agent"]], return_inverse=True)[1])
    assert len(set(expected.tolist())) > 1  # some have one, some have several
    np.testing.assert_array_equal(by_agent[by_agent > 0], expected)


def test_changes_of_staff_are_those_of_the_plan_and_of_what_is_known() -> None:
    """Changes of staff are those of the plan and of what is known."""
    world = load_scenario("payday").world
    plan = planned(world.staff.astype(np.int64), world.interval_us)
    nobody = np.zeros(len(world.group_names), np.int64)
    rows = change_rows(plan, nobody, 0, world.close_us, world.leavers, world.after_close)
    heads = np.zeros_like(world.staff)
    for row in rows:
        heads[row["group"], row["time"] // world.interval_us :] += row["heads"]
    np.testing.assert_array_equal(heads, world.staff)
    fewer = plan.with_shifts([Shift(0, -1000, 90, 2 * HOUR)], world.close_us)
    assert fewer.at(0)[0] == world.staff[0, 0]
    assert fewer.at(91)[0] == 0
    assert fewer.at(2 * HOUR)[0] == world.staff[0, 4]
