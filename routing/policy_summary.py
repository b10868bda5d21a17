"""What a policy means, for ``peakline check``: its queues, what was found, and how long tickets are overtaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.finding import Finding, Severity
from routing.messages import text
from routing.model import NEVER, Agent
from routing.policy import Policy, Queue, WrapUp
from routing.policy_check import check_policy
from routing.roster_check import check_roster
from routing.shown import shown
from routing.starvation import Bound, starvation_bounds
from routing.units import in_seconds


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """All that can be said about a policy before it is used.

    Parameters
    ----------
    policy
        What it is about.
    findings
        Errors and warnings; none of the roster where the policy itself has errors.
    bounds
        One for each ordered pair of queues that compete for an agent; empty where the policy has errors.
    """

    policy: Policy
    findings: tuple[Finding, ...]
    bounds: tuple[Bound, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    @property
    def unbounded(self) -> tuple[Bound, ...]:
        """The pairs without a starvation bound."""
        return tuple(bound for bound in self.bounds if bound.is_none)

    def sentences(self) -> list[str]:
        """The summary in words: a sentence for each queue, finding and pair."""
        queues = [_queue_in_words(queue) for queue in self.policy.queues]
        errors = [text("Error: {message}", message=finding.sentence()) for finding in self.errors]
        warnings = [text("Warning: {message}", message=finding.sentence()) for finding in self.warnings]
        return [*queues, *errors, *warnings, *(bound.sentence() for bound in self.bounds)]


def summarize_policy(policy: Policy, agents: Sequence[Agent] | None = None) -> PolicySummary:
    """Check ``policy``, by itself and for the roster ``agents``, and work out its starvation bounds."""
    findings = check_policy(policy)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return PolicySummary(policy, tuple(findings), ())
    if agents is not None:
        findings += check_roster(policy, agents)
    return PolicySummary(policy, tuple(findings), tuple(starvation_bounds(policy, agents)))


def _queue_in_words(queue: Queue) -> str:
    facts = [
        text("target {seconds} s", seconds=in_seconds(queue.target_us)),
        text("head start {seconds} s", seconds=in_seconds(queue.head_start_us)),
        text("band {band}", band=queue.band),
    ]
    if queue.ageing_per_mille != 1000:
        facts.append(text("ageing {factor}", factor=f"{queue.ageing_per_mille / 1000:g}"))
    if queue.promote_after_us < NEVER:
        facts.append(text("promoted every {seconds} s", seconds=in_seconds(queue.promote_after_us)))
    if queue.max_waiting >= 0:
        facts.append(text("at most {count} waiting", count=queue.max_waiting))
    if queue.wrap_up is WrapUp.FIXED:
        facts.append(text("wrap-up {seconds} s", seconds=in_seconds(queue.wrap_up_us)))
    steps = ", ".join(f"{in_seconds(step.from_us)} s" for step in queue.steps)
    return text(
        "Queue {name}: {facts}; steps from {steps}.", name=shown(queue.name), facts=", ".join(facts), steps=steps
    )
