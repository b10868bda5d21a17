"""The agent list: one row per agent, a column per skill with the agent's level in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from routing.errors import Contradiction
from routing.messages import text
from routing.model import Agent
from routing.policy import Policy
from simulation.tables import Table

ID, GROUP, POOLS = "agent", "group", "pools"
"""The columns that are not skills; ``pools`` may be missing."""

_SEPARATORS = re.compile(r"[;,、|]\s*|\s+")


def read_agents(table: Table, policy: Policy, groups: Sequence[str]) -> list[tuple[str, Agent]]:
    """Read (group, agent) from each row.

    Parameters
    ----------
    table
        With the columns ``agent``, ``group``, perhaps ``pools`` (separated by ``;``), and one per skill of the policy
        that somebody has: a level from 1 to 5, or nothing, or 0, for an agent who lacks it.
    policy
        Whose skills and pools these are.
    groups
        The groups that there are; empty: those that the table names.

    Raises
    ------
    InputError
        With the row and column of what is wrong.
    """
    skills = {skill.lower(): skill for skill in policy.skills}
    table.allow([ID, GROUP, POOLS, *skills])
    identity, group = table.index(ID), table.index(GROUP)
    seen: dict[str, int] = {}
    result = []
    for row, cells in table.rows:
        agent = cells[identity]
        if not agent:
            raise table.wrong(text("every agent must have a name or number"), row, ID, agent)
        if agent in seen:
            rule = text("two agents have the same id; the first one is in row {row}", row=seen[agent])
            raise Contradiction(rule, file=table.file, path=table.place(row, ID), value=agent)
        seen[agent] = row
        name = cells[group]
        if not name:
            raise table.wrong(text("every agent must have a group"), row, GROUP, name)
        if groups:
            table.name(row, GROUP, name, groups)
        levels = {skill: _level(table, row, column, cells) for column, skill in skills.items()}
        held = {skill: level for skill, level in levels.items() if level}
        result.append((name, Agent(agent, held, _pools(table, row, cells, name, policy))))
    return result


def _level(table: Table, row: int, column: str, cells: tuple[str, ...]) -> int:
    if column not in table.columns:
        return 0
    cell = cells[table.index(column)]
    return table.whole(row, column, cell, high=5) if cell else 0


def _pools(table: Table, row: int, cells: tuple[str, ...], group: str, policy: Policy) -> tuple[str, ...]:
    """The pools of the cell; without a column, the one with the group's name where the policy has it."""
    if POOLS not in table.columns:
        return (group,) if group in policy.pools else ()
    return tuple(table.name(row, POOLS, name, policy.pools) for name in pools_in(table, cells))


def pools_in(table: Table, cells: tuple[str, ...]) -> list[str]:
    """The names in the cell of the column ``pools``; none where there is no such column."""
    if POOLS not in table.columns:
        return []
    return [name for name in _SEPARATORS.split(cells[table.index(POOLS)]) if name]
