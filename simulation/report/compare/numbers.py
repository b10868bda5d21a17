"""Differences, gains and prices as people write them: with a sign, in percentage points or seconds."""

from __future__ import annotations

from collections.abc import Sequence

from routing.words.messages import text
from simulation.compare.comparison import Word
from simulation.compare.measure import (
    ABANDONED,
    ANSWERED_AT_LAST,
    BOT_SHARE,
    FIRST_CONTACT_RESOLUTION,
    MEAN_HANDLING,
    MEAN_WAIT,
    OCCUPANCY,
    SATISFIED,
    SERVICE_LEVEL,
    Measure,
    Quantity,
)
from simulation.measuring.results import Figure
from simulation.report.numbers import NONE, Unit, decimal, duration, percent

UNITS = {Quantity.SHARE: Unit.SHARE, Quantity.SECONDS: Unit.SECONDS}


def measure_title(measure: Measure, target_s: float) -> str:
    """What a measure is called."""
    if measure.goal is not None:
        return text("Goal {goal}", goal=measure.goal.name)
    titles = {
        SERVICE_LEVEL: text("Within {target}", target=duration(target_s)),
        ABANDONED: text("Abandoned"),
        MEAN_WAIT: text("Mean wait, s"),
        BOT_SHARE: text("Served by the bot"),
        FIRST_CONTACT_RESOLUTION: text("Solved at first contact"),
        ANSWERED_AT_LAST: text("Answered at last"),
        MEAN_HANDLING: text("Mean handling time, s"),
        SATISFIED: text("Satisfied"),
        OCCUPANCY: text("Occupancy"),
    }
    return titles[measure]


def measured(measure: Measure, target_s: float) -> str:
    """The same as it follows a figure in a sentence: ``96.8%`` answered within 30 s."""
    if measure.goal is not None:
        return text("in time by the goal {goal}", goal=measure.goal.name)
    nouns = {
        SERVICE_LEVEL: text("answered within {target}", target=duration(target_s)),
        ABANDONED: text("abandoned"),
        MEAN_WAIT: text("mean wait"),
        BOT_SHARE: text("served by the bot"),
        FIRST_CONTACT_RESOLUTION: text("solved at first contact"),
        ANSWERED_AT_LAST: text("answered at last"),
        MEAN_HANDLING: text("mean handling time"),
        SATISFIED: text("satisfied"),
        OCCUPANCY: text("occupancy"),
    }
    return nouns[measure]


def value_words(figure: Figure, quantity: Quantity) -> str:
    """A figure without its interval, for use in a sentence: ``96.8%``, ``2.6 s``."""
    if figure.mean is None:
        return NONE
    return percent(figure.mean) if quantity is Quantity.SHARE else duration(figure.mean)


def word(said: Word | None) -> str:
    """The verdict about a difference."""
    words = {
        Word.BETTER: text("better"),
        Word.WORSE: text("worse"),
        Word.SAME: text("the same"),
        Word.UNDECIDED: text("undecided"),
        None: "",
    }
    return words[said]


def points(figure: Figure, quantity: Quantity) -> Figure:
    """A difference in percentage points, or in seconds."""
    scaled = [None if value is None else value * quantity.per_point for value in (figure.mean, figure.low, figure.high)]
    return Figure(*scaled)


def difference(figure: Figure, quantity: Quantity) -> tuple[str, str]:
    """A difference and its interval, apart: ``+2.7`` and ``±0.2``."""
    scaled = points(figure, quantity)
    if scaled.mean is None:
        return NONE, NONE
    digits = _digits([scaled.mean] if scaled.low is None or scaled.high is None else [scaled.high - scaled.low])
    if scaled.low is None or scaled.high is None:
        return signed(scaled.mean, digits), NONE
    half = (scaled.high - scaled.low) / 2
    return signed(scaled.mean, digits), "±" + decimal(max(half, 10**-digits) if half > 1e-9 else 0.0, digits)


def difference_words(figure: Figure, quantity: Quantity) -> str:
    """The same for use in a sentence, its size only: ``2.7 points (2.5 to 2.9)``, ``12.4 s (9.1 to 15.7)``."""
    scaled = points(figure, quantity)
    if scaled.mean is None:
        return NONE
    mean = scaled.mean
    limits = [scaled.low, scaled.high] if mean >= 0 else [_negative(scaled.high), _negative(scaled.low)]
    known = [limit for limit in limits if limit is not None]
    digits = _digits([known[1] - known[0]] if len(known) == 2 else [mean])
    number = decimal(abs(mean), digits)
    size = text("{number} points", number=number) if quantity is Quantity.SHARE else text("{seconds} s", seconds=number)
    if len(known) < 2:
        return size
    low, high = (_minus(limit, digits) for limit in known)
    return text("{share} ({low} to {high})", share=size, low=low, high=high)


def signed(value: float, digits: int) -> str:
    """A number with its sign; 0 has none."""
    written = decimal(abs(value), digits)
    return written if float(f"{value:.{digits}f}") == 0 else ("+" if value > 0 else "−") + written


def price(figure: Figure) -> tuple[str, str]:
    """A price and the limits of its interval, apart: ``900`` and ``[840, 970]``."""
    if figure.mean is None:
        return NONE, ""
    limits = [value for value in (figure.low, figure.high) if value is not None]
    written = [money(value) for value in (figure.mean, *limits)]
    return written[0], f"[{', '.join(written[1:])}]" if len(limits) == 2 else ""


def money(value: float) -> str:
    """An amount to a figure that somebody decides by."""
    return decimal(value, 0 if abs(value) >= 100 or value == round(value) else 2)


def correlation(value: float | None) -> str:
    """A correlation with two decimals, never rounded up to 1."""
    return NONE if value is None else _minus(min(value, 0.99) if value < 1 - 1e-9 else value, 2)


def _digits(widths: Sequence[float]) -> int:
    """One decimal; two where an interval, or a figure without one, is so small that one would not show it."""
    return 2 if 1e-9 < min(map(abs, widths)) < 0.15 else 1


def _negative(value: float | None) -> float | None:
    return None if value is None else -value


def _minus(value: float, digits: int) -> str:
    return ("−" if float(f"{value:.{digits}f}") < 0 else "") + decimal(abs(value), digits)
