"""How long agents work on a contact, from other days: a law for each problem and hour, and how fast each agent is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument
from routing.words.messages import text
from simulation.backtest.history import History, Told
from simulation.core.world import World
from simulation.replay.imputation import LEAST_WORK
from simulation.replay.recorded_day import UNKNOWN
from simulation.replay.survival import Law, as_seen

LEAST_HOUR = 200
"""A problem has a law of its own in an hour of the day in which the work of so many contacts is known."""
SHRINK = 5.0
"""An agent's speed is judged as if he had also handled so many contacts at the usual speed."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WorkFit:
    """Work as other days show it.

    Parameters
    ----------
    laws
        What to draw from.
    law
        Number of the law, shape (problems, hours).
    mean
        Of each law in microseconds, at the same places.
    pace
        Each agent's time / the usual one for the same contacts, shape (agents of the history + 1,); the last, who is
        nobody, has 1.
    """

    laws: tuple[Law, ...]
    law: NDArray[np.int64]
    mean: Values
    pace: Values

    def expected(self, told: Told) -> Values:
        """The mean work of each contact with the agent who had it, in microseconds."""
        found: Values = self.mean[told.problem, told.hour] * self.pace[told.agent]
        return found

    def paced(self, world: World, agents: tuple[str, ...]) -> NDArray[np.int32]:
        """The agents' pace in a world, per mille, shape (agents, classes)."""
        places = {name: place for place, name in enumerate(agents)}
        own = self.pace[[places.get(agent.id, UNKNOWN) for agent in world.agents]]
        return np.maximum(np.rint(world.pace * own[:, None]), 1).astype(np.int32)


def fit_work(history: History, chosen: NDArray[np.bool_], problems: int, hours: int) -> WorkFit:
    """Fit work to the days chosen.

    Parameters
    ----------
    history
        All days.
    chosen
        Shape (days,).
    problems, hours
        How many there are.

    Raises
    ------
    BadDocument
        When none of these days has recorded work.
    """
    told = history.told
    told = told.where(chosen[told.day] & (told.work >= 0))
    if not len(told.work):
        rule = text("no contact of the other days has a recorded time in service to go by")
        raise BadDocument(rule, file=history.days[0].file)
    laws, law = [as_seen(told.work)], np.zeros((problems, hours), np.int64)
    means = [float(told.work.mean())]
    for problem in np.unique(told.problem).tolist():
        own = told.where(told.problem == problem)
        if len(own.work) >= LEAST_WORK:
            law[problem] = len(laws)
            laws.append(as_seen(own.work))
            means.append(float(own.work.mean()))
        for hour, count in enumerate(np.bincount(own.hour, minlength=hours).tolist()):
            if count >= LEAST_HOUR:
                work = own.work[own.hour == hour]
                law[problem, hour] = len(laws)
                laws.append(as_seen(work))
                means.append(float(work.mean()))
    mean = np.array(means)[law]
    return WorkFit(tuple(laws), law, mean, _pace(told, mean, len(history.agents)))


def _pace(told: Told, mean: Values, agents: int) -> Values:
    taken = np.bincount(told.agent + 1, told.work, agents + 1)
    usual = np.bincount(told.agent + 1, mean[told.problem, told.hour], agents + 1)
    extra = SHRINK * float(told.work.mean())
    pace: Values = (taken + extra) / (usual + extra)
    return np.append(pace[1:], 1.0)


@dataclass(frozen=True, slots=True)
class Level:
    """A day's work / what other days made expect of the same contacts and agents.

    Parameters
    ----------
    log
        Its logarithm; 0 where no work is recorded.
    noise
        Its standard error, if contacts are independent: what there is without any difference between days.
    """

    log: float
    noise: float


def level_of(history: History, day: int, fit: WorkFit) -> Level:
    """The level of a day, by a fit to others."""
    told = history.told.where((history.told.day == day) & (history.told.work > 0))
    if not len(told.work):
        return Level(0.0, 0.0)
    total = float(told.work.sum())
    noise = float(told.work.std() / told.work.mean()) / len(told.work) ** 0.5
    return Level(float(np.log(total / fit.expected(told).sum())), noise)


def spread_of(levels: list[Level]) -> float:
    """Standard deviation of the level between days, their noise taken off; 0 for a single day."""
    if len(levels) < 2:
        return 0.0
    logs, noise = np.array([one.log for one in levels]), np.array([one.noise for one in levels])
    return float(np.sqrt(max(0.0, float(logs.var(ddof=1) - (noise**2).mean()))))
