"""What a back-test must reach, and whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

from simulation.backtest.figures import ABANDONED, SHARE, WAIT
from simulation.backtest.scores import MeasureScore
from simulation.measuring.statistics import LEAST_REPLICATIONS

DAY_LIMITS = {SHARE: 0.04, WAIT: 0.20, ABANDONED: 0.03}
"""The mean absolute error over days: points of the share, a share of the mean wait, points of abandonment."""
RATIO_LIMIT = 1.25
"""The error by interval / the model's error against itself."""
COVERAGE = (0.85, 0.95)
"""Of the 90 % band, by interval."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A limit, and whether it is met.

    Parameters
    ----------
    name
        ``day_service_level``, ``day_mean_wait``, ``day_abandoned``, ``interval_ratio``, ``interval_coverage``,
        ``beats_erlang_a``, ``beats_weekday``.
    value
        What was reached: an error, a ratio, a coverage; for a rival the lowest bound, over the three measures of the
        day, of how much smaller the model's error is. NaN where it is not known.
    least, most
        The limits.
    judged
        Whether there were simulated days enough to say.
    """

    name: str
    value: float
    least: float
    most: float
    judged: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the value lies within the limits; None: that is not decided, or the value is not known."""
        return self.least <= self.value <= self.most if self.judged and not isnan(self.value) else None


def verdicts(scores: Sequence[MeasureScore], replications: int) -> list[Verdict]:
    """All verdicts on a back-test; below ``LEAST_REPLICATIONS`` simulated days of each day nothing is decided."""
    judged = replications >= LEAST_REPLICATIONS
    names = {SHARE: "day_service_level", WAIT: "day_mean_wait", ABANDONED: "day_abandoned"}
    found = [Verdict(names[one], scores[one].error.mean, 0.0, limit) for one, limit in DAY_LIMITS.items()]
    share = scores[SHARE]
    found.append(Verdict("interval_ratio", share.ratio, 0.0, RATIO_LIMIT))
    found.append(Verdict("interval_coverage", share.coverage, *COVERAGE))
    for name, rival in (("beats_erlang_a", "less_than_erlang"), ("beats_weekday", "less_than_weekday")):
        bounds = [getattr(score, rival).low for score in scores]
        lowest = float("nan") if any(map(isnan, bounds)) else min(bounds)
        found.append(Verdict(name, lowest, 0.0, float("inf")))
    return [replace(one, judged=judged) for one in found]
