"""Days reckoned by hand in which agents decline, do not answer, vanish, and get contacts by hand; and queues close."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from routing.model import Presence
from routing.policy import Match, OnExpiry, Overflow, OverflowAction, OverflowCause, Queue, WrapUp
from simulation.behaviour_builder import Again, Behaviour, build_behaviours
from simulation.distributions import deterministic
from simulation.handling import Excluded, Handling, Opening
from simulation.records import Outcome
from simulation.world import Group, World, build_world
from tests.simulation.playing import Play
from tests.simulation.scenarios import POLICY, scenario
from tests.worlds import contact, manual, one_queue, policy, us

READY, BREAK, OFFLINE = Presence.READY, Presence.BREAK, Presence.OFFLINE


def handled(world: World, **does: Any) -> World:
    """The world with agents who do that with all contacts."""
    return replace(world, behaviours=build_behaviours([Behaviour(7, handling=Handling(**does))] * len(world.classes)))


def strict(world: World, on_expiry: OnExpiry) -> World:
    """The world with a queue that takes an agent off for the first offer not answered."""
    queue = replace(world.policy.queues[0], on_expiry=on_expiry, expiry_limit=1)
    return replace(world, policy=replace(world.policy, queues=(queue,)))


# -- offers ------------------------------------------------------------------------------------------------------------


def test_who_declines_is_asked_again_after_the_pause(play: Play) -> None:
    """Each declines after 5 s and is asked again every 35 s; the 21st offer, to the first agent at 350, is accepted."""
    played = play(handled(manual(2), declines=1.0), contact(0, work=60))
    assert played.spans() == [(355, 415, 415, 0)]


def test_a_declined_contact_may_leave(play: Play) -> None:
    """Both have declined at 10; the customer leaves at 12, while nobody is asked."""
    played = play(handled(manual(2), declines=1.0), contact(0, patience=12))
    assert played.ends() == [(12, Outcome.ABANDONED)]
    assert played.queue_area == 12


def test_an_offer_that_nobody_answers_expires(play: Play) -> None:
    """An offer every 50 s, 20 s to its expiry and 30 s of pause; the 21st is answered, 5 s after 1000."""
    played = play(handled(manual(1), no_answers=1.0), contact(0, work=60))
    assert played.spans() == [(1005, 1065, 1065, 0)]
    assert [state[2] for state in played.states] == [READY]


@pytest.mark.parametrize(("rule", "presence"), [(OnExpiry.BREAK, BREAK), (OnExpiry.OFFLINE, OFFLINE)])
def test_who_is_taken_off_comes_back(play: Play, rule: OnExpiry, presence: Presence) -> None:
    """Taken off at 20 and back 100 s later, when the same contact rings again; its customer leaves at 130."""
    world = handled(strict(manual(1), rule), no_answers=1.0, back_us=us(100))
    played = play(world, contact(0, patience=130))
    assert played.states == [(0, 0, READY), (20, 0, presence), (120, 0, READY)]
    assert played.ends() == [(130, Outcome.ABANDONED)]


def test_who_is_taken_off_stays_away_without_a_time(play: Play) -> None:
    """Without a time to come back only the staff plan brings the agent back, which it does not here."""
    played = play(handled(strict(manual(1), OnExpiry.OFFLINE), no_answers=1.0), contact(0, patience=130))
    assert played.states == [(0, 0, READY), (20, 0, OFFLINE)]


def test_who_is_away_may_be_sent_home(play: Play) -> None:
    """The plan lets the agent go at 100, who is away from 20 to 220: nothing is left to be said, and nobody is back."""
    world = handled(strict(manual(1, 0, interval=100), OnExpiry.OFFLINE), no_answers=1.0, back_us=us(200))
    played = play(world, contact(0, patience=30))
    assert played.states == [(0, 0, READY), (20, 0, OFFLINE)]


def test_who_is_away_is_not_signed_on_twice(play: Play) -> None:
    """At 100 the plan asks for one agent more: that is the second one; the first is back by itself at 220."""
    world = handled(strict(manual(1, 2, interval=100), OnExpiry.OFFLINE), no_answers=1.0, back_us=us(200))
    played = play(world, contact(0, patience=30))
    assert played.states == [(0, 0, READY), (20, 0, OFFLINE), (100, 1, READY), (220, 0, READY)]


def test_a_greater_share_declines_the_same_and_more() -> None:
    """Offers declined at 20 % are declined at 40 %, too: with one offer each, who answers late then, does so now."""
    from simulation.compiled import simulate_compiled
    from simulation.engine_random import modulo
    from tests.worlds import contact_table

    rows = contact_table(*(contact(100 * n, work=10) for n in range(300)))
    late = []
    for share in (0.2, 0.4):
        with modulo():
            records = simulate_compiled(handled(manual(1), declines=share), rows).records
        late.append(records["answered"] - rows["arrival"] > us(5))
    assert not np.any(late[0] & ~late[1])
    assert 30 < late[0].sum() < 90 < late[1].sum() < 150


# -- queues that close -------------------------------------------------------------------------------------------------


def open_in(world: World, *openings: Opening) -> World:
    """The world with queues that open and close."""
    return replace(world, behaviours=build_behaviours([Behaviour(7)] * len(world.classes), openings))


def test_nobody_is_served_while_the_queue_is_closed(play: Play) -> None:
    """Closed from 10 to 50: A's talk goes on, B waits for the opening, C comes at the very moment of it, behind B."""
    world = open_in(one_queue(1), Opening(us(10), 0, False), Opening(us(50), 0, True))
    played = play(world, contact(0, work=20), contact(12, work=5), contact(50, work=5))
    assert played.spans() == [(0, 20, 20, 0), (50, 55, 55, 0), (55, 60, 60, 0)]
    assert played.queue_area == 38 + 5


