"""Deadlines met, in words and as rows of tables."""

from __future__ import annotations

from routing.words.messages import text
from simulation.measuring.results import DeadlineMet, Figure, Results
from simulation.measuring.terms import Deadline, DeadlineOf
from simulation.report.dates import all_days
from simulation.report.day import Day
from simulation.report.numbers import duration, percent, trimmed, with_limits


def deadline_words(deadline: Deadline) -> str:
    """What was promised: ``complaints: answered within 1 h``."""
    time = _time_words(deadline)
    if deadline.of is DeadlineOf.COMPLETION:
        return text("{name}: completed within {time}", name=deadline.name, time=time)
    return text("{name}: answered within {time}", name=deadline.name, time=time)


def _time_words(deadline: Deadline) -> str:
    """How long it may take: ``1 h``, ``2 working hours``, ``1 working day``."""
    if deadline.within_working_h is not None:
        count = trimmed(deadline.within_working_h, 2)
        return text("1 working hour") if count == "1" else text("{count} working hours", count=count)
    if deadline.within_working_days is not None:
        return _days_words(deadline.within_working_days)
    return duration(deadline.within_s or 0.0)


def _days_words(count: int) -> str:
    return text("1 working day") if count == 1 else text("{count} working days", count=count)


def deadline_lines(results: Results) -> list[str]:
    """A sentence for each deadline."""
    return [_line(met, several=bool(results.dates)) for met in results.deadlines]


def _line(met: DeadlineMet, *, several: bool) -> str:
    if met.share.mean is None:
        return text("{promise}: nobody came whom it is about.", promise=deadline_words(met.deadline))
    line = text("{promise}: {share} of them.", promise=deadline_words(met.deadline), share=with_limits(met.share))
    if met.days.p10 is None or met.days.p90 is None:
        return line
    limits = {"low": percent(met.days.p10), "high": percent(met.days.p90)}
    if several:
        return line + " " + text("Eight in ten runs {low} to {high}.", **limits)
    return line + " " + text("Eight in ten days {low} to {high}.", **limits)


def deadline_rows(results: Results) -> list[tuple[str, list[Figure]]]:
    """Each interval and the day, with the share of each deadline met; of several days those in which somebody came."""
    day = Day(results.intervals, results.interval_s)
    came = [interval.index for interval in results.intervals if not results.dates or interval.cell.offered.mean]
    rows = [(day.span(index, index), [met.intervals[index] for met in results.deadlines]) for index in came]
    return [*rows, (all_days(results), [met.share for met in results.deadlines])]
