"""Several days in one run: what comes, who works, and what is carried over the night."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest
from numpy.typing import NDArray

from routing.errors import InputError
from simulation.compare.compare import compare
from simulation.compare.side import Role, Side
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine
from simulation.engines.reference import simulate_reference
from simulation.experiment import Plan, drawn_source, measure_replications, run
from simulation.files.entry_types import Day
from simulation.replay.more import load_factors
from simulation.report.day import Day as Spans
from simulation.report.html import Page
from simulation.report.json_file import dump_results, results_schema
from simulation.report.parquet import ContactFile
from simulation.report.terminal import print_results
from simulation.report.workbook import write_workbook
from simulation.scenario import Scenario
from simulation.shifts.scheduled import scheduled
from simulation.workload import Buffers
from tests.simulation.calendar.several_days import DESK, with_days
from tests.simulation.playing import ENGINES, played_by
from tests.simulation.report.schema_check import findings
from tests.simulation.test_same_decisions import assert_same
from tests.worlds import contact

HOUR = 3600
DAY = 24 * HOUR
PER_H = DESK["arrivals"]["per_h"]
GOLDEN_WEEK: dict[str, Any] = {"holidays": ["2026-10-01", "2026-10-02"], "workdays": ["2026-10-03"]}

TYPES = {"monday": 2, "make_up": 0.5, "saturday": 9, "half": 0.4}


def by_day(loaded: Scenario) -> NDArray[np.float64]:
    """Contacts expected on each day, shape (days, 24 hours); the hours after the last close are left out."""
    hours = loaded.expected.sum(axis=0)
    return np.append(hours, np.zeros(-len(hours) % 24)).reshape(-1, 24)


def contacts_of(loaded: Scenario, replication: int = 0) -> NDArray[Any]:
    return drawn_source(loaded.world, 3).draw(replication, Buffers()).copy()


def test_a_run_of_one_day_is_that_day(tmp_path: Path) -> None:
    """The same contacts, agents and records as without ``days``, surges and shifts included."""
    shift = {"agents": 4, "from": "08:30", "to": "17:00", "breaks": {"at": "12:00", "min": 30}}
    surge = {"start": "08:30", "peak": "10:00", "half_life_min": 60, "factor": 2}
    more = {
        "groups__desk": {"shifts": shift},
        "arrivals__surges": {"rush": surge},
        "arrivals__factors": {"market": {"cv": 0.5}},
        "absence": 0.2,
        "hours": {"calls": ["09:30", "17:30"]},
    }
    alone, one = with_days(tmp_path, days=None, **more), with_days(tmp_path, days__count=1, **more)
    assert alone.n_intervals == one.n_intervals == 9
    for replication in range(3):
        contacts = contacts_of(one, replication)
        np.testing.assert_array_equal(contacts, contacts_of(alone, replication))
        facts = [
            CompiledEngine(each.world).simulate(contacts.copy(), hours=HoursSource(each.world, 3).draw(replication))
            for each in (alone, one)
        ]
        assert_same(*facts)


def test_the_first_day_is_the_same_whatever_follows(tmp_path: Path) -> None:
    """A week begins with the customers of the single day."""
    week, alone = contacts_of(with_days(tmp_path)), contacts_of(with_days(tmp_path, days=None))
    first = week[week["arrival"] < 9 * HOUR * 1_000_000]
    np.testing.assert_array_equal(first, alone)
    assert len(week) > 5 * len(first)


def test_days_differ_by_type_and_date(tmp_path: Path) -> None:
    """A busy Wednesday, two closed holidays, a make-up Saturday like a workday, a Sunday with claims by mail only."""
    sunday = [{"problem": "claim", "channel": "email", "scale": 0.5}, {"scale": 0}]
    loaded = with_days(
        tmp_path,
        days__calendar=GOLDEN_WEEK,
        days__types={"holiday": {"closed": True}, "weekend": {"scale": sunday, "staff": {"desk": 0.3}}},
        days__dates={"2026-09-30": {"scale": 1.5, "staff": 1.25}},
    )
    days, one = by_day(loaded), np.array([*PER_H, *[0] * 15])
    factors = [1, 1, 1.5, 0, 0, 1, 0.5 * 0.2 * 0.4]
    np.testing.assert_allclose(days, np.outer(factors, one))
    staff = scheduled(loaded.world)
    assert [staff[24 * day : 24 * day + 9].tolist() for day in range(7)] == [
        [heads] * 9 for heads in (4, 4, 5, 0, 0, 4, 1)
    ]
    assert not any(staff[24 * day + 9 : 24 * day + 24].any() for day in range(6))
    dates = loaded.asked.dates
    assert dates is not None
    assert dates.types == ("workday", "workday", "workday", "holiday", "holiday", "workday", "weekend")


def test_types_by_weekday_and_of_ones_own(tmp_path: Path) -> None:
    """Mondays are busy, a make-up Saturday has a type of its own, and a date may be of a type that the file names."""
    loaded = with_days(
        tmp_path,
        days__calendar=GOLDEN_WEEK,
        days__types={
            "monday": {"scale": 2},
            "make_up": {"scale": 0.5},
            "saturday": {"scale": 9},
            "half": {"scale": 0.4},
        },
        days__dates={"2026-09-29": {"type": "half"}, "2026-09-30": {"type": "half", "scale": 3}},
    )
    days = by_day(loaded)
    np.testing.assert_allclose(days[:, 0], [20, 4, 30, 10, 10, 5, 10])


def test_lists_of_staff_are_those_of_a_day(tmp_path: Path) -> None:
    """A number for each interval of the day, spread over the days; half an agent is one."""
    loaded = with_days(
        tmp_path,
        days__types={"weekend": {"staff": 0.5}},
        groups__desk={"staff": [1, 2, 3, 4, 5, 4, 3, 2, 1]},
    )
    staff = scheduled(loaded.world)
    assert staff[24:33].tolist() == [1, 2, 3, 4, 5, 4, 3, 2, 1]
    assert staff[5 * 24 : 5 * 24 + 9].tolist() == [1, 1, 2, 2, 3, 2, 2, 1, 1]


def test_shifts_are_worked_on_open_days(tmp_path: Path) -> None:
    """On a closed day nobody comes, on a day of half the staff the first agents of the shift do; breaks are theirs."""
    shift = {"agents": 4, "from": "09:00", "to": "15:00", "breaks": {"at": "12:00", "min": 60}}
    loaded = with_days(
        tmp_path,
        days__calendar=GOLDEN_WEEK,
        days__types={"holiday": {"closed": True}, "weekend": {"staff": 0.5}},
        groups__desk={"shifts": shift},
    )
    staff = scheduled(loaded.world)
    there = [4, 4, 4, 0, 4, 4, 0, 0, 0]
    found = [staff[24 * day : 24 * day + 9].tolist() for day in range(7)]
    assert found == [there, there, there, [0] * 9, [0] * 9, there, [heads / 2 for heads in there]]


def test_a_surge_on_one_date(tmp_path: Path) -> None:
    """Only Wednesday has it; without ``dates`` each day does, and it is over with the day."""
    surge = {"start": "09:00", "peak": "09:00", "until": "10:00", "ends": "10:00", "factor": 3}
    usual = by_day(with_days(tmp_path))
    dated = by_day(with_days(tmp_path, arrivals__surges={"rush": {**surge, "dates": ["2026-09-30"]}}))
    daily = by_day(with_days(tmp_path, arrivals__surges={"rush": surge}))
    np.testing.assert_allclose(np.argwhere(~np.isclose(dated, usual)), [[2, 0]])
    assert dated[2, 0] == pytest.approx(3 * PER_H[0])
    np.testing.assert_allclose(daily[:, 0], 3 * usual[:, 0])
    np.testing.assert_allclose(daily[:, 1:], usual[:, 1:])


def test_a_dated_surge_goes_on_the_next_day(tmp_path: Path) -> None:
    """Its excess halves in 24 hours, so that a day later half of it is there; one of every day ends with the day."""
    surge = {"start": "09:00", "peak": "09:00", "half_life_min": 1440, "factor": 3}
    usual = by_day(with_days(tmp_path))
    dated = by_day(with_days(tmp_path, arrivals__surges={"launch": {**surge, "dates": ["2026-09-29"]}}))
    excess = dated[:, :9] / usual[:, :9] - 1
    np.testing.assert_allclose(excess[0], 0, atol=1e-12)
    np.testing.assert_allclose(excess[2], excess[1] / 2)
    daily = by_day(with_days(tmp_path, arrivals__surges={"launch": surge}))
    np.testing.assert_allclose(daily[:, :9] / usual[:, :9] - 1, np.tile(excess[1], (7, 1)))


def test_an_outage_of_each_day_or_of_one(tmp_path: Path) -> None:
    """Who cannot get through comes later on the same day, and nobody after the close."""
    outage = {"start": "16:00", "ends": "17:00", "share": 1, "returns": 1, "half_life_min": 60}
    usual = by_day(with_days(tmp_path))
    daily = by_day(with_days(tmp_path, arrivals__outages={"lines": outage}))
    dated = by_day(with_days(tmp_path, arrivals__outages={"lines": {**outage, "dates": ["2026-09-28"]}}))
    assert daily[:, 7] == pytest.approx([0] * 7)
    assert daily[:, 8] == pytest.approx([PER_H[8] + PER_H[7] / 2] * 7)
    assert not daily[:, 9:].any()
    np.testing.assert_allclose(dated[0], daily[0])
    np.testing.assert_allclose(dated[1:], usual[1:])


def test_each_day_has_its_own_factor(tmp_path: Path) -> None:
    """A factor with ``each: day`` is drawn anew every day: the days of a run are not all busy or all quiet."""
    loaded = with_days(tmp_path, arrivals__per_h=400, arrivals__factors={"market": {"cv": 0.5}})
    counts = []
    for replication in range(40):
        days = contacts_of(loaded, replication)["arrival"] // (DAY * 1_000_000)
        counts.append(np.bincount(days, minlength=7))
    table = np.array(counts, np.float64)
    assert np.all(table.std(axis=0) / table.mean(axis=0) > 0.25)
    off = np.asarray(np.corrcoef(table.T))[~np.eye(7, dtype=bool)]
    assert abs(off.mean()) < 0.25


@pytest.mark.parametrize("engine", ENGINES)
def test_the_backlog_is_worked_off_next_morning_in_order(engine: str, tmp_path: Path) -> None:
    """The agent finishes the mail in hand after the close; two wait for the night, and a new one waits for them."""
    loaded = with_days(tmp_path, days__count=2, groups__desk={"staff": 1})
    close = 9 * HOUR
    mail = int(np.flatnonzero(loaded.world.classes["channel"] == 1)[0])
    played = played_by(
        engine,
        loaded.world,
        *(contact(at, work=600, cls=mail) for at in (close - 60, close - 50, close - 40, DAY + 10)),
    )
    assert played.spans() == [
        (close - 60, close + 540, close + 540, 0),
        (DAY, DAY + 600, DAY + 600, 0),
        (DAY + 600, DAY + 1200, DAY + 1200, 0),
        (DAY + 1200, DAY + 1800, DAY + 1800, 0),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_callers_who_wait_at_the_close_give_up(engine: str, tmp_path: Path) -> None:
    """Nobody stays for them on a day that is not the last one; on the last one the staff stays as it says."""
    loaded = with_days(tmp_path, days__count=2, groups__desk={"staff": 1})
    close, call = 9 * HOUR, int(np.flatnonzero(loaded.world.classes["channel"] == 0)[0])
    rows = [contact(day * DAY + close - at, work=600, patience=900, cls=call) for day in (0, 1) for at in (60, 50)]
    played = played_by(engine, loaded.world, *rows)
    assert [end[0] for end in played.ends()] == [close - 60, close + 850, DAY + close - 60, DAY + close + 540]


def test_a_queue_is_closed_on_closed_days(tmp_path: Path) -> None:
    """Its hours hold on each open day; over the two holidays it stays closed."""
    loaded = with_days(
        tmp_path,
        hours={"calls": ["10:00", "17:00"]},
        days__calendar=GOLDEN_WEEK,
        days__types={"holiday": {"closed": True}},
    )
    behaviours = loaded.world.behaviours
    assert behaviours is not None
    changes = [(each.time // (HOUR * 1_000_000), each.is_open) for each in behaviours.openings]
    open_days = (0, 1, 2, 5, 6)
    assert changes == [
        (0, False),
        *((24 * day + hour, opens) for day in open_days for hour, opens in ((1, True), (8, False))),
    ]


def test_absence_is_drawn_for_each_day(tmp_path: Path) -> None:
    """Of ten agents half are absent on each day, not always the same; the first day is that of a single day."""
    more: dict[str, Any] = {"absence": 0.5, "groups__desk": {"staff": 10}}
    week, alone = with_days(tmp_path, **more), with_days(tmp_path, days=None, **more)
    hours, single = (HoursSource(each.world, 5).draw(0) for each in (week, alone))
    assert hours is not None
    assert single is not None
    there = [set(hours["agent"][hours["day"] == day].tolist()) for day in range(7)]
    assert there[0] == set(single["agent"].tolist())
    assert len({frozenset(each) for each in there}) == 7


def test_both_engines_say_the_same(tmp_path: Path) -> None:
    """A week with holidays, surges, shifts, hours, absence, meetings and redials, row by row."""
    rush = {"start": "10:00", "peak": "10:30", "half_life_min": 30, "factor": 3}
    shift = {"agents": 4, "from": "08:30", "to": "17:30"}
    loaded = with_days(
        tmp_path,
        days__calendar=GOLDEN_WEEK,
        days__types={"holiday": {"closed": True}, "weekend": {"scale": 0.5, "staff": 0.5}},
        arrivals__surges={"rush": {**rush, "dates": ["2026-09-30"]}},
        groups__desk={"shifts": {**shift, "breaks": {"at": "12:00", "min": 45}, "stagger_min": 15}},
        hours={"calls": ["09:00", "17:00"]},
        absence=0.1,
        lateness={"share": 0.2, "law": "exponential", "mean_s": 900},
        meetings={"at": "14:00", "min": 30, "share": 0.5},
        redials={"share": 0.5, "law": "exponential", "mean_s": 7200},
    )  # fmt: skip
    for replication in range(2):
        contacts = contacts_of(loaded, replication)
        hours = HoursSource(loaded.world, 3).draw(replication)
        compiled = CompiledEngine(loaded.world).simulate(contacts.copy(), hours=hours)
        assert_same(compiled, simulate_reference(loaded.world, contacts.copy(), hours=hours))


def test_the_verdict_is_about_intervals_in_which_somebody_comes(tmp_path: Path) -> None:
    """Nights and closed days have no cell, and no word in the verdict."""
    loaded = with_days(tmp_path, days__calendar=GOLDEN_WEEK, days__types={"holiday": {"closed": True}})
    found = run(loaded, Plan(replications=12))
    days = {cell.interval // 24 for cell in found.verdict.cells}
    assert days == {0, 1, 2, 5, 6}
    assert {cell.interval % 24 for cell in found.verdict.cells} <= set(range(9))
    assert found.intervals[24 + 9].cell.offered.mean == 0


def test_a_goal_about_calls(tmp_path: Path) -> None:
    """A goal that names a channel counts the contacts of that channel only."""
    goals = [{"name": "calls", "channel": "phone", "share": 0.8, "within_s": 30}]
    found = run(with_days(tmp_path, goals=goals), Plan(replications=3))
    judged = sum(cell.offered for cell in found.verdict.cells)
    assert judged == pytest.approx(found.channels["phone"].offered.mean)
    assert found.channels["email"].offered.mean


def test_the_counts_of_all_days_are_those_of_the_run(tmp_path: Path) -> None:
    """Offered by date adds up, and who waits at the close of the days is counted in each replication."""
    loaded = with_days(tmp_path, groups__desk={"staff": 2})
    found = run(loaded, Plan(replications=4))
    assert sum(each.cell.offered.mean or 0 for each in found.dates) == pytest.approx(found.overall.offered.mean)
    measures = measure_replications(loaded, Plan(replications=4))
    source, player = drawn_source(loaded.world, Plan().seed), CompiledEngine(loaded.world)
    for replication in range(4):
        contacts = source.draw(replication, Buffers()).copy()
        left = player.simulate(contacts).records["left"]
        for day in range(7):
            for number, time in enumerate(((24 * day + 9) * HOUR, (24 * day + 15) * HOUR)):
                waiting = (contacts["arrival"] <= time * 1_000_000) & ((left < 0) | (left > time * 1_000_000))
                assert measures.backlog[replication, day, number].sum() == waiting.sum()


def test_what_programs_read(tmp_path: Path) -> None:
    """The JSON has the dates, with who waits by queue, and is right by its schema; labels of intervals have dates."""
    found = run(with_days(tmp_path), Plan(replications=2))
    document = json.loads(dump_results(found))
    assert list(findings(results_schema(), document, results_schema())) == []
    assert [document["dates"][number]["date"] for number in (0, 3, 6)] == ["2026-09-28", "2026-10-01", "2026-10-04"]
    waiting = document["dates"][0]["queues"]
    total = sum(queue["waiting_at_close"]["mean"] for queue in waiting.values())
    assert total == pytest.approx(document["dates"][0]["waiting_at_close"]["mean"])
    assert [document["intervals"][number]["label"] for number in (0, 15, 24)] == [
        "2026-09-28 09:00", "2026-09-29 00:00", "2026-09-29 09:00",
    ]  # fmt: skip


def test_what_people_read(tmp_path: Path) -> None:
    """A row for each date, and the span of a date's intervals with one date."""
    found = run(with_days(tmp_path), Plan(replications=2))
    stream = io.StringIO()
    print_results(found, file=stream, width=160)
    lines = stream.getvalue().splitlines()
    rows = [line.split("  ")[0] for line in lines if line.startswith("2026-")]
    assert rows[:2] == ["2026-09-28 Mon, workday", "2026-09-29 Tue, workday"]
    assert any(line.startswith("All days") for line in lines)
    assert any("From 2 simulated runs of 7 days" in line for line in lines)
    day = Spans(found.intervals, found.interval_s)
    assert (day.span(0, 0), day.span(0, 14)) == ("2026-09-28 09:00–10:00", "2026-09-28 09:00–24:00")
    assert day.span(0, 24) == "2026-09-28 09:00–2026-09-29 10:00"
    assert day.when([0, 24]) == "2026-09-28 09:00–10:00 and 2026-09-29 09:00–10:00"
    often = [24 * date + hour for date in range(3) for hour in (0, 2, 4)]
    assert day.when(often) == "several times on 2026-09-28, 2026-09-29, and 2026-09-30"


