"""Sources of contacts: drawn ones and tables written down, with the buffers they fill."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from routing import _jit
from routing.model import NEVER, Tie
from simulation.core.draw_plan import DrawPlan
from simulation.core.records import CONTACT
from simulation.plans.distributions import deterministic, exponential
from simulation.plans.plan_builder import PlanBuilder
from simulation.workload import Buffers, DrawnSource, Source, TableSource, contact_table

HOUR = 3_600_000_000


def plan_of(expected: list[float], *, day_cv: float = 0.0, follows: bool = True) -> DrawPlan:
    builder = PlanBuilder(day_cv=day_cv)
    cls = builder.add_class(work=exponential(60), patience=exponential(60))
    builder.add_day(cls, expected, HOUR, day_factor=follows)
    return builder.build()


def test_expected() -> None:
    """A source says about how many contacts come: the sum of the cells, or the size of the table."""
    sources: list[Source] = [DrawnSource(plan_of([10.5, 4.2]), 1), TableSource(contact_table([1, 2], 5))]
    assert [source.expected for source in sources] == [15, 2]


def test_draw_is_repeatable() -> None:
    """The same seed and replication give the same contacts; another seed or replication gives others."""
    plan = plan_of([50.0])
    first = DrawnSource(plan, 1).draw(4, Buffers()).tolist()
    assert DrawnSource(plan, 1).draw(4, Buffers()).tolist() == first
    assert DrawnSource(plan, 1).draw(5, Buffers()).tolist() != first
    assert DrawnSource(plan, 2).draw(4, Buffers()).tolist() != first


def test_draw_is_a_view_of_the_buffers() -> None:
    """Rows stand in the buffers, in one piece, and the next draw writes over them without new memory if they fit."""
    source, buffers = DrawnSource(plan_of([80.0, 40.0]), 1), Buffers()
    rows = source.draw(0, buffers)
    memory = buffers.rows
    assert rows.dtype == CONTACT
    assert rows.base is memory
    assert rows.flags.c_contiguous
    assert rows.flags.writeable
    buffers.reserve_rows(rows.size)
    assert buffers.rows is memory


def test_no_arrivals() -> None:
    """A plan without cells, and one in which nobody is expected, give no rows."""
    for plan in (PlanBuilder().build(), plan_of([0.0, 0.0])):
        assert DrawnSource(plan, 1).draw(0, Buffers()).size == 0


def test_threads() -> None:
    """Threads with buffers of their own draw from one source what one thread draws."""
    source = DrawnSource(plan_of([300.0] * 6, day_cv=0.3), 9)

    def digest(replication: int) -> bytes:
        return source.draw(replication, Buffers()).tobytes()

    alone = [digest(r) for r in range(8)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(digest, range(8))) == alone


def test_day_factor_law() -> None:
    """The day factor has mean 1 and the deviation asked for, within 5 standard errors, and is 1 without one."""
    source = DrawnSource(plan_of([1.0], day_cv=0.25), 3)
    factors = np.array([source.day_factor(r) for r in range(4_000)])
    assert abs(factors.mean() - 1) < 5 * 0.25 / math.sqrt(factors.size)
    # gamma with shape 16: fourth central moment 3 (1 + 2/16) σ⁴, so the variance of s² is (3.375 - 1) σ⁴ / n
    assert abs(factors.var() - 0.0625) < 5 * 0.0625 * math.sqrt(2.375 / factors.size)
    assert abs(np.corrcoef(factors[1:], factors[:-1])[0, 1]) < 5 / math.sqrt(factors.size)
    assert DrawnSource(plan_of([1.0]), 3).day_factor(0) == 1.0


def test_day_factor_scales_the_cells_that_follow_it() -> None:
    """A replication with a day factor is the one with its expected numbers multiplied; or not, if a cell says so."""
    factor = DrawnSource(plan_of([100.0], day_cv=0.25), 3).day_factor(7)
    drawn = DrawnSource(plan_of([100.0], day_cv=0.25), 3).draw(7, Buffers()).tolist()
    assert drawn == DrawnSource(plan_of([100.0 * factor]), 3).draw(7, Buffers()).tolist()
    fixed = DrawnSource(plan_of([100.0], day_cv=0.25, follows=False), 3).draw(7, Buffers()).tolist()
    assert fixed == DrawnSource(plan_of([100.0]), 3).draw(7, Buffers()).tolist()
    assert fixed != drawn


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seed_out_of_range(seed: int) -> None:
    """A seed that is no 64-bit number is refused."""
    with pytest.raises(ValueError, match="seed"):
        DrawnSource(plan_of([1.0]), seed)


@pytest.mark.parametrize("seed", [0, 2**63, 2**64 - 1])
def test_any_64_bit_seed(seed: int) -> None:
    """The least and the greatest seed draw as well as others."""
    assert 40 < DrawnSource(plan_of([100.0]), seed).draw(2**40, Buffers()).size < 160


def test_too_many_contacts() -> None:
    """A slice with more contacts than can be numbered is refused before it is drawn."""
    builder = PlanBuilder()
    for _ in range(4):
        builder.add_cell(
            builder.add_class(work=deterministic(1)), time_slice=0, start_us=0, length_us=HOUR, expected=1e7
        )
    with pytest.raises(ValueError, match="shorter"):
        DrawnSource(builder.build(), 1).draw(0, Buffers())


@pytest.mark.skipif(not _jit.ENABLED, reason="a hundred thousand contacts take minutes without the compiler")
def test_many_contacts_in_one_slice() -> None:
    """A long slice with 100,000 contacts comes out sorted, and as many as a Poisson number may be."""
    rows = DrawnSource(plan_of([100_000.0]), 1).draw(0, Buffers())
    assert abs(rows.size - 100_000) < 5 * math.sqrt(100_000)
    assert (np.diff(rows["arrival"]) >= 0).all()


def test_table() -> None:
    """A table written down is drawn as it is, in every replication, as a copy."""
    table = contact_table([0, 5, 5], [10, 20, 30], wrap_up=2, patience=[7, NEVER, 0], cls=[0, 1, 0], balks=[0, 0, 1])
    source, buffers = TableSource(table), Buffers()
    for replication in (0, 3):
        rows = source.draw(replication, buffers)
        assert rows.tolist() == [
            (0, 7, 10, 2, 0, 0, Tie.LAST, -1),
            (5, NEVER, 20, 2, 1, 0, Tie.LAST, -1),
            (5, 0, 30, 2, 0, 1, Tie.LAST, -1),
        ]
        rows["work"] = 0


def test_table_with_preferred_agents() -> None:
    """A table may name the preferred agent of each contact, by number; -1 stands for none."""
    table = contact_table([0, 5], 10, tie=Tie.DEDICATED, preferred=[3, -1])
    assert table[["tie", "preferred"]].tolist() == [(Tie.DEDICATED, 3), (Tie.DEDICATED, -1)]


def test_a_row_takes_40_bytes() -> None:
    """A contact's row is no wider than its fields, which are no wider than they must be."""
    assert CONTACT.itemsize == 40


def test_table_refused() -> None:
    """Rows of another type, out of order, or with a negative time are no table of contacts."""
    with pytest.raises(ValueError, match="CONTACT"):
        TableSource(np.zeros(3))
    with pytest.raises(ValueError, match="sorted"):
        TableSource(contact_table([2, 1], 5))
    with pytest.raises(ValueError, match="negative"):
        TableSource(contact_table([1, 2], [5, -1]))
