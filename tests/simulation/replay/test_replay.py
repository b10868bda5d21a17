"""A recorded day from its files to its answer, and the answer beside what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.kernels.state import Rows
from simulation.core.records import Facts
from simulation.experiment import EngineName, Plan
from simulation.measuring.results import Results
from simulation.replay.replay import Replay, load_replay, run_replay
from tests.simulation.replay.records import MAP, POLICY, SEEN, STAFF, row, write_csv, write_files

DAY = [
    # One clerk. The first two waits follow from the work: 100 s and 60 s, arrivals at 0, 30 and 40 s.
    row("09:00:00", 0, 100),
    row("09:00:30", 70, 60),  # answered at 100 s
    row("09:00:40", 30, ""),  # leaves at 70 s
    row("09:40:00", 0, 200),
    row("09:42:00", 80, 10),
]


def replay_of(folder: Path, rows: list[tuple[Any, ...]] = DAY, **files: str) -> Replay:
    write_files(folder, **({"staff": STAFF.replace("2}}", "1}}")} | files))
    return load_replay(
        write_csv(folder / "calls.csv", rows),
        map_file=folder / "map.yaml",
        staff_file=folder / "staff.yaml",
        policy_file=folder / "policy.yaml",
    )


def facts_of(replay: Replay, plan: Plan) -> tuple[Results, dict[int, tuple[Rows, Rows]]]:
    kept: dict[int, tuple[Rows, Rows]] = {}

    def keep(number: int, contacts: Rows, facts: Facts) -> None:
        kept[number] = contacts.copy(), facts.records.copy()

    return run_replay(replay, plan, keep=keep), kept


def test_a_day_that_follows_from_its_rules_is_told_as_it_was(tmp_path: Path) -> None:
    """One clerk, first come first served: every wait of the simulation is the one recorded, in every replication."""
    replay = replay_of(tmp_path)
    results, kept = facts_of(replay, Plan(12))
    for contacts, records in kept.values():
        assert (records["left"] - contacts["arrival"]).tolist() == [w * 1_000_000 for w in (0, 70, 30, 0, 80)]
    observed = results.observed
    assert observed is not None
    cell = observed.overall.observed
    # 4 answered, after 0, 70, 0 and 80 s; one left after 30 s, which is within 30 s: 2 in time / (5 - 1).
    assert (cell.offered, cell.answered, cell.within_target, cell.abandoned_count) == (5, 4, 2, 1)
    assert (cell.service_level, cell.abandoned, cell.mean_wait_s, cell.mean_answer_s) == (0.5, 0.2, 36.0, 37.5)
    assert results.overall.service_level.mean == 0.5
    assert results.overall.mean_wait_s.mean == pytest.approx(36.0)
    days = observed.overall.simulated
    assert (days.service_level.p10, days.service_level.p90) == (0.5, 0.5)
    for gap in (observed.service_level_gap, observed.abandoned_gap, observed.mean_wait_gap_s):
        assert gap.mean == pytest.approx(0.0)
        assert gap.absolute == pytest.approx(0.0)


def test_half_hours_and_problems_are_compared(tmp_path: Path) -> None:
    """Each half-hour has its own observed figures; problems that nobody had are left out."""
    rows = [*DAY, row("09:50:00", 0, 30, topic="x")]
    observed = run_replay(replay_of(tmp_path, rows), Plan(2)).observed
    assert observed is not None
    first, second = (compared.observed for compared in observed.intervals)
    # The first half-hour: 0 s and 70 s answered, 30 s left. The second: 0, 80 and 0 s.
    assert (first.offered, first.service_level) == (3, 0.5)
    assert first.abandoned == pytest.approx(1 / 3)
    assert second.offered == 3
    assert second.service_level == pytest.approx(2 / 3)
    assert second.mean_wait_s == pytest.approx(80 / 3)
    assert {name: cell.observed.offered for name, cell in observed.problems.items()} == {"question": 5, "exchange": 1}
    plain = run_replay(replay_of(tmp_path), Plan(2)).observed
    assert plain is not None
    assert list(plain.problems) == ["question"]


def test_gaps_by_hand(tmp_path: Path) -> None:
    """Two clerks are one too many: the simulation answers sooner than it was, by so much in each half-hour."""
    observed = run_replay(replay_of(tmp_path, staff=STAFF), Plan(2)).observed
    assert observed is not None
    # Both clerks are busy at 40 s, so the third still leaves after 30 s, in time; all others are answered at once.
    # Observed 1/2 in time in both half-hours, simulated 2/2.
    assert observed.service_level_gap.mean == pytest.approx(0.5)
    assert observed.service_level_gap.absolute == pytest.approx(0.5)
    # Mean waits of 10 s instead of 100/3 s for 3 contacts, and of 0 instead of 40 s for 2: (-70 - 80) / 5.
    assert observed.mean_wait_gap_s.mean == pytest.approx(-30.0)
    assert observed.abandoned_gap.mean == pytest.approx(0.0)


@pytest.mark.parametrize("staff", [STAFF, SEEN], ids=["head counts", "as seen"])
def test_the_engines_agree(staff: str, tmp_path: Path) -> None:
    """Both engines write the same records of a replayed day, row by row."""
    source = MAP + "wrap_up: {inferred_up_to_s: 180}\n"
    rng = np.random.default_rng(3)
    rows = [
        row(
            f"09:{minute:02d}:{second:02d}",
            wait,
            "" if wait % 4 == 3 else 20 + wait,
            clerk="ann" if wait % 2 else "bob",
        )
        for minute, second, wait in rng.integers(0, (60, 60, 90), (60, 3)).tolist()
    ]
    replay = replay_of(tmp_path, rows, staff=staff, source=source)
    results, compiled = facts_of(replay, Plan(3))
    again, simpy = facts_of(replay, Plan(3, engine=EngineName.SIMPY))
    for number in range(3):
        np.testing.assert_array_equal(compiled[number][0], simpy[number][0])
        np.testing.assert_array_equal(compiled[number][1], simpy[number][1])
    assert results.overall == again.overall


def test_two_policies_meet_the_same_customers(tmp_path: Path) -> None:
    """Another policy, or other staff, changes what becomes of the contacts but not what they bring."""
    rows = [*DAY, *(row(f"09:{minute}:00", minute % 7 * 10, "" if minute % 3 else 90) for minute in range(10, 40))]
    _, first = facts_of(replay_of(tmp_path, rows), Plan(3))
    fifo = POLICY.replace(", head_start_s: 90", "")
    _, second = facts_of(replay_of(tmp_path, rows, policy=fifo, staff=STAFF), Plan(3))
    for number in range(3):
        np.testing.assert_array_equal(first[number][0], second[number][0])
        assert (first[number][1]["left"] != second[number][1]["left"]).any()


def test_speed_of_the_staff(tmp_path: Path) -> None:
    """A replay with the recorded agents' speeds gives their own times back; a faster substitute is faster."""
    staff = """\
peakline: staff/1
day: {opens: "09:00", interval_min: 30, intervals: 2}
speed: {levels: {1: 2.0, 5: 1.0}}
agents: [{id: ann, group: desk, skills: {question: LEVEL}}]
"""
    times = {}
    for level in (1, 5):
        replay = replay_of(tmp_path, staff=staff.replace("LEVEL", str(level)))
        _, kept = facts_of(replay, Plan(1))
        contacts, records = kept[0]
        answered = records["answered"] >= 0
        times[level] = ((records["talk_end"] - records["answered"])[answered] / 1e6).tolist(), contacts["work"][0] / 1e6
    assert times[1] == ([100, 60, 200, 10], 50)  # ann at level 1 takes twice as long as the work itself
    assert times[5] == ([100, 60, 200, 10], 100)
    stranger = replay_of(tmp_path, staff=staff.replace("LEVEL", "1").replace("id: ann", "id: zoe"))
    _, kept = facts_of(stranger, Plan(1))
    assert (kept[0][1]["talk_end"] - kept[0][1]["answered"])[0] == 200_000_000


