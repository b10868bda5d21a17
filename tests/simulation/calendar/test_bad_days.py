"""What of several days does not work is refused, in a whole sentence with its place."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.errors import InputError
from simulation.scenario import load_scenario
from tests.simulation.calendar.several_days import changed

SURGE = {"start": "09:00", "peak": "10:00", "half_life_min": 30, "factor": 2}
OUTAGE = {"start": "09:00", "ends": "10:00"}
SHIFT = {"agents": 2, "from": "09:00", "to": "17:00"}

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"days__from": "28.9.2026"}, "days.from: must be a date such as 2026-09-28, of a year from 1900 to 2199 (got 28.9.2026)"),
    ({"days__from": "2026-02-30"}, "days.from: must be a date such as 2026-09-28, of a year from 1900 to 2199 (got 2026-02-30)"),
    ({"days__from": None}, "days.from: this key is required"),
    ({"days__count": None}, "days: must say how many days there are: count, or until"),
    ({"days__until": "2026-10-04"}, "days.count: must not stand beside until: either says how many days there are (got 7)"),
    ({"days__count": None, "days__until": "2026-09-27"}, "days.until: must not be before the first date, 2026-09-28 (got 2026-09-27)"),
    ({"days__count": 0}, "days.count: must be 1 or more (got 0)"),
    ({"days__count": 900}, "days.count: must not make more than 833 days: together they may have 20000 intervals (got 900)"),
    ({"days__count": 800, "groups__desk__staff": 3000, "absence": 0.1}, "groups: agents who may be absent, late, in a meeting or stay on, times days: 2000000 at most (got 3000 × 800)"),
    ({"day__interval_min": 50}, "day.interval_min: must divide 1440, the minutes of a day, where there are days (got 50)"),
    ({"day__intervals": 25, "arrivals__per_h": 10}, "day.intervals: must not make more than 24 hours where there are days: the file describes one of them (got 25)"),
    ({"stationary": {}}, "days: cannot be beside stationary, which repeats one day"),
    ({"arrivals__day_factor_cv": 0.1}, "arrivals.day_factor_cv: must stand under arrivals.factors, with each: day, where there are days (got 0.1)"),
    ({"days__types": {"holliday": {"closed": True}}}, "days.types.holliday: no date is of this type: name it under days.dates (got holliday; did you mean holiday?)"),
    ({"days__dates": {"2026-09-28": {"type": "hollyday"}}}, "days.dates.2026-09-28.type: there is no such type of day (got hollyday; did you mean holiday?)"),
    ({"days__dates": {"2026-10-05": {"closed": True}}}, "days.dates.2026-10-05: is none of the days, which are 2026-09-28 to 2026-10-04 (got 2026-10-05)"),
    ({"days__dates": {"monday": {"closed": True}}}, "days.dates.monday: must be a date such as 2026-09-28, of a year from 1900 to 2199 (got monday)"),
    ({"days__types": {"weekend": {"staff": {"desk": 0.5, "desks": 0.5}}}}, "days.types.weekend.staff.desks: there is no such group (got desks; did you mean desk?)"),
    ({"days__types": {"weekend": {"scale": [{"channel": "mail", "scale": 0.5}]}}}, "days.types.weekend.scale[0].channel: the policy has no such name; it has: phone, email (got mail; did you mean email?)"),
    ({"days__types": {"weekend": {"scale": -1}}}, "days.types.weekend.scale: must be 0 or more (got -1)"),
    ({"days__calendar": {"weekend": ["sunnday"]}}, "days.calendar.weekend[0]: must be one of: monday, tuesday, wednesday, thursday, friday, saturday, sunday (got sunnday; did you mean sunday?)"),
    ({"days__calendar": {"holidays": ["2026-10-01"], "workdays": ["2026-10-01"]}}, "days.calendar.workdays[0]: is among the holidays too (got 2026-10-01)"),
    ({"days__types": {"workday": {"closed": True}, "weekend": {"closed": True}}}, "days: all days are closed (got 7 days)"),
    ({"arrivals__surges": {"rush": {**SURGE, "dates": ["2026-10-05"]}}}, "arrivals.surges.rush.dates[0]: is none of the days, which are 2026-09-28 to 2026-10-04 (got 2026-10-05)"),
    ({"arrivals__outages": {"lines": {**OUTAGE, "dates": ["2026-09-27"]}}}, "arrivals.outages.lines.dates[0]: is none of the days, which are 2026-09-28 to 2026-10-04 (got 2026-09-27)"),
    ({"days": None, "arrivals__surges": {"rush": {**SURGE, "dates": ["2026-09-28"]}}}, "arrivals.surges.rush.dates: has no meaning without days: the run has no dates"),
    ({"days__types": {"weekend": {"staff": 1.5}}, "groups__desk": {"shifts": SHIFT}}, "groups.desk.shifts: on 2026-10-03 more should work than the 2 of the shifts: only staff can have a factor above 1"),
    ({"deadlines": {"name": "reply"}}, "deadlines: must have one of the keys within_s, within_working_h and within_working_days"),
    ({"deadlines": {"name": "reply", "within_s": 60, "within_working_h": 2}}, "deadlines: must have one of the keys within_s, within_working_h and within_working_days"),
    ({"deadlines": {"name": "reply", "within_s": 60, "hours": ["09:00", "12:00"]}}, "deadlines.hours: has no meaning beside within_s, which is plain time"),
    ({"days": None, "deadlines": {"name": "reply", "within_working_h": 2}}, "deadlines.within_working_h: needs days: without a calendar there is no working time (got 2)"),
    ({"day__opens": "20:00", "deadlines": {"name": "reply", "within_working_h": 2}}, "deadlines.hours: must be given where the day goes on after midnight: the hours in which time passes"),
    ({"deadlines": [{"name": "reply", "within_working_days": 0}]}, "deadlines[0].within_working_days: must be 1 or more (got 0)"),
    ({"deadlines": [{"name": "reply", "within_working_h": 2, "hours": [["13:00", "18:00"], ["09:00", "12:00"]]}]}, "deadlines[0].hours: must be times of one day in order, each span ending before the next one begins"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[message[:60] for _, message in WRONG])
def test_refused_with_its_place(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    """The whole message, but for the name of the file and the line."""
    path = tmp_path / "desk.yaml"
    path.write_text(yaml.safe_dump(changed(**changes), sort_keys=False), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        load_scenario(path)
    assert re.sub(r"^.*?desk\.yaml(:\d+)?: ", "", str(wrong.value)) == message
