"""Shifts against the goals themselves: the cheapest ones near those at hand with which, by the slopes, all goals hold.

Head counts ask each group in each interval for its own number. But a shift leaves more people in some intervals than
they need, and these take work off their neighbours: other groups, and the interval after. So heads are not asked for
here: each goal of each interval is a constraint on all who bear on it, as J. Atlason, M. Epelman and S. Henderson
(Annals of Operations Research 127, 2004) have it, with slopes from the simulator, within a step's reach. A. Avramidis
et al. (European Journal of Operational Research 200, 2010) show what shifts gain by that over fixed head counts.

A linear programme with whole numbers, for HiGHS: how many work each shift, and begin each break when. It is solved in
fractions, for all dates together, which share the hours of the week; then in whole numbers date after date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.planning.rostering.cover import SHORT, needed
from simulation.planning.rostering.duty_list import Unnamed
from simulation.planning.rostering.linear import Linear
from simulation.planning.rostering.problem import Problem
from simulation.planning.rostering.search import Clock
from simulation.planning.rostering.shift_columns import Columns
from simulation.planning.staffing.target import Floats

TOO_DEAR = 10.0
"""What is missing of a goal costs so many times what the best agents for it would …"""

LOST = 20.0
"""… an agent whom an interval loses beyond the step's reach costs so many hours …"""

FLAT = 1e-3
"""… and slopes below this move nothing, and price nothing."""

FIRST_OF_ALL = 1e6
"""Cost of a missing agent where nothing else counts."""

NODES, GAP = 50, 0.004
"""Where the search for whole numbers of a date ends: nodes, and nearness to the best as a share of the cost."""


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
        What one agent more adds to it, shape (cells, groups, intervals).
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


def cheapest_shifts(problem: Problem, here: Mapping[int, Here], clock: Clock) -> Unnamed | None:
    """The cheapest shifts by the slopes, within the rules of all agents together; None where time was up.

    Parameters
    ----------
    problem
        Agents, shifts and rules; of its heads only which are none.
    here
        By open date.
    clock
        Where the search ends.
    """
    model = Linear()
    columns = Columns(problem, model)
    for day, date in here.items():
        _goals(problem, model, columns, day, date)
    return _in_whole_numbers(problem, model, columns, clock)


def covering_shifts(problem: Problem, clock: Clock) -> Unnamed | None:
    """The cheapest shifts that cover the heads of a problem, as far as there are agents; None where time was up."""
    model = Linear()
    columns = Columns(problem, model)
    for key in needed(problem, range(len(problem.groups))):
        need = float(problem.heads[key])
        short = model.column(SHORT * problem.groups[key[0]].cost * problem.step / 60, 0.0, need)
        model.at_least(columns.there(*key) | {short: 1.0}, need)
    return _in_whole_numbers(problem, model, columns, clock)


def missing_hours(problem: Problem, clock: Clock) -> float | None:
    """The least agent-hours that are missing, shifts in fractions and without names; None where time was up."""
    model = Linear()
    columns = Columns(problem, model)
    short = {}
    for key in needed(problem, range(len(problem.groups))):
        need = float(problem.heads[key])
        short[key] = model.column(FIRST_OF_ALL, 0.0, need)
        model.at_least(columns.there(*key) | {short[key]: 1.0}, need)
    found = _solved(model, clock, (), {})
    return None if found is None else float(sum(found[place] for place in short.values())) * problem.step / 60


def _in_whole_numbers(problem: Problem, model: Linear, columns: Columns, clock: Clock) -> Unnamed | None:
    """All dates together in fractions, then each date in whole numbers beside the others as they are."""
    shifts = [columns.of_date(day) for day in range(problem.n_dates)]
    found = _solved(model, clock, (), {})
    for at, places in enumerate(shifts):
        if found is None:
            return None
        others = {place: float(found[place]) for other, own in enumerate(shifts) if other != at for place in own}
        found = _solved(model, clock, places, others) if places else found
        if found is not None:
            found[places] = np.rint(found[places])
    if found is None:
        return None
    counts = {key: number for key, place in columns.counts.items() if (number := round(found[place]))}
    return Unnamed(counts, {key: round(found[place]) for key, place in columns.starts.items()})


def _solved(model: Linear, clock: Clock, whole: Sequence[int], fixed: Mapping[int, float]) -> Floats | None:
    if clock.left <= 0:
        clock.late = True
        return None
    return model.solve(whole, fixed, nodes=NODES, gap=GAP, seconds=clock.left)


def _goals(problem: Problem, model: Linear, columns: Columns, day: int, here: Here) -> None:
    """The goals of a date as constraints; what they lack costs."""
    hours = problem.step / 60
    felt: dict[tuple[int, int], int] = {}
    for group, interval in zip(*(here.slopes.max(axis=0) > FLAT).nonzero(), strict=True):
        key = int(group), int(interval)
        now, reach = float(here.planned[key]), float(here.reach[key])
        low = max(now - reach * here.falls, 0.0)
        felt[key] = model.column(0.0, low, now + reach)  # beyond the reach more agents are not counted on
        lost = model.column(LOST * hours, 0.0, low)
        there = columns.there(key[0], day, key[1])
        model.at_least(there | {lost: 1.0, felt[key]: -1.0}, 0.0)
    costs = np.array([group.cost for group in problem.groups])
    for room, slope in zip(here.room.tolist(), here.slopes, strict=True):
        used = [(int(g), int(t)) for g, t in np.argwhere(slope > FLAT)]
        if not used:
            continue  # nobody within reach moves it
        best = float((slope / costs[:, None]).max())
        lacking = model.column(TOO_DEAR * hours / best, 0.0, 100.0)
        moved = sum(float(slope[key]) * float(here.planned[key]) for key in used)
        model.at_least({lacking: 1.0} | {felt[key]: float(slope[key]) for key in used}, moved - room)
