"""``peakline check`` of a policy: its queues and steps, what was found, and how long a ticket can be overtaken."""

from __future__ import annotations

from heapq import nlargest
from pathlib import Path

from routing.checks.policy_summary import PolicySummary, summarize_policy
from routing.checks.starvation import Bound
from routing.policies import policy_words as words
from routing.policies.policy_file import load_policy
from routing.policy import Policy
from routing.reading.units import in_seconds
from routing.words.messages import text
from simulation.checks.check import Checked, CheckTable, Column, Value

MATRIX_QUEUES = 12
"""Bounds of more queues are listed pair by pair instead of in a square."""

MOST_BOUNDS = 20
"""At most so many pairs are listed, those with the greatest bounds."""


def check(path: Path, policy: Policy | None) -> Checked:  # noqa: ARG001  (all checks are called alike)
    """Check the policy file at ``path``.

    Raises
    ------
    InputError
    """
    loaded = load_policy(path)
    summary = summarize_policy(loaded)
    sentences = (
        text("The policy {name} is right.", name=loaded.name),
        hash_sentence(loaded),
        *summary.rule_sentences(),
        *bound_sentences(summary),
    )
    return Checked("policy", loaded.name, sentences, warnings_of(summary), policy_tables(summary))


def hash_sentence(policy: Policy) -> str:
    """The policy's hash, which stands in every decision and result."""
    return text("Its hash is {hash}.", hash=policy.hash)


def warnings_of(summary: PolicySummary) -> tuple[str, ...]:
    """The warnings about a policy and its roster, in words."""
    return tuple(finding.sentence() for finding in summary.warnings)


def bound_sentences(summary: PolicySummary) -> list[str]:
    """The greatest starvation bound in words, or the pairs that have none, with the cause."""
    if summary.unbounded:
        said = [bound.sentence() for bound in summary.unbounded[:MOST_BOUNDS]]
        more = len(summary.unbounded) - len(said)
        return [*said, *([text("and {count} more", count=more)] if more else [])]
    finite = [bound for bound in summary.bounds if bound.overtakes]
    if not finite:
        return [text("No ticket ever goes before an older one of another queue.")]
    worst = max(finite, key=lambda bound: (bound.share, bound.fixed_us or 0))
    if worst.share == 0 and (worst.fixed_us or 0) <= 0:
        return [text("No ticket ever goes before an older one of another queue.")]
    return [text("Starvation is bounded for every pair of queues. The greatest bound: {bound}", bound=worst.sentence())]


def policy_tables(summary: PolicySummary) -> tuple[CheckTable, ...]:
    """The steps of the queues, and the starvation bounds."""
    tables = [_steps(summary.policy)]
    if summary.bounds:
        tables.append(_bounds(summary))
    return tuple(tables)


def _steps(policy: Policy) -> CheckTable:
    rows: list[tuple[Value, ...]] = []
    for queue in policy.queues:
        conditions = map(words.condition, queue.match.labels)
        match = [*queue.match.problems, *queue.match.tiers, *queue.match.channels, *conditions]
        for index, step in enumerate(queue.steps):
            first = index == 0
            rows.append(
                (
                    queue.name if first else "",
                    ", ".join(match) or text("everything else") if first else "",
                    in_seconds(queue.head_start_us) if first else None,
                    in_seconds(step.from_us),
                    ", ".join([f"{s} ≥ {level}" for s, level in step.skills] + list(map(words.condition, step.labels)))
                    or text("any"),
                    ", ".join(step.pools) or text("all"),
                    ", ".join(term.name.lower() for term in step.prefer),
                )
            )
    columns = (
        Column(text("queue")),
        Column(text("takes")),
        Column(text("head start s"), 0),
        Column(text("from s"), 0),
        Column(text("skills")),
        Column(text("pools")),
        Column(text("prefers")),
    )
    return CheckTable(text("Queues and their routing steps"), columns, tuple(rows))


def _bounds(summary: PolicySummary) -> CheckTable:
    queues = [queue.name for queue in summary.policy.queues]
    found = {(bound.waiting, bound.overtaking): bound for bound in summary.bounds}
    if len(queues) <= MATRIX_QUEUES:
        title = text("Starvation bound Δ in seconds: the ticket of the column may be younger by so much and go first")
        columns = (Column(text("passed by")), *(Column(name) for name in queues))
        rows = tuple((waiting, *(_written(found.get((waiting, other))) for other in queues)) for waiting in queues)
        return CheckTable(title, columns, rows)
    title = text("Starvation bound Δ in seconds: a ticket may be younger by so much and go first")
    if len(found) > MOST_BOUNDS:
        title = text(
            "Starvation bound Δ in seconds, the greatest {shown} of {count}: a ticket may be younger by so much and go "
            "first",
            shown=MOST_BOUNDS,
            count=len(found),
        )
    greatest = nlargest(MOST_BOUNDS, found.values(), key=_size)
    columns = (Column(text("waiting")), Column(text("goes first")), Column("Δ"))
    return CheckTable(title, columns, tuple((bound.waiting, bound.overtaking, _written(bound)) for bound in greatest))


def _size(bound: Bound) -> tuple[bool, float, float]:
    """By what bounds are compared: none at all is the greatest."""
    least = float("-inf")
    return bound.is_none, float(bound.share), least if bound.fixed_us is None else bound.fixed_us


def _written(bound: Bound | None) -> str:
    if bound is None:
        return "–"
    if not bound.overtakes:
        return text("never")
    if bound.fixed_us is None:
        return text("none")
    seconds = f"{in_seconds(bound.fixed_us):g}".replace("-", "−")
    return seconds if not bound.share else f"{seconds} + {float(bound.share) * 100:.3g} %"
