"""Records of days that our own simulator made: the model is right about them, but for what it has to learn."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from routing.model import SECOND
from routing.policies.policy_file import load_policy
from simulation.core.records import Outcome
from simulation.core.world import Group, build_world
from simulation.engines.compiled import simulate_compiled
from simulation.workload import contact_table

FIRST = dt.date(2024, 3, 4)
"""A Monday."""
DAYS, INTERVALS, PER_INTERVAL, AGENTS = 14, 8, 36, 4
OPENS_S = 9 * 3600
HEADS = "date,enters,wait,work,outcome,agent"

MAP = """\
peakline: map/1
name: made
day: date
enters: enters
wait: wait
work: {column: work, none: ""}
outcome: {column: outcome, answered: OK, abandoned: LEFT}
agent: agent
"""
POLICY = """\
peakline: policy/1
name: made
problems: [question]
tiers: [ordinary]
channels: [phone]
queues: [{name: everyone}]
"""
STAFF = f"""\
peakline: staff/1
day: {{opens: "09:00", interval_min: 30, intervals: {INTERVALS}}}
as_seen: {{break_min: 120, left_waiting_s: null}}
"""
FILES = ["--map", "map.yaml", "--staff", "staff.yaml", "--policy", "policy.yaml"]


def made_day(number: int, folder: Path) -> list[str]:
    """The rows of a day: Poisson arrivals, exponential work of 180 s and patience of 150 s, four agents."""
    random = np.random.default_rng([2024, number])
    length = INTERVALS * 1800 * SECOND
    count = random.poisson(INTERVALS * PER_INTERVAL)
    arrival = np.sort(random.integers(0, length // SECOND, count)) * SECOND
    work, patience = (np.ceil(random.exponential(mean, count)).astype(np.int64) * SECOND for mean in (180, 150))
    policy = load_policy(folder / "policy.yaml")
    world = build_world(policy, [Group("desk", (AGENTS,) * INTERVALS)], interval_us=1800 * SECOND)
    records = simulate_compiled(world, contact_table(arrival, work, patience=patience)).records
    date = (FIRST + dt.timedelta(number)).isoformat()
    rows = []
    for came, record, worked in zip(arrival.tolist(), records, work.tolist(), strict=True):
        answered = record["outcome"] == Outcome.ANSWERED
        wait = (int(record["left"]) - came) // SECOND
        ends = [worked // SECOND, "OK", f"a{record['agent']}"] if answered else ["", "LEFT", ""]
        rows.append(",".join(map(str, [date, OPENS_S + came // SECOND, wait, *ends])))
    return rows


def write_made(folder: Path, days: int = DAYS) -> None:
    """Write records, map, policy and staff."""
    for name, content in (("map", MAP), ("policy", POLICY), ("staff", STAFF)):
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    rows = [row for number in range(days) for row in made_day(number, folder)]
    (folder / "calls.csv").write_text("\n".join([HEADS, *rows]) + "\n", encoding="utf-8")
