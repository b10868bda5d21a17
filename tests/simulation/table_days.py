"""Simulated days of a published table's model, counted from the facts by the table's own definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import Facts, Outcome
from simulation.core.world import Repeats, one_day
from simulation.experiment import Plan, measure_replications
from simulation.measuring.assemble import clock_label
from simulation.measuring.engine_measure import BUSY, SIGNED_ON
from simulation.measuring.measures import Measures
from simulation.measuring.statistics import ratio_error
from simulation.scenario import Scenario, load_scenario
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
    """What a day, or a batch, of a table's model comes to, a sum for each, by figure and by whom it is about."""

    table: Table
    scenario: Scenario
    above: dict[tuple[str, str], list[NDArray[Any]]]
    below: dict[tuple[str, str], list[NDArray[Any]]]

    @property
    def unit_us(self) -> int:
        """Length of a day, or of a batch of the long run."""
        return one_day(self.scenario.world).close_us

    def add(self, _: int, contacts: NDArray[Any], facts: Facts) -> None:
        """Count a run; called for one at a time, in any order."""
        outcome = facts.records["outcome"]
        assert set(np.unique(outcome)) <= {Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BALKED}
        repeats = self.scenario.world.repeats or Repeats(0, 1)
        unit = contacts["arrival"] // self.unit_us - repeats.warm_up
        wait = facts.records["left"] - contacts["arrival"]
        answered, balked = outcome == Outcome.ANSWERED, outcome == Outcome.BALKED

        def per_unit(mask: NDArray[np.bool_], amount: NDArray[Any] | None = None) -> NDArray[Any]:
            counted = mask & (unit >= 0)
            weights = None if amount is None else amount[counted].astype(np.float64)
            return np.bincount(unit[counted], weights, minlength=repeats.batches).astype(np.float64)

        for who, mask in self._whom(contacts):
            soon = wait <= round(self.table.within_s.get(who, self.table.within_s[ALL]) * SECOND_US)
            here, served = per_unit(mask), per_unit(mask & answered)
            gone_soon = per_unit(mask & ~answered & soon)
            self._put("service level", who, per_unit(mask & answered & soon), here - gone_soon)
            self._put("abandoned", who, here - served, here)
            self._put("speed of answer", who, per_unit(mask & answered, wait) / SECOND_US, served)
            self._put("waiting time", who, per_unit(mask, wait) / SECOND_US, here)
            self._put("delayed", who, per_unit(mask & ((wait > 0) | balked)), here)
            hours = 1.0 if self.scenario.world.repeats is None else self.unit_us / SECOND_US / 3600
            self._put("arrivals", who, here, np.full(len(here), hours))
            if who in self.table.rows.get("queue size", {}):
                everybody = np.ones(len(contacts), bool)
                waited = per_unit(everybody, self._in_queue(mask, contacts, facts))
                self._put("queue size", who, waited, np.full(len(here), float(self.unit_us)))

    def _put(self, name: str, who: str, above: NDArray[Any], below: NDArray[Any]) -> None:
        self.above.setdefault((name, who), []).append(above)
        self.below.setdefault((name, who), []).append(below)

    def _whom(self, contacts: NDArray[Any]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """All contacts, those of each type, and those of each interval if the table has it."""
        world = self.scenario.world
        yield ALL, np.ones(len(contacts), bool)
        for number, name in enumerate(world.policy.problems):
            yield name, world.classes["problem"][contacts["cls"]] == number
        interval = contacts["arrival"] // world.interval_us
        for number in range(self.scenario.n_intervals):
            name = clock_label(self.scenario.open_at_s + round(number * world.interval_us / SECOND_US))
            if name in self.table.rows["service level"]:
                yield name, interval == number

    def _in_queue(self, mask: NDArray[np.bool_], contacts: NDArray[Any], facts: Facts) -> NDArray[Any]:
        """How long each contact waits until the close, in the queue of those in ``mask``.

        In op-twoQueues the library has two queues, one for each group; from 30 s on a call stands in both.
        """
        end = np.minimum(facts.records["left"], self.scenario.world.close_us)
        waits = np.maximum(end - contacts["arrival"], 0)
        late = np.maximum(waits - HELP_AFTER_US, 0) if self.table.scenario == "two_queues" else 0
        return np.where(mask, waits, late)

    def figure(self, name: str, who: str) -> Figure:
        value, error = ratio_error(np.concatenate(self.above[name, who]), np.concatenate(self.below[name, who]))
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
