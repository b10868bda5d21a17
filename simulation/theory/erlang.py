"""Erlang B, C and A: what one kind of customer meets at one group of equal agents, in the long run.

Poisson arrivals, exponential handling times, exponential patience (or none), first come first served.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from simulation.theory.chain import busy_states, inverse_blocking, stage_sums
from simulation.theory.checks import check_agents, check_load, check_places, check_seconds, check_stable


class ServiceLevelOf(StrEnum):
    """Of which contacts the service level is a share."""

    OFFERED = "offered"
    """Answered within t / offered."""
    NOT_SOON_GONE = "not-soon-gone"
    """Answered within t / (offered - abandoned within t)."""


@dataclass(frozen=True, slots=True)
class Station:
    """The long-run figures of one group of agents. Shares lie between 0 and 1 and are of all offered contacts.

    Parameters
    ----------
    rate_per_s, mean_work_s, mean_patience_s, agents, max_waiting
        What was asked: contacts offered per second, seconds, seconds (infinity: nobody hangs up), heads, places
        (None: no limit).
    load
        Offered load in erlangs.
    p_wait
        Share that has to wait: enters the queue.
    p_block
        Share that finds all agents busy and no place to wait.
    p_abandon
        Share that hangs up while waiting.
    mean_wait_s
        Mean time in the queue over all contacts that were not blocked: answered and abandoned.
    mean_answer_s
        Average speed of answer: mean time in the queue over the answered contacts.
    occupancy
        Share of the agents' time in work.
    mean_queue
        Time average of the number waiting.
    """

    rate_per_s: float
    mean_work_s: float
    mean_patience_s: float
    agents: int
    max_waiting: int | None
    load: float
    p_wait: float
    p_block: float
    p_abandon: float
    mean_wait_s: float
    mean_answer_s: float
    occupancy: float
    mean_queue: float
    _first: int = field(repr=False, compare=False)
    _queue: NDArray[np.float64] | None = field(repr=False, compare=False)
    """Probabilities that an arriving contact finds ``_first`` + i waiting and has to wait; None: Erlang C."""

    def answered_within(self, within_s: float) -> float:
        """Share of the offered contacts that is answered within ``within_s`` seconds (0 or more)."""
        check_seconds(within_s)
        at_once = max(0.0, 1.0 - self.p_wait - self.p_block)
        if self._queue is None:
            spare_per_s = (self.agents - self.load) / self.mean_work_s
            return at_once - self.p_wait * math.expm1(-spare_per_s * within_s)
        return at_once + float(self._queue @ self._answered_by(within_s, self._queue.size))

    def abandoned_within(self, within_s: float) -> float:
        """Share of the offered contacts that hangs up within ``within_s`` seconds (0 or more)."""
        check_seconds(within_s)
        if self._queue is None or math.isinf(self.mean_patience_s):
            return 0.0
        from scipy.special import betaincc

        patient = math.exp(-within_s / self.mean_patience_s)
        hurry = -math.expm1(-within_s / self.mean_patience_s)
        stages = self.agents * self.mean_patience_s / self.mean_work_s
        ahead = self._first + np.arange(1.0, self._queue.size + 1)
        waiting = patient * betaincc(ahead, stages, hurry)
        return max(0.0, float(self._queue @ (1.0 - self._answered_by(within_s, self._queue.size) - waiting)))

    def service_level(self, within_s: float, of: ServiceLevelOf = ServiceLevelOf.NOT_SOON_GONE) -> float:
        """Share of contacts answered within ``within_s`` seconds (0 or more), of those that ``of`` names."""
        answered = self.answered_within(within_s)
        if of is ServiceLevelOf.OFFERED:
            return answered
        stayed = 1.0 - self.abandoned_within(within_s)
        return min(1.0, answered / stayed) if stayed > 0 else 0.0

    def _answered_by(self, within_s: float, count: int) -> NDArray[np.float64]:
        """Probability to be answered within a time, for a contact that finds ``_first`` + i waiting.

        The work of those ahead and the head itself end after exponential stages of rates agents/work + k/patience, so
        exp(-time / patience) has a beta law.
        """
        from scipy.special import betainc, gammainc

        ahead = self._first + np.arange(1.0, count + 1)
        if math.isinf(self.mean_patience_s):
            return np.asarray(gammainc(ahead, self.agents / self.mean_work_s * within_s), dtype=np.float64)
        stages = self.agents * self.mean_patience_s / self.mean_work_s
        hurry = -math.expm1(-within_s / self.mean_patience_s)
        return np.asarray(stages / (stages + ahead) * betainc(ahead, stages + 1.0, hurry), dtype=np.float64)


def erlang_b(rate_per_s: float, mean_work_s: float, agents: int) -> Station:
    """Erlang B: who finds all agents busy is lost (M/M/n/n).

    Parameters
    ----------
    rate_per_s
        Contacts per second, 0 or more.
    mean_work_s
        Mean handling time in seconds, more than 0.
    agents
        1 or more.

    Raises
    ------
    InputError
        If an argument is out of its range.

    References
    ----------
    D. L. Jagerman, Bell System Technical Journal 53 (1974), doi:10.1002/j.1538-7305.1974.tb02756.x
    """
    return erlang_a(rate_per_s, mean_work_s, math.inf, agents, max_waiting=0)


def erlang_c(rate_per_s: float, mean_work_s: float, agents: int, max_waiting: int | None = None) -> Station:
    """Erlang C: everybody waits until answered (M/M/n), or is lost when the waiting room is full (M/M/n/n+K).

    Parameters
    ----------
    rate_per_s
        Contacts per second, 0 or more.
    mean_work_s
        Mean handling time in seconds, more than 0.
    agents
        1 or more; without ``max_waiting`` more than ``rate_per_s * mean_work_s``.
    max_waiting
        Places in the waiting room; None: no limit.

    Raises
    ------
    UnstableQueueError
        If the load is not below the number of agents and the waiting room has no limit.
    InputError
        If an argument is out of its range.

    References
    ----------
    R. B. Cooper, Introduction to Queueing Theory, 2nd ed. (1981), section 3.4; P(wait) = B / (1 - rho (1 - B)).
    """
    return erlang_a(rate_per_s, mean_work_s, math.inf, agents, max_waiting=max_waiting)


def erlang_a(
    rate_per_s: float, mean_work_s: float, mean_patience_s: float, agents: int, max_waiting: int | None = None
) -> Station:
    """Erlang A: who waits hangs up after an exponential patience (M/M/n+M, M/M/n/n+K+M).

    Parameters
    ----------
    rate_per_s
        Contacts per second, 0 or more. Loads above the number of agents are allowed.
    mean_work_s
        Mean handling time in seconds, more than 0.
    mean_patience_s
        Mean patience in seconds, more than 0; infinity: nobody hangs up (Erlang C).
    agents
        1 or more; 10,000 take about a millisecond.
    max_waiting
        Places in the waiting room; None: no limit.

    Raises
    ------
    UnstableQueueError
        If nobody hangs up, the waiting room has no limit and the load is not below the number of agents.
    InputError
        If an argument is out of its range.

    References
    ----------
    C. Palm, Research on telephone traffic carried by full availability groups, Tele 1 (1957);
    O. Garnett, A. Mandelbaum and M. Reiman, Designing a call center with impatient customers, Manufacturing & Service
    Operations Management 4 (2002), doi:10.1287/msom.4.3.208.7753;
    A. Mandelbaum and S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue (2007),
    doi:10.1007/978-3-540-29860-1_2
    """
    check_load(rate_per_s, mean_work_s, mean_patience_s)
    check_agents(agents)
    check_places(max_waiting)
    load = rate_per_s * mean_work_s
    if math.isinf(mean_patience_s) and max_waiting is None:
        return _waits_for_ever(rate_per_s, mean_work_s, agents)
    impatience = mean_work_s / mean_patience_s
    first, busy = busy_states(load, agents, impatience, max_waiting)
    last = first + busy.size - 1
    p_block = float(busy[-1]) if last == max_waiting else 0.0
    queue = busy[:-1] if last == max_waiting else busy

    stage = np.arange(first + 1.0, first + queue.size + 1)
    rate_in = agents + stage * impatience  # ends of work and patience per mean work, of those ahead and oneself
    served = queue * (agents / rate_in)
    p_wait = min(1.0, float(queue.sum()))
    answered = max(0.0, 1.0 - p_wait - p_block) + float(served.sum())
    wait = float((queue * stage / rate_in).sum()) * mean_work_s
    waits_of_answered = float(served @ stage_sums(agents, impatience, first, queue.size)) * mean_work_s
    return Station(
        rate_per_s=rate_per_s,
        mean_work_s=mean_work_s,
        mean_patience_s=mean_patience_s,
        agents=agents,
        max_waiting=max_waiting,
        load=load,
        p_wait=p_wait,
        p_block=p_block,
        p_abandon=float((queue * (stage * impatience / rate_in)).sum()),
        mean_wait_s=wait / (1.0 - p_block) if p_block < 1 else 0.0,
        mean_answer_s=waits_of_answered / answered if answered > 0 else math.inf,
        occupancy=min(1.0, load * answered / agents),
        mean_queue=float(np.arange(first, last + 1.0) @ busy),
        _first=first,
        _queue=queue,
    )


def _waits_for_ever(rate_per_s: float, mean_work_s: float, agents: int) -> Station:
    """Erlang C without a limit, in closed form."""
    load = rate_per_s * mean_work_s
    check_stable(load, agents)
    blocked = 1.0 / inverse_blocking(load, agents)
    occupancy = load / agents
    p_wait = blocked / (1.0 - occupancy * (1.0 - blocked))
    wait = p_wait * mean_work_s / (agents - load)
    return Station(
        rate_per_s=rate_per_s,
        mean_work_s=mean_work_s,
        mean_patience_s=math.inf,
        agents=agents,
        max_waiting=None,
        load=load,
        p_wait=p_wait,
        p_block=0.0,
        p_abandon=0.0,
        mean_wait_s=wait,
        mean_answer_s=wait,
        occupancy=occupancy,
        mean_queue=rate_per_s * wait,
        _first=0,
        _queue=None,
    )
