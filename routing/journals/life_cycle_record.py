"""Policies and rosters as text in the records of a journal: exactly what they are, checked by nothing."""

from __future__ import annotations

from pydantic import TypeAdapter

from routing.model import Agent
from routing.policy import Policy

_POLICY = TypeAdapter(Policy)
_AGENTS = TypeAdapter(tuple[Agent, ...])


def policy_text(policy: Policy) -> str:
    """A policy as text."""
    return _POLICY.dump_json(policy).decode()


def policy_from_text(written: str) -> Policy:
    """The policy of a text."""
    return _POLICY.validate_json(written)


def agents_text(agents: tuple[Agent, ...]) -> str:
    """A roster as text."""
    return _AGENTS.dump_json(agents).decode()


def agents_from_text(written: str) -> tuple[Agent, ...]:
    """The roster of a text."""
    return _AGENTS.validate_json(written)
