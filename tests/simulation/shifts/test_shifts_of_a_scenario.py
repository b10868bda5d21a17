"""From the shifts of a file to the hours of agents, and to what ``check`` says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from routing.errors import InputError
from simulation.checks.check_load import Load
from simulation.scenario import load_scenario
from tests.simulation.scenarios import write_scenario
from tests.simulation.shifts.staff import DAY, EVER, hours_of, with_groups, with_shifts

LEAVE: dict[str, Any] = {"after_close": "leave"}
EARLY = {"agents": 2, "from": "07:45", "to": "16:00", "breaks": [{"at": "12:00", "min": 30}]}
LATE = {"agents": 1, "from": "10:10", "to": "18:30", "breaks": [{"after_min": 120, "min": 15}]}


def test_each_agent_has_the_hours_of_the_shift(tmp_path: Path) -> None:
    """From the opening on, without the breaks, to the minute; also beyond the close, where everybody leaves."""
    assert hours_of(with_shifts(tmp_path, EARLY, LATE, **LEAVE)) == {
        "front-001": [(0, 240), (270, 480)],
        "front-002": [(0, 240), (270, 480)],
        "front-003": [(130, 250), (265, 630)],
    }


def test_who_is_there_at_the_close_stays(tmp_path: Path) -> None:
    """By default those whose shift lasts to the close or beyond it stay until nobody waits."""
    exact = {"agents": 1, "from": "09:00", "to": "18:00"}
    assert hours_of(with_shifts(tmp_path, LATE, exact, {"agents": 1, "from": "09:00", "to": "17:59"})) == {
        "front-001": [(130, 250), (265, EVER)],
        "front-002": [(60, EVER)],
        "front-003": [(60, 599)],
    }


def test_breaks_are_staggered(tmp_path: Path) -> None:
    """Each next agent's breaks are later by so much; after so many steps they are those of the first again."""
    shift = {
        "agents": 4,
        "from": "09:00",
        "to": "17:00",
        "breaks": [{"at": "10:00", "min": 10}, {"at": "12:00", "min": 60}],
        "stagger_min": 20,
        "stagger_steps": 3,
    }
    first = [(60, 120), (130, 240), (300, 540)]
    assert hours_of(with_shifts(tmp_path, shift)) == {
        "front-001": first,
        "front-002": [(60, 140), (150, 260), (320, 540)],
        "front-003": [(60, 160), (170, 280), (340, 540)],
        "front-004": first,
    }


def test_a_night_shift_is_that_of_the_evening_before_too(tmp_path: Path) -> None:
    """A shift is worked every day of the run, the one before it included: from 22:00 to 06:00 somebody is there."""
    night = {"agents": 1, "from": "22:00", "to": "06:00", "breaks": {"at": "02:00", "min": 60}}
    day = {"opens": "00:00", "interval_min": 60, "intervals": 48}
    # Until 02:00, from 03:00 to 06:00, from 22:00 to 02:00, … ; at the last midnight the agent stays.
    assert hours_of(with_shifts(tmp_path, night, day=day)) == {
        "front-001": [(0, 120), (180, 360), (1320, 1560), (1620, 1800), (2760, EVER)],
    }


def test_named_agents_name_their_shift(tmp_path: Path) -> None:
    """Of a shift the named agents come first, in their order, and unnamed ones fill it up."""
    shifts: list[dict[str, Any]] = [
        {"name": "early", "agents": 2, "from": "08:00", "to": "12:00"},
        {"name": "late", "from": "13:00", "to": "17:00"},
    ]
    agents = [
        {"id": "ann", "group": "front", "shift": "late"},
        {"id": "bob", "group": "front", "shift": "early"},
        {"id": "cid", "group": "front", "shift": "late"},
    ]
    assert hours_of(with_shifts(tmp_path, *shifts, agents=agents)) == {
        "bob": [(0, 240)],
        "front-extra-001": [(0, 240)],
        "ann": [(300, 540)],
        "cid": [(300, 540)],
    }


