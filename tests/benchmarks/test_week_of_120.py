"""What the benchmark of a week says while it searches the staffing optimum; the search itself stands in for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from benchmarks import week_of_120
from simulation.planning.rostering.reader import load_roster
from simulation.planning.staffing.answer import Ended

pytest.importorskip("ortools")


@dataclass
class Found:
    """The answer of a search."""

    cost: float
    ended: Ended = Ended.DONE
    met: bool = True
    bound: float = 90.0


def test_the_week_costs_what_its_dates_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One search for each of three sizes of dates, all seven dates paid, and first how long that takes."""
    asked: list[tuple[float, float | None]] = []

    def search(scale: float, seed: int, threads: int, limit: float | None) -> Found:
        asked.append((scale, limit))
        return Found(100.0 * scale)

    monkeypatch.setattr(week_of_120, "optimum", search)
    scales = load_roster("week_of_120").problem.scales
    cost, sure = week_of_120.week_optimum(1, 1, None)
    assert sure
    assert cost == pytest.approx(100 * sum(scales))
    said = capsys.readouterr().out
    assert said.startswith("the staffing optimum: 3 searches, 3 to 12 min on two cores")
    assert len(asked) == 3
    assert "no optimum" not in said


@pytest.mark.parametrize("found", [Found(1.0, Ended.TIME), Found(1.0, met=False)], ids=["time", "missed"])
def test_what_is_not_the_optimum_is_not_called_so(
    found: Found, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Searches that the limit ended, or that missed a goal, are said to be none."""
    monkeypatch.setattr(week_of_120, "optimum", lambda *_: found)
    assert week_of_120.week_optimum(1, 1, 30.0)[1] is False
    said = capsys.readouterr().out
    assert "1.5 min at most" in said
    assert "no optimum, but what was found" in said