def test_who_meets_a_closed_queue_follows_its_rule(play: Play) -> None:
    """From 10 on the first queue sends its contacts to a message; who comes before the closing, at 10, is served."""
    rule = Overflow(OverflowCause.CLOSED, OverflowAction.MESSAGE)
    world = open_in(one_queue(1, queue=Queue("all", wrap_up=WrapUp.NONE, overflow=(rule,))), Opening(us(10), 0, False))
    played = play(world, contact(9, work=20), contact(10, work=5))
    assert played.ends() == [(9, Outcome.ANSWERED), (10, Outcome.DEFLECTED)]


def test_a_closed_queue_hands_over_to_another(play: Play) -> None:
    """The day desk is closed from the start: its contacts go on to the night desk; at 30 it opens."""
    rule = Overflow(OverflowCause.CLOSED, OverflowAction.QUEUE, "night")
    rules = policy(
        Queue("day", Match(problems=("help",)), wrap_up=WrapUp.NONE, overflow=(rule,)),
        Queue("night", wrap_up=WrapUp.NONE, band=1),
        problems=("help", "other"),
    )
    world = build_world(rules, [Group("g", (1,))], interval_us=us(1000))
    world = open_in(world, Opening(0, 0, False), Opening(us(30), 0, True))
    played = play(world, contact(0, work=40), contact(10, work=5), contact(35, work=5))
    assert played.spans() == [(0, 40, 40, 0), (45, 50, 50, 0), (40, 45, 45, 0)]


# -- excluded agents ---------------------------------------------------------------------------------------------------


def test_a_contact_waits_for_another_agent(play: Play) -> None:
    """Nobody wants the first agent: B waits for the second one, who has A, though the first is idle all day."""
    played = play(handled(one_queue(2), excluded=Excluded(1.0, (0,))), contact(0, work=20), contact(5, work=10))
    assert played.spans() == [(0, 20, 20, 1), (20, 30, 30, 1)]


def test_each_of_the_agents_is_excluded_by_some(play: Play) -> None:
    """About half of the contacts, which come one by one, are served by the second agent: those who keep off the first.

    The longest idle would be the first one every second time; the share excluded is half, by either as likely.
    """
    contacts = [contact(100 * n, work=10) for n in range(120)]
    played = play(handled(one_queue(2, interval=20_000), excluded=Excluded(0.5, (0, 1))), *contacts)
    plain = play(one_queue(2, interval=20_000), *contacts)
    changed = sum(one[3] != other[3] for one, other in zip(played.spans(), plain.spans(), strict=True))
    assert {span[3] for span in played.spans()} == {0, 1}
    assert changed > 10


def test_a_customer_who_comes_again_keeps_off_the_same_agent(play: Play) -> None:
    """Who is excluded is drawn once: all talks of a customer are with the other one."""
    behaviour = Behaviour(
        7,
        handling=Handling(excluded=Excluded(1.0, (0, 1))),
        comes_back=Again(1.0, deterministic(50), 5),
        work=deterministic(10),
    )
    world = replace(one_queue(2), behaviours=build_behaviours([behaviour]))
    played = play(world, contact(0, work=10))
    assert len({span[3] for span in played.spans()}) == 1
    assert len(played.spans()) == 6


# -- the scenario ------------------------------------------------------------------------------------------------------


def ringing(**offer: Any) -> dict[str, Any]:
    """The base policy with an offer in its last queue."""
    return {**POLICY, "queues": [POLICY["queues"][0], {"name": "rest", "offer": offer}]}


