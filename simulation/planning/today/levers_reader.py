"""Reads what might be done: agents more for a time, another policy, changes of the scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath

import numpy as np

from routing.errors import BadValue, Contradiction, InputError
from routing.reading.document import Document, is_there
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.draw_plan import DrawPlan
from simulation.files.named_here import error_at, no_file, placed
from simulation.files.vocabulary import entry_path
from simulation.planning.staffing.crew import Crew
from simulation.planning.today.planned_day import crew_of, variant_of
from simulation.planning.today.question import Lever
from simulation.planning.today.refusals import refuse_what_is_not_foretold
from simulation.planning.today.staff_plan import Shift
from simulation.planning.today.times_reader import later_us, shift_of
from simulation.planning.today.today_file import LeverEntry, TodayDocument
from simulation.planning.today.variant import Variant
from simulation.scenario import Scenario, load_scenario


class Crews:
    """Loads the scenario with changes, whose errors are said at their place in the document.

    Parameters
    ----------
    document, path
        Where the changes stand, and the scenario's file.
    """

    def __init__(self, document: Document, path: str) -> None:
        self.document, self.path = document, path

    def scenario(self, changes: Sequence[str], at: Path) -> Scenario:
        """The scenario.

        Raises
        ------
        InputError
            As :func:`simulation.scenario.load_scenario`.
        """
        try:
            return load_scenario(self.path, overrides=changes)
        except InputError as error:
            raise placed(error, self.document, self._places(changes, at)) from None

    def load(self, changes: Sequence[str], at: Path) -> Crew:
        """The scenario with any staff.

        Raises
        ------
        InputError
            As :func:`simulation.planning.staffing.crew.load_crew`.
        """
        try:
            return crew_of(self.path, changes)
        except InputError as error:
            raise placed(error, self.document, self._places(changes, at)) from None

    def _places(self, changes: Sequence[str], at: Path) -> list[tuple[str, Path]]:
        return [(change, entry_path(self.document, at, number)) for number, change in enumerate(changes)]


def read_levers(
    document: Document, entry: TodayDocument, crews: Crews, base: Variant, shifts: Sequence[Shift], now_us: int
) -> Iterator[Lever]:
    """The levers of the file, then some agents more of each group for the rest of the day.

    Parameters
    ----------
    document, entry, crews
        The file, and what loads the scenario with changes.
    base, shifts
        The rest of the day as it is planned, and the changes of its staff that hold whatever is done.
    now_us
        Microseconds from the opening.

    Raises
    ------
    InputError
        When a lever is wrong, does nothing, or comes too late.
    """
    close_us = base.crew.scenario.world.close_us
    names: set[str] = set()
    for number, said in enumerate(entry.levers):
        path = entry_path(document, ("levers",), number)
        if said.name in names:
            raise document.error((*path, "name"), text("there is a lever of this name already"), kind=Contradiction)
        names.add(said.name)
        yield _Reader(document, entry, crews, base, shifts).lever(said, path)
    if entry.each_group:
        for number, name in enumerate(base.crew.groups):
            if base.staff.most_from(now_us)[number]:
                more = Shift(number, entry.each_group, now_us, close_us)
                label = text("{count} more in {group}", count=entry.each_group, group=name)
                yield Lever(label, base.with_more([more]), ((name, entry.each_group),))


class _Reader:
    def __init__(
        self,
        document: Document,
        entry: TodayDocument,
        crews: Crews,
        base: Variant,
        shifts: Sequence[Shift],
    ) -> None:
        self.document, self.entry, self.crews = document, entry, crews
        self.base, self.shifts = base, shifts

    def lever(self, said: LeverEntry, path: Path) -> Lever:
        """One lever of the file."""
        if not (said.agents or said.policy or said.set):
            rule = text("must have at least one of: {keys}", keys="agents, policy, set")
            raise self.document.error(path, rule, value=NO_VALUE, kind=BadValue)
        variant = self.base
        if said.policy is not None or said.set:
            variant = variant_of(self._changed(said, path)).with_known(self.shifts)
        return Lever(said.name, variant.with_more(self._more(said, path)))

    def _more(self, said: LeverEntry, path: Path) -> list[Shift]:
        scenario = self.base.crew.scenario
        if not said.agents:
            for key in ("starts", "ends"):
                if self.document.has((*path, key)):
                    rule = text("says nothing beside {key}", key="policy, set")
                    raise self.document.error((*path, key), rule, kind=Contradiction)
            return []
        span = later_us(self.document, path, (said.starts, said.ends), scenario, self.entry.now)
        return [
            shift_of(self.document, (*path, "agents", name), name, more, span, scenario, self.base.staff)
            for name, more in said.agents.items()
        ]

    def _changed(self, said: LeverEntry, path: Path) -> Crew:
        changes = [*self.entry.set]
        if said.policy is not None:
            file = FilePath(self.document.file).parent / said.policy
            if not is_there(file):
                raise no_file(self.document, (*path, "policy"), said.policy, file)
            changes.append(f"policy={json.dumps(str(file.absolute()))}")
        try:
            scenario = load_scenario(self.crews.path, overrides=[*changes, *said.set])
            with_state = self.entry.waiting is not None or self.entry.groups is not None
            refuse_what_is_not_foretold(self.crews.path, [*changes, *said.set], scenario, with_state=with_state)
            crew = crew_of(self.crews.path, [*changes, *said.set])
        except InputError as error:
            places = [(change, entry_path(self.document, (*path, "set"), at)) for at, change in enumerate(said.set)]
            found = placed(error, self.document, places)
            raise (found if found is not error else error_at(self.document, path, error)) from None
        self._check_same(crew, path)
        return crew

    def _check_same(self, crew: Crew, path: Path) -> None:
        """Refuse a lever under which there would be other groups, intervals or customers.

        Raises
        ------
        Contradiction
            When what is seen now would not mean the same.
        """
        base, other = self.base.crew.scenario, crew.scenario
        axes = ("problems", "tiers", "channels")
        same = crew.groups == self.base.crew.groups and other.expected.shape == base.expected.shape
        same = same and all(getattr(base.policy, axis) == getattr(other.policy, axis) for axis in axes)
        same = same and [queue.name for queue in base.policy.queues] == [queue.name for queue in other.policy.queues]
        same = same and base.interval_us == other.interval_us and np.allclose(base.expected, other.expected)
        same = same and _same_customers(base.world.plan, other.world.plan)
        if not same or base.goals != other.goals:
            rule = text(
                "must leave the customers with their patience and work, the groups, the queues, the intervals and the "
                "goals as they are"
            )
            raise self.document.error(path, rule, value=NO_VALUE, kind=Contradiction)


def _same_customers(plan: DrawPlan | None, other: DrawPlan | None) -> bool:
    """Whether two plans draw customers with the same patience, the same work and the same busy days."""
    if plan is None or other is None:
        return plan is other
    laws = all(np.array_equal(getattr(plan, name), getattr(other, name)) for name in ("laws", "samples", "factors"))
    return laws and plan.day_cv == other.day_cv
