"""A table of stations: one value or one row per interval, forward, for the fewest agents or for the greatest load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulation.theory.checks import UnstableQueueError
from simulation.theory.erlang import Station, erlang_a
from simulation.theory.staffing import Targets, fewest_agents, greatest_rate, with_shrinkage


class Model(StrEnum):
    B = "b"
    """Who finds all agents busy is lost."""
    C = "c"
    """Nobody hangs up."""
    A = "a"
    """Patience is exponential."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one interval asks.

    Parameters
    ----------
    label
        Of the interval; empty where there is only one.
    rate_per_s, mean_work_s, mean_patience_s
        As in :func:`simulation.theory.erlang.erlang_a`; infinite patience in Erlang B and C.
    agents
        Those planned for the interval; None: not stated.
    """

    label: str
    rate_per_s: float
    mean_work_s: float
    mean_patience_s: float
    agents: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the answer.

    Parameters
    ----------
    label, rate_per_s, mean_work_s, mean_patience_s
        As in :class:`Demand`.
    agents
        At work; 0 only where nobody calls.
    needed
        The fewest that reach the targets; None without targets.
    roster
        ``agents`` with those who are away; None without a shrinkage.
    station
        The figures; None where nobody is there or the queue would grow for ever.
    """

    label: str
    rate_per_s: float
    mean_work_s: float
    mean_patience_s: float
    agents: int
    needed: int | None
    roster: int | None
    station: Station | None

    @property
    def load(self) -> float:
        """Offered load in erlangs."""
        return self.rate_per_s * self.mean_work_s


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every interval.

    Parameters
    ----------
    model
        Which formula.
    max_waiting
        Places in the waiting room; None: no limit; not used by Erlang B.
    targets
        What must be reached; None: nothing.
    shrinkage
        Share of the roster that is away, in [0, 1); None: the roster is not asked for.
    """

    model: Model
    max_waiting: int | None = None
    targets: Targets | None = None
    shrinkage: float | None = None

    @property
    def places(self) -> int | None:
        """Places in the waiting room of the model."""
        return 0 if self.model is Model.B else self.max_waiting


def forward(question: Question, demand: Demand, agents: int) -> Row:
    """The figures with so many ``agents``, 0 or more."""
    try:
        station = _station(question, demand, agents) if agents > 0 else None
    except UnstableQueueError:
        station = None
    return _row(question, demand, agents, station)


def fewest(question: Question, demand: Demand) -> Row:
    """The fewest agents that reach the targets, with their figures."""
    assert question.targets is not None
    agents = fewest_agents(
        demand.rate_per_s,
        demand.mean_work_s,
        demand.mean_patience_s,
        question.targets,
        max_waiting=question.places,
    )
    return _row(question, demand, agents, _station(question, demand, agents) if agents > 0 else None, needed=agents)


def greatest(question: Question, demand: Demand, agents: int) -> Row:
    """The greatest load with which ``agents`` reach the targets; the rate of ``demand`` is not used."""
    assert question.targets is not None
    work, patience = demand.mean_work_s, demand.mean_patience_s
    rate = greatest_rate(work, patience, agents, question.targets, max_waiting=question.places)
    most = Demand(demand.label, rate, work, patience, agents)
    return _row(question, most, agents, _station(question, most, agents), needed=agents)


def answer(question: Question, demands: Sequence[Demand], agents: Sequence[int]) -> list[Row]:
    """All rows: each demand with its own agents, else with each of ``agents``, else with the fewest for the targets.

    Raises
    ------
    UnstableQueueError
        If no row has figures because every queue would grow for ever.
    """
    rows = []
    for demand in demands:
        chosen = agents if demand.agents is None else (demand.agents,)
        rows += [forward(question, demand, number) for number in chosen] if chosen else [fewest(question, demand)]
    if rows and all(row.station is None and row.agents > 0 for row in rows):
        _station(question, demands[0], rows[0].agents)  # says why
    return rows


def _station(question: Question, demand: Demand, agents: int) -> Station:
    return erlang_a(demand.rate_per_s, demand.mean_work_s, demand.mean_patience_s, agents, question.places)


def _row(question: Question, demand: Demand, agents: int, station: Station | None, needed: int | None = None) -> Row:
    if needed is None and question.targets is not None:
        rate, work, patience = demand.rate_per_s, demand.mean_work_s, demand.mean_patience_s
        needed = fewest_agents(rate, work, patience, question.targets, max_waiting=question.places)
    heads = agents if needed is None else needed
    return Row(
        label=demand.label,
        rate_per_s=demand.rate_per_s,
        mean_work_s=demand.mean_work_s,
        mean_patience_s=demand.mean_patience_s,
        agents=agents,
        needed=needed,
        roster=None if question.shrinkage is None else with_shrinkage(heads, question.shrinkage),
        station=station,
    )