def test_a_scenario_says_who_declines(tmp_path: Path) -> None:
    """Shares and the time to come back stand in the table of the classes they are about."""
    loaded = scenario(
        tmp_path,
        policy=ringing(expires_s=20),
        declines={"tier": "ordinary", "share": 0.1},
        no_answers=[{"share": 0.05, "back_after_s": 60}],
    )
    assert loaded.world.behaviours is not None
    table = loaded.world.behaviours.handling
    assert table[["no_answers", "declines", "back_after"]].tolist() == [(0.05, 0.1, us(60))]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"declines": {"share": 0.1}}, "declines.share: no queue that such contacts come to has an `offer`"),
        ({"no_answers": {"share": 0.1}, "policy": ringing(expires_s=9, decline_pause_s=1)}, ""),
        ({"no_answers": {"share": 0.1}, "policy": ringing(decline_pause_s=1)}, "the offers of queue rest never expire"),
        ({"declines": {"share": 0}}, ""),
    ],
)
def test_offers_that_agents_could_not_refuse(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    """A share of offers that nobody makes, or of answers to offers that never end, is an error."""
    if not message:
        assert scenario(tmp_path, **changes).world
        return
    with pytest.raises(InputError, match=message):
        scenario(tmp_path, **changes)


def openings(tmp_path: Path, *spans: list[str], opens: str = "08:00", hours: int = 10) -> list[tuple[float, bool]]:
    """When the last queue opens and closes, in hours from the opening of the day."""
    day = {"opens": opens, "interval_min": 60, "intervals": hours}
    loaded = scenario(
        tmp_path, day=day, hours={"rest": list(spans)}, groups={"front": {"skills": {"fx": 2}, "staff": 5}}
    )
    if loaded.world.behaviours is None:
        return []
    rows = loaded.world.behaviours.openings.tolist()
    assert {queue for _, queue, _ in rows} == {1}
    return [(time / us(3600), bool(is_open)) for time, _, is_open in rows]


def test_hours_of_a_queue(tmp_path: Path) -> None:
    """Closed before the first span, between two, and after the last one; spans that touch are one."""
    assert openings(tmp_path, ["09:00", "12:00"], ["13:00", "15:00"], ["15:00", "17:30"]) == [
        (0, False),
        (1, True),
        (4, False),
        (5, True),
        (9.5, False),
    ]


def test_hours_beyond_the_day(tmp_path: Path) -> None:
    """A queue that is open at both ends of the day closes in the evening, and opens no more."""
    assert openings(tmp_path, ["07:00", "20:00"]) == [(12, False)]


def test_hours_across_midnight(tmp_path: Path) -> None:
    """A night of 12 hours from eight in the evening; the queue is open from ten to six, each night."""
    assert openings(tmp_path, ["22:00", "06:00"], opens="20:00", hours=12) == [(0, False), (2, True), (10, False)]


def test_open_day_and_night(tmp_path: Path) -> None:
    """Two halves of a day are the whole of it: nothing opens or closes."""
    assert openings(tmp_path, ["06:00", "18:00"], ["18:00", "06:00"]) == []


def test_a_single_span(tmp_path: Path) -> None:
    """One span may stand without a list around it."""
    loaded = scenario(tmp_path, hours={"rest": ["08:30", "09:30"]})
    assert loaded.world.behaviours is not None
    assert len(loaded.world.behaviours.openings) == 3


def test_a_scenario_says_who_is_excluded(tmp_path: Path) -> None:
    """The agents of the pool who can take the contacts, in the table of candidates."""
    groups = {
        "front": {"skills": {"account": 3}, "pools": ["front"], "staff": [2, 2, 2, 2]},
        "fx": {"skills": {"fx": 2}, "pools": ["fx"], "staff": [3, 3, 3, 3]},
    }
    loaded = scenario(tmp_path, groups=groups, excluded={"when": {"tier": "ordinary"}, "share": 0.2, "pool": "fx"})
    assert loaded.world.behaviours is not None
    assert loaded.world.behaviours.handling["excludes"].tolist() == [0.2]
    assert loaded.world.behaviours.candidates["agent"].tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    ("excluded", "staff", "message"),
    [
        ({"share": 0.1}, 1, "front-001 alone can take contacts of queue rest: nobody would be left"),
        ({"share": 0.1, "pool": "fx"}, 5, "no agent of the pool can take a contact of queue rest"),
        ({"share": 0.1, "pool": "fy"}, 5, "the policy has no such name"),
    ],
)
def test_nobody_or_everybody_excluded(tmp_path: Path, excluded: dict[str, Any], staff: int, message: str) -> None:
    """A pool without anybody for such contacts is an error, and so is excluding the only agent."""
    front = {"skills": {"account": 3, "fx": 2}, "staff": staff}
    with pytest.raises(InputError, match=message):
        scenario(tmp_path, groups={"front": front}, excluded=excluded)
