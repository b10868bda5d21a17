"""What a file of today may say, and what is said of one that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.errors import InputError
from simulation.files.scenario_names import bundled_folder, bundled_scenarios
from simulation.planning.today.reader import load_today
from tests.simulation.planning.today.small import FILE, HOUR, written


def test_file_says_what_is_known(tmp_path: Path) -> None:
    """File says what is known."""
    question = load_today(written(tmp_path))
    assert question.now_us == round(2.5 * HOUR)
    assert question.volumes.counts[:, :5].tolist() == [[20, 25, 22, 18, 21], [80, 78, 82, 81, 79]]
    assert (question.volumes.counts[:, 5:] == -1).all()
    assert question.situation is not None
    assert [(each.present, each.busy) for each in question.situation.groups] == [(11, 10), (7, 7)]
    assert question.judges_day
    assert [lever.name for lever in question.levers] == ["1 more in account", "1 more in both"]


def test_bundled_day_is_read_and_is_no_scenario() -> None:
    """Bundled day is read and is no scenario."""
    assert load_today("payday").name == "payday at 10:30"
    assert "payday.today" not in bundled_scenarios()
    assert (bundled_folder() / "payday.today.yaml").is_file()


def test_volumes_may_stand_in_a_table(tmp_path: Path) -> None:
    """Volumes may stand in a table."""
    table = "start,fx,account\n08:00,20,80\n08:30,25,\n10:00,21,79\n10:30,,\n"
    (tmp_path / "came.csv").write_text(table, encoding="utf-8")
    file = re.sub(r"volumes: .*", "volumes: {table: came.csv}", FILE)
    counts = load_today(written(tmp_path, file)).volumes.counts
    assert counts[:, :5].tolist() == [[20, 25, -1, -1, 21], [80, -1, -1, -1, 79]]


def test_volumes_may_be_those_of_all_queues(tmp_path: Path) -> None:
    """Volumes may be those of all queues."""
    file = re.sub(r"volumes: .*", "volumes: {all: [100, null, 104, 99, 100]}", FILE)
    volumes = load_today(written(tmp_path, file)).volumes
    assert volumes.totals[:6].tolist() == [100, -1, 104, 99, 100, -1]
    assert volumes.all == 403


def test_agents_who_are_not_there_stay_away(tmp_path: Path) -> None:
    """Agents who are not there stay away."""
    file = FILE.replace("present: 11, busy: 10", "present: 9, busy: 9")
    question = load_today(written(tmp_path, file))
    assert [(each.group, each.agents) for each in question.missing] == [("account", -2)]
    assert question.base.staff.at(5 * HOUR).tolist() == [9, 7]
    assert question.base.staff.at(HOUR).tolist() == [11, 7]


def test_known_changes_explain_who_is_not_there(tmp_path: Path) -> None:
    """Known changes explain who is not there."""
    file = FILE.replace("present: 11, busy: 10", "present: 9, busy: 9")
    file += 'changes: [{group: account, agents: -2, starts: "10:00", ends: "12:00"}]\n'
    question = load_today(written(tmp_path, file))
    assert question.missing == ()
    assert question.base.staff.at(5 * HOUR).tolist() == [11, 7]


def test_levers_change_the_staff_the_policy_and_the_scenario(tmp_path: Path) -> None:
    """Levers change the staff the policy and the scenario."""
    policy = "peakline: policy/1\nname: other\nproblems: [account, fx]\ntiers: [ordinary]\nchannels: [phone]\n"
    policy += "skills: [account, fx]\nqueues:\n"
    policy += "  - {name: fx, match: {problem: fx}, wrap_up: none, steps: [{skills: {fx: 3}}]}\n"
    policy += "  - {name: account, wrap_up: none, steps: [{skills: {account: 3}, prefer: [longest_idle]}]}\n"
    (tmp_path / "other.yaml").write_text(policy, encoding="utf-8")
    file = FILE + "each_group: 0\nlevers:\n"
    file += '  - {name: late, agents: {both: 2}, starts: "12:00", ends: "13:00"}\n'
    file += (
        '  - {name: other policy, policy: other.yaml}\n  - {name: better, set: ["groups.account.skills.account=5"]}\n'
    )
    question = load_today(written(tmp_path, file))
    late, other, better = question.levers
    assert late.variant.staff.at(round(4.5 * HOUR)).tolist() == [11, 9]
    assert late.variant.staff.at(5 * HOUR).tolist() == [11, 7]
    assert other.variant.crew.scenario.policy.name == "other"
    assert better.variant.crew.likes[0].skills["account"] == 5


WRONG = {
    "another file": (("today/1", "scenario/1"), "today/1"),
    "no such scenario": (("scenario: n_design", "scenario: n_desing"), "did you mean n_design"),
    "before the opening": (('now: "10:30"', 'now: "07:00"'), "must lie in the day, from 08:00 to 16:00"),
    "after the close": (('now: "10:30"', 'now: "16:00"'), "must lie in the day, from 08:00 to 16:00"),
    "state at the opening": (('now: "10:30"', 'now: "08:00"'), "leave out waiting and groups"),
    "no such queue": (("fx: [20", "fxx: [20"), "volumes.queues.fxx: the policy has no such queue.*did you mean fx"),
    "a number too few": (("[20, 25, 22, 18, 21]", "[20, 25, 22, 18]"), "must have 5 numbers"),
    "a negative count": (("[20, 25, 22, 18, 21]", "[-1, 25, 22, 18, 21]"), "must be 0 or more"),
    "half a contact": (("[20, 25, 22, 18, 21]", "[1.5, 25, 22, 18, 21]"), "whole number|integer"),
    "two kinds of volumes": (("volumes: {queues", "volumes: {all: [1, 2, 3, 4, 5], queues"), "exactly one of"),
    "no such goal": (("so_far: {all", "so_far: {al"), "no such goal.*did you mean all"),
    "more in time than offered": (("in_time: 440", "in_time: 501"), "must not be more than offered, 500"),
    "more offered than came": (
        ("offered: 500", "offered: 505"),
        "so_far.all.offered: must not be more than 504, those",
    ),
    "more go than are there": (
        ("replications: 20", "changes: {group: account, agents: -12}"),
        r"changes.*: the group has only 11 agents then \(got -12\)",
    ),
    "a lever takes away more than are there": (
        ("replications: 20", "levers: {name: home, agents: {both: -8}}"),
        r"levers.*agents.both: the group has only 7 agents then \(got -8\)",
    ),
    "nobody knows how long": (("count: 2, longest_s: 40", "count: 2"), "longest_s"),
    "waits since yesterday": (("longest_s: 40", "longest_s: 9001"), "must not be longer ago than the opening, 9000 s"),
    "waits where nobody does": (("queue: fx, count", "queue: fy, count"), "did you mean fx"),
    "waiting contact that is none": (("queue: fx, count", "queue: fx, problem: account, count"), "no contact .* meant"),
    "no such group": (("groups: {account", "groups: {acount"), "there is no such group.*did you mean account"),
    "more busy than there are": (
        ("present: 11, busy: 10", "present: 9, busy: 10"),
        "must not be more than the 9 agents",
    ),
    "more contacts than busy agents": (
        ("both: {busy: 7}", "both: {busy: 1, contacts: [{talk_s: 5}, {talk_s: 9}]}"),
        "more contacts than the 1 busy",
    ),
    "a talk and a wrap-up": (("both: {busy: 7}", "both: {contacts: [{talk_s: 5, wrap_up_s: 9}]}"), "exactly one of"),
    "a talk longer than the day": (("both: {busy: 7}", "both: {contacts: [{talk_s: 9999}]}"), "longer ago"),
    "not a key": (("replications: 20", "replication: 20"), "replications"),
    "too few days": (("replications: 20", "replications: 3"), "20"),
    "a change of nobody": (
        ("replications: 20", "changes: [{group: boths, agents: -1}]"),
        "changes.0..group: there is no such group.*did you mean both",
    ),
    "a change that ends before it starts": (
        ("replications: 20", 'changes: [{group: both, agents: -1, starts: "12:00", ends: "11:00"}]'),
        "must be later than the start",
    ),
    "a lever that does nothing": (("replications: 20", "levers: [{name: hope}]"), "at least one of"),
    "a lever before now": (
        ("replications: 20", 'levers: [{name: x, agents: {both: 1}, starts: "09:00"}]'),
        "must not be before now, 10:30",
    ),
    "two levers of a name": (
        ("replications: 20", "levers: [{name: x, agents: {both: 1}}, {name: x, agents: {both: 2}}]"),
        "there is a lever of this name already",
    ),
    "a lever without its policy": (("replications: 20", "levers: [{name: x, policy: no.yaml}]"), "no such file"),
    "a lever that changes the customers": (
        ("replications: 20", 'levers: [{name: x, set: ["arrivals.scale=2"]}]'),
        "must leave the customers",
    ),
    "a lever that changes the work": (
        ("replications: 20", 'levers: [{name: x, set: ["service[1].mean_s=200"]}]'),
        "must leave the customers with their patience and work",
    ),
    "a lever that changes the patience": (
        ("replications: 20", 'levers: [{name: x, set: ["patience.mean_s=3000"]}]'),
        "must leave the customers with their patience and work",
    ),
    "a lever with a wrong change": (
        ("replications: 20", 'levers: [{name: x, set: ["groups.noone.staff=2"]}]'),
        "levers.0..set",
    ),
    "a change that is wrong": (("day_factor_cv=0.1", "day_factor_cvv=0.1"), "did you mean day_factor_cv"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_one_message(tmp_path: Path, name: str) -> None:
    """What is wrong is said in one message."""
    (old, new), message = WRONG[name]
    assert old in FILE
    with pytest.raises(InputError, match=message):
        load_today(written(tmp_path, FILE.replace(old, new)))


def test_rows_of_volumes_in_any_order(tmp_path: Path) -> None:
    """A row says of which interval it is, and one that is missing in the middle is not known."""
    (tmp_path / "volumes.csv").write_text("start,fx\n09:00,7\n08:00,5\n", encoding="utf-8")
    text = FILE.replace("{queues: {account: [80, 78, 82, 81, 79], fx: [20, 25, 22, 18, 21]}}", "{table: volumes.csv}")
    text = text.replace("so_far: {all: {offered: 500, in_time: 440}}\n", "")
    assert text != FILE
    assert load_today(written(tmp_path, text)).volumes.all == 12


TABLES = {
    "no such queue": ("start,fxx\n08:00,1\n", "did you mean fx"),
    "no start": ("from,fx\n08:00,1\n", "start"),
    "not an interval": ("start,fx\n08:10,1\n", "not the start of an interval"),
    "twice": ("start,fx\n08:00,1\n08:00,2\n", "stands further up already"),
    "not begun": ("start,fx\n10:30,1\n", "this interval has not begun"),
    "negative": ("start,fx\n08:00,-1\n", "between 0 and"),
    "no number": ("start,fx\n08:00,many\n", "must be a number"),
    "all beside a queue": ("start,fx,all\n08:00,1,2\n", "cannot stand beside columns of queues"),
}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_wrong_in_a_table_is_said_at_its_cell(tmp_path: Path, name: str) -> None:
    """What is wrong in a table is said at its cell."""
    content, message = TABLES[name]
    (tmp_path / "came.csv").write_text(content, encoding="utf-8")
    file = re.sub(r"volumes: .*", "volumes: {table: came.csv}", FILE)
    with pytest.raises(InputError, match=message):
        load_today(written(tmp_path, file))


def test_table_that_is_not_there(tmp_path: Path) -> None:
    """Table that is not there."""
    with pytest.raises(InputError, match="no such file"):
        load_today(written(tmp_path, re.sub(r"volumes: .*", "volumes: {table: came.csv}", FILE)))


@pytest.mark.parametrize(
    ("scenario", "key"),
    [("back_office", "days"), ("today", "redials"), ("own_manager", "preferred")],
)
def test_scenarios_of_which_it_would_be_wrong_are_refused(tmp_path: Path, scenario: str, key: str) -> None:
    """Scenarios of which it would be wrong are refused."""
    file = f'peakline: today/1\nscenario: {scenario}\nnow: "10:30"\nwaiting: []\n'
    with pytest.raises(InputError, match=f"{key}.*cannot be in a scenario of today"):
        load_today(written(tmp_path, file))


def test_nobody_comes_where_nobody_is_expected(tmp_path: Path) -> None:
    """Nobody comes where nobody is expected."""
    change = 'set: ["arrivals.rates[1].per_h=[0, 0, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40]"]'
    file = re.sub(r"set: .*", change, FILE)
    with pytest.raises(InputError, match="expects nobody there in the interval 08:00"):
        load_today(written(tmp_path, file))
