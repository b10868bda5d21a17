"""How many agents more would do what a training does."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import InputError
from simulation.measuring.results import Figure
from simulation.planning.training.evaluate import Evaluator, Stages
from simulation.planning.training.training import Plan, Setting
from simulation.planning.tuning.objective import difference, value_of

MOST_TIMES = 4
"""Hires are looked for up to so many times the agents who are sent."""


@dataclass(frozen=True, slots=True)
class Hires:
    """Agents more in the one group where they gain most.

    Parameters
    ----------
    group
        Which one.
    agents
        The fewest that reach what the training does; else as many as were tried.
    enough
        Whether they do.
    cost
        Of so many; None: what one costs is not said.
    value
        The objective with them.
    beyond
        That less the training's, paired.
    """

    group: str
    agents: int
    enough: bool
    cost: float | None
    value: float
    beyond: Figure


def hires(
    searching: Evaluator, looks: tuple[int, ...], checking: Evaluator, days: tuple[int, ...], plan: Plan
) -> Hires | None:
    """Find the group and the fewest agents on the days of the search, and try them on those of the check.

    Parameters
    ----------
    searching, looks
        Whose days choose.
    checking, days
        Whose days the figures are of.
    plan
        What is trained.

    Returns
    -------
    Hires or None
        None where no group can have more agents.
    """
    training = checking.training
    sent = sum(number for _, number in training.each_sent(plan))
    group = _best_group(searching, looks[:1], max(1, sum(plan)))
    if group is None:
        return None
    wanted = searching.value(plan, looks)
    most = MOST_TIMES * max(sent, 1)
    low, high = 0, 1
    while high < most and _value(searching, group, high, looks) < wanted:
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _value(searching, group, middle, looks) >= wanted else (middle, high)
    enough = _value(searching, group, high, looks) >= wanted
    trained, stages = checking.stages(Setting(plan), days), _stages(checking, group, high, days)
    cost = None if training.hire_cost is None else high * training.hire_cost
    return Hires(group, high, enough, cost, value_of(stages), difference(trained, stages))


def _best_group(evaluator: Evaluator, looks: tuple[int, ...], agents: int) -> str | None:
    """The group in which so many agents more gain most; one that cannot have more is left out."""
    found: list[tuple[float, str]] = []
    for group in evaluator.training.staff:
        try:
            found.append((-_value(evaluator, group, agents, looks), group))
        except InputError:
            continue
    return min(found)[1] if found else None


def _stages(evaluator: Evaluator, group: str, agents: int, looks: tuple[int, ...]) -> Stages:
    return evaluator.stages(Setting(evaluator.training.nobody, hired=(group, agents)), looks)


def _value(evaluator: Evaluator, group: str, agents: int, looks: tuple[int, ...]) -> float:
    return value_of(_stages(evaluator, group, agents, looks))
