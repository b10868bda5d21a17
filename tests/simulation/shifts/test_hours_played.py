"""Days reckoned by hand in which agents have hours of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routing.model import Agent, Presence
from simulation.core.hours import HOURS, Spell
from simulation.core.world import Group, Leavers, World, build_world
from simulation.engines.compiled import simulate_compiled
from simulation.experiment import Plan, run
from simulation.scenario import load_scenario
from tests.simulation.playing import Play
from tests.worlds import FOREVER, ONE_QUEUE, contact, contact_table, one_queue, policy, us

READY, DRAINING, OFFLINE = Presence.READY, Presence.DRAINING, Presence.OFFLINE


def at_work(*agents: Sequence[tuple[float, float]], leavers: Leavers = Leavers.INDIVIDUAL) -> World:
    """One queue; each agent is at work in these times, in seconds."""
    hours = tuple(tuple(Spell(0, us(start), us(start), us(end)) for start, end in spells) for spells in agents)
    members = tuple(Agent(f"g-{number}", {}, ()) for number in range(len(agents)))
    group = Group("g", (0,), members=members, hours=hours)
    return build_world(policy(ONE_QUEUE), [group], interval_us=us(1000), leavers=leavers)


def test_a_break_begins_after_the_contact_in_hand(play: Play) -> None:
    """From 90 s to 115 s the agent talks, so the break planned from 100 s begins late; it ends on time."""
    played = play(at_work([(0, 100), (150, FOREVER)]), contact(95, work=20), contact(120, work=10))
    assert played.spans() == [(95, 115, 115, 0), (150, 160, 160, 0)]
    assert played.states == [(0, 0, READY), (100, 0, DRAINING), (115, 0, OFFLINE), (150, 0, READY)]


def test_a_break_that_is_over_before_it_begins(play: Play) -> None:
    """Who still has the contact when the break would end has none, and takes the next contact."""
    played = play(at_work([(0, 100), (150, FOREVER)]), contact(95, work=70), contact(120, work=10))
    assert played.spans() == [(95, 165, 165, 0), (165, 175, 175, 0)]
    assert played.states == [(0, 0, READY), (100, 0, DRAINING), (150, 0, READY)]


def test_who_arrives_starts_at_once(play: Play) -> None:
    """At 100 s one agent goes, after the contact in hand, and the other one takes who waits in the same instant."""
    played = play(at_work([(0, 100)], [(100, 200)]), contact(90, work=50), contact(95, work=10))
    assert played.spans() == [(90, 140, 140, 0), (100, 110, 110, 1)]


@pytest.mark.parametrize("leavers", list(Leavers))
def test_an_own_end_is_nobody_elses(play: Play, leavers: Leavers) -> None:
    """The agent whose shift ends goes, though a colleague is idle, whatever `leavers` says of others."""
    played = play(at_work([(0, 100)], [(0, FOREVER)], leavers=leavers), contact(95, work=50), contact(110, work=10))
    assert played.spans() == [(95, 145, 145, 0), (110, 120, 120, 1)]
    assert played.states[2:] == [(100, 0, DRAINING), (145, 0, OFFLINE)]


def test_after_the_last_shift_nobody_is_there(play: Play) -> None:
    """A contact that comes when all have gone waits until its patience ends."""
    played = play(at_work([(0, 100)]), contact(101, patience=30))
    assert [record[1] for record in played.records] == [131]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(0, 0, 0, 0, 10), (0, 0, 0, 10, 20)], "order"),  # no time off between them
        ([(0, 0, 0, 20, 10)], "order"),
        ([(1, 0, 0, 0, 10), (0, 0, 0, 0, 10)], "order"),
        ([(0, 0, -5, -5, 10), (1, 0, 0, 0, 10)], "order"),
        ([(0, 0, 0, 0, 10), (2, 0, 0, 0, 10)], "agents that there are"),
    ],
)
def test_hours_must_fit(rows: list[tuple[int, ...]], message: str) -> None:
    """A table of hours that is not in order, or not of the world's agents, is refused."""
    with pytest.raises(ValueError, match=message):
        replace(at_work([(0, 100)], [(0, 100)]), hours=np.array(rows, HOURS))


def test_hours_are_those_of_agents_alone() -> None:
    """Of a shift of several, or one with staff, nobody has hours of their own; who has no hours never comes."""
    hours = np.array([(0, 0, 0, 0, 10)], HOURS)
    for staff in (1, 2):
        with pytest.raises(ValueError, match="shift of their own"):
            replace(one_queue(staff), hours=hours)
    world = replace(at_work([(0, 100)], [(0, 100)]), hours=hours)
    assert simulate_compiled(world, contact_table(contact(0))).states["agent"].tolist() == [0, 0, 0]


MATRIX = (
    ("08:00", "15:00", "12:00"),
    ("09:00", "16:00", "13:00"),
    ("10:00", "17:00", "14:00"),
    ("11:00", "18:00", "13:00"),
    ("12:00", "19:00", "15:00"),
    ("13:00", "20:00", "17:00"),
    ("14:00", "21:00", "18:00"),
)
"""From, to and the hour of the break."""


@pytest.mark.slow
def test_a_published_day_of_shifts(tmp_path: Path) -> None:
    """ContactCenters, model singleQueueShifts, 1,000 days: share served within 20 s, lost, mean waits, occupancy."""
    shifts = "\n".join(
        f'      - {{agents: 1, from: "{start}", to: "{end}", breaks: {{at: "{pause}", min: 60}}}}'
        for start, end, pause in MATRIX
    )
    (tmp_path / "day.yaml").write_text(
        f"""\
peakline: scenario/1
day: {{opens: "08:00", interval_min: 60, intervals: 13}}
target_s: 20
policy: {{problems: [call], tiers: [any], channels: [phone], queues: [{{name: all}}]}}
arrivals: {{per_interval: [100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60]}}
service: {{law: exponential, mean_s: 100}}
patience: {{law: exponential, mean_s: 1000}}
balking: 0.1
groups:
  agents:
    shifts:
{shifts}
after_close: leave
""",
        encoding="utf-8",
    )
    results = run(load_scenario(tmp_path / "day.yaml"), Plan(replications=1000))
    # Printed means and deviations over 1,000 days; so many of both runs' standard errors, and half a last digit.
    printed = [
        (results.overall.abandoned, 0.231, 0.0181, 0.0005),
        (results.overall.mean_answer_s, 153, 20.1, 0.5),
        (results.overall.mean_wait_s, 155, 18.9, 0.5),
        (results.overall_occupancy, 0.839, 0.0185, 0.0005),
    ]
    for figure, mean, deviation, digit in printed:
        assert figure.mean == pytest.approx(mean, abs=4 * np.sqrt(2 / 1000) * deviation + digit)
