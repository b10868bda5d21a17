"""Priority classes at one group of equal agents, without interruption of work in hand.

Poisson arrivals, exponential handling times with one mean for all classes, first come first served within a class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import InputError
from routing.words.messages import text
from simulation.theory.chain import NEGLIGIBLE, busy_states, inverse_blocking
from simulation.theory.checks import check_agents, check_load, check_stable
from simulation.theory.erlang import erlang_c

MOST_WORK = 2e10
"""Levels x phases cubed above which the two-class chain is refused: about ten seconds."""

_GREAT = 1e200


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The long-run figures of one class; class 0 is served first."""

    rate_per_s: float
    mean_patience_s: float
    p_abandon: float
    """Share of the class's contacts that hang up."""
    mean_wait_s: float
    """Mean time in the queue over all contacts of the class: answered and abandoned."""
    mean_queue: float
    """Time average of the number of the class waiting."""


@dataclass(frozen=True, slots=True)
class PriorityStation:
    """The figures of all classes.

    ``p_wait`` is the share that has to wait, the same for all classes. ``missed`` bounds the probability of the queues
    that the computation leaves out.
    """

    agents: int
    mean_work_s: float
    p_wait: float
    occupancy: float
    classes: tuple[ClassFigures, ...]
    missed: float = 0.0


def priority_erlang_c(rates_per_s: Sequence[float], mean_work_s: float, agents: int) -> PriorityStation:
    """Erlang C with any number of priority classes; nobody hangs up.

    Parameters
    ----------
    rates_per_s
        Contacts per second of each class, 0 or more, the class that is served first in front.
    mean_work_s
        Mean handling time in seconds, more than 0, the same for all classes.
    agents
        More than the load of all classes.

    Raises
    ------
    UnstableQueueError
        If the load is not below the number of agents.
    InputError
        If an argument is out of its range.

    References
    ----------
    A. Cobham, Priority assignment in waiting line problems, Operations Research 2 (1954), doi:10.1287/opre.2.1.70
    """
    for rate in rates_per_s:
        check_load(rate, mean_work_s, math.inf)
    whole = erlang_c(sum(rates_per_s), mean_work_s, agents)
    first_free_s = whole.p_wait * mean_work_s / agents
    classes = []
    before, upto = 0.0, 0.0
    for rate in rates_per_s:
        upto += rate * mean_work_s / agents
        wait = first_free_s / ((1.0 - before) * (1.0 - upto))
        classes.append(ClassFigures(rate, math.inf, 0.0, wait, rate * wait))
        before = upto
    return PriorityStation(agents, mean_work_s, whole.p_wait, whole.occupancy, tuple(classes))


def two_classes(
    rates_per_s: tuple[float, float], mean_work_s: float, mean_patiences_s: tuple[float, float], agents: int
) -> PriorityStation:
    """M/M/n with two priority classes and exponential patience of each class.

    While all agents are busy, the pair (first, second class waiting) is a Markov chain; it leaves the busy states and
    comes back only through the empty queue, so that its law given "all busy" does not depend on the states below. That
    law is solved level by level in the second class, from the longest queue down: only positive numbers are added.

    Parameters
    ----------
    rates_per_s
        Contacts per second of the class served first and of the other, 0 or more.
    mean_work_s
        Mean handling time in seconds, more than 0, the same for both.
    mean_patiences_s
        Mean patience in seconds, more than 0. With infinity for one of the classes, the load must be below ``agents``.
    agents
        1 or more.

    Returns
    -------
    The figures. The queues left out have together a probability below ``missed`` (about 1e-12 or less), from the
    single-class chain with the longer of the two patiences, whose queue is at least as long.

    Raises
    ------
    UnstableQueueError
        If a class never hangs up and the load is not below the number of agents.
    InputError
        If an argument is out of its range, or the queues are too long to solve (hundreds in the first class).

    References
    ----------
    G. Latouche and V. Ramaswami, Introduction to Matrix Analytic Methods in Stochastic Modeling (1999), chapter 12,
    doi:10.1137/1.9780898719734
    """
    check_agents(agents)
    for rate, patience in zip(rates_per_s, mean_patiences_s, strict=True):
        check_load(rate, mean_work_s, patience)
    loads = (rates_per_s[0] * mean_work_s, rates_per_s[1] * mean_work_s)
    impatience = (mean_work_s / mean_patiences_s[0], mean_work_s / mean_patiences_s[1])
    if min(impatience) == 0:
        check_stable(sum(loads), agents)
    phases, _ = _longest(loads[0], agents, impatience[0])
    levels, missed = _longest(sum(loads), agents, min(impatience))
    if float(levels) * float(phases) ** 3 > MOST_WORK:
        raise InputError(text("Queues this long cannot be solved exactly; simulate them, or shorten the patience."))
    empty, queues = _solve(loads, agents, impatience, phases, levels)
    # Below "all busy, nobody waits" the chain is that of Erlang B.
    p_wait = 1.0 / (1.0 + empty * (inverse_blocking(sum(loads), agents) - 1.0)) if sum(loads) > 0 else 0.0
    lengths = (p_wait * queues[0], p_wait * queues[1])
    classes = tuple(
        ClassFigures(
            rate_per_s=rate,
            mean_patience_s=patience,
            p_abandon=length / (rate * patience) if rate > 0 else 0.0,
            mean_wait_s=length / rate if rate > 0 else 0.0,
            mean_queue=length,
        )
        for rate, patience, length in zip(rates_per_s, mean_patiences_s, lengths, strict=True)
    )
    answered = sum(load * (1.0 - one.p_abandon) for load, one in zip(loads, classes, strict=True))
    return PriorityStation(agents, mean_work_s, p_wait, answered / agents, classes, missed)


