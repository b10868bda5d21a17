"""Days reckoned by hand in which agents decline, do not answer, vanish, and get contacts by hand; and queues close."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from routing.model import Presence
from routing.policy import Match, OnExpiry, Overflow, OverflowAction, OverflowCause, Queue, Step, WrapUp
from simulation.contacts.behaviour_builder import Again, Behaviour, Interruption, Transfer, build_behaviours
from simulation.core.handling import ByHand, Excluded, Handling, Opening
from simulation.core.records import Outcome, SpellKind
from simulation.core.world import Group, Leavers, World, build_world
from simulation.drawing.agent_outages import draw_outages
from simulation.plans.distributions import deterministic
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


def test_who_would_have_been_answered_in_time_may_leave(play: Play) -> None:
    """The agent would accept at 5 and vanishes at 3, for long; the customer leaves at 12, before a supervisor looks."""
    world = handled(manual(1), by_hand=ByHand(1.0, us(20), (0,)))
    played = play(world, contact(0, patience=12), lost=[(3, 100, 0)])
    assert played.ends() == [(12, Outcome.ABANDONED)]


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
    from simulation.drawing.engine_random import modulo
    from simulation.engines.compiled import simulate_compiled
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


# -- agents who vanish -------------------------------------------------------------------------------------------------


def test_talk_starts_over_with_the_next_agent(play: Play) -> None:
    """A's agent vanishes at 20, in the middle of 50 s; the other one takes A at 30, before B, for the whole of it.

    The first agent is back at 60, for B.
    """
    world = handled(one_queue(2), declines=0.5)  # nothing is offered: the share only makes the world one with behaviour
    rows = contact(0, work=50), contact(0, work=30), contact(5, work=10)
    played = play(world, *rows, lost=[(20, 40, 0)])
    assert played.spans() == [(0, 20, 20, 0), (0, 30, 30, 1), (60, 70, 70, 0)]
    assert played.spells == [(20, 30, 0, 1, SpellKind.WAIT), (30, 80, 0, 1, SpellKind.WORK)]
    assert played.states == [(0, 0, READY), (0, 1, READY), (20, 0, OFFLINE), (60, 0, READY)]
    assert played.queue_area == 10 + 55


def test_who_waits_again_may_leave(play: Play) -> None:
    """The only agent is lost at 20 for 100 s; the customer has a new patience of 12 s."""
    does = Behaviour(7, handling=Handling(declines=0.5), patience=deterministic(12))
    played = play(replace(one_queue(1), behaviours=build_behaviours([does])), contact(0, work=50), lost=[(20, 100, 0)])
    assert played.ends() == [(0, Outcome.ANSWERED)]
    assert played.spells == [(20, 32, 0, -1, SpellKind.WAIT)]


def test_wrap_up_is_lost(play: Play) -> None:
    """The agent vanishes 5 s into 20 s of wrap-up, which is over by that."""
    queue = Queue("all")
    played = play(handled(one_queue(1, queue=queue), declines=0.5), contact(0, work=10, wrap_up=20), lost=[(15, 10, 0)])
    assert played.spans() == [(0, 10, 15, 0)]


def test_a_silent_chat_is_lost(play: Play) -> None:
    """Its agent vanishes while the customer is silent: the silence ends in the table, and the chat starts over."""
    does = Behaviour(7, silence=Interruption(1.0, deterministic(1000)))
    played = play(replace(one_queue(1), behaviours=build_behaviours([does])), contact(0, work=50), lost=[(60, 40, 0)])
    assert [spell[1:] for spell in played.spells[:2]] == [(60, 0, 0, SpellKind.SILENT), (100, 0, 0, SpellKind.WAIT)]
    assert played.spans() == [(0, 60, 60, 0)]


def test_who_was_leaving_does_not_come_back(play: Play) -> None:
    """The agent drains from 100 on and is lost at 120: A waits for ever, nobody is back."""
    world = handled(one_queue(1, 0, interval=100), declines=0.5)
    played = play(world, contact(90, work=50), lost=[(120, 10, 0)])
    assert played.states == [(0, 0, READY), (100, 0, Presence.DRAINING), (120, 0, OFFLINE)]
    assert played.spells == [(120, -1, 0, -1, SpellKind.WAIT)]


def test_nobody_vanishes_who_is_not_there(play: Play) -> None:
    """An outage before the shift begins has no effect, nor has one that falls into another."""
    world = handled(one_queue(0, 1, interval=100), declines=0.5)
    played = play(world, contact(0, work=50), lost=[(50, 100, 0), (110, 30, 0), (120, 300, 0)])
    assert played.states == [(100, 0, READY), (110, 0, OFFLINE), (140, 0, READY)]


@pytest.mark.parametrize("leavers", list(Leavers))
def test_one_who_is_away_stays_away_for_another(play: Play, leavers: Leavers) -> None:
    """Two of three are to go at 100, all at work but the third, who is lost from 50 to 150.

    One by one, the idle one stays away, and the second goes; pooled, too, for the idle one counts first.
    """
    world = handled(one_queue(3, 1, interval=100, leavers=leavers), declines=0.5)
    played = play(world, *(contact(0, work=120) for _ in range(2)), lost=[(50, 100, 2)])
    gone = [state[1] for state in played.states if state[2] == OFFLINE]
    assert gone[0] == 2
    assert len(gone) == 2
    assert (150, 2, READY) not in played.states


# -- colleagues and supervisors ----------------------------------------------------------------------------------------

FRONT = Queue("front", Match(problems=("help",)), (Step(pools=("front",)),), wrap_up=WrapUp.NONE)
BACK = Queue("back", steps=(Step(pools=("back",)),), wrap_up=WrapUp.NONE, hold_us=(0, 0, us(30)))
DESKS = (Group("front", (1,), pools=("front",)), Group("back", (3,), pools=("back",)))


def desks(groups: tuple[Group, ...] = DESKS, **does: Any) -> World:
    """Contacts of class 0 come to the front, those of class 1 to the back."""
    rules = policy(FRONT, BACK, problems=("help", "other"))
    world = build_world(rules, groups, interval_us=us(10_000))
    return replace(world, behaviours=build_behaviours([Behaviour(7, **does), Behaviour(8)]))


TO_PREFERRED = [Transfer(1.0, 1, deterministic(35), to_preferred=True)]


def test_a_contact_is_passed_on_to_its_preferred_agent(play: Play) -> None:
    """To the last of three at the back, though all are free; they are passed on to, and talk as in any transfer.

    After that leg its agent is the preferred one: passing on goes to anybody, but who passed on is paused for it.
    """
    played = play(desks(transfers=TO_PREFERRED), contact(0, work=20, preferred=3))
    work = [(start, end, agent) for start, end, _, agent, kind in played.spells if kind == SpellKind.WORK]
    assert played.spans() == [(0, 20, 20, 0)]
    assert work[0] == (20, 55, 3)


def test_who_passes_on_waits_for_the_preferred_agent(play: Play) -> None:
    """The preferred agent has another contact until 40; the queue holds the contact for them for up to 30 s."""
    world = desks(transfers=TO_PREFERRED)
    played = play(world, contact(0, work=40, cls=1, preferred=3), contact(0, work=20, preferred=3))
    waits = [spell[:4] for spell in played.spells if spell[4] == SpellKind.WAIT]
    assert waits[0] == (20, 40, 1, 3)


def test_without_a_preferred_agent_anybody_will_do(play: Play) -> None:
    """A contact that has none, or prefers the agent who passes it on, goes to the queue: the first at the back."""
    for preferred in (-1, 0):
        played = play(desks(transfers=TO_PREFERRED), contact(0, work=20, preferred=preferred))
        assert played.spells[0][3] == 1


def test_a_supervisor_gives_it_away(play: Play) -> None:
    """The front is busy for 100 s; B, who waits, is given to the first at the back at 10, past the queue's pools."""
    world = desks(handling=Handling(by_hand=ByHand(1.0, us(10), (1, 2, 3))))
    played = play(world, contact(0, work=100), contact(0, work=30))
    assert played.spans() == [(0, 100, 100, 0), (10, 40, 40, 1)]
    assert [record[6] for record in played.records] == [0, -1]
    assert played.queue_area == 10


