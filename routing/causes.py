"""Why an agent and a ticket did not come together, or did: one cause with its particulars, as data and in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.model import SECOND
from routing.policies.policy_words import condition
from routing.policy import Condition
from routing.words.messages import text


class Reason(StrEnum):
    """Why an agent and a ticket came together, or did not. A :class:`Cause` has the particulars named here."""

    CHOSEN = "chosen"
    LESS_PREFERRED = "less_preferred"
    """Could have been taken; another one came first."""
    SKILL_MISSING = "skill_missing"
    """The agent lacks a skill that the ticket's routing step asks for, or a level of it. ``what``: the skill; ``have``,
    ``need``: the agent's level, 0 for none, and the level asked for."""
    LABEL_NOT_MET = "label_not_met"
    """The agent's labels do not meet a condition of the ticket's routing step. ``what``: the label; ``condition``."""
    OTHER_POOL = "other_pool"
    """The agent is in none of the pools of the ticket's routing step. ``what``: these pools."""
    STEP_NOT_TAKEN = "step_not_taken"
    """A step whose time has come holds only if nobody of the step before is ready. ``what``: an agent who is;
    ``need``: the step."""
    DELAY = "delay"
    """The agent takes tickets of the queue only after they have waited. ``at``: when that will be."""
    PAUSED = "paused"
    """The agent declined this ticket, let its offer expire, or gave it away, a short while ago. ``at``: the end."""
    EXCLUDED = "excluded"
    """The ticket is never to be offered to the agent."""
    QUEUE_CLOSED = "queue_closed"
    """Nobody is offered tickets of the queue. ``what``: the queue."""
    OFFLINE = "offline"
    """``what``: the reason that was given for the presence, if any; of the next two, too."""
    ON_BREAK = "on_break"
    DRAINING = "draining"
    HAS_OFFER = "has_offer"
    """The agent has been offered another ticket and has not answered. ``what``: that ticket."""
    WAKING = "waking"
    """A sleeping conversation of the agent has woken up, and is next. ``what``: its ticket."""
    GATHERS = "gathers"
    """The agent keeps what units it frees for another ticket. ``what``: that ticket."""
    GATHERED = "gathered"
    """An agent keeps what units it frees for the ticket. ``what``: that agent."""
    BUSY = "busy"
    """All units of the agent are in use. ``have``: the units in use; ``limit``: its capacity; ``need``: what the ticket
    costs, where it is about one."""
    NO_UNITS = "no_units"
    """Too few units are left for the ticket. ``have``: those in use; ``need``: what it costs; ``limit``: capacity."""
    MOST = "most"
    """The agent has as many tickets of the channel as it may. ``what``: the channel; ``have``, ``limit``: how many."""
    RESERVED = "reserved"
    """The agent is kept free for other queues. ``what``: the pool of the reservation; ``have``: its free agents;
    ``limit``: so many are kept free; ``need``: the reservation's place in the policy, from 0."""
    HELD_FOR = "held_for"
    """The ticket waits for its preferred agent alone. ``what``: that agent; ``at``: until when."""
    PREFERRED = "preferred"
    """The agent was the ticket's preferred one, or its transfer's target. ``what``: that agent."""
    PREFERRED_ABSENT = "preferred_absent"
    """The ticket's preferred agent is not ready. ``what``: that agent."""
    PREFERRED_FULL = "preferred_full"
    """The ticket's preferred agent is ready, but can take nothing more. ``what``: that agent."""
    CALLBACK_NOT_DUE = "callback_not_due"
    """The customer is to be called back later. ``at``: when."""
    BY_HAND = "by_hand"
    """Somebody gave the ticket to the agent. ``have``: 1 if beyond the agent's units, else 0."""
    TRANSFERRED = "transferred"
    """An agent gave the ticket away. ``what``: that agent; ``at``: when that was."""
    RETURNED = "returned"
    """The agent who had the ticket has vanished. ``what``: that agent; ``at``: when that was."""


NOT_QUALIFIED = frozenset({Reason.SKILL_MISSING, Reason.LABEL_NOT_MET, Reason.OTHER_POOL})
"""Reasons that lie in what an agent is."""

ABSENT = frozenset({Reason.OFFLINE, Reason.ON_BREAK, Reason.DRAINING})
"""Reasons that lie in an agent's presence."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason with its particulars.

    Parameters
    ----------
    reason
        Says also which of the others there are; those that it does not name are None.
    what
        The name of a skill, label, channel, queue or pool, or the id of another agent or ticket.
    at
        Microseconds: when it ends by itself, or of what is over, when that was.
    have, need, limit
        Units, levels or numbers.
    condition
        Of a routing step, on a label.
    """

    reason: Reason
    what: str | None = None
    at: int | None = None
    have: int | None = None
    need: int | None = None
    limit: int | None = None
    condition: Condition | None = None

    def left_us(self, now: int) -> int | None:
        """How long it will still hold, in microseconds, if it ends by itself."""
        return None if self.at is None else max(0, self.at - now)

    def words(self, now: int) -> str:
        """The reason as a short clause: "lacks skill fx at level 3 (has 1)"."""
        for clause in (_of_what_they_are, _of_work, _of_time, _of_the_ticket):
            found = clause(self, seconds(self.left_us(now) or 0))
            if found:
                return found
        return str(self.reason)


