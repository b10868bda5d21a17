"""What becomes of each queue under a staff: targets about several queues can be held while one of them is given up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.core.coverage import class_queues
from simulation.measuring.metrics import answered_within, contact_tally, goal_offered
from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.target import Quantity


def queue_shares(
    evaluator: Evaluator, staff: Staff, days: NDArray[np.int64]
) -> tuple[tuple[str, float, float, float], ...]:
    """Of each queue that a target bears on: name, share of the day answered in time, that time, and the share asked.

    One simulation more of these days.
    """
    asked = [target for target in evaluator.targets if target.quantity is Quantity.ANSWERED]
    if not asked:
        return ()
    measures = evaluator.measures(staff, days)
    offered = goal_offered(measures, contact_tally(measures)).sum(axis=(0, 1))
    queues = np.array([queue.name for queue in class_queues(evaluator.crew.scenario.world)])
    found = []
    for name in dict.fromkeys(queues.tolist()):
        members = queues == name
        own = [target for target in asked if (target.classes & members).any()]
        if not own or not offered[members].sum():
            continue
        within = min(target.within_s for target in own)
        answered = answered_within(measures, measures.longest_within(within)).sum(axis=(0, 1))
        share = float(answered[members].sum() / offered[members].sum())
        found.append((name, share, within, min(target.limit for target in own)))
    return tuple(found)
