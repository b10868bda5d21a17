"""Figures of a day that is under way as people read them."""

from __future__ import annotations

from routing.model import SECOND
from simulation.planning.today.answer import Answer
from simulation.report.numbers import clock, decimal, percent


def share(value: float | None) -> str:
    """A share, or nothing."""
    return "–" if value is None else percent(value)


def number(value: float | None, digits: int = 0) -> str:
    """A number, or nothing."""
    return "–" if value is None else decimal(value, digits)


def time_of(answer: Answer, seconds: float | None) -> str:
    """The time of day so many seconds from now."""
    if seconds is None:
        return "–"
    question = answer.question
    return clock(question.scenario.open_at_s + question.now_us // SECOND + round(seconds))
