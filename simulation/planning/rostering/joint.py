"""Shifts against the goals themselves: the cheapest ones near those at hand with which, by the slopes, all goals hold.

Head counts ask each group in each interval for its own number. But a shift leaves more people in some intervals than
they need, and these take work off their neighbours: other groups, and the interval after. So heads are not asked for
here: each goal of each interval is a constraint on all who bear on it, as J. Atlason, M. Epelman and S. Henderson
(Annals of Operations Research 127, 2004) have it, with slopes from the simulator, within a step's reach. A. Avramidis
et al. (European Journal of Operational Research 200, 2010) show what shifts gain by that over fixed head counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.planning.rostering.cover import MONEY, SHORT, UNDER, Key
from simulation.planning.rostering.duties import parts
from simulation.planning.rostering.duty_list import Place, Starts
from simulation.planning.rostering.master import Master
from simulation.planning.rostering.problem import Problem
from simulation.planning.rostering.search import Clock, Told, least
from simulation.planning.staffing.target import Floats

SCALE = 10_000
"""Slopes and slacks are whole numbers of one over this."""

FINE = 100
"""Parts of the cost of a minute, so that what is missing of a goal can be weighed against it."""

TOO_DEAR = 10.0
"""What is missing of a goal costs so many times what the best agent for it would."""

WORK = 4.0
"""Deterministic time for 120 agents and a week."""

GAP = 0.002


@dataclass(frozen=True)
class Here:
    """Where a date stands.

    Parameters
    ----------
    planned
        Agents at work, shape (groups, intervals).
    room
        Slack of each goal with its margin taken off, shape (cells,).
    slopes
        Shape (cells, groups, intervals).
    reach
        By how many agents each entry of ``planned`` may grow, shape (groups, intervals).
    falls
        Whether it may shrink by as many, too.
    """

    planned: NDArray[np.float64]
    room: Floats
    slopes: Floats
    reach: NDArray[np.int64]
    falls: bool = True


@dataclass(frozen=True)
class Unnamed:
    """How many work each shift, and begin their breaks when."""

    counts: Mapping[Key, int]
    starts: Starts


def cheapest_shifts(
    problem: Problem,
    here: Mapping[int, Here],
    known: Unnamed,
    *,
    seed: int,
    effort: float,
    clock: Clock,
    seconds: float,
    told: Told | None = None,
) -> Unnamed | None:
    """The cheapest shifts by the slopes; None where time was up.

    Parameters
    ----------
    problem
        Agents, shifts and rules; of its heads only which are none.
    here
        By open date.
    known
        The shifts at hand.
    seed, effort, clock, seconds, told
        As for :func:`~simulation.planning.rostering.search.least`.
    """
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    masters = [Master(problem, agents, [], model=model) for agents, _ in parts(problem) if agents]
    minutes: dict[Key, list[tuple[int, Any]]] = {}
    for master in masters:
        minutes |= master.cover.minutes
    aim = FINE * sum(master.cover.cost() + UNDER * MONEY * sum(master.under) for master in masters)
    for day, date in here.items():
        aim += sum(_day(problem, model, minutes, day, date))
    for master in masters:
        for key, count in master.counts.items():
            model.add_hint(count, known.counts.get(key, 0))
        for place, variable in master.cover.starts.items():
            model.add_hint(variable, known.starts.get(place, 0))
    model.minimize(aim)
    work = WORK * effort * max(len(problem.agents) * problem.n_dates / 840, 0.05)
    found = least(model, seed=seed, work=work, clock=clock, seconds=seconds, told=told, gap=GAP)
    if found is None:
        return None
    counts = {key: n for master in masters for key, count in master.counts.items() if (n := found.value_of(count))}
    starts: dict[Place, int] = {}
    for master in masters:
        starts |= {place: found.value_of(variable) for place, variable in master.cover.starts.items()}
    return Unnamed(counts, starts)


def _day(problem: Problem, model: Any, minutes: Mapping[Key, list[tuple[int, Any]]], day: int, here: Here) -> list[Any]:
    """The goals of a date as constraints; what they lack, as terms of the aim."""
    step, terms = problem.step, []
    felt: dict[tuple[int, int], Any] = {}
    now = np.rint(here.planned * step).astype(np.int64)
    for group, interval in zip(*(here.slopes.max(axis=0) > 0).nonzero(), strict=True):
        key = int(group), int(interval)
        there = sum(length * each for length, each in minutes.get((key[0], day, key[1]), ()))
        reach = int(here.reach[key]) * step
        low, high = max(int(now[key]) - reach * here.falls, 0), int(now[key]) + reach
        felt[key] = model.new_int_var(low, high, "")  # beyond the reach more agents are not counted on
        lost = model.new_int_var(0, max(low, 0), "")
        model.add(felt[key] <= there + lost)
        terms.append(FINE * SHORT * MONEY * lost)
    costs = np.array([group.cost for group in problem.groups])
    for room, slope in zip(here.room.tolist(), here.slopes, strict=True):
        steep = np.rint(slope * SCALE).astype(np.int64)
        used = [(int(g), int(t)) for g, t in np.argwhere(steep > 0)]
        if not used:
            continue  # nobody within reach moves it
        lacking = model.new_int_var(0, 100 * SCALE * step, "")
        moved = sum(int(steep[key]) * (felt[key] - int(now[key])) for key in used)
        model.add(moved + lacking >= -round(room * SCALE * step))
        best = float((slope / costs[:, None]).max())
        terms.append(max(1, round(TOO_DEAR * MONEY * FINE / (SCALE * max(best, 1e-4)))) * lacking)
    return terms
