"""The check of a roster against a policy, and the summary that ``peakline check`` prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.finding import Severity
from routing.model import NEVER, SECOND, Agent, Prefer
from routing.policy import Match, Policy, Queue, Step, WrapUp
from routing.policy_summary import summarize_policy
from routing.roster_check import check_roster


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
        "agents.kim.skills.fxx: is not among the policy's skills (got fxx; did you mean fx?)",
        "agents.kim.skills.law: must be a level from 1 to 5 (got 6)",
        "agents.kim.pools[0]: is not among the policy's pools (got fron; did you mean front?)",
        "agents.lou: two agents have this id",
        "agents.lou.skills.law: must be a level from 1 to 5 (got 0)",
    ]


def test_nobody_at_all_can_take_nothing() -> None:
    """An empty roster is an error for every queue that gets tickets, not a crash."""
    paths = [finding.path for finding in check_roster(policy_of(Queue("a", Match(("fx",))), Queue("b")), [])]
    assert paths == [("queues", 0, "steps"), ("queues", 1, "steps")]


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
