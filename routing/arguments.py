"""What a router is given from outside, looked at before it is used: Python would take "no" for yes, and True for 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from routing.checks.agent_shape import refuse_wrong_agents
from routing.errors import BadId, BadValue, WrongType
from routing.model import Agent
from routing.reading.of_type import is_text
from routing.words.messages import text


def roster_of(agents: Iterable[Agent]) -> tuple[Agent, ...]:
    """A roster that any policy could have.

    Raises
    ------
    WrongType
        It is not one of agents.
    BadId
        An agent's id is not text, is empty, or cannot be written in UTF-8.
    InputError
        An agent has something of a wrong type, or out of range.
    """
    given: object = agents
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise WrongType("agents", text("must be a list of routing.Agent"), given)
    roster = tuple(agents)
    for number, agent in enumerate(roster):
        must_be_agent(agent, f"agents[{number}]")
    refuse_wrong_agents(roster)
    return roster


def must_be_agent(value: object, name: str) -> None:
    """Refuse what is no agent with an id; ``name`` is what messages call it.

    Raises
    ------
    WrongType, BadId
    """
    if not isinstance(value, Agent):
        raise WrongType(name, text("must be a routing.Agent"), value)
    check_id("agent", value.id)


def check_id(kind: str, value: object) -> None:
    """Refuse an id that is not text, is empty, or has half of a surrogate pair.

    Parameters
    ----------
    kind
        ``ticket`` or ``agent``.

    Raises
    ------
    BadId
    """
    if not is_text(value) or not value:
        raise BadId(kind, value)


def check_history(value: object) -> None:
    """Refuse what is no number of commands.

    Raises
    ------
    BadValue
    """
    if type(value) is not int or value < 0:
        rule = text("must be a whole number, 0 or more")
        raise BadValue(rule, path="history", value=value, in_code=type(value) is not int)


def check_flag(argument: str, value: object) -> None:
    """Refuse what is neither True nor False.

    Raises
    ------
    WrongType
    """
    if type(value) is not bool:
        raise WrongType(argument, text("must be True or False"), value)


def code_of(value: object, kind: type[IntEnum]) -> int | None:
    """The number of a member of ``kind``, which may be given as that number; None: it is none."""
    if type(value) is not int and type(value) is not kind:  # not 1.0 or True either
        return None
    try:
        return int(kind(value))
    except ValueError:
        return None
