"""Live figures: how many wait, for how long, who is there, and the service level of the last minutes.

:meth:`routing.router.Router.figures` returns them. They are counted from the kernel's state when they are asked for;
only answers by the minute are kept, in :mod:`routing.tally`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import State
from routing.model import Agent, Presence, TicketState
from routing.policy import Policy
from routing.tally import COUNTS, MINUTE, Tally

_WAITS = (TicketState.WAITING, TicketState.PERSONAL)
_ASLEEP = (TicketState.INACTIVE, TicketState.WAKING)


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """Tickets that were first answered, or left unanswered, within some minutes.

    Parameters
    ----------
    in_time
        First answered no later than the queue's target after they were submitted.
    late
        First answered later than that.
    left
        Cancelled or deflected unanswered, later than that. Who leaves earlier is not counted.
    """

    in_time: int
    late: int
    left: int

    @property
    def answered(self) -> int:
        """Tickets that were first answered."""
        return self.in_time + self.late

    @property
    def ratio(self) -> float | None:
        """``in_time`` / (``in_time`` + ``late`` + ``left``); None where there is nothing to count."""
        counted = self.answered + self.left
        return self.in_time / counted if counted else None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The tickets of a queue, or of all.

    Parameters
    ----------
    queue
        Its name; None: all queues.
    waiting
        Tickets that wait for an agent, for any or for their preferred one alone.
    longest_wait_us
        The longest time since a first arrival among them, in microseconds; None: nobody waits.
    oldest_due
        When the first of them is, or was, to be answered: the least first arrival + the queue's target, in
        microseconds; None: nobody waits.
    callbacks
        Tickets that are to be called back and are not due.
    offered, in_service, on_hold, wrapping
        Tickets in these states.
    inactive
        Conversations that sleep, or have woken up and wait for their agent's units.
    service_level
        Of the last minutes.
    """

    queue: str | None
    waiting: int
    longest_wait_us: int | None
    oldest_due: int | None
    callbacks: int
    offered: int
    in_service: int
    on_hold: int
    inactive: int
    wrapping: int
    service_level: ServiceLevel


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """The agents of the roster.

    Parameters
    ----------
    by_presence
        How many are in each presence.
    by_reason
        How many of them gave which reason for it: (presence, reason) to number.
    free
        Agents who could be offered something now: ready, no offer outstanding, no conversation waking, gathering for
        no ticket, with a unit left.
    units_used
        Units in use, of all agents.
    units_total
        Capacity of all agents who are not offline.
    """

    by_presence: Mapping[Presence, int]
    by_reason: Mapping[tuple[Presence, str], int]
    free: int
    units_used: int
    units_total: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A router's figures at one moment.

    Parameters
    ----------
    now
        The moment, in microseconds.
    since
        From when on the service levels count.
    queues
        Of each queue, in the policy's order.
    total
        Of all queues.
    agents
        Of the roster.
    policy_hash
        Of the policy in force.
    """

    now: int
    since: int
    queues: tuple[QueueFigures, ...]
    total: QueueFigures
    agents: AgentFigures
    policy_hash: str


def figures_of(policy: Policy, agents: Sequence[Agent], state: State, tally: Tally, now: int, minutes: int) -> Figures:
    """The figures of a state.

    Parameters
    ----------
    policy, agents
        Of the router.
    state, tally
        Its state, and what is kept beside it.
    now
        No earlier than its latest command, in microseconds.
    minutes
        So many whole minutes before the present one count for the service level, and the present one as far as it has
        gone; 1 to 60.
    """
    first = max(0, now // MINUTE - minutes)
    used = state.tickets[state.tickets["state"] != TicketState.FREE]
    targets = np.array([queue.target_us for queue in policy.queues], np.int64)
    due = used["first_arrival"] + targets[used["queue"]]
    levels = _levels(len(policy.queues), tally, first)
    queues = [
        _of_tickets(queue.name, used[used["queue"] == n], due[used["queue"] == n], now, levels[n])
        for n, queue in enumerate(policy.queues)
    ]
    return Figures(
        now=now,
        since=first * MINUTE,
        queues=tuple(queues),
        total=_of_tickets(None, used, due, now, levels.sum(axis=0)),
        agents=_of_agents(agents, state, tally),
        policy_hash=policy.hash,
    )


def _levels(n_queues: int, tally: Tally, first: int) -> NDArray[np.int64]:
    """int64 [queues, COUNTS]: the counts from the minute ``first`` on."""
    rows = [row for minute, row in tally.minutes.items() if minute >= first]
    counts: NDArray[np.int64] = np.array(rows or [[0] * (COUNTS * n_queues)], np.int64).sum(axis=0)
    return counts.reshape(n_queues, COUNTS)


def _of_tickets(
    queue: str | None, tickets: NDArray[np.void], due: NDArray[np.int64], now: int, level: NDArray[np.int64]
) -> QueueFigures:
    kinds = tickets["state"]
    waits = np.isin(kinds, _WAITS)
    count = np.bincount(kinds.astype(np.int64), minlength=len(TicketState)).tolist()
    anybody = bool(waits.any())
    return QueueFigures(
        queue=queue,
        waiting=int(waits.sum()),
        longest_wait_us=now - int(tickets["first_arrival"][waits].min()) if anybody else None,
        oldest_due=int(due[waits].min()) if anybody else None,
        callbacks=count[TicketState.CALLBACK],
        offered=count[TicketState.OFFERED],
        in_service=count[TicketState.ASSIGNED],
        on_hold=count[TicketState.HELD],
        inactive=sum(count[kind] for kind in _ASLEEP),
        wrapping=count[TicketState.WRAPPING],
        service_level=ServiceLevel(*level.tolist()),
    )


def _of_agents(agents: Sequence[Agent], state: State, tally: Tally) -> AgentFigures:
    rows = state.agents
    presences = [Presence(presence) for presence in rows["presence"].tolist()]
    reasons = Counter(
        (presence, tally.presence[agent.id])
        for agent, presence in zip(agents, presences, strict=True)
        if agent.id in tally.presence
    )
    free = (rows["presence"] == Presence.READY) & (rows["offer"] < 0) & (rows["busy"] == 0)
    return AgentFigures(
        by_presence={presence: presences.count(presence) for presence in Presence},
        by_reason=dict(sorted(reasons.items())),
        free=int((free & (rows["load"] < rows["capacity"])).sum()),
        units_used=int(rows["load"].sum()),
        units_total=int(rows["capacity"][rows["presence"] != Presence.OFFLINE].sum()),
    )
