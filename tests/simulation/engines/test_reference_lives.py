"""Days reckoned by hand in which contacts are held, fall silent, are passed on and called back."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from routing.model import Presence
from routing.policy import Match, Overflow, OverflowAction, OverflowCause, Queue, Step, WrapUp
from simulation.contacts.behaviour_builder import (
    Again,
    Balking,
    Behaviour,
    Bot,
    Callback,
    Form,
    Interruption,
    Transfer,
    build_behaviours,
)
from simulation.core.behaviour import Told
from simulation.core.records import Cause, Outcome, Promised, SpellKind
from simulation.core.world import Group, World, build_world
from simulation.drawing.engine_random import modulo
from simulation.plans.distributions import deterministic, exponential
from tests.simulation.playing import Play
from tests.worlds import contact, policy, us

ALL = Queue("all", wrap_up=WrapUp.NONE)
ANSWERED, CALLBACK, DEFLECTED = Outcome.ANSWERED, Outcome.CALLBACK, Outcome.DEFLECTED


def lively(*queues: Queue, groups: tuple[Group, ...] = (Group("g", (1,)),), **does: Any) -> World:
    """A world of one class of contacts, which does that; an interval of 10,000 s."""
    world = build_world(policy(*(queues or (ALL,))), groups, interval_us=us(10_000))
    return replace(world, behaviours=build_behaviours([Behaviour(7, **does)] * len(world.classes)))


def two_channels(world: World, *classes: Behaviour) -> World:
    """The same with a second class of contacts, those that write; each class does that."""
    table = np.array([(0, 0, 0, 0), (0, 0, 1, 0)], world.classes.dtype)
    written = replace(world, policy=policy(ALL, channels=("phone", "chat")))
    pace = np.full((len(world.agents), 2), 1000, np.int32)
    return replace(written, classes=table, pace=pace, behaviours=build_behaviours(classes))


def test_a_hold_lengthens_the_talk(play: Play) -> None:
    """60 s of talk and 30 s of hold, wherever it begins; the agent has nothing else meanwhile."""
    world = lively(hold=Interruption(1, deterministic(30)))
    played = play(world, contact(0, work=60), contact(5, work=10))
    assert played.spans() == [(0, 90, 90, 0), (90, 130, 130, 0)]
    assert played.spells == []


def test_a_silent_chat_frees_its_units(play: Play) -> None:
    """B is answered when A falls silent, and is silent as long; both are back at once, A goes first, B waits for it."""
    world = lively(silence=Interruption(1, deterministic(40)))
    played = play(world, contact(0, work=60), contact(1, work=0))
    silent_from = played.spells[0][0]
    assert 0 < silent_from < 60
    assert played.spans() == [(0, 100, 100, 0), (silent_from, 100, 100, 0)]
    assert [spell[4] for spell in played.spells] == [SpellKind.SILENT, SpellKind.SILENT]
    assert [spell[1] for spell in played.spells] == [silent_from + 40, 100]


MEDIAN = 2**52 / 1_000_000
"""The draw, as if it were seconds, of a contact whose times are the medians of their laws."""


def test_talk_and_wrap_up_by_the_group_of_the_agent(play: Play) -> None:
    """One group talks for 60 s and wraps up for 5 s, the other for 90 s and 7 s."""
    does = Behaviour(
        7,
        group_work=[deterministic(60), deterministic(90)],
        group_wrap_up=[deterministic(5), deterministic(7)],
    )
    world = build_world(policy(Queue("all")), (Group("g", (1,)), Group("h", (1,))), interval_us=us(10_000))
    world = replace(world, behaviours=build_behaviours([does], agent_group=[0, 1]))
    played = play(world, *(contact(at, work=MEDIAN, wrap_up=MEDIAN) for at in (0, 1)))
    assert played.spans() == [(0, 60, 65, 0), (1, 91, 98, 1)]


def test_a_draw_is_inverted_with_the_law_of_the_group(play: Play) -> None:
    """The median talk is ln 2 times the mean of the agent's group; once passed on, a contact has the transfer's law."""
    queues = (
        Queue("first", match=Match(problems=("help",)), steps=(Step(pools=("front",)),), wrap_up=WrapUp.NONE),
        Queue("second", steps=(Step(pools=("back",)),), wrap_up=WrapUp.NONE),
    )
    groups = (Group("g", (1,), pools=("back",)), Group("h", (1,), pools=("front",)))
    world = build_world(policy(*queues), groups, interval_us=us(10_000))
    does = Behaviour(7, transfers=[Transfer(1.0, 1, deterministic(10))], group_work=[exponential(1), exponential(100)])
    world = replace(world, behaviours=build_behaviours([does], agent_group=[0, 1]))
    played = play(world, contact(0, work=MEDIAN))
    (span,) = played.spans()
    assert span[1] == pytest.approx(100 * math.log(2), abs=1e-5)
    assert played.spells[1][1] - played.spells[1][0] == 10


def test_who_wakes_waits_for_the_agent(play: Play) -> None:
    """A's customer is back after 1 s, while the agent talks to B for 50 s."""
    world = lively(silence=Interruption(1, deterministic(1)))
    both = two_channels(world, Behaviour(7, silence=Interruption(1, deterministic(1))), Behaviour(8))
    played = play(both, contact(0, work=60), contact(1, work=50, cls=1))
    start, end, who, agent, kind = played.spells[0]
    assert (end - start, who, agent, kind) == (50, 0, 0, SpellKind.SILENT)
    assert played.spans() == [(0, 110, 110, 0), (start, start + 50, start + 50, 0)]


