"""What of two sides cannot be compared, and what a reader must know before comparing the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.words import counts
from routing.words.messages import text
from simulation.compare.measure import Kind
from simulation.compare.pilot import parts_of
from simulation.compare.side import Side
from simulation.measuring.terms import USUAL, Averaged
from simulation.scenario import Scenario

MOST_NAMES = 5
"""So many names are listed."""


def notes_on(sides: Sequence[Side]) -> list[str]:
    """A sentence for everything that sides do not have in common with the base, each said once."""
    base = sides[0]
    found = [*_definitions(base.scenario), *(note for side in sides[1:] for note in _notes(base, side))]
    return list(dict.fromkeys(found))


def _definitions(base: Scenario) -> Iterator[str]:
    """By which definitions all sides are measured, where these are not the usual ones."""
    terms = base.asked.terms
    if terms.service_level_of is not USUAL.service_level_of:
        name = terms.service_level_of.value
        yield text("The service level of all sides is defined as {base} does: {name}.", base=base.name, name=name)
    if terms.averaged is Averaged.DAYS:
        yield text("Differences are those of sums over all days, not of means of the days' ratios.")
    if base.asked.dates is not None:
        yield text("Each simulated day is a run of several: {days}.", days=_dates(base))
    if base.asked.targets:
        yield text("Some contacts have answer targets of their own (targets_s); they count by these.")


def _notes(base: Side, other: Side) -> Iterator[str]:
    one, two = base.scenario, other.scenario
    if (one.open_at_s, one.interval_us, one.n_intervals) != (two.open_at_s, two.interval_us, two.n_intervals):
        yield text(
            "{other} has another day than {base}: {its} against {bases}. Intervals are compared where both have them; "
            "figures of the whole day are of different days.",
            other=other.name,
            base=base.name,
            its=_day(two),
            bases=_day(one),
        )
    if one.asked.dates != two.asked.dates and _dates(one) != _dates(two):
        yield text(
            "{other} has other days than {base}: {its} against {bases}.",
            other=other.name,
            base=base.name,
            its=_dates(two),
            bases=_dates(one),
        )
    if (one.target_us, one.goals) != (two.target_us, two.goals):
        yield text(
            "{other} has a target or goals of its own: here it is measured by those of {base}.",
            other=other.name,
            base=base.name,
        )
    if one.asked.targets != two.asked.targets:
        yield text("{other} has other targets of its own (targets_s) than {base}.", other=other.name, base=base.name)
    mine, its = (round(scenario.expected.sum()) for scenario in (one, two))
    if _volumes(one) != _volumes(two):
        yield text(
            "{other} expects other contacts than {base}, {its} a day against {mine}: the differences are those of the "
            "customers too.",
            other=other.name,
            base=base.name,
            its=its,
            mine=mine,
        )
    for kind in (Kind.QUEUE, Kind.PROBLEM, Kind.TIER, Kind.CHANNEL, Kind.GROUP):
        yield from _strangers(kind, base, other)


def alike(sides: Sequence[Side]) -> bool:
    """Whether the same customers are expected on all sides."""
    first, *others = (_volumes(side.scenario) for side in sides)
    return all(volumes == first for volumes in others)


def _strangers(kind: Kind, base: Side, other: Side) -> Iterator[str]:
    """Parts that only one of the two has."""
    parts = [[cell.name for cell in parts_of(side.scenario) if cell.kind is kind] for side in (base, other)]
    sides = ((base, parts[0], parts[1]), (other, parts[1], parts[0]))
    for side, own, others in sides:
        only = [name for name in own if name not in others]
        if only:
            shown = ", ".join(only[:MOST_NAMES]) + (", …" if len(only) > MOST_NAMES else "")
            yield text(
                "Only {side} has, and so not compared: {kind} {names}.",
                side=side.name,
                kind=kind_word(kind),
                names=shown,
            )


def kind_word(kind: Kind) -> str:
    """What a kind of cells is called."""
    words = {
        Kind.OVERALL: text("all contacts"),
        Kind.QUEUE: text("queue"),
        Kind.PROBLEM: text("problem"),
        Kind.TIER: text("tier"),
        Kind.CHANNEL: text("channel"),
        Kind.GROUP: text("group"),
        Kind.INTERVAL: text("interval"),
    }
    return words[kind]


def _day(scenario: Scenario) -> str:
    hour, minute = divmod(scenario.open_at_s // 60, 60)
    return text(
        "{intervals} of {minutes} min from {opens}",
        intervals=counts.intervals(scenario.n_intervals),
        minutes=scenario.interval_us // 60_000_000,
        opens=f"{hour:02d}:{minute:02d}",
    )


def _dates(scenario: Scenario) -> str:
    """The days of a run."""
    dates = scenario.asked.dates
    if dates is None:
        return text("one day without a date")
    worked = sum(dates.worked)
    return text("{first} to {last}, {count} of them workdays", first=dates.names[0], last=dates.names[-1], count=worked)


def _volumes(scenario: Scenario) -> dict[tuple[str, str, str], float]:
    """Contacts expected of each problem, tier and channel."""
    policy, classes = scenario.policy, scenario.world.classes
    names = zip(classes["problem"], classes["tier"], classes["channel"], scenario.expected.sum(axis=1), strict=True)
    return {(policy.problems[p], policy.tiers[t], policy.channels[c]): round(float(v), 6) for p, t, c, v in names}
