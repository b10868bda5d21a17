"""What was recorded of a replayed day, beside what was simulated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ObservedCell:
    """What was recorded of the contacts of a half-hour, a problem, or the day; None where there was nothing to divide.

    The definitions are those of :class:`simulation.measuring.results.Cell`.
    """

    offered: int
    answered: int
    within_target: int
    abandoned_count: int
    service_level: float | None
    abandoned: float | None
    mean_wait_s: float | None
    mean_answer_s: float | None


@dataclass(frozen=True, slots=True)
class Range:
    """A measure over the simulated days: its 10th and 90th percentile; None where no day has it."""

    p10: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class SimulatedRange:
    """How far the simulated days lie apart, which differ in nothing but what was imputed."""

    service_level: Range
    abandoned: Range
    mean_wait_s: Range


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of the day as it was recorded, and the range of the simulated days."""

    observed: ObservedCell
    simulated: SimulatedRange


@dataclass(frozen=True, slots=True)
class Gap:
    """Simulated minus observed: the mean over the half-hours, signed and absolute, weighted by contacts offered."""

    mean: float | None
    absolute: float | None


@dataclass(frozen=True, slots=True)
class Observed:
    """The recorded side of a replay.

    Parameters
    ----------
    date
        The day, such as ``1999-02-10``; None where the records do not say.
    rows, ignored, outside
        Rows of the day; those of an ignored outcome; those outside the opening hours.
    left_out
        (reason, rows) for what the map leaves out.
    imputed
        What was made up to the number of contacts for which it was: ``patience``, ``work``, ``wrap_up``, ``tier`` …
    overall
        The whole day.
    intervals
        In the order of :attr:`simulation.measuring.results.Results.intervals`.
    problems
        By name, those that occurred.
    service_level_gap, abandoned_gap, mean_wait_gap_s
        How far the half-hours of the simulation lie from those recorded.
    """

    date: str | None
    rows: int
    ignored: int
    outside: int
    left_out: tuple[tuple[str, int], ...]
    imputed: dict[str, int]
    overall: Compared
    intervals: tuple[Compared, ...]
    problems: dict[str, Compared]
    service_level_gap: Gap
    abandoned_gap: Gap
    mean_wait_gap_s: Gap