FIRST = Queue("first", Match(problems=("account",)), (Step(pools=("front",)),), wrap_up=WrapUp.NONE)
SECOND = Queue("second", steps=(Step(pools=("back",)),), wrap_up=WrapUp.NONE)
BOTH = (Group("front", (1,), pools=("front",)), Group("back", (1,), pools=("back",)))


def two_lines(**does: Any) -> World:
    """Contacts come to the front; the back is reached by transfer only."""
    rules = policy(FIRST, SECOND, problems=("account", "other"), pools=("front", "back"))
    world = build_world(rules, BOTH, interval_us=us(10_000))
    behaviours = [Behaviour(7, **does), Behaviour(8)]
    return replace(world, behaviours=build_behaviours(behaviours))


def test_a_contact_is_passed_on(play: Play) -> None:
    """Front talks for 20 s, then the back for 35 s; the front agent is free for B; its record is that of the front."""
    world = two_lines(transfers=[Transfer(1, 1, deterministic(35))])
    played = play(world, contact(0, work=20), contact(5, work=10))
    assert played.spans()[:2] == [(0, 20, 20, 0), (20, 30, 30, 0)]
    # After eight legs a contact is not passed on any more: it goes round in the back's queue until then.
    work = [(start, end) for start, end, who, agent, kind in played.spells if kind == SpellKind.WORK and who == 0]
    assert len(work) == 7
    assert work[0] == (20, 55)


def test_a_contact_passed_on_may_leave(play: Play) -> None:
    """The back is busy with C, for 50 s; A, passed on at 20, leaves after 12 s of patience; its record stays."""
    world = two_lines(transfers=[Transfer(1, 1, deterministic(35))], patience=deterministic(12))
    played = play(world, contact(0, work=20), contact(1, work=50, cls=1))
    assert played.ends() == [(0, ANSWERED), (1, ANSWERED)]
    assert played.spells == [(20, 32, 0, -1, SpellKind.WAIT)]
    assert played.queue_area == 12


OFFERS_CALLBACK = replace(ALL, overflow=(Overflow(OverflowCause.WAITED, OverflowAction.CALLBACK, at=us(10)),))
LATER = Callback(accepts=1, due_us=us(100), window_us=us(50), attempts=2, reached=1, ring_us=us(5), retry_us=us(60))


def test_a_callback_is_made_when_due(play: Play) -> None:
    """B has waited 10 s, hangs up, and is reached 100 s later; nobody answers it before, though the agent is free."""
    world = lively(OFFERS_CALLBACK, callback=LATER)
    played = play(world, contact(0, work=30), contact(0, work=25, patience=40))
    assert played.ends() == [(0, ANSWERED), (10, CALLBACK)]
    assert played.promises == [(10, 110, 160, 110, 1, 1, Promised.KEPT)]
    assert played.spells == [(110, 110, 1, 0, SpellKind.WAIT), (110, 135, 1, 0, SpellKind.WORK)]
    assert played.queue_area == 10


def test_a_callback_that_nobody_wants(play: Play) -> None:
    """B is offered one, says no and waits on."""
    played = play(lively(OFFERS_CALLBACK, callback=replace(LATER, accepts=0)), contact(0, work=30), contact(0, work=25))
    assert played.spans() == [(0, 30, 30, 0), (30, 55, 55, 0)]
    assert played.promises == []


