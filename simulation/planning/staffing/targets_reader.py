"""From a file of targets to what is asked: targets, limits, confidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, UnknownName
from routing.model import SECOND
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.coverage import class_queues
from simulation.files.vocabulary import AXES, admitted_classes, entry_path, names_of, number_of
from simulation.planning.staffing.crew import Crew
from simulation.planning.staffing.default_targets import goal_targets
from simulation.planning.staffing.limits import MOST, Limits, free_limits
from simulation.planning.staffing.target import Per, Quantity, Target
from simulation.planning.staffing.targets_file import GroupEntry, PerInterval, StaffingDocument, TargetEntry
from simulation.staff.staff_file import require_header

_QUANTITIES = {
    "answered": Quantity.ANSWERED,
    "abandoned": Quantity.ABANDONED,
    "mean_wait_s": Quantity.MEAN_WAIT,
    "occupancy": Quantity.OCCUPANCY,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a staff must be like.

    Parameters
    ----------
    targets, limits
        What must hold, and what a staff may be and costs.
    confidence
        With which each target must hold.
    """

    targets: tuple[Target, ...]
    limits: Limits
    confidence: float = 0.95


def default_question(crew: Crew) -> Question:
    """The scenario's own goals, equal costs, nothing fixed."""
    return Question(goal_targets(crew.scenario), free_limits(crew))


def read_question(path: str | os.PathLike[str], crew: Crew) -> Question:
    """Read a file of targets, ``peakline: staffing/1``.

    Parameters
    ----------
    path
        The file.
    crew
        Whose names it uses.

    Raises
    ------
    InputError
        When the file is wrong, names what the scenario does not have, or asks for nothing.
    """
    document = read_document(path)
    require_header(document, "staffing/1")
    entry = validate(document, StaffingDocument)
    reader = _Reader(document, crew)
    targets = list(goal_targets(crew.scenario)) if entry.goals else []
    for number, said in enumerate(entry.targets):
        targets += reader.targets(said, entry_path(document, ("targets",), number))
    if not targets:
        rule = text("must have targets where the goals of the scenario are none (goals: false)")
        raise document.error(("targets",), rule, value=NO_VALUE, kind=BadValue)
    return Question(tuple(targets), reader.limits(entry), entry.confidence)