def test_the_page_and_the_workbook(tmp_path: Path) -> None:
    """A chart and a table by date, marks with dates, and no row for an hour of the night; a sheet of the dates."""
    reply = {"name": "reply", "channel": "email", "within_s": 7200}
    found = run(with_days(tmp_path, deadlines=reply), Plan(replications=2))
    body, charts = Page(found).build()
    assert [bar["y"][0] for bar in charts["dates"].figure["data"]] == [
        found.dates[0].cell.offered.mean, found.dates[0].waiting_at_close.mean,
    ]  # fmt: skip
    assert charts["queue-length"].figure["layout"]["xaxis"]["ticktext"][:2] == ["09-28", "09-29"]
    assert body.count("2026-10-04 Sun, weekend") == 2  # in the table of contacts, and in that of who is left
    assert "2026-09-28 17:00–18:00" in body
    assert ">2026-09-28 20:00–21:00</th>" not in body
    write_workbook(found, tmp_path / "days.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "days.xlsx")["Dates"]
    names = [rows.cell(row, 1).value for row in (2, 8, 9)]
    assert names == ["2026-09-28 Mon, workday", "2026-10-04 Sun, weekend", "All days"]
    assert rows.cell(2, 2).value == found.dates[0].cell.offered.mean


def test_contacts_have_the_date_of_their_day(tmp_path: Path) -> None:
    """In the file of contacts; without several days it has no such column."""
    loaded, alone = with_days(tmp_path), with_days(tmp_path, days=None)
    for setting, dates in ((loaded, 7), (alone, 0)):
        with ContactFile(setting.world, dates=setting.asked.dates) as kept:
            run(setting, Plan(replications=1), keep=kept.keep)
            kept.write(tmp_path / "contacts.parquet")
        table = pl.read_parquet(tmp_path / "contacts.parquet")
        assert ("date" in table.columns) == bool(dates)
        if dates:
            assert table["date"].n_unique() == dates
            wednesday = table.filter(pl.col("date") == dt.date(2026, 9, 30))["arrival_us"] / 3_600_000_000
            assert 48 <= float(wednesday.min()) <= float(wednesday.max()) < 57  # type: ignore[arg-type]


def test_a_recorded_day_has_no_dates(tmp_path: Path) -> None:
    """A surge laid on top of one is refused with the dates that it has."""
    file = tmp_path / "more.yaml"
    file.write_text(
        "peakline: arrivals/1\narrivals:\n  surges:\n"
        '    rush: {start: "09:00", peak: "10:00", ends: "11:00", factor: 2, dates: [2026-09-28]}\n',
        encoding="utf-8",
    )
    loaded = with_days(tmp_path, days=None)
    day = Day(opens="09:00", interval_min=60, intervals=9)
    with pytest.raises(InputError, match=r"arrivals\.surges\.rush\.dates: has no meaning without days"):
        load_factors(file, 1.0, day, loaded.policy, loaded.world.classes)


def test_what_a_comparison_says_of_the_days(tmp_path: Path) -> None:
    """Which days a run has, and that another scenario has others. What their types are called changes nothing."""
    one = with_days(tmp_path, days__types={"monday": {"scale": 2}})
    two = with_days(tmp_path, days__calendar=GOLDEN_WEEK)
    notes = compare([Side("one", Role.BASE, one), Side("two", Role.OTHER, two)], Plan(replications=2)).notes
    assert "Each simulated day is a run of several: 2026-09-28 to 2026-10-04, 5 of them workdays." in notes
    assert any("2026-09-28 to 2026-10-04, 4 of them workdays against" in note for note in notes)
