"""The check of a roster against a policy, and the summary that ``peakline check`` prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.checks.policy_summary import summarize_policy
from routing.checks.roster_check import check_roster
from routing.model import NEVER, SECOND, Agent, Prefer
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
    WrapUp,
)
from routing.reading.finding import Severity


def policy_of(*queues: Queue) -> Policy:
    return Policy("", ("account", "fx"), ("ordinary", "vip"), ("phone",), ("fx", "law"), ("front", "senior"), queues)


FX = Queue(
    "fx",
    Match(("fx",)),
    (Step(0, (("fx", 4),), ("senior",)), Step(20 * SECOND, (("fx", 2),), ("senior",)), Step(40 * SECOND)),
)
POLICY = policy_of(FX, Queue("rest"))
ANN, BOB, EVE = Agent("ann", {"fx": 4}, ("senior",)), Agent("bob", {"fx": 3}, ("senior",)), Agent("eve", {}, ("front",))


def test_a_roster_that_can_do_it_all_has_no_findings() -> None:
    """Each step lets in somebody more, so nothing is found."""
    assert check_roster(POLICY, [ANN, BOB, EVE]) == []


@pytest.mark.parametrize(
    ("agents", "sentences"),
    [
        (
            [ANN, EVE],
            ["queues[0].steps[1]: the same agents qualify as for the step before: waiting for it gains nobody"],
        ),
        ([BOB, EVE], ["queues[0].steps[0]: no agent on the roster qualifies for this step"]),
    ],
)
def test_a_step_without_effect_is_a_warning(agents: list[Agent], sentences: list[str]) -> None:
    """A step for which nobody qualifies, or nobody new, works but changes nothing."""
    findings = check_roster(POLICY, agents)
    assert [finding.sentence() for finding in findings] == sentences
    assert {finding.severity for finding in findings} == {Severity.WARNING}


def test_tickets_that_nobody_can_take_are_an_error() -> None:
    """Where no step of a queue has a qualifying agent, its kinds of tickets are listed."""
    policy = policy_of(Queue("fx", Match(("fx",)), (Step(0, (("fx", 5),)),)), Queue("rest"))
    (finding,) = check_roster(policy, [ANN, EVE])
    assert finding.severity is Severity.ERROR
    assert finding.sentence() == (
        "queues[0].steps: nobody on the roster can take the tickets of queue fx in any step: "
        "fx × ordinary × phone, fx × vip × phone"
    )


def test_at_most_five_kinds_of_tickets_are_listed() -> None:
    """A queue for 2 × 3 × 1 kinds of tickets that nobody can take lists five of the six."""
    policy = replace(policy_of(Queue("all", steps=(Step(pools=("senior",)),))), tiers=("ordinary", "vip", "risk"))
    (finding,) = check_roster(policy, [EVE])
    assert finding.rule.count("×") == 2 * 5
    assert finding.rule.endswith("fx × vip × phone, …")


def test_a_queue_that_gets_no_tickets_needs_nobody() -> None:
    """A catch-all behind queues that take everything may ask for what nobody has."""
    queues = (
        Queue("fx", Match(("fx",))),
        Queue("account", Match(("account",))),
        Queue("rest", steps=(Step(0, (("fx", 5),)),)),
    )
    assert check_roster(policy_of(*queues), [ANN, EVE]) == []


def test_a_skill_that_nobody_has_is_an_error_said_once() -> None:
    """A skill that several steps ask for and nobody has at any level is reported at its first place."""
    steps = (Step(0, (("law", 2),)), Step(9, (("law", 1),)), Step(10))
    findings = check_roster(policy_of(Queue("all", steps=steps)), [Agent("ann", {"laws": 3})])
    missing = [
        finding for finding in findings if finding.path[:1] == ("queues",) and finding.severity is Severity.ERROR
    ]
    assert [finding.sentence() for finding in missing] == [
        "queues[0].steps[0].skills.law: nobody on the roster has this skill (got law; did you mean laws?)"
    ]


def test_names_of_the_roster_must_be_the_policys() -> None:
    """Unknown skills and pools of agents are said once each, with the nearest name; so are wrong levels and twins."""
    agents = [
        ANN,
        EVE,
        Agent("kim", {"fxx": 3, "law": 6}, ("fron",)),
        Agent("lou", {"fxx": 2}, ("fron", "senior")),
        Agent("lou", {"law": 0}),
    ]
    sentences = [finding.sentence() for finding in check_roster(policy_of(Queue("all")), agents)]
    assert sentences == [
        "agents.kim.skills.law: must be a level from 1 to 5 (got 6)",
        "agents.kim.skills.fxx: is not among the policy's skills (got fxx; did you mean fx?)",
        "agents.kim.pools[0]: is not among the policy's pools (got fron; did you mean front?)",
        "agents.lou: two agents have this id",
        "agents.lou.skills.law: must be a level from 1 to 5 (got 0)",
    ]


def test_nobody_at_all_can_take_nothing() -> None:
    """An empty roster is an error for every queue that gets tickets, not a crash."""
    paths = [finding.path for finding in check_roster(policy_of(Queue("a", Match(("fx",))), Queue("b")), [])]
    assert paths == [("queues", 0, "steps"), ("queues", 1, "steps")]


LABELS = (("language", LabelType.TEXT), ("since", LabelType.NUMBER), ("resident", LabelType.YES_NO))
FRENCH = Queue("all", steps=(Step(labels=(Condition("language", Compare.EQ, "fr"),)),))


def labelled(*queues: Queue) -> Policy:
    return replace(policy_of(*queues), labels=LABELS)


def test_labels_decide_who_can_take_a_ticket() -> None:
    """A queue for French needs somebody who speaks it."""
    german, french = Agent("ann", labels={"language": "de"}), Agent("bob", labels={"language": "fr"})
    (finding,) = check_roster(labelled(FRENCH), [german])
    assert finding.path == ("queues", 0, "steps")
    assert check_roster(labelled(FRENCH), [german, french]) == []


def test_a_label_that_nobody_has_is_an_error_said_once() -> None:
    """A condition on a label that no agent has is a slip, unless it asks for its absence."""
    since = Condition("since", Compare.GE, 5)
    steps = (Step(labels=(Condition("language", Compare.NE, "fr"), since)), Step(9, labels=(since,)), Step(10))
    found = check_roster(labelled(Queue("all", steps=steps)), [Agent("ann", labels={"resident": True})])
    assert [finding.sentence() for finding in found if finding.severity is Severity.ERROR] == [
        "queues[0].steps[0].labels.since: nobody on the roster has this label (got since)"
    ]


def test_labels_of_agents_must_be_the_policys() -> None:
    """Unknown labels are said once, wrong values each; what they would mean for the queues is not guessed."""
    agents = [
        Agent("ann", labels={"langage": "fr", "since": "long", "resident": 1}),
        Agent("bob", labels={"langage": "de", "language": "fr"}),
    ]
    policy = labelled(Queue("all", steps=(Step(labels=(Condition("since", Compare.GE, 5),)),)))
    assert [finding.sentence() for finding in check_roster(policy, agents)] == [
        "agents.ann.labels.langage: is not among the policy's labels (got langage; did you mean language?)",
        (
            "agents.ann.labels.since: must be a whole number from -1000000000 to 1000000000: the label is a number "
            "(got long)"
        ),
        "agents.ann.labels.resident: must be true or false: the label is yes or no (got 1)",
    ]
    assert summarize_policy(policy, agents).bounds == ()


def test_capacity_order_and_delays_of_agents_must_be_possible() -> None:
    """Units, limits, own orders and delays are held against the policy's names and ranges."""
    agents = [
        Agent("ann", capacity=0, most={"phone": -1, "fax": 2}),
        Agent("bob", capacity=101, most={"phone": 101}),
        Agent("eve", queue_order=("all", "al", "all"), delays={"al": 1, "all": -SECOND}),
        Agent("kim", capacity=100, most={"phone": 0}, queue_order=(), delays={}),
        Agent("lou", delays={"all": NEVER}),
    ]
    found = [finding.sentence() for finding in check_roster(policy_of(Queue("all")), agents)]
    assert found == [
        "agents.ann.capacity: must be a whole number from 1 to 100 (got 0)",
        "agents.ann.most.phone: must be a whole number from 0 to 100 (got -1)",
        "agents.ann.most.fax: is not among the policy's channels (got fax)",
        "agents.bob.capacity: must be a whole number from 1 to 100 (got 101)",
        "agents.bob.most.phone: must be a whole number from 0 to 100 (got 101)",
        "agents.eve.queue_order[1]: is not the name of a queue of this policy (got al; did you mean all?)",
        "agents.eve.queue_order[2]: names all twice",
        "agents.eve.delays.all: must be from 0 to 2592000 seconds (got -1)",
        "agents.lou.delays.all: must be from 0 to 2592000 seconds (got 4611686018427.388)",
    ]


