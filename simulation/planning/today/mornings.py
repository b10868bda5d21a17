"""Simulated mornings with the volumes of today: what agents may have in hand now of whom it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import Facts, Outcome, SpellKind
from simulation.core.world import World

Hand = tuple[int, int, int]
"""Class, microseconds until the talk ends (0 or less: it ended so long ago), microseconds of wrap-up."""

MORNINGS = 32


@dataclass(frozen=True, slots=True)
class Mornings:
    """What was in hand at the end of the mornings.

    Parameters
    ----------
    pools
        By group: what each of its busy agents had in hand, all mornings together.
    counts
        Busy agents, shape (mornings, groups).
    starts
        Talks that began with each group, shape (groups, classes), all mornings together.
    """

    pools: tuple[tuple[tuple[Hand, ...], ...], ...]
    counts: NDArray[np.int64]
    starts: NDArray[np.float64]

    def busy(self, morning: int, group: int) -> int:
        """Busy agents of a group in one of the mornings; their number goes round."""
        return int(self.counts[morning % len(self.counts), group]) if len(self.counts) else 0

    def hands(self, group: int) -> Sequence[Sequence[Hand]]:
        """What busy agents of a group had in hand."""
        return self.pools[group]

    def begun(self, group: int) -> NDArray[np.float64]:
        """Talks that began with a group, by class."""
        return np.asarray(self.starts[group])


def no_mornings(groups: int, classes: int) -> Mornings:
    """Where all is seen, none is simulated."""
    return Mornings(((),) * groups, np.zeros((0, groups), np.int64), np.zeros((groups, classes)))


def gather(world: World, days: Sequence[Facts], now_us: int) -> Mornings:
    """What the agents of simulated days have in hand at ``now_us``."""
    groups = len(world.group_names)
    pools: list[list[tuple[Hand, ...]]] = [[] for _ in range(groups)]
    counts = np.zeros((len(days), groups), np.int64)
    starts = np.zeros((groups, len(world.classes)))
    for number, facts in enumerate(days):
        records, contacts = facts.records, facts.contacts
        talked = (records["outcome"] == Outcome.ANSWERED) & (records["answered"] <= now_us)
        np.add.at(starts, (world.agent_group[records["agent"][talked]], contacts["cls"][talked]), 1.0)
        by_agent: dict[int, list[Hand]] = {}
        for row in np.flatnonzero(talked & ((records["done"] > now_us) | (records["done"] < 0))).tolist():
            record = records[row]
            ends, done = int(record["talk_end"]), int(record["done"])
            hand = int(contacts["cls"][row]), ends - now_us, max(done - ends, 0)
            if ends >= 0 and done >= 0:
                by_agent.setdefault(int(record["agent"]), []).append(hand)
        spells = facts.spells
        later = (spells["kind"] == SpellKind.WORK) & (spells["start"] <= now_us) & (spells["end"] > now_us)
        for spell in spells[later]:
            hand = int(contacts["cls"][spell["contact"]]), int(spell["end"]) - now_us, 0
            by_agent.setdefault(int(spell["agent"]), []).append(hand)
        for agent, hands in sorted(by_agent.items()):
            group = int(world.agent_group[agent])
            pools[group].append(tuple(hands))
            counts[number, group] += 1
    return Mornings(tuple(map(tuple, pools)), counts, starts)
