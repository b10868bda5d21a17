"""The day as it was planned: by the heads of groups, or by the hours of agents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from simulation.core.hours import hours_table, staffed, within_day
from simulation.core.world import AfterClose, World
from simulation.files.overrides import parse_override
from simulation.planning.staffing.crew import Crew, load_crew
from simulation.planning.today.rota import Rota
from simulation.planning.today.staff_plan import planned
from simulation.planning.today.variant import Variant
from simulation.scenario import changed_data, load_scenario


def crew_of(source: str, overrides: Iterable[str] = ()) -> Crew:
    """Load a scenario of today. Where agents have hours of their own, its staff is that of the other groups.

    Raises
    ------
    InputError
        When the scenario is wrong.
    """
    changes = tuple(overrides)
    scenario = load_scenario(source, overrides=changes)
    if changed_data(source, [parse_override(change) for change in changes]).get("agents"):
        scenario = replace(scenario, world=one_by_one(scenario.world))
    world = scenario.world
    if world.hours is None:
        return load_crew(source, changes)
    staff = np.zeros((len(world.group_names), world.staff.shape[1]), np.int64)
    np.maximum.at(staff, world.agent_group, world.staff[world.agent_shift])
    first = np.minimum(np.searchsorted(world.agent_group, np.arange(len(staff))), len(world.agents) - 1)
    likes = tuple(world.agents[place] for place in first.tolist())
    return Crew(scenario, source, changes, likes, world.pace[first], staff)


def one_by_one(world: World) -> World:
    """The world in which everybody has hours of their own: of a group with heads the first agents are at work."""
    stay = world.after_close == AfterClose.STAY
    hours = [] if world.hours is None else [world.hours]
    for shift in np.flatnonzero(world.staff.any(axis=1)).tolist():
        agents = np.flatnonzero(world.agent_shift == shift)
        spells = staffed(world.staff[shift].tolist(), len(agents), world.staff_step_us)
        days = [within_day(each, world.close_us, stay=stay) for each in spells]
        hours.append(hours_table(zip(agents.tolist(), days, strict=True)))
    rows = np.concatenate(hours) if hours else hours_table(())
    return replace(
        world,
        hours=rows[np.lexsort((rows["start"], rows["agent"]))],
        shifts=np.arange(len(world.agents), dtype=np.int32),
        staff=np.zeros((len(world.agents), world.staff.shape[1]), np.int32),
    )


def variant_of(crew: Crew) -> Variant:
    """The day as it was planned."""
    world = crew.scenario.world
    heads = planned(crew.staff, world.staff_step_us)
    if world.hours is None:
        return Variant(crew, heads)
    rota = Rota(world)
    return Variant(crew, rota.heads(heads), rota)
