"""Candidates simulated: the same customers for all, more days for those that remain, nothing read or drawn twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np

from routing.kernels.state import Rows
from routing.policy import Policy
from simulation.core.world import World
from simulation.experiment import Plan, drawn_source
from simulation.gates.bound import bound_outcome
from simulation.gates.days import Days, Ratio, joined, simulate_measured
from simulation.gates.decide import Word
from simulation.gates.gate import Gate, Quantity
from simulation.gates.suite import Stage, Suite
from simulation.measuring.statistics import contrast_error, ratio_error
from simulation.planning.tuning.objective import Sums, Term, joined_sums, sums_of, value_of
from simulation.planning.tuning.tuning import Tuning
from simulation.scenario import Scenario
from simulation.workload import Buffers, DrawnSource

MOST_BYTES = 300_000_000
"""Contacts that are kept instead of being drawn again for every candidate."""
ROOM = 2.0
"""So many standard errors, as they will be after the suite's budget of days, a figure must keep from a gate's limit."""
PENALTY = 2.0
"""What being beyond gates costs a candidate among others, in units of the objective for each unit beyond."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some days of a scenario under a candidate."""

    days: Days
    sums: tuple[Sums, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How good a candidate is: whether it keeps the gates goes before what it reaches.

    Parameters
    ----------
    beyond
        By how much gates are not kept, or not by enough to be decided: 0 if all are. Shares count as they are, seconds
        as a part of the limit.
    value
        The objective.
    """

    beyond: float
    value: float

    @property
    def rank(self) -> tuple[float, float]:
        """Less is better."""
        return self.beyond, -self.value

    @property
    def penalised(self) -> float:
        """Less is better, where a good policy a little beyond a gate may lead to a good one within."""
        return PENALTY * self.beyond - self.value


@dataclass(slots=True)
class Candidate:
    """A policy with the days it has been simulated on.

    Parameters
    ----------
    policy
        What it is about.
    scenarios
        Those of the suite, under it.
    blocks
        For each scenario its days so far, part after part.
    unbounded
        Gates on starvation that the policy does not keep, whatever is simulated.
    """

    policy: Policy
    scenarios: tuple[Scenario, ...]
    unbounded: int = 0
    blocks: list[list[Block]] = field(default_factory=list)

    @property
    def looks(self) -> int:
        """In how many parts it has been simulated."""
        return len(self.blocks[0])

    def days(self, stage: int, looks: int) -> Days:
        """The days of a scenario up to a look."""
        return joined([block.days for block in self.blocks[stage][:looks]])

    def terms(self, objective: Sequence[Sequence[Term]], looks: int) -> list[list[tuple[Term, Sums]]]:
        """The terms of the objective with their sums over the days up to a look."""
        return [
            [
                (term, joined_sums([block.sums[number] for block in self.blocks[stage][:looks]]))
                for number, term in enumerate(terms)
            ]
            for stage, terms in enumerate(objective)
        ]


class KeptSource:
    """The contacts of a plan, drawn once for each day as far as there is room to keep them."""

    def __init__(self, source: DrawnSource, most_bytes: int) -> None:
        self._source, self._room, self._kept, self._lock = source, most_bytes, dict[int, Rows](), Lock()

    @property
    def expected(self) -> int:
        """Contacts of a day."""
        return self._source.expected

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        """The contacts of a day, in ``buffers``; as :meth:`DrawnSource.draw`."""
        kept = self._kept.get(replication)
        if kept is not None:
            buffers.reserve_rows(kept.size)
            buffers.rows[: kept.size] = kept
            return buffers.rows[: kept.size]
        rows = self._source.draw(replication, buffers)
        with self._lock:
            if rows.nbytes <= self._room and replication not in self._kept:
                self._room -= rows.nbytes
                self._kept[replication] = rows.copy()
        return rows


class Evaluator:
    """Simulates candidates of a tuning on days of its own.

    Parameters
    ----------
    tuning
        What is to be found out.
    first
        Number of the first day.
    threads
        None: as many as there are cores; no figure depends on it.
    """

    def __init__(self, tuning: Tuning, *, first: int = 0, threads: int | None = None) -> None:
        self.tuning, self.first, self.threads = tuning, first, threads
        self.days_done = 0
        self._times = [_times(stage) for stage in self.stages]
        room = MOST_BYTES // len(self.stages)
        self._sources = [KeptSource(drawn_source(stage.base.world, tuning.seed), room) for stage in self.stages]

    @property
    def suite(self) -> Suite:
        return self.tuning.suite

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Scenarios and gates."""
        return self.suite.stages

    def candidate(self, policy: Policy) -> Candidate:
        """A candidate that has not been simulated yet."""
        scenarios = tuple(under(stage.base, policy) for stage in self.stages)
        unbounded = sum(
            bound_outcome(gate, scenario.world).word is not Word.PASS
            for stage, scenario in zip(self.stages, scenarios, strict=True)
            for gate in stage.gates
            if gate.quantity is Quantity.BOUND
        )
        return Candidate(policy, scenarios, unbounded, [[] for _ in scenarios])

    def simulate(self, candidate: Candidate, first: int, end: int) -> None:
        """Add the days from ``first`` up to ``end``, counted from those of this evaluator; all of them or none."""
        plan = Plan(end - first, self.tuning.seed, threads=self.threads, first=self.first + first)
        found = []
        for number, scenario in enumerate(candidate.scenarios):
            terms = self.tuning.objective[number]
            goals = scenario.goals if any(term.goals for term in terms) else ()
            days, measures = simulate_measured(
                scenario, self._times[number], plan, goals=goals, source=self._sources[number]
            )
            sums = tuple(sums_of(term, scenario, days, measures) for term in terms)
            found.append(Block(days, sums))
        for blocks, block in zip(candidate.blocks, found, strict=True):
            blocks.append(block)
        self.days_done += (end - first) * len(found)

    def standing(self, candidate: Candidate, base: Candidate, looks: int) -> Standing:
        """How good a candidate is beside the base, by the days up to a look that both have been simulated for."""
        beyond = float(candidate.unbounded)
        for number, stage in enumerate(self.stages):
            old, new = (side.days(number, looks) for side in (base, candidate))
            worlds = (base.scenarios[number].world, candidate.scenarios[number].world)
            for gate in stage.gates:
                if gate.quantity is not Quantity.BOUND:
                    beyond += _beyond(gate, (old, new), worlds, self.suite.replications)
        return Standing(beyond, value_of(candidate.terms(self.tuning.objective, looks)))


def under(scenario: Scenario, policy: Policy) -> Scenario:
    """A scenario under a policy that differs in nothing the scenario is made of: names, matches, channels."""
    return replace(scenario, policy=policy, world=replace(scenario.world, policy=policy))


def _times(stage: Stage) -> list[float]:
    return [gate.within_s for gate in stage.gates if gate.within_s is not None]


def _beyond(gate: Gate, days: tuple[Days, Days], worlds: tuple[World, World], budget: int) -> float:
    """By how much a gate is not kept with room, 0 if it is."""
    ratios: list[Ratio] = [
        side.ratio(gate, gate.chosen.members(world)) for side, world in zip(days, worlds, strict=True)
    ]
    figure, error = contrast_error(ratios, (-1.0, 1.0)) if gate.paired else ratio_error(*ratios[1])
    if np.isnan(figure):
        return 0.0
    simulated = len(days[1].offered)
    room: float = ROOM * float(np.nan_to_num(error)) * math.sqrt(simulated / max(budget, simulated))
    missing = max(0.0, room - gate.better * (float(figure) - gate.limit))
    return missing if gate.quantity.is_share else missing / max(abs(gate.limit), 1.0)
