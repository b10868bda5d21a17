"""The smallest session that still goes wrong, and a test of it in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum
from itertools import islice
from typing import Any

from routing.model import NEVER, Agent
from routing.policies.policy_check import Severity, check_policy
from routing.policy import Policy
from tests.routing.calls import Call
from tests.routing.trial import Trial

TRIES = 2000
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


@dataclass
class Search:
    """Looks for smaller and smaller sessions that go wrong in the same way.

    Parameters
    ----------
    told
        The smallest one so far.
    fault
        Says what goes wrong in a session.
    tries
        So many more sessions are tried at most.
    """

    told: Told
    fault: Callable[[Told], str | None] = fault_of
    tries: int = TRIES

    def __post_init__(self) -> None:
        self.wrong = self.fault(self.told)
        self._accepted = _objections(self.told.policy)

    def smallest(self) -> Told:
        """The session from which nothing more can be left out."""
        before = None
        while before != self.told and self.tries > 0:
            before = self.told
            self._fewer_calls()
            self._plainer_world()
        return self.told

    def _goes_wrong(self, candidate: Told) -> bool:
        """Whether it does, in the same way; it must be a session that could be, for the kernel trusts its tables."""
        if self.tries <= 0 or not candidate.agents or not _objections(candidate.policy) <= self._accepted:
            return False
        self.tries -= 1
        if self.fault(candidate) != self.wrong:
            return False
        self.told = candidate
        return True

    def _fewer_calls(self) -> None:
        """Leave out calls, in large parts first, the last ones first."""
        part = len(self.told.calls)
        while part:
            end = len(self.told.calls)
            while end > 0:
                start = max(0, end - part)
                calls = self.told.calls
                self._goes_wrong(replace(self.told, calls=calls[:start] + calls[end:]))
                end = start
            part //= 2

    def _plainer_world(self) -> None:
        """Leave out agents, then what policy and agents say."""
        place: int | None = 0
        while place is not None:
            smaller = enumerate(islice(_worlds(self.told), place, None), place)
            place = next((number for number, candidate in smaller if self._goes_wrong(candidate)), None)


def _worlds(told: Told) -> Iterator[Told]:
    for agents in _shorter(told.agents):
        yield replace(told, agents=agents)
    for policy in _plainer(told.policy):
        yield replace(told, policy=policy)
    for place, agent in enumerate(told.agents):
        for plainer in _plainer(agent):
            yield replace(told, agents=(*told.agents[:place], plainer, *told.agents[place + 1 :]))


def _objections(policy: Policy) -> set[str]:
    """What is wrong with a policy."""
    words = (policy.problems, policy.tiers, policy.channels, policy.queues, *(queue.steps for queue in policy.queues))
    if not all(words):
        return {"something is missing"}
    return {finding.rule for finding in check_policy(policy) if finding.severity is Severity.ERROR}


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
        if isinstance(value, tuple) and field.name != "hold_us":  # always one for each tie
            for part in _shorter(value):
                yield replace(thing, **{field.name: part})
            for place, part in enumerate(value):
                for plainer in _plainer(part) if is_dataclass(part) else ():
                    yield replace(thing, **{field.name: (*value[:place], plainer, *value[place + 1 :])})


def _usual(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


IMPORTS = (
    "from routing.model import *",
    "from routing.policy import *",
    "from tests.routing.calls import Call",
    "from tests.routing.trial import Trial",
    "from tests.strategies import Verb",
)

# -- in Python ---------------------------------------------------------------------------------------------------------


def as_test(told: Told, name: str, why: str) -> str:
    """A file with a test that fails as this session does."""
    lines = [*IMPORTS, "", "", f"def {name}() -> None:", f'    """{why}"""']
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
    return as_test(Search(told).smallest(), name, why or "It does not go wrong when it is repeated.")
