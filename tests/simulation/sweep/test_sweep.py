"""Sweeps: the points of a grid, what comes out at them wherever and in whatever pieces they run, and going on."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from hatch_build import ROOT
from simulation import experiment
from simulation.cli import main
from simulation.measuring.results import Held
from simulation.scenario import load_scenario
from simulation.sweep.block import Block, OtherVersion, PointSetting, pack_setting, run_block
from simulation.sweep.content import content_hash
from simulation.sweep.grid import load_grid
from simulation.sweep.grid_file import GridDocument
from simulation.sweep.outcome import COLUMNS, pack_outcome, unpack_outcome
from simulation.sweep.pools import SweepStopped, process_pool, thread_pool
from simulation.sweep.schedule import MOST_LOSSES
from simulation.sweep.store import Store
from tests.simulation.sweep.small import BLOCKS, GRID, SCENARIO, NoWorkers, Watched, die_once, swept, write_small

STOPPING = """\
import sys
from simulation.cli import main
from simulation.sweep.store import Store

kept = []
add_block = Store.add_block

def add_and_tell(self, *block):
    add_block(self, *block)
    kept.append(block)
    print("kept", flush=True)
    if len(kept) == 5:
        sys.stdin.read()

Store.add_block = add_and_tell
main(["sweep", "grid.yaml", "--out", "out", "--threads", "2"])
"""
"""The command, which tells of each block that it has kept, and stops after the fifth."""

DESK = """\
peakline: scenario/1
day: {opens: "09:00", interval_min: 60, intervals: 4}
policy: {problems: [question], tiers: [any], channels: [phone], queues: [{name: calls, wrap_up: none}]}
goals: [{name: calls, share: 0.8}]
arrivals: {per_h: 60}
service: {law: exponential, mean_s: 120}
patience: {law: exponential, mean_s: 60}
redials: {share: 0.9, law: exponential, mean_s: 1800}
hours: {calls: [["09:00", "10:30"], ["11:00", "13:00"]]}
groups: {desk: {staff: 2}}
"""
"""Closed for half an hour: who calls then waits in vain, and again."""


@pytest.fixture
def grid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The grid, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return write_small(tmp_path)


def table(folder: str) -> bytes:
    """The table that a sweep wrote into ``folder``."""
    return (Path(folder) / "sweep.csv").read_bytes() + (Path(folder) / "sweep.json").read_bytes()


def test_points_are_numbered_the_last_axis_fastest(grid: Path) -> None:
    """Scenario, policy, what is varied and levers are the axes; their product is the grid."""
    found = load_grid(grid)
    assert [axis.name for axis in found.axes] == ["scenario", "policy", "groups.clerks.staff", "calls"]
    assert [(point.number, point.changes) for point in found.points] == [
        (1, ("groups.clerks.staff=1",)),
        (2, ("groups.clerks.staff=1", "arrivals.scale=0.8")),
        (3, ("groups.clerks.staff=2",)),
        (4, ("groups.clerks.staff=2", "arrivals.scale=0.8")),
    ]


def test_points_can_be_excluded(tmp_path: Path) -> None:
    """An entry of exclude takes away the points that fit all that it says; the rest is numbered without gaps."""
    found = load_grid(write_small(tmp_path, GRID + "exclude: [{groups.clerks.staff: 1, calls: [as now]}]\n"))
    assert [point.number for point in found.points] == [1, 2, 3]
    assert found.points[0].changes == ("groups.clerks.staff=1", "arrivals.scale=0.8")


def test_values_of_any_kind_and_operators(tmp_path: Path) -> None:
    """A place may end in an operator, and a value be a list or a mapping with whole numbers as keys."""
    vary = "vary:\n  groups.clerks.staff+=: [1]\n  speed: [{levels: {3: 0.5}}]\n  arrivals.per_h: [[9, 8, 7, 6]]\n"
    found = load_grid(write_small(tmp_path, f"peakline: sweep/1\nscenarios: counter.yaml\n{vary}"))
    [point] = found.points
    assert point.changes == ("groups.clerks.staff+=1", "speed={levels: {3: 0.5}}", "arrivals.per_h=[9, 8, 7, 6]")
    assert len(found.load(point).world.agents) == 2
    assert found.load(point).expected.sum(axis=0).tolist() == [4.5, 4.0, 3.5, 3.0]


def test_a_policy_is_an_axis(tmp_path: Path) -> None:
    """Policies are found beside the grid; null is the scenario's own."""
    policy = "peakline: policy/1\nname: other\nproblems: [question]\ntiers: [ordinary]\nchannels: [phone]\n"
    (tmp_path / "other.yaml").write_text(f"{policy}queues: [{{name: everyone}}]\n", encoding="utf-8")
    found = load_grid(write_small(tmp_path, GRID + "policies: [null, other.yaml]\n"))
    first, fifth = (found.load(found.points[number]) for number in (0, 4))
    assert [queue.name for queue in (*first.policy.queues, *fifth.policy.queues)] == ["all", "everyone"]


