"""Tuples of arrays as compiled code sees them: one pointer to where each array lies.

Numba passes a NamedTuple of thirty arrays as some two hundred values, at every call between compiled functions and at
seven times that price in compiling. So compiled functions get a *view*: it is typed like the NamedTuple, field by
field, but is one pointer to a list of (address, length). Reading a field loads the two; they never change during a
call from Python, and the compiler is told so.

Without the compiler the NamedTuple itself is passed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, register_model
from numba.np.arrayobj import make_array, populate_array, record_getattr
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

from routing._rows import row_types_of

T = TypeVar("T")


class ViewType(types.Type):  # type: ignore[misc]  # Numba is untyped
    """The type of a view of a NamedTuple class."""

    def __init__(self, kind: type) -> None:
        self.kind = kind
        super().__init__(name=f"View({kind.__module__}.{kind.__qualname__})")


@register_model(ViewType)
class _ViewModel(models.OpaqueModel):  # type: ignore[misc]
    pass


class RowsType(types.Array):  # type: ignore[misc]
    """The type of an array of a view: an index is never negative, so it is not looked whether it is."""


register_model(RowsType)(models.ArrayModel)


@lower_builtin(operator.getitem, RowsType, types.Integer)  # type: ignore[untyped-decorator]
def _row_at(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    rows, index = signature.args
    array = make_array(rows)(context, builder, args[0])
    place = context.cast(builder, args[1], index, types.intp)
    return context.unpack_value(builder, rows.dtype, builder.gep(array.data, [place]))


class PackedRecord(types.Record):  # type: ignore[misc]
    """A row whose narrow fields are read as int64, so that no function is compiled once more for other widths."""


register_model(PackedRecord)(models.RecordModel)


def _row(row: np.dtype[Any]) -> Any:
    """The type of a row of a view."""
    record = from_dtype(row)
    if not isinstance(record, types.Record) or not any(_is_narrow(field.type) for field in record.fields.values()):
        return record
    fields = [
        (name, {"type": field.type, "offset": field.offset, "alignment": field.alignment, "title": field.title})
        for name, field in record.fields.items()
    ]
    return PackedRecord(fields, record.size, record.aligned)


def _is_narrow(field: Any) -> bool:
    return isinstance(field, types.Integer) and field.bitwidth < types.int64.bitwidth


@infer_getattr
class _PackedFields(AttributeTemplate):  # type: ignore[misc]
    key = PackedRecord

    def generic_resolve(self, record: PackedRecord, name: str) -> Any:
        field = record.typeof(name)
        return types.int64 if _is_narrow(field) else field


@lower_getattr_generic(PackedRecord)  # type: ignore[untyped-decorator]
def _packed_field(context: Any, builder: Any, record: PackedRecord, value: Any, name: str) -> Any:
    stored, field = record_getattr(context, builder, record, value, name), record.typeof(name)
    return context.cast(builder, stored, field, types.int64) if _is_narrow(field) else stored


@infer_getattr
class _ViewFields(AttributeTemplate):  # type: ignore[misc]
    key = ViewType

    def generic_resolve(self, view: ViewType, name: str) -> Any:
        row_types = row_types_of(view.kind)
        return RowsType(_row(row_types[name]), 1, "C") if name in row_types else None


@lower_getattr_generic(ViewType)  # type: ignore[untyped-decorator]
def _field(context: Any, builder: Any, view: ViewType, value: Any, name: str) -> Any:
    row_types = row_types_of(view.kind)
    place, row = list(row_types).index(name), row_types[name]
    words = builder.bitcast(value, cgutils.intp_t.as_pointer())
    address, length = (
        builder.load(builder.gep(words, [context.get_constant(types.intp, 2 * place + part)])) for part in (0, 1)
    )
    for word in (address, length):
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
    array = make_array(RowsType(_row(row), 1, "C"))(context, builder)
    size = context.get_constant(types.intp, row.itemsize)
    data = builder.inttoptr(address, array.data.type)
    populate_array(array, data=data, shape=[length], strides=[size], itemsize=size, meminfo=None)
    return array._getvalue()  # noqa: SLF001  (Numba's way to read it)


@intrinsic  # type: ignore[untyped-decorator]
def lowest_bit(_: Any, word: Any) -> tuple[Any, Any]:  # noqa: ARG001  (Numba looks at its name)
    """For compiled code: the place of the lowest bit that is set in a word, which is not 0."""

    def generate(_: Any, builder: Any, __: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), generate


def view_at(kind: type[T], place: int) -> Callable[[NDArray[np.int64]], T]:
    """For compiled code: the view whose (address, length) pairs stand in an array from ``place`` on."""

    @intrinsic  # type: ignore[untyped-decorator]
    def read(_: Any, words: Any) -> tuple[Any, Any]:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            cells = make_array(signature.args[0])(context, builder, args[0]).data
            first = builder.gep(cells, [context.get_constant(types.intp, place)])
            return builder.bitcast(first, cgutils.voidptr_t)

        return ViewType(kind)(words), generate

    return read  # type: ignore[no-any-return]
