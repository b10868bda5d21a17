"""Agents, skills, groups and presence as the records show them, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from routing.errors import InputError
from routing.reading.document import Document
from simulation.files.staff_file_keys import AsSeen
from simulation.replay.presence import SeenStaff
from tests.simulation.replay.records import day_of, row, rules


def staff_of(tmp_path: Path, rows: list[tuple[Any, ...]], rules_of_staff: str = "{}") -> SeenStaff:
    entry = yaml.safe_load(rules_of_staff)
    document = Document.of({"as_seen": entry}, "staff.yaml")
    return SeenStaff(document, AsSeen.model_validate(entry), rules(), day_of(tmp_path, rows))


def there(tmp_path: Path, rows: list[tuple[Any, ...]], rules_of_staff: str = "{}") -> dict[str, list[tuple[int, ...]]]:
    """When each agent was there, in seconds from the opening, on a grid of 10 s."""
    agents, _, steps = staff_of(tmp_path, rows, rules_of_staff).agents()
    found = {}
    for agent, present in zip(agents, steps, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], present, [0]]))) * 10
        found[agent.id] = [tuple(pair) for pair in edges.reshape(-1, 2).tolist()]
    return found


def test_from_the_first_answer_to_the_middle_of_the_last_contact(tmp_path: Path) -> None:
    """Answers at 0:00 and 5:00, the last contact of 60 s: there until 5:30, rounded up to the next step."""
    rows = [row("09:00:00", 0, 60), row("09:05:00", 0, 60)]
    assert there(tmp_path, rows) == {"ann": [(0, 340)]}


def test_a_long_pause_is_a_break(tmp_path: Path) -> None:
    """21 minutes are one by default; whoever says 25, says otherwise."""
    rows = [row("09:00:00", 0, 60), row("09:22:00", 0, 60)]
    assert there(tmp_path, rows) == {"ann": [(0, 40), (1320, 1360)]}
    assert there(tmp_path, rows, "{break_min: 25}") == {"ann": [(0, 1360)]}


def test_leaving_customers_waiting_is_a_break(tmp_path: Path) -> None:
    """A customer waits from 9:06 to 9:10 while ann, free since 9:01, takes nobody: she is not there."""
    rows = [row("09:00:00", 0, 60), row("09:06:00", 240, 60)]
    assert there(tmp_path, rows) == {"ann": [(0, 40), (600, 640)]}
    assert there(tmp_path, rows, "{left_waiting_s: null}") == {"ann": [(0, 640)]}
    # 240 s are not longer than 240 s; and all of them lie within the first 540 s of the pause.
    assert there(tmp_path, rows, "{left_waiting_s: 240}") == {"ann": [(0, 640)]}
    assert there(tmp_path, rows, "{away_after_s: 540}") == {"ann": [(0, 640)]}


def test_before_the_opening_and_after_the_close_nobody_is_counted(tmp_path: Path) -> None:
    """A contact in progress at the opening shows that its agent was there; the day ends at the close."""
    rows = [row("08:59:00", 0, 120), row("09:10:00", 0, 60), row("09:59:50", 0, 600, clerk="bob")]
    assert there(tmp_path, rows) == {"ann": [(0, 640)], "bob": [(3590, 3600)]}


def test_skills_are_what_was_answered(tmp_path: Path) -> None:
    """An agent has the skill of each problem answered often enough; of the most frequent one at least."""
    rows = [
        row("09:00:00", 0, 60),
        row("09:02:00", 0, 60),
        row("09:05:00", 0, 60, topic="x"),
        row("09:05:00", 0, 60, topic="x", clerk="bob"),
    ]
    agents, _, _ = staff_of(tmp_path, rows).agents()
    assert {agent.id: dict(agent.skills) for agent in agents} == {
        "ann": {"question": 3, "exchange": 3},
        "bob": {"exchange": 3},
    }
    strict = "{least_contacts: 2, level: 5, skills: {question: question, exchange: question}}"
    agents, _, _ = staff_of(tmp_path, rows, strict).agents()
    assert {agent.id: dict(agent.skills) for agent in agents} == {"ann": {"question": 5}, "bob": {"question": 5}}


def test_groups_by_rule(tmp_path: Path) -> None:
    """An agent belongs to the first group that fits, and groups without agents do not appear."""
    rows = [
        row("09:00:00", 0, 60, clerk="ann"),
        row("09:05:00", 0, 60, topic="x", clerk="ann"),
        row("09:00:00", 0, 60, topic="x", clerk="bob"),
        row("09:00:00", 0, 60, clerk="cy"),
        row("09:00:00", 0, 60, clerk="di"),
    ]
    groups = (
        "{groups: {boss: {agents: di}, exchange: {only: exchange}, both: {served: [question, exchange]}, nobody:"
        " {served: question, only: exchange}, desk: {}}}"
    )
    staff = staff_of(tmp_path, rows, groups)
    agents, numbers, _ = staff.agents()
    assert staff.group_names == ("boss", "exchange", "both", "desk")
    found = {agent.id: staff.group_names[number] for agent, number in zip(agents, numbers, strict=True)}
    assert found == {"di": "boss", "bob": "exchange", "ann": "both", "cy": "desk"}
    assert np.all(np.diff(numbers) >= 0)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{step_s: 7}", r"as_seen.step_s: must divide the opening hours of 3600 s \(got 7\)"),
        ("{skills: {qestion: question}}", "did you mean question"),
        ("{skills: {question: quest}}", "did you mean question"),
        ("{groups: {desk: {served: qestion}}}", "groups.desk.served.*did you mean question"),
        ("{groups: {desk: {agents: an}, rest: {}}}", "answered no contact on that day .*did you mean ann"),
        ("{groups: {desk: {only: exchange}}}", "fits none of the groups"),
        ("{groups: {desk: {pools: [front]}}}", "the policy has no names of this kind"),
    ],
)
def test_wrong_rules(entry: str, message: str, tmp_path: Path) -> None:
    """A rule that cannot be is refused, with its place and the nearest known name."""
    with pytest.raises(InputError, match=message):
        staff_of(tmp_path, [row("09:00:00", 0, 60)], entry).agents()


def test_nobody_seen(tmp_path: Path) -> None:
    """Without a single answered contact nobody was seen."""
    with pytest.raises(InputError, match="nobody was seen"):
        staff_of(tmp_path, [row("09:00:00", 30, "")])
