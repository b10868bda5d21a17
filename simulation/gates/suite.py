"""A policy suite, read and checked: every scenario under both policies, with the gates that hold in it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path as FilePath

from routing.errors import Contradiction, InputError
from routing.policies.policy_file import load_policy
from routing.policy import Policy
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.named_here import placed, scenario_beside
from simulation.files.overrides import Override, parse_override
from simulation.files.scenario_names import find_suite
from simulation.gates.gate import Gate
from simulation.gates.gate_reader import gates_of
from simulation.gates.suite_file import MOST_GATES, GateEntry, ScenarioEntry, SuiteDocument
from simulation.scenario import Scenario, load_scenario
from simulation.staff.staff_file import require_header

Side = str | os.PathLike[str] | Policy
"""A policy, or its file."""
HEADER = "policy-suite/1"
"""What stands under the key ``peakline`` of a suite file of this version."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One scenario of a suite.

    Parameters
    ----------
    name
        For people; no two stages have the same.
    base, new
        The scenario under the two policies: the same customers, staff, target and definitions.
    gates
        What must hold; one or more.
    """

    name: str
    base: Scenario
    new: Scenario
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """What is to be found out.

    Parameters
    ----------
    name
        For people.
    file, hash
        Where it was read from, and what it says: 12 hexadecimal digits of SHA-256 over its content without comments.
    base, new
        The policies.
    stages
        One or more.
    replications
        Most days to simulate in each stage under each policy.
    seed
        Of the customers.
    first
        Number of the first day: a later one brings customers that nobody has looked at before.
    false_fail, false_pass
        The errors: see :mod:`simulation.gates.decide`.
    """

    name: str
    file: str
    hash: str
    base: Policy
    new: Policy
    stages: tuple[Stage, ...]
    replications: int
    seed: int
    false_fail: float
    false_pass: float
    first: int = 0


def load_suite(
    name_or_path: str | os.PathLike[str],
    *,
    base: str | os.PathLike[str] | Policy,
    new: str | os.PathLike[str] | Policy,
    replications: int | None = None,
    seed: int | None = None,
) -> Suite:
    """Read a suite, and load each of its scenarios under both policies.

    Parameters
    ----------
    name_or_path
        A suite file, or the name of a bundled one. Scenarios in it are found beside it.
    base, new
        Policies, or files of them.
    replications, seed
        Instead of what the file says; None: as it says.

    Raises
    ------
    InputError
        When a file is wrong, a policy does not fit a scenario, or a gate is about nobody.
    """
    document = read_document(find_suite(name_or_path))
    require_header(document, HEADER)
    entry = validate(document, SuiteDocument)
    policies = [side if isinstance(side, Policy) else load_policy(side) for side in (base, new)]
    _refuse_twins(document, entry)
    stages = [_stage(document, entry, number, (base, new)) for number in range(len(entry.scenarios))]
    count = sum(len(stage.gates) for stage in stages)
    if count > MOST_GATES:
        rule = text("at most {limit} gates make a suite, each scenario and name counted", limit=MOST_GATES)
        raise document.error((), rule, value=count)
    return Suite(
        name=entry.name or FilePath(document.file).name.partition(".")[0],
        file=os.fspath(name_or_path),
        hash=_hash(document),
        base=policies[0],
        new=policies[1],
        stages=tuple(stages),
        replications=entry.replications if replications is None else replications,
        seed=entry.seed if seed is None else seed,
        false_fail=entry.false_fail,
        false_pass=entry.false_pass,
    )


def _hash(document: Document) -> str:
    written = json.dumps(document.data, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()[:12]


def _called(scenario: ScenarioEntry) -> str:
    return scenario.name or FilePath(scenario.scenario).stem


def _refuse_twins(document: Document, entry: SuiteDocument) -> None:
    names = [_called(scenario) for scenario in entry.scenarios]
    for number, name in enumerate(names):
        if name in names[:number]:
            rule = text("another scenario of the suite has this name: give this one another (name: …)")
            raise document.error(("scenarios", number), rule, value=name, kind=Contradiction)


def _stage(document: Document, entry: SuiteDocument, number: int, policies: tuple[Side, Side]) -> Stage:
    """A scenario under both policies, with the gates of all scenarios and its own."""
    scenario, at = entry.scenarios[number], ("scenarios", number)
    where: Path = (*at, "scenario") if document.has((*at, "scenario")) else at
    written: list[tuple[GateEntry, Path]] = [(gate, ("gates", index)) for index, gate in enumerate(entry.gates)]
    written += [(gate, (*at, "gates", index)) for index, gate in enumerate(scenario.gates)]
    if not written:
        rule = text("has no gates: give some, here or for all scenarios")
        raise document.error(at, rule, value=_called(scenario), kind=Contradiction)
    changes = list(_changes(document, scenario, at))
    file = scenario_beside(document, where, scenario.scenario)
    base, new = (_load(document, file, changes, policy) for policy in policies)
    if new.world.repeats is not None:
        rule = text("a suite simulates days that begin anew, not a long run (stationary)")
        raise document.error(where, rule, value=scenario.scenario, kind=Contradiction)
    gates = [gate for entry_, path in written for gate in gates_of(document, entry_, path, base, new)]
    return Stage(_called(scenario), base, new, tuple(gates))


def _changes(document: Document, scenario: ScenarioEntry, at: Path) -> Iterator[tuple[str, Path]]:
    """The changes of a scenario, each with its place."""
    several = isinstance(document.get((*at, "set")), list)
    for index, written in enumerate(scenario.set):
        path: Path = (*at, "set", index) if several else (*at, "set")
        try:
            change: Override = parse_override(written)
        except InputError as error:
            raise placed(error, document, [(written, path)]) from None
        if change.path[:1] == ("policy",):
            rule = text("must not change the policy, which is what the suite is about: give it as --base or --new")
            raise document.error(path, rule, value=written, kind=Contradiction)
        yield written, path


def _load(document: Document, file: FilePath, changes: list[tuple[str, Path]], policy: Side) -> Scenario:
    """A scenario under a policy.

    Raises
    ------
    InputError
        When the scenario is wrong by itself, as it says; else when the policy does not fit it.
    """
    written = [change for change, _ in changes]
    try:
        return load_scenario(file, overrides=written, policy=policy)
    except InputError as error:
        misfit = error
    try:
        load_scenario(file, overrides=written)
    except InputError as error:
        raise placed(error, document, changes) from None
    name = policy.name if isinstance(policy, Policy) else os.fspath(policy)
    rule = text("this policy does not fit the scenario: {problem}", problem=misfit)
    raise Contradiction(rule, file=name, value=NO_VALUE) from None
