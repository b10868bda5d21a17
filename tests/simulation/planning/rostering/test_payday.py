"""The bank's payday rostered whole: ten groups, 24 half-hours, more than 700 agents."""

from __future__ import annotations

import pytest

from simulation.planning.rostering.duty_list import unnamed_roster
from simulation.planning.rostering.joint import covering_shifts
from simulation.planning.rostering.reader import load_roster
from simulation.planning.rostering.search import Clock

pytest.importorskip("ortools")


def test_shifts_cover_every_head_of_payday() -> None:
    """Shifts without names, within the hours of all agents: no head is missing, and few people are left over."""
    problem = load_roster("payday").problem
    assert (len(problem.groups), problem.heads.shape[2], len(problem.agents)) == (10, 24, 734)
    assert problem.heads[:, 1].max(axis=1).sum() == 478
    found = covering_shifts(problem, Clock())
    assert found is not None
    roster = unnamed_roster(problem, found)
    assert not roster.short.any()
    assert roster.planned.sum() <= 1.1 * problem.heads.sum()
    for group in range(10):
        worked = sum(number for key, number in found.counts.items() if key[0] == group)
        assert worked <= sum(agent.groups[0] == group for agent in problem.agents)
