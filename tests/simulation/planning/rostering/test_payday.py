"""The bank's payday rostered whole: ten groups, 24 half-hours, more than 700 agents."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from simulation.planning.rostering.answer import Answer
from simulation.planning.rostering.duty_list import unnamed_roster
from simulation.planning.rostering.joint import covering_shifts
from simulation.planning.rostering.reader import load_roster
from simulation.planning.rostering.search import Clock
from simulation.planning.rostering.solve import Settings, solve
from simulation.report.roster.files import table
from tests.simulation.planning.rostering.outside import Book, faults, read_rows

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


def test_all_shifts_of_payday_get_names(tmp_path: Path) -> None:
    """734 agents: each shift has a name, no head is missing, and a checker of its own finds no rule broken."""
    file = load_roster("payday")
    found = covering_shifts(file.problem, Clock())
    assert found is not None
    roster = solve(file.problem, Settings(), target=found)
    assert Counter((each.group, each.day, each.shift) for each in roster.duties) == dict(found.counts)
    assert not roster.short.any()
    (tmp_path / "roster.csv").write_text(table(Answer(roster, 1, 0.0, "done")), encoding="utf-8-sig", newline="")
    rows = read_rows(tmp_path / "roster.csv")
    assert len(rows) == sum(found.counts.values())
    assert faults(Book(Path(file.document.file)), rows) == []
