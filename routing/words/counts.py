"""Counted things in a sentence: ``1 agent``, ``3 agents``.

Each takes a count as it is to be shown, a number or text such as ``1,000`` or ``2-4``.
"""

from __future__ import annotations

from routing.words.messages import text


def agents(count: object) -> str:
    """Agents."""
    return text("1 agent") if _one(count) else text("{count} agents", count=count)


def groups(count: object) -> str:
    """Groups of agents."""
    return text("1 group") if _one(count) else text("{count} groups", count=count)


def contacts(count: object) -> str:
    """Contacts."""
    return text("1 contact") if _one(count) else text("{count} contacts", count=count)


def intervals(count: object) -> str:
    """Intervals of a day."""
    return text("1 interval") if _one(count) else text("{count} intervals", count=count)


def days(count: object) -> str:
    """Days."""
    return text("1 day") if _one(count) else text("{count} days", count=count)


def simulated_runs(count: object) -> str:
    """Runs of several days."""
    return text("1 simulated run") if _one(count) else text("{count} simulated runs", count=count)


def replications(count: object) -> str:
    """Simulated days or runs that differ by chance."""
    return text("1 replication") if _one(count) else text("{count} replications", count=count)


def points(count: object) -> str:
    """Points of a sweep."""
    return text("1 point") if _one(count) else text("{count} points", count=count)


def _one(count: object) -> bool:
    return str(count) == "1"
