"""Whether data that was built in Python has the types that its classes state: files are checked as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from routing.errors import BadValue
from routing.reading.finding import Finding
from routing.words.messages import text
from routing.words.place import Path


def wrong_types(value: object, wanted: Any, path: Path) -> Iterator[Finding]:
    """Yield each place at which ``value`` has another type than ``wanted`` says.

    Parameters
    ----------
    value
        Of a type that may be wrong everywhere.
    wanted
        A dataclass, an enumeration, ``int``, ``bool``, ``str``, or tuples, mappings and unions of them.
    path
        Where the value stands.
    """
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        yield from _union(value, get_args(wanted), path)
    elif origin is tuple:
        yield from _tuple(value, get_args(wanted), path)
    elif origin is not None:
        yield from _mapping(value, get_args(wanted), path)
    elif isinstance(wanted, type) and is_dataclass(wanted) and isinstance(value, wanted):
        for name, kind in fields_of(wanted).items():
            yield from wrong_types(getattr(value, name), kind, (*path, name))
    else:
        rule = _scalar(value, wanted)
        if rule is not None:
            yield _finding(value, rule, path)


@cache
def fields_of(kind: type) -> Mapping[str, Any]:
    """The fields of a dataclass with their types."""
    return get_type_hints(kind)


def is_text(value: object) -> bool:
    """Whether a value is text that can be written down: UTF-8 has no halves of surrogate pairs."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _scalar(value: object, wanted: Any) -> str | None:
    """What is wrong with a value that has no parts; None: nothing."""
    if wanted is int:
        return None if isinstance(value, int) and not isinstance(value, bool) else text("must be a whole number")
    if wanted is bool:
        return None if isinstance(value, bool) else text("must be True or False")
    if wanted is str:
        if not isinstance(value, str):
            return text("must be text")
        return None if is_text(value) else text("must be text that UTF-8 can write, without lone surrogates")
    if isinstance(value, wanted):
        return None
    name = f"{wanted.__module__}.{wanted.__qualname__}"
    if issubclass(wanted, Enum):
        return text("must be a member of {type}", type=name)
    return text("must be a {type}", type=name)


def _union(value: object, members: tuple[Any, ...], path: Path) -> Iterator[Finding]:
    whole = [member for member in members if get_origin(member) is not None]
    if value is None and NoneType in members:
        return
    if whole and (NoneType in members or isinstance(value, tuple)):
        yield from wrong_types(value, whole[0], path)
    elif isinstance(value, str):
        yield from wrong_types(value, str, path)
    elif not isinstance(value, int):  # a bool is an int
        yield _finding(value, text("must be text, a whole number, or true or false"), path)


def _tuple(value: object, members: tuple[Any, ...], path: Path) -> Iterator[Finding]:
    kinds = members[:1] if members[1:] == (Ellipsis,) else members
    if not isinstance(value, tuple):
        yield _finding(value, text("must be a tuple"), path)
    elif kinds == members and len(value) != len(members):
        yield _finding(value, text("must be a tuple of {count}", count=len(members)), path)
    else:
        for place, item in enumerate(value):
            yield from wrong_types(item, kinds[place % len(kinds)], (*path, place))


def _mapping(value: object, members: tuple[Any, ...], path: Path) -> Iterator[Finding]:
    if not isinstance(value, Mapping):
        yield _finding(value, text("must be a mapping"), path)
        return
    for key, item in value.items():
        if is_text(key):
            yield from wrong_types(item, members[1], (*path, str(key)))
        else:
            yield _finding(key, text("must have text as keys, without lone surrogates"), path)


def _finding(value: object, rule: str, path: Path) -> Finding:
    return Finding(path, rule, value=value, kind=BadValue, in_code=True)
