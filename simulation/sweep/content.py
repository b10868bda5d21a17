"""A hash of what a simulation reads, by which a point is known: equal content, equal hash, on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from hashlib import blake2b
from typing import Any

import numpy as np

PLAIN = (bool, int, float, str, bytes, type(None))


def content_hash(*parts: Any) -> str:
    """32 hexadecimal digits for values made of dataclasses, mappings, sequences, sets, arrays and plain values.

    A comment in a scenario file changes nothing, as no simulation reads it; a number in a table that it names does.

    Raises
    ------
    TypeError
        When something else is among them.
    """
    digest = blake2b(digest_size=16)
    for piece in _pieces(parts):
        digest.update(len(piece).to_bytes(8, "little"))
        digest.update(piece)
    return digest.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """The bytes of a value, with its kind before it and, where it holds others, their number."""
    if isinstance(value, Enum):
        yield type(value).__name__.encode()
        yield from _pieces(value.value)
    elif isinstance(value, PLAIN):
        yield type(value).__name__.encode()
        yield repr(value).encode("utf-8", "surrogatepass")
    elif isinstance(value, date):
        yield type(value).__name__.encode()
        yield value.isoformat().encode()
    elif isinstance(value, np.ndarray | np.generic):
        yield from _array_pieces(np.asarray(value))
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__.encode()
        for field in fields(value):
            yield field.name.encode()
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield f"mapping {len(value)}".encode()
        for key, inner in value.items():
            yield from _pieces(key)
            yield from _pieces(inner)
    elif isinstance(value, list | tuple):
        yield f"sequence {len(value)}".encode()
        for inner in value:
            yield from _pieces(inner)
    elif isinstance(value, set | frozenset):
        yield f"set {len(value)}".encode()
        yield from sorted(content_hash(inner).encode() for inner in value)
    else:
        raise TypeError(f"there is no hash of a {type(value).__name__}")


def _array_pieces(array: np.ndarray[Any, Any]) -> Iterator[bytes]:
    """Shape, type and content; of a table column by column, as what lies between columns is no content."""
    yield f"array {array.shape}".encode()
    for name in array.dtype.names or ():
        yield name.encode()
        yield from _array_pieces(array[name])
    if array.dtype.names is None:
        plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
        yield plain.dtype.str.encode()
        yield plain.tobytes()
