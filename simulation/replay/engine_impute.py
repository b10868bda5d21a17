"""The compiled imputation: writes what was not recorded of a day's contacts, drawn anew for each replication."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit
from routing.kernels.state import Rows, row_type
from routing.model import NEVER
from simulation.core.draw_plan import Purpose
from simulation.drawing.engine_random import draw, ln, uniform

TASK = row_type(
    ("contact", np.int64),  # row of the table of contacts
    ("number", np.int64),  # the contact's number in the keys of its draws
    ("low", np.int64),  # the value is greater than this …
    ("upper", np.float64),  # … which has this probability; in the law's tail, that of the tail
    ("lower", np.float64),  # the probability of a value greater than the greatest one possible
    ("law", np.int32),
    ("purpose", np.int32),  # which field, see ``Purpose``
)
"""One value to be drawn."""

SURVIVAL = row_type(
    ("first", np.int64),  # the law's own part of ``Tasks.values`` and ``Tasks.survival``
    ("end", np.int64),
    ("tail_mean", np.float64),  # microseconds; 0: no tail; infinite: never
)

_WORK, _WRAP_UP, _PATIENCE, _LABEL = (
    int(Purpose.WORK),
    int(Purpose.WRAP_UP),
    int(Purpose.PATIENCE),
    int(Purpose.LABEL),
)
_MOST = 2.0**52


class Tasks(NamedTuple):
    """What is to be drawn.

    Parameters
    ----------
    tasks, laws
        Dtypes ``TASK`` and ``SURVIVAL``.
    values
        int64, ascending within a law: times in microseconds, or classes.
    survival
        The probability of a greater value than each of ``values``, falling within a law.
    """

    tasks: Rows
    laws: Rows
    values: NDArray[np.int64]
    survival: NDArray[np.float64]


@jit
def value_at(tasks: Tasks, law_number: int, target: float, low: int) -> int:
    """The first value of a law that is exceeded with a probability of at most ``target``, not below ``low``."""
    law = tasks.laws[law_number]
    first, end = law.first, law.end
    while first < end:
        middle = (first + end) // 2
        if tasks.survival[middle] <= target:
            end = middle
        else:
            first = middle + 1
    if first < law.end:
        return max(low, int(tasks.values[first]))
    last, floor = 0, 1.0
    if law.end > law.first:
        last, floor = int(tasks.values[law.end - 1]), float(tasks.survival[law.end - 1])
    if math.isinf(law.tail_mean):
        return NEVER
    start = max(low, last)
    if law.tail_mean == 0.0:
        return start
    return start + int(min(-law.tail_mean * ln(target / floor), _MOST) + 0.5)


@jit
def fill_shares(
    seed: np.uint64, replication: int, purpose: int, part: int, numbers: NDArray[np.int64], out: NDArray[np.float64]
) -> None:
    """A uniform draw for each contact, by its number; ``part`` tells several draws for one purpose apart."""
    key = draw(draw(draw(seed, replication), purpose), part)
    for i in range(numbers.size):
        out[i] = uniform(key, numbers[i])


@jit
def impute(tasks: Tasks, seed: np.uint64, replication: int, rows: Rows) -> None:
    """Write the values of a replication into ``rows``, a table of dtype ``CONTACT``.

    A draw's key is made of seed, replication, purpose and the contact's number, so it does not depend on what else is
    drawn.
    """
    replication_key = draw(seed, replication)
    for i in range(tasks.tasks.size):
        task = tasks.tasks[i]
        value = max(task.low, 0)
        if task.upper > task.lower:
            share = uniform(draw(replication_key, task.purpose), task.number)
            value = value_at(tasks, task.law, task.lower + share * (task.upper - task.lower), task.low)
        row = rows[task.contact]
        if task.purpose == _WORK:
            row.work = value
        elif task.purpose == _WRAP_UP:
            row.wrap_up = value
        elif task.purpose == _PATIENCE:
            row.patience = value
        else:
            row.cls = value
