"""Reading policy files: YAML to :class:`routing.policy.Policy`, checked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from routing.errors import InputErrors, MissingKey
from routing.policies.policy_check import Finding, Severity, check_policy
from routing.policies.policy_hash import hashed
from routing.policies.policy_parts import policy_of
from routing.policies.policy_schema import PolicyFile
from routing.policy import Policy
from routing.reading.document import Document, read_document
from routing.reading.units import in_seconds
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.shown import NO_VALUE


def load_policy(path: str | os.PathLike[str]) -> Policy:
    """Read a policy file and check it, as far as it can be checked without a roster.

    Raises
    ------
    MissingFile, BadDocument
        When it cannot be read as YAML; see :func:`routing.reading.document.read_document`.
    InputError
        When it breaks a rule of ``docs/reference/policy.md``; ``InputErrors`` when it breaks several.
    """
    document = read_document(path)
    if isinstance(document.data, dict) and "peakline" not in document.data:
        document.fail(("peakline",), text("this key is required"), value=NO_VALUE, kind=MissingKey)
    return policy_from(document, name=Path(path).stem)


def policy_from(
    source: Document | Mapping[str, Any], at: Sequence[str | int] = (), *, file: str = "policy", name: str = ""
) -> Policy:
    """Make a policy of the part of a document that stands at ``at``, or of plain data, and check it.

    Parameters
    ----------
    source
        A document, such as a scenario with its policy inside, or a mapping with the keys of a policy file.
    at
        Where in ``source`` the policy stands.
    file
        What messages call a mapping.
    name
        The policy's name where it states none.

    Raises
    ------
    InputError
        As :func:`load_policy`.
    """
    document = source if isinstance(source, Document) else Document.of(source, file)
    _refuse_other_kinds(document, at)
    model = validate(document, PolicyFile, at)
    policy = policy_of(model, name)
    errors = [
        document.error((*at, *finding.path), finding.rule, value=finding.value, known=finding.known, kind=finding.kind)
        for finding in [*_without_effect(model), *check_policy(policy)]
        if finding.severity is Severity.ERROR
    ]
    if errors:
        raise InputErrors.of(sorted(errors, key=lambda error: error.line or 0))
    return hashed(policy)


def _refuse_other_kinds(document: Document, at: Sequence[str | int]) -> None:
    """Refuse a file of another kind before its keys are looked at, none of which is one of a policy."""
    header = document.get((*at, "peakline"))
    if header in ("scenario/1", "staff/1", "map/1"):
        rule = text("must be policy/1: give a routing policy, such as the file that a scenario names as its policy")
        document.fail((*at, "peakline"), rule)


def _without_effect(model: PolicyFile) -> list[Finding]:
    """Head starts that ``order: due`` would silently replace."""
    rule = text("has no effect where order is due: the target is the head start")
    return [
        Finding(("queues", number, "head_start_s"), rule, value=in_seconds(queue.head_start_s))
        for number, queue in enumerate(model.queues)
        if model.order == "due" and queue.head_start_s
    ]
