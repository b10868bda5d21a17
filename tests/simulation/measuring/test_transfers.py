"""Transfers by queue and reason: each of them by hand, their figures, and what reports say of them."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from routing.policy import Match, Queue, Step, WrapUp
from simulation.contacts.behaviour_builder import Behaviour, Transfer, build_behaviours
from simulation.core.world import Group, build_world
from simulation.experiment import Plan, run
from simulation.plans.distributions import deterministic
from simulation.report.html import page
from simulation.report.json_file import results_document, results_schema
from simulation.report.parquet import ContactFile
from simulation.report.terminal import print_results
from simulation.scenario import Scenario
from tests.simulation.playing import Play
from tests.simulation.report.schema_check import findings
from tests.simulation.scenarios import scenario
from tests.worlds import contact, policy, us


def test_each_transfer_is_written_down(play: Play) -> None:
    """A goes from the first queue to the second at 20, for reason 1, and there to the second again, for reason 0."""
    queues = (
        Queue("first", Match(problems=("help",)), (Step(pools=("front",)),), wrap_up=WrapUp.NONE),
        Queue("second", steps=(Step(pools=("back",)),), wrap_up=WrapUp.NONE),
    )
    groups = (Group("front", (1,), pools=("front",)), Group("back", (2,), pools=("back",)))
    world = build_world(policy(*queues, problems=("help",), pools=("front", "back")), groups, interval_us=us(10_000))
    does = Behaviour(7, transfers=[Transfer(1, 1, deterministic(35), reason=1)])
    played = play(replace(world, behaviours=build_behaviours([does])), contact(0, work=20), contact(5, work=10))
    assert played.passed[:4] == [(20, 0, 0, 1, 1), (30, 1, 0, 1, 1), (55, 0, 1, 1, 1), (65, 1, 1, 1, 1)]
    assert [transfers for transfers, _ in played.matters] == [7, 7]
    assert len(played.passed) == 14


def passing_on(folder: Path, **changes: Any) -> Scenario:
    """20 % go to fx as sent to the wrong line, twice 10 % to the rest; more than enough agents."""
    transfers = [
        {"problem": "account", "share": 0.2, "to": "fx", "reason": "wrong line", "law": "exponential", "mean_s": 60},
        {"problem": "account", "share": 0.1, "to": "rest", "reason": "unknown", "law": "exponential", "mean_s": 60},
        {"problem": "account", "share": 0.1, "to": "rest", "law": "exponential", "mean_s": 60},
    ]
    groups = {"front": {"skills": {"account": 3, "fx": 2}, "staff": 30}}
    return scenario(folder, **{"transfers": transfers, "groups": groups, **changes})


def test_shares_of_transfers(tmp_path: Path) -> None:
    """Half, a quarter and a quarter; contacts that were passed on are passed on again, and count again."""
    results = run(passing_on(tmp_path), Plan(replications=200))
    cells = {(cell.before, cell.to, cell.reason): cell for cell in results.transfers}
    assert set(cells) == {
        (before, to, reason)
        for before in ("fx", "rest")
        for to, reason in (("fx", "wrong line"), ("rest", ""), ("rest", "unknown"))
    }
    shares = {key: cell.share.mean or 0.0 for key, cell in cells.items()}
    assert abs(sum(shares.values()) - 1) < 1e-9
    assert abs(shares["rest", "fx", "wrong line"] - 2 * shares["rest", "rest", "unknown"]) < 0.02
    # 120 contacts a day, of whose legs 40 % end with a transfer, in a row: 120 x (0.4 + 0.4^2 + ...) = 80.
    assert abs(sum(cell.a_day.mean or 0.0 for cell in results.transfers) - 80) < 2


def test_what_reports_say_of_transfers(tmp_path: Path) -> None:
    """A table in each of them, and rows in JSON; nothing where nobody is passed on."""
    results = run(passing_on(tmp_path), Plan(replications=10))
    document = results_document(results)
    assert list(findings(results_schema(), document, results_schema())) == []
    assert {(row["from"], row["to"], row["reason"]) for row in document["transfers"]} >= {
        ("rest", "fx", "wrong line"),
        ("rest", "rest", None),
    }
    out = StringIO()
    print_results(results, file=out, width=100)
    html = page(results)
    for said in (out.getvalue(), html):
        assert "rest to fx: wrong line" in said
        assert "Of all transfers" in said
    assert "transfers" not in results_document(run(scenario(tmp_path), Plan(replications=2)))


def test_reasons_of_each_contact(tmp_path: Path) -> None:
    """The file of contacts lists the reasons of a contact's transfers, as many as it has; without reasons, nothing."""
    loaded = passing_on(tmp_path)
    with ContactFile(loaded.world) as kept:
        run(loaded, Plan(replications=2), keep=kept.keep)
        kept.write(tmp_path / "contacts.parquet")
    found = pl.read_parquet(tmp_path / "contacts.parquet")
    assert found["transfer_reasons"].list.len().to_list() == found["transfers"].to_list()
    assert set(found["transfer_reasons"].explode().drop_nulls()) == {"wrong line", "unknown"}
    bare = scenario(tmp_path)
    with ContactFile(bare.world) as kept:
        run(bare, Plan(replications=1), keep=kept.keep)
        kept.write(tmp_path / "bare.parquet")
    assert "transfer_reasons" not in pl.read_parquet(tmp_path / "bare.parquet").columns


def test_transfers_of_a_long_run(tmp_path: Path) -> None:
    """Days of a long run count as days, those to warm up among them."""
    long = {"stationary": {"warm_up": 1, "batches": 20}}
    once = run(passing_on(tmp_path), Plan(replications=100))
    results = run(passing_on(tmp_path, **long), Plan(replications=100))
    usual, found = (sum(cell.a_day.mean or 0.0 for cell in each.transfers) for each in (once, results))
    assert abs(found - usual) < 4
