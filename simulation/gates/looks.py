"""When a suite looks at its figures, and how much of its error it spends at each look.

Two errors are spent apart: that of failing a gate whose limit is kept, and that of passing one whose limit is not. Each
is spent by the function of Lan and DeMets that is near to Pocock's test,

    spent(t) = alpha ln(1 + (e - 1) t),        t = days simulated / days of the budget,

not by the one near to O'Brien and Fleming's: most changes of a policy are plainly harmless or plainly bad, and this one
leaves an early look enough to say so. Of an error of a thousandth it spends a tenth at a sixteenth of the days, the
other one 10^-36. The price is an interval that is somewhat wider at the last look.

References
----------
K. K. G. Lan and D. L. DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983) 659-663,
doi:10.1093/biomet/70.3.659; P. Armitage, C. K. McPherson and B. C. Rowe, Repeated significance tests on accumulating
data, Journal of the Royal Statistical Society A 132 (1969) 235-244, doi:10.2307/2343787; C. Jennison and B. W.
Turnbull, Group Sequential Methods (2000), section 4.4 (Student's t by its significance level) and chapter 9 (repeated
confidence intervals)
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from simulation.measuring.statistics import Values

LEAST_LOOK = 40
"""Days of the first look, at least: among fewer there may be none of the bad ones that come every tenth day."""
MOST_LOOKS = 6
_NODES = 120
_FAR = 9.0
"""So many standard deviations down the integral reaches; what lies beyond is less than 10^-18."""


def looks_of(budget: int) -> tuple[int, ...]:
    """The numbers of days after which a suite looks: the budget, its half, its quarter …, ascending.

    Parameters
    ----------
    budget
        40 or more.
    """
    found = [budget]
    while len(found) < MOST_LOOKS and math.ceil(found[0] / 2) >= LEAST_LOOK:
        found.insert(0, math.ceil(found[0] / 2))
    return tuple(found)


def spent(alpha: float, share: Sequence[float]) -> Values:
    """How much of the error ``alpha`` is spent when these shares of the budget are simulated, ascending to 1."""
    found: Values = alpha * np.log1p((math.e - 1.0) * np.asarray(share, np.float64))
    return found


def portions(alpha: float, looks: Sequence[int]) -> Values:
    """How much of the error each look spends; ``alpha`` together."""
    found: Values = np.diff(spent(alpha, [days / looks[-1] for days in looks]), prepend=0.0)
    return found


def nominal_levels(portion: Sequence[float] | Values, share: Sequence[float]) -> Values:
    """The one-sided level of a test at each look that together spend these portions of the error.

    With independent days the sum up to a look is a Brownian motion at the time t = share of the budget. The density of
    the paths that have crossed no boundary yet is carried from look to look (Armitage, McPherson and Rowe), and each
    boundary is put where the paths that cross it there first have the look's portion.

    Parameters
    ----------
    portion
        The error of each look, more than 0, shape (looks,).
    share
        Of the budget, ascending to 1.

    Returns
    -------
    Values
        Probability beyond the boundary of a standard normal variable: what a p-value of that look alone is compared
        with. Shape (looks,).
    """
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    levels = [float(portion[0])]
    bound = -float(ndtri(portion[0])) * math.sqrt(share[0])
    place, weight = _grid(points, weights, share[0], bound)
    density = np.exp(-(place**2) / (2 * share[0])) / math.sqrt(2 * math.pi * share[0])
    for look in range(1, len(share)):
        step = math.sqrt(share[look] - share[look - 1])
        mass = density * weight
        far = _FAR * math.sqrt(share[look])
        bound = float(brentq(_excess, 0.0, far, args=(mass, place, step, float(portion[look])), xtol=1e-12))
        levels.append(float(ndtr(-bound / math.sqrt(share[look]))))
        further, weight = _grid(points, weights, share[look], bound)
        kernel = np.exp(-((further[:, None] - place) ** 2) / (2 * step**2)) / (math.sqrt(2 * math.pi) * step)
        place, density = further, kernel @ mass
    return np.array(levels)


def _excess(bound: float, mass: Values, place: Values, step: float, portion: float) -> float:
    """How much more than a portion of the paths cross a boundary for the first time."""
    return float((mass * ndtr((place - bound) / step)).sum()) - portion


def _grid(points: Values, weights: Values, time: float, bound: float) -> tuple[Values, Values]:
    """Nodes and weights of the integral over the paths that are below a boundary at a time."""
    low = -_FAR * math.sqrt(time)
    return low + (points + 1.0) * (bound - low) / 2, weights * (bound - low) / 2
