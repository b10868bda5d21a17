"""What is summed only where it is asked for, against plain Python, on random facts."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.core.records import Outcome
from simulation.measuring.asked import Asked
from simulation.measuring.deadlines import DUE, MET
from simulation.measuring.measures import ChecksFailed, measure, new_measures
from simulation.measuring.metrics import contact_tally
from simulation.measuring.terms import Axis, Deadline, DeadlineOf
from tests.simulation.facts import Facts, as_engine, us
from tests.simulation.measuring.test_measure import WORLD, random_facts
from tests.simulation.naive_measure import Naive

TARGETS = (10, 30, 60, 30)
"""Seconds, of each class."""
DEADLINES = (
    Deadline("reply", ("a",), (), (), 20.0, DeadlineOf.ANSWER),
    Deadline("settled", (), (), (), 90.0, DeadlineOf.COMPLETION),
)
DUE_CLASSES = ({0, 1}, {0, 1, 2, 3})
ASKED = Asked(
    targets_us=np.array([us(target) for target in TARGETS]),
    pairs=((Axis.QUEUE, Axis.GROUP), (Axis.PROBLEM, Axis.GROUP)),
    deadlines=DEADLINES,
    due=np.array([[cls in classes for cls in range(4)] for classes in DUE_CLASSES]),
)


@settings(max_examples=80, deadline=None)
@given(facts=random_facts(WORLD), extra=st.integers(0, 100))
def test_the_sums_equal_the_naive_ones(facts: Facts, extra: int) -> None:
    """Own targets, pairs with groups and deadlines: each sum as counted by one question over all rows."""
    tables = facts.tables()
    times = [0, *(int(row) for name in ("done", "left") for row in tables[1][name]), *map(int, tables[0]["arrival"])]
    end = max([*times, *(int(time) for time in tables[2]["time"])]) + us(extra)
    measures = new_measures(WORLD, 1, target_us=us(30), asked=ASKED)
    with suppress(ChecksFailed):  # random presence does not cover random work; all sums are in place by then
        measure(measures, 0, as_engine(*tables), end_us=end)
    naive, tally = Naive(WORLD, *tables, end), contact_tally(measures)
    for cls, target in enumerate(TARGETS):
        for interval in range(WORLD.n_intervals):
            answered, gone = (naive.waits(interval, cls, how) for how in (Outcome.ANSWERED, Outcome.ABANDONED))
            balked = naive.count(interval, cls, Outcome.BALKED)
            assert tally.within[0, interval, cls] == sum(wait <= us(target) for wait in answered)
            assert tally.soon_gone[0, interval, cls] == balked + sum(wait <= us(target) for wait in gone)
    for group in range(2):
        for axis, labels in ((Axis.QUEUE, (0, 1, 0, 1)), (Axis.PROBLEM, (0, 0, 1, 1))):
            for label in range(2):
                mine = [naive.served(group, {cls}, us(TARGETS[cls])) for cls in range(4) if labels[cls] == label]
                assert measures.served[axis][0, group, label].tolist() == np.sum(mine, axis=0).tolist()
    for number, (deadline, classes) in enumerate(zip(DEADLINES, DUE_CLASSES, strict=True)):
        for interval in range(WORLD.n_intervals):
            ended = deadline.of is DeadlineOf.COMPLETION
            assert deadline.within_s is not None
            met = naive.met(interval, classes, us(deadline.within_s), ended=ended)
            sums = measures.deadlines[0, number, interval]
            assert (sums[DUE], sums[MET]) == (len(naive.due(interval, classes)), met)
