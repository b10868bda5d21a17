"""The bundled roster of 120 agents beside the staffing optimum of its dates: ``python -m benchmarks.week_of_120``.

The optimum is what ``peakline staff`` finds for the same goals, costs and confidence, date by date: agents by group and
half-hour, free to come and go in each of them, without shifts, breaks or rules. No roster of these shifts can be
expected to cost less. Beside it stand the bound of that search, and the first roster, which covers heads that were
found before the shifts. ``--optimum COST`` takes the optimum as known, since finding it takes longer than the roster;
``--staff-limit`` ends each search for it before, and then the figure is what was found by then.
"""

from __future__ import annotations

import argparse
import os
import time

import click
import numpy as np

from simulation.experiment import available_cores
from simulation.planning.rostering.build import Wanted, build
from simulation.planning.rostering.reader import load_roster
from simulation.planning.staffing.answer import Answer, Ended, Settings
from simulation.planning.staffing.crew import load_crew
from simulation.planning.staffing.default_targets import goal_targets
from simulation.planning.staffing.limits import MOST, Limits
from simulation.planning.staffing.solve import find_staff

NAME = "week_of_120"

USUAL_MIN = 1, 4
"""Minutes that a search for the staff of a date took, at least and at most, on two cores that other work shared."""


def optimum(scale: float, seed: int, threads: int, limit: float | None) -> Answer:
    """What ``peakline staff`` finds for a date whose arrivals are so many times those of the scenario."""
    file = load_roster(NAME)
    crew = load_crew(str(file.scenario), (f"arrivals.scale*={scale!r}",))
    cost = np.array([group.cost for group in file.problem.groups])
    shape = len(crew.groups), crew.intervals
    limits = Limits(cost, np.zeros(shape, np.int64), np.full(shape, MOST), np.zeros(shape[0]))
    return find_staff(
        crew, goal_targets(crew.scenario), limits, Settings(seed=seed, threads=threads, time_limit_s=limit)
    )


def roster(seed: int, threads: int, limit: float) -> float:
    """Make the roster, print its figures, and return its cost."""
    began, cpu = time.monotonic(), time.process_time()
    answer = build(load_roster(NAME), Wanted(seed=seed, threads=threads, time_limit=limit))
    wall, used = time.monotonic() - began, time.process_time() - cpu
    for each in answer.rounds:
        kind = "names" if each.named else "shifts"
        click.echo(
            f"  round {each.number} ({kind}, {each.replications} {'fresh ' if each.fresh else ''}days): cost "
            f"{each.cost:,.1f}, paid {each.paid_hours:,.1f} h, {len(each.misses)} of {each.cells} goals missed, "
            f"{each.undecided} unsure"
        )
    load = os.getloadavg()[0]
    click.echo(f"roster: {answer.ended}, met {answer.met}, cost {answer.cost:,.1f}, paid {answer.paid_hours:,.1f} h")
    click.echo(f"  {wall:.0f} s ({used:.0f} s of processor time; load {load:.1f}), rules broken: {len(answer.broken)}")
    return answer.cost


def week_optimum(seed: int, threads: int, limit: float | None) -> tuple[float, bool]:
    """Search the staff of each size of date; the cost of the week, and whether it is known to be the least."""
    scales = [scale for scale in load_roster(NAME).problem.scales if scale > 0]
    sizes = list(dict.fromkeys(scales))
    low, high = (len(sizes) * minutes for minutes in USUAL_MIN)
    usual = f"{low} to {high} min" if limit is None else f"{len(sizes) * limit / 60:.1f} min at most, and the checks"
    click.echo(f"the staffing optimum: {len(sizes)} searches, {usual} on two cores (--optimum COST leaves them out)")
    found, began = {}, time.monotonic()
    for number, scale in enumerate(sizes, 1):
        answer = found[scale] = optimum(scale, seed, threads, limit)
        spent = time.monotonic() - began
        left = spent / number * (len(sizes) - number)
        click.echo(
            f"  staff at {scale:g}: cost {answer.cost:,.1f}, bound {answer.bound:,.1f}, {answer.ended.value}, "
            f"met {answer.met} ({spent:.0f} s so far, about {left:.0f} s left)"
        )
    sure = all(answer.ended is Ended.DONE and answer.met for answer in found.values())
    if not sure:
        click.echo("  not all of these were searched to their end and met: no optimum, but what was found")
    return sum(found[scale].cost for scale in scales), sure


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=available_cores())
    parser.add_argument("--time-limit", type=float, default=300)
    parser.add_argument("--optimum", type=float)
    parser.add_argument("--staff-limit", type=float)
    given = parser.parse_args()
    cost = roster(given.seed, given.threads, given.time_limit)
    best, sure = given.optimum, True
    if best is None:
        best, sure = week_optimum(given.seed, given.threads, given.staff_limit)
    name = "staffing optimum" if sure else "staff found for the dates"
    click.echo(f"{name} of the week: {best:,.1f}; the roster costs {cost / best - 1:+.1%}")


if __name__ == "__main__":
    main()