def _longest(load: float, agents: int, impatience: float) -> tuple[int, float]:
    """A queue length that the single-class chain passes with a probability below 1e-12 when all are busy, and that one.

    Given "all busy" the single-class law is that of :func:`busy_states`, or geometric without impatience.
    """
    tail = 1e-12
    if load == 0:
        return 1, 0.0
    if impatience == 0:
        check_stable(load, agents)
        length = math.ceil(min(math.log(tail), -1.0) / math.log(load / agents)) + 1
        return length, (load / agents) ** (length + 1)
    first, busy = busy_states(load, agents, impatience, None)
    if busy.sum() <= 0:  # the agents are never all busy as far as numbers go
        return 1, math.exp(-NEGLIGIBLE)
    beyond = np.cumsum(busy[::-1])[::-1] / busy.sum()
    index = int(np.argmax(beyond < tail))
    return first + max(1, index), float(beyond[index])


def _solve(
    loads: tuple[float, float], agents: int, impatience: tuple[float, float], phases: int, levels: int
) -> tuple[float, tuple[float, float]]:
    """Given "all busy": the probability that nobody waits, and the mean numbers waiting, by level recursion.

    Level j: second class waiting, 0 to ``levels``; phase i: first class waiting, 0 to ``phases``. Arrivals beyond are
    lost. The law of level j + 1 is that of level j times R_{j+1} = loads[1] (-(A_{j+1} + R_{j+2} D_{j+2}))^-1.
    """
    size = phases + 1
    ahead = np.arange(size, dtype=np.float64)
    inside = np.diag(np.full(size - 1, loads[0]), 1) + np.diag(agents + impatience[0] * ahead[1:], -1)
    leave_inside = inside.sum(axis=1)
    matrices: list[NDArray[np.float64]] = []
    returning = np.zeros((size, size))
    for level in range(levels, 0, -1):
        down = np.full(size, impatience[1] * level)
        down[0] += agents
        up = loads[1] if level < levels else 0.0
        out = np.diag(leave_inside + down + up) - inside - returning
        ratio = loads[1] * np.linalg.inv(out)
        matrices.append(ratio)
        lower = np.full(size, impatience[1] * level)
        returning = ratio * lower
        returning[:, 0] += ratio[:, 0] * agents
    generator = inside + returning - np.diag(leave_inside + loads[1])
    law = _stationary(generator)
    totals = np.zeros((levels + 1, 2))  # per level: probability, mean number of the first class waiting
    weights = np.column_stack((np.ones(size), ahead))
    totals[0] = law @ weights
    empty = float(law[0])
    for level, ratio in enumerate(reversed(matrices), start=1):
        law = law @ ratio
        totals[level] = law @ weights
        if totals[level, 0] > _GREAT:  # a long queue: level 0 is next to nothing
            law, totals, empty = law / _GREAT, totals / _GREAT, empty / _GREAT
    total = float(totals[:, 0].sum())
    second = float(np.arange(levels + 1.0) @ totals[:, 0])
    return empty / total, (float(totals[:, 1].sum()) / total, second / total)


def _stationary(generator: NDArray[np.float64]) -> NDArray[np.float64]:
    """The stationary law of a small generator, by least squares with the sum as one more equation."""
    size = generator.shape[0]
    equations = np.vstack([generator.T, np.ones(size)])
    wanted = np.zeros(size + 1)
    wanted[-1] = 1.0
    law, *_ = np.linalg.lstsq(equations, wanted, rcond=None)
    return np.asarray(law, dtype=np.float64)
