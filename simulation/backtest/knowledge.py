"""All that is known of a day from other days: work, work after it, patience, classes, and how much days differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from routing.policy import Policy
from simulation.backtest.history import HOUR_US, History
from simulation.backtest.patience_fit import PatienceFit, PatienceFitter
from simulation.backtest.work_fit import Level, WorkFit, fit_work, level_of, spread_of
from simulation.replay.classes import DayClasses, Labels, day_classes
from simulation.replay.imputation import work_laws
from simulation.replay.map_file import MapDocument
from simulation.replay.recorded_day import UNKNOWN
from simulation.replay.survival import Law, self_consistent

LEAST_LEVELS = 5
"""The spread between days is taken from days whose level was fitted without the day in question, if so many."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What other days tell of a day.

    Parameters
    ----------
    work, patience
        The fits.
    wrap_up
        Laws of the work after a contact, and the number of each problem's; empty where there is none.
    classes
        Of the day's contacts; what is not recorded of them is drawn from shares of other days.
    spread
        Standard deviation of the logarithm of the level of work between days, beyond chance.
    mean_work_us
        Of a contact, with the work after it, over all problems.
    """

    work: WorkFit
    patience: PatienceFit
    wrap_up: tuple[tuple[Law, ...], NDArray[np.int64]]
    classes: DayClasses
    spread: float
    mean_work_us: float


class Teacher:
    """Tells what is known of each day.

    Parameters
    ----------
    history
        All usable days, two or more.
    entry
        The map.
    policy
        Whose problems and tiers there are.
    within_days
        Work and the work after contacts are taken from days at most so far away, where there are any.

    Raises
    ------
    BadDocument
        When no work is recorded.
    """

    def __init__(self, history: History, entry: MapDocument, policy: Policy, within_days: float) -> None:
        self.history, self._entry, self._within_days = history, entry, within_days
        self._problems = len(policy.problems)
        self._hours = -(-history.days[0].close_us // HOUR_US)
        self._patience = PatienceFitter(history, entry.imputed.patience, self._problems, len(policy.tiers))
        self._labels = [
            Labels.of(np.stack([one.problem, one.tier, one.channel], axis=1))
            for one in (day.offered for day in history.days)
        ]
        self._work = [
            fit_work(history, self._near(day), self._problems, self._hours) for day in range(len(history.days))
        ]
        self.levels: list[Level] = [level_of(history, day, fit) for day, fit in enumerate(self._work)]

    def _near(self, day: int) -> NDArray[np.bool_]:
        """The days that work is taken from."""
        near = self.history.others(day, self._within_days)
        return near if near.any() else self.history.others(day, np.inf)

    @property
    def spread(self) -> float:
        """Of the level between all days; see :class:`Knowledge`."""
        return spread_of(self.levels)

    def of(self, day: int) -> Knowledge:
        """What is known of a day, given by its place in the history."""
        told, near = self.history.told, self._near(day)
        wrap_up, wrap_up_mean = self._wrap_up(near)
        known = near[told.day] & (told.work >= 0)
        recorded = self.history.days[day]
        return Knowledge(
            work=self._work[day],
            patience=self._patience.without(day),
            wrap_up=wrap_up,
            classes=day_classes(recorded.offered, recorded.file, self._labels_without(day)),
            spread=self._spread_without(day),
            mean_work_us=float(told.work[known].mean()) + wrap_up_mean,
        )

    def _spread_without(self, day: int) -> float:
        """The spread of days that were fitted without ``day``; of all others where these are few."""
        distance = np.abs(self.history.numbers - self.history.numbers[day])
        free = distance > self._within_days
        if free.sum() < LEAST_LEVELS:
            free = distance > 0
        return spread_of([level for level, one in zip(self.levels, free.tolist(), strict=True) if one])

    def _labels_without(self, day: int) -> Labels:
        """Problem, tier and channel on all other days."""
        others = [labels for number, labels in enumerate(self._labels) if number != day]
        return Labels(
            np.concatenate([labels.triples for labels in others]), np.concatenate([labels.counts for labels in others])
        )

    def _wrap_up(self, near: NDArray[np.bool_]) -> tuple[tuple[tuple[Law, ...], NDArray[np.int64]], float]:
        """The laws of work after contacts with the number of each problem's, and its mean."""
        law = np.zeros(self._problems, np.int64)
        if self._entry.wrap_up is None:
            return ((), law), 0.0
        seen = self.history.pauses
        if seen is not None:
            exact, cut = near[seen.exact_day], near[seen.cut_day]
            found = self_consistent(seen.exact[exact], seen.low[cut], seen.high[cut])
            return ((found,), law), _mean(found)
        told = self.history.told
        own = told.where(near[told.day])
        laws, numbers = work_laws(own.problem, own.wrap_up, self.history.days[0].file)
        law[own.problem] = numbers
        return (tuple(laws), law), float(own.wrap_up[own.wrap_up != UNKNOWN].mean())


def _mean(law: Law) -> float:
    """The mean of a law without a tail."""
    shares = -np.diff(law.survival, prepend=1.0)
    return float(shares @ law.times)


def wrap_up_limit_us(entry: MapDocument) -> int | None:
    """The longest pause that is work after a contact; None where pauses tell nothing of it."""
    wrap_up = entry.wrap_up
    return None if wrap_up is None or wrap_up.inferred_up_to_s is None else round(wrap_up.inferred_up_to_s * SECOND)
