"""The tables of a back-test, as strings: what it must reach, errors by day and by interval, rivals."""

from __future__ import annotations

from collections.abc import Callable
from math import isinf, isnan
from typing import NamedTuple

from routing.words.messages import text
from simulation.backtest.answer import Answer
from simulation.backtest.figures import WAIT
from simulation.backtest.scores import Mean, MeasureScore
from simulation.backtest.verdicts import Verdict, verdicts
from simulation.measuring.results import Held
from simulation.report.columns import held_word
from simulation.report.numbers import NONE, decimal, percent

Write = Callable[[float], str]


class TextTable(NamedTuple):
    """A table of strings."""

    title: str
    heads: tuple[str, ...]
    """Of all columns but the first, which names the rows."""
    rows: tuple[tuple[str, ...], ...]
    """Each with its name first."""


def backtest_tables(answer: Answer) -> list[TextTable]:
    """All of them, the most important one first."""
    return [_verdicts(answer), _days(answer), _intervals(answer), _rivals(answer)]


def state_of(one: Verdict) -> Held:
    """A verdict on a limit, as that on a goal."""
    if one.met is None:
        return Held.UNDECIDED
    return Held.HELD if one.met else Held.MISSED


def _verdicts(answer: Answer) -> TextTable:
    rows = []
    for one in verdicts(answer.scores, answer.plan.replications):
        write = {"interval_ratio": _ratio, "day_mean_wait": _percent, "interval_coverage": _percent}.get(
            one.name, _points
        )
        if one.name in ("beats_erlang_a", "beats_weekday"):
            write = _points_or_percent
        state = {Held.HELD: text("met"), Held.MISSED: text("missed")}.get(state_of(one), held_word(Held.UNDECIDED))
        rows.append((_verdict_name(one, answer.target_s), _or_none(one.value, write), _limit(one, write), state))
    return TextTable(text("What it must reach"), (text("reached"), text("limit"), ""), tuple(rows))


def _verdict_name(one: Verdict, target_s: float) -> str:
    return {
        "day_service_level": text("day: error, within {target} s", target=f"{target_s:g}"),
        "day_mean_wait": text("day: error, mean wait"),
        "day_abandoned": text("day: error, abandoned"),
        "interval_ratio": text("interval: error / against itself"),
        "interval_coverage": text("interval: covered by the band"),
        "beats_erlang_a": text("smaller errors than Erlang A, by at least"),
        "beats_weekday": text("smaller errors than the mean weekday, by at least"),
    }[one.name]


def _limit(one: Verdict, write: Write) -> str:
    if isinf(one.most):
        return f"> {write(one.least)}"
    return f"≤ {write(one.most)}" if one.least == 0.0 else f"{write(one.least)} – {write(one.most)}"


def measure_name(score: MeasureScore, target_s: float) -> str:
    """What a measure is called in a table."""
    return {
        "service_level": text("within {target} s", target=f"{target_s:g}"),
        "mean_wait_s": text("mean wait"),
        "abandoned": text("abandoned"),
    }[score.name]


def _days(answer: Answer) -> TextTable:
    heads = (text("error"), "", text("too high by"), text("Erlang A"), text("mean weekday"))
    rows = []
    for number, score in enumerate(answer.scores):
        write = _percent if number == WAIT else _points
        errors = [score.error.mean, score.bias.mean, score.erlang_error.mean, score.weekday_error.mean]
        written = [_or_none(value, write) for value in errors]
        rows.append((measure_name(score, answer.target_s), written[0], _bounds(score.error), *written[1:]))
    return TextTable(text("By day"), heads, tuple(rows))


def _intervals(answer: Answer) -> TextTable:
    heads = (text("error"), text("against itself"), text("too high by"), text("covered"), text("of its own"),
             text("width of the band"), text("Erlang A"), text("mean weekday"))  # fmt: skip
    rows = []
    for number, score in enumerate(answer.scores):
        write = _seconds if number == WAIT else _points
        before = [score.interval_error, score.against_itself, score.interval_bias]
        after = [score.width, score.erlang_interval_error, score.weekday_interval_error]
        row = (
            measure_name(score, answer.target_s),
            *(_or_none(value, write) for value in before),
            *(_or_none(value, _percent) for value in (score.coverage, score.own_coverage)),
            *(_or_none(value, write) for value in after),
        )
        rows.append(row)
    return TextTable(text("By interval"), heads, tuple(rows))


def _rivals(answer: Answer) -> TextTable:
    rows = []
    for number, score in enumerate(answer.scores):
        name = measure_name(score, answer.target_s)
        of_day, of_interval = text("{measure}, day", measure=name), text("{measure}, interval", measure=name)
        wait = number == WAIT
        for title, pair, write, scale in (
            (of_day, (score.less_than_erlang, score.less_than_weekday), _percent if wait else _points, 100),
            (
                of_interval,
                (score.interval_less_than_erlang, score.interval_less_than_weekday),
                _seconds if wait else _points,
                1 if wait else 100,
            ),
        ):
            rows.append((title, *(cell for one in pair for cell in (_or_none(one.mean, write), _bounds(one, scale)))))
    heads = (text("Erlang A"), "", text("mean weekday"), "")
    return TextTable(text("How much smaller the model's errors are, paired by day"), heads, tuple(rows))


def _bounds(one: Mean, scale: int = 100) -> str:
    return NONE if isnan(one.low) else f"[{_number(scale * one.low)}, {_number(scale * one.high)}]"


def _or_none(value: float, write: Write) -> str:
    return NONE if isnan(value) else write(value)


def _number(value: float, digits: int = 1) -> str:
    return ("−" if round(value, digits) < 0 else "") + decimal(abs(value), digits)


def _points(share: float) -> str:
    """A difference of two shares."""
    return text("{number} points", number=_number(100 * share))


def _percent(share: float) -> str:
    return ("−" if round(share, 3) < 0 else "") + percent(abs(share))


def _points_or_percent(share: float) -> str:
    """The lowest of differences of shares and of shares of a wait."""
    return text("{number} points or %", number=_number(100 * share))


def _seconds(value: float) -> str:
    return text("{seconds} s", seconds=_number(value))


def _ratio(value: float) -> str:
    return _number(value, 2)
