"""A tuning file, read and checked: the old policy, what may change, what for, and what must hold."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from routing.errors import MissingFile
from routing.policies.policy_file import load_policy
from routing.policy import Policy
from routing.reading.document import Document, is_there, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from simulation.files.named_here import no_file, policy_beside
from simulation.files.scenario_names import bundled_suites, find_suite, find_tuning
from simulation.gates.suite import Suite, load_suite
from simulation.planning.tuning.objective import Term, terms_of
from simulation.planning.tuning.parameter import Space, read_parameters
from simulation.planning.tuning.tuning_file import TuningDocument
from simulation.staff.staff_file import require_header

HEADER = "tuning/1"
"""What stands under the key ``peakline`` of a tuning file of this version."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is to be found out.

    Parameters
    ----------
    name, file
        For people; where it was read from.
    policy, policy_path
        The old policy and its file.
    space
        What of it may be changed.
    suite
        Scenarios and gates, with the old policy on both sides.
    suite_path
        Its file.
    objective
        For each scenario its terms.
    candidates
        Most policies to simulate.
    replications
        Days of each scenario that a candidate is simulated on as long as it is among the best.
    check
        Days of other customers on which the answer is set beside the old policy.
    seed
        Of the customers and of the search.
    """

    name: str
    file: str
    policy: Policy
    policy_path: FilePath
    space: Space
    suite: Suite
    suite_path: FilePath
    objective: tuple[tuple[Term, ...], ...]
    candidates: int
    replications: int
    check: int
    seed: int

    @property
    def inputs(self) -> tuple[str, ...]:
        """The files that the answer is made of."""
        return self.file, str(self.policy_path), str(self.suite_path)


def load_tuning(
    name_or_path: str | os.PathLike[str],
    *,
    candidates: int | None = None,
    replications: int | None = None,
    check: int | None = None,
    seed: int | None = None,
) -> Tuning:
    """Read a tuning file, with its policy, suite and scenarios.

    Parameters
    ----------
    name_or_path
        A tuning file, or the name of a bundled one. The policy and the suite are found beside it.
    candidates, replications, check, seed
        Instead of what the file says; None: as it says.

    Raises
    ------
    InputError
        When a file is wrong, or a parameter or the objective is about what there is not.
    """
    document = read_document(find_tuning(name_or_path))
    require_header(document, HEADER)
    entry = validate(document, TuningDocument).with_options(
        candidates=candidates, replications=replications, check=check, seed=seed
    )
    policy_path, suite_path = policy_beside(document, entry.policy), _suite_path(document, entry.suite)
    policy = load_policy(policy_path)
    policy_file = read_document(policy_path)
    parameters = list(read_parameters(document, entry.parameters, policy_file, policy))
    suite = load_suite(suite_path, base=policy_path, new=policy_path)
    return Tuning(
        name=entry.title(document.file),
        file=document.file,
        policy=policy,
        policy_path=policy_path,
        space=Space(policy_file, policy, parameters),
        suite=replace(suite, seed=entry.seed),
        suite_path=suite_path,
        objective=tuple(terms_of(document, entry.objective, stage.base) for stage in suite.stages),
        candidates=entry.candidates,
        replications=entry.replications,
        check=entry.check,
        seed=entry.seed,
    )


def _suite_path(document: Document, name: str) -> FilePath:
    """The suite that the tuning names: a file beside it, or a bundled one."""
    path, known = FilePath(document.file).parent / name, bundled_suites()
    if is_there(path):
        return path
    if name in known:
        return find_suite(name)
    if FilePath(name).suffix:
        raise no_file(document, ("suite",), name, path)
    rule = text("is neither a file nor one of the suites that come with Peakline: {known}", known=", ".join(known))
    raise document.error(("suite",), rule, value=name, known=known, kind=MissingFile)
