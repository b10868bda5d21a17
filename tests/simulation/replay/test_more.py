"""A recorded day scaled, or with a surge on top: who is kept, who is added, and what those are like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from simulation.experiment import Plan
from simulation.replay.replay import Replay, load_replay, run_replay
from simulation.workload import Buffers
from tests.simulation.replay.records import row, write_csv, write_files

US = 1_000_000
ROWS = [row(f"09:{minute:02d}:{second:02d}", 0, 10 + minute) for minute in range(60) for second in (0, 20, 40)]
"""Three a minute for an hour, work 10 to 69 s by minute: 180 contacts."""


def replay_of(folder: Path, rows: list[tuple[Any, ...]] = ROWS, **options: Any) -> Replay:
    """The replay of made-up rows."""
    write_files(folder)
    return load_replay(
        write_csv(folder / "calls.csv", rows),
        map_file=folder / "map.yaml",
        staff_file=folder / "staff.yaml",
        policy_file=folder / "policy.yaml",
        **options,
    )


def contacts_of(replay: Replay, replication: int = 0) -> list[tuple[int, int]]:
    """Arrival and work of each contact of a replication."""
    rows = replay.source(1).draw(replication, Buffers())
    assert (np.diff(rows["arrival"]) >= 0).all()
    return list(zip(rows["arrival"].tolist(), rows["work"].tolist(), strict=True))


def test_everybody_comes_and_some_more(tmp_path: Path) -> None:
    """With a factor of 1.5 all who are recorded come, and half as many more, of the same half-hours."""
    plain, more = replay_of(tmp_path), replay_of(tmp_path, scale=1.5)
    recorded = contacts_of(plain)
    sizes, halves = [], []
    for replication in range(40):
        drawn = contacts_of(more, replication)
        assert set(recorded) <= set(drawn)
        sizes.append(len(drawn))
        halves.append(sum(arrival < 1800 * US for arrival, _ in drawn))
        assert max(arrival for arrival, _ in drawn) < 3600 * US
    # Each of the 180 has a further one with probability 1/2: deviation of the mean of 40 days 6.7 / 6.3.
    assert np.mean(sizes) == pytest.approx(270, abs=5 * 1.06)
    assert np.mean(halves) == pytest.approx(135, abs=5 * 0.75)


def test_a_greater_factor_adds_to_those_who_are_there(tmp_path: Path) -> None:
    """Half of them, all, twice and three and a half times as many: each day contains the one before."""
    before: set[tuple[int, int]] = set()
    for scale in (0.5, 0.8, 1.0, 1.4, 2.0, 3.5):
        drawn = set(contacts_of(replay_of(tmp_path, scale=scale)))
        assert before <= drawn
        before = drawn
    assert len(before) == pytest.approx(630, abs=34)


def test_those_added_are_like_those_recorded(tmp_path: Path) -> None:
    """Their work is that of contacts of the day, each as likely as another; a half-hour is a slice of its own."""
    recorded = {work for _, work in contacts_of(replay_of(tmp_path))}
    more = replay_of(tmp_path, scale=2)
    kept = set(contacts_of(replay_of(tmp_path)))
    added = [contact for n in range(30) for contact in contacts_of(more, n) if contact not in kept]
    assert {work for _, work in added} <= recorded
    # Work of 10 to 69 s, evenly: mean 39.5, deviation 17.3; some 5,400 added.
    mean = np.mean([work for _, work in added]) / US
    assert mean == pytest.approx(39.5, abs=5 * 17.3 / np.sqrt(len(added)))
    assert np.mean([arrival for arrival, _ in added]) / US == pytest.approx(1800, abs=5 * 1039 / np.sqrt(len(added)))


def test_a_surge_on_top(tmp_path: Path) -> None:
    """A surge of factor 3 in the second half-hour, of one problem, trebles just these."""
    rows = [row(f"09:{minute:02d}:00", 0, 30, topic="x" if minute % 2 else "q") for minute in range(60)]
    surge = '{start: "09:30", peak: "09:30", until: "10:00", ends: "10:00", factor: 3, problem: exchange}'
    (tmp_path / "more.yaml").write_text(
        f"peakline: arrivals/1\narrivals: {{slice_min: 30, surges: {{launch: {surge}}}}}\n", encoding="utf-8"
    )
    replay = replay_of(tmp_path, rows, arrivals_file=tmp_path / "more.yaml")
    drawn = replay.source(1).draw(0, Buffers())
    problems = replay.world.classes["problem"][drawn["cls"]]
    late = drawn["arrival"] >= 1800 * US
    counts = [[int(((problems == problem) & (late == when)).sum()) for when in (False, True)] for problem in (0, 1)]
    assert counts == [[15, 15], [15, 45]]


def test_the_answer_says_so_and_sets_nothing_beside(tmp_path: Path) -> None:
    """What was recorded is about another day, so it does not stand there; a note says who comes."""
    results = run_replay(replay_of(tmp_path, scale=1.2), Plan(10))
    assert results.observed is None
    assert "about 216 contacts a day instead of 180" in results.notes[0]
    assert replay_of(tmp_path, scale=1.2).customers is None


def test_nobody_comes_with_a_factor_of_nothing(tmp_path: Path) -> None:
    """A day to which nobody comes is a day."""
    assert contacts_of(replay_of(tmp_path, scale=0)) == []
    assert run_replay(replay_of(tmp_path, scale=0), Plan(2)).overall.offered.mean == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("arrivals: {}\n", "more.yaml:1: peakline: the file must say what it is: peakline: arrivals/1"),
        (
            "peakline: arrivals/1\narrivals: {scal: 2}\n",
            "more.yaml:2: arrivals.scal: is not a key here (did you mean scale?)",
        ),
        (
            'peakline: arrivals/1\narrivals: {surges: {x: {start: "09:10", peak: "09:00", ends: "9:30", factor: 2}}}\n',
            "more.yaml:2: arrivals.surges.x.peak: must not be before the surge's start at 09:10 (got 09:00)",
        ),
        (
            "peakline: arrivals/1\narrivals: {scale: 1000}\n",
            "more.yaml: must not expect more than 20000000 contacts in all (got 180000000)",
        ),
    ],
)
def test_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, says: str) -> None:
    """What is wrong with the file is said with its place; too many contacts are refused before they are drawn."""
    (tmp_path / "more.yaml").write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        replay_of(tmp_path, scale=1000, arrivals_file="more.yaml")
    assert str(caught.value) == says
