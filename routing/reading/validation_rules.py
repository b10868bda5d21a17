"""Pydantic's kinds of findings in our own words, which can be translated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from routing.reading.model_shape import Shape
from routing.words.messages import text
from routing.words.shown import is_huge, shown

MAX_CHOICES = 8
"""A rule lists at most so many values to choose from; of more it says only that there are."""

_WITH_UNIT = re.compile(r"[-+]?[0-9.,]+ ?[^0-9\s]+")

Context = Mapping[str, Any]


def _not_empty() -> str:
    return text("must not be empty")


def _plain(limit: object) -> object:
    """A bound as people write it: 100, not 100.0."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


_RULES: dict[str, Callable[[Context], str]] = {
    "greater_than": lambda ctx: text("must be more than {limit}", limit=_plain(ctx["gt"])),
    "greater_than_equal": lambda ctx: text("must be {limit} or more", limit=_plain(ctx["ge"])),
    "less_than": lambda ctx: text("must be less than {limit}", limit=_plain(ctx["lt"])),
    "less_than_equal": lambda ctx: text("must be {limit} or less", limit=_plain(ctx["le"])),
    "multiple_of": lambda ctx: text("must be a multiple of {step}", step=ctx["multiple_of"]),
    "finite_number": lambda _: text("must be a finite number"),
    "float_type": lambda _: text("must be a number"),
    "float_parsing": lambda _: text("must be a number"),
    "int_type": lambda _: text("must be a whole number"),
    "int_parsing": lambda _: text("must be a whole number"),
    "int_from_float": lambda _: text("must be a whole number"),
    "bool_type": lambda _: text("must be true or false"),
    "bool_parsing": lambda _: text("must be true or false"),
    "string_type": lambda _: text("must be text (a number or true as text stands in quotes)"),
    "string_too_short": lambda ctx: (
        text("must have at least {limit} characters", limit=ctx["min_length"])
        if ctx["min_length"] > 1
        else _not_empty()
    ),
    "string_too_long": lambda ctx: text("must have at most {limit} characters", limit=ctx["max_length"]),
    "string_pattern_mismatch": lambda ctx: text("must match the pattern {pattern}", pattern=ctx["pattern"]),
    "list_type": lambda _: text("must be a list"),
    "tuple_type": lambda _: text("must be a list"),
    "set_type": lambda _: text("must be a list"),
    "dict_type": lambda _: text("must be a mapping of keys to values"),
    "mapping_type": lambda _: text("must be a mapping of keys to values"),
    "model_type": lambda _: text("must be a mapping of keys to values"),
    "model_attributes_type": lambda _: text("must be a mapping of keys to values"),
    "too_short": lambda ctx: (
        text("must have at least {limit} entries", limit=ctx["min_length"]) if ctx["min_length"] > 1 else _not_empty()
    ),
    "too_long": lambda ctx: text("must have at most {limit} entries", limit=ctx["max_length"]),
    "value_error": lambda ctx: str(ctx["error"]),
    "assertion_error": lambda ctx: str(ctx["error"]),
}

_CONTAINERS = (
    "list_type",
    "tuple_type",
    "set_type",
    "dict_type",
    "mapping_type",
    "model_type",
    "model_attributes_type",
)


def rank_of(kind: str) -> int:
    """How far a value got before the finding: 0 it had the right type, 1 it could be chosen, 2 a scalar, 3 nothing."""
    if kind in _CONTAINERS:
        return 3
    if kind in {"literal_error", "enum"}:
        return 1
    if kind.endswith(("_type", "_parsing")):
        return 2
    return 0


def rule_of(kind: str, context: Context, value: object, shape: Shape) -> str:
    """The rule that a finding of pydantic's kind ``kind`` says is broken, as a phrase.

    Parameters
    ----------
    kind, context
        Pydantic's ``type`` and ``ctx``.
    value
        What stands there.
    shape
        What the model expects there.
    """
    if kind in {"literal_error", "enum"}:
        return _choice(shape)
    if kind in {"float_type", "int_type", "float_parsing", "int_parsing"}:
        if is_huge(value):
            return text("is too large a number")
        if _has_unit(value):
            return text("must be a bare number: the key says its unit")
    if kind in _RULES:
        return _RULES[kind](context)
    return text("is not allowed here ({reason})", reason=kind)


def _has_unit(value: object) -> bool:
    return isinstance(value, str) and _WITH_UNIT.fullmatch(value) is not None


def _choice(shape: Shape) -> str:
    names = [shown(choice) for choice in shape.choices]
    if len(names) > MAX_CHOICES:
        return text("must be one of {count} names", count=len(names))
    if shape.takes_mapping:
        return text("must be one of: {names}; or a mapping of keys to values", names=", ".join(names))
    if len(names) == 1:
        return text("must be {name}", name=names[0])
    return text("must be one of: {names}", names=", ".join(names))
