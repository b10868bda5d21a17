"""How sure a target is held: margins for the estimates of a sample of days."""

from __future__ import annotations

import math

from simulation.measuring.statistics import student_quantile

PASSING = 0.95
"""How likely the search wants a cell that just holds on its own days to pass the check on fresh ones."""


def check_reach(confidence: float, days: int) -> float:
    """By how many of a day's standard deviations an estimate over so many days must hold its limit.

    The lower end of the one-sided Student interval of that confidence is then on the right side.
    """
    return float(student_quantile(confidence, max(days - 1, 1))) / math.sqrt(days)


def search_reach(confidence: float, days: int) -> float:
    """The same for the search, so that the check over ``days`` fresh days is likely to be passed."""
    return (float(student_quantile(confidence, max(days - 1, 1))) + float(student_quantile(PASSING, 10_000))) / (
        math.sqrt(days)
    )
