"""The service level by each of its definitions, from the same counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simulation.measuring.metrics import Tally
from simulation.measuring.results import Figure
from simulation.measuring.statistics import Estimate, Values, daily_ratio, ratio, share
from simulation.measuring.terms import Averaged, ServiceLevelOf, Terms


def service_level_parts(tally: Tally, of: ServiceLevelOf) -> tuple[Values, Values]:
    """Numerator and denominator of the service level, in the shape of the sums.

    Parameters
    ----------
    tally
        W answered within the target, O offered, A answered, G gone, S gone within the target.
    of
        W / A, W / (A + G), W / (A + G - S), W / (O - S), W / O, (W + S) / O, or W / the contacts expected.

    References
    ----------
    O. Jouini, G. Koole and A. Roubos, Performance indicators for call centers with impatient customers, IIE
    Transactions 45 (2013)
    """
    within, answered, gone, soon = tally.within, tally.answered, tally.abandoned, tally.soon_gone
    above = within + soon if of is ServiceLevelOf.SOON_GONE_IN_TIME else within
    below: ArrayLike = {
        ServiceLevelOf.ANSWERED: answered,
        ServiceLevelOf.ANSWERED_AND_GONE: answered + gone,
        ServiceLevelOf.ANSWERED_AND_LATE_GONE: answered + gone - soon,
        ServiceLevelOf.NOT_SOON_GONE: tally.eligible,
        ServiceLevelOf.OFFERED: tally.offered,
        ServiceLevelOf.SOON_GONE_IN_TIME: tally.offered,
        ServiceLevelOf.EXPECTED: np.broadcast_to(tally.expected, within.shape),
    }[of]
    return np.asarray(above, np.float64), np.asarray(below, np.float64)


def service_level(tally: Tally, terms: Terms) -> Estimate:
    """The service level of cells by the definition in use; shape (replications, cells)."""
    above, below = service_level_parts(tally, terms.service_level_of)
    if terms.service_level_of is not ServiceLevelOf.EXPECTED:
        return share_by(terms, above, below)
    # More may come than are expected: no share. What it rests on is the contacts that came.
    offered = tally.offered.sum(axis=0)
    found = daily_ratio(above, below, offered) if by_day(terms) else ratio(above, below, offered)
    return found.within(0.0)


def all_service_levels(tally: Tally, terms: Terms) -> dict[ServiceLevelOf, dict[Averaged, Figure]]:
    """The service level of one cell by all definitions, those apart that nothing is known for; (replications, 1)."""
    known = [of for of in ServiceLevelOf if of is not ServiceLevelOf.EXPECTED or tally.expected.any()]
    return {
        of: {averaged: service_level(tally, Terms(of, terms.within, averaged)).figures()[0] for averaged in Averaged}
        for of in known
    }


def by_day(terms: Terms) -> bool:
    """Whether ratios are means of the days' ratios."""
    return terms.averaged is Averaged.DAYS


def share_by(terms: Terms, numerator: ArrayLike, denominator: ArrayLike) -> Estimate:
    """A share of contacts over the days, as the terms say."""
    return daily_ratio(numerator, denominator).within(0.0, 1.0) if by_day(terms) else share(numerator, denominator)


def ratio_by(terms: Terms, numerator: ArrayLike, denominator: ArrayLike, contacts: ArrayLike | None = None) -> Estimate:
    """A ratio of 0 or more over the days, as the terms say; parameters as in :mod:`simulation.measuring.statistics`."""
    found = daily_ratio if by_day(terms) else ratio
    return found(numerator, denominator, contacts).within(0.0)
