"""What a scenario says of agents who are called in, and what results say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from routing.model import NEVER, SECOND, Presence
from simulation.checks.check_scenario import check_scenario
from simulation.core.hours import MINUTE
from simulation.core.records import AGENT_STATE
from simulation.experiment import EngineName, Plan, measure_replications, run
from simulation.measuring.call_ins import THERE, count_call_ins
from simulation.measuring.engine_measure import SIGNED_ON
from simulation.report.json_file import results_document, results_schema
from simulation.scenario import Scenario
from tests.simulation.report.schema_check import findings
from tests.simulation.scenarios import scenario

RESERVE: dict[str, Any] = {
    "group": "front",
    "agents": 3,
    "queue": "rest",
    "at_waiting": 5,
    "after_s": 600,
    "for_s": 3600,
}
BUSY: dict[str, Any] = {"service": {"law": "exponential", "mean_s": 400}}


def with_call_in(folder: Path, groups: dict[str, Any] | None = None, **call_ins: dict[str, Any]) -> Scenario:
    """The base with these call-ins, and with as much work as makes its queue long."""
    changes: dict[str, Any] = {} if groups is None else {"groups": groups}
    return scenario(folder, call_in=call_ins, **changes, **BUSY)


def test_agents_besides_the_staff(tmp_path: Path) -> None:
    """Those called in come behind their group's own agents, with a shift of their own; no plan brings them."""
    groups = {"front": {"skills": {"account": 3}, "staff": 4}, "home": {"skills": {"fx": 2}, "staff": 0}}
    home = {**RESERVE, "group": "home", "agents": 2}
    world = with_call_in(tmp_path, groups, reserve=RESERVE, second=home, third={**RESERVE, "agents": 1}).world
    assert [agent.id for agent in world.agents][3:] == [
        "front-004",
        *(f"front-reserve-{number:03d}" for number in (1, 2, 3)),
        "front-third-001",
        "home-second-001",
        "home-second-002",
    ]
    assert world.agents[5].skills == {"account": 3}
    assert world.agent_shift.tolist() == [0, 0, 0, 0, 1, 1, 1, 2, 4, 4]
    assert world.staff.tolist() == [[4] * 4, *[[0] * 4] * 4]
    assert world.behaviours is not None
    assert world.behaviours.call_ins[["shift", "agents"]].tolist() == [(1, 3), (4, 2), (2, 1)]
    assert world.call_ins == ("reserve", "second", "third")


def test_what_a_call_in_says(tmp_path: Path) -> None:
    """Times in microseconds; what is left out never happens, or is usual."""
    world = with_call_in(tmp_path, a=RESERVE, b={**RESERVE, "at_wait_s": 90, "for_s": None, "most": 2}).world
    assert world.behaviours is not None
    first, second = world.behaviours.call_ins
    assert (first.queue, first.waiting, first.wait, first.after) == (1, 5, NEVER, 10 * MINUTE)
    assert (first.length, first.most, first.every, first.stays) == (60 * MINUTE, 1, MINUTE, 1)
    assert (second.wait, second.length, second.most) == (90 * SECOND, NEVER, 2)


def test_beside_shifts_and_absence(tmp_path: Path) -> None:
    """A group whose agents may be absent has a reserve, of whom everybody comes who is called."""
    loaded = scenario(tmp_path, call_in={"reserve": RESERVE}, absence=1, **BUSY)
    assert loaded.world.attendance is not None
    assert loaded.world.attendance.absent.tolist() == [1.0] * 6 + [0.0] * 3
    results = run(loaded, Plan(replications=10))
    assert results.call_ins["reserve"].days.mean == 1
    assert results.overall.answered.mean is not None
    assert results.overall.answered.mean > 0


def test_the_same_on_both_engines(tmp_path: Path) -> None:
    """A day of a scenario with a reserve has the same figures on each engine."""
    loaded = with_call_in(tmp_path, reserve={**RESERVE, "at_wait_s": 240, "most": 3, "for_s": 1200})
    first, second = (results_document(run(loaded, Plan(replications=2, engine=engine))) for engine in EngineName)
    assert {**first, "engine": ""} == {**second, "engine": ""}


def test_customers_are_the_same_with_a_reserve(tmp_path: Path) -> None:
    """As many come on each day, and fewer of them leave or wait."""
    with_it = run(with_call_in(tmp_path, reserve=RESERVE), Plan(replications=20))
    without = run(with_call_in(tmp_path), Plan(replications=20))
    assert with_it.overall.offered == without.overall.offered
    assert with_it.overall.mean_wait_s.mean is not None
    assert without.overall.mean_wait_s.mean is not None
    assert with_it.overall.mean_wait_s.mean < without.overall.mean_wait_s.mean


def test_their_time_is_that_of_the_group(tmp_path: Path) -> None:
    """In a group of their own, the time signed on is the time that they were called in."""
    groups = {"front": {"skills": {"account": 3}, "staff": 4}, "home": {"skills": {"account": 3}, "staff": 0}}
    loaded = with_call_in(tmp_path, groups, reserve={**RESERVE, "group": "home"})
    measures = measure_replications(loaded, Plan(replications=10))
    there = measures.call_ins[:, 0, 0, THERE]
    assert there.any()
    assert np.array_equal(there, measures.groups[:, :, 1, SIGNED_ON].sum(axis=1))


def test_counting_who_came(tmp_path: Path) -> None:
    """Two of three came, one of them twice and one until the end; the agents of the plan do not count."""
    world = with_call_in(tmp_path, reserve=RESERVE).world
    first = int(np.flatnonzero(world.agent_shift == 1)[0])
    ready, away = Presence.READY, Presence.OFFLINE
    states = np.array(
        [(0, 0, ready), (10, first, ready), (15, first + 1, ready), (20, first, away), (30, first, ready),
         (35, first, Presence.DRAINING), (37, first, away)],
        AGENT_STATE,
    )  # fmt: skip
    assert count_call_ins(world, states, 100, 1).tolist() == [[[1, 10 + 7 + 85]]]
    assert count_call_ins(world, states[:1], 100, 1).tolist() == [[[0, 0]]]


def test_what_is_said_of_them(tmp_path: Path) -> None:
    """`check` says who is called when; results say how often they came, in words and in JSON."""
    loaded = with_call_in(tmp_path, reserve={**RESERVE, "at_wait_s": 90})
    said = [line for line in check_scenario(loaded).sentences if line.startswith("Call-in")]
    assert said == [
        (
            "Call-in reserve: 3 agents of front, 10 min after a look at queue rest at which 5 wait or somebody has "
            "waited 90 s, at most so often a day: 1; staff in the tables is without them."
        )
    ]
    results = run(loaded, Plan(replications=10))
    document = results_document(results)
    assert list(findings(results_schema(), document, results_schema())) == []
    found = document["call_ins"]["reserve"]
    assert found["agents"] == 3
    assert 0 < found["days"]["mean"] <= 1
    (note,) = [note for note in results.notes if note.startswith("Called in")]
    assert note.startswith(f"Called in: reserve, 3 agents: on {100 * found['days']['mean']:.1f}% of the days, for ")
    seldom = run(with_call_in(tmp_path, reserve={**RESERVE, "at_waiting": 10_000}), Plan(replications=2))
    assert [note for note in seldom.notes if "Called" in note] == ["Called in: reserve, 3 agents: never."]
    assert "call_ins" not in results_document(run(scenario(tmp_path), Plan(replications=2)))