def test_an_unanswered_callback_is_tried_again(play: Play) -> None:
    """It rings for 5 s at 110 and, 60 s later, at 175; after the last attempt it is given up."""
    world = lively(OFFERS_CALLBACK, callback=replace(LATER, reached=0))
    played = play(world, contact(0, work=30), contact(0, work=25))
    assert played.promises == [(10, 110, 160, -1, 1, 2, Promised.FAILED)]
    work = [(start, end) for start, end, _, _, kind in played.spells if kind == SpellKind.WORK]
    assert work == [(110, 115), (175, 180)]


def test_a_callback_that_nobody_can_make(play: Play) -> None:
    """The agent has gone home when it is due: its wait does not end, and counts up to what happened last."""
    world = lively(OFFERS_CALLBACK, groups=(Group("g", (1, 0)),), callback=LATER)
    world = replace(world, interval_us=us(60))
    played = play(world, contact(0, work=30), contact(0, work=25))
    assert played.promises == [(10, 110, 160, -1, 1, 0, Promised.OPEN)]
    assert played.spells == [(110, -1, 1, -1, SpellKind.WAIT)]
    assert [state[2] for state in played.states] == [Presence.READY, Presence.OFFLINE]
    assert played.queue_area == 10


def test_talk_slows_with_several_at_once(play: Play) -> None:
    """The second of two at once takes 1.5 times as long, and so does a third: the last factor holds for all beyond."""
    world = lively(groups=(Group("g", (1,), capacity=3),), factors=(1000, 1500))
    played = play(world, contact(0, work=60), contact(1, work=20), contact(2, work=20), contact(100, work=20))
    assert played.spans() == [(0, 60, 60, 0), (1, 31, 31, 0), (2, 32, 32, 0), (100, 120, 120, 0)]


def test_talks_that_share_their_agent(play: Play) -> None:
    """A, alone, does 10 s of its 60; beside B, at half the pace, B takes 40 s and A does 20; then A is alone for 30."""
    world = lively(groups=(Group("g", (1,), capacity=3),), factors=(1000, 2000), shares=True)
    played = play(world, contact(0, work=60), contact(10, work=20), contact(100, work=20))
    assert played.spans() == [(0, 80, 80, 0), (10, 50, 50, 0), (100, 120, 120, 0)]


def test_a_talk_on_hold_shares_its_agent_but_does_not_go_on(play: Play) -> None:
    """A talks for 60 s at half the pace and is on hold for 30 of its 150 s; by then B has done 75 s of its 100."""
    world = lively(groups=(Group("g", (1,), capacity=2),))
    slow: dict[str, Any] = {"factors": (1000, 2000), "shares": True}
    both = two_channels(world, Behaviour(7, hold=Interruption(1, deterministic(30)), **slow), Behaviour(8, **slow))
    played = play(both, contact(0, work=60), contact(0, work=100, cls=1))
    assert played.spans() == [(0, 150, 150, 0), (0, 175, 175, 0)]


def test_shares_are_kept_to_a_thousandth_of_a_microsecond(play: Play) -> None:
    """B comes and goes 99 times, for 3 µs at a third of the pace: A loses none of the 99 µs that it has done."""
    world = lively(groups=(Group("g", (1,), capacity=2),), factors=(1000, 3000), shares=True)
    short = [contact(1 + n, work=1e-6) for n in range(99)]
    played = play(world, contact(0, work=200), *short)
    assert played.spans()[0] == (0, 200 + 99 * 2e-6, 200 + 99 * 2e-6, 0)


def test_who_left_tries_again(play: Play) -> None:
    """B waits 10 s, comes again 30 s later for as long, and then no more; each time it is a contact of its own."""
    world = lively(redial=Again(1, deterministic(30), 1), patience=deterministic(10))
    played = play(world, contact(0, work=100), contact(0, work=5, patience=10), contact(20, work=5, patience=500))
    assert played.arrivals == [0, 0, 20, 40]
    assert played.ends() == [(0, ANSWERED), (10, Outcome.ABANDONED), (100, ANSWERED), (50, Outcome.ABANDONED)]
    assert played.origins == [(-1, 0, 0), (-1, 0, 0), (-1, 0, 0), (1, Cause.REDIAL, 0)]
    assert played.queue_area == 10 + 80 + 10


def test_who_met_a_full_queue_tries_again(play: Play) -> None:
    """B is turned away, comes again at 70, and is answered with the work that it had."""
    world = lively(replace(ALL, max_waiting=0), redial=Again(1, deterministic(70), 3))
    played = play(world, contact(0, work=60), contact(0, work=25))
    assert played.ends() == [(0, ANSWERED), (0, Outcome.BLOCKED), (70, ANSWERED)]
    assert played.spans()[2] == (70, 95, 95, 0)


