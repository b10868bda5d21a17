"""Back-tests of made days, of which the model is right: its errors are chance, and nothing of a day leaks into it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from simulation.backtest.answer import Answer
from simulation.backtest.backtest import Backtest, load_backtest, run_backtest
from simulation.backtest.choice import Choice, From, Weeks
from simulation.experiment import Plan


def loaded(folder: Path, choice: Choice) -> Backtest:
    """The records in a folder."""
    return load_backtest(
        folder / "calls.csv",
        map_file=folder / "map.yaml",
        staff_file=folder / "staff.yaml",
        policy_file=folder / "policy.yaml",
        choice=choice,
    )


def answer(folder: Path, choice: Choice, plan: Plan) -> Answer:
    """Their back-test."""
    return run_backtest(loaded(folder, choice), plan)


@pytest.mark.parametrize("staff", list(From))
def test_a_model_that_is_right_errs_as_against_itself(made: Path, staff: From) -> None:
    """Of made days the band covers about 90 % of the intervals, and the error is that against itself.

    Of 112 intervals a share has a standard error of 3 points; those of a day depend on one another. The limits are
    four of them.
    """
    found = answer(made, Choice(staff=staff), Plan(30))
    share = found.scores[0]
    assert len(found.days) == found.usable == 14
    assert share.intervals == 14 * 8
    assert 0.78 <= share.coverage <= 1.0
    assert 0.7 <= share.ratio <= 1.3
    assert share.own_coverage == pytest.approx(0.9, abs=0.04)
    assert abs(share.bias.mean) < 0.08
    assert share.error.mean < share.weekday_error.mean


def test_nothing_of_a_day_leaks_into_its_forecast(folder: Path) -> None:
    """With other waits, work, outcomes and agents on a day, the same is foretold of it: only arrivals are known."""
    choice = Choice(staff=From.OTHERS, within_days=4, every=5)
    before = answer(folder, choice, Plan(10)).days[1]
    with (folder / "calls.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["date"] == before.date.isoformat():
            row |= {"wait": "7", "work": "99", "outcome": "OK", "agent": "zoe"}
    with (folder / "calls.csv").open("w", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    after = answer(folder, choice, Plan(10)).days[1]
    assert after.date == before.date
    assert not np.array_equal(after.observed, before.observed)
    for name in ("foretold", "low", "high", "erlang", "weekday", "against_itself"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))


def test_what_is_learned_is_what_made_the_days(made: Path) -> None:
    """Work of 180 s, patience of 150 s, agents alike, days alike; the limits are four standard errors and more."""
    teacher = loaded(made, Choice()).teacher
    known = teacher.of(3)
    assert known.mean_work_us / 1e6 == pytest.approx(180, rel=0.08)
    assert known.patience.mean_us / 1e6 == pytest.approx(150, rel=0.2)
    np.testing.assert_allclose(known.work.pace, 1.0, atol=0.15)
    assert known.spread < 0.1
    short, long = (known.patience.laws[known.patience.law[0, 0, band]] for band in (0, 5))
    for law in (short, long):  # in made days patience is the same in short and long queues
        assert float(law.longer_than(60_000_000)) == pytest.approx(np.exp(-60 / 150), abs=0.15)


def test_threads_do_not_matter(made: Path) -> None:
    """One thread and three give the same figures."""
    one, three = (answer(made, Choice(every=7), Plan(12, threads=threads)) for threads in (1, 3))
    for first, second in zip(one.days, three.days, strict=True):
        np.testing.assert_array_equal(first.by_interval, second.by_interval)


def test_own_work_explains_more(made: Path) -> None:
    """A replication that knows the day's work has a narrower band than one that does not."""
    plain, own = (answer(made, Choice(work=work, every=4), Plan(20)) for work in (From.OTHERS, From.DAY))
    assert own.scores[0].width < plain.scores[0].width


def test_weeks(made: Path) -> None:
    """Odd and even weeks together are all days."""
    odd, even = (answer(made, Choice(weeks=weeks), Plan(2)).days for weeks in (Weeks.ODD, Weeks.EVEN))
    assert (len(odd), len(even)) == (7, 7)
    assert {day.date.isocalendar().week % 2 for day in odd} == {1}
    assert {day.date.isocalendar().week % 2 for day in even} == {0}
