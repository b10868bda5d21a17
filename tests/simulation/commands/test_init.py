"""``peakline init``: what it writes around tables runs as it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from routing.errors import BadValue, InputError, MissingKey, UnknownKey
from simulation.checks.check_scenario import check_scenario
from simulation.experiment import Plan, run
from simulation.init_scenario import init_scenario
from simulation.scenario import load_scenario
from tests.simulation.scenarios import expected

VOLUMES = """\
Start,Problem,Tier,Contacts
08:00,FX,ordinary,10
08:00,FX,VIP,3
08:00,card loss,ordinary,90
08:15,FX,ordinary,12
08:15,FX,VIP,3.5
08:15,card loss,ordinary,100
"""

AGENTS = """\
agent;group;fx;account
ann;fx team;4;2
bob;fx team;3;
eve;fx team;3;
dan;front;1;3
"""


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with both tables, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "volumes.csv").write_text(VOLUMES, encoding="utf-8")
    (tmp_path / "agents.csv").write_text(AGENTS, encoding="utf-8")
    return tmp_path


def test_what_is_written_runs(tables: Path) -> None:
    """The scenario loads from its file, has the tables' day, contacts and agents, and can be simulated."""
    written = init_scenario("volumes.csv", "agents.csv", "new/branch")
    assert sorted(path.name for path in (tables / "new/branch").iterdir()) == ["policy.yaml", "scenario.yaml"]
    loaded = load_scenario(written.scenario)
    assert (loaded.open_at_s, loaded.interval_us, loaded.n_intervals) == (8 * 3600, 900_000_000, 2)
    assert expected(loaded) == [103, 115.5]
    assert expected(loaded, problem="FX", tier="VIP") == [3, 3.5]
    assert [agent.id for agent in loaded.world.agents] == ["ann", "bob", "eve", "dan"]
    # Skills and problems that differ in capitals only are one; a problem without a skill goes to everybody.
    assert [queue.name for queue in loaded.policy.queues] == ["vip_FX", "vip", "FX", "everything_else"]
    assert [goal.tiers for goal in loaded.goals] == [("VIP",), ("ordinary",)]
    results = run(loaded, Plan(2))
    assert results.checks.offered == results.contacts > 100


def test_more_agents_than_named(tables: Path) -> None:
    """Staff can be added at once: additional agents have the most frequent skills of the group."""
    init_scenario("volumes.csv", "agents.csv", "out")
    loaded = load_scenario("out/scenario.yaml", overrides=['groups."fx team".staff+=2'])
    assert loaded.world.staff.tolist() == [[5, 5], [1, 1]]
    assert loaded.world.agents[3].id == "fx team-extra-001"
    assert loaded.world.agents[3].skills == {"FX": 3}


def test_a_staff_table(tables: Path) -> None:
    """With a table of staff its numbers hold."""
    (tables / "staff.csv").write_text("start,fx team,front\n08:00,1,1\n08:15,3,0\n", encoding="utf-8")
    init_scenario("volumes.csv", "agents.csv", "out", "staff.csv")
    assert load_scenario("out/scenario.yaml").world.staff.tolist() == [[1, 3], [1, 0]]


def test_the_least_tables(tables: Path) -> None:
    """Volumes without kinds, agents without skills, from workbooks: one queue for everybody."""
    for name, rows in (
        ("volumes.xlsx", [["start", "contacts"], ["22:00", 5], ["23:00", 6], ["00:00", 7]]),
        ("agents.xlsx", [["agent", "group"], [101, "night"], [102, "night"]]),
    ):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tables / name)
        book.close()
    loaded = init_scenario("volumes.xlsx", "agents.xlsx", "out").loaded
    assert expected(loaded) == [5, 6, 7]
    assert [agent.id for agent in loaded.world.agents] == ["101", "102"]
    assert [queue.name for queue in loaded.policy.queues] == ["everything_else"]


def test_names_that_yaml_would_misread(tables: Path) -> None:
    """Names such as no, 007, 外汇 or one with a colon come through."""
    names = ["no", "007", "外汇", "a: b", "#1", "null"]
    rows = [f"{time},{name},5" for time in ("08:00", "08:30") for name in names]
    (tables / "volumes.csv").write_text("start,problem,contacts\n" + "\n".join(rows), encoding="utf-8")
    header = ",".join(["agent", "group", *names])
    (tables / "agents.csv").write_text(f"{header}\n张三,专员: 1,1,2,3,4,5,\n", encoding="utf-8")
    loaded = init_scenario("volumes.csv", "agents.csv", "out").loaded
    assert list(loaded.policy.problems) == names
    assert loaded.world.agents[0].skills == dict(zip(names, range(1, 6), strict=False))


