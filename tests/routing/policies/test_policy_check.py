"""The check of a policy by itself: what the file reader also says with lines stands in test_policy_refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.agent_groups import may_take
from routing.errors import Contradiction, InputErrors, UnknownName
from routing.kernels.tables import entry_queues
from routing.model import SECOND, Agent
from routing.policies.policy_check import check_policy, refuse_wrong, tickets_entering
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
)
from routing.reading.finding import Finding, Severity

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


def test_promotion_from_the_most_urgent_band_is_a_warning() -> None:
    """There is no band before it."""
    (finding,) = check_policy(policy_of(Queue("all", promote_after_us=SECOND)))
    assert (finding.path, finding.severity) == (("queues", 0, "promote_after_s"), Severity.WARNING)
    assert check_policy(policy_of(Queue("all", band=1, promote_after_us=SECOND))) == []


LABELS = (("language", LabelType.TEXT), ("since", LabelType.NUMBER), ("resident", LabelType.YES_NO))
FRENCH, RESIDENT = Condition("language", Compare.EQ, "fr"), Condition("resident", Compare.EQ, True)


def labelled(*queues: Queue) -> Policy:
    return replace(policy_of(*queues), labels=LABELS)


def test_a_queue_with_conditions_takes_nothing_for_certain_from_one_without() -> None:
    """Who speaks French enters the first queue; all others are left for the second one of the same match."""
    assert check_policy(labelled(Queue("a", Match(labels=(FRENCH,))), Queue("b"))) == []


def test_a_queue_is_shadowed_by_an_earlier_one_with_some_of_its_conditions() -> None:
    """French residents are among those who speak French; and whoever comes after a queue for all comes too late."""
    french, both = Queue("a", Match(labels=(FRENCH,))), Queue("b", Match(labels=(RESIDENT, FRENCH)))
    (finding,) = check_policy(labelled(french, both, Queue("rest")))
    assert finding.path == ("queues", 1, "match")
    assert "earlier queues take all of them (a)" in finding.sentence()
    assert check_policy(labelled(both, french, Queue("rest"))) == []
    assert paths(labelled(Queue("all"), both, Queue("rest"))) == [("queues", 1, "match"), ("queues", 2, "match")]


def test_the_last_queue_may_be_there_for_nobody_but_not_behind_one_that_takes_all() -> None:
    """It catches what the others leave, which may be nothing, or what overflows; else nothing can reach it."""
    every = [Queue(name, Match(problems=(name,))) for name in ("account", "fx")]
    assert check_policy(policy_of(*every, Queue("rest"))) == []
    assert paths(policy_of(Queue("all"), Queue("rest"))) == [("queues", 1, "match")]
    full = Overflow(OverflowCause.WAITING, OverflowAction.QUEUE, "rest", at=5, until=4)
    assert check_policy(policy_of(Queue("all", overflow=(full,)), Queue("rest"))) == []


def test_values_of_a_list_have_no_order() -> None:
    """Two queues for French and German, in whichever order they name them, are the same; so are two steps."""
    one, other = (Condition("language", Compare.IN, values) for values in (("fr", "de"), ("de", "fr")))
    queues = (Queue("a", Match(labels=(one,))), Queue("b", Match(labels=(other,))), Queue("rest"))
    assert paths(labelled(*queues)) == [("queues", 1, "match")]
    steps = (Step(labels=(one,)), Step(9, labels=(other,)))
    assert check_policy(labelled(Queue("all", steps=steps, never_relax=("language",)))) == []


def test_the_last_queue_must_have_no_conditions() -> None:
    """A ticket without labels must find a queue too, even behind conditions that hold of a missing label."""
    other = Condition("language", Compare.NE, "fr")
    assert paths(labelled(Queue("rest", Match(labels=(other,))))) == [("queues", 0, "match")]


@pytest.mark.parametrize(
    ("conditions", "possible"),
    [
        (((Compare.GE, 5), (Compare.LE, 5)), True),
        (((Compare.GT, 5), (Compare.LT, 6)), False),
        (((Compare.GT, 4), (Compare.LT, 6), (Compare.NE, 5)), False),
        (((Compare.GT, 4), (Compare.LT, 7), (Compare.NE, 5)), True),
        (((Compare.EQ, 5), (Compare.IN, (4, 6))), False),
        (((Compare.NE, 5),), True),
        (((Compare.GE, 10**9), (Compare.NE, 10**9)), False),
    ],
)
def test_conditions_that_no_number_satisfies_are_refused(
    conditions: tuple[tuple[Compare, int | tuple[int, ...]], ...], possible: bool
) -> None:
    """Numbers are whole and at most 10^9, so more than 5 and less than 6 is nothing."""
    labels = tuple(Condition("since", compare, value) for compare, value in conditions)
    found = paths(labelled(Queue("a", Match(labels=labels)), Queue("rest")))
    assert found == ([] if possible else [("queues", 0, "match", "labels", "since")])


@pytest.mark.parametrize(
    ("conditions", "possible"),
    [
        ((Condition("language", Compare.NE, "fr"), Condition("language", Compare.NE, "de")), True),
        ((FRENCH, Condition("language", Compare.NE, "fr")), False),
        ((FRENCH, Condition("language", Compare.IN, ("fr", "de"))), True),
        ((RESIDENT, Condition("resident", Compare.NE, False)), True),
        ((RESIDENT, Condition("resident", Compare.NE, True)), False),
        # A missing label is neither, so both conditions hold of it.
        ((Condition("resident", Compare.NE, False), Condition("resident", Compare.NE, True)), True),
    ],
)
def test_conditions_that_nobody_satisfies_are_refused(conditions: tuple[Condition, ...], possible: bool) -> None:
    """A step that asks of one label what cannot be together is refused, for text and for yes and no."""
    found = paths(labelled(Queue("all", steps=(Step(labels=conditions),))))
    label = conditions[0].label
    assert found == ([] if possible else [("queues", 0, "steps", 0, "labels", label)])


def test_a_list_of_values_goes_with_in_alone() -> None:
    """A policy built in code may pair a comparison with the wrong kind of value; a file cannot."""
    wrong = (Condition("since", Compare.IN, 5), Condition("language", Compare.EQ, ("fr",)))
    found = paths(labelled(Queue("a", Match(labels=wrong)), Queue("rest")))
    assert found == [("queues", 0, "match", "labels", "language"), ("queues", 0, "match", "labels", "since")]


def test_a_label_with_the_name_of_a_skill_is_refused() -> None:
    """``never_relax`` names skills and labels, so a name must not be both."""
    policy = replace(policy_of(Queue("all")), labels=(("fx", LabelType.TEXT),))
    assert paths(policy) == [("labels", "fx")]


CONDITIONS = st.lists(
    st.sampled_from((FRENCH, RESIDENT, Condition("since", Compare.GE, 5), Condition("language", Compare.NE, "de"))),
    unique=True,
).map(tuple)


@given(CONDITIONS, CONDITIONS)
def test_a_step_may_only_drop_conditions(first: tuple[Condition, ...], later: tuple[Condition, ...]) -> None:
    """A pair of steps is refused exactly if the later one has a condition that the earlier one has not."""
    policy = labelled(Queue("all", steps=(Step(labels=first), Step(9, labels=later))))
    assert bool(paths(policy)) == (not set(later) <= set(first))


QUEUES = ("a", "b", "c", "d")


@given(st.lists(st.tuples(st.sampled_from(QUEUES), st.sampled_from(QUEUES)), max_size=6))
def test_overflow_is_refused_exactly_if_a_ticket_could_go_round(edges: list[tuple[str, str]]) -> None:
    """Rules that lead from queue to queue are refused if and only if some queue can be reached from itself."""
    rules = {
        name: tuple(Overflow(OverflowCause.CLOSED, OverflowAction.QUEUE, to) for of, to in edges if of == name)
        for name in QUEUES
    }
    findings = check_policy(policy_of(*(Queue(name, Match(), overflow=rules[name]) for name in QUEUES[::-1])))
    reach = {name: {to for of, to in edges if of == name} for name in QUEUES}
    for _ in QUEUES:
        reach = {name: found.union(*(reach[other] for other in found)) for name, found in reach.items()}
    said = [finding for finding in findings if finding.path[2:3] == ("overflow",)]
    errors = [finding for finding in said if finding.severity is Severity.ERROR]
    assert bool(errors) == any(name in found for name, found in reach.items())


def test_a_circle_is_said_once() -> None:
    """Three queues that overflow into each other have one finding, at the first of them."""
    circle = [
        Queue(name, overflow=(Overflow(OverflowCause.CLOSED, OverflowAction.QUEUE, to),))
        for name, to in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    findings = [finding for finding in check_policy(policy_of(*circle)) if "round" in finding.rule]
    assert [finding.path for finding in findings] == [("queues", 0, "overflow", 0, "to", "queue")]
    assert "a → b → c → a" in findings[0].sentence()


def test_overflow_by_the_expected_wait_ends_no_higher_than_it_began() -> None:
    """From 1 s on until 1 s or less is right, until more is not, nor until less than nothing."""
    for until, found in ((0, []), (SECOND, []), (SECOND + 1, ["until_s"]), (-1, ["until_s"])):
        rule = Overflow(OverflowCause.EWT, OverflowAction.BOT, at=SECOND, until=until)
        places = [("queues", 0, "overflow", 0, "when", key) for key in found]
        assert paths(policy_of(Queue("all", overflow=(rule,)))) == places


WAITED = OverflowCause.WAITED
NO_EFFECT: list[tuple[Queue, tuple[str | int, ...], str]] = [
    (Queue("all", offer_expires_us=SECOND), ("offer", "expires_s"), "are accepted in the moment they are made (got 1)"),
    (Queue("all", on_expiry=OnExpiry.BREAK), ("offer", "on_expiry"), "offers of this queue do not expire (got break)"),
    (
        Queue("all", auto_accept=False, on_expiry=OnExpiry.OFFLINE),
        ("offer", "on_expiry"),
        "offers of this queue do not expire (got offline)",
    ),
    (Queue("all", expiry_limit=2), ("offer", "expiry_limit"), "agents stay as they are when an offer expires (got 2)"),
    (
        Queue("all", announces_wait=False, overflow=(Overflow(OverflowCause.EWT, OverflowAction.BOT, at=5, until=5),)),
        ("overflow", 0, "when"),
        "the queue announces no wait",
    ),
    (Queue("all", gather_after_us=SECOND), ("gather_after_s",), "no channel of this queue costs more than one unit"),
    (
        Queue("all", max_waiting=4, overflow=(Overflow(OverflowCause.WAITING, OverflowAction.BOT, at=5),)),
        ("overflow", 0, "when", "waiting"),
        "never more than 4 tickets wait here (got 5)",
    ),
    (
        Queue(
            "all",
            overflow=(
                Overflow(WAITED, OverflowAction.CALLBACK, at=1),
                Overflow(WAITED, OverflowAction.BOT, at=2),
                Overflow(WAITED, OverflowAction.MESSAGE, at=3),
            ),
        ),
        ("overflow", 2),
        "an earlier rule holds whenever this one does",
    ),
]


@pytest.mark.parametrize(("queue", "path", "words"), NO_EFFECT, ids=[case[2] for case in NO_EFFECT])
def test_what_has_no_effect_is_a_warning(queue: Queue, path: tuple[str | int, ...], words: str) -> None:
    """A rule that can never be followed works, but is said."""
    (finding,) = check_policy(policy_of(queue))
    assert (finding.path, finding.severity) == (("queues", 0, *path), Severity.WARNING)
    assert words in finding.sentence()


def test_gathering_has_an_effect_where_a_channel_costs_several_units() -> None:
    """Only the channels that the queue admits count."""
    phone, chat = (Queue("a", Match(channels=(name,)), gather_after_us=SECOND) for name in ("phone", "chat"))
    costly = replace(policy_of(phone, Queue("rest")), costs=(("phone", 3),))
    assert check_policy(costly) == []
    assert paths(replace(costly, queues=(chat, Queue("rest")))) == [("queues", 0, "gather_after_s")]


def test_reservations_are_checked_in_code_too() -> None:
    """Unknown names, thresholds that never bind again, no queue to keep agents from, and too many for the kernel."""
    policy = policy_of(Queue("a", Match(("fx",))), Queue("rest"))
    wrong = (Reservation("sennior", 1, ("b",), 5, 5), Reservation("senior", 1, ("rest", "a")))
    findings = check_policy(replace(policy, reservations=wrong))
    assert [(finding.path, finding.severity) for finding in findings] == [
        (("reservations", 0, "pool"), Severity.ERROR),
        (("reservations", 0, "for", 0), Severity.ERROR),
        (("reservations", 0, "lift", "until"), Severity.ERROR),
        (("reservations", 1, "for"), Severity.WARNING),
    ]
    assert paths(replace(policy, reservations=(Reservation("senior", 1, ("a",)),) * 62)) == []
    assert paths(replace(policy, reservations=(Reservation("senior", 1, ("a",)),) * 63)) == [("reservations",)]


def test_costs_and_delays_name_what_there_is() -> None:
    """A cost is that of a known channel, a delay one of a known pool for a known queue."""
    policy = replace(policy_of(Queue("all")), costs=(("fax", 2),), delays=(("front", (("al", 1),)), ("back", ())))
    assert {finding.path: finding.kind for finding in check_policy(policy)} == {
        ("channels", "fax"): UnknownName,
        ("pools", "back"): UnknownName,
        ("pools", "front", "delay_s", "al"): UnknownName,
    }


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
    if Match() in matches:
        shadowed.append(len(matches))
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
    lost = any(
        may_take(first, Agent("a", *agent)) and not may_take(second, Agent("a", *agent)) for agent in everybody()
    )
    assert bool(paths(stepped(first, second))) == lost
