"""Paired differences: by hand from the contacts of each day, how often intervals cover the truth, and words."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t as student

from simulation.compare.comparison import Word
from simulation.compare.daily import Daily, Sums
from simulation.compare.measure import ABANDONED, MEAN_WAIT, OVERALL, SERVICE_LEVEL, Cell, Kind, Measure
from simulation.compare.paired import changes
from simulation.core.records import Outcome
from simulation.experiment import Plan, drawn_source, measure_replications
from simulation.measuring.results import Figure
from simulation.measuring.statistics import contrast, contrast_error, holm, paired_difference, two_sided_p
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers
from tests.simulation.compare.office import CLERK, LENDER, QUICK, with_levers, write_office

DAYS = 20
TARGET_US = 30_000_000
EXPERIMENTS = 4000
TOLERANCE = 4 * math.sqrt(0.95 * 0.05 / EXPERIMENTS)
"""Four standard errors of a coverage of 95 % counted over 4000 experiments: 1.4 points."""

Pairs = list[tuple[float, float]]
"""Numerator and denominator of each day."""
Chosen = Callable[[Any], NDArray[np.bool_]]


def days_of(scenario: Scenario, measure: Measure, chosen: Chosen) -> Pairs:
    """The ratio of each day, counted contact by contact."""
    found: dict[int, tuple[float, float]] = {}

    def keep(number: int, contacts: Any, facts: Any) -> None:
        mask = chosen(contacts)
        records = facts.records[mask]
        wait = (records["left"] - contacts["arrival"][mask]).astype(float)
        answered, left = records["outcome"] == Outcome.ANSWERED, records["outcome"] == Outcome.ABANDONED
        within = wait <= TARGET_US
        ratios = {
            SERVICE_LEVEL: ((answered & within).sum(), mask.sum() - (left & within).sum()),
            ABANDONED: (left.sum(), mask.sum()),
            MEAN_WAIT: (wait[answered | left].sum() / 1e6, (answered | left).sum()),
        }
        found[number] = (float(ratios[measure][0]), float(ratios[measure][1]))

    measure_replications(scenario, Plan(DAYS, seed=1, threads=1), keep=keep)
    return [found[number] for number in range(DAYS)]


def naive(before: Pairs, after: Pairs) -> Figure:
    """The paired difference and its interval, in plain Python."""
    sums = [(sum(x for x, _ in days), sum(y for _, y in days)) for days in (before, after)]
    ratios = [x / y for x, y in sums]
    errors = [
        [(x - ratio * y) / (total / DAYS) for x, y in days]
        for days, ratio, (_, total) in zip((before, after), ratios, sums, strict=True)
    ]
    gaps = [late - early for early, late in zip(*errors, strict=True)]
    reach = float(student.ppf(0.975, DAYS - 1)) * math.sqrt(sum(gap**2 for gap in gaps) / (DAYS * (DAYS - 1)))
    gap = ratios[1] - ratios[0]
    return Figure(gap, gap - reach, gap + reach)


def everybody(contacts: Any) -> NDArray[np.bool_]:
    return np.ones(len(contacts), np.bool_)


def second_half_hour(contacts: Any) -> NDArray[np.bool_]:
    start = 1800 * 1_000_000
    return np.asarray((contacts["arrival"] >= start) & (contacts["arrival"] < 2 * start), np.bool_)


@pytest.mark.parametrize("measure", [SERVICE_LEVEL, ABANDONED, MEAN_WAIT], ids=lambda measure: measure.key)
@pytest.mark.parametrize(
    ("cell", "chosen"), [(OVERALL, everybody), (Cell(Kind.INTERVAL, "09:30–10:00"), second_half_hour)]
)
def test_a_difference_is_that_of_the_contacts(measure: Measure, cell: Cell, chosen: Chosen, tmp_path: Path) -> None:
    """Difference and interval are those of a plain calculation from every contact of every day."""
    side = with_levers(tmp_path, QUICK, replications=DAYS).sides[1]
    file = tmp_path / "office.yaml"
    before, after = load_scenario(file), load_scenario(file, overrides=["service[0].mean_s*=0.9"])
    found = side.changes[measure][cell].difference
    expected = naive(days_of(before, measure, chosen), days_of(after, measure, chosen))
    assert (found.mean, found.low, found.high) == pytest.approx((expected.mean, expected.low, expected.high))


def test_the_customers_are_the_same(tmp_path: Path) -> None:
    """Whatever the staff and the policy, the same contacts come at the same microseconds."""
    file = write_office(tmp_path)
    arrivals: list[list[Any]] = []
    for written in ([], ["groups.desk.staff+=2"], ["policy.queues.loans.head_start_s=60"]):
        source = drawn_source(load_scenario(file, overrides=written).world, 1)
        arrivals.append([source.draw(number, Buffers()).tolist() for number in range(5)])
    assert arrivals[0] == arrivals[1] == arrivals[2]


def drawn(generator: np.random.Generator, days: int, cells: int) -> tuple[list[Any], list[float]]:
    """Two ratios over the same busy and quiet days, in many experiments; and what infinitely many days would give."""
    busy = generator.gamma(25.0, 1 / 25.0, (days, cells))
    load = generator.poisson(400 * busy)
    hard = np.clip(0.2 * busy, 0, 1)  # a busy day is a hard one, on both sides
    before = generator.binomial(load, 1 - hard)
    after = before + generator.binomial(load - before, 0.25)
    # E[1 - 0.2 b | weighed by b] with gamma b of mean 1 and variance 1/25: 1 - 0.2 (1 + 1/25)
    share = 1 - 0.2 * (1 + 1 / 25)
    return [(before, load), (after, load)], [share, share + 0.25 * (1 - share)]


@pytest.mark.parametrize("seed", [1, 2])
def test_intervals_of_differences_cover(seed: int) -> None:
    """Over 4000 experiments the paired interval covers the true difference in 95 % and is narrower than an unpaired."""
    ratios, truth = drawn(np.random.default_rng(seed), 40, EXPERIMENTS)
    paired = paired_difference(*ratios)
    gap = truth[1] - truth[0]
    covered = np.mean((paired.difference.low <= gap) & (gap <= paired.difference.high))
    assert covered == pytest.approx(0.95, abs=TOLERANCE)
    other, _ = drawn(np.random.default_rng(seed + 1000), 40, EXPERIMENTS)
    unpaired = paired_difference(ratios[0], other[1])
    widths = [np.mean(found.difference.high - found.difference.low) for found in (paired, unpaired)]
    assert widths[0] < 0.5 * widths[1]
    assert np.mean(paired.correlation) > 0.8


@pytest.mark.parametrize("seed", [1, 2])
def test_intervals_of_contrasts_cover(seed: int) -> None:
    """A difference of differences over the same days covers its truth in 95 % of 4000 experiments."""
    generator = np.random.default_rng(seed)
    treated, truth = drawn(generator, 40, EXPERIMENTS)
    load = generator.poisson(300, (40, EXPERIMENTS))
    control = [(generator.binomial(load, share), load) for share in (0.7, 0.72)]
    found = contrast([*treated, *control], (-1.0, 1.0, 1.0, -1.0))
    gap = truth[1] - truth[0] - 0.02
    covered = np.mean((found.low <= gap) & (gap <= found.high))
    assert covered == pytest.approx(0.95, abs=TOLERANCE)


def test_a_contrast_of_two_is_the_paired_difference() -> None:
    """With the weights -1 and 1 the two formulas are one."""
    ratios, _ = drawn(np.random.default_rng(1), 12, 3)
    paired, found = paired_difference(*ratios).difference, contrast(ratios, (-1.0, 1.0))
    assert np.array_equal(paired.mean, found.mean)
    assert np.array_equal(paired.low, found.low)


def test_who_is_not_reached_is_the_same(tmp_path: Path) -> None:
    """A lender more helps the loans and leaves the questions, contact by contact, as they were."""
    changes = with_levers(tmp_path, LENDER).sides[1].changes[SERVICE_LEVEL]
    loans, questions = changes[Cell(Kind.QUEUE, "loans")], changes[Cell(Kind.QUEUE, "questions")]
    assert (loans.word, questions.word) == (Word.BETTER, Word.SAME)
    assert questions.difference == Figure(0.0, 0.0, 0.0)
    assert questions.correlation == pytest.approx(1.0)


def test_few_days_decide_nothing(tmp_path: Path) -> None:
    """Below 10 days there is no interval, and nothing is called better or worse."""
    comparison = with_levers(tmp_path, CLERK, LENDER, replications=9)
    changes = [change for side in comparison.sides[1:] for cells in side.changes.values() for change in cells.values()]
    assert {change.difference.low for change in changes} == {None}
    assert {change.word for change in changes} == {Word.SAME, Word.UNDECIDED, None}


def test_words_say_which_side_is_better(tmp_path: Path) -> None:
    """More in time is better, fewer leaving is better, and a clerk less is worse in both."""
    side = with_levers(tmp_path, "fewer=groups.desk.staff-=1", replications=30).sides[1]
    words = {measure.key: cells[OVERALL].word for measure, cells in side.changes.items()}
    assert words == {
        "service_level": Word.WORSE,
        "abandoned": Word.WORSE,
        "mean_wait_s": Word.WORSE,
        "goal:all": Word.WORSE,
        "occupancy": None,
    }


def fixed(late: int, load: int) -> Daily:
    """Twelve days of so many contacts, as many of them late on each."""
    sums = Sums(
        {OVERALL: 0}, np.full((12, 1), float(load - late)), np.full((12, 1), float(load)), np.array([12.0 * load])
    )
    return {SERVICE_LEVEL: sums}


def test_no_spread_is_no_proof_of_no_difference() -> None:
    """All in time on both sides, of other contacts: nothing is known of the difference, and nothing is claimed."""
    found = changes([fixed(0, 100), fixed(0, 90)], [True])[0][SERVICE_LEVEL][OVERALL]
    assert (found.difference, found.word) == (Figure(0.0), Word.UNDECIDED)
    found = changes([fixed(0, 100), fixed(0, 100)], [True])[0][SERVICE_LEVEL][OVERALL]
    assert (found.difference, found.word) == (Figure(0.0, 0.0, 0.0), Word.SAME)


def test_words_are_holms() -> None:
    """Of differences that each by itself would pass at 5 %, only those are decided that pass together."""
    generator = np.random.default_rng(1)
    cells = {Cell(Kind.QUEUE, f"q{number}"): number for number in range(40)}
    load = np.full((30, 40), 200.0)
    before = generator.binomial(200, 0.8, (30, 40)).astype(np.float64)
    after = generator.binomial(200, 0.8, (30, 40)).astype(np.float64)
    after[:, :5] += 20.0
    days = [{SERVICE_LEVEL: Sums(cells, x, load, load.sum(axis=0))} for x in (before, after)]
    found = list(changes(days, [True])[0][SERVICE_LEVEL].values())
    assert [change.word for change in found] == [Word.BETTER] * 5 + [Word.UNDECIDED] * 35
    gap, error = contrast_error([(before, load), (after, load)], (-1.0, 1.0))
    p = two_sided_p(gap / error, 29)
    assert holm(p).tolist() == [True] * 5 + [False] * 35
    assert (p[5:] < 0.05).any()  # one of those undecided has an interval of its own that leaves out 0
