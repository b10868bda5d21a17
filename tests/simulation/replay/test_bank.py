"""The bank's day of 10 February 1999, by the files of docs/how-to/replay-a-day.

The records are no part of Peakline; they are looked for beside the checkout, and the tests skip where they are absent.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from routing.errors import InputError
from simulation.experiment import EngineName, Plan
from simulation.measuring.results import Results
from simulation.replay.recorded_day import UNKNOWN
from simulation.replay.replay import Replay, load_replay, run_replay

pytestmark = pytest.mark.real_data

FOLDER = Path(__file__).parents[3] / "docs" / "how-to" / "replay-a-day"
RECORDS = Path(__file__).parents[3].parent / "shared" / "data" / "bank_calls_1999.csv.gz"


def load(day: str) -> Replay:
    if not RECORDS.exists():
        pytest.skip(f"the bank's records are not at {RECORDS}")
    return load_replay(
        RECORDS,
        map_file=FOLDER / "map.yaml",
        staff_file=FOLDER / "staff.yaml",
        policy_file=FOLDER / "policy.yaml",
        day=dt.date.fromisoformat(day),
    )


@pytest.fixture(scope="module")
def february() -> Replay:
    """10 February 1999."""
    return load("1999-02-10")


@pytest.fixture(scope="module")
def answer(february: Replay) -> Results:
    """Its answer, from 60 replications."""
    return run_replay(february, Plan(60))


def test_rows_are_accounted_for(february: Replay) -> None:
    """Of 1,697 rows 24 are phantoms, 74 hung up in the menu, 3 have no time of answer, and one came before 7:00."""
    account = february.day.account
    assert (account.rows, account.ignored, account.outside) == (1697, 24, 1)
    assert [count for _, count in account.left_out] == [74, 3]
    assert len(february.day.offered) == 1697 - 24 - 74 - 3 - 1 == 1595


def test_answered_without_queueing(february: Replay) -> None:
    """Whoever was answered at once has no start of queueing; they entered when they left the menu, and waited 0 s."""
    offered = february.day.offered
    at_once = offered.answered & (offered.wait == 0)
    assert int(at_once.sum()) == 550
    assert (offered.arrival[at_once] >= 0).all()
    # prio is 0 for them whatever their tier is, returned calls (TT) apart: it is unknown.
    assert (offered.tier[at_once] == UNKNOWN).mean() > 0.9
    assert (offered.tier[offered.wait > 0] != UNKNOWN).all()


def test_observed_figures(answer: Results) -> None:
    """What was recorded: 51.0 % answered within 30 s, a mean wait of 54.2 s, 16.6 % abandoned."""
    assert answer.observed is not None
    cell = answer.observed.overall.observed
    assert (cell.offered, cell.answered, cell.abandoned_count) == (1595, 1331, 264)
    assert cell.service_level == pytest.approx(0.510, abs=0.0005)
    assert cell.mean_wait_s == pytest.approx(54.2, abs=0.05)
    assert cell.abandoned == pytest.approx(0.166, abs=0.0005)


def test_simulated_is_near_observed(answer: Results) -> None:
    """The simulation comes within 4 points, 6 s and 2 points, and within 9 points of the average half-hour.

    The limits are wide enough for other, equally good ways to infer what the records do not say; without the work
    after calls the first would be off by 10 points.
    """
    assert answer.observed is not None
    cell = answer.observed.overall.observed
    assert answer.overall.service_level.mean == pytest.approx(cell.service_level, abs=0.04)
    assert answer.overall.mean_wait_s.mean == pytest.approx(cell.mean_wait_s, abs=6)
    assert answer.overall.abandoned.mean == pytest.approx(cell.abandoned, abs=0.02)
    absolute = answer.observed.service_level_gap.absolute
    assert absolute is not None
    assert absolute < 0.09


def test_priority_customers_wait_less(answer: Results) -> None:
    """A head start of 90 s shows: priority customers wait less than regular ones."""
    priority, regular = (answer.tiers[name].mean_wait_s.mean for name in ("priority", "regular"))
    assert priority is not None
    assert regular is not None
    assert priority < regular


@pytest.mark.slow
@pytest.mark.parametrize("day", ["1999-01-10", "1999-04-25", "1999-06-23", "1999-07-21", "1999-08-09", "1999-09-22"])
def test_other_days_by_the_same_files(day: str) -> None:
    """Days that were not looked at when the rules were chosen come within 5 points and 10 s of what was observed."""
    results = run_replay(load(day), Plan(20))
    assert results.observed is not None
    cell = results.observed.overall.observed
    assert results.overall.service_level.mean == pytest.approx(cell.service_level, abs=0.05)
    assert results.overall.mean_wait_s.mean == pytest.approx(cell.mean_wait_s, abs=10)


@pytest.mark.slow
def test_engines_agree_on_the_bank(february: Replay) -> None:
    """SimPy with the public router gives the same figures as the compiled engine."""
    compiled, simpy = run_replay(february, Plan(1)), run_replay(february, Plan(1, engine=EngineName.SIMPY))
    assert compiled.overall == simpy.overall
    assert compiled.checks == simpy.checks


def test_an_absent_day() -> None:
    """11 January is absent; the message names the days around it."""
    with pytest.raises(InputError, match="1999-01-10, 1999-01-13"):
        load("1999-01-11")
