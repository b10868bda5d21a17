"""From who works what to duties with breaks, and back: how many work each shift, and how many begin each break when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulation.planning.rostering.cover import Key
from simulation.planning.rostering.problem import Agent, Duty, Problem, Roster
from simulation.planning.rostering.program import Chosen

Place = tuple[int, int, int, int, int]
"""Group, date, shift, break, and which of its starts."""

Starts = Mapping[Place, int]
"""How many begin a break at each of its starts; of breaks with one start nothing."""


@dataclass(frozen=True)
class Unnamed:
    """How many work each shift, and begin their breaks when."""

    counts: Mapping[Key, int]
    starts: Starts


def unnamed(rosters: Mapping[int, Roster]) -> Unnamed:
    """The shifts of each date, taken from a roster of its own."""
    counts: dict[Key, int] = {}
    starts: dict[Place, int] = {}
    for day, roster in rosters.items():
        own = counts_of({(at, duty.day): (duty.shift, duty.group) for at, duty in enumerate(roster.duties)})
        counts |= {key: number for key, number in own.items() if key[1] == day}
        starts |= {place: number for place, number in starts_of(roster).items() if place[1] == day}
    return Unnamed(counts, starts)


def unnamed_roster(problem: Problem, found: Unnamed) -> Roster:
    """Shifts worked by agents without names, who have the skills of their groups."""
    chosen: Chosen = {}
    agents: list[Agent] = []
    for (group, day, shift), number in sorted(found.counts.items()):
        for _ in range(number):
            chosen[len(agents), day] = (shift, group)
            agents.append(Agent(f"{len(agents) + 1}", (group,), (), (), 7))
    own = replace(problem, agents=tuple(agents))
    return Roster(own, tuple(duties_of(own, chosen, found.starts)))


def counts_of(chosen: Chosen) -> dict[Key, int]:
    """How many work each shift of a group on a date."""
    found: dict[Key, int] = {}
    for (_, day), (shift, group) in chosen.items():
        found[group, day, shift] = found.get((group, day, shift), 0) + 1
    return found


def fitted(problem: Problem, counts: Mapping[Key, int], starts: Starts) -> dict[Place, int]:
    """Starts of breaks for so many who work each shift: those that are known first, the rest spread."""
    found: dict[Place, int] = {}
    for (group, day, shift), count in counts.items():
        for number, each in enumerate(problem.shifts[shift].breaks):
            if len(each.starts) < 2:
                continue
            own = [starts.get((group, day, shift, number, at), 0) for at in range(len(each.starts))]
            while sum(own) > count:
                own[own.index(max(own))] -= 1
            while sum(own) < count:
                own[own.index(min(own))] += 1
            found.update({(group, day, shift, number, at): begun for at, begun in enumerate(own)})
    return found


def duties_of(problem: Problem, chosen: Chosen, starts: Starts) -> list[Duty]:
    """Duties with breaks: the agents of a shift get its starts in turn; who has one early has the others early."""
    by_shift: dict[Key, list[int]] = {}
    for (agent, day), (shift, group) in sorted(chosen.items()):
        by_shift.setdefault((group, day, shift), []).append(agent)
    found = []
    for (group, day, shift), agents in by_shift.items():
        begins = []
        for number, each in enumerate(problem.shifts[shift].breaks):
            own = [
                after
                for at, after in enumerate(each.starts)
                for _ in range(starts.get((group, day, shift, number, at), 0))
            ]
            begins.append(own or [each.starts[0]] * len(agents))
        found += [
            Duty(agent, day, shift, group, tuple(own[place] for own in begins)) for place, agent in enumerate(agents)
        ]
    return found


def starts_of(roster: Roster) -> dict[Place, int]:
    """How many begin each break at each of its starts."""
    found: dict[Place, int] = {}
    for duty in roster.duties:
        for number, (each, after) in enumerate(zip(roster.problem.shifts[duty.shift].breaks, duty.breaks, strict=True)):
            if len(each.starts) > 1:
                place = (duty.group, duty.day, duty.shift, number, each.starts.index(after))
                found[place] = found.get(place, 0) + 1
    return found
