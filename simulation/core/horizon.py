"""How long a day can go on by itself."""

from __future__ import annotations

from routing.model import NEVER
from routing.policy import Policy, Queue
from simulation.core.world import World


def longest_rule_us(world: World) -> int:
    """The longest time that a rule of the policy, a delay of an agent or a callback takes: microseconds.

    When nothing is under way but the router's own timers, and nothing has happened for so long, nothing ever will. A
    contact that gathers units would otherwise look for an agent again and again, without end, where those who have
    units enough are kept free for others.
    """
    policy = world.policy
    times = [*_delays(policy), *(delay for agent in world.agents for delay in (agent.delays or {}).values())]
    for queue in policy.queues:
        times += _times(queue)
    times += [reservation.lift_after_us for reservation in policy.reservations]
    if world.behaviours is not None:
        times += [int(world.behaviours.rows[name].max(initial=0)) for name in ("due", "retry")]
    return max((time for time in times if time < NEVER), default=0)


def _delays(policy: Policy) -> list[int]:
    return [delay for _, delays in policy.delays for _, delay in delays]


def _times(queue: Queue) -> list[int]:
    return [
        *(step.from_us for step in queue.steps),
        *queue.hold_us,
        *(time for rule in queue.overflow for time in (rule.at, rule.until)),
        queue.promote_after_us,
        queue.offer_expires_us,
        queue.decline_pause_us,
        queue.wrap_up_us,
        queue.gather_after_us,
    ]
