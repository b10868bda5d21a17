"""The smallest session that still goes wrong, and a test of it in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

from routing.model import NEVER, Agent
from routing.policy import Policy
from tests.routing.calls import Call
from tests.routing.trial import Trial

TRIES = 4000
"""So many smaller sessions are tried at most."""


@dataclass(frozen=True)
class Told:
    """A world and the calls that were made in it."""

    policy: Policy
    agents: tuple[Agent, ...]
    calls: tuple[Call, ...]
    looks: bool = True


def fault_of(told: Told) -> str | None:
    """What goes wrong, without details, so that a smaller session can be said to go wrong in the same way."""
    try:
        trial = Trial(told.policy, told.agents, told.looks)
        for call in told.calls:
            trial.ask(call)
        trial.finish()
    except Exception as fault:
        return f"{type(fault).__name__}: {str(fault).partition(':')[0]}"
    return None


def smallest(told: Told, fault: Callable[[Told], str | None] = fault_of) -> Told:
    """A session that goes wrong in the same way, from which nothing more can be left out."""
    wrong, tries = fault(told), 0
    is_smaller = True
    while is_smaller and tries < TRIES:
        is_smaller = False
        for candidate in _smaller(told):
            tries += 1
            if fault(candidate) == wrong:
                told, is_smaller = candidate, True
                break
            if tries == TRIES:
                break
    return told


def _smaller(told: Told) -> Iterator[Told]:
    """Sessions with less: the largest parts of the calls first, then agents, then what policy and agents say."""
    size = len(told.calls)
    part = size
    while part:
        for start in reversed(range(0, size, part)):
            yield replace(told, calls=told.calls[:start] + told.calls[start + part :])
        part //= 2
    for agents in _shorter(told.agents):
        yield replace(told, agents=agents)
    for policy in _plainer(told.policy):
        yield replace(told, policy=policy)
    for place, agent in enumerate(told.agents):
        for plainer in _plainer(agent):
            yield replace(told, agents=(*told.agents[:place], plainer, *told.agents[place + 1 :]))


def _shorter(things: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    return (things[:place] + things[place + 1 :] for place in reversed(range(len(things))))


def _plainer(thing: Any) -> Iterator[Any]:
    """The dataclass with one of its fields as usual, shorter, or plainer in itself."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        usual = _usual(field)
        if usual is not MISSING and value != usual:
            yield replace(thing, **{field.name: usual})
        if is_dataclass(value):
            for plainer in _plainer(value):
                yield replace(thing, **{field.name: plainer})
        if isinstance(value, tuple):
            for part in _shorter(value):
                yield replace(thing, **{field.name: part})
            for place, part in enumerate(value):
                for plainer in _plainer(part) if is_dataclass(part) else ():
                    yield replace(thing, **{field.name: (*value[:place], plainer, *value[place + 1 :])})


def _usual(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


# -- in Python ---------------------------------------------------------------------------------------------------------


def as_test(told: Told, name: str, why: str) -> str:
    """A test that fails as this session does, to be pasted into a file of tests; ``from routing.model import *``."""
    lines = [f"def {name}() -> None:", f'    """{why}"""']
    lines += [f"    policy = {source(told.policy)}", f"    agents = {source(told.agents)}"]
    lines += [f"    trial = Trial(policy, agents, looks={told.looks})"]
    lines += [f"    trial.ask({source(call)})" for call in told.calls]
    return "\n".join([*lines, "    trial.finish()", ""])


def source(thing: Any) -> str:
    """The Python that makes the thing: of a dataclass only what is not as usual."""
    if isinstance(thing, Enum):
        return f"{type(thing).__name__}.{thing.name}"
    if is_dataclass(thing) and not isinstance(thing, type):
        said = [f for f in fields(thing) if getattr(thing, f.name) != _usual(f)]
        return f"{type(thing).__name__}({', '.join(f'{f.name}={source(getattr(thing, f.name))}' for f in said)})"
    if isinstance(thing, dict):
        return "{" + ", ".join(f"{source(key)}: {source(value)}" for key, value in thing.items()) + "}"
    if isinstance(thing, tuple):
        return "(" + "".join(f"{source(part)}, " for part in thing).strip() + ")"
    return "NEVER" if thing == NEVER else repr(thing)


def reproduction(calls: Sequence[Call], policy: Policy, agents: tuple[Agent, ...], *, looks: bool, name: str) -> str:
    """A test of the smallest session that goes wrong as these calls do."""
    told = Told(policy, agents, tuple(calls), looks)
    why = fault_of(told)
    return as_test(smallest(told), name, why or "It does not go wrong when it is repeated.")
