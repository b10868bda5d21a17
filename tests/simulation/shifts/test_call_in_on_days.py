"""Agents who are called in on the dates of a run of several days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from routing.model import DAY_US, Presence
from simulation.checks.check_scenario import check_scenario
from simulation.core.records import AGENT_STATE
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine
from simulation.engines.reference import simulate_reference
from simulation.experiment import Plan, drawn_source, run
from simulation.measuring.call_ins import CAME, THERE, count_call_ins
from simulation.report.json_file import dump_results, results_schema
from simulation.scenario import Scenario
from simulation.workload import Buffers
from tests.simulation.calendar.several_days import with_days
from tests.simulation.report.schema_check import findings
from tests.simulation.test_same_decisions import assert_same

RESERVE: dict[str, Any] = {
    "group": "desk",
    "agents": 3,
    "queue": "calls",
    "at_waiting": 4,
    "after_s": 1200,
    "for_s": 7200,
}
HOLIDAY: dict[str, Any] = {"holidays": ["2026-10-01"]}
TYPES: dict[str, Any] = {
    "holiday": {"closed": True},
    "weekend": {"staff": 0.5},
    "monday": {"staff": 1.4},
    "sunday": {"staff": {"desk": 0}, "scale": 0},
}
NOBODY: dict[str, Any] = {"staff": {"home": 0}}
TWO_GROUPS: dict[str, Any] = {
    "groups": {"desk": {"staff": 3}, "home": {"staff": 0}},
    "call_in": {"reserve": {**RESERVE, "group": "home"}},
}
HOUR_US = DAY_US // 24


def with_reserve(folder: Path, **changes: Any) -> Scenario:
    """The week of the desk, shorter of staff, with a holiday, other staff on some days, and a reserve."""
    days: dict[str, Any] = {"days__calendar": HOLIDAY, "days__types": TYPES, "groups": {"desk": {"staff": 3}}}
    return with_days(folder, **{**days, "call_in": {"reserve": RESERVE}, **changes})


def test_each_open_date_has_its_call_in(tmp_path: Path) -> None:
    """Of 3 agents 4 on Monday, half on Saturday and none on Sunday; none when it is closed; from 9:00 to 18:00."""
    world = with_reserve(tmp_path).world
    assert world.behaviours is not None
    rows = world.behaviours.call_ins
    assert (rows["opens"] // DAY_US).tolist() == [0, 1, 2, 4, 5]
    assert not (rows["opens"] % DAY_US).any()
    assert set((rows["closes"] - rows["opens"]).tolist()) == {9 * HOUR_US}
    assert rows["agents"].tolist() == [4, 3, 3, 3, 2]
    assert rows["next"].tolist() == [1, 2, 3, 4, -1]
    assert [agent.id for agent in world.agents][-4:] == [f"desk-reserve-{number:03d}" for number in (1, 2, 3, 4)]


def test_two_call_ins(tmp_path: Path) -> None:
    """Each has rows of its own, its name being that of their number."""
    world = with_reserve(tmp_path, call_in={"one": RESERVE, "two": {**RESERVE, "agents": 1}}).world
    assert world.behaviours is not None
    rows = world.behaviours.call_ins
    assert rows["number"].tolist() == [0] * 5 + [1] * 5  # half of one agent is one
    assert rows["next"].tolist() == [1, 2, 3, 4, -1, 6, 7, 8, 9, -1]
    assert rows["shift"].tolist() == [1] * 5 + [2] * 5
    assert world.call_ins == ("one", "two")


def test_one_day_is_that_day(tmp_path: Path) -> None:
    """A run of one day has the facts of the day without ``days``."""
    busy: dict[str, Any] = {"call_in": {"reserve": RESERVE}, "groups__desk": {"staff": 2}, "after_close": "leave"}
    alone, one = with_days(tmp_path, days=None, **busy), with_days(tmp_path, days__count=1, **busy)
    contacts = drawn_source(one.world, 3).draw(0, Buffers()).copy()
    assert_same(*(CompiledEngine(each.world).simulate(contacts.copy()) for each in (alone, one)))


ALL_NIGHT: dict[str, Any] = {"day__intervals": 24, "arrivals__per_h": 20}


@pytest.mark.parametrize(("after_close", "more"), [("stay", {}), ("leave", {}), ("leave", ALL_NIGHT)])
def test_both_engines_say_the_same(after_close: str, more: dict[str, Any], tmp_path: Path) -> None:
    """A week with absence, overtime, redials at night, and two call-ins, row by row; also where it never closes."""
    loaded = with_reserve(
        tmp_path,
        call_in={"one": {**RESERVE, "most": 2}, "two": {**RESERVE, "agents": 2, "queue": "mail", "for_s": None}},
        absence=0.2,
        overtime={"queue": "calls", "at_waiting": 1, "most_s": 3600},
        redials={"share": 0.5, "law": "exponential", "mean_s": 7200},
        after_close=after_close,
        **more,
    )
    came = 0
    for replication in range(2):
        contacts = drawn_source(loaded.world, 3).draw(replication, Buffers()).copy()
        hours = HoursSource(loaded.world, 3).draw(replication)
        compiled = CompiledEngine(loaded.world).simulate(contacts.copy(), hours=hours)
        assert_same(compiled, simulate_reference(loaded.world, contacts.copy(), hours=hours))
        came += count_call_ins(loaded.world, compiled.states, loaded.world.close_us, 7)[..., CAME].sum()
    assert came > 4


def test_nobody_is_there_when_it_is_closed(tmp_path: Path) -> None:
    """They come between opening and close, and at the next opening all of them are gone, but on the last date."""
    loaded = with_reserve(tmp_path, days__count=6, call_in={"reserve": {**RESERVE, "for_s": None}})
    contacts = drawn_source(loaded.world, 3).draw(0, Buffers()).copy()
    states = CompiledEngine(loaded.world).simulate(contacts).states
    own = states[loaded.world.agent_shift[states["agent"]] == 1]
    came = own["time"][own["presence"] == Presence.READY]
    assert len(came)
    assert np.all(came % DAY_US < 9 * HOUR_US)
    for date in range(5):
        before = own[own["time"] <= date * DAY_US + 12 * HOUR_US]
        last = {int(row["agent"]): row["presence"] for row in before}
        assert set(last.values()) <= {Presence.OFFLINE}


def test_counting_by_date(tmp_path: Path) -> None:
    """One agent comes on the first date and finishes on the second one; two come on the last, and stay."""
    world = with_reserve(tmp_path).world
    first = int(np.flatnonzero(world.agent_shift == 1)[0])
    ready, draining, away = Presence.READY, Presence.DRAINING, Presence.OFFLINE
    end = 6 * DAY_US
    states = np.array(
        [(DAY_US - 30, first, ready), (DAY_US, first, draining), (DAY_US + 5, first, away),
         (end + 10, first, ready), (end + 20, first + 1, ready)],
        AGENT_STATE,
    )  # fmt: skip
    found = count_call_ins(world, states, end + 100, 7)
    assert found[0, :, CAME].tolist() == [1, 0, 0, 0, 0, 0, 1]
    assert found[0, :, THERE].tolist() == [30, 5, 0, 0, 0, 0, 90 + 80]


def test_what_is_said_of_them(tmp_path: Path) -> None:
    """`check` says how many come; results on which dates they came, of those on which they may be called."""
    loaded = with_reserve(tmp_path)
    said = [line for line in check_scenario(loaded).sentences if line.startswith("Call-in")]
    assert said == [
        (
            "Call-in reserve: 2-4 agents of desk, 20 min after a look at queue calls at which 4 wait, at most so often "
            "a day: 1; staff in the tables is without them."
        )
    ]
    results = run(loaded, Plan(replications=20))
    document = json.loads(dump_results(results))
    assert list(findings(results_schema(), document, results_schema())) == []
    found = document["call_ins"]["reserve"]
    dates = [each["mean"] for each in found["dates"]]
    assert [number for number, mean in enumerate(dates) if mean is None] == [3, 6]
    assert found["agents"] == 4
    assert found["days"]["mean"] == pytest.approx(np.mean([mean for mean in dates if mean is not None]))
    assert 0 < found["days"]["mean"] < 1
    (note,) = [note for note in results.notes if note.startswith("Called in")]
    assert note == (
        f"Called in: reserve, 4 agents: on {100 * found['days']['mean']:.1f}% of the dates on which they may be "
        f"called, for {found['hours']['mean']:.1f} hours a run on average, all of them together."
    )


def test_customers_are_the_same_with_a_reserve(tmp_path: Path) -> None:
    """As many come on each date, and fewer of them leave."""
    with_it = run(with_reserve(tmp_path), Plan(replications=10))
    without = run(with_reserve(tmp_path, call_in={}), Plan(replications=10))
    assert [each.cell.offered for each in with_it.dates] == [each.cell.offered for each in without.dates]
    assert (with_it.overall.abandoned.mean or 0) < (without.overall.abandoned.mean or 0)


def test_nobody_works_on_any_date(tmp_path: Path) -> None:
    """Where days leave none of them, the call-in is an error at its place."""
    with pytest.raises(InputError) as wrong:
        with_reserve(
            tmp_path, days__types={"workday": NOBODY, "weekend": NOBODY, "holiday": {"closed": True}}, **TWO_GROUPS
        )
    assert str(wrong.value).endswith(
        "call_in.reserve.agents: none of them works on any date: days say so of the staff of home (got 3)"
    )
