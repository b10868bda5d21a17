"""The time of the training: who is away when, what their desks do without them, and when that is made up for."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import InputError
from simulation.measuring.results import Figure
from simulation.planning.training.evaluate import Evaluator
from simulation.planning.training.training import Plan, Setting, Training
from simulation.planning.tuning.objective import contrast


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of working days with the same agents away.

    Parameters
    ----------
    days
        How many.
    away
        For each group with courses, how many.
    """

    days: float
    away: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """What the training itself costs in service.

    Parameters
    ----------
    days
        Working days from the first course to the end of the last.
    loss
        The objective meanwhile less that with all at work, the mean over these days, paired; None where it cannot be
        simulated, as somebody could not be served at all.
    made_up_after
        So many working days after the training its gain has made up for the loss; None: it does not gain.
    """

    days: float
    loss: Figure | None
    made_up_after: float | None


def phases(training: Training, plan: Plan) -> list[Phase]:
    """Who is away in which working days, where all courses begin on the first one.

    Those who are back count as trained only when all are: what the first waves bring meanwhile is not counted.
    """
    waves = [(course.entry.group, course.waves(sent)) for course, sent in training.each_sent(plan)]
    ends = sorted({round(end, 9) for _, each in waves for end in _ends(each)})
    found: list[Phase] = []
    start = 0.0
    for end in ends:
        middle = (start + end) / 2
        away = dict.fromkeys(training.groups, 0)
        for group, each in waves:
            away[group] += _away_at(each, middle)
        found.append(Phase(end - start, tuple(away.values())))
        start = end
    return found


def _ends(waves: list[tuple[float, int]]) -> list[float]:
    return [sum(days for days, _ in waves[: number + 1]) for number in range(len(waves))]


def _away_at(waves: list[tuple[float, int]], time: float) -> int:
    for (_, away), end in zip(waves, _ends(waves), strict=True):
        if time < end:
            return away
    return 0


def absence(evaluator: Evaluator, plan: Plan, gain: Figure, days: tuple[int, ...]) -> Absence | None:
    """What a plan's time of training costs in service.

    Parameters
    ----------
    evaluator, days
        Of the check.
    plan, gain
        What is trained, and what that gains afterwards.

    Returns
    -------
    Absence or None
        None where no course takes time.
    """
    training = evaluator.training
    times: dict[tuple[int, ...], float] = {}
    for phase in phases(training, plan):
        times[phase.away] = times.get(phase.away, 0.0) + phase.days
    total = sum(times.values())
    if not total:
        return None
    try:
        weighted = [
            (length / total, evaluator.stages(Setting(training.nobody, away), days)) for away, length in times.items()
        ]
    except InputError:
        return Absence(total, None, None)
    loss = contrast([*weighted, (-1.0, evaluator.stages(Setting(training.nobody), days))])
    assert loss.mean is not None
    gained = gain.mean or 0.0
    return Absence(total, loss, max(-loss.mean * total, 0.0) / gained if gained > 0 else None)
