"""The tables of a suite's answer as rows of strings: the same for terminal and pull request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.words.messages import text
from simulation.gates.gate import Quantity
from simulation.gates.outcome import GateOutcome, PartRow, StageOutcome
from simulation.report.gates.words import (
    before_words,
    figure_words,
    gate_title,
    interval_words,
    limit_words,
    part_difference,
    part_value,
    word,
)
from simulation.report.numbers import NONE, decimal


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its title, the headings of its columns, and its rows; the first cell of a row is its name."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def gate_table(stage: StageOutcome, gates: Sequence[GateOutcome]) -> Rows:
    """Gates of a scenario; the last column is how many days each took."""
    heads = (text("Gate"), text("Verdict"), text("Figure"), text("Interval"), text("Limit"), text("Base"), text("Days"))
    return Rows(text("Gates in {scenario}", scenario=stage.name), heads, tuple(_gate(row, stage) for row in gates))


def _gate(outcome: GateOutcome, stage: StageOutcome) -> tuple[str, ...]:
    return (
        gate_title(outcome.gate, stage),
        word(outcome.word),
        figure_words(outcome),
        interval_words(outcome),
        limit_words(outcome.gate),
        before_words(outcome),
        decimal(outcome.days) if outcome.days else NONE,
    )


def part_table(stage: StageOutcome, axis: str, title: str) -> Rows:
    """The differences of all contacts and of those of each name on an axis."""
    heads = (
        "",
        text("In time"),
        text("Change, points"),
        text("Abandoned"),
        text("Change, points"),
        text("Mean wait"),
        text("Change, s"),
    )
    rows = [_part(row) for row in stage.parts if row.axis in {axis, "overall"}]
    return Rows(title, heads, (*rows[1:], rows[0]))


def _part(row: PartRow) -> tuple[str, ...]:
    cells = []
    for quantity in (Quantity.SERVICE_LEVEL, Quantity.ABANDONED, Quantity.MEAN_WAIT):
        cells += [part_value(row.new[quantity], quantity), part_difference(row.difference[quantity], quantity)]
    return (text("All") if row.axis == "overall" else row.name, *cells)


def part_tables(stage: StageOutcome) -> list[Rows]:
    """By queue and by tier, each where there are several."""
    titles = {
        "queue": text("New policy against base by queue, {scenario}", scenario=stage.name),
        "tier": text("New policy against base by tier, {scenario}", scenario=stage.name),
    }
    several = [axis for axis in titles if sum(row.axis == axis for row in stage.parts) > 1]
    return [part_table(stage, axis, titles[axis]) for axis in several]
