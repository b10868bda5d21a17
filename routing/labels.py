"""Labels of tickets and agents, and the conditions on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any, Final

from routing.errors import MAX_LABEL_NUMBER, MAX_LABEL_TEXT, BadLabel, UnknownLabel, WrongType
from routing.model import LabelValue
from routing.policy import Compare, Condition, LabelType, Policy
from routing.reading.of_type import is_text
from routing.words.messages import text

_TESTS: Final[Mapping[Compare, Callable[[Any, Any], bool]]] = {
    Compare.EQ: eq,
    Compare.LT: lt,
    Compare.LE: le,
    Compare.GT: gt,
    Compare.GE: ge,
}

ORDERED: Final = (Compare.LT, Compare.LE, Compare.GT, Compare.GE)
"""The comparisons that only numbers have."""


def holds(conditions: Iterable[Condition], labels: Mapping[str, LabelValue]) -> bool:
    """Whether all conditions hold of ``labels``; a missing label satisfies ``NE`` only.

    Parameters
    ----------
    conditions
        Of a checked policy.
    labels
        With values that :func:`fits` their types.
    """
    return all(_holds(condition, labels) for condition in conditions)


def fits(value: object, kind: LabelType) -> bool:
    """Whether ``value`` may stand in a label of this type.

    Text has 1 to 64 characters and no lone surrogates, a number is whole and from -10^9 to 10^9; true is no number.
    """
    if kind is LabelType.YES_NO:
        return isinstance(value, bool)
    if kind is LabelType.NUMBER:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_LABEL_NUMBER
    return isinstance(value, str) and 0 < len(value) <= MAX_LABEL_TEXT and (value.isascii() or is_text(value))


def _holds(condition: Condition, labels: Mapping[str, LabelValue]) -> bool:
    value = labels.get(condition.label)
    if condition.compare is Compare.NE:
        return value is None or value != condition.value
    if value is None:
        return False
    if condition.compare is Compare.IN:
        return isinstance(condition.value, tuple) and value in condition.value
    return _TESTS[condition.compare](value, condition.value)


def check_labels(policy: Policy, labels: Mapping[str, LabelValue]) -> dict[str, LabelValue]:
    """The labels of a ticket, as a dict of its own.

    Raises
    ------
    WrongType
        When they are no mapping.
    UnknownLabel
        When the policy has no label of a name.
    BadLabel
        When a label cannot say what it says.
    """
    if not isinstance(labels, Mapping):
        raise WrongType("labels", text("must be a mapping of labels to values"), labels)
    types = dict(policy.labels)
    for name in labels:
        if name not in types:
            raise UnknownLabel("label", name, types)
    for name, value in labels.items():
        if not fits(value, types[name]):
            raise BadLabel(name, value, types[name])
    return dict(labels)