def test_a_table_of_agents_names_shifts(tmp_path: Path) -> None:
    """A column ``shift`` says it; where a group has one shift only, nobody need name it."""
    (tmp_path / "agents.csv").write_text("agent,group,shift,account\nann,front,late,3\nbob,back,,2\n", encoding="utf-8")
    one, two = {"name": "early", "agents": 1, "from": "08:00", "to": "09:00"}, {"name": "late", **LATE}
    loaded = with_groups(
        tmp_path,
        {"front": {"shifts": [one, two]}, "back": {"shifts": {"from": "09:00", "to": "10:00"}}},
        agents={"table": "agents.csv"},
        **LEAVE,
    )
    assert hours_of(loaded) == {
        "front-extra-001": [(0, 60)],
        "ann": [(130, 250), (265, 630)],
        "bob": [(60, 120)],
    }


def test_shifts_from_a_table(tmp_path: Path) -> None:
    """A row of the table is a shift of its group; a group's own shifts, or staff, go before it."""
    (tmp_path / "shifts.csv").write_text(
        "group,shift,from,to,agents,breaks,stagger_min,stagger_steps\n"
        "front,early,07:45,16:00,2,12:00-12:30,,\n"
        "front,late,10:10,18:30,1,12:10-12:25; 15:00-16:00,15,4\n"
        "back,,09:00,10:00,7,,,\n",
        encoding="utf-8",
    )
    loaded = with_groups(tmp_path, {"front": {}, "back": {"staff": 1}}, shifts={"table": "shifts.csv"}, **LEAVE)
    assert hours_of(loaded) == {
        "front-001": [(0, 240), (270, 480)],
        "front-002": [(0, 240), (270, 480)],
        "front-003": [(130, 250), (265, 420), (480, 630)],
    }
    assert [agent.id for agent in loaded.world.agents][3:] == ["back-001"]


