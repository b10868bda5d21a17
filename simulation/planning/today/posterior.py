"""How busy the day is, given what has come so far: the random factors of its arrivals, conditional on counts.

Arrivals of a cell are Poisson with mean m, multiplied by the factor D of the day and by the factors F of the kinds of
contacts, gamma variables of mean 1 (:mod:`simulation.drawing.busyness`). With D alone the law given the counts is a
gamma law again: of the shape 1 / cv² and as many a rate beforehand, D has the shape 1 / cv² + N and the rate
1 / cv² + M after N arrivals where M were expected. It is inverted at the day's own uniform variable, so that without
counts a day is the same day as in ``peakline run``.

With more factors each of them has such a law given the others, so a Gibbs sampler draws them in turn; counts of
several kinds together are divided among them in each round. A step that makes the day busier and the kinds less so by
the same factor keeps it from being slow where only the product is known. The values of a factor whose intervals are
correlated are drawn by elliptical slice sampling on the normal variables behind them.

References
----------
A. Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), section 2.6 (gamma-Poisson) and 11.1 (Gibbs sampler);
J. S. Liu and C. Sabatti, Generalised Gibbs sampler and multigrid Monte Carlo, Biometrika 87 (2000);
I. Murray, R. P. Adams and D. J. C. MacKay, Elliptical slice sampling, AISTATS (2010)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.core.draw_plan import DrawPlan
from simulation.drawing.busyness import factor_values, gamma_factors, spans_of
from simulation.drawing.engine_draw import day_tail
from simulation.drawing.engine_random import modulo
from simulation.planning.today.seen import Seen
from simulation.workload import DrawnSource

Floats = NDArray[np.float64]

ROUNDS = 400
"""Of the Gibbs sampler, from the law beforehand."""
_STEPS = (0.003, 0.01, 0.03, 0.1)
"""How far the day is made busier and the kinds less so, as a standard deviation of the logarithm; in turn."""
_PURPOSE = 1
_NORMAL = np.linspace(-7.0, 7.0, 2801)
"""Where values of correlated factors are tabulated, and read linearly."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Factors of some days.

    Parameters
    ----------
    day
        Of the day, shape (days,).
    values
        Of each further factor of the plan, shape (days, spans).
    """

    day: Floats
    values: tuple[Floats, ...]

    def means(self, plan: DrawPlan, day: int) -> Floats:
        """Contacts expected in each cell of a plan on one of the days."""
        means: Floats = np.where(
            plan.cells["day_factor"] != 0, plan.cells["expected"] * self.day[day], plan.cells["expected"]
        )
        for row, follows, values in zip(plan.factors, plan.follows, self.values, strict=True):
            means[follows] *= values[day, spans_of(plan, row)[follows]]
        return means


def factors_given(source: DrawnSource, seen: Seen, days: Sequence[int]) -> Factors:
    """The factors of days, given what was seen of each of them; without that those of ``peakline run``.

    Parameters
    ----------
    source
        The customers, from a plan that has been split at now.
    seen
        What has been counted of its cells.
    days
        Numbers of the replications.
    """
    plan = source.plan
    before = Factors(
        np.array([source.day_factor(day) for day in days]),
        tuple(_values_before(source, row, days) for row in plan.factors),
    )
    known = seen.set_of_cell >= 0
    if not known.any():
        return before
    if not plan.follows[:, known].any() and (plan.cells["day_factor"][known] != 0).all():
        expected = float(plan.cells["expected"][known].sum())
        day = _day_given(source, days, int(seen.counts.sum()), expected)
        return before if plan.day_cv == 0.0 else Factors(day, before.values)
    return _Sampler(plan, seen, before, chance(source.seed, 0, _PURPOSE)).run()


def _values_before(source: DrawnSource, row: np.void, days: Sequence[int]) -> Floats:
    """The values of a factor on each day when nothing is known of it, shape (days, spans)."""
    spans = int(spans_of(source.plan, row).max(initial=0)) + 1
    return np.stack([factor_values(row, spans, source.seed, day) for day in days])


def _day_given(source: DrawnSource, days: Sequence[int], arrivals: int, expected: float) -> Floats:
    """The factor of each day given so many arrivals where so many were expected: exact."""
    from scipy import special

    if source.plan.day_cv == 0.0:
        return np.ones(len(days))
    shape = source.plan.day_cv**-2
    with modulo():
        tails = np.array([day_tail(np.uint64(source.seed), day) for day in days])
    return np.asarray(np.round(special.gammainccinv(shape + arrivals, tails) / (shape + expected), 9))


def chance(seed: int, day: int, purpose: int) -> np.random.Generator:
    """The random numbers of a day for one purpose, beside those that the customers are drawn from."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, day + (purpose << 48)], np.uint64)))


