"""Who is at work later, given who is there now: shifts, breaks, absence, lateness."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from routing.kernels.state import Rows
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.compiled import CompiledEngine, simulate_compiled, staff_changes
from simulation.experiment import drawn_source
from simulation.planning.today.cast import cast_for
from simulation.planning.today.duties import Duties
from simulation.planning.today.lively import lively
from simulation.planning.today.part import part_of
from simulation.planning.today.rota import Rota
from simulation.planning.today.staff_plan import Shift
from simulation.planning.today.stage import stage
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers
from tests.simulation.planning.today.cutting import Cut
from tests.simulation.planning.today.on_shift import written
from tests.simulation.planning.today.small import HOUR

LINE = 0
NOW = round(2.5 * HOUR)
LATER = (round(2.8 * HOUR), round(3.2 * HOUR), 4 * HOUR, 6 * HOUR, round(8.5 * HOUR), round(9.5 * HOUR))


@pytest.fixture(name="line")
def _line(tmp_path: Path) -> Scenario:
    written(tmp_path)
    return load_scenario(tmp_path / "line.yaml")


@pytest.fixture(name="sure")
def _sure(tmp_path: Path) -> Scenario:
    written(tmp_path, more="")
    return load_scenario(tmp_path / "line.yaml")


def duties_of(scenario: Scenario, *, now_us: int = NOW, there: int = 13, **changes: tuple[Shift, ...]) -> Duties:
    rota = Rota(scenario.world, **changes)
    return Duties(rota, cast_for(scenario.world, rota.room((there, 0), now_us)), 1, now_us)


def heads(changes: Rows, there: int, time_us: int) -> int:
    """How many are at work then."""
    return int(there + changes["heads"][changes["time"] <= time_us].sum())


def test_breaks_and_ends_of_shifts_go_on_as_planned(sure: Scenario) -> None:
    """Breaks and ends of shifts go on as planned."""
    found = duties_of(sure).from_now(0, (13, None), (11, 4))
    assert sorted(found.there[LINE].tolist()) == [*range(13)]
    plan = Rota(sure.world)
    for time in LATER:
        assert heads(found.changes, 13, time) == plan.at_work(time)[LINE]
    assert heads(found.changes, 13, round(3.2 * HOUR)) == 10  # three are at lunch


def test_who_is_missing_is_so_until_the_shift_ends(sure: Scenario) -> None:
    """Who is missing is so until the shift ends: somebody of the early or of the noon shift, day by day another."""
    duties, plan = duties_of(sure), Rota(sure.world)
    at_noon, at_four = [], []
    for day in range(400):
        found = duties.from_now(day, (11, None), (0, 0))
        assert len(found.there[LINE]) == 11
        at_noon.append(plan.at_work(5 * HOUR)[LINE] - heads(found.changes, 11, 5 * HOUR))
        at_four.append(plan.at_work(round(7.5 * HOUR))[LINE] - heads(found.changes, 11, round(7.5 * HOUR)))
        assert heads(found.changes, 11, 9 * HOUR) == plan.at_work(9 * HOUR)[LINE]  # the late shift is as planned
    assert set(at_noon) == {2}
    assert set(at_four) == {0, 1, 2}  # of the two so many as are of the early shift: 9 of 13
    assert np.mean(at_four) == pytest.approx(2 * 9 / 13, abs=4 * np.sqrt(0.4 / 400))


def test_who_is_there_beyond_the_plan_stays_to_the_close(sure: Scenario) -> None:
    """Who is there beyond the plan stays to the close."""
    found = duties_of(sure, there=15).from_now(0, (15, None), (0, 0))
    assert len(set(found.there[LINE].tolist())) == 15
    assert heads(found.changes, 15, round(9.5 * HOUR)) == Rota(sure.world).at_work(round(9.5 * HOUR))[LINE] + 2


def test_known_changes_and_levers(sure: Scenario) -> None:
    """Known changes are part of who is there; levers come on top."""
    sick = Shift(LINE, -2, 0, 10 * HOUR)
    helpers = Shift(LINE, 3, 4 * HOUR, 6 * HOUR)
    found = duties_of(sure, known=(sick,), more=(helpers,)).from_now(0, (11, None), (0, 0))
    plan = Rota(sure.world).at_work
    assert heads(found.changes, 11, round(2.8 * HOUR)) == 11
    assert heads(found.changes, 11, 5 * HOUR) == plan(5 * HOUR)[LINE] - 2 + 3
    assert heads(found.changes, 11, 6 * HOUR) == plan(6 * HOUR)[LINE] - 2
    fewer = duties_of(sure, more=(Shift(LINE, -4, NOW, 10 * HOUR),)).from_now(0, (13, None), (0, 0))
    assert heads(fewer.changes, 13, NOW) == 9
    assert len(fewer.there[LINE]) == 13  # they are there now, and finish what they have in hand
    whole = duties_of(sure, known=(Shift(LINE, -1, HOUR, 2 * HOUR),), more=(helpers,)).whole(0)
    assert [heads(whole.changes, 0, each * HOUR) for each in (0, 1, 2, 5)] == [9, 8, 13, plan(5 * HOUR)[LINE] + 3]


@pytest.mark.parametrize("there", [10, 12, 13])
def test_what_comes_is_as_on_simulated_days_with_so_many_there(line: Scenario, there: int) -> None:
    """What comes is as on simulated days with so many there, found among thousands by rejection."""
    source, days = HoursSource(line.world, 99), 6000
    alike: list[list[int]] = []
    for day in range(days):
        changes = staff_changes(line.world, source.draw(day))
        changes = changes[changes["group"] < 21]  # those of the line
        if heads(changes, 0, NOW) == there:
            alike.append([heads(changes, 0, time) for time in LATER])
    duties = duties_of(line)
    drawn = []
    for day in range(1500):
        found = duties.from_now(day, (there, None), (0, 0))
        drawn.append([heads(found.changes, there, time) for time in LATER])
    assert len(alike) > 100
    one, other = np.array(alike), np.array(drawn)
    error = np.sqrt(one.var(axis=0) / len(one) + other.var(axis=0) / len(other))
    assert (np.abs(one.mean(axis=0) - other.mean(axis=0)) < 4 * error + 1e-9).all()
    relative = 4 * np.sqrt(0.5 / len(one) + 0.5 / len(other))  # of a standard deviation, where it is of a normal law
    assert (np.abs(one.std(axis=0) - other.std(axis=0)) <= relative * one.std(axis=0) + 0.03).all()


def test_where_nobody_has_counted_it_is_the_day_of_run(line: Scenario) -> None:
    """Where nobody has counted it is the day of ``peakline run``."""
    duties = duties_of(line)
    for day in range(20):
        changes = staff_changes(line.world, HoursSource(line.world, 1).draw(day))
        changes = changes[changes["group"] < 21]
        found = duties.from_now(day, (None, None), (0, 0))
        there = len(found.there[LINE])
        assert [heads(found.changes, there, time) for time in LATER] == [heads(changes, 0, time) for time in LATER]
        assert len(duties.from_now(day, (None, None), (13, 0)).there[LINE]) >= 13  # so many are busy


def test_day_with_shifts_goes_on_exactly_as_it_did(sure: Scenario) -> None:
    """Day with shifts goes on exactly as it did, breaks and ends of shifts included."""
    world = sure.world
    facts = simulate_compiled(world, drawn_source(world, 1).draw(0, Buffers()).copy())
    cut = Cut(sure, facts, round(3.7 * HOUR))  # behind the lunch of the first third, within that of the second
    duties = duties_of(sure, now_us=cut.now_us, there=0)
    set_up = stage(lively(duties.cast.world), cut.now_us)
    now = cut.exactly()
    staff = duties.from_now(0, (None, None), (0, 0))
    assert sorted(now.there[LINE].tolist()) == sorted(staff.there[LINE].tolist())
    before, arriving = set_up.set(now, np.full(len(now.hands), 0.5))
    later = np.flatnonzero(facts.contacts["arrival"] >= cut.now_us)
    contacts = np.concatenate([before, facts.contacts[later]])
    again = CompiledEngine(set_up.world).play(contacts, np.concatenate([arriving, staff.changes]))
    again = part_of(again, again.contacts["cls"] < set_up.own)
    expected = facts.records[np.concatenate([cut.waits, later])]
    assert len(expected) > 500
    for column in ("answered", "left", "talk_end", "done", "outcome"):
        np.testing.assert_array_equal(again.records[column], expected[column], err_msg=column)
    on_shift = (expected["agent"] >= 0) & (expected["agent"] < 21)
    assert 200 < on_shift.sum() < len(expected)  # heads say of the others who is there: their numbers are dealt anew
    np.testing.assert_array_equal(again.records["agent"][on_shift], expected["agent"][on_shift])
