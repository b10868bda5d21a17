"""Talk time and wrap-up: by class of contacts, and where the file says so by the group of the agent who takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import MissingKey, UnknownName
from routing.policy import Queue
from routing.words.messages import text
from routing.words.shown import NO_VALUE
from simulation.core.coverage import able_agents, reached_queues, units_of
from simulation.core.world import Group, group_agents
from simulation.files.time_entries import HandlingLaw
from simulation.files.vocabulary import entry_path
from simulation.plans.distributions import Law, settled_later
from simulation.plans.laws import Laws

Handling = tuple[list[Law], list[tuple[Law, ...]]]
"""The law of each class, or that it is settled later; then its laws by group, or nothing."""


@dataclass(frozen=True)
class TimesReader:
    """Reads ``service`` and ``wrap_up``.

    Parameters
    ----------
    laws
        What the entries are read with.
    groups
        Of agents, in the order of their numbers.
    queues
        That the contacts of each class enter.
    """

    laws: Laws
    groups: Sequence[Group]
    queues: Sequence[Queue]

    def read(self, key: str, entries: Sequence[HandlingLaw], default: Law | None = None) -> Handling:
        """The laws under ``key``: of the first entry that admits the contact and the agent's group, else ``default``.

        Raises
        ------
        InputError
            When an entry is wrong, or a group may take contacts for which there is none.
        """
        admits = np.array([self._admits(key, index, entry) for index, entry in enumerate(entries)])
        if admits.all():  # also where there is no entry at all
            return self.laws.of_classes(key, entries, default), [()] * len(self.laws.classes)
        found = [
            self.laws.law(entry_path(self.laws.document, (key,), index), entry) for index, entry in enumerate(entries)
        ]
        firsts = [
            self.laws.first((key,), entries, only=np.flatnonzero(admits[:, group]).tolist())
            for group in range(len(self.groups))
        ]
        by_group = []
        for number, row in enumerate(np.stack(firsts, axis=1).tolist()):
            if default is None:
                self._check_all(key, number, row)
            usual = found[max(row)] if default is None else default
            by_group.append(tuple(found[index] if index >= 0 else usual for index in row))
        work = [own[0] if len(set(own)) == 1 else settled_later() for own in by_group]
        return work, [own if len(set(own)) > 1 else () for own in by_group]

    def _admits(self, key: str, index: int, entry: HandlingLaw) -> NDArray[np.bool_]:
        """The groups whose agents an entry is about, shape (groups,)."""
        names = [group.name for group in self.groups]
        for name in entry.group:
            if name not in names:
                path = (*entry_path(self.laws.document, (key,), index), "group")
                rule = text("there is no such group")
                raise self.laws.document.error(path, rule, value=name, known=names, kind=UnknownName)
        return np.array([not entry.group or name in entry.group for name in names])

    def _check_all(self, key: str, number: int, row: Sequence[int]) -> None:
        """Refuse that a group may take contacts of a class for which there is no entry."""
        units = int(units_of(self.laws.policy, self.laws.classes)[number])
        reached = reached_queues(self.laws.policy, self.queues[number])
        for index, group in zip(row, self.groups, strict=True):
            may = any(able_agents(group_agents(group), queue, units=units).any() for queue in reached)
            if index < 0 and (may or max(row) < 0):
                rule = text(
                    "no entry admits {kind} with an agent of {group}; let the last entry admit everything",
                    kind=self.laws.kind(number),
                    group=group.name,
                )
                raise self.laws.document.error((key,), rule, value=NO_VALUE, kind=MissingKey)
