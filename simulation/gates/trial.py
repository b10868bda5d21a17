"""Carries out a suite: the same customers under both policies, more days of them until every gate is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from routing.model import SECOND
from routing.policies.policy_diff import diff_policies
from routing.policy import Policy
from simulation.core.world import World
from simulation.experiment import Plan
from simulation.gates.bound import bound_outcome
from simulation.gates.days import Days, Ratio, joined, simulate_days
from simulation.gates.decide import (
    Ends,
    Levels,
    Word,
    ends_of_days,
    ends_of_difference,
    ends_of_mean,
    ends_of_ratio,
    levels_of_looks,
    word_of,
)
from simulation.gates.gate import Gate, Quantity, names_on
from simulation.gates.outcome import GateOutcome, StageOutcome, SuiteOutcome
from simulation.gates.parts import part_rows
from simulation.gates.suite import Stage, Suite
from simulation.measuring.results import Figure
from simulation.measuring.terms import ServiceLevelOf

BLOCK = 200
"""So many days are simulated at once: what is measured of each takes some 100 KB until it is added up."""


def run_suite(
    suite: Suite, *, threads: int | None = None, progress: Callable[[int], None] = lambda _: None
) -> SuiteOutcome:
    """Simulate a suite and judge its gates.

    Parameters
    ----------
    suite
        What to find out.
    threads
        None: as many as there are cores; no figure depends on it.
    progress
        Called with the number of days done, of both policies together: ``most_days`` in the end, as those that were not
        needed count too.
    """
    looks = levels_of_looks(suite.replications, max(simulated_gates(suite), 1), suite.false_fail, suite.false_pass)
    stages = tuple(_Trial(stage, suite, threads, progress).run(looks) for stage in suite.stages)
    return SuiteOutcome(
        suite=suite,
        looks=tuple(days for days, _ in looks),
        stages=stages,
        changes=changes_in_words(suite.base, suite.new),
    )


def simulated_gates(suite: Suite) -> int:
    """How many gates share the error: those that are not read from the policy alone."""
    return sum(gate.quantity is not Quantity.BOUND for stage in suite.stages for gate in stage.gates)


def most_days(suite: Suite) -> int:
    """How many days are simulated at most, of both policies together."""
    return 2 * suite.replications * len(suite.stages)


def changes_in_words(base: Policy, new: Policy) -> tuple[str, ...]:
    """How two policies differ, a sentence each."""
    return tuple(change.sentence() for change in diff_policies(base, new))


class _Trial:
    """The days of one scenario so far, and what they say about its gates."""

    def __init__(self, stage: Stage, suite: Suite, threads: int | None, progress: Callable[[int], None]) -> None:
        self.stage, self.suite, self.threads, self.progress = stage, suite, threads, progress
        self._times = [gate.within_s for gate in stage.gates if gate.within_s is not None]
        self._parts: tuple[list[Days], list[Days]] = ([], [])

    def run(self, looks: Sequence[tuple[int, Levels]]) -> StageOutcome:
        """Look until every gate is decided, or the budget is spent."""
        gates, done = self.stage.gates, 0
        found = {gate: bound_outcome(gate, self.stage.new.world) for gate in gates if gate.quantity is Quantity.BOUND}
        for days, levels in looks:
            sides = self._until(days, done)
            done = days
            for gate in gates:
                if gate not in found or found[gate].word is Word.UNDECIDED:
                    found[gate] = self._judge(gate, sides, levels, days)
            if all(outcome.word is not Word.UNDECIDED for outcome in found.values()):
                break
        self.progress(2 * (looks[-1][0] - done))
        scenario = self.stage.new
        return StageOutcome(
            name=self.stage.name,
            scenario=scenario.name,
            about=scenario.about,
            target_s=scenario.target_us / SECOND,
            days=done,
            contacts=int(sides[1].offered.sum()),
            gates=tuple(found[gate] for gate in gates),
            parts=part_rows(self.stage.base.world, self.stage.new.world, sides),
        )

    def _until(self, days: int, done: int) -> tuple[Days, Days]:
        """All days up to a number, of which so many are done, under both policies."""
        for first in range(done, days, BLOCK):
            plan = Plan(min(BLOCK, days - first), self.suite.seed, threads=self.threads, first=self.suite.first + first)
            for parts, scenario in zip(self._parts, (self.stage.base, self.stage.new), strict=True):
                parts.append(simulate_days(scenario, self._times, plan, self.progress))
        for parts in self._parts:
            parts[:] = [joined(parts)]
        return self._parts[0][0], self._parts[1][0]

    def _judge(self, gate: Gate, sides: tuple[Days, Days], levels: Levels, days: int) -> GateOutcome:
        worlds = (self.stage.base.world, self.stage.new.world)
        base, new = (
            side.ratio(gate, gate.chosen.members(world)) if _has(gate, world) else None
            for side, world in zip(sides, worlds, strict=True)
        )
        assert new is not None  # a gate is about contacts that the new policy has
        ends = self._ends(gate, base, new, levels)
        return GateOutcome(
            gate=gate,
            word=word_of(ends, gate.limit, gate.better),
            figure=figure_of(ends),
            base=None if base is None else value_of(base),
            new=value_of(new),
            days=days,
        )

    def _ends(self, gate: Gate, base: Ratio | None, new: Ratio, levels: Levels) -> Ends:
        """The interval of a gate at a look, with the ends that its two errors leave."""
        exact = gate.quantity is Quantity.STARVED_DAYS
        errors = (levels.passing_exact, levels.failing_exact) if exact else (levels.passing, levels.failing)
        below, above = errors if gate.better > 0 else errors[::-1]
        by_expected = self.stage.new.asked.terms.service_level_of is ServiceLevelOf.EXPECTED
        is_share = gate.quantity.is_share and not (gate.quantity is Quantity.SERVICE_LEVEL and by_expected)
        if exact:
            return ends_of_days(new[0], below, above)
        if gate.quantity is Quantity.LONGEST:
            return ends_of_mean(new[0], below, above)
        if gate.paired:
            assert base is not None
            return ends_of_difference(base, new, below, above, is_share=is_share)
        return ends_of_ratio(new, below, above, is_share=is_share)


def _has(gate: Gate, world: World) -> bool:
    """Whether a policy has the names of a gate; a queue may be new."""
    known = all(set(names) <= set(names_on(world.policy, axis)) for axis, names in gate.chosen.named())
    return known and bool(gate.chosen.members(world).any())


def value_of(ratio: Ratio) -> float | None:
    """The ratio of the sums of all days; None where there is nothing to divide by."""
    above, below = (float(part.sum()) for part in ratio)
    return above / below if below else None


def figure_of(ends: Ends) -> Figure:
    """One quantity as a figure."""
    return Figure(*(None if np.isnan(end) else float(end) for end in (ends.value, ends.low, ends.high)))
