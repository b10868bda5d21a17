"""How the days differ, and how often a goal is missed: what a planner has to expect of one day."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.model import SECOND
from simulation.measuring.deadlines import DUE, MET
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import Counts, Tally
from simulation.measuring.results import DeadlineMet, Deciles, Figure, GoalRisk, Risk
from simulation.measuring.service_level import service_level_parts, share_by
from simulation.measuring.statistics import LEAST_REPLICATIONS, mean, share_of_days
from simulation.measuring.verdict import GoalSums

ROUNDING = 1e-9
"""A share that falls short of its goal by less is at the goal."""


def risk(measures: Measures, tally: Tally) -> Risk:
    """The risk of a day.

    Parameters
    ----------
    measures
        Sums of a run.
    tally
        Its contacts, shape (replications, intervals, classes).
    """
    intervals = tally.total()
    day = intervals.over_intervals()
    of = measures.asked.terms.service_level_of
    parts = [service_level_parts(sums, of) for sums in (intervals, day)]
    by_interval, whole = parts
    return Risk(
        service_level=deciles(*whole),
        abandoned=deciles(day.abandoned, day.offered),
        mean_wait_s=deciles(day.wait / SECOND, day.waited),
        intervals=tuple(deciles(x, y) for x, y in zip(by_interval[0].T, by_interval[1].T, strict=True)),
        goals=tuple(goal_risk(GoalSums(measures, tally, number)) for number in range(len(measures.goals))),
    )


def deadlines_met(measures: Measures) -> tuple[DeadlineMet, ...]:
    """How often each deadline was met."""
    found, terms = [], measures.asked.terms
    for number, deadline in enumerate(measures.asked.deadlines):
        sums = measures.deadlines[:, number]
        day = sums.sum(axis=1)
        due, met = day[:, DUE], day[:, MET]
        found.append(
            DeadlineMet(
                deadline,
                offered=mean(due, due.sum()).within(0.0).figures()[0],
                share=share_by(terms, met, due).figures()[0],
                days=deciles(met, due),
                intervals=tuple(share_by(terms, sums[..., MET], sums[..., DUE]).figures()),
                dates=_by_date(measures, sums),
            )
        )
    return tuple(found)


def _by_date(measures: Measures, sums: NDArray[np.int64]) -> tuple[Figure, ...]:
    """How often a deadline was met by date of arrival, from sums of shape (replications, intervals, 2)."""
    dates, terms = measures.asked.dates, measures.asked.terms
    if dates is None:
        return ()
    by_date = np.add.reduceat(sums, dates.starts(measures.world.interval_us), axis=1)
    return tuple(share_by(terms, by_date[..., MET], by_date[..., DUE]).figures())


def deciles(numerator: ArrayLike, denominator: ArrayLike) -> Deciles:
    """The 10th, 50th and 90th percentile of the days' ratios; days whose denominator is 0 are left out."""
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    has = below > 0
    if has.sum() < LEAST_REPLICATIONS:
        return Deciles(None, None, None)
    return Deciles(*np.percentile(above[has] / below[has], (10, 50, 90)).tolist())


def goal_risk(sums: GoalSums) -> GoalRisk:
    """How often a goal is missed."""
    offered, in_time = sums.offered.sum(axis=1), sums.in_time.sum(axis=1)
    missed = falls_short(sums.in_time, sums.offered, sums.goal.share)
    days, contacts = int((offered > 0).sum()), int(offered.sum())
    return GoalRisk(
        goal=sums.number,
        share=deciles(in_time, offered),
        day=_figure(falls_short(in_time, offered, sums.goal.share).sum(), days, contacts),
        any_interval=_figure(missed.any(axis=1).sum(), days, contacts),
        intervals=tuple(
            share_of_days(missed.sum(axis=0), (sums.offered > 0).sum(axis=0), sums.offered.sum(axis=0)).figures()
        ),
    )


def falls_short(in_time: Counts, offered: Counts, share: float) -> NDArray[np.bool_]:
    """Where a share of arrivals is below a goal; not where nobody arrived."""
    return np.asarray(in_time < share * offered - ROUNDING)


def _figure(days: ArrayLike, total: int, contacts: int) -> Figure:
    return share_of_days(days, total, contacts).figures()[0]
