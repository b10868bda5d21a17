"""Days reckoned by hand on which agents stay on after their shift, on each engine; and what a scenario says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from routing.model import SECOND, Agent, Presence
from routing.policy import Queue, WrapUp
from simulation.checks.check_scenario import check_scenario
from simulation.contacts.behaviour_builder import Behaviour, build_behaviours
from simulation.core.hours import Spell
from simulation.core.overtime import Overtime
from simulation.core.world import Group, World, build_world
from simulation.experiment import EngineName, Plan, run
from simulation.report.json_file import results_document
from tests.simulation.playing import Play
from tests.simulation.scenarios import scenario
from tests.simulation.shifts.staff import with_groups
from tests.worlds import contact, policy, us

ALL = Queue("all", wrap_up=WrapUp.NONE)
READY, DRAINING, OFFLINE = Presence.READY, Presence.DRAINING, Presence.OFFLINE


def staying(*spells: tuple[float, float], day: int = 0, **how: Any) -> World:
    """An agent with these hours, of one day or of one day each, who stays on while one waits, looked at every 10 s."""
    hours = tuple(Spell(day * number, 0, us(start), us(end)) for number, (start, end) in enumerate(spells))
    told = Overtime(0, **{"waiting": 1, "most_us": us(60), "every_us": us(10), **how})
    group = Group("g", (0,), members=(Agent("a"),), hours=(hours,))
    behaviours = build_behaviours([Behaviour(7)], overtimes=[told], overtime_of=[0])
    return build_world(policy(ALL), [group], interval_us=us(10_000), behaviours=behaviours)


def test_stays_while_somebody_waits(play: Play) -> None:
    """At 100, when the shift ends, B waits, and at 110 C, who is taken at 115; at 120 nobody waits any more."""
    rows = contact(80, work=25), contact(85, work=10), contact(106, work=50)
    played = play(staying((0, 100)), *rows)
    assert played.states == [(0, 0, READY), (120, 0, DRAINING), (165, 0, OFFLINE)]
    assert played.spans() == [(80, 105, 105, 0), (105, 115, 115, 0), (115, 165, 165, 0)]


def test_goes_when_nobody_waits(play: Play) -> None:
    """At 100 A talks and nobody waits: the agent takes no more, though B comes at 101."""
    played = play(staying((0, 100)), contact(80, work=25), contact(101, work=10))
    assert played.states == [(0, 0, READY), (100, 0, DRAINING), (105, 0, OFFLINE)]


def test_no_longer_than_that(play: Play) -> None:
    """With 15 s at most the agent goes at 115, between two looks, however many wait."""
    rows = [contact(90, work=8) for _ in range(9)]
    played = play(staying((0, 100), most_us=us(15)), *rows)
    assert played.states == [(0, 0, READY), (115, 0, DRAINING), (122, 0, OFFLINE)]


def test_a_break_is_not_put_off(play: Play) -> None:
    """The same day has more hours: at 100 the break begins, in the middle of the queue; overtime is at 200."""
    rows = contact(90, work=20), contact(91, work=80), contact(92, work=10)
    played = play(staying((0, 100), (120, 199)), *rows)
    assert played.states == [
        (0, 0, READY), (100, 0, DRAINING), (110, 0, OFFLINE), (120, 0, READY), (209, 0, DRAINING), (210, 0, OFFLINE),
    ]  # fmt: skip


def test_the_next_shift_begins_as_planned(play: Play) -> None:
    """Overtime of the first day lasts to the second day's shift at most, which the agent works."""
    rows = contact(90, work=500), contact(91, work=5), contact(590, work=30)
    played = play(staying((0, 100), (150, 700), day=1, most_us=us(5000)), *rows)
    assert [state for state in played.states if state[0] < 700][-1] == (150, 0, READY)
    assert played.spans()[1] == (590, 595, 595, 0)


def test_a_scenario_with_overtime(tmp_path: Path) -> None:
    """The first entry of a group holds, for its agents with staff by interval, too; not for those called in."""
    groups = {"front": {"staff": 2}, "back": {"staff": 1}, "desk": {"staff": 1}}
    overtime = [
        {"groups": "back", "queue": "fx", "at_waiting": 3, "most_s": 1800},
        {"groups": ["front", "back"], "queue": "rest", "at_waiting": 2, "most_s": 900, "look_every_s": 60},
    ]
    call_in = {"extra": {"group": "front", "agents": 1, "queue": "rest", "at_waiting": 9, "after_s": 0}}
    loaded = with_groups(tmp_path, groups, overtime=overtime, call_in=call_in)
    behaviours = loaded.world.behaviours
    assert behaviours is not None
    assert behaviours.overtimes.tolist() == [
        (0, 3, 1800 * SECOND, 300 * SECOND),
        (1, 2, 900 * SECOND, 60 * SECOND),
    ]
    assert behaviours.overtime_of.tolist() == [1, 1, -1, 0, -1]
    assert np.unique(loaded.world.hours["agent"]).tolist() == [0, 1, 3] if loaded.world.hours is not None else False
    said = [line for line in check_scenario(loaded).sentences if line.startswith("Overtime")]
    assert said[0] == (
        "Overtime of back: who would go stays on while 3 wait in queue fx, for 30 min at most; the tables below are "
        "without it."
    )


def test_overtime_on_both_engines(tmp_path: Path) -> None:
    """More are answered than without it, of the same customers; a day has the same figures on each engine."""
    staff = {"front": {"skills": {"account": 3, "fx": 2}, "staff": [5, 5, 3, 3]}}
    overtime = {"queue": "rest", "at_waiting": 2, "most_s": 1800, "look_every_s": 60}
    busy: dict[str, Any] = {"groups": staff, "service": {"law": "exponential", "mean_s": 300}}
    with_it = scenario(tmp_path, overtime=overtime, **busy)
    compiled, simpy = (results_document(run(with_it, Plan(2, engine=engine))) for engine in EngineName)
    assert {**compiled, "engine": ""} == {**simpy, "engine": ""}
    without = run(scenario(tmp_path, **busy), Plan(20))
    results = run(scenario(tmp_path, overtime=overtime, **busy), Plan(20))
    assert results.overall.offered == without.overall.offered
    assert (results.overall.mean_wait_s.mean or 0) < (without.overall.mean_wait_s.mean or 0)
    assert (results.groups["front"].staff.mean or 0) > (without.groups["front"].staff.mean or 0)
