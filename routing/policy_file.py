"""Reading policy files: YAML to :class:`routing.policy.Policy`, checked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from routing.document import Document, read_document
from routing.errors import InputErrors, MissingKey
from routing.messages import text
from routing.model import NEVER, Prefer
from routing.policy import Match, Policy, Queue, Step, WrapUp
from routing.policy_check import Finding, Severity, check_policy
from routing.policy_hash import hashed
from routing.policy_schema import MatchFile, OfferFile, PolicyFile, QueueFile, StepFile, WrapUpFile
from routing.shown import NO_VALUE
from routing.units import in_seconds
from routing.validation import validate


def load_policy(path: str | os.PathLike[str]) -> Policy:
    """Read a policy file and check it, as far as it can be checked without a roster.

    Raises
    ------
    MissingFile, BadDocument
        When it cannot be read as YAML; see :func:`routing.document.read_document`.
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
    model = validate(document, PolicyFile, at)
    policy = _policy(model, name)
    errors = [
        document.error((*at, *finding.path), finding.rule, value=finding.value, known=finding.known, kind=finding.kind)
        for finding in [*_without_effect(model), *check_policy(policy)]
        if finding.severity is Severity.ERROR
    ]
    if errors:
        raise InputErrors.of(sorted(errors, key=lambda error: error.line or 0))
    return hashed(policy)


def _without_effect(model: PolicyFile) -> list[Finding]:
    """Head starts that ``order: due`` would silently replace."""
    rule = text("has no effect where order is due: the target is the head start")
    return [
        Finding(("queues", number, "head_start_s"), rule, value=in_seconds(queue.head_start_s))
        for number, queue in enumerate(model.queues)
        if model.order == "due" and queue.head_start_s
    ]


def _policy(file: PolicyFile, name: str) -> Policy:
    return Policy(
        name=file.name or name,
        problems=tuple(file.problems),
        tiers=tuple(file.tiers),
        channels=tuple(file.channels),
        skills=tuple(file.skills),
        pools=tuple(file.pools),
        queues=tuple(_queue(queue, due=file.order == "due") for queue in file.queues),
        queue_order=tuple(
            (name, tuple(pool.queue_order))
            for name, pool in file.pools.items()
            if pool is not None and pool.queue_order is not None
        ),
    )


def _queue(file: QueueFile, *, due: bool) -> Queue:
    offer = file.offer if isinstance(file.offer, OfferFile) else OfferFile()
    wrap_up, wrap_up_us = _wrap_up(file.wrap_up)
    return Queue(
        name=file.name,
        match=_match(file.match),
        steps=_steps(file.steps),
        target_us=file.target_s,
        head_start_us=-file.target_s if due else file.head_start_s,
        ageing_per_mille=file.ageing,
        band=file.band,
        promote_after_us=NEVER if file.promote_after_s is None else file.promote_after_s,
        max_waiting=-1 if file.max_waiting is None else file.max_waiting,
        auto_accept=file.offer == "auto",
        offer_expires_us=NEVER if offer.expires_s is None else offer.expires_s,
        decline_pause_us=offer.decline_pause_s,
        wrap_up=wrap_up,
        wrap_up_us=wrap_up_us,
        never_relax=tuple(file.never_relax),
    )


def _match(file: MatchFile) -> Match:
    return Match(tuple(file.problem or ()), tuple(file.tier or ()), tuple(file.channel or ()))


def _steps(files: list[StepFile]) -> tuple[Step, ...]:
    steps: list[Step] = []
    prefer = Step().prefer
    for file in files:
        if file.prefer is not None:
            prefer = tuple(Prefer[term.upper()] for term in file.prefer)
        steps.append(Step(file.from_s, tuple(sorted(file.skills.items())), tuple(file.pools), prefer))
    return tuple(steps)


def _wrap_up(file: str | WrapUpFile) -> tuple[WrapUp, int]:
    if isinstance(file, str):
        return WrapUp[file.upper()], 0
    if file.fixed_s is not None:
        return WrapUp.FIXED, file.fixed_s
    return WrapUp.CAPPED, file.capped_s or 0