@pytest.mark.parametrize(
    ("agent", "is_enough"),
    [
        (Agent("ann"), False),
        (Agent("ann", capacity=2), False),
        (Agent("ann", capacity=3), True),
        (Agent("ann", capacity=3, most={"phone": 0}), False),
        (Agent("ann", capacity=3, most={"phone": 1}), True),
    ],
    ids=("1 unit", "2 units", "3 units", "no phone", "one phone"),
)
def test_somebody_must_have_the_units_of_a_channel(agent: Agent, is_enough: bool) -> None:
    """A phone call that costs three units needs an agent with three, who takes calls at all."""
    policy = replace(policy_of(Queue("all")), channels=("phone", "chat"), costs=(("phone", 3),))
    found = check_roster(policy, [agent])
    assert [finding.path for finding in found] == ([] if is_enough else [("queues", 0, "steps")])
    if found:
        assert "phone" in found[0].rule
        assert "chat" not in found[0].rule


def test_a_reservation_of_a_pool_without_agents_is_a_warning() -> None:
    """Nobody can be kept free where nobody is."""
    policy = replace(POLICY, reservations=(Reservation("front", 1, ("fx",)), Reservation("senior", 1, ("fx",))))
    (finding,) = check_roster(policy, [ANN, BOB, Agent("kim")])
    assert (finding.path, finding.severity) == (("reservations", 0, "pool"), Severity.WARNING)