def test_files_that_are_there_stay(tables: Path) -> None:
    """Nothing is written over, and nothing is written beside it."""
    (tables / "policy.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(BadValue, match=r"policy.yaml: is there already"):
        init_scenario("volumes.csv", "agents.csv")
    assert (tables / "policy.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tables / "scenario.yaml").exists()


@pytest.mark.parametrize(
    ("file", "right", "wrong", "message"),
    [
        ("volumes.csv", "Tier", "Teir", "did you mean tier"),
        ("volumes.csv", "3.5", "-3.5", "row 6, column D (contacts)"),
        ("volumes.csv", "08:15,FX,VIP", "08:20,FX,VIP", "is not the start of an interval"),
        ("agents.csv", "bob;", "ann;", "two agents have the same id"),
        ("agents.csv", "dan;front;1;3", "dan;front;1;x", "row 5, column D (account)"),
        ("agents.csv", "group", "team", "the column group is missing"),
    ],
)
def test_wrong_tables_leave_nothing_behind(file: str, right: str, wrong: str, message: str, tables: Path) -> None:
    """An error in a table is told by its place, and neither files nor a new folder remain."""
    content = (tables / file).read_text(encoding="utf-8")
    (tables / file).write_text(content.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        init_scenario("volumes.csv", "agents.csv", "out")
    assert message in str(raised.value)
    assert file in str(raised.value)
    assert sorted(path.name for path in tables.iterdir()) == ["agents.csv", "volumes.csv"]


def test_a_table_with_one_interval(tables: Path) -> None:
    """How long an interval is cannot be seen from one row."""
    (tables / "volumes.csv").write_text("start,contacts\n08:00,5\n", encoding="utf-8")
    with pytest.raises(BadValue, match="at least two intervals"):
        init_scenario("volumes.csv", "agents.csv", "out")


def test_an_unknown_column_of_volumes(tables: Path) -> None:
    """A column that means nothing is not left out silently."""
    (tables / "volumes.csv").write_text("start,contacts,calls\n08:00,5,5\n08:30,5,5\n", encoding="utf-8")
    with pytest.raises(UnknownKey, match=r"column C \(calls\)"):
        init_scenario("volumes.csv", "agents.csv", "out")


def test_contacts_under_another_name(tables: Path) -> None:
    """The column that is missing is named, rather than the one nearest to that which stands in its place."""
    (tables / "volumes.csv").write_text("start,calls\n08:00,5\n08:30,5\n", encoding="utf-8")
    with pytest.raises(MissingKey, match="the column contacts is missing; there are: start, calls"):
        init_scenario("volumes.csv", "agents.csv", "out")


@pytest.mark.parametrize(
    ("agents", "message"),
    [
        ("agent,group,fx\nann,\x1b[31mg,3\n", r"agents.csv: row 2, column B (group): must not have the invisible"),
        (
            "agent,group,pools,fx\nann,g,a\u200bb,3\n",
            "agents.csv: row 2, column C (pools): must not have the invisible",
        ),
        ("agent,group,f\u200bx\nann,g,3\n", "agents.csv: row 1, column C (f\u200bx): must not have the invisible"),
        (f"agent,group,fx\nann,{'g' * 65},3\n", "agents.csv: row 2, column B (group): must have at most 64 characters"),
    ],
)
def test_what_can_be_no_name_is_refused_in_its_table(tables: Path, agents: str, message: str) -> None:
    """The message is about the planner's table, not about a file that is there for a moment."""
    (tables / "agents.csv").write_text(agents, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        init_scenario("volumes.csv", "agents.csv", "out")
    assert str(raised.value).startswith(message)


def test_what_only_the_files_show_is_said_of_the_files(tables: Path) -> None:
    """A finding about the whole has the name that the file would have had."""
    kinds = "".join(f"08:00,p{number},1\n08:30,p{number},1\n" for number in range(300))
    (tables / "volumes.csv").write_text("start,problem,contacts\n" + kinds, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        init_scenario("volumes.csv", "agents.csv", "out")
    assert str(raised.value).startswith(str(Path("out/policy.yaml:5: problems: must have at most 256 entries")))


def test_nobody_has_two_calls_at_once(tables: Path) -> None:
    """Where agents have several units, a call takes all of the least, nobody gets a second one, and that is marked."""
    rows = "start,channel,contacts\n08:00,phone,9\n08:00,chat,9\n08:30,phone,9\n08:30,chat,9\n"
    (tables / "volumes.csv").write_text(rows, encoding="utf-8")
    (tables / "agents.csv").write_text("agent,group,capacity\nann,a,3\nbob,b,2\n", encoding="utf-8")
    written = init_scenario("volumes.csv", "agents.csv", "out")
    assert dict(written.loaded.policy.costs) == {"phone": 2}
    assert [(agent.capacity, agent.most) for agent in written.loaded.world.agents] == [
        (3, {"phone": 1}),
        (2, {"phone": 1}),
    ]
    assert "# ASSUMED: a call takes all units" in written.policy.read_text(encoding="utf-8")
    assert "How many units of an agent a call takes is assumed too: see ASSUMED in both files." in written.sentences()
    assert not [warning for warning in check_scenario(written.loaded).warnings if "at once" in warning]
