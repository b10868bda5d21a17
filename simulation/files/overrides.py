"""What a user changes on the command line: ``--set groups.fx.staff+=3``.

An override has a place, an operator and a value. The place is written as messages write it, ``service[0].mean_s``; an
entry of a list that has a ``name`` may also be called by it, ``policy.queues.vip_fx.head_start_s``. The operator is
``=`` for any YAML value, or ``+=``, ``-=``, ``*=``, ``/=`` for a number; on a list of numbers it changes each of them.
Overrides are applied in their order, before the file is checked, so that their values are checked as the file's are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

import yaml
from pydantic import BaseModel

from routing.errors import BadValue, UnknownName
from routing.reading.document import Document
from routing.reading.model_shape import shape_at
from routing.reading.yaml_tree import parse
from routing.words.messages import text
from routing.words.nearest import nearest
from routing.words.place import Path, place
from routing.words.shown import NO_VALUE

_WHOLE = re.compile(r"(?P<place>[^=]*?)\s*(?P<operator>[-+*/]?=)\s*(?P<value>.*)", re.DOTALL)
_PART = re.compile(r"\.?(?P<name>[^.\[\]\"=]+)|\[(?P<index>\d{1,6})\]|\.?\[?\"(?P<quoted>[^\"]*)\"\]?")

_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+=": lambda old, value: old + value,
    "-=": lambda old, value: old - value,
    "*=": lambda old, value: old * value,
    "/=": lambda old, value: old / value,
}

_NEW_ENTRIES = (("days", "types"), ("days", "dates"))
"""Mappings in which an override may begin an entry: which names these have does not depend on the file."""

Lookup = Callable[[Path], Any]
"""What stands at a place that the document itself leaves to a table or a default; ``NO_VALUE``: nothing."""


@dataclass(frozen=True, slots=True)
class Override:
    """One ``--set``.

    Parameters
    ----------
    origin
        As the user wrote it, with the option's name: what messages call it.
    path
        Its place.
    operator
        ``=``, ``+=``, ``-=``, ``*=`` or ``/=``.
    value
        Plain data.
    """

    origin: str
    path: Path
    operator: str
    value: Any


def parse_override(written: str, origin: str | None = None) -> Override:
    """Read an override such as ``groups.fx.staff+=3``.

    Parameters
    ----------
    written
        As the user wrote it.
    origin
        What messages call it; None: what was written, as an argument of ``--set``.

    Raises
    ------
    BadValue
        When it has no place, operator or value, or calculates with something that is no number.
    """
    origin = f"--set {written}" if origin is None else origin
    found = _WHOLE.fullmatch(written.strip())
    path = _path(found["place"].strip(), origin) if found else ()
    if found is None or not path or not found["value"]:
        raise BadValue(text("must look like groups.fx.staff=20 or groups.fx.staff+=3"), file=origin)
    node = parse(found["value"], origin)
    value = None if node is None else node.plain()
    if found["operator"] != "=" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise BadValue(text("only a number can be added or multiplied"), file=origin, value=value)
    return Override(origin, path, found["operator"], value)


def apply_overrides(
    document: Document,
    overrides: Iterable[Override],
    model: type[BaseModel],
    lookup: Lookup = lambda _: NO_VALUE,
) -> Document:
    """Return the document with the overrides carried out, one after another.

    Parameters
    ----------
    document
        Not changed.
    overrides
        See :func:`parse_override`.
    model
        Of the document: a mapping that the file leaves out is made where the model has it.
    lookup
        Gives numbers to calculate with where the document has none.

    Raises
    ------
    InputError
        When the place of an override is not there, or it calculates with what is no number.
    """
    for override in overrides:
        document = _with_list(document, override, lookup)
        path = _resolved(document, override, model)
        value = override.value
        if override.operator != "=":
            value = _calculated(_old(document, path, lookup, override), override, path)
        document = document.with_value(path, value, override.origin)
    return document


def flow(value: Any) -> str:
    """A plain value as YAML in one line, as an override has it."""
    written: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10**9, sort_keys=False)
    return written.removesuffix("...\n").strip()


def resolve(document: Document, override: Override, model: type[BaseModel]) -> Path:
    """The place that an override is about, with names of entries as numbers; errors as :func:`apply_overrides`."""
    return _resolved(document, override, model)


def _with_list(document: Document, override: Override, lookup: Lookup) -> Document:
    """Write out a list that the file leaves to a table, where the override is about one of its numbers."""
    whole = override.path[:-1]
    is_entry = isinstance(override.path[-1], int) and isinstance(document.get(whole[:-1]), dict)
    if not is_entry or isinstance(document.get(whole), list):
        return document
    found = lookup(whole)
    return document.with_value(whole, found, override.origin) if isinstance(found, list) else document


def _path(written: str, origin: str) -> Path:
    path: list[str | int] = []
    position = 0
    while position < len(written):
        found = _PART.match(written, position)
        if found is None:
            raise BadValue(text("is no place such as groups.fx.staff or service[0].mean_s"), file=origin, value=written)
        if found["index"] is not None:
            path.append(int(found["index"]))
        else:
            path.append((found["name"] or found["quoted"] or "").strip())
        position = found.end()
    return tuple(path)


def _resolved(document: Document, override: Override, model: type[BaseModel]) -> Path:
    """The path with names of entries as numbers; all of it must be there, but the last part and keys of the model."""
    path: Path = ()
    inner = document.data
    for position, written in enumerate(override.path):
        part = _part_of(inner, written)
        is_key = isinstance(inner, dict)
        if is_key and _is_only_entry(inner, part, model, path):
            continue
        there = part in inner if is_key else isinstance(inner, list) and part in range(len(inner))
        is_last, keys = position == len(override.path) - 1, shape_at(model, path).keys
        may_be_new = is_last or part in keys or path in _NEW_ENTRIES
        if not there and not (may_be_new and (is_key or inner is None)):
            known = list(dict.fromkeys([*_names_in(inner), *(keys if is_key or inner is None else ())]))
            close = nearest(part, known)
            rule = text("there is no such place")
            if not is_key and not isinstance(inner, list) and inner is not None:
                rule = text("there is no such place: what it would be a part of is {value}; set that", value=inner)
            elif known and close is None:
                rule = text("there is no such place; here are: {names}", names=", ".join(map(str, known)))
            raise UnknownName(rule, file=override.origin, path=place((*path, part)), nearest=close)
        path = (*path, part)
        inner = inner[part] if there else None
    return path


def _is_only_entry(inner: dict[Any, Any], part: str | int, model: type[BaseModel], path: Path) -> bool:
    """Whether a part, 0 or a name, is the one entry of a list, which may stand without its brackets."""
    if part in inner:
        return False
    return part == 0 or (inner.get("name") == part and shape_at(model, path).takes_list)


def _names_in(inner: Any) -> list[Any]:
    """What the parts of a mapping, or the named entries of a list, are called."""
    if isinstance(inner, list):
        return [entry["name"] for entry in inner if isinstance(entry, dict) and "name" in entry]
    return list(inner) if isinstance(inner, dict) else []


def _part_of(inner: Any, part: str | int) -> str | int:
    """A whole number written as a key where a mapping has one, and the position of a named entry of a list."""
    if isinstance(inner, dict) and isinstance(part, str) and part not in inner and part.isdecimal():
        return int(part)
    if isinstance(inner, list) and isinstance(part, str):
        names = [entry.get("name") if isinstance(entry, dict) else None for entry in inner]
        return names.index(part) if part in names else part
    return part


def _old(document: Document, path: Path, lookup: Lookup, override: Override) -> Any:
    old = document.get(path)
    if not _calculable(old):
        found = lookup(path)
        old = old if found is NO_VALUE else found
    if old is NO_VALUE:
        surroundings = document.get(path[:-1])
        known = list(surroundings) if isinstance(surroundings, dict) else []
        rule = text("there is nothing here to calculate with: use = to set a value")
        raise UnknownName(rule, file=override.origin, path=place(path), nearest=nearest(path[-1], known))
    if not _calculable(old):
        rule = text("is neither a number nor a list of numbers")
        raise BadValue(rule, file=override.origin, path=place(path), value=old)
    return old


def _calculable(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_calculable(item) and not isinstance(item, list) for item in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _calculated(old: Any, override: Override, path: Path) -> Any:
    if isinstance(old, list):
        return [_calculated(item, override, path) for item in old]
    operation = _OPERATIONS[override.operator]
    try:
        # Decimal, because 20 * 1.1 agents are 22 and not 22.000000000000004.
        result = operation(Decimal(repr(old)), Decimal(repr(override.value)))
    except (DivisionByZero, InvalidOperation):
        raise BadValue(text("must not divide by zero"), file=override.origin, path=place(path), value=old) from None
    if "staff" in path or (path[0] == "groups" and path[-1] == "agents"):
        result = result.to_integral_value()
    return int(result) if result.is_finite() and result == result.to_integral_value() else float(result)
