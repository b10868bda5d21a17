"""What is to be as good as can be: terms, each the worst of some ratios, weighted and added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.errors import BadValue, Contradiction
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.gates.days import Days
from simulation.gates.gate import Chosen, Quantity
from simulation.gates.gate_reader import chosen_of, refuse_unknown
from simulation.measuring.measures import Measures
from simulation.measuring.metrics import contact_tally
from simulation.measuring.results import Figure, Goal
from simulation.measuring.statistics import Values, student_quantile
from simulation.measuring.verdict import GoalSums
from simulation.planning.tuning.tuning_file import TermEntry
from simulation.scenario import Scenario

QUANTITIES = {
    "service_level": Quantity.SERVICE_LEVEL,
    "abandoned": Quantity.ABANDONED,
    "mean_wait": Quantity.MEAN_WAIT,
}
KEYS = ("goals", *QUANTITIES)


@dataclass(frozen=True, slots=True)
class Term:
    """One term in one scenario.

    Parameters
    ----------
    key
        As it is called in the file.
    weight
        What a unit of it is worth; units are shares and seconds.
    parts
        The contacts of each ratio, of which the worst counts; none for goals.
    goals
        The scenario's, where the term is about them.
    """

    key: str
    weight: float
    parts: tuple[Chosen, ...] = ()
    goals: tuple[Goal, ...] = ()

    @property
    def better(self) -> int:
        """1: more is better; -1: less is."""
        return -1 if self.key in {"abandoned", "mean_wait"} else 1


@dataclass(frozen=True, slots=True)
class Sums:
    """What a term is reckoned from.

    Parameters
    ----------
    above, below
        Numerators and denominators, shape (days, ratios).
    wanted
        What is taken off each ratio: the shares of goals.
    """

    above: Values
    below: Values
    wanted: Values

    def values(self, term: Term, above: Values, below: Values) -> Values:
        """The term from added-up sums of shape (..., ratios); 0 where nothing can be said of any."""
        with np.errstate(invalid="ignore", divide="ignore"):
            reached = np.where(below > 0, term.better * (above / below - self.wanted), np.inf)
        worst = reached.min(axis=-1)
        found: Values = np.where(np.isfinite(worst), term.weight * worst, 0.0)
        return found

    def value(self, term: Term) -> float:
        """The term over all days."""
        return float(self.values(term, self.above.sum(axis=0), self.below.sum(axis=0)))

    def without_each(self, term: Term) -> Values:
        """The term without one day after the other, shape (days,)."""
        above, below = self.above.sum(axis=0) - self.above, self.below.sum(axis=0) - self.below
        return self.values(term, above, below)


def terms_of(document: Document, written: Sequence[TermEntry], scenario: Scenario) -> tuple[Term, ...]:
    """The objective in a scenario.

    Raises
    ------
    InputError
        When an entry is none or several terms, or is about nobody or unknown names.
    """
    return tuple(_term(document, entry, ("objective", number), scenario) for number, entry in enumerate(written))


def _term(document: Document, entry: TermEntry, path: Path, scenario: Scenario) -> Term:
    asked = [key for key in KEYS if getattr(entry, key) is not None]
    if len(asked) != 1:
        rule = text("must have exactly one of: {keys}", keys=", ".join(KEYS))
        raise document.error(path, rule, value=NO_VALUE, kind=BadValue)
    key, at = asked[0], (*path, asked[0])
    if entry.goals is not None:
        return Term(key, entry.goals.weight, goals=scenario.goals)
    said = getattr(entry, key)
    refuse_unknown(document, said, at, (scenario,))
    parts = tuple(part for part in chosen_of(said, (scenario,)) if part.members(scenario.world).any())
    if not parts:
        raise document.error(at, text("no contact of the scenario is meant"), value=NO_VALUE, kind=Contradiction)
    return Term(key, said.weight, parts)


def sums_of(term: Term, scenario: Scenario, days: Days, measures: Measures) -> Sums:
    """What a term is reckoned from, of days that were simulated with the term's goals first among the measures'."""
    if term.goals:
        tally = contact_tally(measures)
        each = [GoalSums(measures, tally, number) for number in range(len(term.goals))]
        intervals = scenario.world.n_intervals
        return Sums(
            above=np.concatenate([goal.in_time for goal in each], axis=1).astype(np.float64),
            below=np.concatenate([goal.offered for goal in each], axis=1).astype(np.float64),
            wanted=np.repeat([goal.share for goal in term.goals], intervals),
        )
    ratios = [days.part(QUANTITIES[term.key], part.members(scenario.world)) for part in term.parts]
    above, below = (np.stack([ratio[side] for ratio in ratios], axis=1) for side in (0, 1))
    return Sums(above, below, np.zeros(len(term.parts)))


def joined_sums(parts: Sequence[Sums]) -> Sums:
    """Sums of days that were simulated one part after the other."""
    above, below = (np.concatenate([getattr(part, name) for part in parts]) for name in ("above", "below"))
    return Sums(above, below, parts[0].wanted)


Stages = Sequence[Sequence[tuple[Term, Sums]]]
"""For each scenario its terms, each with its sums over the same days."""


def value_of(stages: Stages) -> float:
    """The objective: the mean over the scenarios of the sum of the terms."""
    return float(np.mean([sum(sums.value(term) for term, sums in stage) for stage in stages]))


def difference(first: Stages, second: Stages) -> Figure:
    """The objective of the second less that of the first, with a 95 % interval by the jackknife over paired days.

    Both are over the same customers. The worst of several ratios is no smooth function of them; the jackknife's
    interval is then that of the ratio that is worst.

    References
    ----------
    R. G. Miller, The jackknife - a review, Biometrika 61 (1974), doi:10.1093/biomet/61.1.1
    """
    return difference_from_mean([first], second)


def difference_from_mean(others: Sequence[Stages], second: Stages) -> Figure:
    """The objective of the second less the mean of that of some others; as :func:`difference`."""
    return contrast([(1.0, second), *((-1.0 / len(others), each) for each in others)])


def contrast(weighted: Sequence[tuple[float, Stages]]) -> Figure:
    """Objectives over the same customers, weighted and added up; as :func:`difference`."""
    left_out: Values = np.sum([weight * without_each(stages) for weight, stages in weighted], axis=0)
    found = float(sum(weight * value_of(stages) for weight, stages in weighted))
    days = len(left_out)
    spread = float(np.sqrt((days - 1) / days * ((left_out - left_out.mean()) ** 2).sum()))
    reach = float(student_quantile(0.975, days - 1)) * spread
    return Figure(found, found - reach, found + reach)


def without_each(stages: Stages) -> Values:
    """The objective without one day after the other."""
    found: Values = np.mean(
        [np.sum([sums.without_each(term) for term, sums in stage], axis=0) for stage in stages], axis=0
    )
    return found
