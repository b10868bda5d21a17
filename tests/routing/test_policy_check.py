"""The check of a policy by itself: what the file reader also says with lines stands in test_policy_refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.errors import Contradiction, InputErrors, UnknownName
from routing.finding import Finding, Severity
from routing.model import SECOND
from routing.policy import Match, Policy, Queue, Step
from routing.policy_check import check_policy, refuse_wrong, tickets_entering
from routing.tables import entry_queues, qualifies

PROBLEMS, TIERS, CHANNELS = ("account", "fx"), ("ordinary", "vip"), ("phone", "chat")


def policy_of(*queues: Queue, order: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Policy:
    return Policy("", PROBLEMS, TIERS, CHANNELS, ("fx", "english"), ("front", "senior"), queues, order)


def stepped(*steps: Step, never_relax: tuple[str, ...] = ()) -> Policy:
    return policy_of(Queue("all", steps=steps, never_relax=never_relax))


def paths(policy: Policy) -> list[tuple[str | int, ...]]:
    return [finding.path for finding in check_policy(policy)]


def test_a_policy_that_widens_and_ends_is_right() -> None:
    """Steps may drop a skill, lower a level and add a pool; a last queue without match takes the rest."""
    vip = Queue(
        "vip",
        Match(("fx",), ("vip",)),
        (
            Step(0, (("english", 2), ("fx", 4)), ("senior",)),
            Step(SECOND, (("english", 2), ("fx", 2)), ("senior",)),
            Step(2 * SECOND, (("english", 2),), ("front", "senior")),
            Step(3 * SECOND, (("english", 2),)),
        ),
        never_relax=("english",),
    )
    assert check_policy(policy_of(vip, Queue("rest"), order=(("senior", ("vip",)),))) == []


def test_a_policy_without_a_catch_all_is_refused() -> None:
    """A ticket must not fall through the list of queues."""
    assert paths(policy_of(Queue("fx", Match(("fx",))))) == [("queues", 0, "match")]


def test_a_last_queue_that_lists_every_value_is_a_catch_all() -> None:
    """Naming all problems admits as much as naming none."""
    assert check_policy(policy_of(Queue("all", Match(PROBLEMS)))) == []


def test_a_queue_behind_several_that_take_all_of_its_tickets_is_shadowed() -> None:
    """Two queues together may shadow a third; the finding names them."""
    queues = (
        Queue("a", Match(("fx",), ("vip",))),
        Queue("b", Match(("fx",), ("ordinary",))),
        Queue("c", Match(("fx",))),
    )
    findings = check_policy(policy_of(*queues, Queue("rest")))
    assert [finding.path for finding in findings] == [("queues", 2, "match")]
    assert "earlier queues take all of them (a, b)" in findings[0].sentence()


def test_the_last_queue_may_be_left_without_tickets() -> None:
    """Where the queues before take everything, the catch-all is a safety net and not a mistake."""
    queues = (Queue("fx", Match(("fx",))), Queue("account", Match(("account",))), Queue("rest"))
    assert check_policy(policy_of(*queues)) == []


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((Step(0, (("fx", 2),)), Step(9, (("fx", 3),))), ("skills", "fx")),
        ((Step(0, (("fx", 2),)), Step(9, (("english", 1),))), ("skills", "english")),
        ((Step(0, (), ("front",)), Step(9, (), ("senior",))), ("pools",)),
        ((Step(0), Step(9, (), ("front", "senior"))), ("pools",)),
    ],
)
def test_a_step_that_could_shut_somebody_out_is_refused(steps: tuple[Step, ...], path: tuple[str, ...]) -> None:
    """A later step must not raise a level, add a skill or take a pool away."""
    assert paths(stepped(*steps)) == [("queues", 0, "steps", 1, *path)]


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((Step(5),), ("steps", 0, "from_s")),
        ((Step(0), Step(5), Step(5)), ("steps", 2, "from_s")),
        ((Step(0), Step(5), Step(4)), ("steps", 2, "from_s")),
        ((), ("steps",)),
    ],
)
def test_steps_start_at_once_and_ascend(steps: tuple[Step, ...], path: tuple[str | int, ...]) -> None:
    """The first step holds from 0, each later one from later."""
    assert paths(stepped(*steps)) == [("queues", 0, *path)]


def test_what_must_never_be_relaxed_holds_in_all_steps() -> None:
    """A licence is asked for by the first step, and by each later one at no lower level."""
    assert paths(stepped(Step(), never_relax=("fx",))) == [("queues", 0, "never_relax", 0)]
    lower = stepped(Step(0, (("fx", 3),)), Step(9, (("fx", 3),)), Step(10, (("fx", 2),)), never_relax=("fx",))
    assert paths(lower) == [("queues", 0, "steps", 2, "skills")]


def test_unknown_names_are_found_with_the_nearest_one() -> None:
    """Each reference to a name that the policy does not list is found where it stands."""
    queue = Queue("fx", Match(("fz",), ("vjp",), ("fone",)), (Step(0, (("fxx", 1),), ("frnt",)),), never_relax=("fxx",))
    findings = check_policy(policy_of(queue, Queue("rest"), order=(("senoir", ("fx",)), ("senior", ("fy",)))))
    assert {finding.kind for finding in findings} == {UnknownName}
    assert {finding.path[-2:]: finding.sentence().rsplit("mean ", 1)[1] for finding in findings} == {
        ("pools", "senoir"): "senior?)",
        ("queue_order", 0): "fx?)",
        ("problem", 0): "fx?)",
        ("tier", 0): "vip?)",
        ("channel", 0): "phone?)",
        ("never_relax", 0): "fx?)",
        ("skills", "fxx"): "fx?)",
        ("pools", 0): "front?)",
    }


def test_two_queues_of_one_name_are_refused() -> None:
    """An own order and a report name queues, so their names must differ."""
    assert paths(policy_of(Queue("a", Match(("fx",))), Queue("a"))) == [("queues", 1, "name")]


def test_findings_stand_in_the_order_of_the_file() -> None:
    """Pools come before queues, and each queue's findings together."""
    queues = (Queue("a", Match(("fz",)), (Step(1),)), Queue("b", steps=(Step(1),)))
    order = (("senior", ("c",)),)
    assert [path[:2] for path in paths(policy_of(*queues, order=order))] == [
        ("pools", "senior"),
        ("queues", 0),
        ("queues", 0),
        ("queues", 1),
    ]


