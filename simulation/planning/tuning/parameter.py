"""What of a policy may be changed, and the policy at each point of that space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite, prod
from typing import Any

from routing.errors import BadValue, Contradiction, InputError, UnknownName
from routing.policies.policy_dump import to_mapping
from routing.policies.policy_file import policy_from
from routing.policies.policy_schema import PolicyFile
from routing.policy import Policy
from routing.reading.document import Document
from routing.reading.model_shape import shape_at
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.named_here import error_at
from simulation.files.overrides import Override, apply_overrides, parse_override, resolve
from simulation.planning.tuning.tuning_file import MOST_VALUES, ParameterEntry

FIXED = ("peakline", "name", "problems", "tiers", "channels", "labels", "order")
"""Keys at the top of a policy that are no parameters."""
FIXED_OF_QUEUE = ("name", "match", "wrap_up")
"""Keys of a queue that are none: who enters it, and what agents do after a contact, are not a matter of tuning."""
FIXED_ANYWHERE = ("accept", "to")
"""Whether agents are asked, and where tickets overflow to: what the scenario says of them would be of no use."""

Point = tuple[int, ...]
"""The number of a value for each parameter."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A place of the policy with the values it may have.

    Parameters
    ----------
    name
        The place as the file has it.
    path
        In the policy, entries of lists by their numbers.
    values
        Two or more; that of the old policy is among them.
    start
        The number of that one.
    in_order
        Whether the values are numbers in ascending order; else none is nearer to one than to another.
    """

    name: str
    path: Path
    values: tuple[Any, ...]
    start: int
    in_order: bool


class Space:
    """The old policy as a file, and what may be changed in it."""

    def __init__(self, document: Document, policy: Policy, parameters: Sequence[Parameter]) -> None:
        self.document, self.policy, self.parameters = document, policy, tuple(parameters)
        self._policies: dict[Point, Policy | None] = {self.start: policy}
        self.refused = 0

    @property
    def start(self) -> Point:
        """The old policy."""
        return tuple(parameter.start for parameter in self.parameters)

    @property
    def size(self) -> int:
        """How many points there are."""
        return prod(len(parameter.values) for parameter in self.parameters)

    def changes(self, point: Point) -> list[tuple[Parameter, Any]]:
        """The parameters that differ from the old policy, with their values."""
        return [
            (parameter, parameter.values[number])
            for parameter, number in zip(self.parameters, point, strict=True)
            if number != parameter.start
        ]

    def changed_document(self, point: Point) -> Document:
        """The policy file with the values of a point."""
        overrides = [Override(parameter.name, parameter.path, "=", value) for parameter, value in self.changes(point)]
        return apply_overrides(self.document, overrides, PolicyFile)

    def policy_at(self, point: Point) -> Policy | None:
        """The policy at a point; None where its own checks refuse it."""
        if point not in self._policies:
            try:
                self._policies[point] = policy_from(self.changed_document(point), name=self.policy.name)
            except InputError:
                self.refuse(point)
        return self._policies[point]

    def refuse(self, point: Point) -> None:
        """Say that the policy at a point cannot be."""
        self._policies[point] = None
        self.refused += 1


def read_parameters(
    document: Document, written: dict[str, ParameterEntry], policy_file: Document, policy: Policy
) -> Iterator[Parameter]:
    """The parameters of a tuning file.

    Parameters
    ----------
    document, written
        The tuning file, and what was read of its ``parameters``.
    policy_file, policy
        The old policy.

    Raises
    ------
    InputError
        At the first parameter that is no place of the policy, or whose values cannot stand there.
    """
    known: dict[Path, str] = {}
    for name, entry in written.items():
        at: Path = ("parameters", name)
        path = _place(document, at, name, policy_file)
        for other, first in known.items():
            if path[: len(other)] == other or other[: len(path)] == path:
                rule = text("is the same place of the policy as {other}, or a part of it", other=first)
                raise document.error(at, rule, value=NO_VALUE, kind=Contradiction)
        known[path] = name
        start = _stated(to_mapping(policy), path)
        values, in_order = _values(document, at, entry, start)
        for value in (values[0], values[-1]) if in_order else values:
            _refuse_value(document, at, name, policy_file, path, value)
        yield Parameter(name, path, values, values.index(start), in_order)


def _place(document: Document, at: Path, name: str, policy_file: Document) -> Path:
    """Where a parameter stands in the policy.

    Raises
    ------
    InputError
        When it stands nowhere, or is no matter of tuning.
    """
    try:
        written = parse_override(f"{name}=0", name)
        path = resolve(policy_file, written, PolicyFile) if (written.operator, written.value) == ("=", 0) else None
    except InputError as error:
        raise error_at(document, at, error) from None
    if path is None:  # the name calculates, or has a value in it
        rule = text("is no place such as {place}", place="queues.vip.head_start_s")
        raise document.error(at, rule, value=name, kind=BadValue)
    keys = shape_at(PolicyFile, path[:-1]).keys
    if keys and path[-1] not in keys and isinstance(path[-1], str):
        rule = text("is no key of the policy there")
        raise document.error(at, rule, value=path[-1], known=keys, kind=UnknownName)
    of_queue = path[2:3] if path[0] == "queues" else ()
    fixed = path[0] in FIXED or (bool(of_queue) and of_queue[0] in FIXED_OF_QUEUE) or path[-1] in FIXED_ANYWHERE
    if fixed or len(path) < 2:
        rule = text("is no parameter: names, matches and what there is stay as they are")
        raise document.error(at, rule, value=NO_VALUE, kind=BadValue)
    return path


def _stated(mapping: Any, path: Path) -> Any:
    """What the policy has at a place, defaults spelled out; None where it has nothing."""
    for part in path:
        there = isinstance(mapping, dict) and part in mapping
        if not there and not (isinstance(mapping, list) and isinstance(part, int) and part < len(mapping)):
            return None
        mapping = mapping[part]
    return mapping


def _values(document: Document, at: Path, entry: ParameterEntry, start: Any) -> tuple[tuple[Any, ...], bool]:
    """The values, that of the old policy among them, and whether they are numbers in order."""
    if entry.values is not None:
        if entry.from_ is not None or entry.to is not None or entry.step is not None:
            raise document.error(at, text("must have from, to and step, or values"), value=NO_VALUE, kind=BadValue)
        values = [_whole(value) for value in entry.values]
        for number, value in enumerate(values):
            place_ = (*at, "values", number) if document.has((*at, "values")) else (*at, number)
            if isinstance(value, float) and not isfinite(value):
                raise document.error(place_, text("must be a finite number"), value=value, kind=BadValue)
            if value in values[:number]:
                raise document.error(place_, text("stands here twice"), value=value, kind=Contradiction)
        every = values if start in values else [start, *values]
        if all(_is_number(value) for value in every) and len(every) > 2:
            return tuple(sorted(every)), True
        return tuple(every), False
    if entry.from_ is None or entry.to is None or entry.step is None:
        raise document.error(at, text("must have from, to and step, or values"), value=NO_VALUE, kind=BadValue)
    if entry.to <= entry.from_:
        rule = text("must be more than from, {value}", value=_whole(entry.from_))
        raise document.error((*at, "to"), rule, value=_whole(entry.to), kind=BadValue)
    if not _is_number(start):
        rule = text("is no number in the policy: give values")
        raise document.error(at, rule, value=start, kind=BadValue)
    first, last, step = (Decimal(repr(number)) for number in (entry.from_, entry.to, entry.step))
    if step > last - first:
        rule = text("must not be more than from {first} to {last}", first=_whole(entry.from_), last=_whole(entry.to))
        raise document.error((*at, "step"), rule, value=_whole(entry.step), kind=BadValue)
    if (last - first) / step >= MOST_VALUES - 1:
        rule = text("at most {limit} values make a parameter: take a greater step", limit=MOST_VALUES)
        raise document.error((*at, "step"), rule, value=_whole(entry.step), kind=BadValue)
    numbers = {_whole(float(first + step * number)) for number in range(int((last - first) / step) + 1)}
    every = sorted({*numbers, start})
    return tuple(every), len(every) > 2


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> Any:
    """30 for 30.0, which is how people write it; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _refuse_value(document: Document, at: Path, name: str, policy_file: Document, path: Path, value: Any) -> None:
    """Say that a value cannot stand where the parameter does, whatever the other parameters are.

    Raises
    ------
    InputError
        At the parameter.
    """
    try:
        changed = apply_overrides(policy_file, [Override(name, path, "=", value)], PolicyFile)
        validate(changed, PolicyFile)
    except InputError as error:
        raise error_at(document, at, error) from None
