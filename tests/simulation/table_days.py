"""Simulated days of a published table's model, counted from the facts by the table's own definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.assemble import clock_label
from simulation.engine_measure import BUSY, SIGNED_ON
from simulation.experiment import Plan, measure_replications
from simulation.measures import Measures
from simulation.records import Facts, Outcome
from simulation.scenario import Scenario, load_scenario
from simulation.statistics import ratio_error
from tests.simulation.published_tables import ALL, Table
from tests.simulation.theory_worlds import SECOND_US, Claim, Figure

HELP_AFTER_US = 30_000_000
"""In op-twoQueues the other group may take a call from then on."""

HERE = Path(__file__).parent / "tables"


def scenario_of(table: Table, *overrides: str) -> Scenario:
    """The table's scenario."""
    return load_scenario(HERE / f"{table.scenario}.yaml", overrides=(*table.overrides, *overrides))


@dataclass
class Counts:
    """What a day of a table's model comes to, one sum per day, by figure and by whom it is about."""

    table: Table
    scenario: Scenario
    above: dict[tuple[str, str], list[float]]
    below: dict[tuple[str, str], list[float]]

    def add(self, _: int, contacts: NDArray[Any], facts: Facts) -> None:
        """Count a day; called for one at a time, in any order."""
        outcome = facts.records["outcome"]
        assert set(np.unique(outcome)) <= {Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BALKED}
        wait = facts.records["left"] - contacts["arrival"]
        answered, balked = outcome == Outcome.ANSWERED, outcome == Outcome.BALKED
        masks = dict(self._whom(contacts))
        for who, mask in masks.items():
            soon = wait <= round(self.table.within_s.get(who, self.table.within_s[ALL]) * SECOND_US)
            here, served = mask.sum(), mask & answered
            self._put("service level", who, (served & soon).sum(), here - (mask & ~answered & soon).sum())
            self._put("abandoned", who, here - served.sum(), here)
            self._put("speed of answer", who, wait[served].sum() / SECOND_US, served.sum())
            self._put("waiting time", who, wait[mask].sum() / SECOND_US, here)
            self._put("delayed", who, (mask & ((wait > 0) | balked)).sum(), here)
            self._put("arrivals", who, here, 1)
            if who in self.table.rows.get("queue size", {}):
                waited = self._in_queue(mask, contacts, facts)
                self._put("queue size", who, waited, self.scenario.world.close_us)

    def _put(self, name: str, who: str, above: float, below: float) -> None:
        self.above.setdefault((name, who), []).append(float(above))
        self.below.setdefault((name, who), []).append(float(below))

    def _whom(self, contacts: NDArray[Any]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """All contacts, those of each type, and those of each interval if the table has it."""
        world = self.scenario.world
        yield ALL, np.ones(len(contacts), bool)
        for number, name in enumerate(world.policy.problems):
            yield name, world.classes["problem"][contacts["cls"]] == number
        interval = contacts["arrival"] // world.interval_us
        for number in range(world.n_intervals):
            name = clock_label(self.scenario.open_at_s + round(number * world.interval_us / SECOND_US))
            if name in self.table.rows["service level"]:
                yield name, interval == number

    def _in_queue(self, mask: NDArray[np.bool_], contacts: NDArray[Any], facts: Facts) -> float:
        """Time waited until the close.

        In op-twoQueues the library has two queues, one for each group; from 30 s on a call stands in both.
        """
        end = np.minimum(facts.records["left"], self.scenario.world.close_us)
        total = np.maximum(end - contacts["arrival"], 0)[mask].sum()
        if self.table.scenario == "two_queues":
            total += np.maximum(end - contacts["arrival"] - HELP_AFTER_US, 0)[~mask].sum()
        return float(total)

    def figure(self, name: str, who: str) -> Figure:
        value, error = ratio_error(np.array(self.above[name, who]), np.array(self.below[name, who]))
        return Figure(float(value), float(error))


def occupancy(measures: Measures, who: str) -> Figure:
    """Time busy / time signed on, until the close."""
    names = measures.world.group_names
    groups = list(range(len(names))) if who == ALL else [names.index(who)]
    sums = measures.groups[:, :-1, groups].sum(axis=(1, 2)).astype(np.float64)
    value, error = ratio_error(sums[:, BUSY], sums[:, SIGNED_ON])
    return Figure(float(value), float(error))


def claims(table: Table, *overrides: str, days: int | None = None) -> list[Claim]:
    """Our figure beside each printed one."""
    scenario = scenario_of(table, *overrides)
    counts = Counts(table, scenario, {}, {})
    measures = measure_replications(scenario, Plan(replications=days or table.ours), keep=counts.add)
    found = []
    for name, row in table.rows.items():
        for who, text in row.items():
            printed, deviation = (*text.split(), None)[:2]
            ours = occupancy(measures, who) if name == "occupancy" else counts.figure(name, who)
            factor = unit_of(name, table)
            their_error = None if deviation is None else float(deviation) / table.days**0.5
            claim = Claim(f"{name}, {who}", ours * factor, str(printed), their_error)
            if deviation is None:  # a simulated figure without its error has about ours, for as many days
                claim = replace(claim, their_error=claim.ours.error * (len(measures.cells) / table.days) ** 0.5)
            found.append(claim)
    return found


def unit_of(name: str, table: Table) -> float:
    """Times are printed in the table's unit, shares in percent."""
    if name in ("speed of answer", "waiting time"):
        return 1 / table.unit_s
    return 1.0 if name in ("arrivals", "queue size") else 100.0
