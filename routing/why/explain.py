"""Why: the reasons of a decision as data, and as a sentence in the language in use.

:meth:`routing.router.Router.explain_assignment`, ``explain_waiting`` and ``explain_idle`` return these; how they are
worked out stands in :mod:`routing.why.candidates` and :mod:`routing.why.reasons`, what a single reason says in
:mod:`routing.causes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from routing.causes import ABSENT, NOT_QUALIFIED, Cause, Reason, seconds
from routing.model import Prefer, TicketState, Timer
from routing.words.messages import text

__all__ = ["AgentReason", "Assignment", "Cause", "Chooser", "Idle", "Reason", "Score", "TicketReason", "Waiting"]

Score = int | Fraction | tuple[int, int]
"""An agent's value in a term of a ``prefer`` list."""

_ABLE = frozenset({Reason.CHOSEN, Reason.LESS_PREFERRED})
_AT_WORK = frozenset({Reason.BUSY, Reason.NO_UNITS, Reason.MOST, Reason.HAS_OFFER, Reason.WAKING, Reason.GATHERS})


class Chooser(StrEnum):
    """Who had the choice."""

    AGENT = "agent"
    """The agent became free and took the first ticket in its own order."""
    TICKET = "ticket"
    """The ticket came, or its step changed, and it took the agent that its step prefers."""
    PREFERRED = "preferred"
    """The ticket was meant for the agent, who could take it: nobody else was looked at."""
    SOMEBODY = "somebody"
    """A person gave the ticket to the agent."""


@dataclass(frozen=True, slots=True)
class AgentReason:
    """An agent as a candidate for a ticket.

    Parameters
    ----------
    agent
        Its id.
    causes
        Everything that kept it from the ticket, what it is before what it does; or that it was taken, and then what
        was overridden, or that another one came first.
    scores
        (term, value) for the step's ``prefer`` list, lower first in each; empty where the agent could not be taken.
        LONGEST_IDLE is (units in use, when that last changed), LEAST_LOADED the share of units in use; scarcity is
        its rank among the roster's profiles; times are microseconds.
    """

    agent: str
    causes: tuple[Cause, ...]
    scores: tuple[tuple[Prefer, Score], ...] = ()

    @property
    def reason(self) -> Reason:
        """The first of the reasons."""
        return self.causes[0].reason


@dataclass(frozen=True, slots=True)
class TicketReason:
    """A waiting ticket as a candidate for an agent.

    Parameters
    ----------
    ticket, queue
        Its id and the name of its queue.
    causes
        Everything that kept the agent from it; or that it was taken, or that another one came first.
    band, rank
        Strict priority, and the queue's place in the agent's own order, -1 for a ticket that waits for this agent
        alone; the lower goes first.
    credit_us
        Credited waiting in microseconds, rounded down; within band and rank the greater goes first.
    """

    ticket: str
    queue: str
    causes: tuple[Cause, ...]
    band: int
    rank: int
    credit_us: int

    @property
    def reason(self) -> Reason:
        """The first of the reasons."""
        return self.causes[0].reason


