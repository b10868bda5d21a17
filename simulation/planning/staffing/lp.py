"""Linear programmes over one interval: which groups do the work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.target import Floats


def share_out(rate: Floats, work_s: Floats, able: NDArray[np.bool_], cost: Floats) -> Floats:
    """The cheapest agents of each group, as reals, whose time is all the work of these contacts; shape (groups,).

    Parameters
    ----------
    rate
        Contacts per second, shape (classes,).
    work_s, able
        Time that a contact takes, and who can take it, shape (classes, groups).
    cost
        Of an agent, shape (groups,). Contacts that nobody can take are left out.
    """
    from scipy.optimize import linprog

    pairs = np.argwhere(able & (rate > 0)[:, None])
    groups = len(cost)
    if not len(pairs):
        return np.zeros(groups)
    classes, places = np.unique(pairs[:, 0], return_inverse=True)
    each_served = np.zeros((len(classes), groups + len(pairs)))
    each_served[places, groups + np.arange(len(pairs))] = 1.0
    time = np.zeros((groups, groups + len(pairs)))
    time[np.arange(groups), np.arange(groups)] = -1.0
    time[pairs[:, 1], groups + np.arange(len(pairs))] = work_s[pairs[:, 0], pairs[:, 1]]
    found = linprog(
        np.concatenate([cost, np.zeros(len(pairs))]),
        A_ub=time,
        b_ub=np.zeros(groups),
        A_eq=each_served,
        b_eq=rate[classes],
        method="highs-ds",
    )
    staff: Floats = np.asarray(found.x, np.float64)[:groups]
    return staff
