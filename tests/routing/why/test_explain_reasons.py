"""Why: each reason in a scenario reckoned by hand, with its particulars and its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing import SECOND, Agent, Presence, Router
from routing.causes import Cause, Reason
from routing.model import Tie
from routing.policy import Compare, Condition, LabelType, Queue, Reservation, Step, WrapUp
from routing.why.explain import Chooser, Idle
from routing.words.messages import use_language
from tests import worlds
from tests.routing.desk import Desk, us

QUEUE = Queue("all", wrap_up=WrapUp.NONE)
RINGING = replace(QUEUE, auto_accept=False, offer_expires_us=20 * SECOND, decline_pause_us=30 * SECOND)
TWO_CHANNELS = worlds.policy(QUEUE, channels=("phone", "chat"), costs=(("phone", 3),))


def desk(queue: Queue, *agents: Agent) -> Desk:
    return Desk(Router, worlds.policy(queue), *agents)


def causes(desk: Desk, ticket: str, agent: str) -> tuple[Cause, ...]:
    """Everything that keeps them apart; both questions give the same."""
    router: Router = desk.router
    found = next(each.causes for each in router.explain_waiting(ticket).agents if each.agent == agent)
    assert found == next(each.causes for each in router.explain_idle(agent).tickets if each.ticket == ticket)
    return found


def of_ticket(desk: Desk, ticket: str) -> tuple[Cause, ...]:
    found: tuple[Cause, ...] = desk.router.explain_waiting(ticket).causes
    return found


def words(desk: Desk, cause: Cause) -> str:
    return cause.words(desk.router._now)


def test_too_few_units_are_left() -> None:
    """Ann's chat takes 1 of 3 units; a call needs 3. A second agent with all units in use is at work."""
    world = Desk(Router, TWO_CHANNELS, Agent("ann", capacity=3), Agent("bob"))
    world.submit("c1", channel="chat", at=0)  # ann and bob have no load: the lower number
    world.submit("c2", channel="chat", at=0)  # bob has the least load
    world.submit("call", at=1)
    (cause,) = causes(world, "call", "ann")
    assert cause == Cause(Reason.NO_UNITS, have=1, need=3, limit=3)
    assert words(world, cause) == "has too few units left: 1 of 3 are in use, 3 are needed"
    (cause,) = causes(world, "call", "bob")
    assert cause == Cause(Reason.BUSY, have=1, need=3, limit=1)
    assert words(world, cause) == "has all its units in use (1 of 1)"


def test_as_many_tickets_of_a_channel_as_allowed() -> None:
    """Ann may have two chats at once and has them; units are left."""
    world = Desk(Router, TWO_CHANNELS, Agent("ann", capacity=5, most={"chat": 2}))
    for ticket in ("c1", "c2", "c3"):
        world.submit(ticket, channel="chat", at=0)
    (cause,) = causes(world, "c3", "ann")
    assert cause == Cause(Reason.MOST, "chat", have=2, limit=2)
    assert words(world, cause) == "has as many tickets of channel chat as it may (2 of 2)"


def test_an_outstanding_offer() -> None:
    """Ann has been offered t1, so t2 waits."""
    world = desk(RINGING, Agent("ann"))
    world.submit("t1", at=0)
    world.submit("t2", at=1)
    (cause,) = causes(world, "t2", "ann")
    assert cause == Cause(Reason.HAS_OFFER, "t1")
    assert words(world, cause) == "has been offered ticket t1 and has not answered"


def test_units_gathered_for_another_ticket() -> None:
    """After 10 s Ann, with 1 of 3 units in use, gathers for the call; the chat that would fit waits."""
    rules = replace(TWO_CHANNELS, queues=(replace(QUEUE, gather_after_us=10 * SECOND),))
    world = Desk(Router, rules, Agent("ann", capacity=3))
    world.submit("c1", channel="chat", at=0)
    world.submit("call", at=1)
    world.until(11)
    world.submit("c2", channel="chat", at=12)
    assert causes(world, "c2", "ann") == (Cause(Reason.GATHERS, "call"),)
    assert causes(world, "call", "ann") == (Cause(Reason.NO_UNITS, have=1, need=3, limit=3),)
    assert of_ticket(world, "call") == (Cause(Reason.GATHERED, "ann"),)
    assert world.router.explain_idle("ann").sentence() == "Agent ann keeps its units for ticket call."
    assert "Note: agent ann keeps its units for it." in world.router.explain_waiting("call").sentence()


