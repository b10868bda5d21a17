"""From the sums of a run to its results."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from routing.model import Presence
from routing.policy import Match, Queue
from simulation.core.world import Group, World
from simulation.measuring.assemble import clock_label, daily_band, results
from simulation.measuring.results import Band, Checks, Figure, Goal, Held, Results
from tests.simulation.facts import Facts, measured, small_world


@dataclass(frozen=True)
class Named:
    name: str = "small"
    about: str = "Made by hand."
    open_at_s: int = 9 * 3600 + 1800


WORLD = small_world(
    problems=("account", "fx"),
    tiers=("ordinary", "vip"),
    queues=(Queue("vip", Match(tiers=("vip",))), Queue("rest")),
    groups=(Group("desk", (2, 2, 2)), Group("nobody", (0, 0, 0))),
)
"""Classes 0 to 3: account ordinary, account vip, fx ordinary, fx vip. Intervals of 100 s."""


def a_day() -> Facts:
    facts = Facts()
    for agent in (0, 1):
        facts.presence(at=0, presence=Presence.READY, agent=agent)
    facts.answered(at=10, wait=20, talk=30, wrap=10, cls=0, queue=1, agent=0)  # busy 30 to 70
    facts.answered(at=20, wait=40, talk=60, cls=1, queue=0, agent=1)  # busy 60 to 120, waits until 60
    facts.abandoned(at=120, wait=20, cls=0, queue=1)
    facts.abandoned(at=150, wait=70, cls=3, queue=0)  # waits until 220
    facts.balked(at=160, cls=3, queue=0)
    facts.blocked(at=250, cls=0, queue=1)
    return facts


def of(*days: Facts, world: World = WORLD, goals: tuple[Goal, ...] = ()) -> Results:
    return results(Named(), measured(world, *days, goals=goals), seed=7, engine="by hand", notes=("A note.",))


def test_the_figures_of_one_day_by_hand() -> None:
    """Six contacts: two answered, one in time; three gone, two within the target; one blocked."""
    day = of(a_day()).overall
    assert (day.offered, day.answered, day.within_target) == (Figure(6.0), Figure(2.0), Figure(1.0))
    assert (day.abandoned_count, day.blocked) == (Figure(3.0), Figure(1.0))
    assert day.service_level == Figure(1 / (6 - 2))  # gone within the target: after 20 s, and the balked one
    assert day.abandoned == Figure(3 / 6)
    assert day.mean_wait_s == Figure((20 + 40 + 20 + 70 + 0) / 5)
    assert day.mean_answer_s == Figure((20 + 40) / 2)
    assert day.longest_wait_s == Figure(70.0)
    assert day.queue_length == Figure((20 + 40 + 20 + 70) / 300)
    # Sorted waits 0 20 20 40 70: the median is the third. Buckets make it right within 1/128.
    assert day.wait_p50_s.mean == pytest.approx(20, rel=1 / 128)
    assert day.wait_p90_s.mean == pytest.approx(70, rel=1 / 128)


def test_cells_are_told_apart_by_queue_problem_and_tier() -> None:
    """Every kind of cell adds up to the day."""
    found = of(a_day())
    assert {name: cell.offered.mean for name, cell in found.queues.items()} == {"vip": 3, "rest": 3}
    assert {name: cell.offered.mean for name, cell in found.problems.items()} == {"account": 4, "fx": 2}
    assert {name: cell.offered.mean for name, cell in found.tiers.items()} == {"ordinary": 3, "vip": 3}
    assert {name: cell.offered.mean for name, cell in found.channels.items()} == {"phone": 6}
    assert found.problems["fx"].mean_answer_s == Figure(None)
    assert found.problems["fx"].service_level == Figure(0.0)


def test_intervals_have_labels_figures_and_a_queue() -> None:
    """Arrivals count where they arrive, the queue's length where it stands."""
    first, second, third = of(a_day()).intervals
    assert [first.label, second.label, third.label] == ["09:30", "09:31", "09:33"]
    assert [interval.start_s for interval in (first, second, third)] == [34200, 34300, 34400]
    assert [interval.cell.offered.mean for interval in (first, second, third)] == [2, 3, 1]
    # 20 + 40 s of waiting; 20 + 50 s; 20 s of the one who left at 220.
    assert [i.queue_length.mean for i in (first, second, third)] == [0.6, 0.7, 0.2]
    assert third.cell.mean_wait_s == Figure(None)
    assert third.cell.service_level == Figure(0.0)  # blocked: offered, and not answered in time


