"""The answer of a comparison in sentences; terminal, page and workbook show the same ones."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words import counts
from routing.words.messages import text
from simulation.compare.comparable import kind_word
from simulation.compare.comparison import Comparison, Gain, LeverGain, LeverGains, SideFigures, Word
from simulation.compare.measure import OVERALL, Quantity
from simulation.compare.side import Role
from simulation.measuring.results import Figure
from simulation.measuring.statistics import LEAST_REPLICATIONS
from simulation.report.compare.numbers import (
    difference,
    difference_words,
    measure_title,
    measured,
    money,
    price,
    value_words,
)
from simulation.report.numbers import NONE, decimal

ROUNDING = 1e-9
"""Levers that do not touch each other differ from their sum by less."""


def headline(comparison: Comparison) -> str:
    """The most that one sentence can say."""
    return side_words(comparison, headline_side(comparison))


def headline_side(comparison: Comparison) -> SideFigures:
    """What that sentence is about: all levers together, else the first side compared."""
    together = [side for side in comparison.sides if side.role is Role.TOGETHER]
    return (together or comparison.others)[0]


def basis(comparison: Comparison) -> str:
    """What it rests on, and how sure it is."""
    days = decimal(comparison.replications)
    if comparison.has_dates():
        said = _basis_of_runs(comparison)
    elif not comparison.alike:
        said = text("From {days} simulated days with the same random numbers, but other customers.", days=days)
    else:
        said = text("From {days} simulated days, the same customers on every side.", days=days)
    if comparison.replications < LEAST_REPLICATIONS:
        more = (
            text("For intervals simulate at least 10.")
            if comparison.has_dates()
            else text("For intervals simulate at least 10 days.")
        )
        return f"{said} {more}"
    sure = text("95% sure of everything that is called better or worse in a table, taken together.")
    return said + " " + sure


def _basis_of_runs(comparison: Comparison) -> str:
    """The first sentence of it where a run has several days."""
    runs = counts.simulated_runs(decimal(comparison.replications))
    if not comparison.alike:
        return text("From {runs} with the same random numbers, but other customers.", runs=runs)
    return text("From {runs}, the same customers on every side.", runs=runs)


def side_words(comparison: Comparison, side: SideFigures) -> str:
    """How a side differs from the base."""
    change, measure = comparison.overall(side), comparison.measure
    names = {
        "side": side.name,
        "measure": measured(measure, comparison.target_s),
        "before": value_words(comparison.base.values[measure][OVERALL], measure.quantity),
        "after": value_words(change.value, measure.quantity),
        "size": difference_words(change.difference, measure.quantity),
    }
    sentences = {
        Word.BETTER: text("{side}: {after} {measure} instead of {before}, better by {size}.", **names),
        Word.WORSE: text("{side}: {after} {measure} instead of {before}, worse by {size}.", **names),
        Word.SAME: text("{side}: {after} {measure}, the same on every day.", **names),
    }
    undecided = text(
        "{side}: {after} {measure} instead of {before}; the days simulated cannot tell whether that is better.", **names
    )
    return sentences.get(change.word or Word.UNDECIDED, undecided)


def other_words(comparison: Comparison) -> list[str]:
    """What there is to say after the headline."""
    if comparison.levers is not None:
        return [*_lever_words(comparison.levers), *pilot_words(comparison)]
    return [*(side_words(comparison, side) for side in comparison.others[1:]), *pilot_words(comparison)]


def _lever_words(levers: LeverGains) -> Iterator[str]:
    quantity = levers.measure.quantity
    better = [row for row in levers.rows if row.word is Word.BETTER]
    if len(levers.rows) > 1 and better:
        most = max(better, key=lambda row: row.alone.gain.mean or 0.0)
        yield text(
            "Most by itself: {lever}, {size}.", lever=most.name, size=difference_words(most.alone.gain, quantity)
        )
    for row in levers.rows:
        if row.word is Word.SAME:
            yield text("{lever} changes this for nobody on any of these days.", lever=row.name)
        if row.word is Word.WORSE:
            yield text(
                "{lever} by itself makes it worse, by {size}.",
                lever=row.name,
                size=difference_words(row.alone.gain, quantity),
            )
    yield from _overlap_words(levers.overlap, quantity)
    yield from _price_words(levers)


def _overlap_words(overlap: Figure | None, quantity: Quantity) -> Iterator[str]:
    if overlap is None or overlap.low is None or overlap.high is None or overlap.low <= 0 <= overlap.high:
        return
    if max(-overlap.low, overlap.high) < ROUNDING:
        return
    size = difference_words(overlap, quantity)
    if overlap.high < 0:
        yield text("Together they give {size} less than each alone adds up to: they overlap.", size=size)
    else:
        yield text("Together they give {size} more than each alone adds up to: they help each other.", size=size)


def _price_words(levers: LeverGains) -> Iterator[str]:
    """Where a point is cheapest, alone and, where that is another lever, last."""
    cheapest = _cheapest([(row, row.alone) for row in levers.rows])
    if cheapest is None:
        return
    point = point_word(levers.measure.quantity)
    row, gain = cheapest
    values = {"lever": row.name, "price": _with_limits(gain.per_point), "unit": levers.price_unit, "point": point}
    yield text("Cheapest by itself: {lever}, {price} {unit} for {point}.", **values)
    if levers.together is not None and levers.together.per_point.mean is not None:
        price_of = {"price": _with_limits(levers.together.per_point), "unit": levers.price_unit, "point": point}
        yield text("All together: {price} {unit} for {point}.", **price_of)


def _cheapest(gains: list[tuple[LeverGain, Gain]]) -> tuple[LeverGain, Gain] | None:
    means = [gain.per_point.mean for _, gain in gains]
    priced = [(mean, number) for number, mean in enumerate(means) if mean is not None]
    return gains[min(priced)[1]] if len(priced) > 1 else None


def _with_limits(figure: Figure) -> str:
    if figure.mean is None or figure.low is None or figure.high is None:
        return price(figure)[0]
    return text("{share} ({low} to {high})", share=money(figure.mean), low=money(figure.low), high=money(figure.high))


def point_word(quantity: Quantity) -> str:
    """What a price is the price of."""
    return text("a point") if quantity is Quantity.SHARE else text("a second")


def pilot_words(comparison: Comparison) -> Iterator[str]:
    """What the pilot comes to on the side that the headline is about."""
    pilot, measure = comparison.pilot, comparison.measure
    if pilot is None:
        return
    side = headline_side(comparison)
    part = {"kind": kind_word(pilot.treated.kind), "name": pilot.treated.name, "side": side.name}
    own = next(found for other, found in zip(comparison.others, pilot.sides, strict=True) if other is side)
    rows = [row for row in own.measures if row.measure == measure]
    if not rows:
        title = measure_title(measure, comparison.target_s)
        yield text("Pilot in {kind} {name}: it has no figures of its own for “{measure}”.", **part, measure=title)
        return
    yield text(
        "Pilot in {kind} {name} ({side}): {treated} there, {control} for all others; difference in differences "
        "{difference}.",
        **part,
        treated=_signed_words(rows[0].treated_change, measure.quantity),
        control=_signed_words(rows[0].control_change, measure.quantity),
        difference=_signed_words(rows[0].difference, measure.quantity),
    )
    if _moves(rows[0].control_change):
        yield text(
            "The others change too, though they did not get it: the difference in differences, which is all that a "
            "pilot in real life can show, is not what the change does to those who got it."
        )
    if rows[0].days is not None:
        yield text(
            "A pilot in real life would show the difference in differences in four cases of five with {days} days "
            "before and as many after.",
            days=decimal(rows[0].days),
        )


def _moves(figure: Figure) -> bool:
    """Whether an interval leaves out 0."""
    return figure.low is not None and figure.high is not None and not figure.low <= 0 <= figure.high


def _signed_words(figure: Figure, quantity: Quantity) -> str:
    """A change with its sign and its interval: ``+2.7 ±0.2 points``."""
    number = " ".join(part for part in difference(figure, quantity) if part != NONE) or NONE
    return text("{number} points", number=number) if quantity is Quantity.SHARE else text("{seconds} s", seconds=number)
