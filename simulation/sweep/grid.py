"""From a grid file to its points: each a scenario, a policy and changes, numbered from 1, the last axis fastest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path as FilePath
from typing import Any

from routing.errors import BadValue, Contradiction, InputError, UnknownName
from routing.reading.document import Document, is_there, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.named_here import no_file, placed, scenario_beside
from simulation.files.overrides import flow
from simulation.scenario import Scenario, load_scenario
from simulation.staff.staff_file import require_header
from simulation.sweep.grid_file import GridDocument
from simulation.sweep.outcome import COLUMNS

SCENARIO, POLICY = "scenario", "policy"
MAX_POINTS = 10_000
OPERATORS = ("+=", "-=", "*=", "/=", "=")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value on one axis.

    Parameters
    ----------
    value
        As the grid file has it; None for the scenario's own policy.
    changes
        Overrides of the scenario.
    path
        Where it stands in the grid file.
    """

    value: Any
    changes: tuple[str, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Axis:
    """What is varied: ``scenario``, ``policy``, a place of the scenario, or the name of a lever."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One combination.

    Parameters
    ----------
    number
        From 1, over the points that are not excluded.
    choices
        One for each axis.
    """

    number: int
    choices: tuple[Choice, ...]

    @property
    def changes(self) -> tuple[str, ...]:
        """All overrides, in order."""
        return tuple(change for choice in self.choices for change in choice.changes)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid that was read.

    Parameters
    ----------
    name
        For people.
    document
        The file.
    axes
        Scenarios first, then policies, then what is varied, then levers.
    points
        Those not excluded; one or more.
    replications, seed, block
        Days of each point, their seed, and how many of them make a task.
    """

    name: str
    document: Document
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    replications: int
    seed: int
    block: int

    def load(self, point: Point) -> Scenario:
        """The scenario of a point.

        Raises
        ------
        InputError
            When it cannot be loaded; a wrong change is said with its place in the grid file.
        """
        scenario, policy = point.choices[:2]
        changes = [(change, choice.path) for choice in point.choices for change in choice.changes]
        try:
            found = load_scenario(
                scenario_beside(self.document, scenario.path, str(scenario.value)),
                overrides=point.changes,
                policy=self._policy_file(policy, FilePath(self.document.file).parent),
            )
        except InputError as error:
            raise placed(error, self.document, changes) from None
        if found.world.repeats is not None:
            rule = text("a sweep simulates days that begin anew, not a long run (stationary)")
            raise self.document.error(scenario.path, rule, value=scenario.value, kind=Contradiction)
        return found

    def _policy_file(self, choice: Choice, folder: FilePath) -> FilePath | None:
        if choice.value is None:
            return None
        file = folder / str(choice.value)
        if not is_there(file):
            raise no_file(self.document, choice.path, str(choice.value), file)
        return file


def load_grid(path: str | os.PathLike[str], *, replications: int | None = None, seed: int | None = None) -> Grid:
    """Read a grid file, ``peakline: sweep/1``.

    Parameters
    ----------
    path
        The file. Scenarios and policies in it are found beside it.
    replications, seed
        Instead of what the file says; None: as it says.

    Raises
    ------
    InputError
        When it is wrong; what its scenarios and policies say is checked by :meth:`Grid.load`.
    """
    document = read_document(path)
    require_header(document, "sweep/1")
    entry = validate(document, GridDocument)
    axes = _axes(document, entry)
    size = prod(len(axis.choices) for axis in axes)
    if size > MAX_POINTS:
        rule = text("at most {limit} points make a grid", limit=MAX_POINTS)
        raise document.error((), rule, value=size, kind=BadValue)
    left = list(product(*(axis.choices for axis in axes)))
    for number, wanted in enumerate(entry.exclude):
        without = _excluded(document, axes, wanted, ("exclude", number))
        left = [choices for choices in left if not all(choices[axis].value in values for axis, values in without)]
    if not left:
        raise document.error(("exclude",), text("no point is left"), value=NO_VALUE, kind=Contradiction)
    return Grid(
        name=entry.name or FilePath(path).stem,
        document=document,
        axes=axes,
        points=tuple(Point(number, choices) for number, choices in enumerate(left, 1)),
        replications=entry.replications if replications is None else replications,
        seed=entry.seed if seed is None else seed,
        block=entry.block,
    )


def _axes(document: Document, entry: GridDocument) -> tuple[Axis, ...]:
    axes = [
        Axis(SCENARIO, tuple(Choice(name, (), ("scenarios", at)) for at, name in enumerate(entry.scenarios))),
        Axis(POLICY, tuple(Choice(name, (), ("policies", at)) for at, name in enumerate(entry.policies))),
    ]
    for where, values in entry.vary.items():
        choices = (Choice(value, (_change(where, value),), ("vary", where, at)) for at, value in enumerate(values))
        axes.append(Axis(where, tuple(choices)))
    for name, options in entry.levers.items():
        choices = (Choice(option, tuple(changes), ("levers", name, option)) for option, changes in options.items())
        axes.append(Axis(name, tuple(choices)))
    for at, axis in enumerate(axes):
        if at > 1 and axis.name in {*COLUMNS, *(earlier.name for earlier in axes[:at])}:
            rule = text("another column of the table has this name")
            raise document.error(axis.choices[0].path[:2], rule, value=axis.name, kind=Contradiction)
    for axis in axes:
        for at, choice in enumerate(axis.choices):
            if choice.value in [earlier.value for earlier in axis.choices[:at]]:
                raise document.error(choice.path, text("stands here twice"), value=choice.value, kind=Contradiction)
    return tuple(axes)


def _change(where: str, value: Any) -> str:
    """``place`` and a value as an override: ``groups.fx.staff=12``; the place may end in an operator."""
    operator = next((sign for sign in OPERATORS if where.endswith(sign)), "")
    return f"{where.removesuffix(operator).rstrip()}{operator or '='}{flow(value)}"


def _excluded(
    document: Document, axes: Sequence[Axis], wanted: dict[str, Any], path: Path
) -> list[tuple[int, list[Any]]]:
    """What an entry of ``exclude`` is about: numbers of axes, and values there."""
    names = [axis.name for axis in axes]
    found = []
    for name, value in wanted.items():
        if name not in names:
            rule = text("is not an axis of the grid")
            raise document.error((*path, name), rule, value=name, known=names, kind=UnknownName)
        known = [choice.value for choice in axes[names.index(name)].choices]
        values = [value] if value in known else value if isinstance(value, list) else [value]
        for each in values:
            if each not in known:
                rule = text("is not among the values of the axis")
                raise document.error((*path, name), rule, value=each, known=known, kind=UnknownName)
        found.append((names.index(name), values))
    return found
