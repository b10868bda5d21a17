"""Settings simulated on days of their own, the same customers for all."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from simulation.experiment import Plan as Days
from simulation.experiment import drawn_source
from simulation.gates.days import simulate_measured
from simulation.planning.training.training import Plan, Setting, Training
from simulation.planning.tuning.evaluate import MOST_BYTES, KeptSource
from simulation.planning.tuning.objective import Sums, Term, joined_sums, sums_of, value_of
from simulation.scenario import Scenario

MOST_SCENARIOS = 64
"""So many that were read are kept for their next days."""

Stages = list[list[tuple[Term, Sums]]]


@dataclass(slots=True)
class Evaluator:
    """Simulates settings; draws and sums are kept.

    Parameters
    ----------
    training
        What is to be found out.
    first
        Number of the first day.
    threads
        None: as many as there are cores; no figure depends on it.
    """

    training: Training
    first: int = 0
    threads: int | None = None
    days_done: int = 0
    _known: dict[Setting, list[tuple[Sums, ...]]] = field(default_factory=dict)
    _scenarios: OrderedDict[Setting, Scenario] = field(default_factory=OrderedDict)
    _source: KeptSource = field(init=False)

    def __post_init__(self) -> None:
        self._source = KeptSource(drawn_source(self.training.scenario.world, self.training.seed), MOST_BYTES)

    @property
    def plans(self) -> int:
        """How many settings were simulated."""
        return sum(bool(blocks) for blocks in self._known.values())

    def looks(self, plan: Plan) -> int:
        """In how many parts a plan has been simulated."""
        return len(self._known.get(Setting(plan), ()))

    def value(self, plan: Plan, looks: tuple[int, ...]) -> float:
        """The objective of a plan, over the days up to the last look."""
        return value_of(self.stages(Setting(plan), looks))

    def stages(self, setting: Setting, looks: tuple[int, ...]) -> Stages:
        """The terms of the objective with their sums up to the last look, simulated where they are not known.

        Raises
        ------
        InputError
            When the setting cannot be.
        """
        blocks = self._known.setdefault(setting, [])
        for look in range(len(blocks), len(looks)):
            first = looks[look - 1] if look else 0
            days = Days(looks[look] - first, self.training.seed, threads=self.threads, first=self.first + first)
            blocks.append(self._simulated(self._scenario(setting), days))
            self.days_done += days.replications
        terms = enumerate(self.training.objective)
        return [[(term, joined_sums([block[number] for block in blocks[: len(looks)]])) for number, term in terms]]

    def _simulated(self, scenario: Scenario, days: Days) -> tuple[Sums, ...]:
        terms = self.training.objective
        goals = scenario.goals if any(term.goals for term in terms) else ()
        sums, measures = simulate_measured(scenario, (), days, goals=goals, source=self._source)
        return tuple(sums_of(term, scenario, sums, measures) for term in terms)

    def _scenario(self, setting: Setting) -> Scenario:
        found = self._scenarios.pop(setting, None) or self.training.scenario_with(setting)
        self._scenarios[setting] = found
        if len(self._scenarios) > MOST_SCENARIOS:
            self._scenarios.popitem(last=False)
        return found