def test_a_waking_conversation_goes_first() -> None:
    """Ann, capacity 3, talks on the phone; a chat of hers wakes up and is next, so the new chat waits."""
    world = Desk(Router, TWO_CHANNELS, Agent("ann", capacity=3))
    world.submit("asleep", channel="chat", at=0)
    world.do("deactivate", "asleep", at=1)
    world.submit("call", at=2)
    world.do("wake", "asleep", at=3)
    world.submit("new", channel="chat", at=4)
    found = causes(world, "new", "ann")
    assert found == (Cause(Reason.WAKING, "asleep"), Cause(Reason.BUSY, have=3, need=1, limit=3))
    assert words(world, found[0]) == "goes on with ticket asleep first, whose customer is back"


def test_a_delay_that_is_not_over() -> None:
    """Ann takes tickets of this queue after 20 s; at 5 s it is another 15 s."""
    world = desk(QUEUE, Agent("ann", delays={"all": 20 * SECOND}))
    world.submit("t1", at=0)
    world.until(5)
    (cause,) = causes(world, "t1", "ann")
    assert cause == Cause(Reason.DELAY, at=us(20))
    assert cause.left_us(us(5)) == us(15)
    assert words(world, cause) == "takes tickets of this queue only later, in 15 s"


def test_a_condition_on_a_label() -> None:
    """The step asks for German; Ann speaks French, of Bob nothing is known."""
    german = Condition("lang", Compare.EQ, "de")
    rules = worlds.policy(replace(QUEUE, steps=(Step(labels=(german,)),)), labels=(("lang", LabelType.TEXT),))
    world = Desk(Router, rules, Agent("ann", labels={"lang": "fr"}), Agent("bob"))
    world.submit("t1", at=0)
    for agent in ("ann", "bob"):
        (cause,) = causes(world, "t1", agent)
        assert cause == Cause(Reason.LABEL_NOT_MET, "lang", condition=german)
    assert words(world, cause) == "does not meet the condition lang = de"


def test_skills_and_pools() -> None:
    """All that is missing is named: Ann has level 1 of 3 and is in no pool of the step."""
    world = desk(
        replace(QUEUE, steps=(Step(skills=(("fx", 3),), pools=("back",)),)), Agent("ann", {"fx": 1}, ("front",))
    )
    world.submit("t1", at=0)
    found = causes(world, "t1", "ann")
    assert found == (Cause(Reason.SKILL_MISSING, "fx", have=1, need=3), Cause(Reason.OTHER_POOL, "back"))
    assert [words(world, cause) for cause in found] == [
        "lacks skill fx at level 3 (has 1)",
        "is in none of the pools back",
    ]


def test_paused_after_a_decline() -> None:
    """Declined at 2 s with a pause of 30 s: until 32 s, at 12 s another 20 s."""
    world = desk(RINGING, Agent("ann"))
    world.submit("t1", at=0)
    world.do("decline", "t1", "ann", at=2)
    world.until(12)
    (cause,) = causes(world, "t1", "ann")
    assert cause == Cause(Reason.PAUSED, at=us(32))
    assert words(world, cause) == "has declined it or let it go, and is not asked again for 20 s"


def test_excluded() -> None:
    """The ticket is never to be offered to Ann."""
    world = desk(QUEUE, Agent("ann"))
    world.submit("t1", exclude=("ann",), at=0)
    (cause,) = causes(world, "t1", "ann")
    assert (cause, words(world, cause)) == (Cause(Reason.EXCLUDED), "is excluded from the ticket")


def test_reserved() -> None:
    """Two agents of the pool are to be kept free, and one is: others may not take her."""
    vip = replace(QUEUE, name="vip", match=replace(QUEUE.match, tiers=("vip",)))
    rules = worlds.policy(vip, QUEUE, tiers=("any", "vip"), reservations=(Reservation("front", 2, ("vip",)),))
    world = Desk(Router, rules, Agent("ann", pools=("front",)))
    world.submit("t1", at=0)
    (cause,) = causes(world, "t1", "ann")
    assert cause == Cause(Reason.RESERVED, "front", have=1, need=0, limit=2)
    assert words(world, cause) == "is kept free for other queues (agents of pool front: 1 free, 2 to be kept free)"


def test_a_closed_queue() -> None:
    """Nobody takes its tickets, and the ticket's own causes say so, too."""
    world = desk(QUEUE, Agent("ann"))
    world.do("set_open", "all", False, at=0)
    world.submit("t1", at=0)
    closed = Cause(Reason.QUEUE_CLOSED, "all")
    assert causes(world, "t1", "ann") == of_ticket(world, "t1") == (closed,)
    assert words(world, closed) == "queue all is closed"


