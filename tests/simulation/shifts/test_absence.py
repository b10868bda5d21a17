"""Who is absent, late or in a meeting, and that nothing else changes by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.checks.check_load import Load
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine
from simulation.engines.reference import simulate_reference
from simulation.experiment import Plan, measure_replications
from simulation.measuring.metrics import group_tally
from simulation.scenario import Scenario
from simulation.workload import Buffers, DrawnSource
from tests.simulation.shifts.staff import EVER, hours_of, minutes, with_groups, with_shifts
from tests.simulation.test_same_decisions import assert_same

SHIFT: dict[str, Any] = {"agents": 2, "from": "07:50", "to": "16:00", "breaks": {"at": "12:00", "min": 30}}
TWENTY: dict[str, Any] = {"share": 1, "law": "deterministic", "mean_s": 1200}


def drawn(loaded: Scenario, replication: int = 0, seed: int = 1) -> NDArray[Any]:
    hours = HoursSource(loaded.world, seed).draw(replication)
    assert hours is not None
    return hours


def drawn_minutes(loaded: Scenario) -> list[tuple[int, float, float]]:
    """(agent, start, end) of a replication's hours, in minutes."""
    return [(agent, minutes(start), minutes(end)) for agent, _, _, start, end in drawn(loaded).tolist()]


def absent(loaded: Scenario, replications: int) -> NDArray[np.bool_]:
    """Who is absent in which replication, shape (replications, agents)."""
    there = np.zeros((replications, len(loaded.world.agents)), np.bool_)
    source = HoursSource(loaded.world, 5)
    for replication in range(replications):
        hours = source.draw(replication)
        assert hours is not None
        there[replication, hours["agent"]] = True
    return ~there


def test_who_is_late_begins_later(tmp_path: Path) -> None:
    """By 20 min after the start of the shift, which is before the opening, and not after each break."""
    loaded = with_shifts(tmp_path, SHIFT, lateness=TWENTY)
    assert drawn_minutes(loaded) == [(0, 10, 240), (0, 270, 480), (1, 10, 240), (1, 270, 480)]


@pytest.mark.parametrize(
    ("late_min", "times"),
    [
        (5, [(0, 240), (270, 480)]),  # there before the opening
        (4 * 60 + 15, [(270, 480)]),  # comes in the break
        (5 * 60 + 10, [(300, 480)]),
        (8 * 60 + 10, []),  # when the shift is over
    ],
)
def test_however_late(late_min: float, times: list[tuple[float, float]], tmp_path: Path) -> None:
    """Who comes in a break begins after it, who would come after the shift does not come."""
    loaded = with_shifts(tmp_path, {**SHIFT, "agents": 1}, lateness={**TWENTY, "mean_s": late_min * 60})
    assert [part[1:] for part in drawn_minutes(loaded)] == times


def test_of_a_group_with_staff_each_agent_is_late(tmp_path: Path) -> None:
    """The first agents of such a group are at work; each may be late, once a day; who stays on at the close does so."""
    staff = [1, 2, 2, 0, 0, 0, 0, 0, 2, 1]
    loaded = with_groups(tmp_path, {"front": {"staff": staff}}, lateness=TWENTY)
    assert hours_of(loaded) == {"front-001": [(0, 180), (480, EVER)], "front-002": [(60, 180), (480, 540)]}
    assert drawn_minutes(loaded) == [(0, 20, 180), (0, 480, EVER), (1, 80, 180), (1, 480, 540)]


def test_the_first_entry_of_a_group_holds(tmp_path: Path) -> None:
    """A group is admitted by its name, or by an entry without groups; one that no entry admits keeps its staff."""
    groups = {"front": {"staff": 1}, "back": {"shifts": [SHIFT]}, "desk": {"staff": 2}}
    loaded = with_groups(
        tmp_path, groups, absence=[{"groups": "front", "share": 0}, {"groups": ["front", "back"], "share": 1}]
    )
    assert set(drawn(loaded)["agent"].tolist()) == {0}
    assert loaded.world.staff.tolist() == [[0] * 10, [0] * 10, [0] * 10, [2] * 10]


def test_a_greater_share_takes_more_and_the_same(tmp_path: Path) -> None:
    """Whoever is absent at a share is so at a greater one; the shares are met; days and agents differ."""
    few, many = (absent(with_groups(tmp_path, {"front": {"staff": 20}}, absence=share), 400) for share in (0.1, 0.25))
    assert not np.any(few & ~many)
    for found, share in ((few, 0.1), (many, 0.25)):
        # Five standard deviations of a mean of 8,000, and of pairs of days and pairs of agents.
        assert found.mean() == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / 8000))
        for pairs in (found[1:] & found[:-1], found[:, 1:] & found[:, :-1]):
            assert pairs.mean() == pytest.approx(share**2, abs=5 * share / np.sqrt(pairs.size))


