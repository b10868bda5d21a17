"""A routing policy: queues, their routing steps and their order, as frozen, hashed data.

A :class:`Policy` is made by :func:`routing.policies.policy_file.load_policy` from YAML, or built in code. It names
things; the numbers that the kernel works with are made from it by :mod:`routing.kernels.tables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from routing.model import NEVER, LabelValue, Prefer


class WrapUp(IntEnum):
    """What follows the end of a contact."""

    MANUAL = 0
    """The agent says when it is over."""
    NONE = 1
    """The agent is free at once."""
    FIXED = 2
    """It ends by itself after ``wrap_up_us``."""
    CAPPED = 3
    """The agent says when it is over, at the latest after ``wrap_up_us``."""


class LabelType(IntEnum):
    """What values a label has."""

    TEXT = 0
    NUMBER = 1
    """Whole numbers."""
    YES_NO = 2


class Compare(IntEnum):
    """How a condition compares a label with its value."""

    EQ = 0
    NE = 1
    LT = 2
    LE = 3
    GT = 4
    GE = 5
    IN = 6


@dataclass(frozen=True, slots=True)
class Condition:
    """What a label must say. A missing label satisfies ``NE`` only.

    Parameters
    ----------
    label
        Its name.
    compare
        How.
    value
        With what; for ``IN`` a tuple of values.
    """

    label: str
    compare: Compare
    value: LabelValue | tuple[LabelValue, ...]


class OnExpiry(IntEnum):
    """What becomes of an agent who does not answer offers."""

    STAY = 0
    BREAK = 1
    OFFLINE = 2
    """Offline; draining while they own tickets."""


class OverflowCause(IntEnum):
    """When a ticket overflows."""

    WAITING = 0
    """``at`` tickets wait in the queue; on until no more than ``until`` do. Judged when a ticket comes."""
    EWT = 1
    """A new ticket is expected to wait ``at`` microseconds; on until no more than ``until``."""
    CLOSED = 2
    """The queue is closed."""
    ABSENT = 3
    """Nobody who could ever take it is ready or on a break."""
    WAITED = 4
    """The ticket has waited ``at`` microseconds in this queue."""


class OverflowAction(IntEnum):
    """What happens to a ticket that overflows."""

    QUEUE = 0
    """It enters ``queue``."""
    CALLBACK = 1
    """The customer should be offered a callback; until they accept it, the ticket goes on as usual."""
    BOT = 2
    """A bot takes it; the router forgets it."""
    MESSAGE = 3
    """The customer gets a message; the router forgets it."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """A rule for tickets that their queue cannot serve. The first rule of a queue that holds is followed."""

    cause: OverflowCause
    action: OverflowAction
    queue: str = ""
    at: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Reservation:
    """Agents of a pool who are kept free for some queues.

    Parameters
    ----------
    pool
        Whose agents.
    keep_free
        Other queues may take one of them only while more than so many are free.
    queues
        The queues that may always take them.
    lift_waiting, restore_waiting
        The reservation does not bind a queue with ``lift_waiting`` tickets or more, until no more than
        ``restore_waiting`` wait there; -1: never lifted by length.
    lift_after_us
        It does not bind a ticket that has been so long in its queue; NEVER: never lifted by time.
    """

    pool: str
    keep_free: int
    queues: tuple[str, ...]
    lift_waiting: int = -1
    restore_waiting: int = -1
    lift_after_us: int = NEVER


@dataclass(frozen=True, slots=True)
class Step:
    """A requirement that holds from ``from_us`` in the queue until the next step.

    Parameters
    ----------
    from_us
        Microseconds since the ticket entered the queue; 0 for the first step.
    skills
        (skill, minimum level 1 to 5), sorted by skill; all must hold.
    pools
        Names of the pools whose agents qualify, in order of preference; empty: every pool.
    prefer
        The terms of the choice among available qualified agents, most important first; the agent's number decides last.
    labels
        Conditions on the agent's labels, sorted by label and comparison; all must hold.
    only_if_absent
        The step holds only if, when its time has come, no agent who qualifies for the step before is ready.
    """

    from_us: int = 0
    skills: tuple[tuple[str, int], ...] = ()
    pools: tuple[str, ...] = ()
    prefer: tuple[Prefer, ...] = (Prefer.LONGEST_IDLE,)
    labels: tuple[Condition, ...] = ()
    only_if_absent: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Which tickets enter a queue. An empty tuple admits every value."""

    problems: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    labels: tuple[Condition, ...] = ()
    """All must hold of the ticket's labels."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Tickets with the same treatment.

    Parameters
    ----------
    name, match, steps
        A ticket enters the first queue of the policy whose ``match`` holds.
    target_us
        Answer target; it orders only where the policy's ``order`` is ``due``.
    head_start_us
        Microseconds of waiting credited on arrival.
    ageing_per_mille
        Credit per microsecond waited, in thousandths; 1000 is the rule.
    band
        Strict priority: a lower band goes before a higher one.
    promote_after_us
        After so long in the queue a ticket joins the next more urgent band, and again after as long; NEVER: stays.
    max_waiting
        A ticket that would have to wait behind so many is blocked; -1: no limit.
    auto_accept
        Offers are accepted in the moment they are made.
    offer_expires_us
        An offer not answered for so long goes back to the queue; NEVER: it stands.
    decline_pause_us
        After a decline or an expiry the ticket is not offered to that agent for so long.
    wrap_up, wrap_up_us
        What follows the contact.
    never_relax
        Skills and labels that every step must demand: skills at no less than the first step's level, labels with all
        of the first step's conditions. Not even an assignment by hand goes without them.
    on_expiry, expiry_limit
        What becomes of an agent after so many expired offers in a row.
    hold_us
        How long a ticket waits for its preferred agent alone: :class:`routing.model.Tie` LAST, DEDICATED, OWNER.
    overflow
        What to do with tickets that the queue cannot serve.
    gather_after_us
        After so long in the queue a ticket that costs several units keeps those that an agent frees, until they
        suffice; NEVER: it waits for an agent with enough at once.
    announces_wait
        Whoever waits is told an expected wait. Not so where work is deferred: its waits go over nights, of which the
        waits before say nothing.
    """

    name: str
    match: Match = Match()
    steps: tuple[Step, ...] = (Step(),)
    target_us: int = 30_000_000
    head_start_us: int = 0
    ageing_per_mille: int = 1000
    band: int = 0
    promote_after_us: int = NEVER
    max_waiting: int = -1
    auto_accept: bool = True
    offer_expires_us: int = NEVER
    decline_pause_us: int = 30_000_000
    wrap_up: WrapUp = WrapUp.MANUAL
    wrap_up_us: int = 0
    never_relax: tuple[str, ...] = ()
    on_expiry: OnExpiry = OnExpiry.STAY
    expiry_limit: int = 1
    hold_us: tuple[int, int, int] = (0, 0, 0)
    overflow: tuple[Overflow, ...] = ()
    gather_after_us: int = NEVER
    announces_wait: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole of a routing policy.

    Parameters
    ----------
    name
        For people; not part of the hash.
    problems, tiers, channels, skills, pools
        The vocabulary, in the order that gives each name its number.
    queues
        In the order in which they are tried; the last one admits everything.
    queue_order
        (pool, queues in that pool's own order): agents of the pool serve an earlier-named queue before a later-named
        one, within a band; queues not named come last, together.
    labels
        (name, type) of the labels that tickets and agents may have.
    costs
        (channel, units) of the channels that cost more than one unit.
    delays
        (pool, ((queue, microseconds), ...)): agents of the pool take tickets of the queue only after so long there.
    reservations
        Agents who are kept free for some queues.
    hash
        SHA-256 over the canonical form of everything but ``name``, in hexadecimal.
    """

    name: str
    problems: tuple[str, ...]
    tiers: tuple[str, ...]
    channels: tuple[str, ...]
    skills: tuple[str, ...]
    pools: tuple[str, ...]
    queues: tuple[Queue, ...]
    queue_order: tuple[tuple[str, tuple[str, ...]], ...] = ()
    labels: tuple[tuple[str, LabelType], ...] = ()
    costs: tuple[tuple[str, int], ...] = ()
    delays: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    reservations: tuple[Reservation, ...] = ()
    hash: str = ""
