"""Tuples of arrays and where they lie in memory: what Python and compiled code pass to each other.

A *list of places* is an array of int64 with address and length of each array of some NamedTuples, one after the other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

_LINE = 64
"""Bytes that a processor fetches at once."""

Rows = NDArray[Any]
"""A one-dimensional structured array."""


def row_type(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    """An aligned structured dtype whose rows have attributes, compiled or not."""
    return np.dtype((np.record, np.dtype(list(fields), align=True)))


def new_rows(count: int, row: np.dtype[Any]) -> Rows:
    """Rows of zeros that begin with a cache line, so that those of 64 or 128 bytes do not lie across one more."""
    size = count * row.itemsize
    memory = np.zeros(size + _LINE, np.uint8)
    first = -memory.ctypes.data % _LINE
    return memory[first : first + size].view(row)


def in_one_piece(rows: Rows) -> Rows:
    """The same rows without their fields: NumPy copies such a row at once, others field by field, ten times as long."""
    return rows.view(np.dtype((np.void, rows.dtype.itemsize)))


_ROW_TYPES: dict[type, dict[str, np.dtype[Any]]] = {}


def declare_rows(kind: type, row_types: Mapping[str, Any]) -> None:
    """Say which row types the fields of a NamedTuple of one-dimensional arrays have.

    Raises
    ------
    TypeError
        When the names are not those of the fields, in their order.
    """
    if tuple(row_types) != kind._fields:  # type: ignore[attr-defined]
        raise TypeError(f"{kind.__name__} has the fields {kind._fields}")  # type: ignore[attr-defined]
    _ROW_TYPES[kind] = {name: np.dtype(row) for name, row in row_types.items()}


def row_types_of(kind: type) -> dict[str, np.dtype[Any]]:
    """The row types of a declared NamedTuple's fields, in their order."""
    return _ROW_TYPES[kind]


class Places:
    """The list of places of tuples that are passed again and again: only what has changed since is looked at.

    Parameters
    ----------
    kinds
        The types of the tuples, declared by :func:`declare_rows`.
    """

    def __init__(self, *kinds: type) -> None:
        self._kinds = kinds
        self._row_types = [(kind.__name__, row) for kind in kinds for row in _ROW_TYPES[kind].values()]
        self._arrays: list[Rows | None] = [None] * len(self._row_types)
        self._words = np.zeros(2 * len(self._row_types), np.int64)

    def __reduce__(self) -> tuple[type[Places], tuple[type, ...]]:
        """A copy knows no addresses: those of the arrays copied with it are others."""
        return Places, self._kinds

    def of(self, *tuples: tuple[Rows, ...]) -> NDArray[np.int64]:
        """The list, which stays alive, as the arrays do, until the next call.

        Raises
        ------
        TypeError
            When an array is not what was declared, or does not lie in one piece.
        """
        for number, (rows, (kind, row)) in enumerate(zip(chain(*tuples), self._row_types, strict=True)):
            if rows is self._arrays[number]:
                continue
            if rows.dtype != row or rows.ndim != 1 or not rows.flags.c_contiguous:
                raise TypeError(f"an array of {kind} has the type {rows.dtype}, not {row}")
            self._words[2 * number : 2 * number + 2] = rows.ctypes.data, len(rows)
            self._arrays[number] = rows
        return self._words


def places_of(*tuples: tuple[Rows, ...]) -> NDArray[np.int64]:
    """The list of places of the arrays of some tuples. It does not keep them alive.

    Raises
    ------
    TypeError
        When an array is not what was declared, or does not lie in one piece.
    """
    return Places(*(type(arrays) for arrays in tuples)).of(*tuples)


def arrays_at(kind: type[T], words: NDArray[np.int64], place: int) -> T:
    """The NamedTuple whose places stand in a list from ``place`` on: what a view is, for plain Python."""
    row_types = list(_ROW_TYPES[kind].values())
    pairs = words[place : place + 2 * len(row_types)].reshape(-1, 2).tolist()
    make: Any = kind
    found: T = make(*(_rows_at(address, n, row) for (address, n), row in zip(pairs, row_types, strict=True)))
    return found


def _rows_at(address: int, length: int, row: np.dtype[Any]) -> NDArray[Any]:
    if length == 0:
        return np.zeros(0, row)
    memory: Any = (ctypes.c_char * (length * row.itemsize)).from_address(address)
    return _Rows(length, row, memory)


class _Rows(np.ndarray[Any, Any]):
    """Rows that refuse the negative index that compiled code would follow to foreign memory."""

    def __getitem__(self, index: Any) -> Any:
        if index < 0:
            raise IndexError(f"{index} is no row")
        return super().__getitem__(index)
