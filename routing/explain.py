"""Why: the reasons of a decision as data, and as a sentence in the language in use.

:meth:`routing.router.Router.explain_assignment`, ``explain_waiting`` and ``explain_idle`` return these; how they are
worked out stands in :mod:`routing.reasons`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.messages import text
from routing.model import SECOND, Prefer, Timer


class Reason(StrEnum):
    """Why an agent and a ticket came together, or did not."""

    CHOSEN = "chosen"
    LESS_PREFERRED = "less_preferred"
    """Could have been taken; another one came first."""
    SKILL_MISSING = "skill_missing"
    """The agent lacks a skill that the ticket's routing step asks for, or a level of it."""
    OTHER_POOL = "other_pool"
    """The agent is in none of the pools of the ticket's routing step."""
    OFFLINE = "offline"
    ON_BREAK = "on_break"
    DRAINING = "draining"
    BUSY = "busy"
    HAS_OFFER = "has_offer"
    """The agent has been offered another ticket and has not answered."""
    PAUSED = "paused"
    """The agent declined this ticket, or let its offer expire, a short while ago."""


class Chooser(StrEnum):
    """Who had the choice."""

    AGENT = "agent"
    """The agent became free and took the first ticket in its own order."""
    TICKET = "ticket"
    """The ticket came, or its step changed, and it took the agent that its step prefers."""


@dataclass(frozen=True, slots=True)
class AgentReason:
    """An agent as a candidate for a ticket.

    Parameters
    ----------
    agent
        Its id.
    reason
        Why it was taken, or not.
    scores
        (term, value) for the step's ``prefer`` list, lower first in each; empty where the agent could not be taken.
        Scarcity is given as its rank among the roster's profiles; times are microseconds.
    """

    agent: str
    reason: Reason
    scores: tuple[tuple[Prefer, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TicketReason:
    """A waiting ticket as a candidate for an agent.

    Parameters
    ----------
    ticket, queue
        Its id and the name of its queue.
    reason
        Why it was taken, or not.
    band, rank
        Strict priority, and the queue's place in the agent's own order; the lower goes first.
    credit_us
        Credited waiting in microseconds, rounded down; within band and rank the greater goes first.
    """

    ticket: str
    queue: str
    reason: Reason
    band: int
    rank: int
    credit_us: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """Why a ticket was offered to an agent, or assigned to it where the queue accepts by itself.

    Parameters
    ----------
    ticket, agent, queue, step
        Who got what, by which queue's routing step (from 0).
    time
        Microseconds.
    chooser
        Who had the choice.
    agents
        If the ticket chose: every agent of the roster, with the reason why it was taken or not.
    tickets
        If the agent chose: every ticket that waited, in the order in which the agent would have taken them.
    policy_hash
        Of the policy that was in force.
    """

    ticket: str
    agent: str
    queue: str
    step: int
    time: int
    chooser: Chooser
    agents: tuple[AgentReason, ...]
    tickets: tuple[TicketReason, ...]
    policy_hash: str

    def sentence(self) -> str:
        """The decision in words."""
        if self.chooser is Chooser.AGENT:
            return text(
                "At {time} s agent {agent} became free and took ticket {ticket} of queue {queue}, the first of {count}"
                " waiting tickets that it may take.",
                time=_seconds(self.time),
                agent=self.agent,
                ticket=self.ticket,
                queue=self.queue,
                count=sum(r.reason in {Reason.CHOSEN, Reason.LESS_PREFERRED} for r in self.tickets),
            )
        return text(
            "At {time} s ticket {ticket} of queue {queue}, in step {step}, took agent {agent}, the most preferred of"
            " {count} available qualified agents.",
            time=_seconds(self.time),
            ticket=self.ticket,
            queue=self.queue,
            step=self.step,
            agent=self.agent,
            count=sum(r.reason in {Reason.CHOSEN, Reason.LESS_PREFERRED} for r in self.agents),
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a ticket waits.

    Parameters
    ----------
    ticket, queue, step, band
        Where it stands.
    waited_us
        Since its first arrival.
    position
        1: no ticket of its queue goes before it.
    agents
        Every agent of the roster, with the reason why it does not take the ticket.
    next_change
        The ticket's next timer; None: it has none.
    policy_hash
        Of the policy in force.
    """

    ticket: str
    queue: str
    step: int
    band: int
    waited_us: int
    position: int
    agents: tuple[AgentReason, ...]
    next_change: Timer | None
    policy_hash: str

    def sentence(self) -> str:
        """The reasons in words."""
        qualified = [r for r in self.agents if r.reason not in {Reason.SKILL_MISSING, Reason.OTHER_POOL}]
        busy = sum(r.reason in {Reason.BUSY, Reason.HAS_OFFER, Reason.DRAINING} for r in qualified)
        absent = sum(r.reason in {Reason.OFFLINE, Reason.ON_BREAK} for r in qualified)
        return text(
            "Ticket {ticket} has waited {waited} s, at place {position} of queue {queue}, step {step}. Of {qualified}"
            " qualified agents {busy} are at work, {absent} are absent and {paused} have just declined it.",
            ticket=self.ticket,
            waited=_seconds(self.waited_us),
            position=self.position,
            queue=self.queue,
            step=self.step,
            qualified=len(qualified),
            busy=busy,
            absent=absent,
            paused=sum(r.reason is Reason.PAUSED for r in qualified),
        )


@dataclass(frozen=True, slots=True)
class Idle:
    """Why an agent has nothing to do, or what keeps it from taking a ticket.

    Parameters
    ----------
    agent
        Its id.
    reason
        What keeps it from any ticket; None: it is free, and then ``tickets`` says why it takes none of them.
    tickets
        Every ticket that waits, with the reason why the agent does not take it.
    queues
        Names of the queues of which it may take tickets, in some step.
    policy_hash
        Of the policy in force.
    """

    agent: str
    reason: Reason | None
    tickets: tuple[TicketReason, ...]
    queues: tuple[str, ...]
    policy_hash: str

    def sentence(self) -> str:
        """The reason in words."""
        if self.reason is Reason.OFFLINE:
            return text("Agent {agent} is offline.", agent=self.agent)
        if self.reason is Reason.ON_BREAK:
            return text("Agent {agent} is on a break.", agent=self.agent)
        if self.reason is Reason.DRAINING:
            return text("Agent {agent} is finishing its work and takes nothing new.", agent=self.agent)
        if self.reason is Reason.HAS_OFFER:
            return text("Agent {agent} has been offered a ticket and has not answered.", agent=self.agent)
        if self.reason is not None:
            return text("Agent {agent} is at work.", agent=self.agent)
        if not self.tickets:
            return text("Agent {agent} is free: no ticket waits.", agent=self.agent)
        return text(
            "Agent {agent} is free: of {count} waiting tickets it has just declined {paused} and is not qualified for"
            " {others}.",
            agent=self.agent,
            count=len(self.tickets),
            paused=sum(r.reason is Reason.PAUSED for r in self.tickets),
            others=sum(r.reason is not Reason.PAUSED for r in self.tickets),
        )


def _seconds(time_us: int) -> str:
    return f"{time_us / SECOND:.3f}".rstrip("0").rstrip(".")
