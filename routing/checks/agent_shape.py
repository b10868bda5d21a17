"""Whether an agent is one that any policy could have: types and ranges.

Names are for :mod:`routing.checks.agent_check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from marshal import dumps
from typing import Any

from routing.errors import MAX_LABEL_NUMBER, MAX_LABEL_TEXT, BadValue, InputErrors
from routing.model import SECOND, Agent, LabelValue
from routing.policies.policy_schema import MAX_UNITS
from routing.reading.finding import Finding
from routing.reading.of_type import fields_of, wrong_types
from routing.reading.units import MONTH_S, in_seconds
from routing.words.messages import text
from routing.words.place import Path

MAX_LEVEL = 5
"""The highest level of a skill."""


def check_agent(agent: Agent, path: Path) -> list[Finding]:
    """Return what is wrong with an agent who stands at ``path``, apart from their id.

    If something has a wrong type, only such findings come: ``in_code`` is true of them.
    """
    kinds = fields_of(Agent).items()
    found = [
        finding
        for name, kind in kinds
        if name != "id"
        for finding in wrong_types(getattr(agent, name), kind, (*path, name))
    ]
    return found or list(_ranges(agent, path))


def refuse_wrong_agents(agents: Sequence[Agent]) -> None:
    """Raise what :func:`check_agent` finds, once for agents who are alike.

    Raises
    ------
    BadValue, InputErrors
    """
    seen: set[bytes] = set()
    found: list[Finding] = []
    for agent in agents:
        data: Any = (
            agent.skills,
            agent.pools,
            agent.labels,
            agent.capacity,
            agent.most,
            agent.queue_order,
            agent.delays,
        )
        try:
            # Equal bytes are equal values of the same plain types. For large rosters this is much faster than a look
            # at each value, and unlike a hash it tells 1 from True and takes lists and dicts.
            form = dumps(data, 2)
        except ValueError:  # something else than plain types
            form = b""
        if not form or form not in seen:
            found += check_agent(agent, ("agents", agent.id))
            seen.add(form)
    if found:
        raise InputErrors.of([finding.error() for finding in found])


def _ranges(agent: Agent, path: Path) -> Iterator[Finding]:
    for skill, level in agent.skills.items():
        if not 1 <= level <= MAX_LEVEL:
            yield _bad((*path, "skills", skill), text("must be a level from 1 to 5"), level)
    for label, value in agent.labels.items():
        rule = _label_rule(value)
        if rule is not None:
            yield _bad((*path, "labels", label), rule, value)
    if not 1 <= agent.capacity <= MAX_UNITS:
        rule = text("must be a whole number from {least} to {most}", least=1, most=MAX_UNITS)
        yield _bad((*path, "capacity"), rule, agent.capacity)
    for channel, most in agent.most.items():
        if not 0 <= most <= MAX_UNITS:
            rule = text("must be a whole number from {least} to {most}", least=0, most=MAX_UNITS)
            yield _bad((*path, "most", channel), rule, most)
    for queue, delay in (agent.delays or {}).items():
        if not 0 <= delay <= MONTH_S * SECOND:
            rule = text("must be from {least} to {most} seconds", least=0, most=MONTH_S)
            yield _bad((*path, "delays", queue), rule, in_seconds(delay))


def _label_rule(value: LabelValue) -> str | None:
    """What is wrong with the value of a label, whatever the type of the label."""
    if isinstance(value, str):
        if not value:
            return text("must not be empty")
        return (
            None if len(value) <= MAX_LABEL_TEXT else text("must have at most {limit} characters", limit=MAX_LABEL_TEXT)
        )
    if abs(value) > MAX_LABEL_NUMBER:
        return text("must be a whole number from -{limit} to {limit}", limit=MAX_LABEL_NUMBER)
    return None


def _bad(path: Path, rule: str, value: object) -> Finding:
    return Finding(path, rule, value=value, kind=BadValue)