def test_held_for_its_preferred_agent() -> None:
    """Bob is free, but t2 waits for Ann alone until 31 s."""
    world = desk(replace(QUEUE, hold_us=(30 * SECOND, 0, 0)), Agent("ann"), Agent("bob"))
    world.submit("t1", at=0)
    world.submit("t2", preferred="ann", at=1)
    held = Cause(Reason.HELD_FOR, "ann", us(31))
    assert causes(world, "t2", "bob") == of_ticket(world, "t2") == (held,)
    assert causes(world, "t2", "ann") == (Cause(Reason.BUSY, have=1, need=1, limit=1),)
    assert world.router.explain_waiting("t2").sentence() == (
        "Ticket t2 has waited 0 s, at place 1 of queue all, step 0. Note: it is held for agent ann for another 30 s."
    )
    assert "Ticket t2: it is held for agent ann for another 30 s." in world.router.explain_idle("bob").sentence()


@pytest.mark.parametrize("absent", [True, False])
def test_the_preferred_agent_is_absent_or_full(absent: bool) -> None:
    """No hold in this queue: it waits for anybody, and the reasons say what the preferred agent does."""
    world = desk(QUEUE, Agent("ann"))
    world.submit("t1", at=0)
    if absent:
        world.presence("ann", Presence.DRAINING, at=0)
    world.submit("t2", preferred="ann", tie=Tie.DEDICATED, at=1)
    (cause,) = of_ticket(world, "t2")
    if absent:
        assert cause == Cause(Reason.PREFERRED_ABSENT, "ann")
        assert words(world, cause) == "its preferred agent ann is not ready"
    else:
        assert cause == Cause(Reason.PREFERRED_FULL, "ann")
        assert words(world, cause) == "its preferred agent ann can take nothing more"


def test_a_callback_that_is_not_due() -> None:
    """Asked for at 10 s, due at 70 s: it has waited 10 s, keeps its place, and Ann, free since, does not take it."""
    world = desk(QUEUE, Agent("ann"))
    world.submit("t0", at=0)
    world.submit("t1", at=0)
    world.submit("t2", at=5)
    world.do("request_callback", "t1", due=70, at=10)
    world.do("cancel", "t2", at=11)
    world.complete("t0", at=30)
    due = Cause(Reason.CALLBACK_NOT_DUE, at=us(70))
    assert causes(world, "t1", "ann") == of_ticket(world, "t1") == (due,)
    why = world.router.explain_waiting("t1")
    assert (why.waited_us, why.position) == (us(10), 1)
    assert words(world, due) == "its customer is to be called back in 40 s"


def test_a_conditional_step_that_is_not_taken() -> None:
    """From 10 s Bob will do, but only while nobody of step 0 is ready; Ann is, though at work."""
    steps = (Step(pools=("front",)), Step(10 * SECOND, pools=("front", "back"), only_if_absent=True))
    world = desk(replace(QUEUE, steps=steps), Agent("ann", pools=("front",)), Agent("bob", pools=("back",)))
    world.submit("t1", at=0)
    world.submit("t2", at=1)
    assert [cause.reason for cause in causes(world, "t2", "bob")] == [Reason.OTHER_POOL]
    world.until(12)
    not_taken = Cause(Reason.STEP_NOT_TAKEN, "ann", need=1)
    assert causes(world, "t2", "bob") == (Cause(Reason.OTHER_POOL, "front"), not_taken)
    assert of_ticket(world, "t2") == (not_taken,)
    assert words(world, not_taken) == "step 1 holds only while nobody of the step before is ready, and ann is"


@pytest.mark.parametrize(
    ("presence", "reason", "said"),
    [
        (Presence.BREAK, Reason.ON_BREAK, "is on a break (lunch)"),
        (Presence.DRAINING, Reason.DRAINING, "is finishing its work and takes nothing new (lunch)"),
    ],
)
def test_a_presence_with_its_reason(presence: Presence, reason: Reason, said: str) -> None:
    """What was said of the presence stands in the cause, until it changes."""
    world = desk(QUEUE, Agent("ann"))
    world.submit("t0", at=0)
    world.presence("ann", presence, reason="lunch", at=0)
    world.submit("t1", at=1)
    found = causes(world, "t1", "ann")
    assert found == (Cause(reason, "lunch"), Cause(Reason.BUSY, have=1, need=1, limit=1))
    assert words(world, found[0]) == said
    world.presence("ann", Presence.BREAK if presence is Presence.DRAINING else Presence.DRAINING, at=2)
    assert causes(world, "t1", "ann")[0].what is None


