"""Days played by each engine, with times in seconds, for tests that reckon by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from routing.router import Router
from simulation.core.handling import OUTAGE
from simulation.core.records import Outcome
from simulation.core.world import World
from simulation.engines.compiled import simulate_compiled
from simulation.engines.reference import simulate_reference
from tests.naive import NaiveRouter
from tests.worlds import contact_table, in_seconds, us

ENGINES = ("naive", "simpy", "compiled")
"""The SimPy engine with the naive router and with the real one, and the compiled engine."""


class Played(NamedTuple):
    """A day's facts with times in seconds."""

    records: list[tuple[float, ...]]
    states: list[tuple[float, ...]]
    queue_area: float
    spells: list[tuple[float, ...]]
    """(start, end, contact, agent, kind)."""
    promises: list[tuple[float, ...]]
    """(asked, due, until, answered, contact, attempts, result)."""
    origins: list[tuple[float, ...]]
    """(parent, cause, number)."""
    matters: list[tuple[float, ...]]
    """(transfers, solved)."""
    arrivals: list[float]
    passed: list[tuple[float, ...]]
    """(time, contact, before, to, reason)."""

    def spans(self) -> list[tuple[float, ...]]:
        """(answered, talk end, done, agent) of each contact."""
        return [(record[0], record[2], record[3], record[4]) for record in self.records]

    def ends(self) -> list[tuple[float, Outcome]]:
        """(left, outcome) of each contact."""
        return [(record[1], Outcome(int(record[7]))) for record in self.records]


Play = Callable[..., Played]
Lost = tuple[float, float, int]
"""When an agent vanishes, for how long, and who."""


def played_by(engine: str, world: World, *rows: tuple[int, ...], lost: Sequence[Lost] = ()) -> Played:
    """Let contacts come to a world, and agents vanish: (when, for how long, who)."""
    contacts = contact_table(*rows)
    outages = np.array([(us(time), us(length), agent) for time, length, agent in lost], OUTAGE)
    if engine == "compiled":
        facts = simulate_compiled(world, contacts, outages)
    else:
        facts = simulate_reference(world, contacts, NaiveRouter if engine == "naive" else Router, outages)
    return Played(
        in_seconds(facts.records),
        in_seconds(facts.states),
        facts.queue_area_us / us(1),
        in_seconds(facts.spells),
        in_seconds(facts.promises),
        in_seconds(facts.origins[["parent", "cause", "number"]]),
        in_seconds(facts.origins[["transfers", "solved"]]),
        (facts.contacts["arrival"] / us(1)).tolist(),
        in_seconds(facts.passed),
    )
