"""The compiled engine against the tables that others have published, figure by figure.

``python -m tests.simulation.test_published_tables`` prints our figure beside each printed one, with both errors and the
distance in standard errors: what ``docs/explanation/validation.md`` shows.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from simulation.engines.compiled import CompiledEngine
from simulation.engines.reference import simulate_reference
from simulation.experiment import drawn_source
from simulation.workload import Buffers
from tests.simulation.published_tables import TABLES
from tests.simulation.table_days import claims, scenario_of
from tests.simulation.theory_worlds import MOST_MEAN_SQUARE, Claim, assert_agreement
from tests.simulation.three_types_chain import exact_figures

FIRST_CONTACTS = 7_000
"""SimPy plays no more of a day."""


@cache
def found(name: str) -> tuple[Claim, ...]:
    """Our figure beside each of a table."""
    return tuple(claims(TABLES[name]))


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_published_table(name: str) -> None:
    """Every figure lies within 4 standard errors of the printed one, with an error no larger; mean z^2 <= 2."""
    assert_agreement(found(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TABLES if name != "singleQueue, 30 s"])
def test_published_model_on_both_engines(name: str) -> None:
    """A day of each model has the same records on the SimPy engine."""
    world = scenario_of(TABLES[name]).world
    contacts = drawn_source(world, seed=3).draw(0, Buffers())[:FIRST_CONTACTS]
    expected = simulate_reference(world, contacts)
    facts = CompiledEngine(world).simulate(contacts)
    assert np.array_equal(facts.records, expected.records)
    assert np.array_equal(facts.states, expected.states)


@pytest.mark.slow
def test_the_three_types_against_their_chain() -> None:
    """What the table of mskccParamsThreeTypes says of waiting and leaving follows exactly from a Markov chain.

    The published run itself lies two of its standard errors from some of these figures.
    """
    ours = {claim.name: claim.ours for claim in found("mskccParamsThreeTypes")}
    assert_agreement(
        Claim(f"{name}, {who}", ours[f"{name}, {who}"], f"{value:.8f}")
        for (name, who), value in exact_figures().items()
    )


def test_the_leaver_rules_are_told_apart() -> None:
    """Both rules of op-twoQueues have a published half-hour of a falling staff, and they are 20 points apart."""
    one, other = (
        TABLES[name].rows["service level"]["17:00"] for name in ("op-twoQueues", "op-twoQueues, pooled leavers")
    )
    assert float(one.split()[0]) - float(other) > 20


def print_tables(names: Sequence[str]) -> None:
    """Print the tables, one after another."""
    for name in names or TABLES:
        table = found(name)
        square = sum(claim.errors_away**2 for claim in table) / len(table)
        lines = [
            f"\n{name}: mean z^2 {square:.2f} (at most {MOST_MEAN_SQUARE:g})\n",
            "| figure | theirs | ± | ours | ± | z |",
            "|---|---|---|---|---|---|",
            *(row_of(claim) for claim in table),
        ]
        sys.stdout.write("\n".join(lines) + "\n")


def row_of(claim: Claim) -> str:
    """A row of Markdown: theirs and ours, each with its standard error."""
    ours = claim.ours
    their_error = "" if claim.their_error is None else f"{claim.their_error:.2g}"
    return (
        f"| {claim.name} | {claim.printed} | {their_error} | {ours.value:.4g} | {ours.error:.2g} |"
        f" {claim.errors_away:.1f} |"
    )


if __name__ == "__main__":
    print_tables(sys.argv[1:])
