"""Days reckoned by hand on which agents are called in, on each engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from routing.model import NEVER, Agent, Presence
from routing.policy import Queue, WrapUp
from simulation.contacts.behaviour_builder import Behaviour, build_behaviours
from simulation.core.call_in import CallIn
from simulation.core.hours import Spell
from simulation.core.world import AfterClose, Group, World, build_world
from tests.simulation.playing import Play
from tests.worlds import contact, policy, us

ALL = Queue("all", wrap_up=WrapUp.NONE)
READY, DRAINING, OFFLINE = Presence.READY, Presence.DRAINING, Presence.OFFLINE


def with_reserve(agents: int = 1, after_close: AfterClose = AfterClose.STAY, **how: Any) -> World:
    """One agent, 0, all day, which lasts 1000 s; others, from 1 on, who are called in; a look every 10 s."""
    reserve = tuple(Agent(f"r{number}") for number in range(agents))
    group = Group("g", (1,), reserves=(reserve,))
    stays = after_close is AfterClose.STAY
    told = CallIn(0, 1, agents, **{"every_us": us(10), "length_us": us(100), "stays": stays, **how})
    behaviours = build_behaviours([Behaviour(7)], call_ins=[told])
    return build_world(policy(ALL), [group], interval_us=us(1000), after_close=after_close, behaviours=behaviours)


def with_two_days(**how: Any) -> World:
    """The same where the queue is looked at from 0 to 400 and from 600 to the close at 1000: two days and a night."""
    world = with_reserve(waiting=1, **{"after_us": us(25), "length_us": us(300), **how})
    told = CallIn(0, 1, 1, **{"waiting": 1, "every_us": us(10), "after_us": us(25), "length_us": us(300), **how})
    days = [replace(told, opens_us=us(600 * day), closes_us=us(400 + 600 * day)) for day in range(2)]
    return replace(world, behaviours=build_behaviours([Behaviour(7)], call_ins=days))


def calls(states: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """(time, agent, presence) of those who are called in."""
    return [state for state in states if state[1] > 0]


def test_called_by_those_who_wait(play: Play) -> None:
    """Two wait from 3 on, which is seen at 10; the reserve comes 25 s later, takes A's follower, and leaves at 135."""
    world = with_reserve(waiting=2, after_us=us(25))
    played = play(world, contact(1, work=200), contact(2, work=20), contact(3, work=20))
    assert calls(played.states) == [(35, 1, READY), (135, 1, OFFLINE)]
    assert played.spans() == [(1, 201, 201, 0), (35, 55, 55, 1), (55, 75, 75, 1)]


def test_too_few_wait(play: Play) -> None:
    """One waits, and two would have to: nobody comes."""
    played = play(with_reserve(waiting=2), contact(1, work=200), contact(2, work=20))
    assert calls(played.states) == []


def test_called_by_the_longest_wait(play: Play) -> None:
    """B has waited 30 s at 32: the look at 40 sees it, the one at 30 does not."""
    played = play(with_reserve(wait_us=us(30)), contact(1, work=200), contact(2, work=20))
    assert calls(played.states) == [(40, 1, READY), (140, 1, OFFLINE)]
    assert played.spans()[1] == (40, 60, 60, 1)


def test_the_contact_in_hand_goes_first(play: Play) -> None:
    """The reserve, there from 10 to 110, talks until 150, and takes C no more."""
    played = play(with_reserve(waiting=1), contact(1, work=200), contact(2, work=140), contact(3, work=5))
    assert calls(played.states) == [(10, 1, READY), (110, 1, DRAINING), (150, 1, OFFLINE)]
    assert played.spans()[2] == (201, 206, 206, 0)


def test_so_often_a_day(play: Play) -> None:
    """Twice, one call after the other; then no more, though B still waits."""
    rows = contact(1, work=900), *(contact(2 + number, work=60) for number in range(9))
    played = play(with_reserve(waiting=1, most=2, length_us=us(50)), *rows)
    ready = [time for time, _, presence in calls(played.states) if presence == READY]
    assert ready == [10, 60]


def test_all_of_them_come_and_go(play: Play) -> None:
    """Three are called for one who waits; two of them have nothing to do."""
    played = play(with_reserve(3, waiting=1), contact(1, work=200), contact(2, work=20))
    assert calls(played.states)[:3] == [(10, 1, READY), (10, 2, READY), (10, 3, READY)]
    assert sorted(calls(played.states)[3:]) == [(110, 1, OFFLINE), (110, 2, OFFLINE), (110, 3, OFFLINE)]


def test_nobody_comes_at_the_close(play: Play) -> None:
    """Who waits from 985 on is seen at 990; 10 s later is the close."""
    rows = contact(980, work=200), contact(985, work=20)
    assert calls(play(with_reserve(waiting=1, after_us=us(10)), *rows).states) == []
    assert calls(play(with_reserve(waiting=1, after_us=us(9)), *rows).states) == [(999, 1, READY)]


