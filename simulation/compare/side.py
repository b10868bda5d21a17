"""The sides of a comparison: what the same customers meet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from routing.errors import Contradiction
from routing.words.messages import text
from simulation.scenario import Scenario, load_scenario


class Role(StrEnum):
    """What a side is for."""

    BASE = "base"
    """What all others are compared with."""
    OTHER = "other"
    """Another scenario or policy."""
    ALONE = "alone"
    """The base with one lever."""
    TOGETHER = "together"
    """With all levers."""
    WITHOUT = "without"
    """With all levers but one."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared.

    Parameters
    ----------
    name
        For people; no two sides have the same.
    role
        What it is for.
    scenario
        What is simulated.
    levers
        The numbers of the levers pulled.
    """

    name: str
    role: Role
    scenario: Scenario
    levers: frozenset[int] = frozenset()


def as_measured_by(scenario: Scenario, base: Scenario) -> Scenario:
    """A scenario measured by target, goals and definitions of another one, so that figures mean the same."""
    asked = replace(scenario.asked, terms=base.asked.terms, pairs=(), deadlines=(), due=None)
    return replace(scenario, goals=base.goals, target_us=base.target_us, asked=asked)


def sides_of_scenarios(
    files: Sequence[str | os.PathLike[str]],
    *,
    policies: Sequence[str | os.PathLike[str]] = (),
    overrides: Sequence[str] = (),
) -> list[Side]:
    """Several scenarios, or one scenario with several policies; the first is the base.

    Parameters
    ----------
    files
        Scenario files or names of bundled ones.
    policies
        Policies to set beside that of the one scenario.
    overrides
        Changes to every side; see :mod:`simulation.files.overrides`.

    Raises
    ------
    InputError
        When a file is wrong, there is nothing to compare with, or there are several scenarios and policies.
    """
    if len(files) > 1 and policies:
        raise Contradiction(text("give several scenarios, or one scenario with --policy, not both"))
    if len(files) + len(policies) < 2:
        rule = text("there is nothing to compare it with: give another scenario, --policy, --lever or --levers")
        raise Contradiction(rule, file=os.fspath(files[0]))
    scenarios = [load_scenario(file, overrides=overrides) for file in files]
    scenarios += [load_scenario(files[0], overrides=overrides, policy=policy) for policy in policies]
    names = [scenario.policy.name if policies else scenario.name for scenario in scenarios]
    written = [os.fspath(file) for file in (*files, *policies)]
    roles = [Role.BASE, *(Role.OTHER for _ in scenarios[1:])]
    labels = distinct(names, written)
    return [Side(*parts) for parts in zip(labels, roles, scenarios, strict=True)]


def distinct(names: Sequence[str], written: Sequence[str]) -> list[str]:
    """The names; where some are equal, what the user wrote, and where that is equal too, with a number."""
    labels = [name if names.count(name) == 1 else said for name, said in zip(names, written, strict=True)]
    return [
        label if labels.count(label) == 1 else f"{label} ({labels[: place + 1].count(label)})"
        for place, label in enumerate(labels)
    ]
