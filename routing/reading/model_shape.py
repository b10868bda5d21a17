"""What a pydantic model expects at a place: its keys there, or the values to choose from."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Shape:
    """The types that a value may have, without unions and annotations."""

    kinds: tuple[Any, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a mapping there, or of the one entry of a list; none where any key will do."""
        return tuple(
            dict.fromkeys(
                field.alias or name
                for kind in self.kinds
                for entry in (_members(get_args(kind)[0]) if get_origin(kind) is list else (kind,))
                if _is_model(entry)
                for name, field in entry.model_fields.items()
            )
        )

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values of a closed list there; none where it is open."""
        return tuple(dict.fromkeys(choice for kind in self.kinds for choice in _choices(kind)))

    @property
    def takes_list(self) -> bool:
        return any(_is_origin(kind, list) for kind in self.kinds)

    @property
    def takes_mapping(self) -> bool:
        return any(_is_model(kind) or _is_origin(kind, Mapping) for kind in self.kinds)


def shape_at(model: type[BaseModel], path: Sequence[str | int]) -> Shape:
    """The shape of what stands at ``path`` below ``model``; with no kinds where the model knows no such place."""
    kinds = list(_members(model))
    for part in path:
        kinds = [member for kind in kinds for inner in _inner(kind, part) for member in _members(inner)]
    return Shape(tuple(kinds))


def _members(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _members(get_args(kind)[0])
    elif origin is Union or origin is types.UnionType:
        for member in get_args(kind):
            yield from _members(member)
    elif hasattr(kind, "__value__"):  # a type alias by statement
        yield from _members(kind.__value__)
    else:
        yield kind


def _inner(kind: Any, part: str | int) -> Iterator[Any]:
    if _is_model(kind):
        for name, field in kind.model_fields.items():
            if part == (field.alias or name):
                yield field.annotation
        return
    arguments = get_args(kind)
    if _is_origin(kind, Mapping):
        yield from arguments[1:]
    elif get_origin(kind) is tuple and Ellipsis not in arguments:
        if isinstance(part, int):
            yield from arguments[part : part + 1]
    elif arguments and get_origin(kind) is not Literal:
        if isinstance(part, int):
            yield arguments[0]
        else:  # a list of one entry may be written as the entry itself
            for member in _members(arguments[0]):
                yield from _inner(member, part)


def _choices(kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(member.value for member in kind)
    return ()


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_origin(kind: Any, wanted: type) -> bool:
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, wanted)
