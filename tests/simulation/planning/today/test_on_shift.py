"""``peakline today`` where agents work shifts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from routing.errors import InputError
from simulation.cli import main
from simulation.experiment import Plan, measure_replications, run
from simulation.measuring.metrics import contact_tally
from simulation.planning.today.foretell import foretell
from simulation.planning.today.reader import load_today
from tests.simulation.planning.today.on_shift import FILE, SCENARIO, written
from tests.simulation.planning.today.small import HOUR

AT_THE_OPENING = re.sub(r"(volumes|so_far|waiting|groups): .*\n", "", FILE).replace("10:30", "08:00")


def test_at_the_opening_it_is_what_run_says(tmp_path: Path) -> None:
    """At the opening it is what ``peakline run`` says, absence and lateness included."""
    question = load_today(written(tmp_path, AT_THE_OPENING + "each_group: 0\nseed: 3\n"))
    days = foretell(question, threads=1).base
    plan = Plan(20, 3, threads=1)
    tally = contact_tally(measure_replications(question.scenario, plan))
    np.testing.assert_array_equal(days.days.rest.volume.sum(axis=1), tally.offered.sum(axis=2))
    np.testing.assert_array_equal(days.days.rest.gone, tally.abandoned.sum(axis=2))
    risk = run(question.scenario, plan).risk
    assert risk is not None
    assert (days.goals[0].share.p10, days.goals[0].share.p90) == pytest.approx(
        (risk.goals[0].share.p10, risk.goals[0].share.p90)
    )


def test_levers_add_agents_and_move_shifts(tmp_path: Path) -> None:
    """Levers add agents, and move the ends of shifts."""
    day = (
        FILE
        + """\
levers:
  - {name: three at noon, agents: {line: 3}, starts: "11:00", ends: "14:00"}
  - {name: overtime, set: ["groups.line.shifts.early.to=18:00"]}
  - {name: all at lunch together, set: ["groups.line.shifts.early.stagger_min=0"]}
"""
    )
    answer = foretell(load_today(written(tmp_path, day)), threads=1)
    gain = {tried.lever.name: tried.gains[0] for tried in answer.tried}
    for name in ("three at noon", "overtime", "1 more in line", "1 more in fx"):
        assert (gain[name].low or -1) > 0
    assert (gain["three at noon"].mean or 0) > (gain["1 more in line"].mean or 0) / 2
    at_eleven = answer.question.interval + 1
    together = next(tried for tried in answer.tried if tried.lever.name == "all at lunch together")
    lost = (answer.base.level(at_eleven).mean or 0) - (together.forecast.level(at_eleven).mean or 0)
    assert lost > 0.2
    np.testing.assert_array_equal(together.forecast.days.rest.volume, answer.base.days.rest.volume)


def test_same_answer_on_any_number_of_threads(tmp_path: Path) -> None:
    """Same answer on any number of threads."""
    question = load_today(written(tmp_path))
    one, two = (foretell(question, threads=threads).base.sums(0) for threads in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_who_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who is missing is said; where nobody has counted, nobody is."""
    assert main(["today", str(written(tmp_path)), "--threads", "1"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "line: 1 fewer are there than the plan says; who they are, and whether they come late, is drawn" in words
    uncounted = FILE.replace("present: 12, ", "")
    assert main(["today", str(written(tmp_path, uncounted)), "--threads", "1", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == {}


def test_changes_of_groups_by_heads_and_by_shifts(tmp_path: Path) -> None:
    """Changes of groups by heads and by shifts show in the planned heads."""
    day = FILE.replace("present: 12", "present: 11") + "changes: [{group: line, agents: -2}, {group: fx, agents: 1}]\n"
    question = load_today(written(tmp_path, day))
    assert [(each.group, each.agents) for each in question.missing] == []
    assert question.base.staff.at(question.now_us).tolist() == [11, 5]
    assert question.plan.at(6 * HOUR).tolist() == [21, 4]
    assert question.base.staff.at(6 * HOUR).tolist() == [19, 5]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("busy: 11", "busy: 13", "must not be more than the 12 agents"),
        ("replications: 20", "changes: [{group: nobody, agents: 1}]", "has no agent of this group at any time"),
        ("groups: {", "groups: {nobody: {present: 1}, ", "has no agent of this group at any time"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, message: str) -> None:
    """What is wrong is said."""
    assert old in FILE
    with pytest.raises(InputError, match=message):
        load_today(written(tmp_path, FILE.replace(old, new), more="  nobody: {staff: 0}\nabsence: 0.05\n"))


def test_overtime_and_calls_are_refused(tmp_path: Path) -> None:
    """Overtime and call-ins that depend on what happens are refused."""
    more = "call_in: {help: {group: line, agents: 2, queue: account, at_waiting: 5, after_s: 600, for_s: 3600}}\n"
    with pytest.raises(InputError, match=r"call_in.*cannot be in a scenario of today"):
        load_today(written(tmp_path, more=more))
    assert "call_in" not in SCENARIO
