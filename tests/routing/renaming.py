"""The same world under other names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from routing.model import Agent, Event
from routing.policy import Policy
from tests.routing.calls import Call
from tests.strategies import Verb

Names = dict[str, str]
"""The new name of each old one."""


def names_of(policy: Policy, agents: Iterable[Agent], calls: Iterable[Call]) -> list[str]:
    """Every name that stands for something: of tickets, agents, queues, pools, skills, labels, problems …"""
    names = {*policy.problems, *policy.tiers, *policy.channels, *policy.skills, *policy.pools}
    names |= {name for name, _ in policy.labels} | {queue.name for queue in policy.queues}
    names |= {agent.id for agent in agents}
    return sorted(names | {call.args[0] for call in calls if call.verb is Verb.SUBMIT})


def renamed_world(
    policy: Policy, agents: tuple[Agent, ...], calls: Iterable[Call]
) -> tuple[Names, Policy, tuple[Agent, ...]]:
    """New names whose alphabetic order has nothing to do with that of the old ones, and the world under them."""
    old = names_of(policy, agents, calls)
    numbers = list(range(len(old)))
    Random(0).shuffle(numbers)
    names = {name: f"n{number}" for name, number in zip(old, numbers, strict=True)}
    return names, rename(policy, names), rename(agents, names)


def rename(thing: Any, names: Names) -> Any:
    """The thing with every string in it replaced by its new name, if it has one."""
    if type(thing) is str:
        return names.get(thing, thing)
    if isinstance(thing, Event):
        return thing._replace(ticket=rename(thing.ticket, names), agent=rename(thing.agent, names))
    if isinstance(thing, tuple | list):
        return type(thing)(rename(part, names) for part in thing)
    if isinstance(thing, dict):
        return {rename(key, names): rename(value, names) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{field.name: rename(getattr(thing, field.name), names) for field in fields(thing)})
    return thing


def renamed_call(call: Call, names: Names) -> Call:
    """The call with other names; those of the method's parameters stay."""
    options = {option: rename(value, names) for option, value in call.options.items()}
    return Call(call.verb, rename(call.args, names), options)