def test_groups_have_occupancy_by_day_and_by_interval() -> None:
    """Two agents for 300 s; busy for 40 s and 40 s in the first interval, 20 s in the second."""
    found = of(a_day())
    assert found.groups["desk"].staff == Figure(2.0)
    assert found.groups["desk"].occupancy == Figure(100 / 600)
    assert found.groups["desk"].answered == Figure(2.0)
    assert [cell.occupancy.mean for cell in found.group_intervals["desk"]] == [80 / 200, 20 / 200, 0]
    assert found.overall_occupancy == Figure(100 / 600)
    assert [interval.occupancy.mean for interval in found.intervals] == [0.4, 0.1, 0]
    assert found.groups["nobody"].occupancy == Figure(None)


def test_the_heat_map_has_each_queue_in_each_interval() -> None:
    """Service level by queue and interval of arrival; nothing where nobody is eligible."""
    heat = of(a_day()).heat
    # vip: 1 late of 1; 1 gone after the target and 1 balked; nobody. rest: 1 of 1; 1 gone soon; 1 blocked.
    assert [figure.mean for figure in heat["vip"]] == [0, 0, None]
    assert [figure.mean for figure in heat["rest"]] == [1, None, 0]


def test_the_checks_are_the_exact_counts() -> None:
    """Over two replications: offered is the sum of the outcomes, and the two integrals agree."""
    day = a_day()
    day.deflected(at=265, cls=0, queue=1)
    day.open(at=270, cls=0, queue=1)  # still there at the end, 270: the latest time of the day
    found = of(day, a_day()).checks
    waits = 150_000_000
    assert found == Checks(
        offered=14,
        answered=4,
        abandoned=4,
        balked=2,
        blocked=2,
        deflected=1,
        called_back=0,
        contained=0,
        open=1,
        queue_area_us=2 * waits,
        wait_sum_us=2 * waits,
    )


def test_the_run_is_named() -> None:
    """Everything that identifies a run stands in its results."""
    found = of(a_day(), a_day())
    assert (found.scenario, found.about, found.policy, found.seed, found.engine) == (
        "small",
        "Made by hand.",
        "small",
        7,
        "by hand",
    )
    assert (found.replications, found.contacts, found.target_s, found.interval_s) == (2, 12, 30.0, 100)
    assert found.leavers == "individual"
    assert found.notes == ("A note.",)


def test_chat_is_noted() -> None:
    """Where chats arrive the reader is told that each takes an agent's whole attention; where none do, not."""
    world = small_world(channels=("phone", "live chat"))
    phone, chat = Facts(), Facts()
    phone.abandoned(at=1, cls=0)
    chat.abandoned(at=1, cls=1)
    assert len(of(phone, world=world).notes) == 1
    assert "whole attention" in of(chat, world=world).notes[0]


def test_chat_beside_other_contacts_is_not_noted() -> None:
    """Where somebody may have two chats at once, by units and by number, nothing is said."""
    chat = Facts()
    chat.abandoned(at=1, cls=0)
    for most, notes in (({}, 1), ({"chat": 1}, 2)):
        world = small_world(channels=("chat",), groups=(Group("desk", (2, 2, 2), capacity=2, most=most),))
        assert len(of(chat, world=world).notes) == notes


def test_a_run_without_contacts_has_results() -> None:
    """Nobody came: no figure where there is none, and nothing fails."""
    found = of(Facts(), goals=(Goal("all", (), 0.8, 30),))
    assert found.overall.offered == Figure(0.0)
    assert found.overall.service_level == Figure(None)
    assert found.overall.wait_p50_s == Figure(None)
    assert found.verdict.held is Held.UNDECIDED


def test_many_days_have_intervals() -> None:
    """From 20 days on every figure of a cell with 100 contacts has an interval around it, quantiles included."""
    days = []
    for number in range(20):
        facts = Facts()
        for agent in (0, 1):
            facts.presence(at=0, presence=Presence.READY, agent=agent)
        for second in range(10):
            facts.answered(at=second * 10, wait=(second + number) % 5 * 10, talk=1, cls=0, queue=1, agent=second % 2)
        days.append(facts)
    day = of(*days).overall
    for figure in (day.service_level, day.mean_wait_s, day.wait_p90_s, day.queue_length, day.longest_wait_s):
        assert figure.mean is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.mean <= figure.high


@pytest.mark.parametrize(
    ("second", "label"), [(0, "00:00"), (34_200, "09:30"), (86_399, "23:59"), (86_400, "00:00"), (91_800, "01:30")]
)
def test_labels_are_times_of_day(second: int, label: str) -> None:
    """An interval past midnight has the time of the next day."""
    assert clock_label(second) == label


def test_a_band_is_the_days_mean_and_deciles() -> None:
    """Days of 0 to 10: mean 5, a tenth of the days at 1 or less, a tenth at 9 or more."""
    assert daily_band(np.arange(11.0)) == Band(5.0, 1.0, 9.0)
