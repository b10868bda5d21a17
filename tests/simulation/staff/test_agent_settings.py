"""What agents may take besides skills and pools: labels, capacity, most per channel, own orders and delays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routing.errors import InputError
from routing.model import SECOND, Agent
from simulation.checks.check import check_file
from simulation.core.world import Labels
from simulation.init_scenario import init_scenario
from simulation.scenario import Scenario, load_scenario
from tests.simulation.scenarios import POLICY, scenario, write_scenario

RULES: dict[str, Any] = {
    **POLICY,
    "labels": {"language": "text", "grade": "number", "German": "yes_no"},
    "channels": {"phone": {"units": 3}, "chat": {}},
}

TERMS: dict[str, Any] = {
    "labels": {"language": "en", "grade": 3},
    "capacity": 3,
    "most": {"chat": 2},
    "queue_order": ["rest", "fx"],
    "delay_s": {"fx": 20, "rest": 0.5},
}


def agents_of(folder: Path, **changes: Any) -> tuple[Agent, ...]:
    return scenario(folder, policy=RULES, **changes).world.agents


def with_table(folder: Path, content: str, **group: Any) -> Scenario:
    """The base with the agents of a CSV table, all of the group ``front``."""
    (folder / "agents.csv").write_text(content, encoding="utf-8")
    groups = {"front": {"skills": {"account": 3}, **group}}
    return scenario(folder, policy=RULES, agents={"table": "agents.csv"}, groups=groups)


def test_a_group_says_what_its_agents_may_take(tmp_path: Path) -> None:
    """Every unnamed agent of a group has its labels, capacity, most per channel, order and delays; others have none."""
    groups = {"front": {"skills": {"account": 3}, "staff": 2, **TERMS}, "fx": {"skills": {"fx": 1}, "staff": 1}}
    one, other, plain = agents_of(tmp_path, groups=groups)
    delays = {"fx": 20 * SECOND, "rest": SECOND // 2}
    labels: Labels = {"language": "en", "grade": 3}
    assert one == Agent("front-001", {"account": 3}, ("front",), labels, 3, {"chat": 2}, ("rest", "fx"), delays)
    assert other.id == "front-002"
    assert (other.labels, other.capacity, other.delays) == (labels, 3, delays)
    assert plain == Agent("fx-001", {"fx": 1}, ("fx",))


def test_a_named_agent_goes_before_the_group(tmp_path: Path) -> None:
    """What agents say of themselves holds for them, label by label and channel by channel; the rest is the group's."""
    agents = [
        {"id": "ann", "group": "front", "labels": {"grade": 5, "German": True}, "most": {"phone": 1}},
        {"id": "bob", "group": "front", "capacity": 1, "queue_order": [], "delay_s": {"rest": 9}},
    ]
    groups = {"front": {"skills": {"account": 3}, "staff": 3, **TERMS}}
    ann, bob, unnamed = agents_of(tmp_path, agents=agents, groups=groups)
    assert (ann.labels, ann.most) == ({"language": "en", "grade": 5, "German": True}, {"chat": 2, "phone": 1})
    assert (ann.capacity, ann.queue_order, ann.delays) == (3, ("rest", "fx"), {"fx": 20 * SECOND, "rest": SECOND // 2})
    assert (bob.capacity, bob.queue_order, bob.delays) == (1, (), {"rest": 9 * SECOND})
    assert (bob.labels, bob.most) == (TERMS["labels"], {"chat": 2})
    assert (unnamed.id, unnamed.capacity, unnamed.labels) == ("front-extra-001", 3, TERMS["labels"])


def test_columns_of_the_agent_table(tmp_path: Path) -> None:
    """Columns name the label, the channel or the queue, in any case; an empty cell leaves it to the group."""
    content = (
        "Agent,group,account,Capacity,label:Language,Label:grade,label:german,most:Chat,queue_order,delay_s:FX\n"
        "ann,front,3,2,fr,-4,yes,1,fx;rest,2.5\n"
        "bob,front,3,,,,,,,\n"
        "cid,front,3,,de,0,No,,rest,0\n"
    )
    ann, bob, cid = with_table(tmp_path, content, **TERMS).world.agents
    labels: Labels = {"language": "fr", "grade": -4, "German": True}
    assert ann == Agent("ann", {"account": 3}, ("front",), labels, 2, {"chat": 1}, ("fx", "rest"), {"fx": 2_500_000})
    assert (bob.labels, bob.capacity, bob.most) == (TERMS["labels"], 3, {"chat": 2})
    assert (bob.queue_order, bob.delays) == (("rest", "fx"), {"fx": 20 * SECOND, "rest": SECOND // 2})
    assert cid.labels == {"language": "de", "grade": 0, "German": False}
    assert (cid.queue_order, cid.delays) == (("rest",), {"fx": 0})


def test_a_workbook_of_agents(tmp_path: Path) -> None:
    """Whole numbers, and the yes and no of a spreadsheet, are read from a workbook as from CSV."""
    book = openpyxl.Workbook()
    for row in (
        ["agent", "group", "account", "capacity", "label:german", "label:grade", "most:chat"],
        ["ann", "front", 3, 3, True, 12, 2],
        ["bob", "front", 2, None, "否", None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "agents.xlsx")
    book.close()
    ann, bob = agents_of(tmp_path, agents={"table": "agents.xlsx"}, groups=None)
    assert (ann.capacity, ann.labels, ann.most) == (3, {"German": True, "grade": 12}, {"chat": 2})
    assert (bob.capacity, bob.labels, bob.most) == (1, {"German": False}, {})


def test_a_skill_may_be_called_like_a_column(tmp_path: Path) -> None:
    """Where the policy has a skill of that name, the column is about the skill."""
    (tmp_path / "agents.csv").write_text("agent,group,account,capacity\nann,front,1,4\n", encoding="utf-8")
    policy = {**POLICY, "skills": ["account", "fx", "capacity"]}
    (ann,) = scenario(tmp_path, policy=policy, agents={"table": "agents.csv"}, groups=None).world.agents
    assert (ann.skills, ann.capacity) == ({"account": 1, "capacity": 4}, 1)


WRONG_TERMS: list[tuple[dict[str, Any], str]] = [
    ({"labels": {"langage": "en"}}, "labels.langage: the policy has no such name; it has: language, grade, German ("),
    ({"labels": {"grade": "high"}}, "labels.grade: must be a whole number from -1000000000 to 1000000000 (got high)"),
    ({"labels": {"grade": True}}, "labels.grade: must be a whole number from -1000000000 to 1000000000 (got true)"),
    ({"labels": {"language": 5}}, "labels.language: must be text of 1 to 64 characters (got 5)"),
    ({"labels": {"language": ""}}, "labels.language: must be text of 1 to 64 characters (got '')"),
    ({"labels": {"German": 1}}, "labels.German: must be true or false (got 1)"),
    ({"labels": {"grade": 1.5}}, "labels.grade: must be text, a whole number, or true or false (got 1.5)"),
    ({"capacity": 0}, "capacity: must be 1 or more (got 0)"),
    ({"capacity": 101}, "capacity: must be 100 or less (got 101)"),
    ({"capacity": 2.5}, "capacity: must be a whole number (got 2.5)"),
    ({"most": {"chat": 0}}, "most.chat: must be 1 or more (got 0)"),
    ({"most": {"chats": 1}}, "most.chats: the policy has no such name; it has: phone, chat (got chats; did you "),
    ({"queue_order": ["fx", "rst"]}, "queue_order[1]: the policy has no such name; it has: fx, rest (got rst; did "),
    ({"queue_order": ["fx", "fx"]}, "queue_order: names fx twice (got "),
    ({"delay_s": {"fz": 1}}, "delay_s.fz: the policy has no such name; it has: fx, rest (got fz; did you mean fx?)"),
    ({"delay_s": {"fx": -1}}, "delay_s.fx: must be 0 or more (got -1)"),
    ({"capcity": 3}, "capcity: is not a key here (did you mean capacity?)"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "message"), WRONG_TERMS, ids=[next(iter(case[0])) for case in WRONG_TERMS])
@pytest.mark.parametrize("where", ["groups", "agents"])
def test_wrong_terms(where: str, terms: dict[str, Any], message: str, tmp_path: Path) -> None:
    """What is wrong with a group or a named agent is refused with file, line, place, value and rule."""
    front: dict[str, Any] = {"skills": {"account": 3}, "staff": 2}
    agents = None
    if where == "groups":
        front |= terms
    else:
        agents = [{"id": "ann", "group": "front", **terms}]
    path = write_scenario(tmp_path, policy=RULES, groups={"front": front}, agents=agents)
    with pytest.raises(InputError) as raised:
        load_scenario(path)
    place = "groups.front" if where == "groups" else "agents[0]"
    assert f": {place}.{message}" in str(raised.value)
    assert str(raised.value).startswith(f"{path}:")


def test_labels_where_the_policy_has_none(tmp_path: Path) -> None:
    """A policy without labels is said to have none."""
    groups = {"front": {"staff": 1, "labels": {"language": "en"}}}
    with pytest.raises(InputError, match=r"labels\.language: the policy has no names of this kind"):
        scenario(tmp_path, groups=groups)


WRONG_CELLS = [
    # Column, cell, and what is said of it.
    ("capacity", "0", "row 2, column D (capacity): must lie between 1 and 100 (got 0)"),
    ("capacity", "three", "row 2, column D (capacity): must be a number (got three)"),
    ("most:chat", "1.5", "row 2, column D (most:chat): must be a whole number (got 1.5)"),
    ("label:german", "maybe", "row 2, column D (label:german): must be yes or no (got maybe)"),
    ("label:grade", "high", "row 2, column D (label:grade): must be a number (got high)"),
    ("label:language", "x" * 65, "row 2, column D (label:language): must be text of 1 to 64 characters (got "),
    ("label:langage", "en", "row 1, column D (label:langage): is not a column of such a table; known ones are: agent"),
    ("label:langage", "en", "fx, capacity, queue_order, label:…, most:…, delay_s:… (got label:langage; did you mean "),
    ("queue_order", "fx;rst", "row 2, column D (queue_order): must be one of: fx, rest (got rst; did you mean "),
    ("queue_order", "fx;fx", "row 2, column D (queue_order): names fx twice (got fx;fx)"),
    ("delay_s:fx", "-1", "row 2, column D (delay_s:fx): must lie between 0 and 2592000 (got -1)"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cell", "message"), WRONG_CELLS, ids=[f"{c[0]} {c[1][:6]}" for c in WRONG_CELLS])
def test_wrong_cells(column: str, cell: str, message: str, tmp_path: Path) -> None:
    """What is wrong in the table is refused with row, column, value and rule."""
    with pytest.raises(InputError) as raised:
        with_table(tmp_path, f"agent,group,account,{column}\nann,front,3,{cell}\n")
    assert "agents.csv: row " in str(raised.value)
    assert message in str(raised.value)


def test_a_change_of_capacity_from_the_command_line(tmp_path: Path) -> None:
    """Capacity is set, and calculated with where it stands, by its place."""
    path = write_scenario(tmp_path, policy=RULES, groups={"front": {"skills": {"account": 3}, "staff": 1, **TERMS}})
    changes = ["groups.front.capacity+=2", "groups.front.most.chat=4", "groups.front.delay_s.fx*=2"]
    (agent,) = load_scenario(path, overrides=changes).world.agents
    assert (agent.capacity, agent.most, agent.delays) == (5, {"chat": 4}, {"fx": 40 * SECOND, "rest": SECOND // 2})


def test_a_staff_file_without_a_policy(tmp_path: Path) -> None:
    """Checked by itself it may use any names; numbers and types of cells are checked all the same."""
    (tmp_path / "agents.csv").write_text(
        "agent,group,fx,capacity,label:language,most:chat,delay_s:night,queue_order\nann,a,3,2,en,1,5,fx;rest\n",
        encoding="utf-8",
    )
    staff = tmp_path / "staff.yaml"
    text = (
        "peakline: staff/1\nday: {intervals: 2}\nagents: {table: agents.csv}\n"
        "groups: {a: {labels: {grade: 2}, most: {mail: 4}, queue_order: [late], delay_s: {early: 3}}}\n"
    )
    staff.write_text(text, encoding="utf-8")
    assert check_file(staff).kind == "staff"
    staff.write_text(text.replace("mail: 4", "mail: 0"), encoding="utf-8")
    with pytest.raises(InputError, match=r"groups\.a\.most\.mail: must be 1 or more"):
        check_file(staff)


def test_init_around_such_a_table(tmp_path: Path) -> None:
    """``init`` declares the labels of the table with the types of their cells, and takes no such column for a skill."""
    (tmp_path / "volumes.csv").write_text("start,contacts\n08:00,20\n08:30,30\n", encoding="utf-8")
    (tmp_path / "agents.csv").write_text(
        "agent,group,fx,capacity,label:language,label:grade,label:night\nann,a,3,2,en,5,no\nbob,a,2,1,,,yes\n",
        encoding="utf-8",
    )
    loaded = init_scenario(tmp_path / "volumes.csv", tmp_path / "agents.csv", tmp_path / "new").loaded
    assert loaded.policy.skills == ("fx",)
    ann, bob = loaded.world.agents
    assert (ann.capacity, ann.labels) == (2, {"language": "en", "grade": 5, "night": False})
    assert (bob.capacity, bob.labels) == (1, {"night": True})