@dataclass
class _Sampler:
    """A chain for each day, all of them side by side."""

    plan: DrawPlan
    seen: Seen
    state: Factors
    random: np.random.Generator
    atoms: NDArray[np.int64] = field(init=False)
    """Kinds of cells that the same factors multiply and that were counted together: (set, day, span of each or -1)."""
    expected: Floats = field(init=False)
    counts: Floats = field(init=False)
    """Arrivals of each kind, shape (days, kinds): part of the state."""
    _tables: dict[int, Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        plan, known = self.plan, self.seen.set_of_cell >= 0
        spans = [
            np.where(follows, spans_of(plan, row), -1) for row, follows in zip(plan.factors, plan.follows, strict=True)
        ]
        has_day = (plan.cells["day_factor"] != 0) & (plan.day_cv > 0)
        columns = np.stack([self.seen.set_of_cell, has_day, *spans], axis=1)[known].astype(np.int64)
        self.atoms, number = np.unique(columns, axis=0, return_inverse=True)
        self.expected = np.bincount(number.reshape(-1), plan.cells["expected"][known]).astype(np.float64)
        self.state = Factors(self.state.day.copy(), tuple(values.copy() for values in self.state.values))
        self.counts = np.zeros((len(self.state.day), len(self.atoms)), np.float64)

    def run(self) -> Factors:
        """The state after the last round."""
        for number in range(ROUNDS):
            self._divide()
            if self.plan.day_cv > 0:
                self._draw_day()
            for factor, row in enumerate(self.plan.factors):
                if row["correlation"] > 0:
                    self._slide(factor)
                else:
                    self._draw_factor(factor)
            if self.plan.day_cv > 0:
                self._rescale(_STEPS[number % len(_STEPS)])
        return self.state

    def _product(self, without: int | None = None, *, day: bool = True) -> Floats:
        """What multiplies each kind of cells, shape (days, kinds); without one of the factors."""
        product = np.ones((len(self.state.day), len(self.atoms)))
        if day:
            product[:, self.atoms[:, 1] == 1] *= self.state.day[:, None]
        for factor, values in enumerate(self.state.values):
            follows = self.atoms[:, 2 + factor] >= 0
            if factor != without:
                product[:, follows] *= values[:, self.atoms[follows, 2 + factor]]
        return product

    def _fit(self) -> Floats:
        """The logarithm of how likely the counts are, but for a constant, shape (days,)."""
        product = self._product()
        found = self.counts * np.log(np.maximum(product, 1e-300)) - self.expected * product
        return np.asarray(found.sum(axis=1))

    def _divide(self) -> None:
        """Divide what was counted together among its kinds."""
        means = self.expected * self._product()
        for number, count in enumerate(self.seen.counts.tolist()):
            own = self.atoms[:, 0] == number
            if own.sum() == 1:
                self.counts[:, own] = count
                continue
            shares = means[:, own] / np.maximum(means[:, own].sum(axis=1, keepdims=True), 1e-300)
            self.counts[:, own] = self.random.multinomial(count, shares).astype(np.float64)

    def _draw_day(self) -> None:
        shape, own = self.plan.day_cv**-2, self.atoms[:, 1] == 1
        rate = shape + (self.expected * self._product(day=False))[:, own].sum(axis=1)
        drawn = self.random.standard_gamma(shape + self.counts[:, own].sum(axis=1)) / rate
        self.state = Factors(drawn, self.state.values)

    def _draw_factor(self, factor: int) -> None:
        """Draw the values of a factor in the spans of which something was seen."""
        shape, values = float(self.plan.factors[factor]["cv"]) ** -2, self.state.values[factor]
        means = self.expected * self._product(without=factor)
        column = self.atoms[:, 2 + factor]
        for span in np.unique(column[column >= 0]).tolist():
            own = column == span
            rate = shape + means[:, own].sum(axis=1)
            values[:, span] = self.random.standard_gamma(shape + self.counts[:, own].sum(axis=1)) / rate

    def _slide(self, factor: int) -> None:
        """A step of elliptical slice sampling for a factor whose spans are correlated."""
        row, values = self.plan.factors[factor], self.state.values[factor]
        own = self.atoms[:, 2 + factor] >= 0
        if not own.any():
            return
        spans, rest = self.atoms[own, 2 + factor], (self.expected * self._product(without=factor))[:, own]
        table = self._quantiles(factor)
        normal = np.interp(-values, -table, _NORMAL)

        def fit(found: Floats) -> Floats:
            at = np.maximum(found[:, spans], 1e-12)
            return np.asarray((self.counts[:, own] * np.log(at) - rest * at).sum(axis=1))

        other = _series(self.random.standard_normal(values.shape), float(row["correlation"]))
        level = fit(values) + np.log(self.random.random(len(values)))
        angle = self.random.random(len(values)) * 2 * np.pi
        low, high, todo = angle - 2 * np.pi, angle.copy(), np.ones(len(values), np.bool_)
        while todo.any():
            turned = normal * np.cos(angle)[:, None] + other * np.sin(angle)[:, None]
            found = np.interp(turned, _NORMAL, table)
            taken = todo & (fit(found) >= level)
            values[taken] = found[taken]
            todo &= ~taken
            low, high = np.where(angle < 0, angle, low), np.where(angle >= 0, angle, high)
            angle = np.where(todo, low + (high - low) * self.random.random(len(values)), angle)
            todo &= high - low > 1e-9  # as good as where it was

    def _quantiles(self, factor: int) -> Floats:
        """The values of a factor at the normal variables of the grid; they fall."""
        from scipy import special

        if factor not in self._tables:
            self._tables[factor] = gamma_factors(float(self.plan.factors[factor]["cv"]), special.ndtr(_NORMAL))
        return self._tables[factor]

    def _rescale(self, step: float) -> None:
        """Make the day busier and the kinds less so, where that is as likely: the move of Liu and Sabatti."""
        days = len(self.state.day)
        log = step * self.random.standard_normal(days)
        size, shape = np.exp(log), self.plan.day_cv**-2
        before = self._fit()
        ratio = shape * log - shape * self.state.day * (size - 1)
        after = Factors(self.state.day * size, tuple(values.copy() for values in self.state.values))
        for factor, row in enumerate(self.plan.factors):
            column = self.atoms[:, 2 + factor]
            seen = np.unique(column[column >= 0])
            if row["correlation"] > 0 or not len(seen):
                continue
            own = float(row["cv"]) ** -2
            ratio += (-own * log[:, None] - own * after.values[factor][:, seen] * (1 / size[:, None] - 1)).sum(axis=1)
            after.values[factor][:, seen] /= size[:, None]
        old, self.state = self.state, after
        ratio += self._fit()
        kept = np.log(self.random.random(days)) < ratio - before
        values = tuple(np.where(kept[:, None], new, was) for new, was in zip(after.values, old.values, strict=True))
        self.state = Factors(np.where(kept, after.day, old.day), values)


def _series(normal: Floats, correlation: float) -> Floats:
    """A stationary autoregressive series of normal variables, shape (days, spans), from independent ones."""
    series = normal.copy()
    series[:, 1:] *= np.sqrt(1 - correlation**2)
    for span in range(1, series.shape[1]):
        series[:, span] += correlation * series[:, span - 1]
    return series
