"""The drawing of a replication: equal to its naive twin, the same everywhere, sorted, coupled, of the right laws."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from routing import _jit
from routing.kernels.state import Rows
from routing.model import NEVER, Tie
from simulation.core.draw_plan import MAX_CONTACTS, MAX_LENGTH, DrawPlan, DrawScratch
from simulation.drawing.engine_draw import _put_in_order
from simulation.plans.distributions import (
    Law,
    deterministic,
    empirical,
    exponential,
    gamma,
    lognormal,
    never,
    weibull,
)
from simulation.plans.plan_builder import PlanBuilder, Preferred
from simulation.workload import Buffers, DrawnSource
from tests.simulation import naive_draw

HALF_HOUR = 1_800_000_000
ROOT = Path(__file__).parents[3]
SEED = 20240210
REPLICATIONS = 300 if _jit.ENABLED else 3
"""Fewer with the compiler off."""


@dataclass(frozen=True)
class Kind:
    """A class of contacts and its expected arrivals per half-hour."""

    work: Law
    wrap_up: Law | None = None
    patience: Law | None = None
    balk: float = 0.0
    expected: tuple[float, ...] = (20.0, 35.5, 0.0, 8.0)
    key: int | None = None
    preferred: Preferred | None = None


KINDS = (
    Kind(exponential(270), patience=exponential(120), balk=0.1),
    Kind(lognormal(300, 0.8), exponential(30), weibull(90, 0.7), expected=(5.0, 5.0, 5.0, 5.0)),
    Kind(gamma(200, 0.6), deterministic(15), empirical([5, 20, 60, 600]), balk=0.5, expected=(0.0, 50.0, 0.4)),
    Kind(weibull(100, 1.5), lognormal(20, 0.3), never(), balk=1.0, expected=(0.7,)),
)
"""Every family of laws, and cells with many, few and no contacts."""

GOLDEN = [
    (104419340, 214028599, 185441849, 0, 0, 0),
    (554850120, 14373984, 357639987, 50756173, 1, 0),
    (1853491349, 600000000, 171318275, 15000000, 2, 0),
    (415340466, NEVER, 146730708, 18533945, 3, 1),
]
"""The naive twin's, too, to the rounding."""


def plan_of(*kinds: Kind, day_cv: float = 0.0, length_us: int = HALF_HOUR) -> DrawPlan:
    builder = PlanBuilder(day_cv=day_cv)
    for kind in kinds:
        cls = builder.add_class(
            work=kind.work,
            wrap_up=kind.wrap_up,
            patience=kind.patience,
            balk=kind.balk,
            preferred=kind.preferred,
            key=kind.key,
        )
        builder.add_day(cls, kind.expected, length_us)
    return builder.build()


def draw(plan: DrawPlan, replication: int = 0, seed: int = SEED) -> Rows:
    return DrawnSource(plan, seed).draw(replication, Buffers())


def of_class(rows: Rows, cls: int) -> Rows:
    chosen: Rows = rows[rows["cls"] == cls]
    return chosen


def same_customers(some: Rows, others: Rows) -> bool:
    """Whether every row of ``some`` stands in ``others``."""
    return set(some.tolist()) <= set(others.tolist())


@pytest.mark.parametrize("replication", range(5))
def test_equals_naive_twin(replication: int) -> None:
    """Contact by contact the rows are those of the naive twin: arrival, class, balking; times to the rounding."""
    plan = plan_of(*KINDS, day_cv=0.2)
    factor = DrawnSource(plan, SEED).day_factor(replication)
    expected = naive_draw.contacts(plan, SEED, replication, factor)
    rows = draw(plan, replication)
    assert len(expected) == rows.size > 50
    assert rows["arrival"].tolist() == [contact.arrival for contact in expected]
    assert rows["cls"].tolist() == [contact.cls for contact in expected]
    assert rows["balks"].tolist() == [contact.balks for contact in expected]
    assert (rows["preferred"] == -1).all()
    for name in ("work", "wrap_up", "patience"):
        exact = np.array([float(getattr(contact, name)) for contact in expected])
        # gamma laws are read from a table whose error at these variations is below 5e-6 of the quantile
        table = np.array([5e-6 if name == "work" and contact.cls == 2 else 1e-12 for contact in expected])
        assert (np.abs(rows[name] - exact) <= 0.5001 + table * exact).all()


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**64 - 1),
    replication=st.integers(0, 2**40),
    expected=st.lists(st.floats(0, 40), min_size=1, max_size=4),
    length_us=st.sampled_from([1, 7, 1_000, HALF_HOUR, MAX_LENGTH - 1]),
)
def test_equals_naive_twin_anywhere(seed: int, replication: int, expected: list[float], length_us: int) -> None:
    """The same for any seed, replication and rate, on clocks so coarse that most arrivals are ties, too."""
    plan = plan_of(
        Kind(deterministic(1), expected=tuple(expected)),
        Kind(deterministic(2), balk=0.5, expected=tuple(reversed(expected)), key=17),
        length_us=length_us,
    )
    twin = naive_draw.contacts(plan, seed, replication)
    rows = draw(plan, replication, seed)
    found = [(row.arrival, row.cls, row.balks) for row in rows]
    assert found == [(contact.arrival, contact.cls, contact.balks) for contact in twin]


