"""What days add up to, against a count contact by contact."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation.core.records import Outcome
from simulation.experiment import Plan, measure_replications
from simulation.gates.days import Days, joined, simulate_days
from simulation.gates.gate import Chosen, Gate, Kind, Quantity
from simulation.scenario import Scenario, load_scenario
from tests.simulation.gates.desk import write_desk

DAYS = 4
TIMES = (45.0, 20.0)
SECOND = 1_000_000


LEFT_WAITING = ("patience={law: never}", "after_close=leave", "groups.clerks.staff=9")
"""Nobody hangs up, and at the close all agents go home."""


@pytest.fixture(scope="module", params=[(), LEFT_WAITING], ids=["all are served", "some are left waiting"])
def scenario(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """The desk with VIPs first."""
    folder = tmp_path_factory.mktemp("desk")
    write_desk(folder)
    return load_scenario(folder / "desk.yaml", policy=folder / "starving.yaml", overrides=request.param)


def rows(scenario: Scenario) -> list[list[tuple[str, Outcome, float]]]:
    """Of each day the tier, the outcome and the wait of every contact, until the end of the run where it goes on."""
    found: dict[int, list[tuple[str, Outcome, float]]] = {}

    def keep(day: int, contacts: Any, facts: Any) -> None:
        records = facts.records
        end = max(records["left"].max(), records["done"].max(), contacts["arrival"].max(), facts.states["time"].max())
        tiers = [scenario.policy.tiers[scenario.world.classes["tier"][number]] for number in contacts["cls"]]
        left = np.where(records["outcome"] == Outcome.OPEN, end, records["left"])
        waits = ((left - contacts["arrival"]) / SECOND).tolist()
        outcomes = [Outcome(number) for number in records["outcome"].tolist()]
        found[day] = list(zip(tiers, outcomes, waits, strict=True))

    measure_replications(scenario, Plan(DAYS, seed=3, threads=1), keep=keep)
    return [found[day] for day in range(DAYS)]


def gate(quantity: Quantity, within_s: float | None = None) -> Gate:
    """A gate that measures something."""
    return Gate(Kind.SERVICE_LEVEL, quantity, Chosen(), 0.5, 1, (), within_s=within_s)


def naive(day: list[tuple[str, Outcome, float]], quantity: Quantity, within_s: float | None) -> tuple[float, float]:
    """Numerator and denominator of a day."""
    answered = [wait for _, outcome, wait in day if outcome is Outcome.ANSWERED]
    gone = [wait for _, outcome, wait in day if outcome is Outcome.ABANDONED]
    still = [wait for _, outcome, wait in day if outcome is Outcome.OPEN]
    waits = [*answered, *gone, *still]
    assert len(waits) == len(day)
    if quantity is Quantity.SERVICE_LEVEL:
        soon = sum(wait <= 90 for wait in gone)
        in_time = sum(wait <= (90 if within_s is None else within_s) for wait in answered)
        return in_time, len(day) - (soon if within_s is None else 0)
    parts: dict[Quantity, tuple[float, float]] = {
        Quantity.ABANDONED: (len(gone), len(day)),
        Quantity.MEAN_WAIT: (sum([*answered, *gone]), len(answered) + len(gone)),
        Quantity.WITHIN: (sum(wait <= (within_s or 0) for wait in waits), len(waits)),
        Quantity.LONGEST: (max(waits), 1),
        Quantity.STARVED_DAYS: (float(any(wait > (within_s or 0) for wait in waits)), 1),
    }
    return parts[quantity]


QUANTITIES = [
    (Quantity.SERVICE_LEVEL, None),
    (Quantity.SERVICE_LEVEL, 45.0),
    (Quantity.ABANDONED, None),
    (Quantity.MEAN_WAIT, None),
    (Quantity.WITHIN, 20.0),
    (Quantity.WITHIN, 45.0),
    (Quantity.LONGEST, None),
    (Quantity.STARVED_DAYS, 45.0),
]


@pytest.fixture(scope="module")
def days(scenario: Scenario) -> Days:
    """The days of the package."""
    return simulate_days(scenario, TIMES, Plan(DAYS, seed=3))


@pytest.mark.parametrize(("quantity", "within_s"), QUANTITIES)
@pytest.mark.parametrize("tier", ["vip", "ordinary"])
def test_each_quantity_is_that_of_its_contacts(
    scenario: Scenario, days: Days, tier: str, quantity: Quantity, within_s: float | None
) -> None:
    """Day by day, numerator and denominator are what a count of the contacts gives."""
    expected = [naive([row for row in day if row[0] == tier], quantity, within_s) for day in rows(scenario)]
    above, below = days.ratio(gate(quantity, within_s), Chosen(tier=(tier,)).members(scenario.world))
    assert list(zip(above.tolist(), below.tolist(), strict=True)) == [pytest.approx(pair) for pair in expected]


def test_who_is_left_waiting_counts(scenario: Scenario, days: Days) -> None:
    """Contacts without an end are counted where the day has them, and there only."""
    still = sum(outcome is Outcome.OPEN for day in rows(scenario) for _, outcome, _ in day)
    assert days.waiting.sum() == still
    assert (still > 0) == (scenario.world.after_close.name == "LEAVE")


def test_days_in_parts_are_the_days_together(scenario: Scenario, days: Days) -> None:
    """One day and then three are the four days, number by number, on any number of threads."""
    first = simulate_days(scenario, TIMES, Plan(1, seed=3, threads=1))
    rest = simulate_days(scenario, TIMES, Plan(3, seed=3, threads=2, first=1))
    together = joined([first, rest])
    for name in ("offered", "abandoned", "above", "below", "wait_s", "waited", "waiting", "longest_s"):
        assert np.array_equal(getattr(together, name), getattr(days, name)), name
    for time in TIMES:
        assert np.array_equal(together.within[time].late, days.within[time].late)
        assert np.array_equal(together.within[time].answered, days.within[time].answered)
