"""Erlang B, C and A read backwards: the fewest agents for a target, the greatest load for given agents."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from routing.errors import BadValue, InputError
from routing.words.messages import text
from simulation.theory.checks import MOST_AGENTS, check_agents, check_load, check_places, check_seconds, check_share
from simulation.theory.erlang import ServiceLevelOf, Station, erlang_a

MOST_LOAD = 1000
"""A target that is reached with so many times the work that the agents can do is no limit."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What a station must reach. None: not asked for. Several targets hold together.

    Parameters
    ----------
    service_level
        Least share answered within ``within_s``, between 0 and 1, both excluded.
    within_s
        Answer target in seconds, 0 or more.
    of
        Of which contacts the service level is a share.
    abandon, block, occupancy
        Greatest share of contacts that hang up, that are lost, and greatest share of the agents' time in work;
        between 0 and 1, both excluded.
    answer_s
        Greatest average speed of answer in seconds, more than 0.
    """

    service_level: float | None = None
    within_s: float = 20.0
    of: ServiceLevelOf = ServiceLevelOf.NOT_SOON_GONE
    abandon: float | None = None
    block: float | None = None
    occupancy: float | None = None
    answer_s: float | None = None

    def __post_init__(self) -> None:
        check_seconds(self.within_s)
        check_share("service_level", self.service_level)
        check_share("abandon", self.abandon)
        check_share("block", self.block)
        check_share("occupancy", self.occupancy)
        if self.answer_s is not None and not 0 < self.answer_s < math.inf:
            raise BadValue(text("must be a finite number, more than 0"), path="answer_s", value=self.answer_s)
        if not any((self.service_level, self.abandon, self.block, self.occupancy, self.answer_s)):
            raise InputError(
                text("State at least one target: a service level, abandonment, blocking, occupancy or wait.")
            )

    def met_by(self, station: Station) -> bool:
        """Whether the station reaches all targets."""
        return (
            (self.abandon is None or station.p_abandon <= self.abandon)
            and (self.block is None or station.p_block <= self.block)
            and (self.occupancy is None or station.occupancy <= self.occupancy)
            and (self.answer_s is None or station.mean_answer_s <= self.answer_s)
            and (self.service_level is None or station.service_level(self.within_s, self.of) >= self.service_level)
        )


def square_root_agents(load: float, grade: float = 0.5) -> int:
    """Square-root staffing: the load plus ``grade`` standard deviations of the number at work, rounded up.

    Parameters
    ----------
    load
        Erlangs, 0 or more.
    grade
        Quality of service; 0 staffs the bare load, negative values rely on patience running out.

    References
    ----------
    S. Halfin and W. Whitt, Heavy-traffic limits for queues with many exponential servers, Operations Research 29
    (1981), doi:10.1287/opre.29.3.567; S. Borst, A. Mandelbaum and M. Reiman, Dimensioning large call centers,
    Operations Research 52 (2004), doi:10.1287/opre.1030.0081
    """
    return max(1, math.ceil(load + grade * math.sqrt(load)))


def with_shrinkage(agents: int, shrinkage: float) -> int:
    """Agents to roster so that ``agents`` are there when the share ``shrinkage``, in [0, 1), is away."""
    if not 0 <= shrinkage < 1:
        raise BadValue(text("must be 0 or more and less than 1"), path="shrinkage", value=shrinkage)
    return math.ceil(agents / (1.0 - shrinkage) - 1e-9)


def fewest_agents(
    rate_per_s: float,
    mean_work_s: float,
    mean_patience_s: float,
    targets: Targets,
    *,
    max_waiting: int | None = None,
) -> int:
    """The fewest agents that reach all targets; 0 when nobody calls.

    Parameters
    ----------
    rate_per_s, mean_work_s, mean_patience_s, max_waiting
        As in :func:`simulation.theory.erlang.erlang_a`: infinite patience is Erlang C, and with ``max_waiting=0``
        Erlang B.
    targets
        What must be reached.

    Returns
    -------
    The number of agents, found from the square-root rule by doubling steps and bisection: every target is monotone in
    the number of agents.

    Raises
    ------
    InputError
        If an argument is out of its range or 10 million agents do not suffice.
    """
    check_load(rate_per_s, mean_work_s, mean_patience_s)
    check_places(max_waiting)
    if rate_per_s == 0:
        return 0
    load = rate_per_s * mean_work_s
    least = math.floor(load) + 1 if math.isinf(mean_patience_s) and max_waiting is None else 1

    def met(agents: int) -> bool:
        return targets.met_by(erlang_a(rate_per_s, mean_work_s, mean_patience_s, agents, max_waiting))

    return _first_true(met, least, max(least, square_root_agents(load)), max(1, int(math.sqrt(load))))


def agents_for_service_level(
    rate_per_s: float,
    mean_work_s: float,
    mean_patience_s: float = math.inf,
    *,
    share: float,
    within_s: float,
    of: ServiceLevelOf = ServiceLevelOf.NOT_SOON_GONE,
    max_waiting: int | None = None,
) -> int:
    """The fewest agents with which at least ``share`` is answered within ``within_s``: see :func:`fewest_agents`."""
    targets = Targets(service_level=share, within_s=within_s, of=of)
    return fewest_agents(rate_per_s, mean_work_s, mean_patience_s, targets, max_waiting=max_waiting)


def agents_for_abandonment(rate_per_s: float, mean_work_s: float, mean_patience_s: float, *, most: float) -> int:
    """The fewest agents with which at most the share ``most`` hangs up: see :func:`fewest_agents`."""
    return fewest_agents(rate_per_s, mean_work_s, mean_patience_s, Targets(abandon=most))


def agents_for_blocking(rate_per_s: float, mean_work_s: float, *, most: float) -> int:
    """The fewest agents (lines) with which at most the share ``most`` is lost: Erlang B read backwards."""
    return fewest_agents(rate_per_s, mean_work_s, math.inf, Targets(block=most), max_waiting=0)


def agents_for_occupancy(
    rate_per_s: float, mean_work_s: float, mean_patience_s: float = math.inf, *, most: float
) -> int:
    """The fewest agents whose time is at most the share ``most`` in work: see :func:`fewest_agents`."""
    return fewest_agents(rate_per_s, mean_work_s, mean_patience_s, Targets(occupancy=most))


def agents_for_answer_time(
    rate_per_s: float, mean_work_s: float, mean_patience_s: float = math.inf, *, most_s: float
) -> int:
    """The fewest agents with an average speed of answer of at most ``most_s`` seconds: see :func:`fewest_agents`."""
    return fewest_agents(rate_per_s, mean_work_s, mean_patience_s, Targets(answer_s=most_s))


def greatest_rate(
    mean_work_s: float,
    mean_patience_s: float,
    agents: int,
    targets: Targets,
    *,
    max_waiting: int | None = None,
) -> float:
    """The greatest arrival rate, in contacts per second, at which ``agents`` still reach all targets.

    Parameters
    ----------
    mean_work_s, mean_patience_s, agents, max_waiting
        As in :func:`simulation.theory.erlang.erlang_a`.
    targets
        What must be reached.

    Returns
    -------
    The rate, from below, to a relative error of 1e-9.

    Raises
    ------
    InputError
        If an argument is out of its range, or even 1,000 times the work that the agents can do reaches the targets.
    """
    check_load(0.0, mean_work_s, mean_patience_s)
    check_agents(agents)
    check_places(max_waiting)
    full = agents / mean_work_s
    for_ever = math.isinf(mean_patience_s) and max_waiting is None

    def met(rate_per_s: float) -> bool:
        if for_ever and rate_per_s * mean_work_s >= agents:
            return False
        return targets.met_by(erlang_a(rate_per_s, mean_work_s, mean_patience_s, agents, max_waiting))

    low, high = 0.0, full
    while met(high):
        low, high = high, 2 * high
        if high > MOST_LOAD * full:
            raise InputError(
                text(
                    "The targets set no limit: even {factor} times what the agents can do reaches them.",
                    factor=MOST_LOAD,
                )
            )
    while high - low > 1e-9 * high and high > 1e-12 * full:
        middle = (low + high) / 2
        if met(middle):
            low = middle
        else:
            high = middle
    return low


def _first_true(holds: Callable[[int], bool], least: int, start: int, step: int) -> int:
    """The first integer from ``least`` on at which a monotone condition holds, searched around ``start``."""
    if holds(start):
        high, low = start, start - step
        while low >= least and holds(low):
            step *= 2
            high, low = low, low - step
        low = max(low, least - 1)
    else:
        low, high = start, start + step
        while not holds(high):
            step *= 2
            low, high = high, high + step
            if high > MOST_AGENTS:
                raise InputError(text("No number of agents up to {most} reaches the targets.", most=MOST_AGENTS))
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
