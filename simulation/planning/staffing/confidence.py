"""How sure a target is held: margins for the estimates of a sample of days."""

from __future__ import annotations

import math
from statistics import NormalDist

from simulation.measuring.statistics import student_quantile

LOOKS = (1, 2, 4)
"""A check is judged after so many times its days; it ends where it is decided."""
BRINK = 0.5
"""The share of the cells that are taken to be on the brink when a staff is checked."""


def check_reach(confidence: float, days: int, looks: int = len(LOOKS)) -> float:
    """By how many of a day's standard deviations an estimate over so many days must hold its limit.

    The lower end of the one-sided Student interval is then on the right side. The looks of a check share the error
    that its confidence allows, so that all of them together err no more often.
    """
    level = 1.0 - (1.0 - confidence) / looks
    return float(student_quantile(level, max(days - 1, 1))) / math.sqrt(days)


def search_reach(confidence: float, days: int, seen: int, cells: int) -> float:
    """The same for the search, so that a check that goes on to its last look is passed as likely as not.

    The more cells are on the brink, the more each of them must hold by.

    Parameters
    ----------
    confidence, days
        Of the check, and its days up to its first look.
    seen
        Fresh days by which the figures of the search have been put right; 0: none.
    cells
        How many must hold.
    """
    passing = NormalDist().inv_cdf(0.5 ** (1.0 / max(BRINK * cells, 1.0)))
    last = LOOKS[-1] * days
    error = math.sqrt(1.0 + (last / seen if seen else 0.0)) / math.sqrt(last)
    return check_reach(confidence, last) + passing * error
