"""What the contacts ask of the groups: how many come, who can take them, how long that takes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.checks.check_load import passed_bots
from simulation.core.behaviour import MAX_LEGS
from simulation.core.coverage import able_agents, class_queues, units_of
from simulation.measuring.metrics import contact_tally, goal_offered
from simulation.planning.staffing.crew import Crew, Staff
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.target import Floats
from simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Demand:
    """The contacts of a scenario in numbers.

    Parameters
    ----------
    rate
        Contacts per second who come to people, shape (classes, intervals).
    work_s
        Mean talk and wrap-up with an agent of a group, and with those it is passed on to, times the share of the
        agent's units that it takes, shape (classes, groups).
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
    """The demand of a crew's scenario. Who comes again or is called back does not count: see :func:`with_returns`."""
    scenario, likes = crew.scenario, crew.likes
    unmet, met = passed_bots(scenario)
    interval_s = scenario.interval_us / SECOND
    classes, groups = scenario.world.classes, range(len(likes))
    handling = np.array(
        [[scenario.kinds.handling_us(number, group) for group in groups] for number in range(len(classes))]
    )
    units = units_of(scenario.policy, classes)
    capacity = np.array([agent.capacity for agent in likes], np.float64)
    handling = handling * _after_bot(scenario, met)[:, None] * crew.pace.T
    handling += (_passed_on_us(scenario) * crew.pace.min())[:, None]  # whoever takes the other talks: not too much
    work = handling / SECOND / 1000.0 * units[:, None] / capacity
    able, first = np.zeros(work.shape, np.bool_), np.zeros(work.shape, np.bool_)
    for number, queue in enumerate(class_queues(scenario.world)):
        steps = [able_agents(likes, queue, step, int(units[number])) for step in range(len(queue.steps))]
        able[number] = steps[-1]
        first[number] = next((step for step in steps if step.any()), steps[-1])
    patience = np.array([law.mean_us for law in scenario.kinds.patience]) / SECOND
    patience = np.where(patience > 1e9, np.inf, patience)
    return Demand((unmet + met) / interval_s, work, able, first, patience, interval_s)


def _after_bot(scenario: Scenario, met: Floats) -> Floats:
    """What is left of the handling of the contacts that come from a bot, shape (classes,)."""
    if scenario.world.behaviours is None:
        return np.ones(len(met))
    return np.where(met.any(axis=1), scenario.world.behaviours.rows["hand_over"] / 1000.0, 1.0)


def _passed_on_us(scenario: Scenario) -> Floats:
    """Mean time of the talks after transfers, for each contact, shape (classes,)."""
    found = np.zeros(len(scenario.world.classes))
    for number, transfers in enumerate(scenario.transfers):
        passed_on = sum(each.share for each in transfers)
        legs = sum(passed_on**leg for leg in range(MAX_LEGS - 1))  # that may end with a transfer
        found[number] = legs * sum(each.share * each.work.mean_us for each in transfers)
    return found


def comes_again(scenario: Scenario) -> bool:
    """Whether customers can come more than once: redials, and matters that were not solved."""
    own = scenario.world.behaviours
    return own is not None and bool((own.rows["redials"] > 0).any() or (own.rows["returns"] > 0).any())


def with_returns(demand: Demand, evaluator: Evaluator, staff: Staff, days: NDArray[np.int64]) -> Demand:
    """The demand with those who come again even though nobody has to wait.

    One simulation with plenty of agents, more than twice the staff given. With fewer there are more, who have given up.
    """
    measures = evaluator.measures(2 * staff + staff.max(initial=0), days)
    offered = goal_offered(measures, contact_tally(measures))
    return replace(demand, rate=offered.mean(axis=0).T / demand.interval_s)
