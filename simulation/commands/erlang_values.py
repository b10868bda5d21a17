"""What people write behind the options of ``peakline erlang``: shares, targets, ranges, numbers.

Each function reads one value and raises :class:`click.BadParameter`, to which click adds the option.
"""

from __future__ import annotations

import math
import re

import click

from routing.words.messages import text
from routing.words.shown import shown
from simulation.theory.checks import MOST_AGENTS

MOST_ROWS = 10_000
"""More agents than so many in one range are a slip of the pen."""


def positive(words: str) -> float:
    """A finite number, more than 0."""
    number = _float(words)
    if not 0 < number < math.inf:
        raise click.BadParameter(text("must be a number, more than 0, not {value}", value=shown(words)))
    return number


def not_negative(words: str) -> float:
    """A finite number, 0 or more."""
    number = _float(words)
    if not 0 <= number < math.inf:
        raise click.BadParameter(text("must be a number, 0 or more, not {value}", value=shown(words)))
    return number


def share(words: str) -> float:
    """A share strictly between 0 and 1, written ``5%`` or ``0.05``."""
    number = _float(words.strip().removesuffix("%")) / (100 if words.strip().endswith("%") else 1)
    if not 0 < number < 1:
        raise click.BadParameter(
            text("must be a share between 0 and 1, such as 5% or 0.05, not {value}", value=shown(words))
        )
    return number


def target(words: str) -> tuple[float, float]:
    """A service level and its time, written ``80/20``: 80 % within 20 seconds. Returns (share, seconds)."""
    found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)%?\s*/\s*(\d{1,9}(?:\.\d{1,9})?)\s*s?\s*", words)
    if found is None or not 0 < float(found[1]) < 100:
        raise click.BadParameter(text("must be per cent and seconds, such as 80/20, not {value}", value=shown(words)))
    return float(found[1]) / 100, float(found[2])


def agents(words: str) -> range:
    """A number of agents, or a range of them, written ``58`` or ``58:70``."""
    found = re.fullmatch(r"\s*(\d{1,9})(?::(\d{1,9}))?\s*", words)
    low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= low <= high <= MOST_AGENTS or high - low >= MOST_ROWS:
        raise click.BadParameter(
            text("must be a number of agents or a range such as 58:70, not {value}", value=shown(words))
        )
    return range(low, high + 1)


def _float(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        return math.nan
