"""Where the figures come from, and whether they add up, in a sentence each."""

from __future__ import annotations

from routing.words import counts
from routing.words.messages import text
from simulation.measuring.results import Checks, Results
from simulation.report.numbers import decimal


def origin_words(results: Results) -> str:
    """What to run to have the figures again."""
    return text(
        "Scenario {scenario}, policy {policy} ({policy_hash}), seed {seed}, {replications}, "
        "engine {engine}, leavers {leavers}.",
        scenario=results.scenario,
        policy=results.policy,
        policy_hash=results.policy_hash[:12],
        seed=results.seed,
        replications=counts.replications(decimal(results.replications)),
        engine=results.engine,
        leavers=results.leavers,
    )


def checks_words(checks: Checks) -> str:
    """Whether every contact is accounted for, and the waits with them."""
    ended = checks.ended
    values = {
        "offered": decimal(checks.offered),
        "answered": decimal(checks.answered),
        "abandoned": decimal(checks.abandoned),
        "balked": decimal(checks.balked),
        "blocked": decimal(checks.blocked),
        "deflected": decimal(checks.deflected),
        "called_back": decimal(checks.called_back),
        "open": decimal(checks.open),
    }
    if checks.offered == ended and checks.queue_area_us == checks.wait_sum_us:
        return text(
            "Checked: {offered} offered = {answered} answered + {abandoned} abandoned + {balked} balked + "
            "{blocked} blocked (queue full) + {deflected} deflected (bot or message) + {called_back} to be called "
            "back + {open} open; the sum of all waits equals the queue length over time to the microsecond.",
            **values,
        )
    return text(
        "Check failed, do not trust these figures: {offered} offered, {answered} answered, {abandoned} abandoned, "
        "{balked} balked, {blocked} blocked (queue full), {deflected} deflected (bot or message), {called_back} to be "
        "called back, {open} open; "
        "waits {waits} µs, queue length over time {area} µs.",
        waits=decimal(checks.wait_sum_us),
        area=decimal(checks.queue_area_us),
        **values,
    )
