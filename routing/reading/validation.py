"""From a document to a checked model, and from pydantic's findings to errors with file, line, place, value and rule.

Models derive from :class:`Model`: they are frozen, forbid unknown keys and convert nothing, so that ``"5"`` is no
number and ``true`` no 1. Declare lists as ``list[...]`` and choices as ``Literal[...]``: strict tuples and enums would
refuse what files hold. A validator says what is wrong by ``raise ValueError(text("must …"))``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from routing.errors import InputError, InputErrors, MissingKey, UnknownKey
from routing.reading.document import Document
from routing.reading.model_shape import shape_at
from routing.reading.validation_rules import MAX_CHOICES, rank_of, rule_of
from routing.words.messages import text
from routing.words.nearest import nearest
from routing.words.place import Path, place
from routing.words.shown import NO_VALUE

M = TypeVar("M", bound=BaseModel)

_UNKNOWN = ("extra_forbidden", "invalid_key")


_COMPARED = 100
"""Of so many unknown keys the nearest known ones are looked for."""


class Model(BaseModel):
    """Base of what files are validated against."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def validate(document: Document, model: type[M], at: Sequence[str | int] = ()) -> M:
    """Validate what stands at ``at`` in ``document``, by default the whole, against ``model``.

    Raises
    ------
    UnknownKey, MissingKey, BadValue
        When one thing is wrong.
    InputErrors
        When several are, in the order of the file.
    """
    value = document.get(at)
    if value is NO_VALUE:
        raise document.error(at, text("this key is required"), value=NO_VALUE, kind=MissingKey)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        findings = _findings(error, document, tuple(at))
    raise InputErrors.of(_input_errors(findings, document, model, tuple(at)))


def _input_errors(findings: list[_Finding], document: Document, model: type[BaseModel], at: Path) -> list[InputError]:
    unknown = [finding for finding in findings if finding.type in _UNKNOWN]
    # Comparing names takes time, and no more errors than a few are shown: the rest of a long list is not compared.
    errors = [_unknown_key(finding, document, model, at, n < _COMPARED) for n, finding in enumerate(unknown)]
    # A key that was misspelt is not missing too.
    meant = {(*finding.path[:-1], error.nearest) for finding, error in zip(unknown, errors, strict=True)}
    for finding in findings:
        if finding.type == "missing" and finding.path not in meant:
            errors.append(_missing_key(finding, document))
        elif finding.type not in {"missing", *_UNKNOWN}:
            errors.append(_bad_value(finding, document, model, at))
    return sorted(errors, key=lambda error: error.line or 0)


@dataclass(frozen=True, slots=True)
class _Finding:
    """One of pydantic's findings, at a path from the top of the document."""

    path: Path
    type: str
    context: dict[str, Any]
    value: Any


def _findings(error: ValidationError, document: Document, at: Path) -> list[_Finding]:
    by_path: dict[Path, list[_Finding]] = {}
    for detail in error.errors(include_url=False):
        path = _path_in(document, at, detail)
        value = document.get(path)
        is_about_key = detail["loc"][-1:] == ("[key]",)
        value = detail["input"] if is_about_key or value is NO_VALUE else value
        finding = _Finding(path, detail["type"], detail.get("ctx", {}), value)
        by_path.setdefault(path, []).append(finding)
    inner = {path[:length] for path in by_path for length in range(len(at), len(path))}
    return [
        # Each member of a union has its complaint. The member that got deepest into the value is the one that was
        # meant; at one place, the member that accepts the type of the value.
        min(group, key=lambda finding: rank_of(finding.type))
        for path, group in by_path.items()
        if not (path in inner and all(rank_of(finding.type) > 0 for finding in group))
    ]


def _path_in(document: Document, at: Path, detail: ErrorDetails) -> Path:
    """Pydantic's location without what is not in the document: the names of members of unions, marks of keys."""
    path, loc = at, detail["loc"]
    for number, part in enumerate(loc):
        is_missing_key = detail["type"] == "missing" and number == len(loc) - 1
        if is_missing_key or document.has((*path, part)):
            path = (*path, part)
    return path


def _missing_key(finding: _Finding, document: Document) -> InputError:
    return document.error(finding.path, text("this key is required"), value=NO_VALUE, kind=MissingKey)


def _unknown_key(finding: _Finding, document: Document, model: type[BaseModel], at: Path, compare: bool) -> InputError:
    keys = shape_at(model, finding.path[len(at) : -1]).keys
    meant = nearest(finding.path[-1], keys) if compare else None
    rule = text("is not a key here")
    if meant is None and 0 < len(keys) <= MAX_CHOICES:
        rule = text("is not a key here; the keys are: {keys}", keys=", ".join(keys))
    return UnknownKey(
        rule,
        file=document.file_of(finding.path),
        line=document.line_of(finding.path),
        path=place(finding.path),
        nearest=meant,
    )


def _bad_value(finding: _Finding, document: Document, model: type[BaseModel], at: Path) -> InputError:
    shape = shape_at(model, finding.path[len(at) :])
    rule = rule_of(finding.type, finding.context, finding.value, shape)
    return document.error(
        finding.path, rule, value=finding.value, known=shape.choices if len(shape.choices) > 1 else ()
    )
