"""The master problem: the cheapest staff near the present one that holds all targets by their slopes.

An integer programme for CP-SAT. A cell that cannot be held within the reach of a step is brought
as near as possible.
"""

from __future__ import annotations

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.target import Floats

GAP = 1e-3
"""Relative gap at which the solver stops; the steps of the search and the polish close what is left."""
EFFORT = 0.1
"""CP-SAT's own deterministic seconds after which it stops: the answer must not depend on the machine."""
SCALE, COSTS = 100_000, 1_000
"""Slopes and slacks are whole numbers of one over the first, costs of one over the second."""
TOO_DEAR = 10.0
"""What is missing of a cell costs so many times what the best agent for it would."""
STAY = 0.08
"""A changed agent costs so much of one: of staffs that do as well the nearest is taken."""


def cheapest(staff: Staff, slack: Floats, slopes: Floats, limits: Limits, reach: Staff) -> Staff:
    """The staff that costs least where every slack, moved by the slopes, is 0 or more.

    Parameters
    ----------
    staff
        The present one, shape (groups, intervals).
    slack
        Of each cell there, margins taken off, shape (cells,).
    slopes
        Shape (cells, groups, intervals).
    limits
        What the staff may be.
    reach
        By how many agents each entry may change, shape (groups, intervals).
    """
    from ortools.sat.python import cp_model

    low = np.minimum(np.maximum(staff - reach, limits.least), limits.most)
    high = np.maximum(np.minimum(staff + reach, limits.most), low)
    model = cp_model.CpModel()
    more = [[model.new_int_var(0, max(0, room), "") for room in row] for row in (high - staff).tolist()]
    fewer = [[model.new_int_var(0, max(0, room), "") for room in row] for row in (staff - low).tolist()]
    objective = []
    for group, cost in enumerate(limits.cost.tolist()):
        for up, down in zip(more[group], fewer[group], strict=True):
            objective += [round(cost * (1.0 + STAY) * COSTS) * up, -round(cost * (1.0 - STAY) * COSTS) * down]
    for room, slope in zip(slack.tolist(), slopes, strict=True):
        steps = np.rint(slope * SCALE).astype(np.int64)
        used = np.argwhere(steps > 0).tolist()
        if not used or room >= float((slope * (staff - low)).sum()):
            continue  # nobody within reach moves it, or nothing within reach misses it
        short = model.new_int_var(0, 100 * SCALE, "")
        moved = sum(int(steps[g, t]) * (more[g][t] - fewer[g][t]) for g, t in used)
        model.add(moved + short >= -round(room * SCALE))
        objective.append(max(1, round(TOO_DEAR * price(slope, limits) * COSTS / SCALE)) * short)
    model.minimize(sum(objective))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # it would leave no handler behind: Ctrl-C would end the process
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.relative_gap_limit = GAP
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return staff
    moves = [
        [solver.value(up) - solver.value(down) for up, down in zip(*rows, strict=True)]
        for rows in zip(more, fewer, strict=True)
    ]
    return staff + np.array(moves, np.int64)


def price(slope: Floats, limits: Limits) -> float:
    """What one unit of a cell's slack costs with the agents that move it for least; slopes (groups, intervals)."""
    best = float((slope / limits.cost[:, None]).max(initial=0.0))
    return 1.0 / max(best, 1e-4)
