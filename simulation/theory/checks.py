"""What the formulas refuse, and how they say so."""

from __future__ import annotations

import math

from routing.errors import BadValue, Contradiction
from routing.words import counts
from routing.words.messages import text

MOST_AGENTS = 10_000_000
"""More agents or waiting places than this are a slip of the pen."""


class UnstableQueueError(Contradiction):
    """Raised when nobody leaves a queue that receives as much work as its agents can do, or more."""


def check_load(rate_per_s: float, mean_work_s: float, mean_patience_s: float) -> None:
    """Refuse a rate outside [0, infinity), a mean work outside (0, infinity), a mean patience outside (0, infinity].

    Raises
    ------
    BadValue
        With the value and the rule.
    """
    if not 0 <= rate_per_s < math.inf:
        raise BadValue(text("must be a finite number, 0 or more"), path="rate_per_s", value=rate_per_s)
    if not 0 < mean_work_s < math.inf:
        raise BadValue(text("must be a finite number, more than 0"), path="mean_work_s", value=mean_work_s)
    if not mean_patience_s > 0:
        raise BadValue(text("must be more than 0"), path="mean_patience_s", value=mean_patience_s)


def check_agents(agents: int) -> None:
    """Refuse a number of agents that is not in [1, 10 million].

    Raises
    ------
    BadValue
        With the value and the rule.
    """
    if not 1 <= agents <= MOST_AGENTS or agents != int(agents):
        raise BadValue(text("must be a whole number from 1 to {most}", most=MOST_AGENTS), path="agents", value=agents)


def check_places(max_waiting: int | None) -> None:
    """Refuse a number of waiting places that is not None or in [0, 10 million].

    Raises
    ------
    BadValue
        With the value and the rule.
    """
    if max_waiting is not None and (not 0 <= max_waiting <= MOST_AGENTS or max_waiting != int(max_waiting)):
        rule = text("must be a whole number from 0 to {most}", most=MOST_AGENTS)
        raise BadValue(rule, path="max_waiting", value=max_waiting)


def check_seconds(within_s: float) -> None:
    """Refuse a time that is negative or not a number.

    Raises
    ------
    BadValue
        With the value and the rule.
    """
    if not within_s >= 0:
        raise BadValue(text("must be 0 or more"), path="within_s", value=within_s)


def check_share(name: str, share: float | None) -> None:
    """Refuse a share that is asked for and does not lie strictly between 0 and 1.

    Raises
    ------
    BadValue
        With the name, the value and the rule.
    """
    if share is not None and not 0 < share < 1:
        raise BadValue(text("must lie between 0 and 1, both excluded"), path=name, value=share)


def check_stable(load: float, agents: int) -> None:
    """Refuse a queue that nobody leaves and that receives as much work as the agents can do, or more.

    Raises
    ------
    UnstableQueueError
        With the load and the number of agents.
    """
    if load >= agents:
        rule = text(
            "{load} erlangs need more than {agents}: nobody hangs up, so the queue would grow for ever. "
            "Add agents, or state a patience (Erlang A).",
            load=round(load, 3),
            agents=counts.agents(agents),
        )
        raise UnstableQueueError(rule)
