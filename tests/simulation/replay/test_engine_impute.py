"""Drawing what was not recorded: within its bounds, from its law, by its key."""

from __future__ import annotations

import math
from bisect import bisect_left

import numpy as np
import pytest

from routing.model import NEVER
from simulation.core.draw_plan import Purpose
from simulation.core.records import CONTACT
from simulation.drawing.engine_random import draw, uniform
from simulation.replay.engine_impute import SURVIVAL, TASK, Tasks, impute
from simulation.replay.survival import Law, exponential, kaplan_meier, never

SEED = np.uint64(7)
ROOM = 4000


def tasks_of(law: Law, low: int = -1, high: int | None = None, purpose: Purpose = Purpose.PATIENCE) -> Tasks:
    """As many draws from one law, each longer than ``low`` and not longer than ``high``."""
    tasks = np.zeros(ROOM, TASK)
    tasks["contact"] = tasks["number"] = np.arange(ROOM)
    tasks["low"], tasks["purpose"] = low, int(purpose)
    tasks["upper"] = law.longer_than([low])[0]
    tasks["lower"] = 0.0 if high is None else law.longer_than([high])[0]
    laws = np.array([(0, len(law.times), law.tail_mean)], SURVIVAL)
    return Tasks(tasks, laws, law.times, law.survival)


def drawn(tasks: Tasks, field: str = "patience", replication: int = 0) -> np.ndarray:
    rows = np.zeros(ROOM, CONTACT)
    with np.errstate(over="ignore"):
        impute(tasks, SEED, replication, rows)
    values: np.ndarray = rows[field]
    return values


LAW = kaplan_meier(np.array([10, 20, 30, 40, 50]), np.array([True, True, True, True, False]), 100.0)
"""10, 20, 30 and 40 have a probability of 1/5 each; the rest is longer than 40, by 100 in the mean."""


def test_draws_follow_the_law() -> None:
    """Each time is drawn as often as its probability says, and the tail is exponential."""
    values = drawn(tasks_of(LAW))
    for time in (10, 20, 30, 40):
        # 4000 x 0.2 = 800 with a standard deviation of 25.
        assert abs(int((values == time).sum()) - 800) < 100
    tail = values[values > 40]
    assert set(np.unique(values[values <= 40]).tolist()) == {10, 20, 30, 40}
    assert abs(float((tail - 40).mean()) - 100) < 4 * 100 / math.sqrt(len(tail))


@pytest.mark.parametrize("low", [9, 10, 25, 39, 40, 45, 10_000])
def test_draws_are_longer_than_what_was_seen(low: int) -> None:
    """Given that it is longer than the wait seen, a time is; beyond the last time seen it has no memory."""
    values = drawn(tasks_of(LAW, low))
    assert values.min() >= low
    assert (values > low).mean() > 0.98  # a tail of less than half a microsecond is rounded off
    if low >= 40:
        assert abs(float((values - low).mean()) - 100) < 4 * 100 / math.sqrt(ROOM)


def test_conditional_shares_by_hand() -> None:
    """Longer than 15: 20, 30, 40 and the tail are equally likely."""
    values = drawn(tasks_of(LAW, 15))
    shares = [(values == time).mean() for time in (20, 30, 40)] + [(values > 40).mean()]
    assert shares == pytest.approx([0.25] * 4, abs=0.03)


def test_draws_between_bounds() -> None:
    """Longer than 10 and at most 30: 20 or 30. Where the law has nothing between them: the lower bound."""
    values = drawn(tasks_of(LAW, 10, 30))
    assert set(values.tolist()) == {20, 30}
    assert set(drawn(tasks_of(LAW, 31, 39)).tolist()) == {31}


def test_laws_without_times() -> None:
    """Never is never; an exponential law is one."""
    assert set(drawn(tasks_of(never(), 5)).tolist()) == {NEVER}
    mean = 1_000_000.0
    values = drawn(tasks_of(exponential(np.array([int(mean)]), np.array([True]))))
    assert abs(float(values.mean()) - mean) < 4 * mean / math.sqrt(ROOM)


@pytest.mark.parametrize(
    ("purpose", "field"),
    [(Purpose.WORK, "work"), (Purpose.WRAP_UP, "wrap_up"), (Purpose.PATIENCE, "patience"), (Purpose.LABEL, "cls")],
)
def test_each_purpose_has_its_field_and_its_draws(purpose: Purpose, field: str) -> None:
    """A draw goes where its purpose says, and draws for different purposes have nothing to do with each other."""
    found = drawn(tasks_of(LAW, purpose=purpose), field)
    assert found.min() >= 10
    other = Purpose.WORK if purpose is not Purpose.WORK else Purpose.PATIENCE
    others = drawn(tasks_of(LAW, purpose=other), "work" if other is Purpose.WORK else "patience")
    assert abs(np.corrcoef(found == 10, others == 10)[0, 1]) < 0.08


def test_against_a_naive_twin() -> None:
    """Every value is that of a plain search with the documented key: seed, replication, purpose, number."""
    found = drawn(tasks_of(LAW, 15), replication=3)
    with np.errstate(over="ignore"):
        key = draw(draw(SEED, 3), int(Purpose.PATIENCE))
        shares = [uniform(key, number) for number in range(ROOM)]
    upper = LAW.longer_than([15])[0]
    for share, value in zip(shares, found.tolist(), strict=True):
        target = share * upper
        place = bisect_left([-s for s in LAW.survival.tolist()], -target)
        if place < len(LAW.times):
            assert value == LAW.times[place]
        else:
            assert value == pytest.approx(40 - 100 * math.log(target / LAW.floor), abs=1)


def test_replications_differ_and_repeat() -> None:
    """The same replication gives the same values, another one gives others."""
    tasks = tasks_of(LAW)
    np.testing.assert_array_equal(drawn(tasks, replication=1), drawn(tasks, replication=1))
    assert (drawn(tasks, replication=1) != drawn(tasks, replication=2)).mean() > 0.5


def test_a_draw_depends_on_its_number_alone() -> None:
    """Leaving other contacts out does not change what a contact has: keys hold its row in the file."""
    tasks = tasks_of(LAW)
    everything = drawn(tasks)
    some = tasks._replace(tasks=tasks.tasks[100:200].copy())
    np.testing.assert_array_equal(drawn(some)[100:200], everything[100:200])
