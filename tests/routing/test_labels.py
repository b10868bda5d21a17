"""Conditions on labels: what each comparison means, and what a missing label does."""

from __future__ import annotations

import pytest

from routing.labels import fits, holds
from routing.model import LabelValue
from routing.policy import Compare, Condition, LabelType

LABELS: dict[str, LabelValue] = {"since": 2015, "language": "fr", "resident": False}


@pytest.mark.parametrize(
    ("label", "compare", "value", "expected"),
    [
        ("since", Compare.EQ, 2015, True),
        ("since", Compare.EQ, 2016, False),
        ("since", Compare.NE, 2015, False),
        ("since", Compare.NE, 2016, True),
        ("since", Compare.LT, 2015, False),
        ("since", Compare.LT, 2016, True),
        ("since", Compare.LE, 2015, True),
        ("since", Compare.LE, 2014, False),
        ("since", Compare.GT, 2015, False),
        ("since", Compare.GT, 2014, True),
        ("since", Compare.GE, 2015, True),
        ("since", Compare.GE, 2016, False),
        ("since", Compare.IN, (2014, 2015), True),
        ("since", Compare.IN, (2014, 2016), False),
        ("language", Compare.EQ, "fr", True),
        ("language", Compare.NE, "fr", False),
        ("language", Compare.IN, ("de", "fr"), True),
        ("resident", Compare.EQ, False, True),
        ("resident", Compare.NE, True, True),
    ],
)
def test_a_condition_compares_the_label_with_its_value(
    label: str, compare: Compare, value: LabelValue | tuple[LabelValue, ...], expected: bool
) -> None:
    """The label stands on the left of the comparison, the condition's value on the right."""
    assert holds((Condition(label, compare, value),), LABELS) is expected


@pytest.mark.parametrize("compare", list(Compare))
def test_a_missing_label_satisfies_only_that_it_is_not_something(compare: Compare) -> None:
    """Who says nothing of a language is not known to speak French, so "not French" holds and nothing else."""
    value: LabelValue | tuple[LabelValue, ...] = (3,) if compare is Compare.IN else 3
    assert holds((Condition("since", compare, value),), {}) is (compare is Compare.NE)


def test_all_conditions_must_hold() -> None:
    """Several conditions are joined by "and"; none at all hold of everybody."""
    newer, french = Condition("since", Compare.GE, 2010), Condition("language", Compare.EQ, "fr")
    assert holds((newer, french), LABELS)
    assert not holds((newer, french, Condition("since", Compare.LT, 2015)), LABELS)
    assert holds((), {})


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("fr", LabelType.TEXT, True),
        ("x" * 64, LabelType.TEXT, True),
        ("x" * 65, LabelType.TEXT, False),
        ("", LabelType.TEXT, False),
        (5, LabelType.TEXT, False),
        (True, LabelType.TEXT, False),
        (10**9, LabelType.NUMBER, True),
        (-(10**9), LabelType.NUMBER, True),
        (10**9 + 1, LabelType.NUMBER, False),
        (-(10**9) - 1, LabelType.NUMBER, False),
        (5.0, LabelType.NUMBER, False),
        (True, LabelType.NUMBER, False),
        ("5", LabelType.NUMBER, False),
        (True, LabelType.YES_NO, True),
        (False, LabelType.YES_NO, True),
        (1, LabelType.YES_NO, False),
        ("yes", LabelType.YES_NO, False),
        (None, LabelType.YES_NO, False),
    ],
)
def test_a_label_has_values_of_its_type(value: object, kind: LabelType, expected: bool) -> None:
    """Nothing is converted: a label holds text, a whole number in its range, or true and false."""
    assert fits(value, kind) is expected
