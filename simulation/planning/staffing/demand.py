"""What the contacts ask of the groups: how many come, who can take them, how long that takes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.checks.check_load import passed_bots
from simulation.core.coverage import able_agents, class_queues, units_of
from simulation.planning.staffing.crew import Crew
from simulation.planning.staffing.target import Floats


@dataclass(frozen=True, slots=True)
class Demand:
    """The contacts of a scenario in numbers.

    Parameters
    ----------
    rate
        Contacts per second who come to people, shape (classes, intervals).
    work_s
        Mean talk and wrap-up with an agent of a group, times the share of the agent's units that it takes, shape
        (classes, groups).
    able, first
        Whether the agents of a group may take a class in the last routing step, and in the first one that any group's
        agents may; shape (classes, groups).
    patience_s
        Mean patience; infinity: for ever; shape (classes,).
    interval_s
        Length of an interval.
    """

    rate: Floats
    work_s: Floats
    able: NDArray[np.bool_]
    first: NDArray[np.bool_]
    patience_s: Floats
    interval_s: float

    @property
    def least_work_s(self) -> Floats:
        """Work of a class with the fastest of those who can take it, shape (classes,); infinity: nobody can."""
        least: Floats = np.where(self.able, self.work_s, np.inf).min(axis=1)
        return least

    @property
    def usual_work_s(self) -> Floats:
        """Work of a class with those who take it first, shape (classes,); infinity: nobody can."""
        usual: Floats = np.where(self.first, self.work_s, np.inf).min(axis=1)
        return usual


def demand_of(crew: Crew) -> Demand:
    """The demand of a crew's scenario. Who comes again, is called back or passed on does not count."""
    scenario, likes = crew.scenario, crew.likes
    unmet, met = passed_bots(scenario)
    interval_s = scenario.interval_us / SECOND
    classes, groups = scenario.world.classes, range(len(likes))
    handling = np.array(
        [[scenario.kinds.handling_us(number, group) for group in groups] for number in range(len(classes))]
    )
    units = units_of(scenario.policy, classes)
    capacity = np.array([agent.capacity for agent in likes], np.float64)
    work = handling / SECOND * crew.pace.T / 1000.0 * units[:, None] / capacity
    able, first = np.zeros(work.shape, np.bool_), np.zeros(work.shape, np.bool_)
    for number, queue in enumerate(class_queues(scenario.world)):
        steps = [able_agents(likes, queue, step, int(units[number])) for step in range(len(queue.steps))]
        able[number] = steps[-1]
        first[number] = next((step for step in steps if step.any()), steps[-1])
    patience = np.array([law.mean_us for law in scenario.kinds.patience]) / SECOND
    patience = np.where(patience > 1e9, np.inf, patience)
    return Demand((unmet + met) / interval_s, work, able, first, patience, interval_s)
