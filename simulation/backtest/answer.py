"""What a back-test found."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.backtest.choice import Choice
from simulation.backtest.forecast import DayForecast
from simulation.backtest.scores import MeasureScore
from simulation.backtest.usable_days import LeftOut
from simulation.experiment import Plan


@dataclass(frozen=True, slots=True)
class Answer:
    """What a back-test found.

    Parameters
    ----------
    name, choice, plan
        What was done.
    target_s, open_at_s, interval_s
        The answer target; the second of the day of the opening; the length of an interval.
    usable
        How many days could be used.
    left_out
        The others.
    spread
        Standard deviation of the logarithm of the level of work between days, beyond chance.
    noise
        What chance alone makes of it, root mean square.
    days
        Each day that was foretold.
    scores
        One for each measure.
    """

    name: str
    choice: Choice
    plan: Plan
    target_s: float
    open_at_s: int
    interval_s: float
    usable: int
    left_out: tuple[LeftOut, ...]
    spread: float
    noise: float
    days: tuple[DayForecast, ...]
    scores: tuple[MeasureScore, ...]
