"""Whether conditions on labels make sense: known labels, values of their types, no contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from routing.errors import MAX_LABEL_NUMBER, MAX_LABEL_TEXT, BadValue, UnknownName
from routing.labels import ORDERED, fits, holds
from routing.model import LabelValue
from routing.policy import Compare, Condition, LabelType
from routing.reading.finding import Finding
from routing.words.messages import text
from routing.words.place import Path


def check_conditions(conditions: Iterable[Condition], types: Mapping[str, LabelType], path: Path) -> Iterator[Finding]:
    """Yield what is wrong with the conditions that stand at ``path``."""
    by_label = groupby(sorted(conditions, key=lambda condition: condition.label), key=lambda condition: condition.label)
    for label, group in by_label:
        stated = list(group)
        if label not in types:
            rule = text("is not among the policy's labels")
            yield Finding((*path, label), rule, value=label, known=tuple(types), kind=UnknownName)
            continue
        found = [finding for condition in stated for finding in _wrong_values(condition, types[label], (*path, label))]
        yield from found
        if not found and not _possible(stated, types[label]):
            yield Finding((*path, label), text("no value of this label satisfies these conditions together"))


def same(condition: Condition) -> tuple[object, ...]:
    """What two conditions share that say the same: values of ``IN`` have no order."""
    value = frozenset(condition.value) if isinstance(condition.value, tuple) else condition.value
    return condition.label, condition.compare, value


def rule_of_type(kind: LabelType) -> str:
    """What a value of a label of this type must be, as a phrase."""
    if kind is LabelType.TEXT:
        return text("must be text of 1 to {limit} characters: the label is text", limit=MAX_LABEL_TEXT)
    if kind is LabelType.NUMBER:
        limit = MAX_LABEL_NUMBER
        return text("must be a whole number from -{limit} to {limit}: the label is a number", limit=limit)
    return text("must be true or false: the label is yes or no")


def _wrong_values(condition: Condition, kind: LabelType, path: Path) -> Iterator[Finding]:
    if condition.compare in ORDERED and kind is not LabelType.NUMBER:
        rule = text("only numbers are less or more: use eq, ne or in")
        yield Finding((*path, condition.compare.name.lower()), rule, kind=BadValue)
        return
    if (condition.compare is Compare.IN) != isinstance(condition.value, tuple):
        yield Finding(path, text("a list of values goes with in, and a single one with the rest"), kind=BadValue)
        return
    for value in _values(condition):
        if not fits(value, kind):
            yield Finding(path, rule_of_type(kind), value=value, kind=BadValue)


def _values(condition: Condition) -> tuple[LabelValue, ...]:
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)


def _possible(conditions: list[Condition], kind: LabelType) -> bool:
    """Whether some value of their label, or its absence, satisfies all conditions.

    Only the values that they name and their neighbours need a try: between them nothing changes, and any other text
    does no more than a missing one.
    """
    named = [value for condition in conditions for value in _values(condition)]
    candidates: list[LabelValue] = [True, False]
    if kind is LabelType.NUMBER:
        candidates = [int(value) + step for value in named for step in (-1, 0, 1)]
    elif kind is LabelType.TEXT:
        candidates = named
    label = conditions[0].label
    return holds(conditions, {}) or any(holds(conditions, {label: value}) for value in candidates if fits(value, kind))
