"""The models that are timed, at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from routing.model import SECOND, Prefer
from routing.policy import Match, Policy, Queue, Step, WrapUp
from simulation.core.world import Group, World, all_classes, build_world, group_agents
from simulation.plans.distributions import exponential, lognormal
from simulation.plans.plan_builder import PlanBuilder, Preferred

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


def with_offers(*, agents: int = 480, problems: int = 6, groups: int = 9) -> World:
    """``many_skills``, but agents accept what they are offered five seconds later, and every contact has wrap-up."""
    plain = many_skills(agents=agents, problems=problems, groups=groups)
    queues = tuple(
        replace(queue, auto_accept=False, offer_expires_us=20 * SECOND, wrap_up=WrapUp.MANUAL)
        for queue in plain.policy.queues
    )
    policy = replace(plain.policy, queues=queues)
    return _world(policy, agents, groups, wrap_up=True, answer_delay_us=5 * SECOND)


def with_chats(*, agents: int = 480, problems: int = 6, groups: int = 9) -> World:
    """``with_offers``, with chats beside calls, several at once, and a preferred agent for every fifth contact.

    Units and load are those of :func:`all_features`; nobody has head starts, reserves or later steps.
    """
    plain = with_offers(agents=agents, problems=problems, groups=groups)
    policy = replace(plain.policy, channels=("phone", "chat"), costs=(("phone", 3),))
    return _world(policy, agents, groups, wrap_up=True, capacity=3, load=1.5, preferred=0.2, answer_delay_us=5 * SECOND)


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


def all_features(*, agents: int = 480, problems: int = 6, groups: int = 9) -> World:
    """Calls and chats beside each other, offers that expire, steps, and a preferred agent for every fifth contact.

    An agent has three units; a call takes them all, a chat one. Half of the contacts are chats, so a contact takes two
    units on average, and half as many contacts again come as keep agents busy who have one at a time.
    """
    plain = all_in_use(agents=agents, problems=problems, groups=groups)
    queues = tuple(replace(queue, hold_us=(10 * SECOND, 0, 0)) for queue in plain.policy.queues)
    policy = replace(plain.policy, channels=("phone", "chat"), costs=(("phone", 3),), queues=queues)
    return _world(policy, agents, groups, wrap_up=True, capacity=3, load=1.5, preferred=0.2, answer_delay_us=5 * SECOND)


def _skills(names: Sequence[str], group: int) -> dict[str, int]:
    """A group knows a problem well and another one a little."""
    return {names[group % len(names)]: 3, names[(group + 1 + group // len(names)) % len(names)]: 2}


def _world(
    policy: Policy,
    agents: int,
    groups: int,
    *,
    wrap_up: bool = False,
    capacity: int = 1,
    load: float = 1.0,
    preferred: float = 0.0,
    answer_delay_us: int = 0,
) -> World:
    names, channels = policy.problems, policy.channels
    heads = [agents // groups + (1 if number < agents % groups else 0) for number in range(groups)]
    staff = [
        Group(
            f"group-{number}",
            (heads[number],) * INTERVALS,
            _skills(names, number),
            (f"group-{number}",),
            capacity=capacity,
        )
        for number in range(groups)
    ]
    members = [agent for group in staff for agent in group_agents(group)]
    work = lognormal(SERVICE_S * 0.9, cv=1.0) if wrap_up else exponential(SERVICE_S)
    builder = PlanBuilder()
    for name, _ in product(names, channels):
        known = tuple(number for number, agent in enumerate(members) if name in agent.skills)
        one = builder.add_class(
            work=work,
            wrap_up=exponential(SERVICE_S * 0.1) if wrap_up else None,
            patience=exponential(PATIENCE_S),
            preferred=Preferred(preferred, known) if preferred else None,
        )
        expected = [agents * load * LOAD * INTERVAL_US / SECOND / len(names) / len(channels)] * INTERVALS
        builder.add_day(one, expected=expected, interval_us=INTERVAL_US)
    classes = all_classes(policy, answer_delay_us)
    return build_world(policy, staff, interval_us=INTERVAL_US, classes=classes, plan=builder.build())
