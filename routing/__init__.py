"""Skill-based ticket routing: a deterministic state machine without clock, randomness or I/O.

A ticket system needs no other module to run a :class:`Router`:

* :func:`load_policy` reads a policy file, :class:`Policy` is what it says; :func:`check_policy` and
  :func:`check_roster` return a list of :class:`Finding`, each with a :class:`Severity`.
* :class:`Agent` is an entry of the roster, :class:`Presence` whether they take work, :class:`Tie` why a ticket prefers
  them.
* Each command returns a list of :class:`Event`, whose ``kind`` is an :class:`EventKind`; ``next_due`` returns a
  :class:`Timer` of some :class:`Kind`. Times are ``int`` microseconds: :data:`SECOND` of them, :data:`NEVER`.
* Whatever goes wrong is a :class:`PeaklineError`; the errors are listed in :mod:`routing.errors`.

Where each feature is described: ``docs/reference/features.md``.
"""

from routing.errors import (
    AgentAbsent,
    AgentFull,
    AgentHasWork,
    BadAttempts,
    BadDocument,
    BadLabel,
    BadTime,
    BadValue,
    CommandError,
    Contradiction,
    DecisionForgotten,
    DuplicateAgent,
    DuplicateTicket,
    InputError,
    InputErrors,
    JournalFailed,
    MissingFile,
    MissingKey,
    NoCallback,
    NotAllowed,
    NotHeld,
    NotInactive,
    NotInService,
    NotOffered,
    NotWaiting,
    NotWrapping,
    PeaklineError,
    TicketStateError,
    TimeWentBack,
    TooManyExcluded,
    TooManyInactive,
    UnknownAgent,
    UnknownKey,
    UnknownLabel,
    UnknownName,
    UnknownPresence,
    UnknownQueue,
    UnknownTicket,
)
from routing.finding import Finding, Severity
from routing.model import (
    NEVER,
    SECOND,
    Agent,
    Event,
    EventKind,
    Kind,
    LabelValue,
    Prefer,
    Presence,
    TicketState,
    Tie,
    Timer,
)
from routing.policy import Policy
from routing.policy_check import check_policy
from routing.policy_file import load_policy
from routing.roster_check import check_roster
from routing.router import Router

__all__ = [
    "NEVER",
    "SECOND",
    "Agent",
    "AgentAbsent",
    "AgentFull",
    "AgentHasWork",
    "BadAttempts",
    "BadDocument",
    "BadLabel",
    "BadTime",
    "BadValue",
    "CommandError",
    "Contradiction",
    "DecisionForgotten",
    "DuplicateAgent",
    "DuplicateTicket",
    "Event",
    "EventKind",
    "Finding",
    "InputError",
    "InputErrors",
    "JournalFailed",
    "Kind",
    "LabelValue",
    "MissingFile",
    "MissingKey",
    "NoCallback",
    "NotAllowed",
    "NotHeld",
    "NotInService",
    "NotInactive",
    "NotOffered",
    "NotWaiting",
    "NotWrapping",
    "PeaklineError",
    "Policy",
    "Prefer",
    "Presence",
    "Router",
    "Severity",
    "TicketState",
    "TicketStateError",
    "Tie",
    "TimeWentBack",
    "Timer",
    "TooManyExcluded",
    "TooManyInactive",
    "UnknownAgent",
    "UnknownKey",
    "UnknownLabel",
    "UnknownName",
    "UnknownPresence",
    "UnknownQueue",
    "UnknownTicket",
    "check_policy",
    "check_roster",
    "load_policy",
]
