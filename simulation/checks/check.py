"""What ``peakline check FILE`` finds: whether a file is right, and what it means in numbers.

A file that is wrong raises an :class:`~routing.errors.InputError`; what comes back is about one that is right. It is
data: sentences, and tables with numbers in them, which the command line lays out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from routing.errors import BadDocument, BadValue, MissingKey
from routing.policies.policy_file import load_policy
from routing.policy import Policy
from routing.reading.document import Document, read_document
from routing.words.messages import text
from routing.words.shown import NO_VALUE
from simulation.files.scenario_names import find_scenario

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and the decimals of its numbers; None for text."""

    title: str
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class CheckTable:
    """A table to be printed, with numbers as numbers."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of a file that is right.

    Parameters
    ----------
    kind
        ``scenario``, ``policy``, ``staff``, ``map``, ``today``, ``roster``, ``training`` or ``tuning``.
    name
        What the file calls itself, else the name of the file.
    sentences
        What it means, most important first.
    warnings
        What is allowed but hardly meant.
    tables
        The numbers behind it.
    """

    kind: str
    name: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    tables: tuple[CheckTable, ...] = field(default=())


CHECKS = {
    "scenario/1": "simulation.checks.check_scenario",
    "policy/1": "simulation.checks.check_policy",
    "staff/1": "simulation.checks.check_staff",
    "map/1": "simulation.checks.check_map",
    "today/1": "simulation.report.today.check",
    "roster/1": "simulation.report.roster.check",
    "training/1": "simulation.report.training.check",
    "tuning/1": "simulation.report.tuning.check",
}
"""The module for each kind of file, with a function ``check(path, policy)``; that of scenarios takes overrides too.

They are named, not imported, as the files of plans are read where they are used, above this layer.
"""


def check_file(
    path: str | os.PathLike[str],
    policy: str | os.PathLike[str] | Policy | None = None,
    overrides: Sequence[str] = (),
) -> Checked:
    """Check a file of any kind in ``CHECKS``; ``peakline:`` in its first line says which it is.

    Parameters
    ----------
    path
        The file, or the name of a bundled scenario.
    policy
        A policy to check a scenario or staff file with, instead of the scenario's.
    overrides
        Changes of a scenario such as ``groups.fx.staff+=3``; see :mod:`simulation.files.overrides`.

    Raises
    ------
    InputError
        When the file or a change is wrong.
    """
    file = find_scenario(path)
    document = read_document(file)
    header = header_of(document)
    if overrides and header != "scenario/1":
        raise BadValue(text("only a scenario can be changed like this"), file=f"--set {overrides[0]}")
    chosen = policy if isinstance(policy, Policy) or policy is None else load_policy(policy)
    check: Callable[..., Checked] = import_module(CHECKS[header]).check
    return check(file, chosen, overrides) if overrides else check(file, chosen)


def header_of(document: Document) -> str:
    """What a document says it is: a key of ``CHECKS``.

    Raises
    ------
    InputError
        When it does not say so, or is of a kind or version that is not known.
    """
    data: Any = document.data
    if not isinstance(data, dict):
        raise document.error((), text("must be a mapping of keys to values"), value=NO_VALUE, kind=BadDocument)
    known = ", ".join(CHECKS)
    header = data.get("peakline", NO_VALUE)
    if header is NO_VALUE:
        rule = text("the file must say what it is: one of {known}", known=known)
        raise document.error(("peakline",), rule, value=NO_VALUE, kind=MissingKey)
    if header == "staffing/1":
        rule = text("is read with its scenario: peakline staff SCENARIO --targets FILE")
        raise document.error(("peakline",), rule, kind=BadValue)
    if not isinstance(header, str) or header not in CHECKS:
        raise document.error(("peakline",), text("must be one of: {known}", known=known), known=CHECKS, kind=BadValue)
    return header