def test_the_summary_says_units_delays_reservations_and_rules() -> None:
    """What a policy has beyond queues and steps stands in its summary, and what the bounds do not cover at its end."""
    first = Queue(
        "fx",
        Match(("fx",)),
        (Step(), Step(20 * SECOND, pools=(), only_if_absent=True)),
        hold_us=(30 * SECOND, 90 * SECOND, 0),
        gather_after_us=45 * SECOND,
        overflow=(
            Overflow(OverflowCause.CLOSED, OverflowAction.QUEUE, "rest"),
            Overflow(OverflowCause.WAITING, OverflowAction.CALLBACK, at=20, until=15),
            Overflow(OverflowCause.WAITED, OverflowAction.MESSAGE, at=SECOND),
            Overflow(OverflowCause.ABSENT, OverflowAction.BOT),
        ),
    )
    policy = replace(
        policy_of(first, Queue("rest")),
        costs=(("phone", 3),),
        delays=(("front", (("fx", 500_000), ("rest", 0))),),
        reservations=(Reservation("senior", 2, ("fx",), 9, 4, 60 * SECOND), Reservation("front", 1, ("fx",))),
    )
    sentences = summarize_policy(policy).sentences()
    assert sentences[0] == (
        "Queue fx: target 30 s, head start 0 s, band 0, held for a preferred agent up to 90 s, "
        "units gathered after 45 s, overflow (closed: to queue rest; 20 tickets wait, until no more than 15 do: a "
        "callback is offered; waited 1 s: a message is sent; nobody on shift: a bot answers); "
        "steps from 0 s, 20 s if nobody is there before."
    )
    assert sentences[2:6] == [
        "A ticket of phone costs 3 units.",
        "Agents of pool front take tickets of fx after 0.5 s there.",
        "Agents of pool senior kept free for fx: 2; lifted: 9 tickets wait, until no more than 4 do; waited 60 s.",
        "Agents of pool front kept free for fx: 1; lifted: never.",
    ]
    assert sentences[-1] == (
        "These may let a ticket pass beyond its bound: holds for preferred agents, delays, reservations, capacity in "
        "units, steps that wait for an absence, overflow."
    )


def test_the_summary_says_queues_findings_and_bounds() -> None:
    """``peakline check`` has a sentence for each queue, finding and pair of queues."""
    vip = Queue(
        "vip",
        Match(tiers=("vip",)),
        (Step(), Step(20 * SECOND, prefer=(Prefer.LEVEL,))),
        head_start_us=60 * SECOND,
        ageing_per_mille=1500,
        band=1,
        promote_after_us=90 * SECOND,
        max_waiting=5,
        wrap_up=WrapUp.FIXED,
        wrap_up_us=500_000,
    )
    summary = summarize_policy(policy_of(vip, Queue("rest")), [ANN])
    sentences = summary.sentences()
    assert sentences[0] == (
        "Queue vip: target 30 s, head start 60 s, band 1, ageing 1.5, promoted every 90 s, at most 5 waiting, "
        "wrap-up 0.5 s; steps from 0 s, 20 s."
    )
    assert sentences[1] == "Queue rest: target 30 s, head start 0 s, band 0; steps from 0 s."
    assert sentences[2].startswith("Warning: queues[0].steps[1]: the same agents qualify")
    # vip stands in band 1 for 90 s, and a ticket of rest may have come at the end of them. The other way round vip has
    # 60 s / 1.5 ahead, and 1 − 1/1.5 of the wait of rest.
    assert sentences[3] == ("A ticket of rest goes before an older one of vip only if it is younger by at most 90 s.")
    assert sentences[4].endswith("younger by at most 40 s plus 33.3 % of the wait of the older one.")
    assert (len(summary.errors), len(summary.warnings), len(summary.unbounded)) == (0, 1, 0)


def test_the_summary_of_a_wrong_policy_stops_at_its_errors() -> None:
    """A policy with errors has no bounds to state, and its roster is not looked at."""
    summary = summarize_policy(policy_of(Queue("fx", Match(("fz",)))), [])
    assert [finding.path for finding in summary.errors] == [
        ("queues", 0, "match", "problem", 0),
        ("queues", 0, "match"),
    ]
    assert summary.bounds == ()
    assert [line.split(":")[0] for line in summary.sentences()] == ["Queue fx", "Error", "Error"]


def test_the_pairs_without_a_bound_are_listed() -> None:
    """A planner sees at once which queue may wait for ever."""
    summary = summarize_policy(policy_of(Queue("fx", Match(("fx",))), Queue("rest", band=1, promote_after_us=NEVER)))
    assert [(bound.waiting, bound.overtaking) for bound in summary.unbounded] == [("rest", "fx")]