def test_a_matter_that_was_not_settled_comes_back(play: Play) -> None:
    """Twice, each time 50 s after the talk; new work, by its law."""
    again = Again(1, deterministic(50), 2)
    played = play(lively(comes_back=again, work=deterministic(20)), contact(0, work=60))
    assert played.spans() == [(0, 60, 60, 0), (110, 130, 130, 0), (180, 200, 200, 0)]
    assert played.origins == [(-1, 0, 0), (0, Cause.RETURN, 0), (1, Cause.RETURN, 1)]


def test_nobody_comes_again_after_the_close(play: Play) -> None:
    """The day ends at 100; the second call would be at 110."""
    world = replace(lively(comes_back=Again(1, deterministic(50), 2)), interval_us=us(100))
    assert play(world, contact(0, work=60)).spans() == [(0, 60, 60, 0)]


def test_contacts_stand_in_order_of_arrival(play: Play) -> None:
    """A comes again at 110, before C and after B; whoever names a row names the new one."""
    world = lively(groups=(Group("g", (3,)),), comes_back=Again(1, deterministic(50), 1), work=deterministic(20))
    played = play(world, contact(0, work=60), contact(100, work=5), contact(120, work=400))
    assert played.arrivals == [0, 100, 110, 120, 155, 570]
    assert [int(parent) for parent, _, _ in played.origins] == [-1, -1, 0, -1, 1, 3]


def test_customers_behave_alike_whatever_the_staff() -> None:
    """Who is put on hold depends on the contact alone, not on when or by whom it is answered."""
    from simulation.engines.compiled import simulate_compiled
    from tests.worlds import contact_table

    rows = contact_table(*(contact(7 * n, work=60) for n in range(200)))
    few, many = (lively(groups=(Group("g", (heads,)),), hold=Interruption(0.4, exponential(30))) for heads in (3, 200))
    talks = []
    for world in (few, many):
        with modulo():
            records = simulate_compiled(world, rows).records
        talks.append(records["talk_end"] - records["answered"])
    assert np.array_equal(*talks)
    assert 50 < (talks[0] > us(60)).sum() < 110


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_shares_of_nothing_and_all(play: Play, share: float) -> None:
    """A share of 0 never happens, a share of 1 always does."""
    played = play(lively(hold=Interruption(share, deterministic(30))), *(contact(1000 * n, work=60) for n in range(8)))
    assert {end - start for start, end, _, _ in played.spans()} == {60 + 30 * share}


SOLO = build_world(policy(ALL), (Group("g", (2,)),), interval_us=us(10_000))


def solved_so_often(*by_agent: float, **does: Any) -> World:
    """A world of one class of contacts and two agents, who solve their matters so often."""
    behaviours = build_behaviours([Behaviour(7, **does)], solves=np.array(by_agent).reshape(-1, 1))
    return replace(SOLO, behaviours=behaviours)


def test_only_a_matter_that_was_not_solved_comes_back(play: Play) -> None:
    """The first agent solves everything, the second nothing: B comes back twice, until it meets the first one."""
    world = solved_so_often(1, 0, comes_back=Again(1, deterministic(50), 3), work=deterministic(20))
    played = play(world, contact(0, work=60), contact(1, work=30))
    assert played.spans() == [(0, 60, 60, 0), (1, 31, 31, 1), (81, 101, 101, 1), (151, 171, 171, 0)]
    assert played.origins[2:] == [(1, Cause.RETURN, 0), (2, Cause.RETURN, 1)]
    assert [solved for _, solved in played.matters] == [1, 0, 0, 1]


def test_a_matter_is_solved_by_the_last_who_talks(play: Play) -> None:
    """It is passed on twice; whoever gives up in the second queue has been helped by nobody."""
    does: dict[str, Any] = {"transfers": [Transfer(1, 1, deterministic(35))], "patience": deterministic(12)}
    world = two_lines(**does)
    behaviours = build_behaviours([Behaviour(7, **does), Behaviour(8)], solves=np.array([[1, np.nan], [1, np.nan]]))
    played = play(replace(world, behaviours=behaviours), contact(0, work=20), contact(1, work=50, cls=1))
    assert played.ends() == [(0, ANSWERED), (1, ANSWERED)]
    assert played.matters == [(1, 0), (0, -1)]


def test_a_better_agent_solves_the_same_and_more() -> None:
    """One uniform variable of a contact is compared with the probability, whoever answers it and when."""
    from simulation.engines.compiled import simulate_compiled
    from tests.worlds import contact_table

    rows = contact_table(*(contact(100 * n, work=60) for n in range(200)))
    solved = []
    for share in (0.4, 0.7):
        with modulo():
            facts = simulate_compiled(solved_so_often(share, share), rows)
        solved.append(facts.origins["solved"])
    assert (solved[0] <= solved[1]).all()
    assert 50 < solved[0].sum() < 110
    assert 110 < solved[1].sum() < 170