def test_check_counts_agents_on_average(tmp_path: Path) -> None:
    """The staff of an interval is what is there of it on average, of groups with staff and with shifts together."""
    loaded = with_groups(
        tmp_path,
        {"front": {"shifts": [EARLY, LATE]}, "back": {"staff": [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]}},
        **LEAVE,
    )
    late = [0, 0, 50 / 60, 1, 45 / 60, 1, 1, 1, 1, 1]
    early = [2, 2, 2, 2, 1, 2, 2, 2, 0, 0]
    staff = [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    sums = [sum(each) for each in zip(early, late, staff, strict=True)]
    assert Load(loaded).staff.tolist() == pytest.approx(sums, abs=1e-8)


def test_overtime_from_the_command_line(tmp_path: Path) -> None:
    """A shift is made longer, called by its name too, breaks are moved, and agents added, in whole numbers."""
    path = write_scenario(
        tmp_path,
        day=DAY,
        groups={"front": {"skills": {"account": 3, "fx": 2}, "shifts": [EARLY, {"name": "late", **LATE}]}},
        **LEAVE,
    )
    overrides = (
        "groups.front.shifts[0].to=17:30",
        "groups.front.shifts[0].breaks[0].min=45",
        "groups.front.shifts.late.agents*=1.6",
        "groups.front.shifts.late.from=10:00",
    )
    assert hours_of(load_scenario(path, overrides=overrides)) == {
        "front-001": [(0, 240), (285, 570)],
        "front-002": [(0, 240), (285, 570)],
        "front-003": [(120, 240), (255, 630)],
        "front-004": [(120, 240), (255, 630)],
    }


def test_overtime_of_a_shift_in_a_table(tmp_path: Path) -> None:
    """The shifts of a group that stand in a table can be changed as if they stood in the file."""
    (tmp_path / "shifts.csv").write_text(
        "group,shift,from,to,agents,breaks,stagger_min,stagger_steps\n"
        "front,early,07:45,16:00,2,12:00-12:30,15,2\nfront,night,17:30,02:00,1,,,\nback,,09:00,10:00,1,,,\n",
        encoding="utf-8",
    )
    skills = {"account": 3, "fx": 2}
    groups = {"front": {"skills": skills}, "back": {"skills": skills}}
    path = write_scenario(tmp_path, day=DAY, groups=groups, shifts={"table": "shifts.csv"}, **LEAVE)
    overrides = ("groups.front.shifts.early.to=17:30", "groups.front.shifts[0].breaks[0].min=45")
    assert hours_of(load_scenario(path, overrides=overrides)) == {
        "front-001": [(0, 240), (285, 570)],
        "front-002": [(0, 255), (300, 570)],
        "front-003": [(570, 1080)],
        "back-001": [(60, 120)],
    }


def test_staff_of_a_group_with_shifts_cannot_be_calculated_with(tmp_path: Path) -> None:
    """One is told what to change instead."""
    path = write_scenario(tmp_path, day=DAY, groups={"front": {"skills": {"account": 3}, "shifts": [EARLY]}})
    with pytest.raises(InputError, match="the group has shifts: change how many agents work one of them"):
        load_scenario(path, overrides=["groups.front.staff+=2"])


SLIPS: list[tuple[str, Any, str]] = [
    ("to", "07:45", "must be another time than that at which the shift begins"),
    ("to", "07:50", "breaks[0].at: must lie within the shift"),
    ("agents", None, "must say how many work the shift, or agents must name it"),
    ("breaks", [{"min": 30}], "breaks[0]: must say when the break begins: at, or after_min"),
    (
        "breaks",
        [{"at": "12:00", "after_min": 3, "min": 30}],
        "must not stand beside after_min: either says when the break begins",
    ),
    ("breaks", [{"at": "15:45", "min": 30}], "breaks[0]: must not end after the shift does, at 16:00"),
    (
        "breaks",
        [{"at": "12:00", "min": 30}, {"at": "12:15", "min": 30}],
        "breaks[1]: must not begin before the break before it has ended",
    ),
    ("stagger_min", 250, "moves a break of agent 2 beyond the end of the shift at 16:00; say after how many steps"),
]


@pytest.mark.parametrize(
    ("key", "value", "rule"), SLIPS, ids=[f"{key}-{number}" for number, (key, *_) in enumerate(SLIPS)]
)
def test_what_cannot_be(key: str, value: Any, rule: str, tmp_path: Path) -> None:
    """A shift that cannot be worked is refused with its place and the rule."""
    shift = {name: each for name, each in {**EARLY, key: value}.items() if each is not None}
    with pytest.raises(InputError) as refused:
        with_shifts(tmp_path, shift)
    assert rule in str(refused.value)
    assert "groups.front.shifts[0]" in str(refused.value)


TABLE_SLIPS: list[tuple[str, str, str]] = [
    ("front,", "frnt,", "row 2, column A (group): must be one of: front (got frnt; did you mean front?)"),
    ("07:45", "7.45", "row 2, column C (from): must be a time of day, such as 08:30 (got 7.45)"),
    ("16:00", "07:45", "row 2, column D (to): must be another time than that at which the shift begins (got 07:45)"),
    ("16:00,2", "16:00,two", "row 2, column E (agents): must be a number (got two)"),
    ("16:00,2", "16:00,", "row 2, column E (agents): must say how many work the shift, or agents must name it"),
    ("12:00-12:30", "noon", "row 2, column F (breaks): must list breaks such as 10:00-10:15; 12:00-13:00 (got noon)"),
    ("12:00-12:30", "17:00-17:30", "row 2, column F (breaks): must lie within the shift (got 17:00-17:30)"),
    ("12:00-12:30", "12:00-12:00", "row 2, column F (breaks): a break must end after it has begun (got 12:00-12:00)"),
    ("front,late", "front,early", "row 3, column B (shift): another shift of the group has this name (got early)"),
    (
        "breaks",
        "brakes",
        "row 1, column F (brakes): is not a column of such a table; known ones are: group, shift, from",
    ),
    (",agents,", ",heads,", "row 1, column E (heads): is not a column of such a table; known ones are: group, shift"),
]


@pytest.mark.parametrize(("old", "new", "message"), TABLE_SLIPS, ids=[slip[1] for slip in TABLE_SLIPS])
def test_a_table_that_cannot_be(old: str, new: str, message: str, tmp_path: Path) -> None:
    """A wrong cell is named with its row and column as the spreadsheet shows them."""
    table = "group,shift,from,to,agents,breaks\nfront,early,07:45,16:00,2,12:00-12:30\nfront,late,10:10,17:30,1,\n"
    (tmp_path / "shifts.csv").write_text(table.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        with_groups(tmp_path, {"front": {}}, shifts={"table": "shifts.csv"})
    assert str(refused.value).startswith(f"{tmp_path / 'shifts.csv'}: {message}")
