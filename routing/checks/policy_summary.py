"""What a policy means, for ``peakline check``: its queues, what was found, and how long tickets are overtaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.checks.roster_check import check_roster
from routing.checks.starvation import Bound, starvation_bounds, uncovered
from routing.model import NEVER, Agent
from routing.policies import policy_words as words
from routing.policies.policy_check import check_policy
from routing.policy import Policy, Queue, Reservation, WrapUp
from routing.reading.finding import Finding, Severity
from routing.reading.units import plain_seconds
from routing.words.messages import text
from routing.words.shown import shown


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
    uncovered
        What the policy uses that can let a ticket pass beyond its bound, as phrases.
    """

    policy: Policy
    findings: tuple[Finding, ...]
    bounds: tuple[Bound, ...]
    uncovered: tuple[str, ...] = ()

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
        """The summary in words: a sentence for each queue, rule between them, finding and pair."""
        found = [_queue_in_words(queue) for queue in self.policy.queues]
        found += _units_in_words(self.policy)
        found += _delays_in_words(self.policy)
        found += [_reservation_in_words(reservation) for reservation in self.policy.reservations]
        found += [text("Error: {message}", message=finding.sentence()) for finding in self.errors]
        found += [text("Warning: {message}", message=finding.sentence()) for finding in self.warnings]
        found += [bound.sentence() for bound in self.bounds]
        if self.bounds and self.uncovered:
            features = ", ".join(self.uncovered)
            found.append(text("These may let a ticket pass beyond its bound: {features}.", features=features))
        return found

    def rule_sentences(self) -> list[str]:
        """What no table of steps says: units, delays, reservations, and each queue's offers, overflow and the like."""
        found = [*_units_in_words(self.policy), *_delays_in_words(self.policy)]
        found += map(_reservation_in_words, self.policy.reservations)
        for queue in self.policy.queues:
            facts = ", ".join([*_order_in_words(queue)[3:], *_rules_in_words(queue)])
            if facts:
                found.append(text("Queue {name}: {facts}.", name=shown(queue.name), facts=facts))
        return found


def summarize_policy(policy: Policy, agents: Sequence[Agent] | None = None) -> PolicySummary:
    """Check ``policy``, by itself and for the roster ``agents``, and work out its starvation bounds."""
    findings = check_policy(policy)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return PolicySummary(policy, tuple(findings), ())
    if agents is not None:
        findings += check_roster(policy, agents)
    if any(finding.path[:1] == ("agents",) and finding.path[2:3] == ("labels",) for finding in findings):
        return PolicySummary(policy, tuple(findings), ())  # who competes depends on what the labels mean
    bounds = starvation_bounds(policy, agents)
    return PolicySummary(policy, tuple(findings), tuple(bounds), tuple(uncovered(policy, agents)))


def _queue_in_words(queue: Queue) -> str:
    steps = ", ".join(
        text("{time} if nobody is there before", time=words.time(step.from_us))
        if step.only_if_absent
        else words.time(step.from_us)
        for step in queue.steps
    )
    facts = ", ".join([*_order_in_words(queue), *_rules_in_words(queue)])
    return text("Queue {name}: {facts}; steps from {steps}.", name=shown(queue.name), facts=facts, steps=steps)


def _order_in_words(queue: Queue) -> list[str]:
    facts = [
        text("target {seconds} s", seconds=plain_seconds(queue.target_us)),
        text("head start {seconds} s", seconds=plain_seconds(queue.head_start_us)),
        text("band {band}", band=queue.band),
    ]
    if queue.ageing_per_mille != 1000:
        facts.append(text("ageing {factor}", factor=f"{queue.ageing_per_mille / 1000:g}"))
    if queue.promote_after_us < NEVER:
        facts.append(text("promoted every {seconds} s", seconds=plain_seconds(queue.promote_after_us)))
    if queue.max_waiting >= 0:
        facts.append(text("at most {count} waiting", count=queue.max_waiting))
    return facts


def _rules_in_words(queue: Queue) -> list[str]:
    facts = []
    if not queue.auto_accept:
        facts.append(text("offers that expire after: {time}", time=words.time(queue.offer_expires_us)))
        facts.append(text("on expiry: {presence}", presence=words.on_expiry(queue.on_expiry)))
    if any(queue.hold_us):
        longest = plain_seconds(max(queue.hold_us))
        facts.append(text("held for a preferred agent up to {seconds} s", seconds=longest))
    if queue.gather_after_us < NEVER:
        facts.append(text("units gathered after {seconds} s", seconds=plain_seconds(queue.gather_after_us)))
    if queue.overflow:
        rules = "; ".join(words.overflow(rule) for rule in queue.overflow)
        facts.append(text("overflow ({rules})", rules=rules))
    if queue.wrap_up is WrapUp.FIXED:
        facts.append(text("wrap-up {seconds} s", seconds=plain_seconds(queue.wrap_up_us)))
    return facts


def _units_in_words(policy: Policy) -> list[str]:
    return [
        text("A ticket of {channel} costs {units} units.", channel=shown(channel), units=cost)
        for channel, cost in policy.costs
    ]


def _delays_in_words(policy: Policy) -> list[str]:
    return [
        text(
            "Agents of pool {pool} take tickets of {queue} after {seconds} s there.",
            pool=shown(pool),
            queue=shown(queue),
            seconds=plain_seconds(delay),
        )
        for pool, delays in policy.delays
        for queue, delay in delays
        if delay
    ]


def _reservation_in_words(reservation: Reservation) -> str:
    return text(
        "Agents of pool {pool} kept free for {queues}: {count}; lifted: {lifts}.",
        pool=shown(reservation.pool),
        count=reservation.keep_free,
        queues=words.names(reservation.queues),
        lifts=words.lifts(reservation),
    )