def test_more_agents_leave_the_others_absent(tmp_path: Path) -> None:
    """An agent more in a shift, or in a group before, changes nobody else's days."""

    def groups(front: int, early: int) -> dict[str, Any]:
        shifts = [{"agents": early, "from": "08:00", "to": "12:00"}, {"agents": 5, "from": "12:00", "to": "17:00"}]
        return {"front": {"staff": front}, "back": {"shifts": shifts}}

    before, after = (
        absent(with_groups(tmp_path, groups(front, early), absence=0.3), 50) for front, early in ((2, 3), (4, 4))
    )
    kept = [0, 1, 4, 5, 6, 8, 9, 10, 11, 12]  # of front the first two, of early the first three, all of late
    np.testing.assert_array_equal(before, after[:, kept])


def test_absence_and_lateness_are_drawn_apart(tmp_path: Path) -> None:
    """Those who are not absent come as late as without absence."""
    law = {"share": 0.5, "law": "exponential", "mean_s": 1800}
    alone, both = (
        drawn(with_groups(tmp_path, {"front": {"staff": 30}}, lateness=law, absence=share)) for share in (0, 0.3)
    )
    assert 0 < len(both) < len(alone)
    np.testing.assert_array_equal(both, alone[np.isin(alone["agent"], both["agent"])])


def test_both_engines_play_the_hours_drawn(tmp_path: Path) -> None:
    """An engine plays one replication after another, each with its own hours, as the other engine plays each alone."""
    shifts = [SHIFT, {"agents": 3, "from": "09:10", "to": "17:45", "breaks": {"after_min": 100, "min": 20}}]
    loaded = with_groups(
        tmp_path,
        {"front": {"shifts": shifts}, "desk": {"staff": 2}},
        arrivals={"rates": [{"problem": "account", "tier": "ordinary", "channel": "phone", "per_h": 100}]},
        absence=0.3,
        lateness={"groups": "front", "share": 0.5, "law": "exponential", "mean_s": 1800},
        after_close="leave",
    )
    world = loaded.world
    assert world.plan is not None
    engine, contacts, staff = CompiledEngine(world), DrawnSource(world.plan, 3), HoursSource(world, 3)
    for hours in (staff.draw(0), None, staff.draw(1)):
        rows = contacts.draw(0, Buffers())
        assert_same(engine.simulate(rows, hours=hours), simulate_reference(world, rows, hours=hours))


def test_figures_count_those_who_are_there(tmp_path: Path) -> None:
    """Staff by interval is the mean of who came, and nobody works longer than signed on, which every run checks."""
    loaded = with_shifts(tmp_path, {**SHIFT, "agents": 10}, absence=0.2, after_close="leave")
    measures = measure_replications(loaded, Plan(replications=30, seed=5))
    signed_on = group_tally(measures).over_intervals().signed_on[:, 0]
    there = 10 - absent(loaded, 30).sum(axis=1)
    hours = 7.5 * 3600e6  # from 08:00 to 16:00 without the break, and what is in hand after either
    assert np.all(signed_on >= there * hours)
    assert np.all(signed_on <= there * (hours + 1800e6))


def test_meetings_take_the_first_at_work(tmp_path: Path) -> None:
    """Of the agents at work when it begins so many, or such a share of them, are away; who is in one is in no other."""
    shifts = [{"agents": 3, "from": "08:00", "to": "12:00"}, {"agents": 2, "from": "09:30", "to": "18:00"}]
    meetings = [
        {"at": "10:00", "min": 30, "agents": 2},
        {"at": "10:15", "min": 30, "share": 0.5},
        {"at": "17:30", "min": 60, "agents": 1},
    ]
    assert hours_of(with_shifts(tmp_path, *shifts, meetings=meetings)) == {
        "front-001": [(0, 120), (150, 240)],
        "front-002": [(0, 120), (150, 240)],
        "front-003": [(0, 135), (165, 240)],
        "front-004": [(90, 135), (165, 570)],
        "front-005": [(90, EVER)],
    }


def test_training_of_a_whole_group_with_staff(tmp_path: Path) -> None:
    """Who is away all day stands in no row; `check` does not count them, nor those who are expected to be absent."""
    groups = {"front": {"staff": 4}, "desk": {"staff": 2}}
    meetings = {"groups": "desk", "at": "08:00", "min": 600, "share": 1}
    loaded = with_groups(tmp_path, groups, meetings=meetings, absence={"groups": "front", "share": 0.25})
    assert set(hours_of(loaded)) == {f"front-00{number}" for number in range(1, 5)}
    assert Load(loaded).staff.tolist() == [3.0] * 10