def test_a_supervisor_looks_for_room(play: Play) -> None:
    """Agent 1 has a contact until 50, agent 2 is excluded by all: C is for agent 3, D finds nobody and waits."""
    does = Handling(excluded=Excluded(1.0, (2,)), by_hand=ByHand(1.0, us(10), (1, 2, 3)))
    played = play(
        desks(handling=does),
        contact(0, work=50, cls=1),
        contact(0, work=100),
        contact(0, work=30),
        contact(1, work=30),
    )
    assert played.spans() == [(0, 50, 50, 1), (0, 100, 100, 0), (10, 40, 40, 3), (100, 130, 130, 0)]


def test_a_supervisor_leaves_an_offer_alone(play: Play) -> None:
    """The contact rings at an agent from 0 on, who does not answer: at 10 it is nobody else's yet."""
    world = handled(manual(2), no_answers=1.0, by_hand=ByHand(1.0, us(10), (1,)))
    played = play(world, contact(0, patience=15))
    assert played.ends() == [(15, Outcome.ABANDONED)]


def test_a_supervisor_comes_behind_who_declines(play: Play) -> None:
    """The only agent declines at 5, the instant at which the supervisor looks, and has to take it all the same."""
    world = handled(manual(1), declines=1.0, by_hand=ByHand(1.0, us(5), (0,)))
    assert play(world, contact(0, work=60)).spans() == [(5, 65, 65, 0)]


