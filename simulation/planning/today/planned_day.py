"""The day as it was planned: by the heads of groups, or by the hours of agents."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulation.planning.staffing.crew import Crew, load_crew
from simulation.planning.today.rota import Rota
from simulation.planning.today.staff_plan import planned
from simulation.planning.today.variant import Variant
from simulation.scenario import load_scenario


def crew_of(source: str, overrides: Iterable[str] = ()) -> Crew:
    """Load a scenario of today. Where agents have hours of their own, its staff is that of the other groups.

    Raises
    ------
    InputError
        When the scenario is wrong.
    """
    changes = tuple(overrides)
    scenario = load_scenario(source, overrides=changes)
    world = scenario.world
    if world.hours is None:
        return load_crew(source, changes)
    staff = np.zeros((len(world.group_names), world.staff.shape[1]), np.int64)
    np.maximum.at(staff, world.agent_group, world.staff[world.agent_shift])
    first = np.minimum(np.searchsorted(world.agent_group, np.arange(len(staff))), len(world.agents) - 1)
    likes = tuple(world.agents[place] for place in first.tolist())
    return Crew(scenario, source, changes, likes, world.pace[first], staff)


def variant_of(crew: Crew) -> Variant:
    """The day as it was planned."""
    world = crew.scenario.world
    heads = planned(crew.staff, world.staff_step_us)
    if world.hours is None:
        return Variant(crew, heads)
    rota = Rota(world)
    return Variant(crew, rota.heads(heads), rota)
