"""Numbers as people write them in the language in use: counts, shares, seconds, clock times, dates and lists.

Babel knows the languages' rules; it is loaded when the first number is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING

from routing.words.messages import language, text
from simulation.measuring.results import Figure

if TYPE_CHECKING:
    from babel import Locale

NONE = "–"
"""Stands where there is no figure, or no interval of it."""

MINUTE, HOUR, DAY = 60, 3600, 86400


class Unit(Enum):
    """What a figure is measured in."""

    COUNT = auto()
    SHARE = auto()
    """Between 0 and 1; written in per cent."""
    SECONDS = auto()
    """Written without its unit, which stands in the heading."""
    AGENTS = auto()


@lru_cache(maxsize=8)
def _locale(name: str) -> Locale:
    from babel import Locale

    return Locale.parse(name)


def decimal(value: float, digits: int = 0) -> str:
    """``value`` with ``digits`` decimals and the language's separators."""
    from babel.numbers import format_decimal

    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(round(value, digits) + 0.0, format=pattern, locale=_locale(language()))  # no minus zero


def trimmed(value: float, digits: int = 1) -> str:
    """``value`` with at most ``digits`` decimals."""
    from babel.numbers import format_decimal

    pattern = "#,##0." + "#" * digits
    return format_decimal(round(value, digits) + 0.0, format=pattern, locale=_locale(language()))


def percent(share: float, digits: int = 1) -> str:
    """``share`` (0 to 1) in per cent, with ``digits`` decimals and the language's sign."""
    from babel.numbers import format_percent

    pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
    return format_percent(round(share, digits + 2) + 0.0, format=pattern, locale=_locale(language()))


def goal_percent(share: float) -> str:
    """A share that somebody chose, without needless decimals: 90 %, 99.5 %."""
    return percent(share, 0 if round(share * 100, 6) == round(share * 100) else 1)


def duration(seconds: float) -> str:
    """A length of time in words of the language: ``8.5 s``, ``1 min 25 s``, ``2 h 30 min``."""
    whole = round(seconds)
    if round(seconds, 1) < MINUTE:
        return text("{seconds} s", seconds=trimmed(seconds, 3 if seconds < 1 else 1))
    if whole < HOUR:
        minutes, rest = divmod(whole, MINUTE)
        if rest:
            return text("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
        return text("{minutes} min", minutes=minutes)
    hours, rest = divmod(round(seconds / MINUTE), MINUTE)
    if rest:
        return text("{hours} h {minutes} min", hours=decimal(hours), minutes=rest)
    return text("{hours} h", hours=decimal(hours))


def clock(seconds: int) -> str:
    """The time of day ``seconds`` after midnight, such as ``09:30``; midnight at the end of the day is ``24:00``."""
    within = seconds if seconds == DAY else seconds % DAY
    hours, rest = divmod(within, HOUR)
    minutes, odd = divmod(rest, MINUTE)
    return f"{hours:02d}:{minutes:02d}:{odd:02d}" if odd else f"{hours:02d}:{minutes:02d}"


def date(day: dt.date) -> str:
    """A day as the language writes it in full: ``10 February 1999`` or ``February 10, 1999``, ``1999年2月10日``."""
    from babel.dates import format_date

    return format_date(day, format="long", locale=_locale(language()))


def weekday(day: dt.date) -> str:
    """The day of the week as the language shortens it: ``Mon``, ``周一``."""
    from babel.dates import format_date

    return format_date(day, format="EEE", locale=_locale(language()))


def listing(items: Sequence[str]) -> str:
    """The items in a row, joined as the language does: ``a, b, and c``, ``a、b和c``."""
    from babel.lists import format_list

    return format_list(list(items), locale=_locale(language()))


def shown(figure: Figure, unit: Unit) -> tuple[str, str]:
    """The figure and its 95 % interval, apart, such as ``84.2%`` and ``±0.6``.

    The interval is written by its limits, ``[97.9, 100.0]``, when it does not lie evenly about the figure. What is
    missing is written as ``–``. An interval is never rounded down to nothing.
    """
    if figure.mean is None:
        return NONE, NONE
    digits = _digits(figure.mean, unit)
    mean = percent(figure.mean, digits) if unit is Unit.SHARE else decimal(figure.mean, digits)
    if figure.low is None or figure.high is None:
        return mean, NONE
    scale, last_digit = 100 if unit is Unit.SHARE else 1, 10**-digits
    below, above = (figure.mean - figure.low) * scale, (figure.high - figure.mean) * scale
    if abs(below - above) < 0.51 * last_digit:
        half = max(below, above)
        return mean, "±" + decimal(max(half, last_digit) if half > 1e-9 else 0.0, digits)
    return mean, f"[{decimal(figure.low * scale, digits)}, {decimal(figure.high * scale, digits)}]"


def compact(figure: Figure, unit: Unit) -> str:
    """The figure and its interval in one: ``84.2% ±0.6``; one ``–`` where there is no figure."""
    mean, interval = shown(figure, unit)
    return mean if figure.mean is None else f"{mean} {interval}"


def with_limits(share: Figure) -> str:
    """A share with the limits of its interval, for use in a sentence: ``84.2% (83.6% to 84.8%)``."""
    if share.mean is None:
        return NONE
    if share.low is None or share.high is None:
        return percent(share.mean)
    return text(
        "{share} ({low} to {high})", share=percent(share.mean), low=percent(share.low), high=percent(share.high)
    )


def _digits(mean: float, unit: Unit) -> int:
    """Decimals that a planner can use: one, or none for many contacts, whole ones, and long waits."""
    if unit is Unit.COUNT:
        return 0 if abs(mean) >= 100 or mean == round(mean) else 1
    return 0 if unit is Unit.SECONDS and abs(mean) >= 1000 else 1
