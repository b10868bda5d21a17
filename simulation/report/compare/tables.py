"""The tables of a comparison as rows of strings: one list for terminal and page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routing.words.messages import text
from simulation.compare.comparable import kind_word
from simulation.compare.comparison import Change, Comparison, Gain, LeverGains, Pilot, PilotMeasure, Word
from simulation.compare.measure import OVERALL, Kind, Measure
from simulation.measuring.results import Figure
from simulation.report.compare.numbers import UNITS, correlation, difference, measure_title, money, price, word
from simulation.report.numbers import NONE, compact, decimal

PARTS = (Kind.QUEUE, Kind.PROBLEM, Kind.TIER, Kind.CHANNEL, Kind.INTERVAL)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Parameters
    ----------
    name, cells
        What it is called, and a string for each column; no cells at all: the heading of those that follow.
    said
        The verdict of each cell that has one.
    """

    name: str
    cells: tuple[str, ...] = ()
    said: tuple[Word | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """A table: its title, the heading of each column, and its rows."""

    title: str
    first: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(comparison: Comparison) -> Iterator[Lines]:
    """Everything that is shown, in the order in which a planner asks for it."""
    if comparison.levers is not None:
        yield lever_table(comparison.levers)
    yield side_table(comparison)
    if comparison.pilot is not None:
        yield pilot_table(comparison, comparison.pilot)
    yield from part_tables(comparison)


def lever_table(levers: LeverGains) -> Lines:
    """What each lever gives, and what that costs."""
    priced = any(row.price is not None for row in levers.rows)
    several = levers.together is not None
    heads = [text("Alone"), text("Verdict")]
    heads += [text("Added last")] if several else []
    if priced:
        unit = levers.price_unit
        point = text("A point") if levers.measure.quantity.per_point > 1 else text("A second")
        heads += [text("Price, {unit}", unit=unit), text("{point} alone costs", point=point)]
        heads += [text("{point} added last costs", point=point)] if several else []
    rows = [
        _gain_row(levers, row.name, (row.alone, row.last), row.price, row.word, priced=priced) for row in levers.rows
    ]
    if levers.together is not None:
        together = (levers.together, None)
        rows.append(_gain_row(levers, text("All together"), together, levers.price, levers.word, priced=priced))
    title = text("What each lever gives")
    return Lines(title, text("Lever"), tuple(heads), tuple(rows))


def _gain_row(
    levers: LeverGains,
    name: str,
    gains: tuple[Gain, Gain | None],
    cost: float | None,
    said: Word | None,
    *,
    priced: bool,
) -> Row:
    alone, last = gains
    several = levers.together is not None
    quantity = levers.measure.quantity
    cells = [_joined(difference(alone.gain, quantity)), word(said)]
    cells += [_joined(difference(last.gain, quantity)) if last else ""] if several else []
    if priced:
        cells += [NONE if cost is None else money(cost), _joined(price(alone.per_point))]
        cells += [_joined(price(last.per_point)) if last else ""] if several else []
    return Row(name, tuple(cells), (None, said, *(None for _ in cells[2:])))


def side_table(comparison: Comparison) -> Lines:
    """Every measure of every side over all contacts."""
    rows = []
    for measure in comparison.measures:
        rows.append(Row(measure_title(measure, comparison.target_s)))
        base = comparison.base.values[measure].get(OVERALL, Figure(None))
        rows.append(Row("  " + comparison.base.name, (compact(base, UNITS[measure.quantity]), "", "", "")))
        rows += [_change_row(side.name, measure, side.changes[measure][OVERALL]) for side in comparison.others]
    heads = (text("Figure"), text("Difference"), text("Verdict"), text("Correlation"))
    return Lines(text("All contacts"), text("Measure"), heads, tuple(rows))


def _change_row(name: str, measure: Measure, change: Change) -> Row:
    cells = (
        compact(change.value, UNITS[measure.quantity]),
        _joined(difference(change.difference, measure.quantity)),
        word(change.word),
        correlation(change.correlation),
    )
    return Row("  " + name, cells, (None, None, change.word, None))


def part_tables(comparison: Comparison) -> Iterator[Lines]:
    """A table for each kind of parts of which there are several."""
    for kind in PARTS:
        measured = comparison.base.values[comparison.measure]
        if len([cell for cell in comparison.of_kind(kind) if cell in measured]) > 1:
            yield part_table(comparison, kind)


def part_table(comparison: Comparison, kind: Kind) -> Lines:
    """The measure asked for, queue by queue or interval by interval: the base's figure, and each side's difference."""
    measure = comparison.measure
    rows = []
    for cell in comparison.of_kind(kind):
        own = comparison.base.values[measure].get(cell, Figure(None))
        changes = [side.changes[measure].get(cell) for side in comparison.others]
        if own.mean is None and all(change is None or change.value.mean is None for change in changes):
            continue  # nobody comes, as at night between two days
        cells = [_with_word(change, measure) for change in changes]
        said = (None, *(change.word if change else None for change in changes))
        rows.append(Row(cell.name, (compact(own, UNITS[measure.quantity]), *cells), said))
    heads = (comparison.base.name, *(side.name for side in comparison.others))
    title = text("{measure} by {kind}", measure=measure_title(measure, comparison.target_s), kind=kind_word(kind))
    first = kind_word(kind)
    return Lines(title, first[:1].upper() + first[1:], heads, tuple(rows))


def _with_word(change: Change | None, measure: Measure) -> str:
    if change is None or change.difference.mean is None:
        return NONE
    said = "" if change.word is Word.UNDECIDED else word(change.word)
    return f"{_joined(difference(change.difference, measure.quantity))} {said}".strip()


def pilot_table(comparison: Comparison, pilot: Pilot) -> Lines:
    """How those who got it and all others change, and the difference of the two."""
    rows: list[Row] = []
    for measure in comparison.measures:
        found = [(side.name, row) for side in pilot.sides for row in side.measures if row.measure == measure]
        if found:
            rows.append(Row(measure_title(measure, comparison.target_s)))
            rows += [_pilot_row(name, row) for name, row in found]
    title = text("Pilot in {kind} {name}", kind=kind_word(pilot.treated.kind), name=pilot.treated.name)
    heads = (
        text("Before"),
        text("Change there"),
        text("Change of all others"),
        text("Difference in differences"),
        text("Days needed"),
    )
    return Lines(title, text("Measure"), heads, tuple(rows))


def _pilot_row(name: str, found: PilotMeasure) -> Row:
    quantity = found.measure.quantity
    changes = (found.treated_change, found.control_change, found.difference)
    cells = (
        compact(found.treated_before, UNITS[quantity]),
        *(_joined(difference(change, quantity)) for change in changes),
        NONE if found.days is None else decimal(found.days),
    )
    return Row("  " + name, cells)


def _joined(parts: tuple[str, str]) -> str:
    """A figure and its interval; one dash where there is none."""
    return NONE if parts[0] == NONE else " ".join(part for part in parts if part and part != NONE)
