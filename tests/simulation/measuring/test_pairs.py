"""Figures by two axes at once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from routing.model import Presence
from routing.policy import Match, Queue
from simulation.cli import main
from simulation.core.world import Group
from simulation.measuring.asked import Asked
from simulation.measuring.assemble import results
from simulation.measuring.results import PairRow, Results
from simulation.measuring.terms import Axis
from simulation.report.json_file import dump_results, results_schema
from tests.simulation.facts import Facts, measured, small_world
from tests.simulation.measuring.test_assemble import Named
from tests.simulation.report.schema_check import findings

WORLD = small_world(
    problems=("account", "fx"),
    tiers=("ordinary", "vip"),
    queues=(Queue("vip", Match(tiers=("vip",))), Queue("rest")),
    groups=(Group("desk", (1, 1, 1)), Group("late", (1, 1, 1))),
)
"""Classes 0 to 3: account ordinary, account vip, fx ordinary, fx vip."""


def a_day() -> Facts:
    facts = Facts()
    for agent in (0, 1):
        facts.presence(at=0, presence=Presence.READY, agent=agent)
    facts.answered(at=10, wait=20, talk=30, cls=0, queue=1, agent=0)
    facts.answered(at=20, wait=40, talk=60, cls=1, queue=0, agent=1)
    facts.answered(at=130, wait=10, talk=60, cls=0, queue=1, agent=1)
    facts.abandoned(at=120, wait=20, cls=0, queue=1)
    facts.balked(at=160, cls=3, queue=0)
    return facts


def of(*pairs: tuple[Axis, Axis]) -> Results:
    return results(Named(), measured(WORLD, a_day(), asked=Asked(pairs=pairs)), seed=1, engine="by hand")


def offered(rows: tuple[PairRow, ...]) -> dict[tuple[str, str], float | None]:
    return {(row.first, row.second): row.cell.offered.mean for row in rows}


def test_interval_and_queue_by_hand() -> None:
    """Pairs with contacts, in order; their figures are those of these contacts alone, without quantiles."""
    (table,) = of((Axis.INTERVAL, Axis.QUEUE)).pairs
    assert table.axes == ("interval", "queue")
    assert offered(table.rows) == {("09:30", "vip"): 1, ("09:30", "rest"): 1, ("09:31", "vip"): 1, ("09:31", "rest"): 2}
    rest = table.rows[3].cell
    assert (rest.service_level.mean, rest.abandoned.mean, rest.mean_wait_s.mean) == (1, 1 / 2, 15)
    assert rest.queue_length.mean == (10 + 20) / 100
    assert rest.wait_p50_s.mean is None


def test_two_axes_of_contacts_by_hand() -> None:
    """Problem and tier: three pairs came, with quantiles."""
    (table,) = of((Axis.PROBLEM, Axis.TIER)).pairs
    assert offered(table.rows) == {("account", "ordinary"): 3, ("account", "vip"): 1, ("fx", "vip"): 1}
    assert table.rows[0].cell.wait_p50_s.mean == pytest.approx(20, rel=1 / 64)
    assert table.rows[1].cell.service_level.mean == 0


def test_a_queue_and_the_groups_that_serve_it() -> None:
    """First answers, those in time, their mean wait, and the share of the group's 300 s that they take."""
    (table,) = of((Axis.QUEUE, Axis.GROUP)).pairs
    found = {
        (row.first, row.second): (
            row.cell.answered.mean,
            row.cell.within_target.mean,
            row.cell.mean_answer_s.mean,
            row.occupancy.mean,
        )
        for row in table.rows
    }
    assert found == {
        ("vip", "late"): (1, 0, 40, 60 / 300),
        ("rest", "desk"): (1, 1, 20, 30 / 300),
        ("rest", "late"): (1, 1, 10, 60 / 300),
    }
    assert table.rows[0].cell.offered.mean is None


def test_interval_and_group_are_the_groups_own_figures() -> None:
    """Answered and occupancy of each group in each interval."""
    found = of((Axis.INTERVAL, Axis.GROUP))
    (table,) = found.pairs
    for row in table.rows:
        index = [interval.label for interval in found.intervals].index(row.first)
        cell = found.group_intervals[row.second][index]
        assert (row.cell.answered, row.occupancy) == (cell.answered, cell.occupancy)
    assert len(table.rows) == 6


@pytest.mark.parametrize(
    ("one", "parts"),
    [
        (Axis.QUEUE, lambda found: found.queues),
        (Axis.PROBLEM, lambda found: found.problems),
        (Axis.CHANNEL, lambda found: found.channels),
    ],
)
def test_pairs_add_up_to_their_margins(one: Axis, parts: Callable[[Results], dict[str, object]]) -> None:
    """Offered by two axes, summed over the other one, is offered by one."""
    found = of((Axis.INTERVAL, one), tuple(sorted((one, Axis.TIER), key=list(Axis).index)))  # type: ignore[arg-type]
    for table in found.pairs:
        sums: dict[str, float] = {}
        for row in table.rows:
            name = row.first if table.axes[0] == one else row.second
            sums[name] = sums.get(name, 0) + (row.cell.offered.mean or 0)
        margin = {name: cell.offered.mean for name, cell in parts(found).items()}  # type: ignore[attr-defined]
        assert sums == {name: value for name, value in margin.items() if value}


def test_nothing_is_kept_that_nobody_asks_for() -> None:
    """Without pairs there is no table, and no sums of groups."""
    assert of().pairs == ()
    assert measured(WORLD, a_day()).served == {}
    assert measured(WORLD, a_day(), asked=Asked(pairs=((Axis.INTERVAL, Axis.QUEUE),))).served == {}


def test_the_document_has_the_pairs() -> None:
    """Each cell has a name for each axis, and the document follows its schema."""
    text, schema = dump_results(of((Axis.INTERVAL, Axis.QUEUE), (Axis.TIER, Axis.GROUP))), results_schema()
    document = json.loads(text)
    assert list(findings(schema, document, schema)) == []
    assert [pair["by"] for pair in document["pairs"]] == [["interval", "queue"], ["tier", "group"]]
    assert (document["pairs"][0]["cells"][0]["interval"], document["pairs"][0]["cells"][0]["queue"]) == ("09:30", "vip")


def test_the_command_prints_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    """``--by queue,interval`` prints a table of them, the interval first."""
    assert main(["run", "vip_fx", "--replications", "1", "--by", "queue,interval"]) == 0
    assert "By interval and queue" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["queue", "queue,queue", "queue,teir", "queue,tier,channel", ""])
def test_what_is_no_pair_is_refused(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the names that there are."""
    assert main(["run", "vip_fx", "--by", written]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "is no pair: name two of interval, queue, problem, tier, channel, group" in said
