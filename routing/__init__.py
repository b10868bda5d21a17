"""Skill-based ticket routing: a deterministic state machine without clock, randomness or I/O."""

from routing.model import SECOND, Agent, Event, EventKind, Presence
from routing.policy import Policy
from routing.router import Router

__all__ = ["SECOND", "Agent", "Event", "EventKind", "Policy", "Presence", "Router"]
