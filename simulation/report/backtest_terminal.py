"""The answer of a back-test on a terminal, or in a pipe: verdicts, errors by day and by interval."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from math import isinf, isnan
from typing import TYPE_CHECKING

from routing.messages import text
from simulation.backtest.answer import Answer
from simulation.backtest.figures import WAIT
from simulation.backtest.scores import Mean, MeasureScore
from simulation.backtest.verdicts import Verdict, verdicts
from simulation.report.backtest_words import backtest_words, footnotes
from simulation.report.numbers import NONE, decimal, percent
from simulation.report.terminal import MOST_WIDTH, PIPE_WIDTH, encodable

if TYPE_CHECKING:
    from rich.table import Table

MOST_NAME = 50
"""Longer names are broken over lines."""

Write = Callable[[float], str]


def print_backtest(answer: Answer) -> None:
    """Print the answer; colours are used on a terminal only."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, MOST_WIDTH) if console.is_terminal else PIPE_WIDTH
    fit = encodable(getattr(sys.stdout, "encoding", None) or "utf-8")
    tables = [_verdicts(answer, fit), _days(answer, fit), _intervals(answer, fit), _rivals(answer, fit)]
    for words in backtest_words(answer):
        console.print(fit(words))
    for table in tables:
        console.print()
        console.print(table)
    console.print()
    for words in footnotes():
        console.print(fit(words))


def _table(title: str, columns: Sequence[str], fit: Callable[[str], str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, title=fit(title), title_justify="left", title_style="bold", header_style="bold",
        pad_edge=False, show_edge=False,
    )  # fmt: skip
    table.add_column("", max_width=MOST_NAME, overflow="fold")
    for column in columns:
        table.add_column(fit(column), justify="right")
    return table


def _verdicts(answer: Answer, fit: Callable[[str], str]) -> Table:
    from rich.text import Text

    table = _table(text("What it must reach"), [text("reached"), text("limit"), ""], fit)
    for one in verdicts(answer.scores):
        write: Write = (lambda value: decimal(value, 2)) if one.name == "interval_ratio" else percent
        word = text("met") if one.met else text("missed")
        style = "bold green" if one.met else "bold red"
        cells = [_verdict_name(one, answer.target_s), _or_none(one.value, write), _limit(one, write)]
        table.add_row(*(fit(cell) for cell in cells), Text(fit(word), style=style))
    return table


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


def _measure_name(score: MeasureScore, target_s: float) -> str:
    return {
        "service_level": text("within {target} s", target=f"{target_s:g}"),
        "mean_wait_s": text("mean wait"),
        "abandoned": text("abandoned"),
    }[score.name]


def _days(answer: Answer, fit: Callable[[str], str]) -> Table:
    heads = [text("error"), "", text("too high by"), text("Erlang A"), text("mean weekday")]
    table = _table(text("By day"), heads, fit)
    for score in answer.scores:
        errors = [score.error.mean, score.bias.mean, score.erlang_error.mean, score.weekday_error.mean]
        written = [_or_none(value, percent) for value in errors]
        cells = [_measure_name(score, answer.target_s), written[0], _bounds(score.error), *written[1:]]
        table.add_row(*map(fit, cells))
    return table


def _intervals(answer: Answer, fit: Callable[[str], str]) -> Table:
    heads = [text("error"), text("against itself"), text("too high by"), text("covered"), text("of its own"),
             text("width of the band"), text("Erlang A"), text("mean weekday")]  # fmt: skip
    table = _table(text("By interval"), heads, fit)
    for number, score in enumerate(answer.scores):
        write: Write = _seconds if number == WAIT else percent
        before = [score.interval_error, score.against_itself, score.interval_bias]
        after = [score.width, score.erlang_interval_error, score.weekday_interval_error]
        cells = [
            _measure_name(score, answer.target_s),
            *(_or_none(value, write) for value in before),
            *(_or_none(value, percent) for value in (score.coverage, score.own_coverage)),
            *(_or_none(value, write) for value in after),
        ]
        table.add_row(*map(fit, cells))
    return table


def _rivals(answer: Answer, fit: Callable[[str], str]) -> Table:
    heads = [text("Erlang A"), "", text("mean weekday"), ""]
    table = _table(text("How much smaller the model's errors are, paired by day"), heads, fit)
    for number, score in enumerate(answer.scores):
        name = _measure_name(score, answer.target_s)
        wait: Write = _seconds if number == WAIT else percent
        of_day, of_interval = text("{measure}, day", measure=name), text("{measure}, interval", measure=name)
        for title, pair, write in (
            (of_day, (score.less_than_erlang, score.less_than_weekday), percent),
            (of_interval, (score.interval_less_than_erlang, score.interval_less_than_weekday), wait),
        ):
            cells = [cell for one in pair for cell in (_or_none(one.mean, write), _bounds(one, write))]
            table.add_row(*map(fit, [title, *cells]))
    return table


def _bounds(one: Mean, write: Write = percent) -> str:
    return NONE if isnan(one.low) else f"[{write(one.low)}, {write(one.high)}]"


def _or_none(value: float, write: Write) -> str:
    return NONE if isnan(value) else write(value)


def _seconds(value: float) -> str:
    return text("{seconds} s", seconds=decimal(value, 1))
