"""What a policy says and a simulation does not do."""

from __future__ import annotations

from routing.policies.policy_words import names
from routing.policy import OverflowAction, OverflowCause
from routing.words.messages import text
from simulation.core.coverage import class_queues, reached_queues
from simulation.core.world import World


def not_simulated(world: World) -> list[str]:
    """Rules of the queues that contacts reach which have no effect in a simulation, in words."""
    policy = world.policy
    reached = {queue.name: queue for entered in class_queues(world) for queue in reached_queues(policy, entered)}
    queues = [queue for queue in policy.queues if queue.name in reached]
    hours = set() if world.behaviours is None else set(world.behaviours.openings["queue"].tolist())
    closing = {policy.queues[number].name for number in hours}
    closed = [
        queue.name
        for queue in queues
        if queue.name not in closing and any(rule.cause is OverflowCause.CLOSED for rule in queue.overflow)
    ]
    nobody_accepts = world.behaviours is None or not world.behaviours.rows["accepts"].any()
    callbacks = [
        queue.name
        for queue in queues
        if nobody_accepts
        and any(
            rule.action is OverflowAction.CALLBACK and (rule.cause is not OverflowCause.CLOSED or queue.name in closing)
            for rule in queue.overflow
        )
    ]
    found = []
    if callbacks:
        found.append(
            text(
                "Customers of {queues} who are offered a callback wait on: the scenario does not say, under callbacks, "
                "that they accept.",
                queues=names(callbacks),
            )
        )
    if closed:
        found.append(
            text(
                "Queues without hours are open all day: the rule `when: closed` of {queues} has no effect.",
                queues=names(closed),
            )
        )
    return found
