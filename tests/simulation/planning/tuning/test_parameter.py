"""Parameters: every kind of place, the values that it gets, and points whose policy cannot be."""

# ruff: noqa: E501  (a table with a whole case in each line)

from __future__ import annotations

from typing import Any

import pytest

from routing.policies.policy_file import policy_from
from routing.reading.document import Document
from routing.reading.yaml_tree import parse
from simulation.planning.tuning.parameter import Space, read_parameters
from simulation.planning.tuning.tuning_file import ParameterEntry

POLICY = """{
  problems: [p], tiers: [t], channels: [c], skills: [s], pools: {front: {delay_s: {q: 5}}, back: {}},
  reservations: [{pool: front, keep_free: 2, for: [q], lift: {waiting: 9}}],
  queues: [
    {name: q, match: {problem: p}, ageing: 1.5, offer: {expires_s: 20}, overflow: [{when: {waiting: 30}, to: bot}],
     steps: [{skills: {s: 3}, pools: [front]}, {from_s: 10, skills: {s: 2}, pools: [front, back]}]},
    {name: rest}
  ]
}"""

Given = dict[str, Any]

CASES: list[tuple[str, Given, tuple[Any, ...], bool]] = [
    # A place, what is written, the values, and whether they are in order.
    ("queues.q.ageing", {"from": 1, "to": 2, "step": 0.5}, (1, 1.5, 2), True),
    ("queues.q.ageing", {"from": 0.1, "to": 0.4, "step": 0.1}, (0.1, 0.2, 0.3, 0.4, 1.5), True),
    ("queues.rest.head_start_s", {"from": 10, "to": 25, "step": 10}, (0, 10, 20), True),
    ("queues[0].band", {"from": 0, "to": 1, "step": 1}, (0, 1), False),
    ("queues.q.steps[1].from_s", {"values": [20, 5]}, (5, 10, 20), True),
    ("queues.q.steps[0].skills.s", {"values": [4, 3]}, (4, 3), False),
    ("queues.q.steps[0].prefer", {"values": [["level"], ["scarce_last"]]}, (["longest_idle"], ["level"], ["scarce_last"]), False),
    ("queues.q.offer.expires_s", {"values": [10, 30, None]}, (20, 10, 30, None), False),
    ("queues.q.preferred.last_s", {"from": 0, "to": 60, "step": 30}, (0, 30, 60), True),
    ("queues.q.overflow[0].when.waiting", {"from": 10, "to": 30, "step": 10}, (10, 20, 30), True),
    ("reservations[0].keep_free", {"from": 1, "to": 4, "step": 1}, (1, 2, 3, 4), True),
    ("reservations[0].lift.waiting", {"values": [9, 20]}, (9, 20), False),
    ("pools.front.delay_s.q", {"from": 0, "to": 10, "step": 5}, (0, 5, 10), True),
]  # fmt: skip


def space_of(parameters: dict[str, Given]) -> Space:
    """The space of these parameters."""
    document = Document.of({"parameters": parameters}, "tuning")
    node = parse(POLICY, "policy")
    assert node is not None
    policy_file = Document("policy", node)
    policy = policy_from(policy_file)
    written = {name: ParameterEntry.model_validate(entry) for name, entry in parameters.items()}
    return Space(policy_file, policy, list(read_parameters(document, written, policy_file, policy)))


@pytest.mark.parametrize(("name", "given", "values", "in_order"), CASES)
def test_places_of_all_kinds(name: str, given: Given, values: tuple[Any, ...], in_order: bool) -> None:
    """The values have the old one among them; the old policy is that of the first point, and others differ from it."""
    space = space_of({name: given})
    (parameter,) = space.parameters
    assert (parameter.values, parameter.in_order) == (values, in_order)
    assert space.policy_at(space.start) == space.policy
    for number in range(len(values)):
        policy = space.policy_at((number,))
        assert policy is not None
        assert (policy == space.policy) == (number == parameter.start)


def test_points_whose_policy_cannot_be() -> None:
    """A later step that asks for more than the one before is refused, once; the same values elsewhere are not."""
    space = space_of(
        {"queues.q.steps[0].skills.s": {"values": [1, 3]}, "queues.q.steps[1].skills.s": {"values": [1, 2]}}
    )
    wanted = {point: space.policy_at(point) is not None for point in ((0, 0), (0, 1), (1, 0), (1, 1), (0, 1))}
    assert wanted == {(0, 0): True, (0, 1): False, (1, 0): True, (1, 1): True}
    assert space.refused == 1
    assert [parameter.name for parameter, _ in space.changes((0, 0))] == [each.name for each in space.parameters]
