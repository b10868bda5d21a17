"""What is proposed: every point of a small space, and nearer and nearer ones to the best of a large one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routing.policies.policy_file import policy_from
from routing.reading.document import Document
from simulation.planning.tuning.parameter import Parameter, Point, Space
from simulation.planning.tuning.propose import Everything, Evolution, proposer

POLICY = {"problems": ["p"], "tiers": ["t"], "channels": ["c"], "queues": [{"name": "q"}]}


def space(*parameters: tuple[int, bool]) -> Space:
    """A space of parameters with so many values, in order or not; the old policy has the first of each."""
    document = Document.of(POLICY, "policy")
    made = [
        Parameter(f"p{number}", ("queues", 0, f"p{number}"), tuple(range(count)), 0, in_order)
        for number, (count, in_order) in enumerate(parameters)
    ]
    return Space(document, policy_from(document), made)


def best_of(where: Space, cost: Callable[[Point], float], generations: int) -> Point:
    """The best point proposed in so many generations."""
    proposals, known = Evolution(where, 1), {where.start}
    for _ in range(generations):
        points = proposals.ask(lambda _: True)
        ordered = sorted(set(points), key=cost)
        proposals.tell([ordered.index(point) for point in points])
        is_new, best = not known.issuperset(points), min(known | set(points), key=cost)
        known |= set(points)
        if not is_new:
            proposals.begin(best)
    return min(known, key=cost)


def test_a_small_space_is_gone_through() -> None:
    """Twelve points, each once; impossible ones are left out."""
    where = space((3, True), (4, False))
    proposals = proposer(where, 12, 1)
    assert isinstance(proposals, Everything)
    points = proposals.ask(lambda point: point != (1, 1))
    assert len(points) == len(set(points)) == 11
    assert proposals.ask(lambda _: True) == []
    assert isinstance(proposer(where, 11, 1), Evolution)


@pytest.mark.parametrize(
    ("parameters", "goal", "near"),
    [
        ([(1000, True)], (700,), 20),
        ([(40, True)] * 4, (30, 5, 20, 39), 8),
        ([(4, False)] * 5, (3, 0, 2, 1, 3), 0),
        ([(40, True), (40, True), (3, False), (2, False)], (25, 12, 2, 1), 4),
    ],
)
def test_the_best_point_is_neared(parameters: list[tuple[int, bool]], goal: Point, near: int) -> None:
    """Numbers, choices, and both together: after 60 generations the distance to the best point is small."""
    where = space(*parameters)

    def distance(point: Point) -> float:
        return sum(
            abs(at - best) if in_order else 10.0 * (at != best)
            for at, best, (_, in_order) in zip(point, goal, parameters, strict=True)
        )

    assert distance(best_of(where, distance, 60)) <= near


def test_a_space_without_possible_points_ends() -> None:
    """Where every proposal is refused there is nothing to try."""
    assert Evolution(space((40, True), (3, False)), 1).ask(lambda _: False) == []