@dataclass(frozen=True, slots=True)
class Assignment:
    """Why a ticket was offered to an agent, or assigned to it.

    Parameters
    ----------
    ticket, agent, queue, step
        Who got what, by which queue's routing step (from 0).
    time
        Microseconds.
    chooser
        Who had the choice.
    agents
        Unless the agent chose: every agent of the roster, with the reasons why it was taken or not; the taken one
        first, then those who could have been, as the step prefers them.
    tickets
        If the agent chose: every ticket that waited, in the order in which the agent would have taken them.
    causes
        What else is to be said of it: by hand, preferred, transferred or returned before.
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
    causes: tuple[Cause, ...]
    policy_hash: str

    def sentence(self) -> str:
        """The decision in words."""
        values = {"time": seconds(self.time), "agent": self.agent, "ticket": self.ticket, "queue": self.queue}
        if self.chooser is Chooser.AGENT:
            said = text(
                "At {time} s agent {agent} became free and took ticket {ticket} of queue {queue}, the first of those"
                " that it may take (waiting: {count}).",
                **values,
                count=sum(each.reason in _ABLE for each in self.tickets),
            )
        elif self.chooser is Chooser.TICKET:
            said = text(
                "At {time} s ticket {ticket} of queue {queue}, in step {step}, took agent {agent}, the most preferred"
                " qualified agent (available: {count}).",
                **values,
                step=self.step,
                count=sum(each.reason in _ABLE for each in self.agents),
            )
        elif self.chooser is Chooser.PREFERRED:
            said = text(
                "At {time} s ticket {ticket} of queue {queue} went to agent {agent}, whom it was meant for.", **values
            )
        else:
            said = text("At {time} s somebody gave ticket {ticket} of queue {queue} to agent {agent}.", **values)
        sentences = [said, *_clauses(self.causes, self.time)]
        overridden = [cause.words(self.time) for each in self.agents[:1] for cause in each.causes[1:]]
        if overridden:
            sentences.append(text("Overridden: the agent {reasons}.", reasons=text("; ").join(overridden)))
        return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a ticket waits.

    Parameters
    ----------
    ticket, queue, step, band
        Where it stands.
    state
        WAITING, PERSONAL or CALLBACK.
    time
        For which moment this holds: the router's latest, in microseconds.
    waited_us
        Since its first arrival, without the time that it stood still for a callback.
    position
        1: no ticket of its queue goes before it. A callback has the place that it keeps.
    causes
        What keeps the ticket itself, whoever might take it, and how it came to wait again.
    agents
        Every agent of the roster, with the reasons why it does not take the ticket.
    next_change
        The ticket's next timer; None: it has none.
    policy_hash
        Of the policy in force.
    """

    ticket: str
    queue: str
    step: int
    band: int
    state: TicketState
    time: int
    waited_us: int
    position: int
    causes: tuple[Cause, ...]
    agents: tuple[AgentReason, ...]
    next_change: Timer | None
    policy_hash: str

    def sentence(self) -> str:
        """The reasons in words."""
        said = text(
            "Ticket {ticket} has waited {waited} s, at place {position} of queue {queue}, step {step}.",
            ticket=self.ticket,
            waited=seconds(self.waited_us),
            position=self.position,
            queue=self.queue,
            step=self.step,
        )
        sentences = [said, *_clauses(self.causes, self.time)]
        if self.state is TicketState.WAITING:
            sentences.append(_crowd(self.agents))
        return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class Idle:
    """Why an agent has nothing to do, or what keeps it from taking a ticket.

    Parameters
    ----------
    agent
        Its id.
    time
        For which moment this holds: the router's latest, in microseconds.
    causes
        What keeps it from any ticket; empty: it is free, and then ``tickets`` says why it takes none of them.
    tickets
        Every ticket that waits, with the reasons why the agent does not take it.
    queues
        Names of the queues of which it may take tickets, in some step.
    policy_hash
        Of the policy in force.
    """

    agent: str
    time: int
    causes: tuple[Cause, ...]
    tickets: tuple[TicketReason, ...]
    queues: tuple[str, ...]
    policy_hash: str

    @property
    def reason(self) -> Reason | None:
        """The first thing that keeps it from any ticket; None: it is free."""
        return self.causes[0].reason if self.causes else None

    def sentence(self) -> str:
        """The reason in words."""
        if self.causes:
            return text(
                "Agent {agent} {reasons}.",
                agent=self.agent,
                reasons=text("; ").join(cause.words(self.time) for cause in self.causes),
            )
        if not self.tickets:
            return text("Agent {agent} is free: no ticket waits.", agent=self.agent)
        said = text(
            "Agent {agent} is free, but may take no ticket that waits (waiting: {count}).",
            agent=self.agent,
            count=len(self.tickets),
        )
        return " ".join([said, *(_of_ticket(each, self.time) for each in self.tickets)])


def _clauses(causes: Iterable[Cause], now: int) -> list[str]:
    """Each cause as a sentence."""
    return [text("Note: {reason}.", reason=cause.words(now)) for cause in causes]


def _of_ticket(ticket: TicketReason, now: int) -> str:
    reasons = text("; ").join(cause.words(now) for cause in ticket.causes)
    return text("Ticket {ticket}: {reasons}.", ticket=ticket.ticket, reasons=reasons)


def _crowd(agents: Iterable[AgentReason]) -> str:
    """How many of the agents could take a waiting ticket, and what the others do."""
    reasons = [each.reason for each in agents if each.reason not in NOT_QUALIFIED]
    others = [reason for reason in reasons if reason not in _AT_WORK | ABSENT | {Reason.PAUSED}]
    values = {
        "qualified": len(reasons),
        "busy": sum(reason in _AT_WORK for reason in reasons),
        "absent": sum(reason in ABSENT for reason in reasons),
        "paused": sum(reason is Reason.PAUSED for reason in reasons),
    }
    if not others:
        return text(
            "Qualified agents: {qualified}; at work: {busy}, absent: {absent}, just declined it: {paused}.",
            **values,
        )
    return text(
        "Qualified agents: {qualified}; at work: {busy}, absent: {absent}, just declined it: {paused}, otherwise kept"
        " from it: {kept}.",
        **values,
        kept=len(others),
    )
