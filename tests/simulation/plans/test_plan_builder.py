"""The builder of draw plans: what it makes, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from routing.model import Tie
from simulation.core.draw_plan import MAX_CONTACTS, MAX_LENGTH, NODES, Family
from simulation.plans.distributions import deterministic, empirical, exponential, gamma, lognormal, never
from simulation.plans.plan_builder import PlanBuilder, Preferred

HOUR = 3_600_000_000


def test_tables() -> None:
    """The tables hold what was added: cells by time and class, classes with their laws, each law once."""
    builder = PlanBuilder(day_cv=0.2)
    first = builder.add_class(work=exponential(60), patience=exponential(60), balk=0.25)
    second = builder.add_class(work=gamma(60, 0.5), wrap_up=gamma(30, 0.5), key=70)
    builder.add_day(second, [3.0, 4.5], HOUR, day_factor=False)
    builder.add_day(first, [1.0, 2.0], HOUR)
    plan = builder.build()
    assert (first, second) == (0, 1)
    assert plan.day_cv == 0.2
    assert plan.cells.tolist() == [
        (0, 0, 0, HOUR, 1.0, 1),
        (1, 0, 0, HOUR, 3.0, 0),
        (0, 1, HOUR, HOUR, 2.0, 1),
        (1, 1, HOUR, HOUR, 4.5, 0),
    ]
    # laws in order of use: exponential(60), deterministic(0), gamma(60, 0.5), gamma(30, 0.5), never
    assert plan.laws["family"].tolist() == [2, 1, 5, 5, 0]
    assert plan.classes["key"].tolist() == [0, 70]
    assert plan.classes["balk"].tolist() == [0.25, 0.0]
    assert plan.classes["laws"].tolist() == [[0, 1, 0], [2, 3, 4]]


def test_preferred_agents() -> None:
    """Classes with the same agents share a list of them; a share of 0 needs none, and no class at all no list."""
    builder = PlanBuilder()
    builder.add_class(work=exponential(60), preferred=Preferred(0.2, (5, 7), Tie.OWNER))
    builder.add_class(work=exponential(60))
    builder.add_class(work=exponential(60), preferred=Preferred(0.5, (2,)))
    builder.add_class(work=exponential(60), preferred=Preferred(1.0, (5, 7), Tie.DEDICATED))
    plan = builder.build()
    assert plan.candidates.tolist() == [5, 7, 2]
    assert plan.classes[["share", "tie", "first", "n_candidates"]].tolist() == [
        (0.2, Tie.OWNER, 0, 2),
        (0.0, Tie.LAST, 2, 0),
        (0.5, Tie.LAST, 2, 1),
        (1.0, Tie.DEDICATED, 0, 2),
    ]
    none = PlanBuilder()
    none.add_class(work=exponential(60), preferred=Preferred(0.0, (3,)))
    assert none.build().candidates.size == 0


def test_samples() -> None:
    """Gamma laws of one variation share a table; each empirical law has its own sorted values."""
    builder = PlanBuilder()
    builder.add_class(work=gamma(60, 0.5), wrap_up=gamma(30, 0.5), patience=empirical([3, 1]))
    builder.add_class(work=gamma(60, 2), patience=empirical([7, 5, 6]))
    plan = builder.build()
    tables = plan.laws[plan.laws["family"] == Family.TABLE]
    assert tables["first"].tolist() == [0, 0, 2 * NODES + 2]
    assert tables["a"].tolist() == [60e6, 30e6, 60e6]
    values = plan.laws[plan.laws["family"] == Family.EMPIRICAL]
    assert [plan.samples[law.first : law.first + law.n_values].tolist() for law in values] == [
        [1e6, 3e6],
        [5e6, 6e6, 7e6],
    ]


def test_empty_plan() -> None:
    """A plan without arrivals is a plan."""
    plan = PlanBuilder().build()
    assert plan.cells.size == plan.classes.size == plan.laws.size == plan.samples.size == 0
    assert plan.samples.dtype == np.float64


def test_slices_come_in_order_of_time() -> None:
    """A later number may stand for an earlier window: rows go by time."""
    builder = PlanBuilder()
    cls = builder.add_class(work=exponential(60))
    builder.add_cell(cls, time_slice=5, start_us=HOUR, length_us=HOUR, expected=1)
    builder.add_cell(cls, time_slice=9, start_us=0, length_us=HOUR, expected=1)
    assert builder.build().cells["slice"].tolist() == [9, 5]


def with_class(change: Callable[[PlanBuilder], object]) -> Callable[[], object]:
    def make() -> object:
        builder = PlanBuilder()
        builder.add_class(work=exponential(60))
        builder.add_class(work=lognormal(60, 1))
        builder.add_cell(0, time_slice=0, start_us=0, length_us=HOUR, expected=1)
        return change(builder)

    return make


def overlap(builder: PlanBuilder) -> object:
    builder.add_cell(1, time_slice=1, start_us=HOUR - 1, length_us=HOUR, expected=1)
    return builder.build()


def two_windows(builder: PlanBuilder) -> object:
    builder.add_cell(1, time_slice=0, start_us=0, length_us=HOUR + 1, expected=1)
    return builder.build()


def cell(  # one refused number at a time
    cls: int = 1, time_slice: int = 1, start_us: int = HOUR, length_us: int = HOUR, expected: float = 1.0
) -> Callable[[], object]:
    return with_class(
        lambda builder: builder.add_cell(
            cls, time_slice=time_slice, start_us=start_us, length_us=length_us, expected=expected
        )
    )


def parts_of_one_slice(builder: PlanBuilder) -> None:
    part = builder.add_class(work=deterministic(1), key=1, part_of=1)
    for cls in (1, part):
        builder.add_cell(cls, time_slice=2, start_us=2 * HOUR, length_us=HOUR, expected=1)


def two_factors() -> None:
    builder = PlanBuilder()
    for _ in range(2):
        builder.add_factor([0], cv=0.1, key=1)


def preferring(preferred: Preferred) -> Callable[[], object]:
    return with_class(lambda builder: builder.add_class(work=deterministic(1), preferred=preferred))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: PlanBuilder(day_cv=-0.1), "variation"),
        (lambda: PlanBuilder(day_cv=float("nan")), "variation"),
        (lambda: PlanBuilder().add_factor([0], cv=0, key=1), "variation"),
        (lambda: PlanBuilder().add_factor([0], cv=0.1, key=-1), "key"),
        (two_factors, "key"),
        (lambda: PlanBuilder().add_factor([0], cv=0.1, key=1, correlation=1), "correlation"),
        (lambda: PlanBuilder().add_factor([0], cv=0.1, key=1, span_us=-1), "span"),
        (with_class(lambda builder: builder.add_class(work=never())), "end"),
        (with_class(lambda builder: builder.add_class(work=deterministic(1), balk=1.5)), "balks"),
        (preferring(Preferred(1.5, (0,))), "share"),
        (preferring(Preferred(0.5, ())), "numbers"),
        (preferring(Preferred(1, (-1,))), "numbers"),
        (with_class(lambda builder: builder.add_class(work=deterministic(1), key=1)), "key"),
        (with_class(lambda builder: builder.add_class(work=deterministic(1), key=-1)), "key"),
        (cell(cls=2), "no class"),
        (cell(cls=0, time_slice=0, start_us=0), "already"),
        (cell(time_slice=-1), "negative"),
        (cell(start_us=-1), "negative"),
        (cell(length_us=0), "longer than 0"),
        (cell(length_us=MAX_LENGTH), "38 hours"),
        (cell(expected=-1), "expected"),
        (cell(expected=float("nan")), "expected"),
        (cell(expected=MAX_CONTACTS), "expected"),
        (with_class(parts_of_one_slice), "same slice, 2"),
        (with_class(overlap), "overlap"),
        (with_class(two_windows), "two different windows"),
    ],
)
def test_refused(make: Callable[[], object], says: str) -> None:
    """What cannot be drawn is refused, with a sentence that names it."""
    with pytest.raises(ValueError, match=says):
        make()
