"""The models that are timed, at any size."""

from __future__ import annotations

from dataclasses import replace

from routing.model import SECOND, Prefer
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.distributions import exponential, lognormal
from simulation.plan_builder import PlanBuilder
from simulation.world import Group, World, build_world

INTERVAL_US = 1800 * SECOND
INTERVALS = 14
LOAD = 100 / 60 / 480
"""Contacts a second and agent: that of the baseline."""
SERVICE_S = 270.0
PATIENCE_S = 120.0


def many_skills(*, agents: int = 480, problems: int = 6, groups: int = 9) -> World:
    """Problems with a queue each; group g knows problem g and the next one; the baseline's load and patience."""
    names = tuple(f"problem-{number}" for number in range(problems))
    queues = [Queue(name, Match(problems=(name,)), (Step(skills=((name, 1),)),)) for name in names]
    queues[-1] = replace(queues[-1], match=Match())
    policy = Policy(
        name="many skills",
        problems=names,
        tiers=("all",),
        channels=("phone",),
        skills=names,
        pools=tuple(f"group-{number}" for number in range(groups)),
        queues=tuple(queues),
    )
    return _world(policy, agents, groups)


def all_in_use(*, agents: int = 480, problems: int = 6, groups: int = 9) -> World:
    """The same with steps that add agents, head starts, offers to be accepted, all orders of preference and wrap-up."""
    plain = many_skills(agents=agents, problems=problems, groups=groups)
    prefer = (Prefer.LEVEL, Prefer.SCARCE_LAST, Prefer.LONGEST_IDLE)
    queues = tuple(
        replace(
            queue,
            steps=(replace(queue.steps[0], prefer=prefer), Step(from_us=20 * SECOND, prefer=prefer)),
            head_start_us=10 * number * SECOND,
            auto_accept=False,
            offer_expires_us=20 * SECOND,
            wrap_up=WrapUp.MANUAL,
        )
        for number, queue in enumerate(plain.policy.queues)
    )
    return _world(replace(plain.policy, queues=queues), agents, groups, wrap_up=True)


def _world(policy: Policy, agents: int, groups: int, *, wrap_up: bool = False) -> World:
    names = policy.problems
    heads = [agents // groups + (1 if number < agents % groups else 0) for number in range(groups)]
    staff = [
        Group(
            f"group-{number}",
            (heads[number],) * INTERVALS,
            {names[number % len(names)]: 3, names[(number + 1 + number // len(names)) % len(names)]: 2},
            (f"group-{number}",),
        )
        for number in range(groups)
    ]
    builder = PlanBuilder()
    for _ in names:
        if wrap_up:
            one = builder.add_class(
                work=lognormal(SERVICE_S * 0.9, cv=1.0),
                wrap_up=exponential(SERVICE_S * 0.1),
                patience=exponential(PATIENCE_S),
            )
        else:
            one = builder.add_class(work=exponential(SERVICE_S), patience=exponential(PATIENCE_S))
        expected = [agents * LOAD * INTERVAL_US / SECOND / len(names)] * INTERVALS
        builder.add_day(one, expected=expected, interval_us=INTERVAL_US)
    return build_world(policy, staff, interval_us=INTERVAL_US, plan=builder.build())