def seconds(time_us: int) -> str:
    """Microseconds in seconds, to the millisecond."""
    return f"{time_us / SECOND:.3f}".rstrip("0").rstrip(".")


def _of_what_they_are(cause: Cause, _left: str) -> str | None:
    match cause.reason:
        case Reason.CHOSEN:
            return text("was taken")
        case Reason.LESS_PREFERRED:
            return text("could have been taken, but another one came first")
        case Reason.SKILL_MISSING:
            return text(
                "lacks skill {skill} at level {need} (has {have})", skill=cause.what, need=cause.need, have=cause.have
            )
        case Reason.LABEL_NOT_MET if cause.condition is not None:
            return text("does not meet the condition {condition}", condition=condition(cause.condition))
        case Reason.OTHER_POOL:
            return text("is in none of the pools {pools}", pools=text(", ").join((cause.what or "").split(", ")))
        case Reason.STEP_NOT_TAKEN:
            return text(
                "step {step} holds only while nobody of the step before is ready, and {agent} is",
                step=cause.need,
                agent=cause.what,
            )
        case Reason.EXCLUDED:
            return text("is excluded from the ticket")
    return None


def _of_work(cause: Cause, _left: str) -> str | None:
    match cause.reason:
        case Reason.OFFLINE:
            return _with_why(text("is offline"), cause.what)
        case Reason.ON_BREAK:
            return _with_why(text("is on a break"), cause.what)
        case Reason.DRAINING:
            return _with_why(text("is finishing its work and takes nothing new"), cause.what)
        case Reason.HAS_OFFER:
            return text("has been offered ticket {ticket} and has not answered", ticket=cause.what)
        case Reason.WAKING:
            return text("goes on with ticket {ticket} first, whose customer is back", ticket=cause.what)
        case Reason.GATHERS:
            return text("keeps its units for ticket {ticket}", ticket=cause.what)
        case Reason.BUSY:
            return text("has all its units in use ({have} of {limit})", have=cause.have, limit=cause.limit)
        case Reason.NO_UNITS:
            return text(
                "has too few units left: {have} of {limit} are in use, {need} are needed",
                have=cause.have,
                limit=cause.limit,
                need=cause.need,
            )
        case Reason.MOST:
            return text(
                "has as many tickets of channel {channel} as it may ({have} of {limit})",
                have=cause.have,
                channel=cause.what,
                limit=cause.limit,
            )
        case Reason.RESERVED:
            return text(
                "is kept free for other queues (agents of pool {pool}: {have} free, {limit} to be kept free)",
                have=cause.have,
                pool=cause.what,
                limit=cause.limit,
            )
    return None


def _of_time(cause: Cause, left: str) -> str | None:
    match cause.reason:
        case Reason.DELAY:
            return text("takes tickets of this queue only later, in {left} s", left=left)
        case Reason.PAUSED:
            return text("has declined it or let it go, and is not asked again for {left} s", left=left)
        case Reason.HELD_FOR if cause.at is None:
            return text("it is held for agent {agent}", agent=cause.what)
        case Reason.HELD_FOR:
            return text("it is held for agent {agent} for another {left} s", agent=cause.what, left=left)
        case Reason.CALLBACK_NOT_DUE if cause.at is None:
            return text("its customer is to be called back later")
        case Reason.CALLBACK_NOT_DUE:
            return text("its customer is to be called back in {left} s", left=left)
    return None


def _of_the_ticket(cause: Cause, _left: str) -> str | None:
    at = seconds(cause.at or 0)
    match cause.reason:
        case Reason.QUEUE_CLOSED:
            return text("queue {queue} is closed", queue=cause.what)
        case Reason.GATHERED:
            return text("agent {agent} keeps its units for it", agent=cause.what)
        case Reason.PREFERRED:
            return text("agent {agent} was its preferred one", agent=cause.what)
        case Reason.PREFERRED_ABSENT:
            return text("its preferred agent {agent} is not ready", agent=cause.what)
        case Reason.PREFERRED_FULL:
            return text("its preferred agent {agent} can take nothing more", agent=cause.what)
        case Reason.BY_HAND if cause.have:
            return text("somebody assigned it, beyond the agent's units")
        case Reason.BY_HAND:
            return text("somebody assigned it")
        case Reason.TRANSFERRED:
            return text("agent {agent} gave it away at {at} s", agent=cause.what, at=at)
        case Reason.RETURNED:
            return text("agent {agent}, who had it, vanished at {at} s", agent=cause.what, at=at)
    return None


def _with_why(state: str, why: str | None) -> str:
    return state if why is None else text("{presence} ({reason})", presence=state, reason=why)