@dataclass(frozen=True)
class _Reader:
    document: Document
    crew: Crew

    @property
    def _queues(self) -> list[str]:
        return [queue.name for queue in self.crew.scenario.policy.queues]

    def targets(self, said: TargetEntry, path: Path) -> Iterator[Target]:
        """The targets of an entry: one, or one for each name of an axis."""
        asked = [key for key in _QUANTITIES if getattr(said, key) is not None]
        if len(asked) != 1:
            rule = text("must have exactly one of: {keys}", keys=", ".join(_QUANTITIES))
            raise self.document.error(path, rule, value=NO_VALUE, kind=BadValue)
        quantity = _QUANTITIES[asked[0]]
        self._check_keys(said, path, quantity)
        classes, groups = self._classes(said, path), self._groups(said, path)
        within = said.within_s or self.crew.scenario.target_us / SECOND
        found = []
        for name, members, crews in self._each(said, classes, groups):
            there = crews.any() if quantity is Quantity.OCCUPANCY else self._expected(members)
            if there:
                label = ": ".join(part for part in (said.name or _words(asked[0], said), name) if part)
                limit = float(getattr(said, asked[0]))
                found.append(Target(label, quantity, limit, Per(said.per), members, crews, within, said.days))
        if not found:
            raise self.document.error(path, text("no contact of the scenario is meant"), value=NO_VALUE, kind=BadValue)
        yield from found

    def _check_keys(self, said: TargetEntry, path: Path, quantity: Quantity) -> None:
        of_groups = quantity is Quantity.OCCUPANCY
        wrong = ("queue", *AXES) if of_groups else ("group",)
        for key in (*wrong, *(() if quantity is Quantity.ANSWERED else ("within_s",))):
            if self.document.has((*path, key)):
                rule = text("says nothing beside {key}", key="occupancy" if of_groups else _key(quantity))
                raise self.document.error((*path, key), rule, kind=Contradiction)
        if said.each is not None and (said.each == "group") != of_groups:
            rule = text("only occupancy is that of groups, and it is of nothing else")
            raise self.document.error((*path, "each"), rule, kind=Contradiction)

    def _expected(self, members: NDArray[np.bool_]) -> bool:
        return bool(self.crew.scenario.expected[members].sum() > 0)

    def _classes(self, said: TargetEntry, path: Path) -> NDArray[np.bool_]:
        scenario = self.crew.scenario
        members = admitted_classes(self.document, path, said, scenario.policy, scenario.world.classes)
        chosen = [number_of(self.document, (*path, "queue"), name, self._queues) for name in said.queue]
        if said.queue:
            entered = [self._queues.index(queue.name) for queue in class_queues(scenario.world)]
            members &= np.isin(entered, chosen)
        return members

    def _groups(self, said: TargetEntry, path: Path) -> NDArray[np.bool_]:
        if said.occupancy is None:
            return np.zeros(len(self.crew.groups), np.bool_)
        chosen = np.full(len(self.crew.groups), not said.group)
        for name in said.group:
            chosen[self._group_number((*path, "group"), name)] = True
        return chosen

    def _group_number(self, path: Path, name: str) -> int:
        if name not in self.crew.groups:
            rule = text("there is no such group")
            raise self.document.error(path, rule, value=name, known=self.crew.groups, kind=UnknownName)
        return self.crew.groups.index(name)

    def _each(
        self, said: TargetEntry, classes: NDArray[np.bool_], groups: NDArray[np.bool_]
    ) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.bool_]]]:
        """What is told apart: names, classes, groups."""
        scenario, nobody = self.crew.scenario, np.zeros(len(classes), np.bool_)
        if said.occupancy is not None:
            if said.each is None:
                yield "", nobody, groups
                return
            for number in np.flatnonzero(groups).tolist():
                yield self.crew.groups[number], nobody, np.arange(len(groups)) == number
        elif said.each is None:
            yield "", classes, groups
        elif said.each == "queue":
            entered = np.array([queue.name for queue in class_queues(scenario.world)])
            for name in self._queues:
                yield name, classes & (entered == name), groups
        else:
            for number, name in enumerate(names_of(scenario.policy, said.each)):
                yield name, classes & (scenario.world.classes[said.each] == number), groups

    def limits(self, entry: StaffingDocument) -> Limits:
        """Costs, least and most agents, shrinkage."""
        free = free_limits(self.crew)
        cost, least, most = free.cost.copy(), free.least.copy(), free.most.copy()
        shrinkage = np.full(len(cost), entry.shrinkage)
        for name, said in entry.groups.items():
            number = self._group_number(("groups", name), name)
            cost[number] = said.cost
            if said.shrinkage is not None:
                shrinkage[number] = said.shrinkage
            least[number] = self._heads(("groups", name, "least"), said.least, 0)
            most[number] = self._heads(("groups", name, "most"), said.most, MOST)
            if said.fixed:
                self._check_fixed(name, said)
                least[number] = most[number] = self.crew.staff[number]
            if (least[number] > most[number]).any():
                rule = text("must not be more than most")
                if said.most is None:
                    rule = text("must be {limit} or less", limit=MOST)
                raise self.document.error(("groups", name, "least"), rule, kind=Contradiction)
        return Limits(cost, least, most, shrinkage)

    def _check_fixed(self, name: str, said: GroupEntry) -> None:
        if said.least is not None or said.most is not None:
            rule = text("cannot stand beside least or most: a fixed group keeps the staff of the scenario")
            raise self.document.error(("groups", name, "fixed"), rule, kind=Contradiction)

    def _heads(self, path: Path, said: PerInterval | None, otherwise: int) -> NDArray[np.int64]:
        values = [otherwise if said is None else said] if not isinstance(said, list) else said
        if len(values) not in (1, self.crew.intervals) or (isinstance(said, list) and len(said) != self.crew.intervals):
            rule = text("must have {count} numbers, one for each interval", count=self.crew.intervals)
            raise self.document.error(path, rule, value=len(values), kind=BadValue)
        return np.broadcast_to(np.array(values, np.int64), (self.crew.intervals,))


def _key(quantity: Quantity) -> str:
    return next(key for key, each in _QUANTITIES.items() if each is quantity)


def _words(key: str, said: TargetEntry) -> str:
    """A name for a target that is given none."""
    chosen = [name for axis in ("queue", *AXES, "group") for name in getattr(said, axis)]
    return " ".join([key, *chosen])
