"""Levers: alone, together, last, and what a point costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation import experiment
from simulation.compare.comparison import Word
from simulation.compare.gains import price_per_point
from simulation.compare.levers import load_levers, parse_lever, sides_of_levers
from simulation.compare.measure import ABANDONED, MEAN_WAIT, OVERALL, SERVICE_LEVEL
from simulation.compare.side import Role
from simulation.experiment import Plan
from simulation.files import scenario_names
from simulation.measuring.results import Figure
from simulation.scenario import load_scenario
from tests.simulation.compare.office import CLERK, LENDER, QUICK, row, with_levers, write_office


def test_sides_are_alone_together_and_all_but_each(tmp_path: Path) -> None:
    """Three levers make eight sides; of two, all but one is the other alone, and is not simulated twice."""
    file = write_office(tmp_path)
    roles = {
        count: [side.role for side in sides_of_levers(file, [parse_lever(lever) for lever in levers])]
        for count, levers in ((1, [CLERK]), (2, [CLERK, LENDER]), (3, [CLERK, LENDER, QUICK]))
    }
    assert roles[1] == [Role.BASE, Role.ALONE]
    assert roles[2] == [Role.BASE, Role.ALONE, Role.ALONE, Role.TOGETHER]
    assert roles[3] == [Role.BASE, *[Role.ALONE] * 3, Role.TOGETHER, *[Role.WITHOUT] * 3]


def test_each_side_is_the_run_with_its_changes(tmp_path: Path) -> None:
    """The figures of all sides are those of ``peakline run`` with the same changes."""
    comparison = with_levers(tmp_path, CLERK, LENDER, QUICK)
    changes = {"clerk": "groups.desk.staff+=1", "lender": "groups.lenders.staff+=1", "quick": "service[0].mean_s*=0.9"}
    for side in comparison.sides:
        pulled = {
            Role.BASE: [],
            Role.ALONE: [side.name],
            Role.TOGETHER: list(changes),
            Role.WITHOUT: [name for name in changes if side.name != f"All but {name}"],
        }[side.role]
        scenario = load_scenario(tmp_path / "office.yaml", overrides=[changes[name] for name in pulled])
        overall = experiment.run(scenario, Plan(20, seed=1)).overall
        assert side.values[SERVICE_LEVEL][OVERALL] == overall.service_level
        assert side.values[ABANDONED][OVERALL] == overall.abandoned
        assert side.values[MEAN_WAIT][OVERALL].mean == pytest.approx(overall.mean_wait_s.mean)


def test_gains_are_differences_of_sides(tmp_path: Path) -> None:
    """Alone is with it less without; last is all less all but it; overlap is all less the sum of each alone."""
    comparison = with_levers(tmp_path, CLERK, LENDER, QUICK)
    levels = {side.name: side.values[SERVICE_LEVEL][OVERALL].mean or 0.0 for side in comparison.sides}
    base, everything = levels["As it is"], levels["All together"]
    for name in ("clerk", "lender", "quick"):
        assert row(comparison, name).alone.gain.mean == pytest.approx(levels[name] - base)
        assert row(comparison, name).last.gain.mean == pytest.approx(everything - levels[f"All but {name}"])
    assert comparison.levers is not None
    assert comparison.levers.together is not None
    assert comparison.levers.together.gain.mean == pytest.approx(everything - base)
    assert comparison.levers.overlap is not None
    alone = sum(levels[name] - base for name in ("clerk", "lender", "quick"))
    assert comparison.levers.overlap.mean == pytest.approx(everything - base - alone)


def test_levers_of_lines_that_share_nobody_add_up(tmp_path: Path) -> None:
    """A clerk and a lender meet different customers: together they save just what each saves, on every day."""
    comparison = with_levers(tmp_path, CLERK, LENDER, measure="abandoned")
    assert comparison.levers is not None
    overlap = comparison.levers.overlap
    assert overlap is not None
    assert (overlap.mean, overlap.low, overlap.high) == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)


def test_levers_that_do_the_same_overlap(tmp_path: Path) -> None:
    """Two clerks more do not give twice what one gives."""
    comparison = with_levers(tmp_path, CLERK, "another=groups.desk.staff+=1", "third=groups.desk.staff+=1")
    assert comparison.levers is not None
    assert comparison.levers.overlap is not None
    assert (comparison.levers.overlap.high or 0.0) < 0


def test_a_gain_is_what_gets_better(tmp_path: Path) -> None:
    """A gain in a measure of which less is better is how much less: seconds saved, fewer who leave."""
    for measure, kind in (("mean_wait_s", MEAN_WAIT), ("abandoned", ABANDONED)):
        comparison = with_levers(tmp_path, CLERK, measure=measure)
        gain = row(comparison, "clerk").alone.gain.mean
        assert gain is not None
        assert gain > 0
        assert gain == pytest.approx(-(comparison.sides[1].changes[kind][OVERALL].difference.mean or 0.0))


def test_the_price_of_a_point() -> None:
    """1200 for 4 points (3 to 5) is 300 a point (240 to 400); for 4 s it is 300 a second."""
    found = price_per_point(1200, Figure(0.04, 0.03, 0.05), SERVICE_LEVEL)
    assert (found.mean, found.low, found.high) == pytest.approx((300, 240, 400))
    assert price_per_point(1200, Figure(4.0, 3.0, 5.0), MEAN_WAIT).mean == pytest.approx(300)


@pytest.mark.parametrize(
    "gain", [Figure(0.01, -0.01, 0.03), Figure(0.01, 0.0, 0.02), Figure(-0.04, -0.05, -0.03), Figure(0.04)]
)
def test_no_price_where_there_may_be_no_gain(gain: Figure) -> None:
    """There is no price of a point where the gain may be none, is a loss, or has no interval."""
    assert price_per_point(1200, gain, SERVICE_LEVEL) == Figure(None)


def test_a_file_of_levers(tmp_path: Path) -> None:
    """A file says what levers are about and what they cost; one change needs no list."""
    file = tmp_path / "levers.yaml"
    file.write_text(
        "peakline: levers/1\nprice_unit: CNY a day\npilot: loans\nlevers:\n"
        "  - {name: clerk, about: One more., set: groups.desk.staff+=1, price: 900}\n"
        '  - {name: quick, set: ["service[0].mean_s*=0.9", groups.lenders.staff+=1]}\n',
        encoding="utf-8",
    )
    found = load_levers(file)
    assert (found.price_unit, found.pilot) == ("CNY a day", "loans")
    assert [(lever.name, lever.about, lever.price) for lever in found.levers] == [
        ("clerk", "One more.", 900.0),
        ("quick", "", None),
    ]
    written = parse_lever("quick=service[0].mean_s*=0.9; groups.lenders.staff+=1;")
    changes = [[(c.path, c.operator, c.value) for c in lever.changes] for lever in (found.levers[1], written)]
    assert changes[0] == changes[1]


def test_no_price_together_where_one_has_none(tmp_path: Path) -> None:
    """All levers have a price together only where each has one."""
    comparison = with_levers(tmp_path, CLERK, LENDER)
    assert comparison.levers is not None
    assert comparison.levers.price is None
    assert comparison.levers.together is not None
    assert comparison.levers.together.per_point == Figure(None)


def test_a_lever_that_nobody_feels(tmp_path: Path) -> None:
    """A lever that does nothing on any of the days is called the same, and gives nothing."""
    comparison = with_levers(tmp_path, "priority=policy.queues.loans.head_start_s=60")
    assert row(comparison, "priority").word is Word.SAME
    assert row(comparison, "priority").alone.gain == Figure(0.0, 0.0, 0.0)


def test_bundled_levers_have_the_name_of_their_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Levers that come with a scenario are found by its name, are no scenario, and give way to a file of that name."""
    monkeypatch.setattr(scenario_names, "bundled_folder", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    write_office(tmp_path, "office.yaml")
    for file, name in (("office.levers.yaml", "bundled"), ("mine.yaml", "mine"), ("own", "own")):
        text = f"peakline: levers/1\nlevers: [{{name: {name}, set: groups.desk.staff+=1}}]\n"
        (tmp_path / file).write_text(text, encoding="utf-8")
    found = [load_levers(file).levers[0].name for file in ("office", "mine.yaml", "own")]
    assert found == ["bundled", "mine", "own"]
    assert scenario_names.bundled_scenarios() == ["mine", "office"]