def test_a_point_is_a_run(grid: Path, tmp_path: Path) -> None:
    """What comes out at a point is, to the last digit, what ``peakline run`` says with the same changes."""
    points = load_grid(grid)
    outcomes = [unpack_outcome(packed) for packed in swept(grid, tmp_path / "out", thread_pool(2))]
    for point, outcome in zip(points.points, outcomes, strict=True):
        alone = experiment.run(load_scenario("counter.yaml", overrides=point.changes), experiment.Plan(30, 3))
        assert outcome.service_level == alone.overall.service_level
        assert outcome.mean_wait_s == alone.overall.mean_wait_s
        assert outcome.wait_p90_s == alone.overall.wait_p90_s
        assert outcome.occupancy == alone.overall_occupancy
        assert (outcome.contacts, outcome.held) == (alone.contacts, alone.verdict.held)


@pytest.mark.parametrize("days", ["", "days: {from: 2026-11-20, count: 4}\n"])
def test_goals_leave_out_who_calls_again_when_it_is_closed(days: str, tmp_path: Path) -> None:
    """Of one day and of several the goals are judged as in a run: there are contacts that they are not about."""
    desk = tmp_path / "desk.yaml"
    desk.write_text(days + DESK, encoding="utf-8")
    grid = tmp_path / "grid.yaml"
    grid.write_text("{peakline: sweep/1, name: desk, scenarios: [desk.yaml], replications: 12, block: 5}", "utf-8")
    (packed,) = swept(grid, tmp_path / "out", thread_pool(1))
    outcome, alone = unpack_outcome(packed), experiment.run(load_scenario(desk), experiment.Plan(12))
    assert any("No goal is about them" in note for note in alone.notes)
    assert (outcome.judged, outcome.missed) == (
        len(alone.verdict.cells),
        sum(cell.held is Held.MISSED for cell in alone.verdict.cells),
    )
    lowest = min(cell.share.mean or 0 for cell in alone.verdict.cells)
    assert outcome.lowest is not None
    assert outcome.lowest.share == pytest.approx(lowest)
    assert outcome.staff == pytest.approx(alone.groups["desk"].staff.mean)


def test_the_difference_to_the_first_point_is_that_of_its_days(grid: Path, tmp_path: Path) -> None:
    """A second clerk's gain is the difference of the two service levels, with a tighter interval than theirs."""
    first, _, third, _ = [unpack_outcome(packed) for packed in swept(grid, tmp_path / "out", thread_pool(2))]
    gain = third.against(first)["service_level"]
    assert None not in (gain.mean, gain.low, first.service_level.mean, third.service_level.mean)
    assert gain.mean == pytest.approx((third.service_level.mean or 0) - (first.service_level.mean or 0))
    assert gain.low is not None
    assert gain.low > 0


@pytest.mark.parametrize("block", [1, 13])
def test_blocks_are_cut_as_one_likes(block: int, tmp_path: Path) -> None:
    """However many days make a block, the outcomes are the same to the last bit."""
    whole = swept(write_small(tmp_path), tmp_path / "whole", thread_pool(1))
    cut = write_small(tmp_path, GRID.replace("block: 8", f"block: {block}"))
    assert swept(cut, tmp_path / "cut", thread_pool(3)) == whole


@pytest.mark.slow
def test_a_process_that_dies_loses_nothing(grid: Path, tmp_path: Path) -> None:
    """Processes give what threads give, to the last bit, and so they do when one is killed with a block in hand."""
    marker = tmp_path / "died"
    pool = Watched(process_pool(2), die_once, marker)
    assert swept(grid, tmp_path / "processes", pool) == swept(grid, tmp_path / "threads", thread_pool(2))
    assert marker.exists()
    assert BLOCKS < pool.started <= BLOCKS + 4  # those in hand were started once more


def test_a_block_that_kills_its_workers_ends_the_sweep(grid: Path) -> None:
    """A block whose worker dies again and again is not tried for ever; what is done is kept."""
    with pytest.raises(SweepStopped, match=f"Workers were lost {MOST_LOSSES + 1} times"):
        swept(grid, Path("out"), NoWorkers())