def test_a_policy_built_in_code_can_be_refused() -> None:
    """``refuse_wrong`` raises what the file reader would raise, without lines."""
    refuse_wrong(stepped(Step()))
    with pytest.raises(Contradiction, match=r"^queues\[0\]\.steps\[1\]\.skills\.fx: a later step must not ask"):
        refuse_wrong(stepped(Step(), Step(9, (("fx", 1),))))
    with pytest.raises(InputErrors):
        refuse_wrong(stepped(Step(1), Step(9, (("fx", 1),))))


def test_a_finding_is_data_and_a_sentence() -> None:
    """A finding without a value says its place and rule; its severity is an error unless stated."""
    finding = Finding(("queues", 0), "is odd")
    assert finding.severity is Severity.ERROR
    assert finding.sentence() == "queues[0]: is odd"
    assert replace(finding, value="fz", known=("fx",)).sentence() == "queues[0]: is odd (got fz; did you mean fx?)"


NAMES = st.lists(st.sampled_from(PROBLEMS), unique=True).map(tuple)
MATCHES = st.builds(
    Match,
    NAMES,
    st.lists(st.sampled_from(TIERS), unique=True).map(tuple),
    st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
)


@given(st.lists(MATCHES, max_size=5))
def test_tickets_enter_the_first_queue_that_admits_them(matches: list[Match]) -> None:
    """The sets of entering tickets are those of the router's own table, so a shadowed queue is one it never uses."""
    policy = policy_of(*(Queue(f"q{n}", match) for n, match in enumerate(matches)), Queue("rest"))
    entry = entry_queues(policy)
    for number, entering in enumerate(tickets_entering(policy)):
        assert (entering == (entry == number)).all()
    shadowed = [number for number in range(len(matches)) if not (entry == number).any()]
    assert paths(policy) == [("queues", number, "match") for number in shadowed]


SKILLS = st.dictionaries(st.sampled_from(("fx", "english")), st.integers(1, 3))
POOLS = st.lists(st.sampled_from(("front", "senior")), unique=True).map(tuple)


def everybody() -> Iterator[tuple[dict[str, int], tuple[str, ...]]]:
    """Every agent that could be: each level of each skill, each set of pools."""
    for fx in range(4):
        for english in range(4):
            for pools in ((), ("front",), ("senior",), ("front", "senior")):
                yield {"fx": fx, "english": english}, pools


@given(SKILLS, POOLS, SKILLS, POOLS)
def test_a_step_is_refused_exactly_if_it_could_shut_somebody_out(
    skills: dict[str, int], pools: tuple[str, ...], later_skills: dict[str, int], later_pools: tuple[str, ...]
) -> None:
    """The rule about skills and pools refuses a pair of steps if and only if some agent would be lost.

    Asking for every pool by name is refused too where the step before asks for none: agents may belong to no pool.
    """
    first = Step(0, tuple(sorted(skills.items())), pools)
    second = Step(9, tuple(sorted(later_skills.items())), later_pools)
    lost = any(qualifies(first, *agent) and not qualifies(second, *agent) for agent in everybody())
    assert bool(paths(stepped(first, second))) == lost