def test_offline_with_a_reason() -> None:
    """An agent who is offline for a reason."""
    world = desk(QUEUE, Agent("ann"))
    world.presence("ann", Presence.OFFLINE, reason="ill", at=0)
    assert world.router.explain_idle("ann").sentence() == "Agent ann is offline (ill)."


def test_transferred_and_returned() -> None:
    """Ann gives t1 away at 3 s, for which she is paused; Bob, who then has it, vanishes at 9 s."""
    world = desk(replace(QUEUE, decline_pause_us=30 * SECOND), Agent("ann"), Agent("bob"))
    world.presence("bob", Presence.BREAK, at=0)
    world.submit("t1", at=0)
    world.do("transfer", "t1", queue="all", at=3)
    assert of_ticket(world, "t1") == (Cause(Reason.TRANSFERRED, "ann", us(3)),)
    assert causes(world, "t1", "ann") == (Cause(Reason.PAUSED, at=us(33)),)
    assert "Note: agent ann gave it away at 3 s." in world.router.explain_waiting("t1").sentence()
    world.presence("bob", Presence.READY, at=5)
    assert world.router.explain_assignment("t1").causes == (Cause(Reason.TRANSFERRED, "ann", us(3)),)
    world.do("lose_agent", "bob", at=9)
    assert of_ticket(world, "t1") == (Cause(Reason.RETURNED, "bob", us(9)),)
    assert "Note: agent bob, who had it, vanished at 9 s." in world.router.explain_waiting("t1").sentence()


def test_assigned_by_hand() -> None:
    """Somebody gives t2 to Ann, on a break and with no unit left: what was overridden is said."""
    world = desk(QUEUE, Agent("ann"), Agent("bob"))
    world.presence("bob", Presence.OFFLINE, at=0)
    world.submit("t1", at=0)
    world.presence("ann", Presence.BREAK, at=1)
    world.submit("t2", at=2)
    world.do("assign", "t2", "ann", force=True, at=3)
    why = world.router.explain_assignment("t2")
    assert (why.chooser, why.agent, why.tickets) == (Chooser.SOMEBODY, "ann", ())
    assert why.causes == (Cause(Reason.BY_HAND, have=1),)
    assert [cause.reason for cause in why.agents[0].causes] == [Reason.CHOSEN, Reason.ON_BREAK, Reason.BUSY]
    assert why.agents[1].reason is Reason.OFFLINE
    assert why.sentence() == (
        "At 3 s somebody gave ticket t2 of queue all to agent ann."
        " Note: somebody assigned it, beyond the agent's units."
        " Overridden: the agent is on a break; has all its units in use (1 of 1)."
    )


def test_meant_for_the_agent() -> None:
    """Bob has been idle longer, but the ticket was meant for Ann, who is free."""
    world = desk(QUEUE, Agent("bob"), Agent("ann"))
    world.submit("t1", preferred="ann", at=1)
    why = world.router.explain_assignment("t1")
    assert (why.chooser, why.causes) == (Chooser.PREFERRED, (Cause(Reason.PREFERRED, "ann"),))
    assert [each.reason for each in why.agents] == [Reason.CHOSEN, Reason.LESS_PREFERRED]
    assert why.sentence().startswith("At 1 s ticket t1 of queue all went to agent ann, whom it was meant for.")


def test_an_accepting_agent_with_units_left_chooses() -> None:
    """Ann, capacity 2, accepts t1 and is offered t2 in the same moment: she chose it."""
    world = desk(RINGING, Agent("ann", capacity=2))
    world.submit("t1", at=0)
    world.submit("t2", at=1)
    world.do("accept", "t1", "ann", at=2)
    why = world.router.explain_assignment("t2")
    assert (why.chooser, [each.ticket for each in why.tickets]) == (Chooser.AGENT, ["t2"])
    assert world.router.explain_assignment("t1").time == 0


def test_lists_have_chinese_signs_in_chinese() -> None:
    """What stands between reasons and between pools is full-width there."""
    use_language("zh")
    cause = Cause(Reason.OTHER_POOL, "front, back")
    assert "front、back" in cause.words(0)
    assert "（lunch）" in Cause(Reason.ON_BREAK, "lunch").words(0)
    agent = Idle("ann", 0, (Cause(Reason.ON_BREAK), Cause(Reason.HAS_OFFER, "t1")), (), (), "")
    assert "；" in agent.sentence()
    assert ";" not in agent.sentence()
