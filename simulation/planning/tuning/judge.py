"""The answer tried on customers that the search has not met: the gates, and the objective beside the old policy's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from routing.policy import Policy
from simulation.gates.decide import Word
from simulation.gates.outcome import SuiteOutcome
from simulation.gates.suite import load_suite
from simulation.gates.trial import run_suite
from simulation.measuring.results import Figure
from simulation.planning.tuning.evaluate import Evaluator
from simulation.planning.tuning.found import Found
from simulation.planning.tuning.objective import difference, value_of
from simulation.planning.tuning.tuning import Tuning


class Verdict(StrEnum):
    """What the answer is."""

    BETTER = "better"
    """The new policy keeps the gates, and the objective is greater."""
    NOTHING_BETTER = "nothing-better"
    """The search found no policy that is better than the old one."""
    GATES = "gates"
    """The best policy found does not keep all gates, or it could not be decided."""
    NOT_SHOWN = "not-shown"
    """The interval of the difference reaches below 0: the gain was the search's luck, or is too small to be seen."""
    UNCHECKED = "unchecked"
    """The check was interrupted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a tuning.

    Parameters
    ----------
    tuning, found
        What was asked, and what the search found.
    best
        The best policy found.
    verdict
        Whether it is to be used.
    old_value, new_value, difference
        The objective on customers that the search has not met, and new - old, paired; None where nothing was checked.
    outcome
        The gates and the comparison part by part, on those customers; None where nothing was checked.
    first
        Number of the first day of the check.
    """

    tuning: Tuning
    found: Found
    best: Policy
    verdict: Verdict
    first: int
    old_value: float | None = None
    new_value: float | None = None
    difference: Figure | None = None
    outcome: SuiteOutcome | None = None

    @property
    def better(self) -> bool:
        """Whether the policy given is a new one."""
        return self.verdict is Verdict.BETTER

    @property
    def policy(self) -> Policy:
        """The policy given: the best one found, or the old one."""
        return self.best if self.better else self.tuning.policy


def judge(tuning: Tuning, found: Found, *, threads: int | None = None) -> Answer:
    """Try the best policy on fresh customers.

    Parameters
    ----------
    tuning
        What was asked.
    found
        What :func:`simulation.planning.tuning.search.search` found.
    threads
        None: as many as there are cores; no figure depends on it.
    """
    first = tuning.replications
    best = tuning.space.policy_at(found.point)
    assert best is not None  # it was simulated
    if found.point == tuning.space.start:
        return Answer(tuning, found, best, Verdict.NOTHING_BETTER, first)
    try:
        return _checked(tuning, found, best, first, threads)
    except KeyboardInterrupt:
        return Answer(tuning, found, best, Verdict.UNCHECKED, first)


def _checked(tuning: Tuning, found: Found, best: Policy, first: int, threads: int | None) -> Answer:
    evaluator = Evaluator(tuning, first=first, threads=threads)
    old, new = evaluator.candidate(tuning.policy), evaluator.candidate(best)
    for candidate in (old, new):
        evaluator.simulate(candidate, 0, tuning.check)
    stages = [candidate.terms(tuning.objective, 1) for candidate in (old, new)]
    gain = difference(*stages)
    assert gain.low is not None
    # Read anew, with all that a scenario checks: the search only puts another policy into the worlds it has.
    suite = load_suite(tuning.suite_path, base=tuning.policy, new=best, seed=tuning.seed)
    outcome = run_suite(replace(suite, first=first), threads=threads)
    verdict = Verdict.BETTER if gain.low > 0 else Verdict.NOT_SHOWN
    return Answer(
        tuning,
        found,
        best,
        verdict if outcome.word is Word.PASS else Verdict.GATES,
        first,
        value_of(stages[0]),
        value_of(stages[1]),
        gain,
        outcome,
    )