KNOWN = (
    replace(KINDS[0], preferred=Preferred(0.3, (4, 0, 70_000), Tie.OWNER)),
    KINDS[1],
    replace(KINDS[2], preferred=Preferred(1.0, (9,), Tie.DEDICATED)),
    replace(KINDS[3], preferred=Preferred(0.0, (9,))),
)
"""The same classes; in two of them contacts have preferred agents."""


@pytest.mark.parametrize("replication", range(3))
def test_preferred_agents_equal_the_naive_twin(replication: int) -> None:
    """Who has a preferred agent, whom and why, is what the naive twin draws, in each class by its own share."""
    plan = plan_of(*KNOWN)
    rows = draw(plan, replication)
    twin = naive_draw.contacts(plan, SEED, replication)
    assert rows[["tie", "preferred"]].tolist() == [(contact.tie, contact.preferred) for contact in twin]
    assert set(of_class(rows, 0)["preferred"].tolist()) == {-1, 0, 4, 70_000}
    assert set(of_class(rows, 0)["tie"].tolist()) == {Tie.LAST, Tie.OWNER}  # LAST stands where nobody is preferred
    assert (of_class(rows, 2)["preferred"] == 9).all()
    assert (of_class(rows, 3)["preferred"] == -1).all()


def test_preferred_agents_change_no_other_draw() -> None:
    """With and without preferred agents the contacts are the same in everything else; another share adds to them."""
    rest = ["arrival", "patience", "work", "wrap_up", "cls", "balks"]
    plain, known = draw(plan_of(*KINDS)), draw(plan_of(*KNOWN))
    assert known[rest].tolist() == plain[rest].tolist()
    more = draw(plan_of(*(replace(kind, preferred=Preferred(0.6, (4, 0, 70_000), Tie.OWNER)) for kind in KINDS)))
    had = (known["preferred"] >= 0) & (known["cls"] == 0)
    assert 0 < had.sum() < ((more["preferred"] >= 0) & (known["cls"] == 0)).sum()
    assert (more["preferred"][had] == known["preferred"][had]).all()


