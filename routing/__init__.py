"""Skill-based ticket routing: a deterministic state machine without clock, randomness or I/O."""

from routing.errors import CommandError, InputError, PeaklineError
from routing.model import SECOND, Agent, Event, EventKind, Prefer, Presence, Timer
from routing.policy import Policy
from routing.policy_check import check_policy
from routing.policy_diff import diff_policies
from routing.policy_file import load_policy
from routing.roster_check import check_roster
from routing.router import Router

__all__ = [
    "SECOND",
    "Agent",
    "CommandError",
    "Event",
    "EventKind",
    "InputError",
    "PeaklineError",
    "Policy",
    "Prefer",
    "Presence",
    "Router",
    "Timer",
    "check_policy",
    "check_roster",
    "diff_policies",
    "load_policy",
]
