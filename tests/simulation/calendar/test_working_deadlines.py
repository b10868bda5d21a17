"""Deadlines in working time: when contacts of a scenario are due, and what is said of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.experiment import Plan, measure_replications, run
from simulation.measuring.deadlines import DUE, MET, due_times
from simulation.measuring.measures import measure, new_measures
from simulation.report.deadlines import deadline_lines
from simulation.report.json_file import dump_results, results_schema
from simulation.scenario import Scenario
from tests.simulation.calendar.several_days import with_days
from tests.simulation.facts import Facts, as_engine
from tests.simulation.report.schema_check import findings

HOUR_US = 3_600_000_000
HOURS = [["09:00", "12:00"], ["13:00", "18:00"]]
FORTNIGHT: dict[str, Any] = {
    "days__count": 14,
    "days__calendar": {"holidays": [f"2026-10-0{day}" for day in range(1, 8)], "workdays": ["2026-10-10"]},
    "days__types": {"holiday": {"closed": True}, "weekend": {"closed": True}},
}


def at(day: str, hour: float) -> int:
    """The run's clock, which starts on 28 September at 9:00, at an hour of a day."""
    return round(((date.fromisoformat(day) - date(2026, 9, 28)).days * 24 + hour - 9) * HOUR_US)


def with_deadline(folder: Path, **deadline: Any) -> Scenario:
    return with_days(folder, deadlines=[{"name": "reply", "channel": "email", **deadline}], **FORTNIGHT)


def due(loaded: Scenario, arrival: int) -> int:
    asked = loaded.asked
    return int(due_times(asked.deadlines[0], asked.working[0], np.array([arrival]))[0])


@pytest.mark.parametrize(
    ("arrival", "answer"),
    [
        (("2026-09-28", 11.5), ("2026-09-28", 14.5)),  # over lunch
        (("2026-09-30", 17), ("2026-10-08", 10)),  # over the National Day holiday
        (("2026-10-09", 17.5), ("2026-10-10", 10.5)),  # to the make-up Saturday
    ],
)
def test_two_working_hours(arrival: tuple[str, float], answer: tuple[str, float], tmp_path: Path) -> None:
    """Of e-mail that comes around lunch, the holiday and the make-up day."""
    loaded = with_deadline(tmp_path, within_working_h=2, hours=HOURS)
    assert due(loaded, at(*arrival)) == at(*answer)


def test_the_end_of_the_next_working_day(tmp_path: Path) -> None:
    """After a Wednesday before the holiday: the Thursday after it, at the close of the day as it is written."""
    loaded = with_deadline(tmp_path, within_working_days=1)
    assert due(loaded, at("2026-09-30", 10)) == at("2026-10-08", 18)


def test_met_by_date_of_arrival(tmp_path: Path) -> None:
    """On Monday one of two mails is answered in time, exactly so; of Wednesday one after the holiday; one is open."""
    loaded = with_deadline(tmp_path, within_working_h=2, hours=HOURS)
    world = loaded.world
    mail = int(np.flatnonzero(world.classes["channel"] == 1)[0])
    call = int(np.flatnonzero(world.classes["channel"] == 0)[0])
    facts = Facts()
    for start, wait in ((("2026-09-28", 11.5), 3 * 3600), (("2026-09-28", 12), 3 * 3600 + 1)):
        facts.answered(at=at(*start) / 1e6, wait=wait, cls=mail)
    nights = (at("2026-10-08", 10) - at("2026-09-30", 17)) / 1e6
    facts.answered(at=at("2026-09-30", 17) / 1e6, wait=nights, cls=mail)
    facts.answered(at=at("2026-09-30", 17) / 1e6, wait=10, cls=call, queue=1)
    facts.open(at=at("2026-10-10", 17) / 1e6, cls=mail)
    measures = new_measures(world, 1, target_us=30_000_000, asked=loaded.asked)
    measure(measures, 0, as_engine(*facts.tables()))
    sums = np.add.reduceat(measures.deadlines[0, 0], np.arange(14) * 24, axis=0)
    assert sums[[0, 2, 12]].tolist() == [[2, 1], [1, 1], [1, 0]]
    assert sums.sum(axis=0).tolist() == [4, 2]
    assert measures.backlog[0].sum(axis=2).tolist() == [[0, 0]] * 2 + [[1, 1]] * 8 + [[0, 0]] * 2 + [[1, 1]] * 2


def test_plain_time_runs_through_the_night(tmp_path: Path) -> None:
    """The same two hours on the clock on the wall end the evening before."""
    loaded = with_deadline(tmp_path, within_s=7200)
    assert due(loaded, at("2026-09-30", 17)) == at("2026-09-30", 19)


def test_what_is_said(tmp_path: Path) -> None:
    """The promise in words, its figures by date, and a document that is right by its schema."""
    found = run(with_deadline(tmp_path, within_working_h=2, hours=HOURS), Plan(replications=2))
    assert deadline_lines(found)[0].startswith("reply: answered within 2 working hours: ")
    document = json.loads(dump_results(found))
    assert list(findings(results_schema(), document, results_schema())) == []
    said = document["deadlines"][0]
    assert said["deadline"]["within_s"] is None
    assert (said["deadline"]["within_working_h"], said["deadline"]["hours"]) == (2, HOURS)
    assert len(said["dates"]) == 14
    days = run(with_deadline(tmp_path, within_working_days=2), Plan(replications=2))
    assert deadline_lines(days)[0].startswith("reply: answered within 2 working days: ")


def test_more_time_is_met_more_often(tmp_path: Path) -> None:
    """With the same customers, half an hour is never met more often than four, in any interval."""
    met = []
    for hours in (0.5, 4):
        reply = {"name": "reply", "channel": "email", "within_working_h": hours}
        loaded = with_days(tmp_path, deadlines=[reply], **{**FORTNIGHT, "groups__desk": {"staff": 2}})
        sums = measure_replications(loaded, Plan(replications=3)).deadlines[:, 0]
        met.append(sums[..., MET])
        assert sums[..., DUE].sum() > 0
    assert np.all(met[0] <= met[1])
    assert met[0].sum() < met[1].sum()
