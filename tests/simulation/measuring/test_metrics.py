"""Reductions of the sums of a run to cells."""

from __future__ import annotations

import numpy as np
import pytest

from routing.model import Presence
from routing.policy import Match, Queue
from simulation.core.world import Group
from simulation.measuring.metrics import (
    answered_within,
    by_label,
    contact_tally,
    group_tally,
    queue_of_classes,
    wait_histograms,
)
from simulation.measuring.results import Goal
from tests.simulation.facts import Facts, measured, small_world, us

TWO_TIERS = small_world(
    problems=("account", "fx"),
    tiers=("ordinary", "vip"),
    queues=(Queue("vip", Match(tiers=("vip",))), Queue("rest")),
)
"""Classes 0 to 3: account ordinary, account vip, fx ordinary, fx vip."""


def some_facts() -> Facts:
    facts = Facts()
    facts.answered(at=10, wait=20, cls=0, queue=1)
    facts.answered(at=20, wait=50, cls=1, queue=0)
    facts.abandoned(at=110, wait=15, cls=1, queue=0)
    facts.abandoned(at=120, wait=70, cls=3, queue=0)
    facts.balked(at=130, cls=3, queue=0)
    facts.blocked(at=140, cls=3, queue=0)
    return facts


def test_a_tally_names_the_counts_of_each_cell() -> None:
    """Balked contacts are abandoned ones that waited for nothing; blocked ones have no wait."""
    facts = some_facts()
    facts.deflected(at=150, cls=1, queue=0)
    tally = contact_tally(measured(TWO_TIERS, facts))
    day = tally.over_intervals()
    # by class:            account ordinary, account vip, fx ordinary, fx vip
    assert day.offered[0].tolist() == [1, 3, 0, 3]
    assert day.answered[0].tolist() == [1, 1, 0, 0]
    assert day.within[0].tolist() == [1, 0, 0, 0]
    assert day.abandoned[0].tolist() == [0, 1, 0, 2]
    assert day.soon_gone[0].tolist() == [0, 1, 0, 1]
    assert day.blocked[0].tolist() == [0, 0, 0, 1]
    assert day.deflected[0].tolist() == [0, 1, 0, 0]
    assert day.eligible[0].tolist() == [1, 2, 0, 2]
    assert day.waited[0].tolist() == [1, 2, 0, 2]
    assert day.wait[0].tolist() == [us(20), us(65), 0, us(70)]
    assert day.answered_wait[0].tolist() == [us(20), us(50), 0, 0]
    assert day.longest[0].tolist() == [us(20), us(50), 0, us(70)]
    # The wait of 70 s from 120 on lies within interval 1 and, from 190 to 200, no further.
    assert tally.waiting[0].sum(axis=1).tolist() == [us(20 + 50), us(15 + 70), 0]


def test_sets_of_classes_are_summed_and_the_longest_wait_is_the_longest_of_them() -> None:
    """Tiers, queues and everything are sums over their classes; a set without classes is 0."""
    tally = contact_tally(measured(TWO_TIERS, some_facts())).over_intervals()
    ordinary, vip, nobody, everybody = [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1]
    cells = tally.over_classes(np.array([ordinary, vip, nobody, everybody], bool))
    assert cells.offered.tolist() == [[1, 5, 0, 6]]
    assert cells.longest.tolist() == [[us(20), us(70), 0, us(70)]]
    assert tally.total().offered.tolist() == [6]
    assert tally.total().longest.tolist() == [us(70)]


def test_the_queues_of_the_classes_are_those_of_the_records() -> None:
    """A class without contacts has none."""
    assert queue_of_classes(measured(TWO_TIERS, some_facts())).tolist() == [1, 0, -1, 0]


def test_a_class_in_another_queue_in_another_replication_is_refused() -> None:
    """Queues must mean the same in all replications."""
    other = Facts()
    other.abandoned(at=1, cls=0, queue=0)
    with pytest.raises(ValueError, match="different queues"):
        queue_of_classes(measured(TWO_TIERS, some_facts(), other))


def test_labels_gather_along_the_last_axis() -> None:
    """Entries with a label of -1 are left out; labels that nobody has get 0."""
    values = np.arange(12).reshape(2, 6)
    # [0 1 2 3 4 5] with labels 2 0 2 -1 0 0: label 0 gets 1 + 4 + 5, label 2 gets 0 + 2
    assert by_label(values, np.array([2, 0, 2, -1, 0, 0]), 4).tolist() == [[10, 0, 2, 0], [28, 0, 14, 0]]
    assert by_label(values, np.full(6, -1), 2).tolist() == [[0, 0], [0, 0]]


def test_every_limit_has_its_counts() -> None:
    """The contacts answered within a goal's time are found by that time."""
    measures = measured(TWO_TIERS, some_facts(), goals=(Goal("slow", (), 0.8, 50.0),))
    assert answered_within(measures, us(30)).sum() == 1
    assert answered_within(measures, us(50)).sum() == 2


def test_groups_leave_the_time_after_the_close_out() -> None:
    """Occupancy is about the opening hours."""
    facts = Facts()
    facts.presence(at=0, presence=Presence.READY)
    facts.answered(at=290, talk=40)
    measures = measured(small_world(groups=(Group("desk", (1, 1, 1)), Group("rest", (0, 0, 0)))), facts)
    groups = group_tally(measures)
    assert groups.busy[0].tolist() == [[0, 0], [0, 0], [us(10), 0]]
    assert groups.over_intervals().signed_on.tolist() == [[us(300), 0]]
    assert groups.total().answered.tolist() == [[0, 0, 1]]
    assert groups.group(0).busy.tolist() == [[0, 0, us(10)]]


def test_histograms_by_class_and_by_interval_hold_the_same_waits() -> None:
    """Empty buckets are left out; sets of classes are summed."""
    measures = measured(TWO_TIERS, some_facts(), some_facts())
    waits = wait_histograms(measures)
    # Waits of 0 (balked), 15, 20, 50 and 70 s, each in both replications.
    assert len(waits.least) == 5
    assert np.all((waits.least <= [0, us(15), us(20), us(50), us(70)]) & (waits.most >= waits.least))
    assert waits.by_interval.sum(axis=(0, 1)).tolist() == [2, 2, 2, 2, 2]
    assert waits.over_classes(np.ones((1, 4), bool)).sum(axis=(0, 1)).tolist() == [2, 2, 2, 2, 2]
    vip = waits.over_classes(np.array([[0, 1, 0, 1]], bool))
    assert vip[:, 0].sum(axis=0).tolist() == [2, 2, 0, 2, 2]


def test_a_run_without_contacts_has_empty_histograms() -> None:
    """Nobody came: no buckets, and nothing fails."""
    waits = wait_histograms(measured(TWO_TIERS, Facts()))
    assert waits.by_class.shape == (4, 1, 0)
    assert waits.over_classes(np.ones((1, 4), bool)).shape == (1, 1, 0)
