"""A scenario with any staff: the worlds that differ only in how many agents of each group work in each interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from routing.model import Agent
from simulation.core.world import Group, World, group_agents, one_day, repeated
from simulation.planning.staffing.refusals import refuse_what_is_not_searched
from simulation.scenario import Scenario, load_scenario

Staff = NDArray[np.int64]
"""Agents of each group in each interval of the day, shape (groups, intervals)."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A scenario, of whose groups any number of agents can work.

    Parameters
    ----------
    scenario
        As it was loaded.
    source, overrides
        What it was loaded from.
    likes
        One agent of each group.
    pace
        Of each group's agents, per mille, shape (groups, classes).
    staff
        The staff of the scenario itself.
    """

    scenario: Scenario
    source: str
    overrides: tuple[str, ...]
    likes: tuple[Agent, ...]
    pace: NDArray[np.int32]
    staff: Staff
    _by_agent: bool = field(default=False)
    """Whether tables of the world are about single agents, so that it must be read anew for another staff."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups."""
        return self.scenario.world.group_names

    @property
    def intervals(self) -> int:
        """How many intervals the day has."""
        return self.scenario.n_intervals

    def with_staff(self, staff: Staff) -> Scenario:
        """The scenario with this staff; it is the one that the file would be with these numbers in it.

        Raises
        ------
        InputError
            When nobody is left who could take some of the contacts.
        """
        if self._by_agent:
            return load_scenario(self.source, overrides=(*self.overrides, *staff_overrides(self.groups, staff)))
        return replace(self.scenario, world=self._world(staff))

    def _world(self, staff: Staff) -> World:
        day, sizes = one_day(self.scenario.world), staff.max(axis=1)
        members = [
            group_agents(replace(Group.of(like, tuple(row)), name=name))
            for like, name, row in zip(self.likes, self.groups, staff.tolist(), strict=True)
        ]
        world = replace(
            day,
            agents=tuple(agent for group in members for agent in group),
            agent_group=np.repeat(np.arange(len(members), dtype=np.int32), sizes),
            staff=staff.astype(np.int32),
            pace=np.repeat(self.pace, sizes, axis=0),
        )
        repeats = self.scenario.world.repeats
        return world if repeats is None else repeated(world, repeats)


def load_crew(source: str, overrides: Iterable[str] = ()) -> Crew:
    """Load a scenario whose staff is searched.

    Parameters
    ----------
    source
        A scenario file, or the name of a bundled scenario.
    overrides
        Changes, as ``peakline run`` takes them.

    Raises
    ------
    InputError
        When the scenario is wrong, or has what the search does not do: see
        :func:`~simulation.planning.staffing.refusals.refuse_what_is_not_searched`.
    """
    changes = tuple(overrides)
    scenario = load_scenario(source, overrides=changes)
    refuse_what_is_not_searched(source, changes, scenario)
    staff = one_day(scenario.world).staff.astype(np.int64)
    shown = scenario
    if not staff.any(axis=1).all():  # what an agent of a group is like shows only where there is one
        shown = load_scenario(source, overrides=(*changes, *staff_overrides(scenario.world.group_names, staff + 1)))
    first = np.searchsorted(shown.world.agent_group, np.arange(len(staff)))
    world = scenario.world
    by_agent = world.plan is not None and bool(world.plan.candidates.size)
    if world.behaviours is not None:
        own = world.behaviours
        by_agent |= any(len(rows) for rows in (own.candidates, own.solves, own.members, own.overtime_of))
    likes = tuple(replace(shown.world.agents[place], id="") for place in first.tolist())
    return Crew(scenario, source, changes, likes, shown.world.pace[first], staff, by_agent)


def staff_overrides(groups: Sequence[str], staff: Staff) -> tuple[str, ...]:
    """The staff as changes of the scenario, ``--set`` each."""
    return tuple(
        f'groups."{name}".staff=[{", ".join(map(str, row))}]' for name, row in zip(groups, staff.tolist(), strict=True)
    )