def test_to_the_close(play: Play) -> None:
    """Called at 10 for the rest of the day, with ``leave`` they go at the close; with ``stay`` not before the end."""
    rows = contact(1, work=2000), contact(2, work=20)
    stays = play(with_reserve(waiting=1, length_us=NEVER), *rows)
    assert calls(stays.states) == [(10, 1, READY)]
    leaves = play(with_reserve(waiting=1, length_us=NEVER, after_close=AfterClose.LEAVE), *rows)
    assert calls(leaves.states) == [(10, 1, READY), (1000, 1, OFFLINE)]


def test_beyond_the_close(play: Play) -> None:
    """Called at 950 for 100 s: with ``leave`` they work to the end of that, with ``stay`` until nobody waits."""
    rows = contact(941, work=2000), contact(942, work=20)
    leaves = play(with_reserve(waiting=1, after_close=AfterClose.LEAVE), *rows)
    assert calls(leaves.states) == [(950, 1, READY), (1050, 1, OFFLINE)]
    assert calls(play(with_reserve(waiting=1), *rows).states) == [(950, 1, READY)]


def test_each_day_anew(play: Play) -> None:
    """Once a day: those called on the first day come on the second one, too."""
    day = 86_400
    world = with_reserve(waiting=1, every_us=us(3600))
    world = replace(world, interval_us=us(2 * day))
    rows = contact(1, work=2 * day - 10), *(contact(day * n + 2 + m, work=200) for n in range(2) for m in range(3))
    ready = [time for time, _, presence in calls(play(world, *rows).states) if presence == READY]
    assert ready == [3600, day]


def test_behind_agents_with_hours(play: Play) -> None:
    """A group whose agents have hours of their own may have a reserve, too, that is no part of them."""
    group = Group(
        "g", (0,), members=(Agent("a"),), hours=((Spell(0, 0, 0, us(40)),),), reserves=((Agent("r1"), Agent("r2")),)
    )
    told = CallIn(0, 1, 2, waiting=1, every_us=us(10), length_us=us(30))
    behaviours = build_behaviours([Behaviour(7)], call_ins=[told])
    world = build_world(policy(ALL), [group], interval_us=us(1000), behaviours=behaviours)
    assert np.array_equal(world.agent_shift, [0, 1, 1])
    played = play(world, contact(1, work=60), contact(2, work=5))
    assert calls(played.states) == [(10, 1, READY), (10, 2, READY), (40, 2, OFFLINE), (40, 1, OFFLINE)]


def test_once_on_each_date(play: Play) -> None:
    """B calls them for 35 to 335. C and D wait over the night, and call them at the first look of the next day."""
    rows = contact(1, work=2000), contact(2, work=20), contact(350, work=20), contact(395, work=100)
    played = play(with_two_days(), *rows)
    assert calls(played.states) == [(35, 1, READY), (335, 1, OFFLINE), (635, 1, READY), (935, 1, OFFLINE)]
    assert played.spans()[1:] == [(35, 55, 55, 1), (635, 655, 655, 1), (655, 755, 755, 1)]


def test_they_go_at_the_close_of_a_date(play: Play) -> None:
    """There for the rest of the day: at 400 they take no more and finish C; on the last date they stay to the end."""
    rows = contact(1, work=2000), contact(2, work=20), contact(390, work=50), contact(610, work=20)
    played = play(with_two_days(length_us=NEVER), *rows)
    assert calls(played.states) == [(35, 1, READY), (400, 1, DRAINING), (440, 1, OFFLINE), (645, 1, READY)]


def test_a_longer_time_ends_at_the_close_of_a_date(play: Play) -> None:
    """Called at 200 for 300 s, they go at 400; on the last date they stay beyond the close."""
    rows = contact(1, work=2000), contact(195, work=20), contact(795, work=20)
    played = play(with_two_days(), *rows)
    assert calls(played.states) == [(225, 1, READY), (400, 1, OFFLINE), (825, 1, READY)]


def test_nobody_comes_at_the_close_of_a_date(play: Play) -> None:
    """The look at 380 would bring them at 405, and nobody looks at night: B waits until 635."""
    played = play(with_two_days(), contact(1, work=2000), contact(375, work=20))
    assert calls(played.states) == [(635, 1, READY), (935, 1, OFFLINE)]
    assert played.spans()[1] == (635, 655, 655, 1)


def test_a_date_too_short_for_a_look(play: Play) -> None:
    """A look every 500 s finds no date open; the day ends all the same."""
    played = play(with_two_days(every_us=us(500)), contact(1, work=200), contact(2, work=20))
    assert calls(played.states) == []
    assert played.spans()[1] == (201, 221, 221, 0)
