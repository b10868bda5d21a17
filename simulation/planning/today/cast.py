"""A world in which everybody with working hours comes and goes alone, with room for agents more than it plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.model import Agent
from simulation.core.behaviour import Behaviours
from simulation.core.world import World

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cast:
    """A world, and whose agents are whose in it. Made by :func:`cast_for`.

    Parameters
    ----------
    world
        Its staff is everybody, all day: who comes and goes when is said by changes.
    number
        The number in it of each agent of the world that it was made from, shape (agents,).
    more
        By group: the numbers of those whom that world does not have.
    row
        The row of ``world.staff`` of each group: of its first agent where its agents have hours of their own.
    """

    world: World
    number: Numbers
    more: tuple[Numbers, ...]
    row: Numbers


def own_hours(world: World) -> NDArray[np.bool_]:
    """The groups whose agents have working hours of their own, shape (groups,)."""
    found = np.zeros(len(world.group_names), np.bool_)
    if world.hours is not None:
        found[world.agent_group[world.hours["agent"]]] = True
    return found


def cast_for(world: World, more: Sequence[int]) -> Cast:
    """A world of one day with some agents more in each group, who are like its first one.

    Parameters
    ----------
    world
        As it was loaded.
    more
        By group: how many more; 0 where the group has nobody.
    """
    groups = len(world.group_names)
    first = np.searchsorted(world.agent_group, np.arange(groups + 1))
    agents: list[Agent] = []
    like: list[int] = []
    number: list[int] = []
    added: list[Numbers] = []
    for group, (start, end) in enumerate(zip(first[:-1].tolist(), first[1:].tolist(), strict=True)):
        number += range(len(agents), len(agents) + end - start)
        agents += world.agents[start:end]
        added.append(np.arange(len(agents), len(agents) + more[group]))
        name = world.group_names[group]
        agents += [replace(world.agents[start], id=f"{name}+{place}") for place in range(1, more[group] + 1)]
        like += [*range(start, end), *[start] * more[group]]
    origin, places = np.array(like, np.int64), np.array(number, np.int64)
    agent_group = world.agent_group[origin]
    begins = np.append(True, np.diff(agent_group) > 0)[: len(agents)] | own_hours(world)[agent_group]
    shifts = (np.cumsum(begins) - 1).astype(np.int32)
    heads = np.bincount(shifts).astype(np.int32)
    plan = world.plan
    if plan is not None and len(plan.candidates):
        plan = plan._replace(candidates=places[plan.candidates].astype(np.int32))
    built = replace(
        world,
        agents=tuple(agents),
        agent_group=agent_group,
        shifts=shifts,
        staff=np.repeat(heads[:, None], world.staff.shape[1], axis=1),
        pace=world.pace[origin],
        hours=None,
        attendance=None,
        plan=plan,
        behaviours=None if world.behaviours is None else _behaviours(world.behaviours, places, origin),
    )
    at = np.minimum(np.searchsorted(agent_group, np.arange(groups)), max(len(agents) - 1, 0))
    return Cast(built, places, tuple(added), shifts[at].astype(np.int64))


def _behaviours(behaviours: Behaviours, number: Numbers, origin: Numbers) -> Behaviours:
    """Tables about single agents for those that there are now."""
    candidates, solves, members = behaviours.candidates, behaviours.solves, behaviours.members
    if len(candidates):
        candidates = candidates.copy()
        candidates["agent"] = number[candidates["agent"]]
    if len(solves):
        solves = solves.reshape(len(number), -1)[origin].reshape(-1)
    return behaviours._replace(
        candidates=candidates, solves=solves, members=members[origin] if len(members) else members
    )
