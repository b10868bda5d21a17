"""Both policies part by part: all contacts, then each queue, problem, tier and channel that both have."""

from __future__ import annotations

from collections.abc import Iterator

from simulation.core.world import World
from simulation.gates.days import Days
from simulation.gates.gate import AXES, Chosen, Quantity, names_on
from simulation.gates.outcome import COMPARED, PartRow
from simulation.measuring.results import Figure
from simulation.measuring.statistics import contrast, ratio, share


def part_rows(base: World, new: World, sides: tuple[Days, Days]) -> tuple[PartRow, ...]:
    """The rows.

    Parameters
    ----------
    base, new
        The scenario under each policy.
    sides
        The days under each, the same customers.
    """
    return tuple(_rows(base, new, sides))


def _rows(base: World, new: World, sides: tuple[Days, Days]) -> Iterator[PartRow]:
    yield _row("overall", "overall", Chosen(), (base, new), sides)
    for axis in AXES:
        theirs = names_on(base.policy, axis)
        for name in names_on(new.policy, axis):
            chosen = Chosen(**{axis: (name,)})
            if name in theirs and chosen.members(base).any() and chosen.members(new).any():
                yield _row(axis, name, chosen, (base, new), sides)


def _row(axis: str, name: str, chosen: Chosen, worlds: tuple[World, World], sides: tuple[Days, Days]) -> PartRow:
    members = [chosen.members(world) for world in worlds]
    own: list[dict[Quantity, Figure]] = [{}, {}]
    difference = {}
    for quantity in COMPARED:
        ratios = [side.part(quantity, mask) for side, mask in zip(sides, members, strict=True)]
        for figures, found in zip(own, ratios, strict=True):
            estimate = share(*found) if quantity is not Quantity.MEAN_WAIT else ratio(*found).within(0.0)
            figures[quantity] = estimate.figures()[0]
        contacts = min(ratios[0][1].sum(), ratios[1][1].sum())
        difference[quantity] = contrast(ratios, (-1.0, 1.0), contacts).figures()[0]
    return PartRow(axis, name, sides[1].contacts(members[1]), own[0], own[1], difference)
