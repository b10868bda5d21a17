"""Redials and re-contacts while it is closed: in all figures, but in no goal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.model import SECOND
from simulation.compare.daily import daily_sums
from simulation.compare.measure import OVERALL, measures_of
from simulation.core.records import Cause, Outcome
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import Plan, drawn_source, measure_replications, run
from simulation.measuring.after_hours import is_closed
from simulation.measuring.metrics import contact_tally
from simulation.measuring.verdict import GoalSums
from simulation.scenario import Scenario
from simulation.workload import Buffers
from tests.simulation.calendar.several_days import with_days
from tests.simulation.scenarios import scenario

HOUR = 3600 * SECOND
CLOSED: dict[str, Any] = {"holidays": ["2026-10-01"]}
LATER: dict[str, Any] = {"share": 1, "law": "lognormal", "mean_s": 20000, "cv": 1, "most": 3}


def evenings(folder: Path, **changes: Any) -> Scenario:
    """A week with a holiday, too few agents, and customers who try again hours later, whenever that is."""
    more = {"days__calendar": CLOSED, "days__types": {"holiday": {"closed": True}}, "groups__desk": {"staff": 1}}
    return with_days(folder, **{**more, "redials": LATER, "hours": {"calls": ["10:00", "17:00"]}, **changes})


def test_when_it_is_closed(tmp_path: Path) -> None:
    """By the date: at night and on the holiday. By the queue: before 10:00 and from 17:00 on; mail is always taken."""
    loaded = evenings(tmp_path)
    world, dates = loaded.world, loaded.asked.dates
    assert dates is not None
    mail, call = 0, 1
    times = np.array([0, 1, 7.999, 8, 9, 24, 24 * 3 + 2, 24 * 4 + 2]) * HOUR  # hours from 9:00 of the first date
    arrivals = times.astype(np.int64)
    outside = [False, False, False, False, True, False, True, False]
    assert is_closed(world, dates, arrivals, np.full(8, mail)).tolist() == outside
    shut = [True, False, False, True, True, True, True, False]
    assert is_closed(world, dates, arrivals, np.full(8, call)).tolist() == shut
    assert not is_closed(world, None, arrivals, np.full(8, mail)).any()


def test_goals_are_about_those_who_come_in_the_opening_hours(tmp_path: Path) -> None:
    """Counted one by one: first contacts, and who comes again while it is open."""
    loaded = evenings(tmp_path, goals=[{"name": "calls", "channel": "phone", "share": 0.8, "within_s": 90000}])
    measures = measure_replications(loaded, Plan(replications=2))
    sums = GoalSums(measures, contact_tally(measures), 0)
    source, player = drawn_source(loaded.world, Plan().seed), CompiledEngine(loaded.world)
    for replication in range(2):
        facts = player.simulate(source.draw(replication, Buffers()).copy())
        offered, answered, left_out = np.zeros(loaded.n_intervals), np.zeros(loaded.n_intervals), 0
        for contact, record, origin in zip(facts.contacts, facts.records, facts.origins, strict=True):
            if loaded.world.classes["channel"][contact["cls"]] != 0:
                continue
            interval, hour = int(contact["arrival"] // HOUR), int(contact["arrival"] // HOUR) % 24
            is_open = 1 <= hour < 8 and interval // 24 != 3
            if origin["cause"] != Cause.FIRST and not is_open:
                left_out += 1
                continue
            offered[interval] += 1
            soon = record["answered"] - contact["arrival"] <= 90000 * SECOND
            answered[interval] += record["outcome"] == Outcome.ANSWERED and soon
        assert left_out > 10
        np.testing.assert_array_equal(sums.offered[replication], offered)
        np.testing.assert_array_equal(sums.in_time[replication], answered)


def test_the_verdict_has_no_night(tmp_path: Path) -> None:
    """Its cells are those of the opening hours; the contacts of the night are in the counts, and in a note."""
    loaded = evenings(tmp_path, hours=None)
    found = run(loaded, Plan(replications=3))
    cells = [cell.interval for cell in found.verdict.cells]
    assert {interval % 24 for interval in cells} <= set(range(9))
    assert 3 not in {interval // 24 for interval in cells}
    night = [each for each in found.intervals if each.index % 24 >= 9 and each.cell.offered.mean]
    assert night
    count = sum(
        each.cell.offered.mean or 0 for each in found.intervals if each.index % 24 >= 9 or each.index // 24 == 3
    )
    assert (
        "Redials and re-contacts while a queue is closed, or between a close and the next opening: "
        f"{count:.1f} a run. No goal is about them."
    ) in found.notes
    assert found.risk is not None
    assert all(goal.intervals[each.index].mean is None for goal in found.risk.goals for each in night)


def test_first_contacts_count_whenever_they_come(tmp_path: Path) -> None:
    """A day on which all call while the queue is closed at noon: who calls first then is a missed arrival."""
    loaded = scenario(
        tmp_path,
        hours={"rest": [["08:00", "09:00"], ["09:30", "10:00"]]},
        patience={"law": "exponential", "mean_s": 60},
        redials={**LATER, "mean_s": 900},
    )
    found = run(loaded, Plan(replications=12))
    (noon,) = [cell for cell in found.verdict.cells if cell.interval == 2]
    assert noon.offered == pytest.approx(30, abs=15)
    assert found.intervals[2].cell.offered.mean == pytest.approx(noon.offered + _again(loaded), abs=0.01)
    assert any(note.startswith("Redials and re-contacts while a queue is closed: ") for note in found.notes)


def _again(loaded: Scenario) -> float:
    measures = measure_replications(loaded, Plan(replications=12))
    assert measures.after_hours[..., 0].sum() > 0
    return float(measures.after_hours[:, 2, :, 0].sum()) / 12


def test_nothing_is_kept_where_nobody_comes_again(tmp_path: Path) -> None:
    """Nor where the figures are about first contacts, or it never closes; there is no note."""
    first = {"measures": {"contacts": "first"}}
    for loaded in (
        evenings(tmp_path, redials=None),
        evenings(tmp_path, **first),
        scenario(tmp_path, redials=LATER),
    ):
        measures = measure_replications(loaded, Plan(replications=2))
        assert not len(measures.after_hours)
        assert not any("No goal" in note for note in run(loaded, Plan(replications=2)).notes)


def test_a_comparison_asks_the_same(tmp_path: Path) -> None:
    """The share of a goal in a comparison is that of the verdict, with `<` as well as with `<=`."""
    for within in ("<=", "<"):
        goals = [{"name": "calls", "channel": "phone", "share": 0.8, "within_s": 60}]
        loaded = evenings(tmp_path, goals=goals, measures={"within": within})
        measures = measure_replications(loaded, Plan(replications=12))
        sums = GoalSums(measures, contact_tally(measures), 0)
        (measure,) = [each for each in measures_of(loaded.goals, [loaded.world]) if each.goal is not None]
        numerator, denominator = daily_sums(measures, [measure], loaded.open_at_s)[measure].of([OVERALL])
        assert numerator[:, 0].tolist() == sums.in_time.sum(axis=1).tolist()
        assert denominator[:, 0].tolist() == sums.offered.sum(axis=1).tolist()