def notes_of(replay: Replay) -> str:
    return "\n".join(replay.notes)


def test_notes_say_what_was_made_up(tmp_path: Path) -> None:
    """Rows, imputed shares, leakage, and what the intervals mean stand in the notes."""
    rows = [*DAY, row("08:00:00", 0), row("09:10:00", 0, "", end="LEFT"), row("09:20:00", 0, 5, rank=0, clerk="")]
    source = MAP + "wrap_up: {inferred_up_to_s: 180}\n"
    seen = notes_of(replay_of(tmp_path, rows, staff=SEEN, source=source))
    assert "Recorded: 6 of 8 rows were offered to a human. Not offered: 1: left in the menu; 1 outside" in seen
    assert "the patience of 83 % of the contacts" in seen  # 5 of 6 were answered
    assert "the time in service of 17 %" in seen
    assert "tier or channel of 17 %" in seen
    assert "pauses of up to 180 s" in seen
    assert "leakage" in seen
    assert "1 answered contacts name no agent" in seen
    plain = notes_of(replay_of(tmp_path))
    assert "leakage" not in plain
    assert "Recorded: all 5 rows" in plain
    assert "intervals" in plain


def test_problems_that_nobody_can_take_are_named(tmp_path: Path) -> None:
    """Nobody seen that day answered an exchange: its customers can only wait, and the notes say so."""
    policy = POLICY.replace(
        "  - {name: all}",
        "  - {name: x, match: {problem: exchange}, steps: [{skills: {exchange: 1}}]}\n  - {name: all}",
    )
    rows = [*DAY, row("09:20:00", 30, "", topic="x")]
    replay = replay_of(tmp_path, rows, staff=SEEN, policy=policy)
    assert "Nobody could take exchange: 1 contact can only wait." in notes_of(replay)
    _, kept = facts_of(replay, Plan(1))
    assert kept[0][1]["answered"][3] == -1


def test_customers_in_order_of_arrival(tmp_path: Path) -> None:
    """The customers that go into the file of contacts stand in the order of the simulated table."""
    rows = [row("09:10:00", 0, who="late"), row("09:00:00", 0, who="early"), row("09:05:00", 0)]
    assert replay_of(tmp_path, rows).customers == ["early", None, "late"]
