"""Skill-based ticket routing: a deterministic state machine without clock, randomness or I/O."""

from routing.errors import CommandError, InputError, PeaklineError
from routing.model import SECOND, Agent, Event, EventKind, Prefer, Presence, Timer
from routing.policy import Policy
from routing.policy_file import load_policy
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
    "load_policy",
]
