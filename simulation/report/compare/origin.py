"""What the words of a comparison mean, and where its figures come from."""

from __future__ import annotations

from routing.words import counts
from routing.words.messages import text
from simulation.compare.comparison import Comparison
from simulation.report.compare.numbers import measure_title
from simulation.report.numbers import decimal


def definitions(comparison: Comparison) -> list[tuple[str, str]]:
    """The terms in use and what they mean."""
    found = [
        (
            text("Difference"),
            text(
                "Side less {base}, in percentage points or seconds, with its paired 95% interval: every day is "
                "simulated with the same customers on both sides.",
                base=comparison.base.name,
            ),
        ),
        (
            text("Verdict"),
            text(
                "Better or worse where the difference is not by chance: right for all of a table together with 95% "
                "(Holm). The same: no day differs. Undecided, or no word in tables by part: too close to tell. "
                "Occupancy has no better side."
            ),
        ),
        (
            text("Correlation"),
            text("Of the days of the two sides. Near 1, the same customers make the difference known well."),
        ),
    ]
    return [*found, *_lever_terms(comparison), *_pilot_terms(comparison)]


def _lever_terms(comparison: Comparison) -> list[tuple[str, str]]:
    if comparison.levers is None:
        return []
    found = [
        (
            text("Alone"),
            text(
                "What the lever gives of “{measure}” when it is the only one; more than 0 is better.",
                measure=measure_title(comparison.measure, comparison.target_s),
            ),
        )
    ]
    if comparison.levers.together is not None:
        found.append((text("Added last"), text("What it adds when all the others are there already.")))
    if comparison.levers.price_unit:
        found.append(
            (
                text("Costs"),
                text("Price / gain; a dash where there is no price, or where the gain may be none."),
            )
        )
    return found


def _pilot_terms(comparison: Comparison) -> list[tuple[str, str]]:
    if comparison.pilot is None:
        return []
    meaning = text(
        "The change of those who got it less the change of all others, who say what would have happened anyway. It "
        "assumes that both would have moved alike, and that the others feel nothing of it; their own change, on the "
        "same days, shows how far that is true."
    )
    days = text(
        "Days before, and as many after, by which a pilot in real life would show it in four cases of five: there the "
        "days before and after are different ones."
    )
    return [(text("Difference in differences"), meaning), (text("Days needed"), days)]


def origin_words(comparison: Comparison) -> str:
    """What to run to have the figures again."""
    return text(
        "Scenario {scenario}, {count} sides, seed {seed}, {replications} of each, engine {engine}.",
        scenario=comparison.scenario,
        count=decimal(len(comparison.sides)),
        seed=comparison.seed,
        replications=counts.replications(decimal(comparison.replications)),
        engine=comparison.engine,
    )