def test_a_bot_comes_first(play: Play) -> None:
    """A comes on after 30 s, with half of its work left; B, later but with no bot any more, is before it."""
    world = lively(bot=Bot(1, 0, deterministic(30), 500, [(0, us(10))]))
    played = play(world, contact(5, work=60, wrap_up=10), contact(20, work=40))
    assert played.arrivals == [20, 35]
    assert played.spans() == [(20, 60, 60, 0), (60, 90, 90, 0)]
    assert played.queue_area == 25


def test_who_is_served_by_the_bot(play: Play) -> None:
    """A never comes to the queue, and B waits for nobody; nothing of A is in any queue's length."""
    both = lively(bot=Bot(1, 1, deterministic(30)))
    played = play(both, contact(5, work=60), contact(20, work=40))
    assert [record[7] for record in played.records] == [Outcome.CONTAINED, Outcome.CONTAINED]
    assert [record[2] for record in played.records] == [35, 50]
    assert [record[5] for record in played.records] == [-1, -1]
    assert played.queue_area == 0


def test_who_tries_again_meets_the_bot_again(play: Play) -> None:
    """B gives up at 40, calls again at 70 and is in the queue at 100; the bot saves half of its first work again."""
    world = lively(
        bot=Bot(1, 0, deterministic(30), 500), redial=Again(1, deterministic(30), 1), patience=deterministic(500)
    )
    played = play(world, contact(0, work=200), contact(0, work=40, patience=10))
    assert played.arrivals == [30, 30, 100]
    assert played.spans()[::2] == [(30, 130, 130, 0), (130, 150, 150, 0)]
    assert played.origins[2] == (1, Cause.REDIAL, 0)


def test_a_form_filled_in_while_waiting(play: Play) -> None:
    """B has waited 30 s and needs half of its talk; C, whom the wait was too short for, all of it, like A."""
    world = lively(form=Form(1, us(30), 500))
    played = play(world, contact(0, work=30), contact(0, work=40), contact(40, work=40))
    assert played.spans() == [(0, 30, 30, 0), (30, 50, 50, 0), (50, 90, 90, 0)]


def test_who_balks_at_a_queue_of_two(play: Play) -> None:
    """One waits when C comes, who stays; two when D comes, who does not; A and E would not have to wait."""
    world = lively(balking=Balking(Told.LENGTH, [(2, 1.0)]))
    played = play(world, *(contact(at, work=50) for at in (0, 1, 2, 3, 300)))
    assert [outcome for _, outcome in played.ends()] == [ANSWERED, ANSWERED, ANSWERED, Outcome.BALKED, ANSWERED]


def test_who_balks_at_a_wait_announced(play: Play) -> None:
    """Who comes every 100 s just after another one waits 50 s; after four of them that is what the next one hears."""
    world = lively(balking=Balking(Told.WAIT, [(us(20), 1.0)]))
    rows = [contact(100 * n + late, work=50) for n in range(7) for late in (0, 0)]
    ends = [outcome for _, outcome in play(world, *rows).ends()]
    assert set(ends[:8] + ends[8::2]) == {ANSWERED}
    assert ends[9::2] == [Outcome.BALKED] * 3


def test_who_balks_while_the_wait_is_not_known(play: Play) -> None:
    """The queue has not seen a wait yet."""
    played = play(lively(balking=Balking(Told.WAIT, [(0, 0.0)], 1.0)), contact(0, work=50), contact(1, work=50))
    assert [outcome for _, outcome in played.ends()] == [ANSWERED, Outcome.BALKED]


def test_what_drives_one_away_drives_others_away_too() -> None:
    """The same customers balk with a greater share, and more: one uniform variable of each is compared with it."""
    from simulation.engines.compiled import simulate_compiled
    from tests.worlds import contact_table

    rows = contact_table(contact(0, work=1_000_000), *(contact(100 * n, patience=1) for n in range(1, 200)))
    gone = []
    for share in (0.3, 0.6):
        with modulo():
            facts = simulate_compiled(lively(balking=Balking(Told.LENGTH, [(0, share)])), rows)
        gone.append(facts.records["outcome"] == Outcome.BALKED)
    assert (gone[0] <= gone[1]).all()
    assert 30 < gone[0].sum() < 90 < gone[1].sum() < 150
