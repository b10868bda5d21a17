"""A routing policy: queues, their routing steps and their order, as frozen, hashed data.

A :class:`Policy` is made by :func:`routing.policy_file.load_policy` from YAML, or built in code. It names things; the
numbers that the kernel works with are made from it by :mod:`routing.tables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from routing.model import NEVER, Prefer


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
    """

    from_us: int = 0
    skills: tuple[tuple[str, int], ...] = ()
    pools: tuple[str, ...] = ()
    prefer: tuple[Prefer, ...] = (Prefer.LONGEST_IDLE,)


@dataclass(frozen=True, slots=True)
class Match:
    """Which tickets enter a queue. An empty tuple admits every value."""

    problems: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


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
        Skills that every step must demand, at no less than the first step's level.
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
    hash: str = ""
