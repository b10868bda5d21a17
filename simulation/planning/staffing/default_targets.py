"""The targets of a scenario that is given none: its own goals, in every interval."""

from __future__ import annotations

import numpy as np

from simulation.measuring.verdict import goal_members
from simulation.planning.staffing.target import Per, Quantity, Target
from simulation.scenario import Scenario


def goal_targets(scenario: Scenario) -> tuple[Target, ...]:
    """A target for each goal of the scenario: its share of the arrivals of each interval answered in time."""
    nobody = np.zeros(len(scenario.world.group_names), np.bool_)
    return tuple(
        Target(
            name=goal.name,
            quantity=Quantity.ANSWERED,
            limit=goal.share,
            per=Per.INTERVAL,
            classes=goal_members(goal, scenario.world),
            groups=nobody,
            within_s=goal.within_s,
        )
        for goal in scenario.goals
    )
