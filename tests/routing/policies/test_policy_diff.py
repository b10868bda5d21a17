"""The differences between two policies: none is missed, and each is a sentence that a planner understands."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
import yaml

from routing.model import NEVER, SECOND, Prefer
from routing.policies.policy_diff import Change, ChangeKind, diff_policies
from routing.policies.policy_diff_words import QUEUE_WORDS, STEP_WORDS
from routing.policies.policy_file import policy_from
from routing.policies.policy_hash import hashed
from routing.policy import (
    Compare,
    Condition,
    Match,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
    WrapUp,
)
from tests.routing.policies.given import FULL, VIP_FX, variants

POLICY = policy_from(yaml.safe_load(FULL))
VIP = POLICY.queues[0]


VARIANTS = [(place, hashed(policy)) for place, policy in variants(POLICY) if place != "Policy.hash"]


def test_every_field_of_every_part_is_varied() -> None:
    """The policy of these tests uses all there is, so that no field escapes them."""
    parts = (Policy, Queue, Match, Step, Condition, Overflow, Reservation)
    every = {f"{part.__name__}.{field.name}" for part in parts for field in fields(part)}
    assert {place for place, _ in VARIANTS} == every - {
        "Policy.hash",
        "Queue.match",
    }  # a match varies by its own fields


def test_no_difference_escapes() -> None:
    """A policy that differs in any single place has at least one difference, in both directions."""
    silent = [place for place, other in VARIANTS if not (diff_policies(POLICY, other) and diff_policies(other, POLICY))]
    assert silent == []


def test_no_difference_is_said_by_the_name_of_a_field() -> None:
    """Each difference has words: no path and no Python name stands in its sentence."""
    names = {field.name for part in (Policy, Queue, Step, Reservation, Overflow) for field in fields(part)}
    coded = {name for name in names if "_" in name}
    for place, other in VARIANTS:
        for change in (*diff_policies(POLICY, other), *diff_policies(other, POLICY)):
            sentence = change.sentence()
            assert sentence.endswith("."), place
            assert not any(name in sentence for name in coded), sentence


def test_every_field_has_words() -> None:
    """A field that a later version adds to a queue or a step needs words."""
    queue = {key.split(".")[0] for key in QUEUE_WORDS}
    assert queue == {field.name for field in fields(Queue)} - {"name", "steps"}
    assert set(STEP_WORDS) == {field.name for field in fields(Step)} - {"skills"}
    match = {key.removeprefix("match.") for key in QUEUE_WORDS if key.startswith("match.")}
    assert match == {field.name for field in fields(Match)}


def test_equal_policies_have_no_differences() -> None:
    """A policy does not differ from itself, nor from one whose sets stand in another order."""
    turned = replace(
        POLICY,
        pools=POLICY.pools[::-1],
        labels=POLICY.labels[::-1],
        reservations=tuple(replace(one, queues=one.queues[::-1]) for one in reversed(POLICY.reservations)),
        queues=(replace(VIP, never_relax=VIP.never_relax[::-1]), *POLICY.queues[1:]),
    )
    assert diff_policies(POLICY, POLICY) == ()
    assert diff_policies(POLICY, turned) == ()
    assert hashed(turned).hash == POLICY.hash


def test_differences_are_none_exactly_if_name_and_hash_are_equal() -> None:
    """Of all pairs of variants of one part, those without differences are those with one hash."""
    some = [POLICY, *(policy for _, policy in VARIANTS[::7])]
    for one in some:
        for other in some:
            alike = (one.name, one.hash) == (other.name, other.hash)
            assert (diff_policies(one, other) == ()) == alike


def with_vip(**changes: Any) -> Policy:
    return replace(POLICY, queues=(replace(VIP, **changes), *POLICY.queues[1:]))


def with_step(number: int, **changes: Any) -> Policy:
    steps = list(VIP.steps)
    steps[number] = replace(steps[number], **changes)
    return with_vip(steps=tuple(steps))


def with_rule(number: int, **changes: Any) -> Policy:
    rules = list(VIP.overflow)
    rules[number] = replace(rules[number], **changes)
    return with_vip(overflow=tuple(rules))


def with_reservation(**changes: Any) -> Policy:
    first, *others = POLICY.reservations
    return replace(POLICY, reservations=(replace(first, **changes), *others))


NOT_ENGLISH = Condition("language", Compare.NE, "en")

SENTENCES: list[tuple[Policy, list[str]]] = [
    (replace(POLICY, name="New"), ["The name Everything becomes New."]),
    (replace(POLICY, problems=("account", "fx", "law")), ["Problem law is new."]),
    (replace(POLICY, problems=("fx", "account")), ["Problems: the order is now fx, account."]),
    (replace(POLICY, tiers=("ordinary", "risk")), ["Tier vip is gone.", "Tier risk is new."]),
    (replace(POLICY, channels=("phone", "chat")), ["Channel mail is gone."]),
    (replace(POLICY, skills=("fx", "licence", "law")), ["Skill law is new."]),
    (replace(POLICY, pools=("senior", "front")), ["Pool night is gone."]),
    (replace(POLICY, labels=POLICY.labels[:2]), ["Label resident: type yes or no is gone."]),
    (replace(POLICY, costs=(("phone", 2),)), ["Channel phone: units per ticket 3 becomes 2."]),
    (replace(POLICY, costs=(("phone", 3), ("chat", 2))), ["Channel chat: units per ticket 1 becomes 2."]),
    (
        replace(POLICY, queue_order=(("senior", ("fx", "vip")),)),
        ["Pool senior: own order of queues vip, fx becomes fx, vip."],
    ),
    (replace(POLICY, queue_order=()), ["Pool senior: own order of queues vip, fx is gone."]),
    (
        replace(POLICY, delays=(("senior", (("rest", 30 * SECOND),)), ("front", ()))),
        ["Pool senior, queue fx: delay 2.5 s becomes 0 s.", "Pool senior, queue rest: delay 20 s becomes 30 s."],
    ),
    (replace(POLICY, delays=POLICY.delays[:1]), ["Pool front: delay none is gone."]),
    (
        replace(POLICY, delays=(*POLICY.delays, ("night", (("vip", SECOND),)))),
        ["Pool night: delay vip 1 s is new."],
    ),
    (
        with_reservation(keep_free=3),
        ["Reservation of pool senior for vip keeps 3 agents free instead of 2."],
    ),
    (
        with_reservation(queues=("vip", "rest"), lift_waiting=-1, restore_waiting=-1),
        ["Reservation of pool senior for vip is now for vip, rest, is lifted: waited 60 s."],
    ),
    (
        with_reservation(pool="night"),
        ["Reservation of pool senior for vip is gone.", "Reservation of pool night for vip is new."],
    ),
    (replace(POLICY, queues=(VIP, POLICY.queues[2])), ["Queue fx is gone."]),
    (
        replace(POLICY, queues=(*POLICY.queues[:2], Queue("law", Match(("account",))), POLICY.queues[2])),
        ["Queue law is new."],
    ),
    (
        replace(POLICY, queues=(POLICY.queues[1], VIP, POLICY.queues[2])),
        ["Queues: the order is now fx, vip, rest."],
    ),
    (
        replace(POLICY, queues=(VIP, replace(POLICY.queues[1], name="money"), POLICY.queues[2])),
        ["Queue fx is now called money."],
    ),
    (with_vip(head_start_us=90 * SECOND), ["Queue vip: head start 0 s becomes 90 s."]),
    (with_vip(target_us=500_000), ["Queue vip: target 30 s becomes 0.5 s."]),
    (with_vip(ageing_per_mille=1500), ["Queue vip: ageing 1 becomes 1.5."]),
    (with_vip(band=2), ["Queue vip: band 0 becomes 2."]),
    (with_vip(promote_after_us=SECOND), ["Queue vip: time to promotion never becomes 1 s."]),
    (with_vip(head_start_us=1), ["Queue vip: head start 0 s becomes 0.000001 s."]),
    (with_vip(max_waiting=5), ["Queue vip: greatest number of waiting tickets no limit becomes 5."]),
    (with_vip(auto_accept=True), ["Queue vip: offers accepted at once no becomes yes."]),
    (with_vip(offer_expires_us=NEVER), ["Queue vip: time to the expiry of an offer 20 s becomes never."]),
    (with_vip(wrap_up=WrapUp.NONE), ["Queue vip: wrap-up ended by the agent becomes none."]),
    (
        with_vip(wrap_up=WrapUp.CAPPED),
        ["Queue vip: wrap-up ended by the agent becomes ended by the agent, but capped."],
    ),
    (with_vip(never_relax=("licence",)), ["Queue vip: never relaxed language, licence becomes licence."]),
    (
        with_vip(on_expiry=OnExpiry.OFFLINE),
        ["Queue vip: presence after unanswered offers break becomes offline."],
    ),
    (
        with_vip(hold_us=(60 * SECOND, 0, SECOND)),
        [
            "Queue vip: hold for the dedicated agent 90 s becomes 0 s.",
            "Queue vip: hold for the owner 120 s becomes 1 s.",
        ],
    ),
    (with_vip(announces_wait=False), ["Queue vip: expected waits announced yes becomes no."]),
    (with_vip(gather_after_us=NEVER), ["Queue vip: time to the gathering of units 45 s becomes never."]),
    (
        with_vip(match=replace(VIP.match, problems=("fx",))),
        ["Queue vip: problems all becomes fx."],
    ),
    (
        with_vip(match=replace(VIP.match, labels=VIP.match.labels[1:])),
        ['Queue vip: condition "language is one of de, fr" is gone.'],
    ),
    (
        with_rule(1, at=30),
        [
            (
                'Queue vip: rule of overflow "20 tickets wait, until no more than 15 do: a callback is offered" '
                'becomes "30 tickets wait, until no more than 15 do: a callback is offered".'
            )
        ],
    ),
    (
        with_rule(0, queue="fx"),
        [
            'Queue vip: rule of overflow "closed: to queue rest" is gone.',
            'Queue vip: rule of overflow "closed: to queue fx" is new.',
        ],
    ),
    (
        with_vip(overflow=VIP.overflow[2:1:-1] + VIP.overflow[3:]),
        [
            'Queue vip: rule of overflow "closed: to queue rest" is gone.',
            'Queue vip: rule of overflow "20 tickets wait, until no more than 15 do: a callback is offered" is gone.',
        ],
    ),
    (
        with_vip(overflow=(VIP.overflow[0], VIP.overflow[1], VIP.overflow[3], VIP.overflow[2])),
        [
            (
                "Queue vip, overflow: the order is now closed: to queue rest; 20 tickets wait, until no more than 15 "
                "do: a callback is offered; nobody on shift: a bot answers; waited 300 s: a message is sent."
            )
        ],
    ),
    (with_vip(steps=VIP.steps[:2]), ["Queue vip, step from 40 s is gone."]),
    (with_vip(steps=(*VIP.steps, Step(50 * SECOND))), ["Queue vip, step from 50 s is new."]),
    (with_step(1, from_us=25 * SECOND), ["Queue vip, step from 20 s: beginning 20 s becomes 25 s."]),
    (
        with_step(0, skills=(("fx", 2), ("law", 1))),
        [
            "Queue vip, step from 0 s: level of skill fx 3 becomes 2.",
            "Queue vip, step from 0 s: level of skill licence 1 is gone.",
            "Queue vip, step from 0 s: level of skill law 1 is new.",
        ],
    ),
    (with_step(1, pools=()), ["Queue vip, step from 20 s: pools senior, front becomes all."]),
    (
        with_step(1, prefer=(Prefer.LEVEL, Prefer.LONGEST_IDLE)),
        ["Queue vip, step from 20 s: preference longest_idle becomes level, longest_idle."],
    ),
    (
        with_step(0, labels=(NOT_ENGLISH, Condition("since", Compare.LE, 2001))),
        ['Queue vip, step from 0 s: condition "since ≤ 2000" becomes "since ≤ 2001".'],
    ),
    (
        with_step(0, labels=(NOT_ENGLISH, Condition("since", Compare.EQ, 1999))),
        [
            'Queue vip, step from 0 s: condition "since ≤ 2000" is gone.',
            'Queue vip, step from 0 s: condition "since = 1999" is new.',
        ],
    ),
    (
        with_step(2, only_if_absent=False),
        ["Queue vip, step from 40 s: only if nobody is there before yes becomes no."],
    ),
]


@pytest.mark.parametrize(("other", "expected"), SENTENCES, ids=[sentences[0] for _, sentences in SENTENCES])
def test_a_difference_is_said_in_words(other: Policy, expected: list[str]) -> None:
    """Whatever changes is named as a planner names it, with the old value and the new one in their units."""
    assert [change.sentence() for change in diff_policies(POLICY, other)] == expected


def test_a_difference_is_data() -> None:
    """A program reads place, kind and values from attributes, or as plain data."""
    (change,) = diff_policies(POLICY, with_vip(head_start_us=90 * SECOND))
    assert change == Change(("queues", "vip", "head_start_us"), ChangeKind.CHANGED, 0, 90 * SECOND)
    assert change.as_mapping() == {
        "path": ["queues", "vip", "head_start_us"],
        "kind": "changed",
        "old": 0,
        "new": 90_000_000,
    }
    (gone,) = diff_policies(POLICY, with_vip(steps=VIP.steps[:2]))
    assert (gone.path, gone.kind, gone.new) == (("queues", "vip", "steps", 40 * SECOND), ChangeKind.REMOVED, None)
    assert json.loads(json.dumps(gone.as_mapping()))["old"]["only_if_absent"] is True


def test_a_reservation_that_changes_without_effect_is_said_so() -> None:
    """A threshold to bind again means nothing where none lifts the reservation, but it stands in the hash."""
    one = replace(POLICY, reservations=(Reservation("night", 1, ("vip",)),))
    other = replace(POLICY, reservations=(Reservation("night", 1, ("vip",), restore_waiting=5),))
    assert [change.sentence() for change in diff_policies(one, other)] == [
        "Reservation of pool night for vip changes where it has no effect."
    ]


def test_two_quite_different_policies_can_be_compared() -> None:
    """Policies that share few names still have a sentence for each difference, and the way back has as many."""
    other = policy_from(yaml.safe_load(VIP_FX))
    there, back = diff_policies(POLICY, other), diff_policies(other, POLICY)
    assert len(there) == len(back) > 20
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted(opposite[change.kind] for change in there) == sorted(str(change.kind) for change in back)
    assert all(change.sentence() for change in there)
    assert OverflowCause.EWT in {rule.cause for queue in POLICY.queues for rule in queue.overflow}
    assert OverflowAction.BOT in {rule.action for queue in POLICY.queues for rule in queue.overflow}