def test_a_supervisor_who_came_too_early_does_not_come_again(play: Play) -> None:
    """The supervisor looks at 4, while the contact rings; declined at 5, it waits for its next offer at 35."""
    world = handled(manual(1), declines=1.0, by_hand=ByHand(1.0, us(4), (0,)))
    assert play(world, contact(0, patience=30)).ends() == [(30, Outcome.ABANDONED)]


def test_a_supervisor_interrupts_a_break(play: Play) -> None:
    """The agent is on a break from 20 on, for not answering; the contact is theirs at 30, and the break goes on."""
    by_hand = ByHand(1.0, us(30), (0,))
    world = handled(strict(manual(1), OnExpiry.BREAK), no_answers=1.0, back_us=us(500), by_hand=by_hand)
    played = play(world, contact(0, work=60))
    assert played.spans() == [(30, 90, 90, 0)]
    assert played.states == [(0, 0, READY), (20, 0, BREAK), (520, 0, READY)]


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
        scenario(tmp_path, **changes)
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


def test_a_scenario_says_who_vanishes(tmp_path: Path) -> None:
    """Of each group the first entry that is about it holds."""
    groups = {name: {"skills": {"account": 3, "fx": 2}, "staff": 3} for name in ("one", "two", "three")}
    law = {"law": "deterministic", "mean_s": 60}
    outages = [{"group": "two", "per_h": 0.5, **law}, {"group": ["one", "two"], "per_h": 2, **law}]
    loaded = scenario(tmp_path, groups=groups, agent_outages=outages)
    assert loaded.world.behaviours is not None
    assert loaded.world.behaviours.outages["mean_gap"].tolist() == [us(1800), us(7200), 0]


def test_outages_of_a_day(tmp_path: Path) -> None:
    """Twice in an hour for each of 200 agents, on a day of two hours: about 800, in order; another day has others.

    The same agents have the same outages whoever is there besides; and with three times the rate there are more.
    """
    law = {"law": "exponential", "mean_s": 60}

    def outages(staff: int, rate: float, day: int) -> list[tuple[int, ...]]:
        front = {"front": {"skills": {"account": 3, "fx": 2}, "staff": staff}}
        world = scenario(tmp_path, groups=front, agent_outages={"per_h": rate, **law}).world
        rows: list[tuple[int, ...]] = draw_outages(world, 1, day).tolist()
        return rows

    found = outages(200, 2, 0)
    assert found == sorted(found, key=lambda row: (row[0], row[2]))
    assert 700 < len(found) < 900
    assert 50 < sum(row[1] for row in found) / len(found) / us(1) < 70
    assert set(found).isdisjoint(outages(200, 2, 1))
    assert outages(150, 2, 0) == [row for row in found if row[2] < 150]
    assert 2200 < len(outages(200, 6, 0)) < 2600


def test_a_scenario_says_what_supervisors_do(tmp_path: Path) -> None:
    """The agents of the pool, and the time, in the tables; and transfers to the preferred agent."""
    groups = {
        "front": {"skills": {"account": 3}, "pools": ["front"], "staff": [2, 2, 2, 2]},
        "fx": {"skills": {"fx": 2}, "pools": ["fx"], "staff": [2, 2, 2, 2]},
    }
    loaded = scenario(
        tmp_path,
        groups=groups,
        by_hand={"tier": "ordinary", "share": 0.5, "after_s": 90, "pool": "fx"},
        transfers={"share": 0.1, "to": "fx", "to_preferred": True, "law": "exponential", "mean_s": 60},
    )
    assert loaded.world.behaviours is not None
    tables = loaded.world.behaviours
    assert tables.handling[["by_hand", "hand_after"]].tolist() == [(0.5, us(90))]
    assert tables.candidates["agent"].tolist() == [2, 3]
    assert tables.transfers["to_preferred"].tolist() == [1]


def test_nobody_can_be_given_such_contacts(tmp_path: Path) -> None:
    """An entry by hand whose pool has nobody is an error."""
    with pytest.raises(InputError, match="no agent of the pool can be given a contact of queue rest"):
        scenario(tmp_path, by_hand={"share": 0.5, "after_s": 90, "pool": "fx"})