def test_preferred_agents_by_their_laws() -> None:
    """The share that has one, and each agent's part of them, lie within 5 standard errors of what was asked for."""
    kind = Kind(deterministic(1), preferred=Preferred(0.2, tuple(range(10, 17))), expected=(500.0,) * 8)
    found = np.concatenate([draw(plan_of(kind), r)["preferred"] for r in range(max(1, REPLICATIONS // 50))])
    has = found >= 0
    assert abs(has.mean() - 0.2) < 5 * math.sqrt(0.2 * 0.8 / has.size)
    counts = np.bincount(found[has] - 10, minlength=7)
    assert len(counts) == 7
    n = int(has.sum())
    assert np.abs(counts - n / 7).max() < 5 * math.sqrt(n * 1 / 7 * 6 / 7)
    arrivals = draw(plan_of(kind))
    late = arrivals["preferred"][arrivals["arrival"] > 4 * HALF_HOUR] >= 0
    assert abs(late.mean() - 0.2) < 5 * math.sqrt(0.2 * 0.8 / late.size)


def digest() -> str:
    """A hash over every bit of four replications of every family."""
    plan = plan_of(*KNOWN, day_cv=0.2)
    return hashlib.sha256(b"".join(draw(plan, r).tobytes() for r in range(4))).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        {"PEAKLINE_JIT": "0" if _jit.ENABLED else "1"},
        {"PEAKLINE_JIT": "1", "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
    ],
    ids=["compiler the other way", "plain processor"],
)
def test_same_bits_elsewhere(other: dict[str, str]) -> None:
    """Without the compiler, and compiled for a processor without wide vectors, the code gives the same bits."""
    code = "from tests.simulation.drawing.test_draw import digest; print(digest())"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, **other},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == digest(), run.stderr


def test_golden() -> None:
    """The first contact of each class under seed 20240210 is this one, on any machine and in any later version."""
    rows = draw(plan_of(*KINDS))
    # arrival, patience, work, wrap_up, class, balks
    assert [of_class(rows, cls)[0].tolist()[:6] for cls in range(4)] == GOLDEN


def test_golden_preferred_agents() -> None:
    """The first contacts of class 0 under seed 20240210 prefer these agents, on any machine, in any later version."""
    rows = of_class(draw(plan_of(*KNOWN)), 0)
    assert rows["preferred"][:16].tolist() == [-1, 0, 0, -1, -1, 0, -1, -1, 70000, -1, -1, -1, -1, -1, 4, -1]


def test_sorted_and_inside_slices() -> None:
    """Rows come by (arrival, class); each class has arrivals only where it was expected to."""
    rows = draw(plan_of(*KINDS))
    keys = list(zip(rows["arrival"].tolist(), rows["cls"].tolist(), strict=True))
    assert keys == sorted(keys)
    assert rows["arrival"].min() >= 0
    assert rows["arrival"].max() < 4 * HALF_HOUR
    for cls, kind in enumerate(KINDS):
        slices = set((of_class(rows, cls)["arrival"] // HALF_HOUR).tolist())
        assert slices <= {i for i, mean in enumerate(kind.expected) if mean > 0}


@given(places=st.lists(st.integers(0, 50), max_size=60), length=st.integers(51, 90))
def test_sort(places: list[int], length: int) -> None:
    """The bucket sort sorts any places, however uneven."""
    numbered = np.array([place << 26 | i for i, place in enumerate(places)], np.int64)
    ordered, starts = np.empty_like(numbered), np.empty(numbered.size + 1, np.int64)
    _put_in_order(numbered, ordered, starts, length)
    assert ordered.tolist() == sorted(numbered.tolist())


def test_place_fits_its_word() -> None:
    """The latest place and the last number of the largest slice fit side by side in 63 bits."""
    assert (MAX_LENGTH - 1 << 26 | 2 * MAX_CONTACTS - 1) < 2**63


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**64 - 1),
    expected=st.floats(0, 200),
    more=st.one_of(st.floats(0, 50), st.floats(0, 1e-6)),
)
def test_higher_rate_only_adds(seed: int, expected: float, more: float) -> None:
    """Where the expected number rises, the customers that came before all come, with all that they bring."""
    few, many = (
        draw(plan_of(Kind(exponential(60), exponential(9), exponential(60), 0.3, (mean,))), seed=seed)
        for mean in (expected, expected + more)
    )
    assert same_customers(few, many)


def test_other_classes_stay() -> None:
    """A rate, law or share of one class changes nothing in another one; nor does taking away a class, with keys."""
    kinds = tuple(replace(kind, key=i) for i, kind in enumerate(KINDS))
    before = draw(plan_of(*kinds))
    changed = replace(kinds[0], expected=(90.0, 1.0, 2.0, 3.0), work=deterministic(5), balk=0.9)
    after = draw(plan_of(changed, *kinds[1:]))
    fewer = draw(plan_of(*kinds[1:]))
    fewer["cls"] += 1
    for cls in (1, 2, 3):
        assert of_class(after, cls).tolist() == of_class(before, cls).tolist() == of_class(fewer, cls).tolist()


def test_balking_share_only_adds() -> None:
    """A greater share that balks keeps those who balked, and all else that the customers bring."""
    seldom, often = (draw(plan_of(replace(KINDS[0], balk=share))) for share in (0.2, 0.6))
    assert (seldom["balks"] <= often["balks"]).all()
    assert seldom["balks"].sum() < often["balks"].sum()
    for name in ("arrival", "work", "wrap_up", "patience"):
        assert (seldom[name] == often[name]).all()


def test_longer_law_is_longer_for_everybody() -> None:
    """A longer mean makes each contact longer, and no one's arrival or patience moves."""
    short, long = (draw(plan_of(replace(KINDS[0], work=lognormal(mean, 0.8)))) for mean in (270, 300))
    assert (short["work"] < long["work"]).all()
    # both are rounded: 300/270 times the shorter one, give or take a microsecond
    assert (np.abs(short["work"] * (300 / 270) - long["work"]) <= 1.1).all()
    assert (short["arrival"] == long["arrival"]).all()
    assert (short["patience"] == long["patience"]).all()


def test_purposes_are_independent() -> None:
    """Work, wrap-up, patience and place of a contact do not correlate, though all have the same law."""
    kind = Kind(exponential(100), exponential(100), exponential(100), expected=(2_000.0,))
    plan = plan_of(kind)
    columns = [np.concatenate(column) for column in zip(*(_columns(draw(plan, r)) for r in range(5)), strict=True)]
    for i, one in enumerate(columns):
        for other in columns[:i]:
            assert abs(stats.pearsonr(one, other).statistic) < 5 / math.sqrt(one.size)


def _columns(rows: Rows) -> list[Rows]:
    return [rows[name].astype(float) for name in ("arrival", "work", "wrap_up", "patience")]


def test_replications_are_independent() -> None:
    """Counts and first works of neighbouring replications, classes and slices do not correlate."""
    plan = plan_of(*(Kind(exponential(100), expected=(10.0,) * 4) for _ in range(3)))
    counts = np.array([_cell_counts(draw(plan, r), 3, 4) for r in range(REPLICATIONS)])
    assert abs(stats.pearsonr(counts[1:].ravel(), counts[:-1].ravel()).statistic) < 5 / math.sqrt(counts[1:].size)
    between = np.corrcoef(counts.T)[np.triu_indices(12, 1)]
    assert np.abs(between).max() < 5 / math.sqrt(REPLICATIONS)


def _cell_counts(rows: Rows, classes: int, slices: int) -> list[int]:
    counts = np.bincount(rows["cls"] * slices + rows["arrival"] // HALF_HOUR, minlength=classes * slices)
    return [int(count) for count in counts]


@pytest.mark.parametrize("expected", [0.3, 4.0, 15.5, 250.0])
def test_counts_are_poisson(expected: float) -> None:
    """Mean and variance of the number of arrivals lie within 5 standard errors of a Poisson number's; so does P(0)."""
    plan = plan_of(Kind(deterministic(1), expected=(expected,) * 8))
    counts = np.concatenate([_cell_counts(draw(plan, r), 1, 8) for r in range(REPLICATIONS)])
    n = counts.size
    assert abs(counts.mean() - expected) < 5 * math.sqrt(expected / n)
    # the fourth central moment of a Poisson number is m + 3 m², so the sample variance has the variance (m + 2 m²) / n
    assert abs(counts.var() - expected) < 5 * math.sqrt((expected + 2 * expected**2) / n)
    none = math.exp(-expected)
    assert abs((counts == 0).mean() - none) <= 5 * math.sqrt(none * (1 - none) / n)


def test_arrivals_are_uniform() -> None:
    """Within a slice arrival times are uniform: Kolmogorov-Smirnov does not refuse them at 1 in 100,000."""
    plan = plan_of(Kind(deterministic(1), expected=(3_000.0,)))
    arrivals = np.concatenate([draw(plan, r)["arrival"] for r in range(3)])
    assert stats.kstest(arrivals / HALF_HOUR, "uniform").pvalue > 1e-5


def test_scratch_content_does_not_matter() -> None:
    """What a buffer was used for before leaves no trace."""
    buffers, plan = Buffers(), plan_of(*KINDS)
    clean = draw(plan).tolist()
    DrawnSource(plan_of(replace(KINDS[0], expected=(900.0,) * 9)), 5).draw(3, buffers)
    scratch: DrawScratch = buffers.scratch
    for array in (*scratch, buffers.rows.view(np.uint8)):
        array.fill(255 if array.dtype == np.uint8 else -1)
    assert DrawnSource(plan, SEED).draw(0, buffers).tolist() == clean