def test_a_command_that_is_killed_goes_on_where_it_stood(grid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after five blocks, the next command simulates the other eleven, and writes what it would have written."""
    with subprocess.Popen(
        [sys.executable, "-c", STOPPING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as command:
        assert command.stdout is not None
        for _ in range(5):
            assert command.stdout.readline().strip() == b"kept"
        command.kill()
    assert not Path("out/sweep.csv").exists()
    added: list[object] = []
    add_block = Store.add_block

    def add_and_count(self: Store, *block: object) -> None:
        added.append(block)
        add_block(self, *block)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "add_block", add_and_count)
    assert main(["sweep", str(grid), "--out", "out"]) == 0
    assert len(added) == BLOCKS - 5
    assert main(["sweep", str(grid), "--out", "again"]) == 0
    assert table("out") == table("again")
    assert pl.read_parquet("out/sweep.parquet").equals(pl.read_parquet("again/sweep.parquet"))


def test_what_is_done_is_not_done_again(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second sweep simulates nothing; a comment in the scenario changes nothing, a number its points, --fresh all."""

    def said(*options: str) -> str:
        assert main(["sweep", str(grid), "--out", "out", *options]) == 0
        return capsys.readouterr().err

    assert said() == ""
    assert said() == "120 days were done before; 0 are to be done.\n"
    Path("counter.yaml").write_text(f"# The counter.\n{SCENARIO}", encoding="utf-8")
    assert said() == "120 days were done before; 0 are to be done.\n"
    grid.write_text(GRID.replace("[1, 2]", "[1, 2, 3]"), encoding="utf-8")
    assert said() == "120 days were done before; 60 are to be done.\n"
    Path("counter.yaml").write_text(SCENARIO.replace("mean_s: 120", "mean_s: 130"), encoding="utf-8")
    assert said() == ""
    assert said("--fresh") == ""
    assert said("--seed", "4") == ""


def test_two_commands_on_one_folder(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second one says that the folder is in use, and changes nothing."""
    with Store(Path("out")):
        assert main(["sweep", str(grid), "--out", "out"]) == 2
    assert capsys.readouterr().err == f"Error: {Path('out/sweep.sqlite')}: is in use: another sweep writes to it\n"


def test_a_store_that_is_none(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another file of that name is refused and left as it is."""
    Path("out").mkdir()
    Path("out/sweep.sqlite").write_bytes(b"my own notes" * 100)
    assert main(["sweep", str(grid), "--out", "out"]) == 2
    said = capsys.readouterr().err
    assert said == f"Error: {Path('out/sweep.sqlite')}: does not hold what a sweep has done\n"
    assert Path("out/sweep.sqlite").read_bytes() == b"my own notes" * 100


def test_a_store_that_is_damaged(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read back is said to be damaged, not shown as a crash."""
    assert main(["sweep", str(grid), "--out", "out"]) == 0
    capsys.readouterr()
    with sqlite3.connect("out/sweep.sqlite") as database:
        database.execute("UPDATE outcomes SET outcome = ?", (b"garbage",))
    database.close()
    assert main(["sweep", str(grid), "--out", "out"]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"Error: {Path('out/sweep.sqlite')}: is damaged: delete it, or choose another folder"


def test_a_worker_of_another_version_is_refused(grid: Path) -> None:
    """A worker does nothing for a command of another version."""
    points = load_grid(grid)
    packed = pack_setting(PointSetting.of(points.load(points.points[0])))
    with pytest.raises(OtherVersion, match=r"another version of Peakline \(.*\) than this command \(0\.0\.1\+x\)"):
        run_block(packed, Block("", 1, 30, 0, 8), "0.0.1+x")


def test_the_hash_of_a_world_is_that_of_its_content(grid: Path) -> None:
    """Loading twice gives one hash; every bundled scenario has another one."""
    worlds = [load_scenario(name).world for name in ("counter.yaml", "vip_fx", "mm1", "own_manager")]
    hashes = [content_hash(world) for world in worlds]
    assert len(set(hashes)) == len(worlds)
    assert content_hash(load_scenario("vip_fx").world) == hashes[1]


def test_an_outcome_can_be_kept(grid: Path, tmp_path: Path) -> None:
    """An outcome that was kept is the one that was found."""
    kept = swept(grid, tmp_path / "out", thread_pool(1))[0]
    assert pack_outcome(unpack_outcome(kept)) == kept


def test_the_table_has_a_row_for_each_point(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV and Parquet have the axes and the same figures; the page has a map; the words name the cheapest point."""
    assert main(["sweep", str(grid), "--out", "out"]) == 0
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 100
    rows = [line for line in said.splitlines() if line.startswith("Point ")]
    assert [row.split()[1] for row in rows] == ["1", "2", "3", "4"] * 2  # the table in two parts, each with all points
    csv, parquet = pl.read_csv("out/sweep.csv"), pl.read_parquet("out/sweep.parquet")
    assert csv["groups.clerks.staff"].to_list() == [1, 1, 2, 2]
    assert parquet["calls"].to_list() == ["as now", "fewer", "as now", "fewer"]
    assert csv["service_level"].to_list() == parquet["service_level"].to_list()
    assert csv["service_level_change"][0] is None
    assert "Service level by groups.clerks.staff (down) and calls (across)" in Path("out/sweep.html").read_text("utf-8")
    assert said.splitlines()[0].startswith("At ")
    assert said.splitlines()[-1].startswith("Written: ")
    gain, loss = 100 * csv["service_level_change"][2], 100 * csv["service_level_change"][1]
    for number, change in ((3, gain), (2, loss)):  # with a sign, a minus and not a hyphen, as in a comparison
        row = " ".join(line for line in rows if line.startswith(f"Point {number} "))
        assert ("+" if change > 0 else "−") + f"{abs(change):.1f} ±" in row


def test_the_reference_has_each_key_and_column() -> None:
    """Every key of a grid file and every column of the table stand in code on their page."""
    page = (ROOT / "docs" / "reference" / "sweep.md").read_text(encoding="utf-8")
    known = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", page.replace("```", "")))))
    wanted = {name for name in COLUMNS if not name.endswith(("_low", "_high"))} | set(GridDocument.model_fields)
    assert wanted - known == set()
