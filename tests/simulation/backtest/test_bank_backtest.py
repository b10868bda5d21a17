"""The back-test of the bank's records, by the files of docs/how-to/back-test.md.

The records are no part of Peakline; they are looked for beside the checkout, and the test skips where they are absent.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.backtest.backtest import load_backtest, run_backtest
from simulation.backtest.choice import Choice, Weeks
from simulation.experiment import Plan

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

FOLDER = Path(__file__).parents[3] / "docs" / "how-to"
RECORDS = Path(__file__).parents[3].parent / "shared" / "data" / "bank_calls_1999.csv.gz"


def test_the_bank() -> None:
    """Every eighth usable day of the weeks that no rule was chosen on keeps the limits, with fewer replications.

    Of so few days the errors have standard errors of a fifth; the limits are as much wider.
    """
    if not RECORDS.exists():
        pytest.skip(f"the bank's records are not at {RECORDS}")
    ready = load_backtest(
        RECORDS,
        map_file=FOLDER / "replay-a-day" / "map.yaml",
        staff_file=FOLDER / "backtest" / "staff.yaml",
        policy_file=FOLDER / "replay-a-day" / "policy.yaml",
        choice=Choice(weeks=Weeks.EVEN, every=8),
    )
    assert len(ready.history.days) == 147
    share, wait, abandoned = run_backtest(ready, Plan(30)).scores
    assert share.error.mean <= 0.05
    assert wait.error.mean <= 0.25
    assert abandoned.error.mean <= 0.035
    assert share.ratio <= 1.25
    assert 0.8 <= share.coverage <= 0.95
    assert share.error.mean < min(share.erlang_error.mean, share.weekday_error.mean)
